"""What changed since the frozen pack that a pack follows, from the facts that both keep: each group
of facts is {key: words}, and differs by keys that came, keys that went, and other words."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.packs.blocks import Block, Only, heading, listing, paragraph

Facts = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    label: str | Promise
    came: str | Promise
    went: str | Promise
    is_internal: bool = False


GROUPS = (
    Group(
        name="profiles",
        label=gettext_lazy("States and profiles"),
        came=gettext_lazy("Takes part now: %(what)s"),
        went=gettext_lazy("Takes part no more: %(what)s"),
    ),
    Group(
        name="overdue",
        label=gettext_lazy("Endorsements overdue"),
        came=gettext_lazy("New: %(what)s"),
        went=gettext_lazy("No longer overdue: %(what)s"),
        is_internal=True,
    ),
    Group(
        name="unreached",
        label=gettext_lazy("Contact points to confirm"),
        came=gettext_lazy("New: %(what)s"),
        went=gettext_lazy("Confirmed: %(what)s"),
        is_internal=True,
    ),
    Group(
        name="carriers",
        label=gettext_lazy("Without a carrier"),
        came=gettext_lazy("New: %(what)s"),
        went=gettext_lazy("Has a carrier now, or has ended: %(what)s"),
    ),
    Group(
        name="meetings",
        label=gettext_lazy("Meetings"),
        came=gettext_lazy("New: %(what)s"),
        went=gettext_lazy("Held, or taken off: %(what)s"),
    ),
)


def since_blocks(before: dict[str, Any], now: Facts, frozen_on: str) -> list[Block]:
    """`before`: the content of the earlier pack, in the same language."""
    earlier: Facts = before["facts"]
    words = {"title": before["title"], "day": frozen_on}
    blocks = [paragraph(_("Compared with the pack “%(title)s”, frozen on %(day)s.") % words)]
    told = 0
    for group in GROUPS:
        lines = differences(earlier.get(group.name, {}), now.get(group.name, {}), group)
        if lines:
            only: Only = "internal" if group.is_internal else ""
            blocks += [heading(str(group.label), only=only), listing(lines, only=only)]
            told += not group.is_internal
    if not told:
        blocks.append(paragraph(_("Nothing that stood in it has changed.")))
    return blocks


def differences(old: dict[str, str], new: dict[str, str], group: Group) -> list[str]:
    found = []
    for key, words in new.items():
        if key not in old:
            found.append(str(group.came) % {"what": words})
        elif old[key] != words:
            found.append(f"{old[key]} → {words}")
    found += [str(group.went) % {"what": words} for key, words in old.items() if key not in new]
    return found
