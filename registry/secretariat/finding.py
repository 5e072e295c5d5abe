"""One search over all records, and over what one may do ("new news", "round 2027").

Each kind is asked by the search of its own list, so that rights, names of states in both scripts
and the trace of who looked for a person are those of the lists. A kind costs no more queries when
it has more rows: MOST of each are read.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy

from registry.common.admin_rights import may
from registry.secretariat.kinds import kind_name
from registry.states.designations import every_name, sort_key

MOST = 6
SHORTEST = 2
# In the order in which they are shown
KINDS = (
    "State",
    "ContactPoint",
    "Authority",
    "Edition",
    "Participation",
    "Designation",
    "MigrationProfile",
    "NewsItem",
    "Page",
    "Document",
    "Meeting",
    "Project",
    "Output",
    "ActionPlan",
    "Action",
    "CooperationArea",
    "Mandate",
    "Indicator",
    "Source",
    "CollectionRound",
    "GroupMail",
    "ProfileTemplate",
    "TemplateSection",
    "User",
)


@dataclass(frozen=True, slots=True)
class Deed:
    """Something to begin: the words that ask for it, in both languages, and the form."""

    label: Any
    model: str
    words: tuple[str, ...]


DEEDS = (
    Deed(gettext_lazy("New news item"), "NewsItem", ("news", "news item", "новость", "новости")),
    Deed(gettext_lazy("New page"), "Page", ("page", "страница")),
    Deed(gettext_lazy("New document"), "Document", ("document", "документ")),
    Deed(gettext_lazy("New meeting"), "Meeting", ("meeting", "встреча")),
    Deed(gettext_lazy("New project"), "Project", ("project", "проект")),
    Deed(gettext_lazy("New round"), "CollectionRound", ("round", "раунд", "сбор")),
    Deed(gettext_lazy("New letter"), "GroupMail", ("letter", "mail", "письмо")),
    Deed(
        gettext_lazy("New contact point"),
        "ContactPoint",
        ("contact point", "contact", "контактный пункт"),
    ),
    Deed(gettext_lazy("New authority"), "Authority", ("authority", "ministry", "ведомство")),
    Deed(gettext_lazy("New handover"), "Handover", ("handover", "передача")),
    Deed(gettext_lazy("New indicator"), "Indicator", ("indicator", "показатель")),
    Deed(gettext_lazy("New mandate"), "Mandate", ("mandate", "мандат")),
    Deed(gettext_lazy("New action plan"), "ActionPlan", ("action plan", "план действий")),
    Deed(gettext_lazy("New invitation of staff"), "Invitation", ("invitation", "приглашение")),
)
BEGINS = ("new ", "add ", "create ", "новая ", "новое ", "новый ", "добавить ", "создать ")


@dataclass(frozen=True, slots=True)
class Row:
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Found:
    kind: str
    rows: list[Row]
    more: str  # the list with all of them; "" where these are all


def find(request: HttpRequest, words: str) -> list[Found]:
    if len(words) < SHORTEST:
        return []
    wanted = as_the_register_writes(words)
    found = (found_of(request, name, wanted) for name in KINDS)
    return [one for one in found if one.rows]


def as_the_register_writes(words: str) -> str:
    """SQLite compares letters beyond ASCII as they are: «грузия» is looked for as «Грузия»."""
    wanted = sort_key(words)
    return next((name for name in every_name() if sort_key(name) == wanted), words)


def found_of(request: HttpRequest, name: str, words: str) -> Found:
    model = apps.get_model("registry", name)
    listed = admin.site.get_model_admin(model)
    if not listed.has_view_or_change_permission(request):
        return Found("", [], "")
    rows = listed.get_queryset(request)
    related = listed.list_select_related
    if isinstance(related, list | tuple):
        rows = rows.select_related(*related)
    rows, may_repeat = listed.get_search_results(request, rows, words)
    read = list((rows.distinct() if may_repeat else rows)[:MOST])
    opts = model._meta
    shown = []
    for row in read[: MOST - 1]:
        address = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.pk])
        shown.append(Row(str(row), address))
    whole = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
    more = f"{whole}?{urlencode({'q': words})}" if len(read) == MOST else ""
    return Found(kind_name(model), shown, more)


def deeds(user: Any, words: str) -> Iterator[Row]:
    """What the words ask to begin: "new news", "round 2027", "новая новость"."""
    asked = " ".join(words.casefold().split())
    begun = next((asked.removeprefix(begin) for begin in BEGINS if asked.startswith(begin)), "")
    for deed in DEEDS:
        model = apps.get_model("registry", deed.model)
        if not (may(user, "add", model) and admin.site.is_registered(model)):
            continue
        year = year_after(asked, begun, deed.words)
        if year is None:
            continue
        opts = model._meta
        address = reverse(f"admin:{opts.app_label}_{opts.model_name}_add")
        query = f"?{urlencode({'year': year})}" if year else ""
        yield Row(f"{deed.label} {year}".strip(), address + query)


def year_after(asked: str, begun: str, names: tuple[str, ...]) -> str | None:
    """The year that is asked for: "" for none; None where something else is asked for. Without
    "new" only with a year: a name alone looks for records."""
    for name in names:
        for text, is_begun in ((begun, True), (asked, False)):
            rest = text.removeprefix(name).strip() if text.startswith(name) else None
            if rest is not None and (rest == "" and is_begun or is_year(rest)):
                return rest
    return None


def is_year(text: str) -> bool:
    return len(text) == 4 and text.isdecimal() and text.isascii()
