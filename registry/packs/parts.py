"""The parts of a pack on a day, in the active language, as blocks; and the facts by which the next
pack tells what changed.

States are named by the register, contact points by their office: no personal detail of anybody
stands in a pack, so that a frozen one may be kept.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.common.dates import add_months, worded
from registry.common.languages import active, text_in
from registry.common.numbers import grouped
from registry.contacts.reachability import Reach, Verdict, reach_of_states
from registry.figures.caveats import Caveats
from registry.packs.blocks import Block, heading, listing, paragraph, table
from registry.packs.carriers import actions_without, projects_without
from registry.packs.editions_told import editions_blocks
from registry.packs.figures_moved import moves, sources_named
from registry.packs.models import PackPart
from registry.packs.since import Facts
from registry.process.models import Meeting
from registry.profiles.coverage import coverage_of
from registry.profiles.endorsement_clock import clock
from registry.profiles.models import Edition
from registry.profiles.notices import stamp
from registry.profiles.templates import Kind
from registry.states.designations import by_name, designation
from registry.states.models import State

AHEAD = 18  # months of meetings to come
NONE = "–"


@dataclass(slots=True)
class Gathering:
    """What all parts of one pack rest on. `since`: from when editions are new; `facts`: gathered by
    the parts as they are made."""

    on: date
    since: date
    states: list[State]
    facts: Facts = field(default_factory=dict)


def gathering(on: date, since: date) -> Gathering:
    return Gathering(on, since, by_name(State.objects.participating(on).with_group(on), on=on))


def named(state: State | int, on: date) -> str:
    return designation(state, on).name


def matrix(given: Gathering) -> list[Block]:
    in_work: dict[int, list[str]] = {}
    for edition in Edition.objects.in_work().for_page():
        words = f"{edition.profile.get_kind_display()} {edition.years}: "
        words += edition.get_status_display()
        in_work.setdefault(edition.profile.state_id, []).append(words)
    rows = []
    facts = given.facts.setdefault("profiles", {})
    for row in coverage_of(given.states, given.on):
        name = named(row.state, given.on)
        cells = [edition_cell(editions) for _kind, editions in row.cells]
        told = "; ".join(map(": ".join, zip(map(str, Kind.labels), cells, strict=True)))
        facts[row.state.iso_alpha3] = f"{name} ({told})"
        work = "; ".join(in_work.get(row.state.pk, [])) or NONE
        rows.append([name, row.state.group_name or NONE, *cells, work])
    heads = [_("State"), _("Group"), *map(str, Kind.labels), _("In work")]
    return [
        paragraph(
            _(
                "The latest public edition of each kind, with its year and whether the state has"
                " endorsed it. Taking part is voluntary: a dash is no gap."
            )
        ),
        table(
            _("States and profiles on %(day)s") % {"day": worded(given.on)},
            heads,
            rows,
            widths=[16, 15, 25, 26, 18],
            private=(4,),
        ),
    ]


def edition_cell(editions: list[Edition]) -> str:
    if not editions:
        return NONE
    latest = editions[0]
    return f"{latest.years}. {stamp(latest).text}"


def endorsements(given: Gathering) -> list[Block]:
    facts = given.facts.setdefault("overdue", {})
    over, running = [], []
    for edition in Edition.objects.with_the_state().for_page():
        now = clock(edition, given.on)
        if now is None:
            continue
        name = named(edition.profile.state, given.on)
        what = f"{edition.profile.get_kind_display()} {edition.years}"
        row = [name, what, worded(now.began), worded(now.ends)]
        if now.has_run_out:
            over.append([*row, grouped(-now.days_left)])
            facts[edition.reference] = f"{name}, {what}"
        else:
            running.append([*row, grouped(now.days_left)])
    heads = [_("State"), _("Edition"), _("Submitted on"), _("Three months end on")]
    blocks = [paragraph(rule_in_words())]
    for caption, last, rows in (
        (_("Overdue endorsements"), _("Days over"), over),
        (_("Endorsements that are awaited"), _("Days left"), running),
    ):
        if rows:
            blocks.append(
                table(
                    caption,
                    [*heads, last],
                    sorted(rows),
                    widths=[24, 24, 20, 20, 12],
                    numbers=(4,),
                    only="internal",
                )
            )
        else:
            blocks.append(paragraph(f"{caption}: {_('none')}.", only="internal"))
    return blocks + published_open(given)


def rule_in_words() -> str:
    return _(
        "After the formal submission of a draft a state has three months to comment on it and to"
        " endorse it. If it does not, the profile may be published as a draft that does not reflect"
        " the state’s official position; the state may endorse an updated text at any time (Senior"
        " Officials’ Meeting, Budapest, July 2015)."
    )


def published_open(given: Gathering) -> list[Block]:
    """Texts written with the states that readers have without their endorsement."""
    rows = Edition.objects.standing_on(given.on).of_states(given.states).for_page()
    found = []
    for edition in rows:
        is_draft = edition.endorsement == Edition.Endorsement.NOT_ENDORSED
        if is_draft and edition.origin in (Edition.Origin.STATE, Edition.Origin.SECRETARIAT):
            name = named(edition.profile.state, given.on)
            found.append(f"{name}, {edition.profile.get_kind_display()} {edition.years}")
    title = _("Published without endorsement")
    if not found:
        return [paragraph(f"{title}: {_('none')}.")]
    return [heading(title), listing(sorted(found))]


def editions(given: Gathering) -> list[Block]:
    return editions_blocks(given.states, since=given.since, on=given.on)


def contacts(given: Gathering) -> list[Block]:
    """Offices, never people. Participants get the names of the states alone."""
    facts = given.facts.setdefault("unreached", {})
    rows, names, nobody = [], [], []
    for one in reach_of_states(given.states, given.on):
        if one.is_reachable:
            continue
        name = named(one.state, given.on)
        names.append(name)
        facts[one.state.iso_alpha3] = name
        for person in one.people:
            rows.append(office_row(name, person))
        if not one.people:
            nobody.append(name)
    if not names:
        return [paragraph(_("Every state has a contact point that is confirmed."))]
    told = ngettext(
        "%(number)s state has no contact point that is confirmed.",
        "%(number)s states have no contact point that is confirmed.",
        len(names),
    ) % {"number": len(names)}
    blocks = [paragraph(told), paragraph(f"{', '.join(names)}.", only="participants")]
    if rows:
        heads = [_("State"), _("Office"), _("Authority"), _("Last confirmed"), _("Standing")]
        caption, widths = _("Contact points to confirm"), [20, 20, 28, 16, 16]
        blocks.append(table(caption, heads, rows, widths=widths, only="internal"))
    if nobody:
        told = _("Without a contact point on record (%(number)s): %(names)s.")
        words = {"number": len(nobody), "names": ", ".join(nobody)}
        blocks.append(paragraph(told % words, only="internal"))
    return blocks


def office_row(name: str, person: Reach) -> list[str]:
    office = person.contact_point
    authority = text_in(office.authority, "name", active())[0]
    last = max(filter(None, [person.confirmed_on, person.signed_in_on]), default=None)
    return [name, str(office.role_label), authority, worded(last) or NONE, verdict(person.verdict)]


def verdict(name: str) -> str:
    words = {
        Verdict.REACHED: _("reachable"),
        Verdict.UNSURE: _("not confirmed"),
        Verdict.BOUNCED: _("mail came back"),
        Verdict.NO_ADDRESS: _("no address"),
    }
    return words.get(name, name)


def carriers(given: Gathering) -> list[Block]:
    facts = given.facts.setdefault("carriers", {})
    projects = projects_without(given.on)
    blocks: list[Block] = []
    title = _("Projects that run without a leading state or an implementing organisation")
    if projects:
        names = []
        for project in projects:
            words = f"{text_in(project, 'title', active())[0]} ({project.years_worded})"
            facts[f"project/{project.reference}"] = words
            names.append(words)
        blocks += [heading(title), listing(names)]
    else:
        blocks.append(paragraph(f"{title}: {_('none')}."))
    plans = actions_without(given.on)
    for plan, actions in plans:
        rows = []
        for action in actions:
            words = text_in(action, "title", active())[0]
            facts[f"action/{action.reference}"] = f"{action.number} {words}".strip()
            rows.append([action.number or NONE, words, text_in(action.area, "name", active())[0]])
        caption = text_in(plan, "title", active())[0]
        if rows:
            heads = [_("No."), _("Action without a project"), _("Co-operation area")]
            blocks.append(table(caption, heads, rows, widths=[8, 62, 30]))
        else:
            told = _("Each action that the registry holds has a project.")
            blocks.append(paragraph(f"{caption}. {told}"))
    if not plans:
        blocks.append(paragraph(_("No action plan is in force on that day.")))
    return blocks


def figures(given: Gathering) -> list[Block]:
    found = moves(given.states, given.on)
    if not found:
        return [paragraph(_("No figure moved that can be compared with the year before."))]
    sources = sources_named(found)
    caveats: dict[int, Caveats] = {}
    rows = []
    for move in found:
        indicator = move.indicator
        known = caveats.setdefault(indicator.pk, Caveats(indicator.pk))
        values = []
        for row in (move.before, move.after):
            values.append(f"{grouped(row.value, indicator.decimals)} ({row.year})")
        title = text_in(indicator, "title", active())[0]
        unit = text_in(indicator, "unit", active())[0]
        rows.append(
            [
                f"{title}, {unit}",
                named(move.state, given.on),
                *values,
                move.change,
                ". ".join(filter(None, [sources[move.after.source_id], move.notes(known)])),
            ]
        )
    heads = [_("Figure"), _("State"), _("Before"), _("Latest"), _("Difference"), _("Source, notes")]
    told = _(
        "Of each key figure the three states in which it moved most between its last two years;"
        " only figures of the same source that can be compared. A large change asks for a look at"
        " the source before it is quoted."
    )
    caption = _("Figures that moved most")
    widths = [20, 14, 14, 14, 14, 24]
    return [paragraph(told), table(caption, heads, rows, widths=widths, numbers=(2, 3, 4))]


def meetings(given: Gathering) -> list[Block]:
    facts = given.facts.setdefault("meetings", {})
    last = add_months(given.on, AHEAD)
    coming = Meeting.objects.public().for_page().filter(starts_on__gte=given.on)
    rows = []
    for meeting in coming.filter(starts_on__lte=last).order_by("starts_on", "slug"):
        title = text_in(meeting, "title", active())[0]
        if meeting.is_cancelled:
            title = f"{title} ({_('cancelled')})"
        place = ", ".join(filter(None, place_of(meeting, given.on))) or NONE
        facts[meeting.slug] = f"{meeting.dates_worded}: {title}"
        rows.append([meeting.dates_worded, title, meeting.get_kind_display(), place])
    if not rows:
        return [paragraph(_("The registry holds no meeting to come."))]
    heads = [_("Date"), _("Meeting"), _("Kind"), _("Place")]
    return [table(_("Upcoming meetings"), heads, rows, widths=[20, 40, 20, 20])]


def place_of(meeting: Meeting, on: date) -> list[str]:
    country = meeting.country or meeting.host
    return [
        text_in(meeting, "place", active())[0],
        named(country, on) if country else "",
        _("online") if meeting.is_online else "",
    ]


PARTS: dict[str, Callable[[Gathering], list[Block]]] = {
    PackPart.Kind.MATRIX: matrix,
    PackPart.Kind.ENDORSEMENTS: endorsements,
    PackPart.Kind.EDITIONS: editions,
    PackPart.Kind.CONTACTS: contacts,
    PackPart.Kind.CARRIERS: carriers,
    PackPart.Kind.FIGURES: figures,
    PackPart.Kind.MEETINGS: meetings,
}
