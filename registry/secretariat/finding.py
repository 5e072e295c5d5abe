"""One search over all records, and over what one may do ("new news", "round 2027").

Each kind is asked by the search of its own list, so that rights, names of states in both scripts
and the trace of who looked for a person are those of the lists. A kind costs no more queries when
it has more rows: MOST of each are read. What a list does not find (misspelt, in the other script,
on the other keyboard) the public search does, where it is public.
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
from registry.search import answers
from registry.search import finding as public_search
from registry.search.models import Kind
from registry.secretariat.kinds import kind_name
from registry.states.designations import designation, every_name, sort_key

MOST = 6
SHORTEST = 2
MOST_SUGGESTED = 10
LOOKED_AT = 30  # hits of the public search among which records are looked for
# Whoever looks for a person by name is recorded: once, by the page, not at each key
PEOPLE = ("ContactPoint", "User")
OF_KIND = {
    Kind.DOCUMENT: "Document",
    Kind.PROJECT: "Project",
    Kind.MEETING: "Meeting",
    Kind.NEWS: "NewsItem",
    Kind.PAGE: "Page",
    Kind.PLAN: "ActionPlan",
    Kind.INDICATOR: "Indicator",
}
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


def find(request: HttpRequest, words: str, *, but: tuple[str, ...] = ()) -> list[Found]:
    if len(words) < SHORTEST:
        return []
    public = public_search.find(words)
    wanted = as_the_register_writes(words, public)
    slugs = slugs_of(public)
    found = []
    for name in KINDS:
        if name in but or not may_look(request, name):
            continue
        one = found_of(request, name, wanted)
        if not one.rows and name in slugs:
            one = found_in_public(request, name, slugs[name])
        found.append(one)
    return [one for one in found if one.rows]


def suggestions(request: HttpRequest, words: str) -> list[dict[str, str]]:
    """While somebody types: what may be begun, then of each kind as many records as fit."""
    made = [{"title": row.words, "address": row.url} for row in deeds(request.user, words)]
    found = find(request, words, but=PEOPLE)
    most = max(1, (MOST_SUGGESTED - len(made)) // max(1, len(found)))
    for one in found:
        made += [
            {"title": row.words, "kind": one.kind, "address": row.url} for row in one.rows[:most]
        ]
    return made[:MOST_SUGGESTED]


def as_the_register_writes(words: str, public: public_search.Result) -> str:
    """SQLite compares letters beyond ASCII as they are: «грузия» is looked for as «Грузия», and so
    is what is known as a name of that state alone."""
    wanted = sort_key(words)
    name = next((name for name in every_name() if sort_key(name) == wanted), "")
    concepts = public.question.concepts
    if name or len(concepts) != 1 or not concepts[0].state:
        return name or words
    return designation(answers.states_by_code()[concepts[0].state]).name


def slugs_of(public: public_search.Result) -> dict[str, list[str]]:
    """Of records that the public search finds, by model, the best first. None of what has only
    some of the words."""
    found: dict[str, list[str]] = {}
    if public.is_partial:
        return found
    rows = public_search.catalogue().rows
    for number in public.numbers[:LOOKED_AT]:
        row = rows[number]
        name = OF_KIND.get(Kind(row.kind), "")
        slug = row.key.partition(":")[2].partition("#")[0]
        if name:
            found.setdefault(name, []).append(slug)
    return found


def may_look(request: HttpRequest, name: str) -> bool:
    listed = admin.site.get_model_admin(apps.get_model("registry", name))
    return listed.has_view_or_change_permission(request)


def found_in_public(request: HttpRequest, name: str, slugs: list[str]) -> Found:
    model = apps.get_model("registry", name)
    rows = admin.site.get_model_admin(model).get_queryset(request).filter(slug__in=slugs[:MOST])
    by_slug = {row.slug: row for row in rows}
    best = [by_slug[slug] for slug in dict.fromkeys(slugs) if slug in by_slug]
    return Found(kind_name(model), [shown(row) for row in best[: MOST - 1]], "")


def found_of(request: HttpRequest, name: str, words: str) -> Found:
    model = apps.get_model("registry", name)
    listed = admin.site.get_model_admin(model)
    rows = listed.get_queryset(request)
    related = listed.list_select_related
    if isinstance(related, list | tuple):
        rows = rows.select_related(*related)
    rows, may_repeat = listed.get_search_results(request, rows, words)
    read = list((rows.distinct() if may_repeat else rows)[:MOST])
    opts = model._meta
    whole = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
    more = f"{whole}?{urlencode({'q': words})}" if len(read) == MOST else ""
    return Found(kind_name(model), [shown(row) for row in read[: MOST - 1]], more)


def shown(row: Any) -> Row:
    opts = row._meta
    address = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.pk])
    return Row(str(row), address)


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
