"""The list of the reports. A new report is a function of a day and a line here."""

from datetime import date

from registry.reports.ageing import ageing
from registry.reports.followed import followed
from registry.reports.headings import headings
from registry.reports.languages import languages
from registry.reports.links import broken_links, documents_without_address
from registry.reports.reporting import Report

EVERY = (
    Report(
        slug="ageing",
        title="What ages",
        about="Contact points whose details nobody confirmed for a year, and records that "
        "nobody saved for two.",
        words="records that nobody has confirmed for long",
        lines=ageing,
    ),
    Report(
        slug="languages",
        title="Languages",
        about="Texts that one language lacks, or whose other language was changed after them.",
        words="records that lack or lag in a language",
        lines=languages,
    ),
    Report(
        slug="links",
        title="Broken links",
        about="Addresses that did not answer when “manage.py check_links” last asked, with the "
        "records that name them.",
        words="uses of addresses that do not answer",
        lines=broken_links,
    ),
    Report(
        slug="headings",
        title="Headings out of order",
        about="Texts in which a heading leaves out a level.",
        words="texts with headings out of order",
        lines=headings,
    ),
    Report(
        slug="documents",
        title="Documents that cannot be read",
        about="Documents without an address, and documents none of whose addresses answers.",
        words="documents that cannot be read",
        lines=documents_without_address,
    ),
    Report(
        slug="followed",
        title="Followed by mail",
        about="What readers without an account follow by mail, and how many of them. Nobody sees "
        "who.",
        words="topics that somebody follows",
        lines=followed,
        is_work=False,
    ),
)
REPORTS = {report.slug: report for report in EVERY}


def report_lines(on: date) -> list[tuple[str, int, str]]:
    """(slug, count, words) of each report that has something, for the front page."""
    work = [report for report in EVERY if report.is_work]
    counts = [(report.slug, report.count(on), report.words) for report in work]
    return [row for row in counts if row[1]]
