"""The catalogue, by the rules of DCAT-AP 3 themselves (SHACL), on the real records."""

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from pyshacl import validate
from rdflib import RDF, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, FOAF, SH, SKOS

from registry.api import router
from registry.common.dates import today
from registry.contacts.models import ContactPoint
from registry.figures.models import Observation, Source
from registry.opendata.catalogue_program import cataloguer
from registry.opendata.dcat import DCAT, VCARD
from registry.opendata.gathering import published
from registry.opendata.lists import LISTS
from registry.opendata.published import WORD, lasting
from registry.profiles.models import Edition
from registry.states.models import State
from tests import make

pytestmark = pytest.mark.django_db
SETTINGS = "pragueprocess.settings"
SHAPES = Path(__file__).parent / "dcat-ap-3.0.1"
FORMS = {"ttl": "turtle", "rdf": "xml", "jsonld": "json-ld"}
TYPES = {
    "ttl": "text/turtle; charset=utf-8",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
}


@cache
def shapes() -> Graph:
    found = Graph()
    for path in SHAPES.glob("*.ttl"):
        found.parse(path)
    return found


def violations(graph: Graph) -> list[str]:
    _fits, report, _text = validate(graph, shacl_graph=shapes(), advanced=False)
    assert isinstance(report, Graph)
    found = []
    for result in report.objects(None, SH.result):
        if report.value(result, SH.resultSeverity) != SH.Violation:
            continue  # what is recommended only: that a publisher is a body of the EU, for one
        parts = (SH.focusNode, SH.resultPath, SH.value, SH.resultMessage)
        found.append(" ".join(str(report.value(result, part)) for part in parts))
    return found


def graph_in(client, form: str) -> Graph:
    answer = client.get(f"/catalog.{form}")
    assert answer["Content-Type"] == TYPES[form]
    return Graph().parse(data=answer.content, format=FORMS[form])


@pytest.fixture
def graph(client) -> Graph:
    return graph_in(client, "ttl")


def of(key: str) -> URIRef:
    return URIRef(lasting(key))


def test_the_catalogue_keeps_the_rules_of_dcat_ap(graph):
    assert violations(graph) == []
    kinds = (DCAT.Catalog, DCAT.Dataset, DCAT.Distribution, DCAT.DataService)
    counts = [len(set(graph.subjects(RDF.type, kind))) for kind in kinds]
    assert counts[0] == 1
    assert min(counts[1:3]) > 60


@pytest.mark.parametrize("name", [DCTERMS.title, DCTERMS.description, DCAT.distribution])
def test_what_breaks_the_rules_is_noticed(graph, name):
    if name == DCAT.distribution:
        graph.add((of("list/states"), DCAT.distribution, Literal("a file")))
    else:
        graph.remove((of("list/states"), name, None))
    assert violations(graph)


def test_the_three_forms_are_one_graph(client, graph):
    for form in ("rdf", "jsonld"):
        assert isomorphic(graph, graph_in(client, form)), form


def test_its_library_is_not_in_the_memory_of_who_answers(client, monkeypatch):
    """Nor is its graph: they are the program's."""
    for name in list(sys.modules):
        if name.partition(".")[0] == "rdflib" or name.startswith("registry.opendata.dcat"):
            monkeypatch.delitem(sys.modules, name)
    for form, kind in TYPES.items():
        answer = client.get(f"/catalog.{form}")
        assert (answer.status_code, answer["Content-Type"]) == (200, kind)
    assert "rdflib" not in sys.modules


def test_a_catalogue_that_cannot_be_written_is_told(client, monkeypatch):
    monkeypatch.setattr(cataloguer, "answer", lambda order: None)
    client.raise_request_exception = False
    answer = client.get("/catalog.ttl")
    assert answer.status_code == 503
    assert answer["Retry-After"]


def test_its_addresses_are_those_of_the_site(client, settings):
    """The program has no settings of its own."""
    settings.SITE_URL = "https://registry.example"
    found = graph_in(client, "ttl")
    assert (URIRef("https://registry.example/id/catalogue"), RDF.type, DCAT.Catalog) in found


