"""The rows of "What waits" on the front page, each with one button; the most urgent first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.common.dates import add_months, worded
from registry.contacts.reachability import StateReach, Verdict
from registry.profiles.endorsement_clock import MONTHS
from registry.profiles.models import Edition
from registry.profiles.templates import Kind
from registry.secretariat.agenda import Item
from registry.secretariat.kinds import kind_name
from registry.states.designations import designation

SOON = 30  # days of a clock, from which on it is shown
MOST_NAMES = 6
Status = Edition.Status


@dataclass(frozen=True, slots=True)
class Wait:
    """`urgency`: the smaller, the earlier. `amount` and `unit`: "4", "parts came in"."""

    urgency: int
    amount: str
    unit: str
    title: str
    text: str
    button: str
    url: str
    is_late: bool = False


def waits(
    rows: list[Item],
    *,
    counts: dict[str, int],
    missing: dict[str, int],
    reach: Iterable[StateReach],
    on: date,
) -> list[Wait]:
    found = [*clocks(rows, on), *reviews(rows, on), *to_publish(rows), *by_people(rows)]
    found += [*imports(rows), *rounds(rows, on), *messages(counts)]
    found += [*returned_mail(reach), *translations(missing)]
    return sorted(found, key=urgency)


def urgency(wait: Wait) -> int:
    return wait.urgency


def of_kind(items: Iterable[Item], *kinds: str) -> list[Item]:
    return [item for item in items if item.what in kinds]


def edition_words(item: Item) -> str:
    """Georgia, Extended 2026."""
    kind = Kind(item.en).label
    return f"{designation(item.of_state)}, {kind} {item.first}"


def days_words(days: int) -> str:
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}


def clocks(items: list[Item], on: date) -> Iterator[Wait]:
    """Whose three months run out soon, or have."""
    for item in of_kind(items, Status.WITH_STATE):
        ends = add_months(item.on, MONTHS)
        left = (ends - on).days
        if left > SOON:
            continue
        yield Wait(
            urgency=left,
            amount=days_words(max(left, 0)),
            unit=_("until %(day)s") % {"day": worded(ends)},
            title=_("%(edition)s: the three months run out") % {"edition": edition_words(item)},
            text=_("With the state for endorsement since %(day)s.") % {"day": worded(item.on)},
            button=_("Open"),
            url=reverse("admin:registry_edition_change", args=[item.number]),
            is_late=left <= 7,
        )


def reviews(items: list[Item], on: date) -> Iterator[Wait]:
    for item in of_kind(items, Status.SUBMITTED):
        parts = item.second
        yield Wait(
            urgency=10 - min((on - item.on).days, 9),
            amount=str(parts),
            unit=ngettext("part came in", "parts came in", parts),
            title=_("%(edition)s: to be reviewed") % {"edition": edition_words(item)},
            text=_("Submitted by the state; lies here since %(day)s.") % {"day": worded(item.on)},
            button=_("Review"),
            url=reverse("admin:edition_review", args=[item.number]),
        )


def to_publish(items: list[Item]) -> Iterator[Wait]:
    texts = {
        Status.ENDORSED: _("The state has endorsed it; it can be published."),
        Status.LAPSED: _("Not endorsed in time; it may be published with a notice."),
    }
    for item in of_kind(items, Status.ENDORSED, Status.LAPSED):
        yield Wait(
            urgency=12 if item.what == Status.ENDORSED else 14,
            amount="1",
            unit=_("edition"),
            title=_("%(edition)s: to be published") % {"edition": edition_words(item)},
            text=texts[Status(item.what)],
            button=_("Publish"),
            url=reverse("admin:registry_edition_act", args=[item.number, "publish"]),
        )


def names_of(items: list[Item]) -> str:
    names = sorted({str(designation(item.of_state)) for item in items})
    more = len(names) - MOST_NAMES
    shown = ", ".join(names[:MOST_NAMES])
    return _("%(names)s and %(more)s more") % {"names": shown, "more": more} if more > 0 else shown


def by_people(items: list[Item]) -> Iterator[Wait]:
    """What contact points asked for and only the Secretariat can do."""
    named = of_kind(items, "handover")
    if named:
        missing = [item for item in named if not item.first]
        text = _("A letter came with each.")
        if missing:
            text = _("Without a letter: %(states)s.") % {"states": names_of(missing)}
        yield people_wait(
            named,
            urgency=16,
            unit=ngettext("handover", "handovers", len(named)),
            title=_("Successors were named: %(states)s"),
            text=text,
            url=one_or_all(named, "handover"),
        )
    asked = of_kind(items, "office")
    if asked:
        yield people_wait(
            asked,
            urgency=18,
            unit=ngettext("change of office", "changes of office", len(asked)),
            title=_("Another role or authority: %(states)s"),
            text=_("It counts once it is accepted."),
            url=one_or_all(asked, "officechange"),
        )
    erased = of_kind(items, "erasure")
    if erased:
        yield people_wait(
            erased,
            urgency=15,
            unit=ngettext("erasure", "erasures", len(erased)),
            title=_("Asked to be erased: %(states)s"),
            text=_("What is personal goes; that somebody held the office is kept."),
            url=reverse("admin:registry_contactpoint_changelist") + "?standing=erasure",
        )


def people_wait(items: list[Item], *, title: str, **fields: Any) -> Wait:
    return Wait(
        amount=str(len(items)),
        title=title % {"states": names_of(items)},
        button=_("Open"),
        **fields,
    )


def one_or_all(items: list[Item], model: str) -> str:
    if len(items) == 1:
        return reverse(f"admin:registry_{model}_change", args=[items[0].number])
    return reverse(f"admin:registry_{model}_changelist") + "?decision__exact=waiting"


def imports(items: list[Item]) -> Iterator[Wait]:
    for item in of_kind(items, "import"):
        yield Wait(
            urgency=20,
            amount="1",
            unit=_("import"),
            title=_("%(file)s: %(rows)s rows read, %(errors)s with errors")
            % {"file": item.en, "rows": item.first, "errors": item.second},
            text=_("Nothing is written until it is confirmed."),
            button=_("Look"),
            url=reverse("admin:figure_import", args=[item.number]),
        )


def rounds(items: list[Item], on: date) -> Iterator[Wait]:
    for item in of_kind(items, "round"):
        left = (item.on - on).days
        if not item.second:
            continue
        yield Wait(
            urgency=max(left, 0) + 5,
            amount=str(item.second),
            unit=ngettext("draft not submitted", "drafts not submitted", item.second),
            title=_("Round %(kind)s %(year)s, until %(day)s")
            % {"kind": Kind(item.en).label, "year": item.first, "day": worded(item.on)},
            text=left_words(left),
            button=_("Board"),
            url=reverse("admin:round_board", args=[item.number]),
            is_late=left < 0,
        )


def left_words(days: int) -> str:
    if days < 0:
        return _("The day has passed.")
    return _("Left: %(days)s.") % {"days": days_words(days)}


def messages(counts: dict[str, int]) -> Iterator[Wait]:
    number = counts.get("messages", 0)
    if number:
        yield Wait(
            urgency=8,
            amount=str(number),
            unit=ngettext("message", "messages", number),
            title=_("Messages were given up, or may not have arrived"),
            text=_("Each says why; what is kept can be sent again."),
            button=_("Open"),
            url=reverse("admin:registry_sentmessage_changelist") + "?state__in=failed,unclear",
        )


def returned_mail(reach: Iterable[StateReach]) -> Iterator[Wait]:
    back = {}
    for one in reach:
        if any(person.verdict == Verdict.BOUNCED for person in one.people):
            back[one.state.pk] = one.state
    if back:
        names = sorted(str(designation(state)) for state in back.values())
        yield Wait(
            urgency=17,
            amount=str(len(back)),
            unit=ngettext("state", "states", len(back)),
            title=_("Mail came back: %(states)s") % {"states": ", ".join(names[:MOST_NAMES])},
            text=_("An address there no longer takes mail."),
            button=_("Open"),
            url=reverse("admin:contact_point_reachability"),
        )


def translations(missing: dict[str, int]) -> Iterator[Wait]:
    """Records without Russian words; the button leads to those of which there are most."""
    if not missing:
        return
    most = max(missing, key=missing.__getitem__)
    models = {name: apps.get_model("registry", name) for name in missing}
    kinds = [f"{kind_name(model)}: {missing[name]}" for name, model in models.items()]
    number = sum(missing.values())
    yield Wait(
        urgency=40,
        amount=str(number),
        unit=ngettext("record", "records", number),
        title=_("Without Russian"),
        text=", ".join(kinds),
        button=_("Show"),
        url=f"{reverse(f'admin:registry_{most.lower()}_changelist')}?without=ru",
    )
