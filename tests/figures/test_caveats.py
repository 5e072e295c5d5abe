"""What a reader must know beside a figure stands beside it wherever the figure is shown."""

import csv
import io
import json
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from registry.common.scope import scope
from registry.figures.caveats import Caveat, Caveats
from registry.figures.models import Counterpart, Indicator, Observation, Source
from registry.opendata.oai_items import all_headers
from registry.states.models import State
from tests import make
from tests.conftest import TODAY
from tests.make import publish

pytestmark = pytest.mark.django_db

WORDS, ITS_WORDS_IN_RUSSIAN = "counted together with Kosovo*", "учтены вместе с Косово*"


@pytest.fixture
def armenia():
    return State.objects.get(iso_alpha3="ARM")


@pytest.fixture
def caveat(georgia):
    """Of Georgia's population, from 2020 on."""
    made = Caveat.objects.create(
        slug="georgia-population",
        source=Source.objects.get(slug="wdi"),
        first_year=2020,
        text_en="counted together with {XKX}",
        text_ru="учтены вместе с {XKX}",
    )
    made.states.add(georgia)
    made.indicators.add(Indicator.objects.get(slug="population"))
    return made


def beside(state, slug, year, source="wdi"):
    indicator, origin = Indicator.objects.get(slug=slug), Source.objects.get(slug=source)
    return Caveats(indicator.pk).of(source=origin.pk, state=state.pk, year=year)


def test_it_holds_for_its_source_state_indicator_and_years_alone(caveat, georgia, armenia):
    assert beside(georgia, "population", 2024) == WORDS
    assert beside(georgia, "population", 2019) == ""
    assert beside(armenia, "population", 2024) == ""
    assert beside(georgia, "gdp", 2024) == ""
    assert beside(georgia, "population", 2024, source="unhcr") == ""


def test_what_it_does_not_name_it_holds_for_all_of(caveat, georgia, armenia):
    caveat.states.clear()
    caveat.indicators.clear()
    Caveat.objects.filter(pk=caveat.pk).update(source=None, first_year=None)
    assert beside(armenia, "gdp", 1990) == WORDS
    assert beside(armenia, "refugees-hosted", 1990, source="unhcr") == WORDS


@pytest.mark.parametrize(
    "address",
    [
        "/en/states/georgia/",
        "/en/data/population/?year=2024",
        "/en/compare/?indicator=population&state=georgia&state=armenia",
        "/en/map/?layer=population&year=2024",
        "/en/data/population/?format=csv&year=2024",
        "/api/v1/observations/?indicator=population&state=georgia&year=2024",
    ],
)
def test_every_place_that_shows_the_figure_shows_it(address, caveat, client):
    answer = client.get(address)
    assert answer.status_code == 200
    assert WORDS in answer.content.decode()


OF_ROWS = [
    "/en/data/population/?format=csv",
    "/en/data/population/?format=xlsx",
    "/en/data/population/?format=json",
    "/en/data/population/?part=chart&state=georgia&format=csv",
    "/en/data/population/chart.svg?state=georgia",
    "/en/compare/?indicator=population&state=georgia&state=armenia&format=csv",
    "/en/states/georgia/?format=csv",
    "/en/states/georgia/?format=json",
    "/api/v1/observations/?indicator=population&state=georgia",
    "/api/v1/observations/?indicator=population&state=georgia&format=csv",
    "/api/v1/observations/?indicator=population&state=georgia&format=jsonl&fields=year,caveat",
    "/api/v1/indicators/population/",
    "/api/v1/indicators/?format=csv",
    "/sdmx/population.csv?state=georgia",
    "/sdmx/population.xml?state=georgia",
    "/en/data/population/datapackage.json",
    "/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier={oai}",
]


@pytest.mark.parametrize("address", OF_ROWS)
def test_the_note_on_the_name_goes_with_it_into_every_answer(address, caveat, client):
    """Such an answer has no foot where the page has its footnotes."""
    answer = client.get(address.format(oai=oai_of("population")))
    assert answer.status_code == 200
    text = text_of(answer)
    assert "Kosovo*" in text
    assert "UNSCR 1244" in text


def oai_of(slug):
    pk = Indicator.objects.get(slug=slug).pk
    return next(
        row.identifier for row in all_headers() if (row.kind, row.number) == ("indicator", pk)
    )


def text_of(answer):
    content = b"".join(answer) if answer.streaming else answer.content
    if not content.startswith(b"PK"):
        return content.decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "".join(book.read(name).decode() for name in book.namelist())


def test_the_list_of_flows_names_the_note_of_the_other_end(georgia, client):
    other = Counterpart.objects.get(code="XK")
    make.observation(georgia, "emigrant-stock", 2020, 7, counterpart=other)
    address = "/api/v1/observations/?indicator=emigrant-stock&state=georgia&counterpart=XK"
    row = client.get(address).json()["results"][0]
    assert row["counterpart_name"] == "Kosovo*"
    assert "UNSCR 1244" in row["counterpart_footnote"]


def test_in_russian_too_and_with_the_note_on_the_name(caveat, client):
    page = client.get("/ru/states/georgia/").content.decode()
    assert ITS_WORDS_IN_RUSSIAN in page
    assert "1244" in page  # of the designation that the caveat names


def test_the_file_has_it_in_the_row_of_the_figure_alone(caveat, client):
    text = client.get("/en/data/population/?format=csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    marked = {(row["state"], row["year"]) for row in rows if WORDS in row["remark"]}
    assert marked == {("GEO", "2024")}


def test_a_published_edition_freezes_it_in_both_languages(caveat, georgia, editor):
    edition = make.edition(georgia)
    make.section(edition, "background-size-borders", "<p>Text.</p>", "<p>Текст.</p>")
    publish(edition, by=editor, on=TODAY)
    caveat.delete()
    for language, words in (("en", WORDS), ("ru", ITS_WORDS_IN_RUSSIAN)):
        content = json.dumps(edition.content_in(language), ensure_ascii=False)
        assert words in content


def test_a_gap_has_no_caveat(caveat, georgia):
    row = Observation.objects.filter(
        indicator__slug="population", state=georgia, year=2024, source__slug="wdi"
    ).get()
    row.value, row.gap = None, "not_published"
    assert Caveats(row.indicator_id).of_row(row) == ""


def test_one_more_caveat_costs_no_query(caveat, georgia, django_assert_num_queries):
    rows = list(Observation.objects.filter(indicator__slug="population", state=georgia))
    with scope(), translation.override("en"):
        beside_all = Caveats(rows[0].indicator_id)
        beside_all.of_row(rows[0])
        beside(georgia, "population", 2024)
        with django_assert_num_queries(0):
            for row in rows:
                beside_all.of_row(row)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"first_year": 2020, "last_year": 2019}, "last_year"),
        ({"text_en": "Counted with {ZZZ}."}, "text_en"),
    ],
)
def test_what_cannot_be_is_refused(values, field, caveat):
    for name, value in values.items():
        setattr(caveat, name, value)
    with pytest.raises(ValidationError) as refused:
        caveat.full_clean()
    assert field in refused.value.message_dict


def test_serbia_is_not_shown_without_the_word_about_kosovo(client):
    """Of the fixtures: UN DESA and UNHCR count both together."""
    found = Caveat.objects.filter(states__iso_alpha3="SRB").values_list("source__slug", flat=True)
    assert set(found) == {"ims", "unhcr"}
