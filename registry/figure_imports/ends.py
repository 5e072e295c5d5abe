"""The two ends of a flow or stock: whose figure a row is, and which country is at its other end.

A file has a country of origin and one of destination or asylum; which of the two is the state that
the figure belongs to, the indicator says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.figure_imports.areas import Areas, Kind
from registry.figure_imports.values import FORMULA, SHOWN, WrongCell
from registry.figures.models import Indicator

if TYPE_CHECKING:
    from registry.figure_imports.rows import Plan

Role = Indicator.CounterpartRole
ABROAD = (Role.DESTINATION, Role.ASYLUM)
STATELESS = ("xxa", "stateless")
STATE_REMEDY = gettext_lazy(
    "Write its ISO code (GEO, GE), or its name as in the registry; or say what it means here"
    " (--word “{text}=GEO”). Rows of other countries can be left out when the columns are matched"
    " (--leave-out-others)."
)
COUNTERPART_REMEDY = gettext_lazy(
    "Write its ISO code (SY), XXA for stateless, UNK for unknown, ZZ for all others; or say what it"
    " means here (--word “{text}=SY”)."
)


class Ends:
    def __init__(self, areas: Areas, plan: Plan) -> None:
        self.areas, self.plan, self.tally = areas, plan, plan.tally
        self.has_others = "others" in plan.constants
        self.problems: dict[str, WrongCell | None] = {}

    def of(
        self, text: dict[str, str], role: str, problems: list[WrongCell]
    ) -> tuple[int | None, int | None] | None:
        """(state, counterpart); None where the row is left out, and counted."""
        places = self.told_apart(text, role)
        if places is None:
            return None
        state_text, other_text, names = places
        state = self.state(state_text, names, problems)
        if state is None and not problems:
            return None
        counterpart = None
        if other_text and not self.areas.is_total(other_text):
            kind, counterpart = self.areas.counterpart(other_text)
            if kind is Kind.GROUP:
                self.tally.add_once("groups", other_text)
                return None
            if kind is not Kind.STATE:
                problems.append(
                    WrongCell(
                        column="counterpart",
                        problem=_("“%(other_text)s” is not known as a counterpart.")
                        % {"other_text": other_text[:SHOWN]},
                        remedy=COUNTERPART_REMEDY.format(text=other_text[:SHOWN]),
                    )
                )
        return state, counterpart

    def told_apart(self, text: dict[str, str], role: str) -> tuple[str, str, str] | None:
        """(state, other end, name of the state beside its code) as the file writes them; None where
        the row is of one other end, and the indicator counts all of them together."""
        state, origin, host = (text.get(name, "") for name in ("state", "origin", "host"))
        name = text.get("state_name", "")
        has_origin, has_host = "origin" in self.plan.places, "host" in self.plan.places
        if not has_origin and not has_host:
            return state, text.get("counterpart", ""), name
        here = host if has_host and has_origin else state
        if self.plan.constants.get("state"):
            here, state = "", ""
        if role == Role.ORIGIN:
            if has_origin:
                return here, origin, "" if has_host else name
            return host, state, ""
        if role in ABROAD:
            if has_origin and has_host:
                return origin, host, ""
            return (origin, state, "") if has_origin else (state, host, name)
        other, target = (origin, "origin") if has_origin else (host, "host")
        if self.is_all(other, here, target):
            return here, "", name if not (has_origin and has_host) else ""
        self.tally.add_once(f"parts:{self.plan.headings[target]}", other)
        return None

    def is_all(self, other: str, here: str, target: str) -> bool:
        """Whether a row counts for an indicator without another end."""
        if self.plan.choices.is_answered(self.plan.headings[target]) or not other:
            return True
        name = self.areas.name_of(other)
        is_same = bool(here) and name == self.areas.name_of(here)
        return self.areas.is_total(other) or is_same or name in STATELESS

    def state(self, text: str, name: str, problems: list[WrongCell]) -> int | None:
        """Its number; None with a problem, or without one where the row is left out."""
        text = self.chosen(text) or name
        kind, found = self.areas.find(text) if text else (Kind.UNKNOWN, None)
        if name and text != name:
            other_kind, other = self.areas.find(name)
            if (
                other != found
                and other_kind is not Kind.UNKNOWN
                and Kind.STATE
                in (
                    kind,
                    other_kind,
                )
            ):
                problems.append(
                    WrongCell(
                        column="state",
                        problem=(
                            _(
                                "The code “%(text)s” and the name “%(name)s” beside it are"
                                " two countries."
                            )
                            % {"text": text[:SHOWN], "name": name[:SHOWN]}
                        ),
                        remedy=_("Mend one of the two, or leave one of the columns out."),
                    )
                )
                return None
        if kind is Kind.STATE:
            return found
        if kind is Kind.GROUP:
            self.tally.add_once("groups", text)
            return None
        self.note_other(text, kind, problems)
        return None

    def chosen(self, text: str) -> str:
        chosen = self.plan.constants.get("state", "")
        if chosen and text and text != chosen:
            self.tally.add_once("overruled:state", text)
        return chosen or text

    def note_other(self, text: str, kind: Kind, problems: list[WrongCell]) -> None:
        if text not in self.problems:
            self.problems[text] = self.problem_of(text, kind)
        problem = self.problems[text]
        if problem:
            problems.append(problem)
        else:
            self.tally.add_once("others", text)

    def problem_of(self, text: str, kind: Kind) -> WrongCell | None:
        """What is wrong with a country that is none of the registry's; nothing where such rows are
        left out, but then it may not be like one of the registry's."""
        if not text:
            return WrongCell(
                column="state",
                problem=_("The cell is empty, and every row needs a state."),
                remedy=_("Fill it in, or choose one for the whole file (--state)."),
            )
        if FORMULA.match(text):
            return WrongCell(
                column="state",
                problem=_("“%(text)s” is a formula or its error.") % {"text": text[:SHOWN]},
                remedy=_("Copy the cells and paste them as values."),
            )
        like = self.areas.like(text) if kind is Kind.UNKNOWN else ""
        if self.has_others and not like:
            return None
        if like:
            return WrongCell(
                column="state",
                problem=_("“%(text)s” is not known as a state, and is much like “%(like)s”.")
                % {"text": text[:SHOWN], "like": like},
                remedy=(
                    _(
                        "Say what it means here (--word “%(text)s=…”, “-” to leave it out),"
                        " or write its ISO code."
                    )
                    % {"text": text[:SHOWN]}
                ),
            )
        return WrongCell(
            column="state",
            problem=_("“%(text)s” is not known as a state.") % {"text": text[:SHOWN]},
            remedy=STATE_REMEDY.format(text=text[:SHOWN]),
        )
