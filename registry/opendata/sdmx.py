"""What the registry is to SDMX: its identifiers, the parts of a figure, and the lists of codes.

One structure holds for the figures of all indicators; each indicator is a dataflow of its own,
under its slug. `sdmx_structure.py` writes this as SDMX-ML, `sdmx_data.py` the figures as SDMX-CSV
2.0 and SDMX-ML 2.1. The codes of OBS_STATUS are those of the SDMX cross-domain code list; what they
cannot say (why there is no value, what the registry computed) stands in GAP_REASON and
FIGURE_STATUS.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from registry.common.languages import LANGUAGES, text_in
from registry.figures.about_indicators import unit_code
from registry.figures.models import Counterpart, Indicator, Observation, Source
from registry.states.designations import designation
from registry.states.models import State

AGENCY = "PRAGUE_PROCESS"
STRUCTURE = "DSD_FIGURES"
CONCEPTS = "CS_FIGURES"
ALL = "_T"  # both sexes, all other ends together
YEARLY = "A"
Names = dict[str, str]  # by language

SEXES = {Observation.Sex.TOTAL: ALL, Observation.Sex.FEMALE: "F", Observation.Sex.MALE: "M"}
STATUSES = {
    Observation.Status.OFFICIAL: "A",
    Observation.Status.ESTIMATED: "E",
    Observation.Status.PROVISIONAL: "P",
    Observation.Status.BREAK: "B",
    Observation.Status.COMPUTED: "A",
}
GAPS = {
    Observation.Gap.NOT_COLLECTED: "L",
    Observation.Gap.NOT_PROVIDED: "O",
    Observation.Gap.NOT_PUBLISHED: "O",
    Observation.Gap.INCLUDED_ELSEWHERE: "K",
    Observation.Gap.NOT_COMPARABLE: "O",
    Observation.Gap.CONFIDENTIAL: "Q",
    Observation.Gap.NOT_APPLICABLE: "M",
    Observation.Gap.EXPECTED: "O",
}
OBSERVATION_STATUSES = {
    "A": _("normal value"),
    "B": _("break in series"),
    "E": _("estimate"),
    "K": _("counted with another category"),
    "L": _("missing: not collected"),
    "M": _("missing: cannot exist"),
    "O": _("missing"),
    "P": _("provisional"),
    "Q": _("missing: suppressed"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A dimension or an attribute. `codes`: the list of its codes; "" for a text, `text_type` is
    its type then. `is_wanted`: an attribute that every figure has."""

    id: str
    name: str | Promise
    codes: str = ""
    text_type: str = "String"
    is_wanted: bool = False


