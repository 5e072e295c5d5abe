"""Seeding is idempotent, leaves people's work alone, and names the place of an error."""

import importlib

import pytest
import yaml
from django.apps import apps
from django.core.management import CommandError, call_command

from registry.common.errors import RuleError
from registry.common.models import SeededRecord
from registry.common.seeding import load_all, row_fingerprint
from registry.library.models import Document
from registry.states.models import State

pytestmark = pytest.mark.django_db


@pytest.fixture
def fixture(tmp_path):
    def write(content, name="library.yaml"):
        path = tmp_path / name
        path.write_text(
            content if isinstance(content, str) else yaml.safe_dump(content, allow_unicode=True)
        )
        return path

    return write


def paper(slug="test-paper", **fields):
    return {
        "Document": [
            {"slug": slug, "kind": "report", "title_en": "A test paper", "states": ["GEO", "ARM"]}
            | fields
        ]
    }


def load(path):
    return load_all([path], lambda name: None)


def test_a_second_run_changes_nothing(fixture):
    path = fixture(paper())
    assert load(path)["new"] == 1
    counts = load(path)
    assert (counts["new"], counts["updated"], counts["unchanged"]) == (0, 0, 1)
    assert {state.iso_alpha3 for state in Document.objects.get(slug="test-paper").states.all()} == {
        "GEO",
        "ARM",
    }


def test_the_real_fixtures_are_loaded_already():
    from registry.management.commands.seed import FIXTURES, fixture_files

    counts = load_all(fixture_files(FIXTURES), lambda name: None)
    assert counts["unchanged"] > 1500
    assert counts["new"] == counts["updated"] == counts["kept"] == 0


def test_a_changed_fixture_updates_an_untouched_row(fixture):
    load(fixture(paper()))
    assert load(fixture(paper(title_en="A better title")))["updated"] == 1
    assert Document.objects.get(slug="test-paper").title_en == "A better title"


def test_an_edited_row_is_left_alone(fixture):
    load(fixture(paper()))
    row = Document.objects.get(slug="test-paper")
    row.title_ru = "Правка сотрудника"
    row.save()
    assert load(fixture(paper(title_en="A better title")))["kept"] == 1
    row.refresh_from_db()
    assert (row.title_en, row.title_ru) == ("A test paper", "Правка сотрудника")


def test_an_edited_relation_counts_as_an_edit(fixture):
    load(fixture(paper()))
    Document.objects.get(slug="test-paper").states.clear()
    assert load(fixture(paper(states=["MDA"])))["kept"] == 1
    assert not Document.objects.get(slug="test-paper").states.exists()


def test_a_deleted_row_stays_deleted(fixture):
    load(fixture(paper()))
    Document.objects.get(slug="test-paper").delete()
    load(fixture(paper(title_en="Back again?")))
    assert not Document.objects.filter(slug="test-paper").exists()


def test_a_row_that_someone_made_is_not_overwritten(fixture):
    Document.objects.create(slug="test-paper", kind="report", title_en="Somebody's own")
    load(fixture(paper()))
    assert Document.objects.get(slug="test-paper").title_en == "Somebody's own"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (paper(kind="novel"), r"library.yaml: Document no. 1 \(test-paper\), field kind: .*novel"),
        (paper(published_on="yesterday"), r"Document no. 1 \(test-paper\), field published_on"),
        (paper(states=["GEO", "XXX"]), r"field states: there is no state “XXX”"),
        (paper(project="no-such"), r"field project: there is no project “no-such”"),
        (paper(colour="red"), r"field colour: there is no such field"),
        (paper(title_en="x" * 400), r"field title_en"),
        ({"Paper": []}, r"there is no model “Paper”"),
        ("Document:\n- slug: [", r"library.yaml: not readable as YAML.*\n?.*line"),
        (
            {"DocumentVersion": [{"document": "none", "language": "en", "url": "https://x.org"}]},
            r"field document: there is no document “none”",
        ),
        (
            {"Project": [{"slug": "pp9", "kind": "pilot_project", "title_en": "No number"}]},
            r"Project no. 1 \(pp9\).*pilot_project_has_number",
        ),
    ],
)
def test_a_broken_fixture_names_file_record_and_field(fixture, content, told):
    with pytest.raises(RuleError, match=f"(?s){told}"):
        load(fixture(content))
    assert not Document.objects.filter(slug="test-paper").exists()


def test_the_command_says_it_in_one_line(fixture, tmp_path):
    fixture(paper(kind="novel"))
    with pytest.raises(CommandError, match="field kind"):
        call_command("seed", fixtures=tmp_path)


def test_history_begins_with_the_fixture():
    state = State.objects.get(iso_alpha3="GEO")
    assert state.history.count() == 1
    assert state.history.get().history_change_reason == "fixture states.yaml"


def test_a_field_that_a_later_version_adds_is_no_edit(fixture, monkeypatch):
    """As if the row had been written before the field `source_url` existed."""
    load(fixture(paper()))
    row, memory = (
        Document.objects.get(slug="test-paper"),
        SeededRecord.objects.get(reference="test-paper"),
    )
    fields = [field for field in Document._meta.concrete_fields if field.name != "source_url"]
    with monkeypatch.context() as earlier:
        earlier.setattr(Document._meta, "concrete_fields", fields)
        assert row_fingerprint(row) == memory.row
    assert load(fixture(paper(source_url="https://example.org/since")))["updated"] == 1


def test_fingerprints_from_before_are_renewed_where_nobody_edited():
    migration = importlib.import_module("registry.migrations.0011_fingerprints_outlive_new_fields")
    State.objects.filter(slug="georgia").update(slug="sakartvelo")
    before = dict(SeededRecord.objects.values_list("pk", "row"))
    migration.renew(False, True)(apps, None)
    as_was = dict(SeededRecord.objects.values_list("pk", "row"))
    documents = SeededRecord.objects.filter(model="Document").values_list("pk", flat=True)
    assert documents
    assert all(as_was[pk] != before[pk] for pk in documents)
    edited = SeededRecord.objects.get(model="State", reference="GEO").pk
    assert as_was[edited] == before[edited]
    migration.renew(True, False)(apps, None)
    assert dict(SeededRecord.objects.values_list("pk", "row")) == before
