"""SDMX: structure and figures as a client that others wrote reads them, and back in again."""

import csv
import io
import tracemalloc
from decimal import Decimal

import pytest
import sdmx
import sdmx.reader.csv
import sdmx.reader.xml.v30  # before any data are read: the library adds to its tables then

from registry.common.languages import LANGUAGES
from registry.common.limits import Limit
from registry.figures.caveats import Caveat
from registry.figures.models import Counterpart, Indicator, Observation, Source
from registry.opendata import machine_answers, sdmx_views
from registry.opendata.sdmx import GAPS, SEXES, STATUSES
from registry.states.designations import designation
from registry.states.models import State
from tests import make
from tests.figure_imports.brought import tried

pytestmark = pytest.mark.django_db
VERSIONS = ("2.1", "3.0")
FORMULA = "=HYPERLINK(1)"


@pytest.fixture
def all_kinds(kosovo, georgia):
    """Of one indicator, a figure of each status and sex, a gap of each reason, pairs, notes."""
    indicator = Indicator.objects.get(slug="population")
    Observation.objects.filter(indicator=indicator, state__in=[kosovo, georgia]).delete()
    for year, status in enumerate(Observation.Status.values, 1951):
        given = {"status": status, "value": f"{year}.25", "note_en": "One, “two”"}
        make.observation(kosovo, "population", year, **given)
    for year, gap in enumerate(Observation.Gap.values, 1961):
        expected = {"expected_in": 2030} if gap == "expected" else {}
        make.observation(georgia, "population", year, value=None, gap=gap, **expected)
    for sex in Observation.Sex.values:
        make.observation(georgia, "population", 1981, sex=sex, value="0.5", note_ru=FORMULA)
    for code in ("XK", "XXA", "AF"):
        end = Counterpart.objects.get(code=code)
        make.observation(georgia, "population", 1982, counterpart=end, value="12")
    return indicator


def structure(client, version="2.1"):
    response = client.get(f"/sdmx/structure/{version}.xml")
    assert response.status_code == 200
    assert "structure+xml" in response["Content-Type"]
    return sdmx.read_sdmx(io.BytesIO(response.content))


def text_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.getvalue().decode()


def read_csv(client, address):
    """Observations as the library reads SDMX-CSV 2.0."""
    found = structure(client, "3.0").structure["DSD_FIGURES"]
    content = io.BytesIO(text_of(client, address).encode())
    message = sdmx.reader.csv.Reader().convert(content, structure=found)
    return [one for data in message.data for one in data.obs]


def key_of(one):
    """(state, other end, sex, source, year) of an observation of the library."""
    names = ("REF_AREA", "COUNTERPART_AREA", "SEX", "SOURCE", "TIME_PERIOD")
    return tuple(one.dimension[name].value for name in names)


def expected_of(indicator):
    """The same keys of what the registry holds, with its rows."""
    found = {}
    for row in Observation.objects.filter(indicator=indicator).for_page():
        end = row.counterpart
        other = (end.iso_alpha3 or end.code) if end else "_T"
        key = (row.state.iso_alpha3, other, SEXES[row.sex], row.source.slug, str(row.year))
        found[key] = row
    return found


def attribute(one, name):
    found = one.attached_attribute.get(name)
    return str(found.value) if found else ""


@pytest.mark.parametrize("version", VERSIONS)
def test_the_structure_names_everything_in_both_languages(client, version):
    found = structure(client, version)
    for scheme in (*found.codelist.values(), *found.concept_scheme.values()):
        assert set(scheme.name.localizations) == set(LANGUAGES), scheme
        for item in scheme:
            assert set(item.name.localizations) == set(LANGUAGES), item
            assert all(item.name.localizations.values())
    assert {code.id for code in found.codelist["CL_STATE"]} == set(
        State.objects.values_list("iso_alpha3", flat=True)
    )
    assert len(found.codelist["CL_COUNTERPART"]) == Counterpart.objects.count() + 1
    assert set(found.dataflow) == set(Indicator.objects.values_list("slug", flat=True))
    assert {code.id for code in found.codelist["CL_SOURCE"]} == set(
        Source.objects.values_list("slug", flat=True)
    )


@pytest.mark.parametrize("version", VERSIONS)
def test_a_state_is_named_as_the_register_has_it_with_its_note(client, version, kosovo):
    found = structure(client, version)
    for code in (found.codelist["CL_STATE"]["XKX"], found.codelist["CL_COUNTERPART"]["XKX"]):
        for language in LANGUAGES:
            named = designation(kosovo, language=language)
            assert code.name.localizations[language] == named.name
            assert code.description.localizations[language] == named.footnote


