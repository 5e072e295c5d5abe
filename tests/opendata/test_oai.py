"""OAI-PMH 2.0, read by a harvester that others wrote, and by the rules of the protocol."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree

import pytest
import requests
import sickle
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from sickle import oaiexceptions

from registry.common import store
from registry.figures.models import Indicator
from registry.library.models import Document
from registry.opendata import oai
from registry.process.models import Meeting
from registry.profiles.models import Edition
from registry.projects.models import Project
from registry.publication import frozen
from registry.states.designations import designation

pytestmark = pytest.mark.django_db
OAI = "{http://www.openarchives.org/OAI/2.0/}"
MARK = "Qwyzplanted"


class Harvester(sickle.Sickle):
    """Asks the registry within the test."""

    def __init__(self, client, method="GET"):
        super().__init__("http://registry.example/oai", http_method=method)
        self.client = client

    def _request(self, kwargs):
        ask = self.client.get if self.http_method == "GET" else self.client.post
        found = ask("/oai", kwargs)
        answer = requests.Response()
        answer.status_code, answer._content = found.status_code, found.content
        answer.headers["Content-Type"] = found["Content-Type"]
        return answer


@pytest.fixture(params=["GET", "POST"])
def harvester(request, client):
    return Harvester(client, request.param)


@pytest.fixture
def reader(client):
    return Harvester(client)


def tree(client, **arguments):
    response = client.get("/oai", arguments)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/xml")
    return ElementTree.fromstring(response.content)


def errors(client, address):
    response = client.get(address)
    assert response.status_code == 200
    root = ElementTree.fromstring(response.content)
    assert [one.tag for one in root][:2] == [f"{OAI}responseDate", f"{OAI}request"]
    return root, [one.get("code") for one in root.iter(f"{OAI}error")]


def public():
    """(kind, number) of all that is to be harvested."""
    rows = {
        "edition": Edition.objects.public(),
        "document": Document.objects.public(),
        "project": Project.objects.public(),
        "meeting": Meeting.objects.public(),
        "indicator": Indicator.objects.all(),
    }
    return {f"{kind}/{row.pk}" for kind, found in rows.items() for row in found}


def end_of(identifier):
    return identifier.rpartition(":")[2]


def test_it_says_who_it_is(reader):
    found = reader.Identify()
    assert found.protocolVersion == "2.0"
    assert found.deletedRecord == "persistent"
    assert found.granularity == "YYYY-MM-DDThh:mm:ssZ"
    assert found.baseURL.endswith("/oai")
    assert "@" in found.adminEmail
    first = min(one.datestamp for one in reader.ListIdentifiers(metadataPrefix="oai_dc"))
    assert found.earliestDatestamp == first


def test_formats_and_sets(reader):
    assert [one.metadataPrefix for one in reader.ListMetadataFormats()] == ["oai_dc", "mods"]
    specs = {one.setSpec for one in reader.ListSets()}
    assert {"edition", "edition:light", "language-ru", "group-central-asia"} <= specs
    used = {spec for one in reader.ListIdentifiers(metadataPrefix="mods") for spec in one.setSpecs}
    assert used <= specs


@pytest.mark.parametrize("prefix", ["oai_dc", "mods"])
def test_a_harvester_gets_every_record_once_over_all_pages(harvester, prefix, monkeypatch):
    monkeypatch.setattr(oai, "PER_PAGE", 70)
    found = list(harvester.ListRecords(metadataPrefix=prefix))
    names = [end_of(one.header.identifier) for one in found if not one.deleted]
    assert len(names) == len(set(names)) > 200
    assert set(names) == public()
    assert all(one.metadata for one in found if not one.deleted)


def test_a_list_of_identifiers_has_the_same_headers(reader, monkeypatch):
    monkeypatch.setattr(oai, "PER_PAGE", 90)
    records = {
        one.header.identifier: one.header for one in reader.ListRecords(metadataPrefix="mods")
    }
    headers = {one.identifier: one for one in reader.ListIdentifiers(metadataPrefix="mods")}
    assert {key: one.datestamp for key, one in headers.items()} == {
        key: one.datestamp for key, one in records.items()
    }


def test_pages_say_how_long_the_list_is_and_the_last_one_that_it_ends(client, monkeypatch):
    monkeypatch.setattr(oai, "PER_PAGE", 100)
    root = tree(client, verb="ListIdentifiers", metadataPrefix="oai_dc")
    tokens = []
    seen = 0
    while True:
        token = root.find(f".//{OAI}resumptionToken")
        tokens.append(token)
        assert token.get("cursor") == str(seen)
        seen += len(root.findall(f".//{OAI}header"))
        if not token.text:
            break
        root = tree(client, verb="ListIdentifiers", resumptionToken=token.text)
    assert {one.get("completeListSize") for one in tokens} == {str(seen)}
    short = tree(client, verb="ListIdentifiers", metadataPrefix="oai_dc", set="project")
    assert short.find(f".//{OAI}resumptionToken") is None


def test_a_change_between_two_pages_leaves_nothing_out(client, reader, monkeypatch):
    monkeypatch.setattr(oai, "PER_PAGE", 60)
    root = tree(client, verb="ListIdentifiers", metadataPrefix="oai_dc")
    names = {one.text for one in root.iter(f"{OAI}identifier")}
    for kind in (Document, Meeting):
        kind.objects.public().first().save()
    gone = Document.objects.public().last()
    gone.delete()
    store.raise_content_version()
    while token := root.findtext(f".//{OAI}resumptionToken"):
        root = tree(client, verb="ListIdentifiers", resumptionToken=token)
        names |= {one.text for one in root.iter(f"{OAI}identifier")}
    assert {end_of(one) for one in names} >= public()


def test_a_record_in_dublin_core(reader, kosovo):
    row = Edition.objects.public().filter(profile__state=kosovo).exclude(checksum="").first()
    record = reader.GetRecord(identifier=name_of(reader, "edition", row), metadataPrefix="oai_dc")
    found = record.metadata
    named = designation(kosovo)
    assert any(named.name in title for title in found["title"])
    assert any(named.footnote in text for text in found["description"])
    assert any("ru" in one for one in found["identifier"])
    assert found["type"][0] == "Text"
    assert {"en", "ru"} == set(found["language"])
    tags = ElementTree.fromstring(record.raw)
    languages = {one.get("{http://www.w3.org/XML/1998/namespace}lang") for one in tags.iter()}
    assert {"en", "ru"} <= languages


def test_a_record_in_mods(reader):
    row = Document.objects.get(slug="hb-readmission")
    record = reader.GetRecord(identifier=name_of(reader, "document", row), metadataPrefix="mods")
    root = ElementTree.fromstring(record.raw)
    mods = "{http://www.loc.gov/mods/v3}"
    assert row.title_en in [one.text for one in root.iter(f"{mods}title")]
    terms = [one.text for one in root.iter(f"{mods}languageTerm")]
    assert set(terms) <= {"eng", "rus"}
    assert terms
    addresses = [one.text for one in root.iter(f"{mods}url")]
    assert {address[:4] for address in addresses} == {"http"}


def name_of(reader, kind, row):
    names = [one.identifier for one in reader.ListIdentifiers(metadataPrefix="oai_dc", set=kind)]
    return next(one for one in names if end_of(one) == f"{kind}/{row.pk}")


@pytest.mark.parametrize(
    ("spec", "rows"),
    [
        ("project", lambda: Project.objects.public()),
        ("edition:extended", lambda: Edition.objects.public().of_kind("extended")),
        ("indicator", lambda: Indicator.objects.all()),
    ],
)
def test_a_set_holds_its_kind(reader, spec, rows):
    found = list(reader.ListIdentifiers(metadataPrefix="oai_dc", set=spec))
    assert len(found) == rows().count() > 0
    assert all(spec in one.setSpecs for one in found)


def test_a_set_of_a_group_holds_the_editions_of_its_states(reader):
    found = list(reader.ListRecords(metadataPrefix="oai_dc", set="group-central-asia"))
    assert found
    assert all("edition" in one.header.setSpecs for one in found)
    assert any("Kazakhstan" in title for one in found for title in one.metadata["title"])


def test_from_and_until_include_their_seconds_and_days(reader):
    row = Project.objects.public().first()
    at = datetime(2030, 5, 6, 7, 8, 9, tzinfo=UTC)
    Project.objects.filter(pk=row.pk).update(updated_at=at)
    store.raise_content_version()
    name = f"project/{row.pk}"

    def asked(**period):
        given = {key.rstrip("_"): value for key, value in period.items()}
        try:
            found = reader.ListIdentifiers(metadataPrefix="oai_dc", **given)
            return [end_of(one.identifier) for one in found]
        except oaiexceptions.NoRecordsMatch:
            return []

    assert asked(from_="2030-05-06T07:08:09Z", until="2030-05-06T07:08:09Z") == [name]
    assert asked(from_="2030-05-06", until="2030-05-06") == [name]
    assert asked(from_="2030-05-06T07:08:10Z") == []
    assert name not in asked(until="2030-05-06T07:08:08Z")
    assert name not in asked(until="2030-05-05")


def test_what_is_gone_is_said_to_be_deleted_and_drafts_never_were(reader):
    seen = Document.objects.create(slug="was-there", title_en="There", kind="handbook")
    offline = Meeting.objects.public().first()
    offline.save()  # a history that says that readers saw it
    offline.stage = "offline"
    offline.save()
    draft = Document.objects.create(slug="secret", title_en=MARK, kind="handbook", stage="draft")
    numbers = {"gone": seen.pk, "draft": draft.pk}
    seen.delete()
    draft.delete()
    Document.objects.create(slug="other", title_en=MARK, kind="handbook", stage="draft")
    store.raise_content_version()
    found = {
        end_of(one.header.identifier): one for one in reader.ListRecords(metadataPrefix="mods")
    }
    for name in (f"document/{numbers['gone']}", f"meeting/{offline.pk}"):
        assert found[name].deleted
        assert "metadata>" not in found[name].raw
        assert name.partition("/")[0] in found[name].header.setSpecs
    assert f"document/{numbers['draft']}" not in found
    assert not any(MARK in one.raw for one in found.values())


def test_who_harvests_a_set_hears_what_is_gone_from_it(reader):
    document = Document.objects.create(slug="was", title_en="Was", kind="handbook")
    document.versions.create(language="ru", url="https://example.org/ru.pdf")
    meeting = Meeting.objects.public().filter(title_ru__gt="").first()
    meeting.save()  # a history that says that readers saw it
    names = {f"document/{document.pk}", f"meeting/{meeting.pk}"}
    store.raise_content_version()
    russian = {"metadataPrefix": "oai_dc", "set": "language-ru"}
    before = {end_of(one.identifier): one.deleted for one in reader.ListIdentifiers(**russian)}
    assert {before[name] for name in names} == {False}
    document.delete()
    meeting.stage = "offline"
    meeting.save()
    store.raise_content_version()
    after = {end_of(one.identifier): one.deleted for one in reader.ListIdentifiers(**russian)}
    assert {after[name] for name in names} == {True}


def test_a_withdrawn_edition_is_deleted(reader, light_georgia):
    name = name_of(reader, "edition", light_georgia)
    sets = reader.GetRecord(identifier=name, metadataPrefix="oai_dc").header.setSpecs
    frozen.remove(sender=None, using="default")
    Edition.objects.filter(pk=light_georgia.pk).update(
        status="withdrawn", updated_at=timezone.now()
    )
    store.raise_content_version()
    assert {"edition:light", "language-en"} < set(sets)
    assert any(spec.startswith("group-") for spec in sets)
    for spec in sets:
        found = reader.ListIdentifiers(metadataPrefix="oai_dc", set=spec)
        one = next(one for one in found if end_of(one.identifier) == f"edition/{light_georgia.pk}")
        assert one.deleted


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("", "badVerb"),
        ("verb=Nothing", "badVerb"),
        ("verb=identify", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=Identify&set=edition", "badArgument"),
        ("verb=ListRecords", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListRecords&metadataPrefix=", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&page=2", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-13-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-30", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01T00:00Z", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01T00:00:00%2B01:00", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=0000-00-00", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2027-01-01&until=2026-01-01", "badArgument"),
        (
            "verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01&until=2026-01-02T00:00:00Z",
            "badArgument",
        ),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=a%20b", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&until=9999-12-31", ""),
        ("verb=ListRecords&metadataPrefix=oai_dc&until=1999-01-01", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2999-01-01", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=nothing", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=marc21", "cannotDisseminateFormat"),
        ("verb=ListRecords&resumptionToken=x", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=%01", "badResumptionToken"),
        ("verb=ListRecords&metadataPrefix=oai%20dc", "badArgument"),
        ("verb=ListRecords&resumptionToken=x&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListSets&resumptionToken=x", "badResumptionToken"),
        ("verb=GetRecord&identifier=oai:x:y/1", "badArgument"),
        ("verb=GetRecord&metadataPrefix=oai_dc", "badArgument"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:x:y/1", "idDoesNotExist"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=%01%FF", "idDoesNotExist"),
        ("verb=ListMetadataFormats&identifier=oai:x:y/1", "idDoesNotExist"),
        (f"verb=ListRecords&metadataPrefix=oai_dc&set={'x' * 700}", "badArgument"),
    ],
)
def test_every_error_of_the_protocol(client, question, code):
    root, found = errors(client, f"/oai?{question}")
    assert found == ([code] if code else [])
    if code in ("badVerb", "badArgument"):
        assert root.find(f"{OAI}request").attrib == {}
    elif code and "%" not in question:
        asked = dict(parse_qsl(urlsplit(f"/oai?{question}").query))
        assert root.find(f"{OAI}request").attrib == asked


def test_a_token_that_was_changed_or_is_of_another_verb_is_refused(client, monkeypatch):
    monkeypatch.setattr(oai, "PER_PAGE", 50)
    root = tree(client, verb="ListRecords", metadataPrefix="oai_dc")
    token = root.findtext(f".//{OAI}resumptionToken")
    other = "A" if token[5] != "A" else "B"
    for verb, text in (
        ("ListIdentifiers", token),
        ("ListRecords", token[:5] + other + token[6:]),
        ("ListRecords", token[:-1]),
    ):
        found = tree(client, verb=verb, resumptionToken=text)
        assert found.find(f"{OAI}error").get("code") == "badResumptionToken"
    assert tree(client, verb="ListRecords", resumptionToken=token).find(f"{OAI}error") is None


def test_a_token_never_grows_old(client, monkeypatch):
    monkeypatch.setattr(oai, "PER_PAGE", 50)
    root = tree(client, verb="ListIdentifiers", metadataPrefix="oai_dc")
    token = root.findtext(f".//{OAI}resumptionToken")
    monkeypatch.setattr("time.time", lambda: timezone.now().timestamp() + 10**8)
    assert tree(client, verb="ListIdentifiers", resumptionToken=token).find(f"{OAI}error") is None


def test_what_is_posted_needs_no_token_of_a_form_and_other_methods_nothing(client):
    strict = type(client)(enforce_csrf_checks=True)
    assert b"<Identify>" in strict.post("/oai", {"verb": "Identify"}).content
    assert strict.put("/oai").status_code == 405
    assert client.head("/oai?verb=Identify").status_code == 200


def test_as_many_statements_for_all_records_as_for_few(client, monkeypatch):
    from django.db import connection

    counts = []
    for size in (20, 400):
        monkeypatch.setattr(oai, "PER_PAGE", size)
        store.raise_content_version()
        with CaptureQueriesContext(
            connection,
        ) as asked:
            root = tree(client, verb="ListRecords", metadataPrefix="mods", set="document")
        counts.append(len(asked))
        assert len(root.findall(f".//{OAI}record")) > min(size, 70) - 1
    assert counts[0] == counts[1] < 60


def test_dates_do_not_rise_with_the_hour(client):
    """What is given at two moments differs by the moment alone."""
    first = client.get("/oai?verb=ListIdentifiers&metadataPrefix=oai_dc").content
    second = client.get("/oai?verb=ListIdentifiers&metadataPrefix=oai_dc").content
    cut = [
        text[: text.index(b"<responseDate>")] + text[text.index(b"</responseDate>") :]
        for text in (first, second)
    ]
    assert cut[0] == cut[1]
    assert datetime.now(UTC) - timedelta(minutes=1) < datetime.fromisoformat(
        ElementTree.fromstring(second).findtext(f"{OAI}responseDate")
    )