DIMENSIONS = (
    Part(id="FREQ", name=_("Frequency"), codes="CL_FREQ"),
    Part(id="INDICATOR", name=_("Indicator"), codes="CL_INDICATOR"),
    Part(id="REF_AREA", name=_("State"), codes="CL_STATE"),
    Part(id="COUNTERPART_AREA", name=_("Other end of the flow"), codes="CL_COUNTERPART"),
    Part(id="SEX", name=_("Sex"), codes="CL_SEX"),
    Part(id="SOURCE", name=_("Source"), codes="CL_SOURCE"),
)
TIME = Part(id="TIME_PERIOD", name=_("Year"), text_type="GregorianYear")
MEASURE = Part(id="OBS_VALUE", name=_("Value"), text_type="Decimal")
ATTRIBUTES = (
    Part(id="OBS_STATUS", name=_("Status of the figure"), codes="CL_OBS_STATUS", is_wanted=True),
    Part(id="FIGURE_STATUS", name=_("Status in the registry"), codes="CL_FIGURE_STATUS"),
    Part(id="GAP_REASON", name=_("Why there is no figure"), codes="CL_GAP_REASON"),
    Part(id="EXPECTED_IN", name=_("Year in which it is expected"), text_type="GregorianYear"),
    Part(id="UNIT_MEASURE", name=_("Unit"), codes="CL_UNIT", is_wanted=True),
    Part(id="CAVEAT", name=_("What a reader must know beside the figure")),
    Part(id="NOTE_EN", name=_("Note in English")),
    Part(id="NOTE_RU", name=_("Note in Russian")),
    Part(id="DESIGNATION_NOTE", name=_("Note on the state’s name")),
    Part(id="COUNTERPART_NOTE", name=_("Note on the name of the other end")),
    Part(id="LICENCE", name=_("Licence")),
)
COMPONENTS = (*DIMENSIONS, TIME, MEASURE, *ATTRIBUTES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    id: str
    names: Names
    descriptions: Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    id: str
    names: Names
    codes: list[Code]


def said(text: str | Promise) -> Names:
    """In both languages; the text is a lazy one."""
    found: Names = {}
    for language in LANGUAGES:
        with translation.override(language):
            found[language] = str(text)
    return found


def written(row: object, name: str) -> Names:
    """Of a record's two-language field what is written."""
    found = {language: getattr(row, f"{name}_{language}") for language in LANGUAGES}
    return {language: text for language, text in found.items() if text}


def named(row: object, name: str) -> Names:
    """The same with the other language where one is missing: every code has both names."""
    return {language: text_in(row, name, language)[0] for language in LANGUAGES}


def end_code(row: Counterpart | None) -> str:
    return (row.iso_alpha3 or row.code) if row else ALL


def state_code(row: State) -> Code:
    """With the note that belongs to its name, on the day of the answer."""
    names, notes = {}, {}
    for language in LANGUAGES:
        found = designation(row, language=language)
        names[language] = found.name
        if found.footnote:
            notes[language] = found.footnote
    return Code(id=row.iso_alpha3, names=names, descriptions=notes)


def counterpart_code(row: Counterpart) -> Code:
    if row.state is None:
        return Code(id=end_code(row), names=named(row, "name"), descriptions={})
    of_state = state_code(row.state)
    return Code(id=end_code(row), names=of_state.names, descriptions=of_state.descriptions)


def indicator_code(row: Indicator) -> Code:
    return Code(id=row.slug, names=named(row, "title"), descriptions=written(row, "definition"))


def source_code(row: Source) -> Code:
    about = ", ".join(filter(None, [row.licence, row.url]))
    return Code(
        id=row.slug,
        names=named(row, "title"),
        descriptions=dict.fromkeys(LANGUAGES, about) if about else {},
    )


def fixed(names: Iterable[tuple[str, str | Promise]]) -> list[Code]:
    return [Code(id=code, names=said(name), descriptions={}) for code, name in names]


def states() -> list[Code]:
    return [state_code(row) for row in State.objects.order_by("iso_alpha3")]


def counterparts() -> list[Code]:
    rows = Counterpart.objects.select_related("state").order_by("code")
    return [*fixed([(ALL, _("all together"))]), *map(counterpart_code, rows)]


def units() -> list[Code]:
    found: dict[str, Code] = {}
    for row in Indicator.objects.order_by("unit_en", "slug"):
        code = unit_code(row)
        found.setdefault(code, Code(id=code, names=named(row, "unit"), descriptions={}))
    return list(found.values())


def indicators() -> list[Code]:
    return [indicator_code(row) for row in Indicator.objects.order_by("slug")]


def sources() -> list[Code]:
    return [source_code(row) for row in Source.objects.order_by("slug")]


def frequencies() -> list[Code]:
    return fixed([(YEARLY, _("yearly"))])


def sexes() -> list[Code]:
    return fixed((SEXES[one], one.label) for one in Observation.Sex)


def statuses() -> list[Code]:
    return fixed(OBSERVATION_STATUSES.items())


def figure_statuses() -> list[Code]:
    return fixed(Observation.Status.choices)


def gap_reasons() -> list[Code]:
    return fixed(Observation.Gap.choices)


LISTS: dict[str, tuple[str | Promise, Callable[[], list[Code]]]] = {
    "CL_FREQ": (_("Frequency"), frequencies),
    "CL_INDICATOR": (_("Indicators"), indicators),
    "CL_STATE": (_("States"), states),
    "CL_COUNTERPART": (_("Other ends of flows"), counterparts),
    "CL_SEX": (_("Sex"), sexes),
    "CL_SOURCE": (_("Sources"), sources),
    "CL_OBS_STATUS": (_("Status of figures"), statuses),
    "CL_FIGURE_STATUS": (_("Status in the registry"), figure_statuses),
    "CL_GAP_REASON": (_("Why there is no figure"), gap_reasons),
    "CL_UNIT": (_("Units"), units),
}


def code_lists() -> list[Codes]:
    """Six queries."""
    return [Codes(id=key, names=said(name), codes=make()) for key, (name, make) in LISTS.items()]
