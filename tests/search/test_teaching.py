"""What staff teach the search in the admin holds at once, at every door; and what nobody found is
told to staff, without who."""

import pytest

from registry.search.models import MissedSearch, Synonyms
from tests.conftest import form_data, signed_in

pytestmark = pytest.mark.django_db
ADD = "/admin/registry/synonyms/add/"
WORD = "zwiebelturm"


def teach(staff, **fields):
    data = form_data(staff, ADD) | {"slug": "onion", "words_en": f"{WORD}\nreadmission"} | fields
    answer = staff.post(ADD, data)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    return Synonyms.objects.get(slug="onion")


def first(client, address: str, **asked) -> str:
    results = client.get(address, {"q": WORD, **asked}).json()["results"]
    return results[0]["title"] if results else ""


def test_a_synonym_holds_at_once_at_every_door_and_no_longer_than_it_is_there(
    staff, client, django_capture_on_commit_callbacks
):
    assert first(client, "/api/v1/search/") == ""
    with django_capture_on_commit_callbacks(execute=True):
        row = teach(staff)
    assert "eadmission" in first(client, "/api/v1/search/")
    assert "eadmission" in first(client, "/en/search/suggestions/")
    page = client.get("/en/search/", {"q": WORD}).content.decode()
    assert "<mark>readmission</mark>" in page.casefold()
    with django_capture_on_commit_callbacks(execute=True):
        staff.post(f"/admin/registry/synonyms/{row.pk}/delete/", {"post": "yes"})
    assert not Synonyms.objects.filter(pk=row.pk).exists()
    assert first(client, "/api/v1/search/") == ""


def test_another_name_of_a_state_finds_it_and_is_never_its_name(staff, client, georgia):
    teach(staff, words_en=WORD, state=georgia.pk)
    assert first(client, "/api/v1/search/") == "Georgia"
    assert first(client, "/api/v1/search/", lang="ru") == "Грузия"
    assert WORD not in client.get("/en/states/georgia/").content.decode()


def test_only_staff_teach_it(client, nino):
    assert client.get(ADD).status_code == 302
    assert signed_in(nino.account).get(ADD).status_code != 200
    assert client.get("/admin/registry/missedsearch/").status_code == 302


def test_a_word_that_nothing_has_is_told_to_staff_also_where_others_were_found(client, staff):
    client.get("/en/search/", {"q": f"georgia {WORD}"})
    client.get("/en/search/suggestions/", {"q": "qqwwzz"})
    assert list(MissedSearch.objects.values_list("words", "count")) == [(WORD, 1)]
    page = staff.get("/admin/registry/missedsearch/").content.decode()
    assert WORD in page
    assert "editor@example.org" not in page.partition('id="changelist"')[2]