@pytest.mark.parametrize("version", VERSIONS)
def test_each_part_has_its_concept_and_its_codes(client, version):
    found = structure(client, version)
    parts = found.structure["DSD_FIGURES"]
    concepts = {item.id for item in found.concept_scheme["CS_FIGURES"]}
    for part in (*parts.dimensions, *parts.attributes, *parts.measures):
        assert part.concept_identity.id in concepts
    named = {part.id: part.local_representation.enumerated for part in parts.dimensions}
    assert named.pop("TIME_PERIOD") is None
    assert {lists.id for lists in named.values()} <= set(found.codelist)
    flow = found.dataflow["population"]
    assert flow.structure.id == "DSD_FIGURES"


def test_every_code_of_the_registry_has_one_of_sdmx():
    assert set(SEXES) == set(Observation.Sex)
    assert set(STATUSES) == set(Observation.Status)
    assert set(GAPS) == set(Observation.Gap)


@pytest.mark.parametrize("slug", ["population", "emigrant-stock", "refugees-hosted"])
def test_sdmx_csv_holds_every_figure_once(client, slug):
    indicator = Indicator.objects.get(slug=slug)
    check_figures(read_csv(client, f"/sdmx/{slug}.csv"), expected_of(indicator))


def test_what_a_figure_is_worth_travels_with_it(client, all_kinds):
    found = read_csv(client, "/sdmx/population.csv")
    wanted = expected_of(all_kinds)
    check_figures(found, wanted)
    for one in found:
        row = wanted[key_of(one)]
        codes = GAPS[row.gap] if row.value is None else STATUSES[row.status]
        assert attribute(one, "OBS_STATUS") == codes
        assert attribute(one, "GAP_REASON") == row.gap
        assert attribute(one, "FIGURE_STATUS") == row.status
        assert attribute(one, "EXPECTED_IN") == str(row.expected_in or "")
        assert attribute(one, "DESIGNATION_NOTE") == designation(row.state).footnote
        assert attribute(one, "LICENCE") == row.source.licence
        assert attribute(one, "UNIT_MEASURE") == "persons"
    ends = {key_of(one)[1]: attribute(one, "COUNTERPART_NOTE") for one in found}
    assert ends["XKX"].startswith("*")
    assert ends["AFG"] == ""


def check_figures(found, wanted):
    assert len(found) == len(wanted) > 20
    assert {key_of(one) for one in found} == set(wanted)
    for one in found:
        value = wanted[key_of(one)].value
        assert (Decimal(str(one.value)) if str(one.value) else None) == value


def test_sdmx_ml_holds_the_same(client, all_kinds):
    parts = structure(client).structure["DSD_FIGURES"]
    content = client.get("/sdmx/population.xml").getvalue()
    message = sdmx.read_sdmx(io.BytesIO(content), structure=parts)
    found = [one for data in message.data for one in data.obs]
    wanted = expected_of(all_kinds)
    assert {key_of(one) for one in found} == set(wanted)
    for one in found:
        row = wanted[key_of(one)]
        assert (Decimal(one.value) if one.value else None) == row.value
        assert attribute(one, "NOTE_EN") == row.note_en
        assert attribute(one, "GAP_REASON") == row.gap


@pytest.mark.parametrize(("language", "words"), [("en", "counted with"), ("ru", "учтены")])
def test_caveats_and_notes_are_in_the_language_asked_for(client, language, words, georgia):
    caveat = Caveat.objects.create(
        slug="planted", text_en="all are counted with others", text_ru="все учтены иначе"
    )
    caveat.states.add(georgia)
    response = client.get(f"/sdmx/population.csv?state=GEO&lang={language}")
    rows = list(csv.DictReader(io.StringIO(response.getvalue().decode())))
    assert rows
    assert all(words in row["CAVEAT"] for row in rows)
    assert response["Content-Language"] == language


@pytest.mark.parametrize(
    ("question", "state", "years"),
    [
        ("state=GEO&year=2018", {"GEO"}, {"2018"}),
        ("state=georgia,armenia&year=2018&year=2019", {"GEO", "ARM"}, {"2018", "2019"}),
        ("state=GE&startPeriod=2017&endPeriod=2018", {"GEO"}, {"2017", "2018"}),
    ],
)
def test_states_and_years_can_be_asked_for(client, question, state, years):
    for form, find in (("csv", read_csv), ("xml", None)):
        if find:
            keys = {key_of(one) for one in find(client, f"/sdmx/population.{form}?{question}")}
            assert {key[0] for key in keys} == state
            assert {key[4] for key in keys} == years
        else:
            assert text_of(client, f"/sdmx/population.{form}?{question}").count("<Obs ") == len(
                state
            ) * len(years)


