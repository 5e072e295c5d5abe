"""A state on one sheet, as its page shows it on a day.

What may be taken back is not printed: of a contact point the office and the authority stand here;
the name and the address that somebody agreed to show stay on the page.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from registry.common.as_of import AsOf
from registry.common.dates import worded
from registry.figures.ends import Ends
from registry.figures.key_figures import KeyFigure, Region
from registry.pages.happened import Happened, Happening
from registry.pages.one_state import shown_of
from registry.paper.blocks import (
    Block,
    Inline,
    bar,
    cell,
    heading,
    link,
    listing,
    numeric,
    paragraph,
    quiet,
    small,
    stamp,
    strong,
    table,
)
from registry.paper.lists import dated, documents, doubtful, section
from registry.paper.sheets import Sheet, key_of
from registry.profiles.models import Edition
from registry.profiles.notices import stamp as stamp_of
from registry.projects.models import Project
from registry.projects.partners import Part
from registry.states.designations import designation
from registry.states.models import State


def state_sheet(state: State, as_of: AsOf, address: str) -> Sheet:
    shown = shown_of(state, as_of)
    named, standing = designation(state, as_of.day), shown["standing"]
    group, official = shown["group"], named.official_name
    about = [group.name if group else "", standing.words, standing.doubt]
    about.append(official if official != named.name else "")
    notices = []
    if standing.is_unclear:
        notices.append((_("Standing not confirmed."), standing.note))
    elif standing.interruption:
        notices.append((standing.interruption, standing.note))
    asked = [("as_of", as_of.day)] if as_of.is_past else []
    return Sheet(
        key=key_of("state", state.slug, asked),
        name=f"state-{state.slug}",
        kind=_("State sheet"),
        title=named.name,
        address=address,
        day=as_of.day,
        is_past=as_of.is_past,
        subtitle=" · ".join(filter(None, about)),
        notices=notices,
        blocks=blocks_of(shown, as_of),
    )


def blocks_of(shown: dict[str, Any], as_of: AsOf) -> list[Block]:
    blocks = profiles_of(shown)
    blocks += [heading(_("Key figures")), figures(shown["key_figures"])]
    if shown["region"]:
        blocks += region(shown["region"])
    if shown["ends"]:
        blocks.append(heading(_("From where, and to where")))
        blocks += [ends(one.ends) for one in shown["ends"]]
    if shown["parts"]:
        blocks += [heading(_("Projects")), projects(shown["parts"])]
    if shown["happened"]:
        blocks += [heading(_("Meetings and news")), happenings(shown["happened"])]
    blocks += documents(shown["documents"])
    if not as_of.is_past:
        blocks += [heading(_("Who is in charge")), *in_charge(shown)]
    mandates = [mandate(row, is_past=as_of.is_past) for row in shown["mandates"]]
    return blocks + section(_("In the Process"), mandates)


def profiles_of(shown: dict[str, Any]) -> list[Block]:
    """The latest edition of each kind, those before, and what is said of a profile."""
    editions = [*shown["current"], *shown["earlier"]]
    blocks = [heading(_("Profiles"))]
    if editions:
        head = [cell(_("Edition")), cell(_("Status")), cell(_("Date")), cell(_("Languages"))]
        rows = [edition_row(edition) for edition in editions]
        blocks.append(table(head, rows, widths=(5, 5, 5, 3)))
    else:
        blocks.append(
            paragraph(_("This state has no published profile. Taking part is voluntary."))
        )
    for profile in shown["profiles"]:
        if profile.note:
            blocks.append(small(f"{profile.get_kind_display()}: {profile.note}"))
    return blocks


def edition_row(edition: Edition) -> list[Block]:
    standing = stamp_of(edition)
    name = f"{edition.profile.get_kind_display()} {edition.years}"
    status = standing.text
    if not edition.has_text:
        status = f"{status} · {_('document only')}"
    published = edition.published_worded
    if edition.published_on:
        published = _("Published %(day)s") % {"day": worded(edition.published_on)}
    return [
        cell(link(name, edition.get_absolute_url())),
        cell(status),
        cell(published),
        cell(", ".join(edition.language_list)),
    ]


def figures(found: Iterable[KeyFigure]) -> Block:
    rows = []
    for figure in found:
        year = f", {figure.year}" if figure.year else ""
        title = cell(f"{figure.indicator.title}{year}", " ", quiet(figure.indicator.unit))
        if not figure.value:
            rows.append([title, cell(figure.gap, colspan=2)])
            continue
        source = figure.source.title if figure.source else ""
        told = f"{source}. {figure.caveat}" if figure.caveat else source
        rows.append([title, numeric(strong(figure.value)), cell(quiet(told))])
    head = [cell(_("Figure")), numeric(_("Latest")), cell(_("Source"))]
    return table(head, rows, widths=(9, 4, 10))


def region(found: Region) -> list[Block]:
    rows = []
    widest = max((one.x for one in found.neighbours), default=0) or 1
    for one in found.neighbours:
        name = designation(one.state).name
        drawn = bar(0, round(one.x / widest * 100, 1))
        named = cell(strong(name) if one.is_self else name)
        rows.append([named, numeric(one.value), cell(drawn)])
    head = [cell(_("State")), numeric(_("Value")), cell()]
    caption = f"{found.indicator.title}, {found.year}"
    own = []
    if found.own:
        name = designation(found.own.state).name
        own.append(small(strong(f"{name}: {found.own.value} %")))
    return [
        heading(_("In the region")),
        table(head, rows, widths=(3, 1, 5), caption=caption),
        *own,
    ]


def ends(found: Ends) -> Block:
    role = found.indicator.get_counterpart_role_display()
    rows = []
    for row in found.rows:
        drawn = bar(0, row["width"])
        rows.append([cell(row["name"]), numeric(row["value"]), cell(drawn)])
    head = [cell(_("Country")), numeric(_("Value")), cell()]
    caption = f"{found.indicator.title}, {found.top.year} ({role}). {found.top.source.title}"
    return table(head, rows, widths=(3, 2, 4), caption=caption)


def projects(parts: Iterable[Part]) -> Block:
    rows = []
    for part in parts:
        project = part.project
        acronym = [strong(project.acronym), " · "] if project.acronym else []
        title = cell(*acronym, link(project.title, project.get_absolute_url()))
        rows.append([title, cell(part.roles), cell(*years_of(project))])
    head = [cell(_("Project")), cell(_("Part of this state")), cell(_("Years"))]
    return table(head, rows, widths=(6, 3, 2))


def years_of(project: Project) -> Inline:
    return [project.years_worded, *doubtful(project.doubt)]


def happenings(found: Happened) -> Block:
    return listing([happening(one) for one in [*found.latest, *found.rest]])


def happening(one: Happening) -> Inline:
    kind = ", ".join(filter(None, [one.kind, one.place]))
    words = [link(one.title, one.address), " ", quiet(kind)]
    if one.is_cancelled:
        words.append(stamp(_("cancelled")))
    return dated(one.when or _("date not known"), *words, *doubtful(one.doubt))


def in_charge(shown: dict[str, Any]) -> list[Block]:
    people, authorities = shown["contact_points"], list(shown["authorities"])
    items: list[Inline] = []
    for one in people:
        items.append([strong(str(one.role)), ", ", one.authority])
    for authority in authorities:
        items.append(authority_of(authority))
    blocks = [listing(items)] if items else []
    if not items:
        blocks.append(paragraph(_("No authority is on record yet.")))
    if not people:
        told = _(
            "No public source says which authority holds the contact point; the Secretariat knows."
        )
        blocks.append(small(told))
    return blocks


def authority_of(authority: Any) -> Inline:
    words: Inline = [strong(authority.name)]
    if authority.is_former:
        words += [", ", _("until %(day)s") % {"day": authority.until_in_text}]
    if authority.seen_as:
        words += [" ", quiet(authority.seen_as)]
    return words + doubtful(authority.doubt)


def mandate(row: Any, *, is_past: bool) -> Inline:
    office = str(row.get_kind_display())
    if is_past:
        words = (
            f"{office}, {_('since %(day)s') % {'day': row.since_worded}}" if row.since else office
        )
    else:
        since = f"{office}, {row.since_worded}" if row.since else office
        words = f"{since} – {row.until_worded or _('today')}"
    noted = [" ", quiet(row.note)] if row.note else []
    return [words, *doubtful(row.doubt), *noted]