WRITING = """
import sys
import django
django.setup()
from rdflib import Graph
from registry.opendata.dcat import FORMS, written
found = Graph(store="SimpleMemory").parse(sys.stdin.buffer, format="nt")
sys.stdout.buffer.write(b"".join(written(found, form) for form in FORMS))
"""


def test_every_process_writes_the_same_bytes(graph):
    """So that an answer has one mark (ETag), and a copy of the registry keeps its file."""
    triples = "".join(sorted(graph.serialize(format="nt").splitlines(keepends=True))).encode()
    found = set()
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", WRITING],
            input=triples,
            capture_output=True,
            check=True,
            env=os.environ | {"PYTHONHASHSEED": seed, "DJANGO_SETTINGS_MODULE": SETTINGS},
        )
        found.add(done.stdout)
    assert len(found) == 1


def test_every_list_of_the_api_is_a_dataset(graph):
    names = {name for name, _view, _base in router.registry}
    assert names == set(LISTS)
    datasets = set(graph.subjects(RDF.type, DCAT.Dataset))
    assert {of(f"list/{name}") for name in names} <= datasets


def test_every_form_in_which_a_dataset_is_had_is_a_distribution_and_answers(client, graph):
    edition = Edition.objects.public().exclude(checksum="").first()
    key = f"edition/{edition.profile.state.slug}/{edition.profile.kind}"
    for it, forms in {
        "list/states": {"text/csv", "application/json", "application/jsonl"},
        "indicator/population/wdi": {"text/csv", "application/json", "application/jsonl"},
        f"{key}/{edition.year}/{edition.number}": {"application/pdf", WORD, "application/json"},
    }.items():
        found = {}
        for file in graph.objects(of(it), DCAT.distribution):
            kind = str(graph.value(file, DCAT.mediaType)).rpartition("media-types/")[2]
            found[kind] = str(graph.value(file, DCAT.accessURL))
        assert set(found) == forms, it
        for kind, address in found.items():
            answer = client.head(address.removeprefix(settings.SITE_URL))
            assert (answer.status_code, answer["Content-Type"].partition(";")[0]) == (200, kind)


def test_titles_are_in_both_languages(graph):
    for kind in (DCAT.Catalog, DCAT.Dataset, DCAT.Distribution, DCAT.DatasetSeries):
        subjects = list(graph.subjects(RDF.type, kind))
        assert subjects, kind
        for it in subjects:
            titles = list(graph.objects(it, DCTERMS.title))
            assert {title.language for title in titles} == {"en", "ru"}, it
    texts = {text.language: text for text in graph.objects(of("list/states"), DCTERMS.title)}
    assert texts["en"] != texts["ru"]


def test_a_designation_travels_with_its_footnote(graph, kosovo):
    editions = Edition.objects.public().of_states([kosovo])
    edition = editions.first() or make.publish(make.edition(kosovo, year=2031), on=today())
    assert edition
    place = of("state/kosovo")
    names = {str(name) for name in graph.objects(place, SKOS.prefLabel)}
    assert names == {"Kosovo*", "Косово*"}
    notes = {note.language: str(note) for note in graph.objects(place, SKOS.note)}
    assert "1244" in notes["en"]
    assert "1244" in notes["ru"]
    users = set(graph.subjects(DCTERMS.spatial, place))
    assert users
    for user in users & {of(row.key) for row in published(today()).datasets}:
        told = {text.language: str(text) for text in graph.objects(user, DCTERMS.description)}
        assert "1244" in told["en"], user
        assert "1244" in told["ru"], user
    assert not [it for it in graph.subjects() if "XKX" in str(it)]


def test_the_notice_of_an_edition_travels(graph, light_georgia):
    it = of(f"edition/georgia/light/{light_georgia.year}/{light_georgia.number}")
    statement = graph.value(it, DCTERMS.provenance)
    labels = [str(text) for text in graph.objects(statement)]
    assert any("does not reflect" in text.casefold() for text in labels)
    told = [str(text) for text in graph.objects(it, DCTERMS.description)]
    assert told
    assert all("position" in text or "позици" in text for text in told)
    assert graph.value(it, DCAT.inSeries) == of("profile/georgia/light")


