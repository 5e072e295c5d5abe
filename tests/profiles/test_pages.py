"""What the public sees of it: versions, changes, citations, and how a profile is made."""

import re

import pytest
from django.utils import translation

from registry.drafting.exchange import Comment
from registry.drafting.sections import Section, SectionFigure
from registry.paper.edition_paper import edition_paper
from registry.profiles.models import Edition
from registry.publication.workflow import STEPS
from tests import make
from tests.clients import one_line
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(georgia):
    """Two years of one profile; the second differs in one part and one figure."""
    first = make.publish(make.written_edition(georgia, 2031), on=TODAY)
    second = make.written_edition(georgia, 2032)
    second.sections.filter(template_section__slug="challenges").update(
        text_en="<p>Words on 3 and more.</p>"
    )
    section = second.sections.get(template_section__slug="background-size-borders")
    population = section.template_section.indicators.get(slug="population")
    SectionFigure.objects.create(
        section=section, indicator=population, value=3_700_100, year=2025, source="Geostat, 2026"
    )
    return first, make.publish(second, on=TODAY)


def test_what_changed_is_told_word_by_word_and_by_figure(two, client):
    text = client.get("/en/profiles/georgia/light/2032/changes/").content.decode()
    assert "<ins> and more</ins>" in text or "<ins>and more</ins>" in text
    assert "3,699,557 (2024) → 3,700,100 (2025)" in text
    assert "2 parts differ." in text
    assert text.count('class="unchanged"') == 15
    russian = client.get("/ru/profiles/georgia/light/2032/changes/").content.decode()
    assert "3\xa0699\xa0557 (2024) → 3\xa0700\xa0100 (2025)" in russian


def test_a_first_edition_has_nothing_to_compare_with(two, client):
    text = client.get("/en/profiles/georgia/light/2026/changes/").content.decode()
    assert "first edition of this profile" in text


@pytest.mark.charts
def test_a_states_own_figure_and_its_gap_come_before_open_sources(two, client):
    text = client.get("/en/profiles/georgia/light/2032/").content.decode()
    assert "3,700,100" in text
    assert "Geostat, 2026" in text
    chart = text[text.index("<figure") : text.index("</figure>")]
    assert "World Bank" in chart  # the line is drawn from the open source, and says so
    assert "Geostat" not in chart


def test_every_version_has_a_permanent_address(two, georgia, client):
    _first, second = two
    third = make.written_edition(
        georgia, 2032, number=2, correction_note_en="A year was wrong.", correction_note_ru="Год."
    )
    make.publish(third, on=TODAY)
    assert "Words on 3 and more." in client.get(second.version_url()).content.decode()
    page = client.get(second.get_absolute_url()).content.decode()
    assert "A year was wrong." in page
    assert second.version_url() in page
    assert client.get("/en/profiles/georgia/light/2032/7/").status_code == 404


def test_citations_name_version_address_and_standing(two, client):
    _first, second = two
    page = client.get(second.get_absolute_url()).content.decode()
    assert f"http://127.0.0.1:8000{second.version_url()}" in page
    assert "ГОСТ Р 7.0.100" in page
    assert second.checksum in page
    bib = client.get(f"{second.version_url()}cite.bib")
    assert bib["Content-Type"].startswith("application/x-bibtex")
    text = bib.content.decode()
    assert text.startswith("@techreport{pragueprocess-geo-light-2032-1,\n")
    assert text.count("{") == text.count("}")
    assert "does not reflect the state’s official position" in text.lower()
    ris = client.get(f"{second.version_url().replace('/en/', '/ru/')}cite.ris").content.decode()
    assert ris.startswith("TY  - RPRT\r\n")
    assert ris.endswith("ER  - \r\n")
    assert "Грузия" in ris
    assert client.get(f"{second.version_url()}cite.doc").status_code == 404


def test_how_a_profile_is_made_is_read_from_the_table(client):
    text = client.get("/en/profiles/how-a-profile-is-made/").content.decode()
    for step in STEPS.values():
        assert str(step.label) in text
        for told in step.conditions_in_words:
            assert told in text
    boxes = re.findall(r'<g class="status-(\w+)">', text)
    assert boxes == list(Edition.Status)
    drawn = set(re.findall(r'<g class="step">\s*<circle[^>]*/>\s*<text[^>]*>(\d+)</text>', text))
    assert drawn == {str(number) for number in range(1, len(STEPS) + 1)}


def test_a_gap_of_a_part_is_told_in_words(georgia, client):
    edition = make.written_edition(georgia)
    edition.sections.filter(template_section__slug="priorities").update(
        text_en="", text_ru="", gap="not_available"
    )
    make.publish(edition, on=TODAY)
    assert (
        "The state has no information on this."
        in client.get(edition.get_absolute_url()).content.decode()
    )
    assert (
        "У государства нет сведений об этом."
        in client.get(f"/ru{edition.get_absolute_url()[3:]}").content.decode()
    )


def test_nothing_of_a_draft_is_public(georgia, client, nino):
    edition = make.written_edition(georgia)
    section = edition.sections.first()
    Section.objects.filter(pk=section.pk).update(text_en="<p>Secret word zyzzyva</p>")
    Comment.objects.create(section=section, side="state", text="zyzzyva", contact_point=nino)
    for address in (
        edition.get_absolute_url(),
        edition.version_url(),
        "/en/profiles/",
        "/en/states/georgia/",
        "/en/",
        "/api/v1/editions/",
        f"{edition.get_absolute_url()}changes/",
        "/api/v1/profiles/",
    ):
        assert "zyzzyva" not in client.get(address).content.decode(), address
    assert client.get(edition.get_absolute_url()).status_code == 404


@pytest.mark.charts
def test_a_chart_of_an_edition_travels_with_its_title_source_and_standing(client, light_georgia):
    page = one_line(client.get("/en/profiles/georgia/light/2026/").content.decode())
    address = "/en/profiles/georgia/light/2026/1/charts/population.svg"
    assert f'href="{address}"' in page
    assert 'role="img" aria-label="Population, million, persons: line chart' in page
    text = client.get(address).content.decode()
    assert "<title>Georgia: Population</title>" in text
    assert "Source: World Bank, World Development Indicators." in text
    assert "Does not reflect the state’s official position." in text
    assert (
        "Не отражает официальную позицию"
        in client.get(address.replace("/en/", "/ru/")).content.decode()
    )
    assert client.get(address.replace(".svg", ".png")).content.startswith(b"\x89PNG")
    for wrong in (address.replace(".svg", ".gif"), address.replace("population", "happiness")):
        assert client.get(wrong).status_code == 404


@pytest.mark.parametrize(
    ("language", "name", "other"),
    [
        ("en", "Prague Process Secretariat", "Секретариат Пражского процесса"),
        ("ru", "Секретариат Пражского процесса", "Prague Process Secretariat"),
    ],
)
def test_the_secretariat_as_publisher_is_named_in_the_language(
    light_georgia, language, name, other
):
    with translation.override(language):
        paper = edition_paper(light_georgia)["cover"]
        assert paper["author"] == name
        for text in (str(paper["facts"]), paper["apa"], paper["gost"]):
            assert other not in text
        light_georgia.publisher = "Ministry"
        assert light_georgia.publisher_named == "Ministry"
