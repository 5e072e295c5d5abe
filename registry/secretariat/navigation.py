"""The navigation of the admin: by what people do, with counts of what waits.

A new entry is one line in SECTIONS. Rows that only hang on another record have none: they are
edited in that record, whose entry names them under `holds`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from registry.secretariat.waiting import counts_for

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Entry:
    """A list of the admin, or with `page` a page of our own. It stands there for whoever may look
    at the records of `model`; without a model, for all staff."""

    label: Words
    model: str = ""
    page: str = ""  # name of its address
    query: str = ""  # narrows the list
    waits: str = ""  # what of it waits: a name in waiting.py
    holds: tuple[str, ...] = ()  # models whose rows are edited in these records


@dataclass(frozen=True, slots=True)
class Section:
    name: str
    label: Words
    entries: tuple[Entry, ...]


SECTIONS = (
    Section(
        name="work",
        label=_("Work"),
        entries=(
            Entry(label=pgettext_lazy("the Secretariat's", "Desk"), page="index"),
            Entry(
                label=_("Review"),
                model="Edition",
                query="status__exact=submitted",
                waits="review",
            ),
            Entry(label=_("Rounds"), model="CollectionRound"),
            Entry(label=_("Letters"), model="GroupMail"),
            Entry(label=_("Letters on paper"), model="PaperLetter"),
            Entry(label=_("Sent messages"), model="SentMessage", waits="messages"),
            Entry(label=_("Work behind"), model="TaskProgress", waits="tasks"),
        ),
    ),
    Section(
        name="content",
        label=_("Content"),
        entries=(
            Entry(label=_("News"), model="NewsItem"),
            Entry(label=_("Pages"), model="Page"),
            Entry(label=_("Documents"), model="Document", holds=("DocumentVersion",)),
            Entry(label=_("Files of documents"), model="DocumentFile"),
            Entry(label=_("Pictures"), model="Picture"),
            Entry(label=_("Menu, footer and banner"), model="FrameSettings", holds=("FrameLink",)),
            Entry(label=_("Imports and bulk changes"), model="RecordImport"),
            Entry(label=_("Words of the search"), model="Synonyms"),
        ),
    ),
    Section(
        name="profiles",
        label=_("Profiles"),
        entries=(
            Entry(label=_("Editions"), model="Edition", holds=("Section",)),
            Entry(label=_("Migration profiles"), model="MigrationProfile"),
            Entry(
                label=_("Templates"),
                model="ProfileTemplate",
                holds=("TemplateSection", "SectionIndicator"),
            ),
        ),
    ),
    Section(
        name="network",
        label=_("Network"),
        entries=(
            Entry(label=_("Contact points"), model="ContactPoint"),
            Entry(label=_("Authorities"), model="Authority"),
            Entry(label=_("Handovers"), model="Handover", waits="handovers"),
            Entry(label=_("Changes of office"), model="OfficeChange", waits="offices"),
            Entry(
                label=_("Whom we reach"), model="ContactPoint", page="contact_point_reachability"
            ),
            Entry(label=_("Ways to escalate"), model="Escalation"),
        ),
    ),
    Section(
        name="process",
        label=_("Process"),
        entries=(
            Entry(label=_("Meetings"), model="Meeting", holds=("Attendance",)),
            Entry(label=_("Meeting packs"), model="MeetingPack"),
            Entry(label=_("Projects"), model="Project", holds=("Partner", "Output")),
            Entry(label=_("Action plans"), model="ActionPlan", holds=("Action", "Chapter")),
            Entry(label=_("Co-operation areas"), model="CooperationArea"),
            Entry(label=_("Mandates"), model="Mandate"),
            Entry(label=_("Phases"), model="Phase"),
        ),
    ),
    Section(
        name="figures",
        label=_("Figures"),
        entries=(
            Entry(label=_("Indicators"), model="Indicator"),
            Entry(label=_("Figures"), model="Observation"),
            Entry(label=_("Imports"), model="FigureImport", waits="imports"),
            Entry(label=_("Formats of publishers"), model="PublisherFormat"),
            Entry(label=_("Sources"), model="Source"),
            Entry(label=_("Counterparts"), model="Counterpart"),
            Entry(label=_("Caveats"), model="Caveat"),
        ),
    ),
    Section(
        name="states",
        label=_("States"),
        entries=(
            Entry(
                label=_("States"),
                model="State",
                holds=("Designation", "Participation", "GroupMembership"),
            ),
            Entry(label=_("Regional groups"), model="RegionalGroup"),
        ),
    ),
    Section(
        name="reports",
        label=_("Reports"),
        entries=(
            Entry(label=_("All reports"), model="LinkCheck", page="reports"),
            Entry(label=_("Addresses that answer"), model="LinkCheck"),
            Entry(label=_("How often pages are read"), model="ReadCount"),
            Entry(label=_("Looked for in vain"), model="MissedSearch"),
            Entry(label=_("What changed"), page="what_changed"),
            Entry(label=_("Recent errors"), page="recent_errors"),
            Entry(label=_("Who looked at details"), model="Look"),
            Entry(label=_("Changed details"), model="DetailChange"),
            Entry(label=_("Merged contact points"), model="Merge"),
            Entry(label=_("Bulk acts"), model="BulkAct"),
        ),
    ),
    Section(
        name="accounts",
        label=_("Accounts"),
        entries=(
            Entry(label=_("Accounts"), model="User"),
            Entry(label=_("Invitations"), model="Invitation"),
            Entry(label=_("Roles"), model="auth.Group"),
            Entry(label=_("Security events"), model="SecurityEvent"),
            Entry(label=_("Privacy notices"), model="PrivacyNotice"),
        ),
    ),
)


@dataclass(slots=True)
class ShownEntry:
    label: Words
    address: str
    waits: int
    is_current: bool = False


@dataclass(slots=True)
class ShownSection:
    name: str
    label: Words
    entries: list[ShownEntry] = field(default_factory=list)

    @property
    def is_current(self) -> bool:
        return any(entry.is_current for entry in self.entries)


@dataclass(frozen=True, slots=True)
class Navigation:
    sections: list[ShownSection]

    @property
    def section(self) -> ShownSection | None:
        """That of the page."""
        return next((section for section in self.sections if section.is_current), None)

    @property
    def entry(self) -> ShownEntry | None:
        """That of the page."""
        entries = self.section.entries if self.section else []
        return next((entry for entry in entries if entry.is_current), None)


def navigation(request: HttpRequest) -> Navigation:
    """What this person may open, section by section, with the entry of this page marked."""
    counts = counts_for(request.user)
    current = entry_of(request)
    shown = []
    for section in SECTIONS:
        entries = []
        for entry in section.entries:
            if may_open(request, entry):
                waits = counts.get(entry.waits, 0)
                entries.append(ShownEntry(entry.label, address(entry), waits, entry is current))
        if entries:
            shown.append(ShownSection(section.name, section.label, entries))
    return Navigation(shown)


def every_entry() -> Iterator[Entry]:
    for section in SECTIONS:
        yield from section.entries


def model_named(name: str) -> Any:
    return apps.get_model(name if "." in name else f"registry.{name}")


def may_open(request: HttpRequest, entry: Entry) -> bool:
    if not entry.model:
        return True
    listed = admin.site.get_model_admin(model_named(entry.model))
    return listed.has_view_or_change_permission(request)


def list_address(name: str) -> str:
    opts = model_named(name)._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")


def address(entry: Entry) -> str:
    if entry.page:
        return reverse(f"admin:{entry.page}")
    return list_address(entry.model) + (f"?{entry.query}" if entry.query else "")


def entry_of(request: HttpRequest) -> Entry | None:
    """The entry of the page: of those whose address it begins with, the most exact one."""
    found, best = None, (0, 0)
    for entry in every_entry():
        rank = fit(entry, request)
        if rank > best:
            found, best = entry, rank
    return found


def fit(entry: Entry, request: HttpRequest) -> tuple[int, int]:
    """How exactly an entry is that of the page: (length of the common address, query)."""
    if entry.page:
        begins = reverse(f"admin:{entry.page}")
        is_it = request.path == begins if entry.page == "index" else request.path.startswith(begins)
        return (len(begins), 1) if is_it else (0, 0)
    for name in (entry.model, *entry.holds):
        begins = list_address(name)
        if not request.path.startswith(begins):
            continue
        wanted = QueryDict(entry.query)
        asked = all(request.GET.get(key) == value for key, value in wanted.items())
        if not entry.query:
            return (len(begins), 1)
        return (len(begins), 2) if asked and request.path == begins else (0, 0)
    return (0, 0)
