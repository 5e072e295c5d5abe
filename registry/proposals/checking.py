"""What a proposal may hold. What is wrong is named by its place: `figures[3].value`."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from registry.common.hidden_characters import refusal_of, refuse_hidden
from registry.common.problems import Wrong, WrongParameterError, unknown
from registry.contacts.models import ContactPoint
from registry.drafting.figure_checks import is_judged
from registry.figures.models import Indicator, Observation
from registry.figures.plausibility import impossible
from registry.proposals.models import Proposal

MOST_FIGURES = 100
TEXTS = {"source": 200, "note_en": 200, "note_ru": 200}  # names, lengths
FIELDS = ("indicator", "value", "year", "gap", *TEXTS)
NAMES = ("name_latin", "name_cyrillic")
DETAILS = (*NAMES, "shared_email", "phone", "mobile", "spoken", "address", "room")
NUMBER = re.compile(r"-?[0-9]{1,16}(\.[0-9]{1,4})?")


class Findings:
    """What is wrong, gathered so that a system learns of all of it at once."""

    def __init__(self) -> None:
        self.wrong: list[Wrong] = []

    def add(self, place: str, value: Any, detail: str) -> None:
        self.wrong.append(Wrong(parameter=place, value=str(value)[:100], detail=detail))

    def check_names(self, place: str, given: dict[str, Any], known: tuple[str, ...]) -> None:
        detail = _("There is no field of the name %(value)s here.")
        for name in given:
            if name not in known:
                where = f"{place}.{name}".strip(".")[:100]
                self.wrong.append(unknown(where, str(name), known, detail))

    def refuse(self) -> None:
        if self.wrong:
            raise WrongParameterError(*self.wrong)


def cleaned(data: Any, contact_point: ContactPoint, *, on: date) -> tuple[str, Any]:
    """Kind and content. Raises WrongParameterError with all that is wrong."""
    findings = Findings()
    if not isinstance(data, dict):
        findings.add("body", "", _("An object of JSON is wanted."))
        findings.refuse()
    kind = data.get("kind")
    if kind not in list(Proposal.Kind):
        wrong = unknown(
            "kind", str(kind or ""), list(Proposal.Kind), _("%(value)s is no kind of proposal.")
        )
        raise WrongParameterError(wrong)
    findings.check_names("", data, ("kind", str(kind)))
    content = data.get(str(kind))
    if kind == Proposal.Kind.FIGURES:
        found: Any = cleaned_figures(content, findings, on=on)
    else:
        found = cleaned_details(content, contact_point, findings)
    findings.refuse()
    return str(kind), found


def cleaned_figures(given: Any, findings: Findings, *, on: date) -> list[dict[str, str]]:
    if not isinstance(given, list) or not 1 <= len(given) <= MOST_FIGURES:
        words = _("A list of 1 to %(most)s figures is wanted.") % {"most": MOST_FIGURES}
        findings.add("figures", "", words)
        return []
    indicators = {row.slug: row for row in Indicator.objects.for_page()}
    found: list[dict[str, str]] = []
    for number, row in enumerate(given):
        place = f"figures[{number}]"
        if not isinstance(row, dict):
            findings.add(place, "", _("An object of JSON is wanted."))
            continue
        findings.check_names(place, row, FIELDS)
        figure = cleaned_figure(row, place, indicators, findings, on=on)
        if any(figure["indicator"] == other["indicator"] for other in found):
            words = _("An indicator stands once in a proposal.")
            findings.add(f"{place}.indicator", figure["indicator"], words)
        found.append(figure)
    return found


def cleaned_figure(
    row: dict[str, Any],
    place: str,
    indicators: dict[str, Indicator],
    findings: Findings,
    *,
    on: date,
) -> dict[str, str]:
    slug = row.get("indicator")
    indicator = indicators.get(slug) if isinstance(slug, str) else None
    if indicator is None:
        words = _("There is no indicator of the name %(value)s.")
        findings.wrong.append(unknown(f"{place}.indicator", str(slug or ""), indicators, words))
    value = cleaned_value(row.get("value"), f"{place}.value", findings)
    gap, year = row.get("gap") or "", row.get("year")
    if gap not in ("", *Observation.Gap.values):
        words = _("%(value)s is no reason of a gap.")
        findings.wrong.append(unknown(f"{place}.gap", str(gap), Observation.Gap.values, words))
    if (value is None) == (not gap) and not findings.wrong:
        findings.add(place, "", _("Give either a number or the reason why there is none."))
    if year is not None and (type(year) is not int or not 1900 <= year <= 2100):
        findings.add(f"{place}.year", year, _("A year from 1900 to 2100 is wanted."))
        year = None
    elif year is None and (value is not None or gap == Observation.Gap.EXPECTED):
        findings.add(f"{place}.year", "", _("Of which year is it?"))
    texts = {name: cleaned_text(row, name, place, findings) for name in TEXTS}
    if value is not None and not texts["source"]:
        findings.add(f"{place}.source", "", _("Where does it come from?"))
    if indicator is not None:
        said = year if is_judged(value, gap) else None  # of another reason a year says nothing
        for finding in impossible(indicator, value=value, year=said, on=on):
            findings.add(f"{place}.{finding.field}", row.get(finding.field), finding.text)
    return {
        "indicator": str(slug or ""),
        "value": "" if value is None else format(value, "f"),
        "year": str(year or ""),
        "gap": str(gap),
        **texts,
    }


def cleaned_value(given: Any, place: str, findings: Findings) -> Decimal | None:
    """A number of JSON, or its text where a number of JSON is not exact enough."""
    if given is None:
        return None
    if isinstance(given, int | float | str) and not isinstance(given, bool):
        try:
            text = given.strip() if isinstance(given, str) else format(Decimal(str(given)), "f")
            number = Decimal(text) if NUMBER.fullmatch(text) else None
        except (InvalidOperation, ValueError):
            number = None
        if number is not None:
            return number
    words = _("A number with at most 16 places before the point and four after it is wanted.")
    findings.add(place, given, words)
    return None


def cleaned_text(row: dict[str, Any], name: str, place: str, findings: Findings) -> str:
    text = row.get(name) or ""
    if not isinstance(text, str) or len(text) > TEXTS[name] or "\0" in text:
        words = _("A text of at most %(most)s characters is wanted.") % {"most": TEXTS[name]}
        findings.add(f"{place}.{name}", text, words)
        return ""
    refusal = refusal_of(text)
    if refusal:
        findings.add(f"{place}.{name}", "", refusal)
    return text.strip()


def cleaned_details(given: Any, contact_point: ContactPoint, findings: Findings) -> dict[str, str]:
    if not isinstance(given, dict) or not given:
        findings.add("details", "", _("An object of JSON is wanted."))
        return {}
    findings.check_names("details", given, DETAILS)
    found = {}
    for name in (name for name in DETAILS if name in given):
        field: Any = ContactPoint._meta.get_field(name)
        text, place = given[name], f"details.{name}"
        if not isinstance(text, str) or "\0" in text:
            findings.add(place, "", _("A text is wanted."))
            continue
        try:
            refuse_hidden(text)
            found[name] = field.clean(text.strip(), contact_point)
        except ValidationError as error:
            findings.add(place, "", " ".join(error.messages))
    return found