def test_caveats_and_licences_of_figures_travel(graph):
    with_cautions = [row for row in published(today()).datasets if row.cautions]
    assert with_cautions
    row = with_cautions[0]
    notes = {str(note) for note in graph.objects(of(row.key), SKOS.note)}
    assert {texts["ru"] for texts in row.cautions} <= notes
    licences = set()
    for row in published(today()).datasets:
        for file in graph.objects(of(row.key), DCAT.distribution):
            found = graph.value(file, DCTERMS.license)
            if row.licence.title:
                assert found is not None, row.key
                licences.add(str(found))
    assert "http://publications.europa.eu/resource/authority/licence/CC_BY_4_0" in licences
    assert "https://creativecommons.org/licenses/by/3.0/igo/" in licences
    files = list(graph.objects(of("list/observations"), DCAT.distribution))
    assert files
    for file in files:
        assert str(graph.value(file, DCTERMS.license)).endswith("/api/v1/sources/")


def test_a_licence_that_nobody_said_is_not_made_up(client):
    Source.objects.filter(slug="wdi").update(licence="", licence_url="")
    graph = graph_in(client, "ttl")
    files = list(graph.objects(of("indicator/population/wdi"), DCAT.distribution))
    assert files
    assert all(graph.value(file, DCTERMS.license) is None for file in files)
    assert violations(graph) == []


def test_the_contact_is_the_secretariat_and_no_person(graph):
    contacts = set(graph.objects(None, DCAT.contactPoint))
    assert len(contacts) == 1
    (contact,) = contacts
    assert (contact, RDF.type, VCARD.Organization) in graph
    text = graph.serialize(format="turtle")
    for person in ContactPoint.objects.all():
        for detail in (person.name_latin, person.name_cyrillic, person.email, person.phone):
            assert not detail or detail not in text
    assert (None, FOAF.name, Literal("Секретариат Пражского процесса, ICMPD, Вена", lang="ru")) in (
        graph
    )


def test_nothing_that_is_not_public_is_in_it(client, georgia):
    make.edition(georgia, year=2033)
    assert "georgia/light/2033" not in client.get("/catalog.ttl").content.decode()


def test_the_catalogue_is_that_of_today_and_no_other_can_be_asked_for(client):
    answer = client.get("/catalog.ttl?as_of=2015-01-01")
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (400, "as_of")


def test_every_lasting_address_of_the_catalogue_leads_to_a_page(client, graph):
    names = {str(name) for triple in graph for name in triple if isinstance(name, URIRef)}
    own = {name.removeprefix(settings.SITE_URL) for name in names if "/id/" in name}
    own = {name for name in own if name.startswith("/id/")}
    assert {"/id/catalogue", "/id/service", "/id/secretariat", "/id/contact"} < own
    assert {name.split("/")[2] for name in own} > {"author", "source", "state", "indicator"}
    pages = {client.get(name)["Location"] for name in own}
    assert [page for page in pages if client.get(page).status_code != 200] == []


def test_a_lasting_address_leads_to_the_page_in_the_readers_language(client, graph):
    keys = {row.key: row for row in published(today()).datasets}
    for key in [*list(keys)[:3], *list(keys)[-3:], "profile/georgia/light"]:
        answer = client.get(f"/id/{key}", headers={"accept-language": "ru"})
        assert answer.status_code == 303
        assert answer["Location"].startswith("/ru/")
        assert client.get(answer["Location"]).status_code == 200
    assert client.get("/id/list/persons").status_code == 404


def test_other_sites_may_read_it_and_heads_are_answered(client):
    answer = client.head("/catalog.jsonld")
    assert answer.status_code == 200
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert client.post("/catalog.jsonld").status_code == 405


def test_a_new_figure_widens_its_dataset():
    """What is held of figures is read once until figures change, and then anew."""
    georgia = State.objects.get(iso_alpha3="GEO")
    row = Observation.objects.filter(state=georgia, value__isnull=False).select_related(
        "indicator", "source"
    )[0]
    key = f"indicator/{row.indicator.slug}"
    before = [one for one in published(today()).datasets if one.key.startswith(key)]
    make.observation(georgia, row.indicator.slug, 1901, value=1, source=row.source)
    make.as_committed()
    after = [one for one in published(today()).datasets if one.key.startswith(key)]
    assert 1901 not in {one.first_year for one in before}
    assert 1901 in {one.first_year for one in after}