@pytest.mark.parametrize(
    ("question", "parameter", "nearest"),
    [
        ("stat=GEO", "stat", "state"),
        ("state=gorgia", "state", "georgia"),
        ("year=1492", "year", ""),
        ("year=soon", "year", ""),
        ("startPeriod=2018-Q1", "startPeriod", ""),
        ("lang=de", "lang", ""),
        ("state=GEO&format=csv", "format", ""),
    ],
)
def test_what_is_not_known_is_refused_by_name(client, question, parameter, nearest):
    response = client.get(f"/sdmx/population.csv?{question}")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    [wrong] = response.json()["errors"]
    assert (wrong["parameter"], wrong["nearest"]) == (parameter, nearest)


@pytest.mark.parametrize(
    "path", ["nothing.csv", "population.json", "structure/1.0.xml", "structure/2.1.csv"]
)
def test_there_is_nothing_else(client, path):
    assert client.get(f"/sdmx/{path}").status_code == 404


def test_the_old_address_of_an_indicator_leads_on(client):
    Indicator.objects.filter(slug="population").update(slug="people")
    response = client.get("/sdmx/population.csv?state=GEO")
    assert (response.status_code, response["Location"]) == (301, "/sdmx/people.csv?state=GEO")


def test_a_text_is_no_formula_and_a_number_below_nothing_stays_one(client, georgia):
    make.observation(georgia, "net-migration", 1981, value="-0.5", note_ru=FORMULA)
    text = text_of(client, "/sdmx/net-migration.csv?year=1981")
    [row] = csv.DictReader(io.StringIO(text))
    assert (row["OBS_VALUE"], row["NOTE_RU"]) == ("-0.5", f"'{FORMULA}")


def without_own_columns(text):
    """As others write it: the dataflow alone before the dimensions (SDMX-CSV 1.0)."""
    rows = list(csv.DictReader(io.StringIO(text)))
    out = io.StringIO()
    names = [name for name in rows[0] if name not in ("STRUCTURE", "STRUCTURE_ID", "ACTION")]
    writer = csv.writer(out)
    writer.writerow(["DATAFLOW", *names])
    writer.writerows([row["STRUCTURE_ID"], *(row[name] for name in names)] for row in rows)
    return out.getvalue()


@pytest.mark.parametrize("form", [str, without_own_columns], ids=["2.0", "1.0"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_our_own_file_goes_back_in_without_a_change(client, all_kinds, form, language):
    content = text_of(client, f"/sdmx/population.csv?lang={language}&state=GEO,XKX")
    imported = tried(form(content))
    assert list(imported.problems.all()) == []
    assert (imported.new, imported.changed) == (0, 0)
    assert imported.same == content.count("\n") - 1 > 15


def test_a_file_of_sdmx_csv_that_says_something_else_is_a_change(client, all_kinds):
    content = text_of(client, "/sdmx/population.csv?state=XKX&year=1951")
    imported = tried(content.replace("1951.25", "1951.5"))
    assert (imported.new, imported.changed, imported.same) == (0, 1, 0)


def test_a_long_answer_is_streamed_in_bounded_memory(client, all_kinds, georgia, monkeypatch):
    rows = [
        Observation(
            indicator=all_kinds,
            state=georgia,
            year=1983,
            counterpart=end,
            sex=sex,
            value=1,
            source=source,
            note_en="x" * 400,
        )
        for end in Counterpart.objects.all()
        for sex in Observation.Sex
        for source in Source.objects.all()
    ]
    Observation.objects.bulk_create(rows)
    monkeypatch.setattr(sdmx_views, "MOST_KEPT", 100)
    first = client.get("/sdmx/population.csv")
    assert first.streaming
    tracemalloc.start()
    size = sum(len(piece) for piece in first)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > len(rows) * 400
    assert most < 16_000_000
    headers = {"If-None-Match": first["ETag"]}
    assert client.get("/sdmx/population.csv", headers=headers).status_code == 304


def test_who_asks_for_long_answers_all_the_time_waits(client, all_kinds, monkeypatch):
    monkeypatch.setattr(sdmx_views, "MOST_KEPT", 1)
    monkeypatch.setattr(machine_answers, "WHOLE_SETS", Limit("whole-sets", 0, 60))
    response = client.get("/sdmx/population.csv")
    assert (response.status_code, response["Retry-After"]) == (429, "60")


def test_as_many_statements_for_many_figures_as_for_few(
    client, all_kinds, django_assert_max_num_queries
):
    with django_assert_max_num_queries(12):
        client.get("/sdmx/population.csv")
    with django_assert_max_num_queries(12):
        client.get("/sdmx/structure/2.1.xml")
