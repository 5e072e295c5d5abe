"""The list of the reports. A new report is a function of a day and a line here."""

from django.utils.translation import gettext_lazy as _

from registry.reports.ageing import ageing
from registry.reports.files import files_hard_to_read
from registry.reports.followed import followed
from registry.reports.headings import headings
from registry.reports.languages import languages
from registry.reports.links import broken_links, documents_without_address, not_asked_yet
from registry.reports.reporting import Report

EVERY = (
    Report(
        slug="ageing",
        title="What ages",
        about="Contact points whose details nobody confirmed for a year, and records that "
        "nobody saved for two.",
        words=_("records that nobody has confirmed for long"),
        lines=ageing,
    ),
    Report(
        slug="languages",
        title="Languages",
        about="Texts that one language lacks, or whose other language was changed after them.",
        words=_("records that lack or lag in a language"),
        lines=languages,
    ),
    Report(
        slug="links",
        title="Broken links",
        about="Addresses that did not answer when they were last asked, with the records that name "
        "them.",
        words=_("uses of addresses that do not answer"),
        lines=broken_links,
        unknown=not_asked_yet,
    ),
    Report(
        slug="headings",
        title="Headings out of order",
        about="Texts in which a heading leaves out a level.",
        words=_("texts with headings out of order"),
        lines=headings,
    ),
    Report(
        slug="documents",
        title="Documents that cannot be read",
        about="Documents with neither a file nor an address, and documents none of whose "
        "addresses answers.",
        words=_("documents that cannot be read"),
        lines=documents_without_address,
    ),
    Report(
        slug="files",
        title="Files without tags",
        about="Files of documents without tags, text, title or language: a screen reader finds its "
        "way through them badly or not at all.",
        words=_("hints on files that are hard to read for some"),
        lines=files_hard_to_read,
    ),
    Report(
        slug="followed",
        title="Followed by mail",
        about="What readers without an account follow by mail, and how many of them. Nobody sees "
        "who.",
        words=_("topics that somebody follows"),
        lines=followed,
        is_work=False,
    ),
)
REPORTS = {report.slug: report for report in EVERY}
WORK = [report for report in EVERY if report.is_work]
