"""A record's page before readers see it: for staff from the form, for others by a link; never
stored, never kept, and as the public page will be."""

import html
import re
from datetime import date, timedelta

import pytest
from django.core import signing

from registry.common import previewing, store
from registry.common.appearing import appearing_models
from registry.common.models import FormerAddress
from registry.common.previewing import link_for, shown_models
from registry.library.models import Document
from registry.pages.models import NewsItem
from registry.projects.models import Project
from tests.clients import Client
from tests.conftest import form_data, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(editor):
    return signed_in(editor, second_factor=True)


@pytest.fixture
def draft() -> NewsItem:
    return NewsItem.objects.create(
        slug="draft",
        date=date(2026, 1, 1),
        title_en="A draft",
        title_ru="Черновик",
        body_en="Words.",
        stage="draft",
    )


def previewed(desk, row, name: str, **values) -> str:
    form = f"/admin/registry/{name}/{row.pk}/change/" if row else f"/admin/registry/{name}/add/"
    data = form_data(desk, form) | values
    answer = desk.post(form.replace("change/", "preview/").replace("add/", "add/preview/"), data)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer["X-Robots-Tag"]
    return answer.content.decode()


def pages_in(text: str) -> list[str]:
    return [html.unescape(page) for page in re.findall(r'srcdoc="([^"]*)"', text, re.DOTALL)]


def test_every_record_that_may_wait_can_be_previewed():
    import registry.urls  # noqa: F401  (the topics' views register themselves)

    assert shown_models() == set(appearing_models())


@pytest.mark.parametrize("name", ["newsitem", "page", "document", "project", "meeting"])
def test_the_form_is_shown_as_readers_would_see_it_in_both_languages(desk, name):
    model = next(one for one in appearing_models() if one._meta.model_name == name)
    row = model.objects.first()
    text = previewed(desk, row, name, title_en="Typed just now", title_ru="Набрано сейчас")
    english, russian = pages_in(text)
    assert '<html lang="en">' in english
    assert "Typed just now" in english
    assert '<html lang="ru">' in russian
    assert "Набрано сейчас" in russian
    assert "Edit this" not in english  # as nobody would see it
    assert str(model.objects.get(pk=row.pk).title_en) != "Typed just now"


def test_what_is_saved_afterwards_is_the_same_page(desk, draft):
    shown = pages_in(previewed(desk, draft, "newsitem", title_en="The same", stage="ready"))[0]
    address = f"/admin/registry/newsitem/{draft.pk}/change/"
    desk.post(address, form_data(desk, address) | {"title_en": "The same", "stage": "ready"})
    public = Client().get("/en/news/draft/").content.decode()

    def heart(page: str) -> str:
        return " ".join(re.search(r"<h1>.*</main>", page, re.DOTALL)[0].split())

    assert heart(shown) == heart(public)


def test_nothing_of_a_preview_stays(desk, draft):
    before = store.content_version(), NewsItem.history.count(), FormerAddress.objects.count()
    previewed(desk, draft, "newsitem", title_en="Gone again", slug="elsewhere")
    previewed(
        desk, None, "newsitem", title_en="Never there", slug="new", date="2026-01-01", body_en="x"
    )
    after = store.content_version(), NewsItem.history.count(), FormerAddress.objects.count()
    assert before == after
    assert not NewsItem.objects.filter(title_en__in=("Gone again", "Never there")).exists()


def test_rows_within_the_record_are_shown_too(desk, georgia):
    row = Project.objects.get(slug="bmp")
    count = row.outputs.count()
    values = {
        "outputs-TOTAL_FORMS": count + 1,
        f"outputs-{count}-slug": "typed",
        f"outputs-{count}-kind": "manual",
        f"outputs-{count}-title_en": "An output just typed",
        f"outputs-{count}-title_ru": "",
        f"outputs-{count}-url": "",
        f"outputs-{count}-document": "",
        f"outputs-{count}-project": row.pk,
        f"outputs-{count}-id": "",
    }
    assert "An output just typed" in pages_in(previewed(desk, row, "project", **values))[0]
    assert row.outputs.count() == count


def test_what_cannot_be_saved_is_said_in_place_of_the_page(desk, draft):
    text = previewed(desk, draft, "newsitem", title_en="", appears_at="yesterday")
    assert "cannot be shown yet" in text
    assert "This field is required" in text
    assert "Write day and time as" in text
    taken = previewed(desk, None, "newsitem", slug="draft", date="2026-01-01", title_en="x")
    assert "already exists" in taken
    assert pages_in(text) == pages_in(taken) == []


def test_markup_of_the_page_stays_within_its_frame(desk, draft):
    hostile = '"></iframe><script>alert(1)</script>'
    text = previewed(desk, draft, "newsitem", title_en=hostile)
    assert "<script>alert" not in text
    assert "<script>alert" not in pages_in(text)[0]


def test_only_who_may_change_the_record_previews_and_shares_it(draft, nino):
    for client in (Client(), signed_in(nino.account)):
        for page in ("preview", "share"):
            address = f"/admin/registry/newsitem/{draft.pk}/{page}/"
            assert client.post(address).status_code in (302, 404)


def links_on(desk, row, name: str = "newsitem") -> list[str]:
    text = desk.get(f"/admin/registry/{name}/{row.pk}/share/").content.decode()
    return re.findall(r'href="https?://[^/"]+(/(?:en|ru)/preview/[^"]+)"', text)


def test_a_link_shows_a_draft_to_somebody_without_an_account(desk, draft):
    english, russian = links_on(desk, draft)
    answer = Client().get(english)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "A draft" in text
    assert "This page is not public" in text
    assert "private" in answer["Cache-Control"]
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Referrer-Policy"] == "strict-origin"  # where a link leads learns no token
    assert store.MARK not in answer.headers
    assert "Set-Cookie" not in answer.headers
    in_russian = Client().get(russian).content.decode()
    assert "Черновик" in in_russian
    assert "Эта страница не опубликована" in in_russian
    assert russian in text  # the switch of language stays within the preview
    assert Client().get("/en/news/draft/").status_code == 404


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_link_is_closed_once_the_record_is_saved_again(desk, draft, language):
    link = links_on(desk, draft)[0].replace("/en/", f"/{language}/")
    address = f"/admin/registry/newsitem/{draft.pk}/change/"
    assert desk.post(address, form_data(desk, address) | {"title_en": "Anew"}).status_code == 302
    answer = Client().get(link)
    assert answer.status_code == 410
    assert "Anew" not in answer.content.decode()
    words = {"en": "was changed since", "ru": "с тех пор изменено"}[language]
    assert words in answer.content.decode()


def test_the_link_is_closed_after_two_weeks_and_once_the_record_is_gone(desk, draft, monkeypatch):
    link = links_on(desk, draft)[0]
    with monkeypatch.context() as patched:
        patched.setattr(previewing, "LASTS", timedelta(seconds=-1))
        answer = Client().get(link)
        assert answer.status_code == 410
        assert "open for two weeks" in answer.content.decode()
    draft.delete()
    assert Client().get(link).status_code == 410


@pytest.mark.parametrize("token", ["x", "a:b:c", "x" * 500])
def test_a_link_that_we_did_not_make_opens_nothing(token, draft):
    assert Client().get(f"/en/preview/{token}/").status_code == 404
    other = signing.dumps(["user", 1, 1], salt=previewing.SALT)
    assert Client().get(f"/en/preview/{other}/").status_code == 404
    elsewhere = signing.dumps(["newsitem", draft.pk, draft.version], salt="another")
    assert Client().get(f"/en/preview/{elsewhere}/").status_code == 404
    assert len(link_for(draft)) < previewing.LONGEST_TOKEN


def test_a_document_is_shared_with_its_versions(desk):
    row = Document.objects.filter(versions__isnull=False).first()
    Document.objects.filter(pk=row.pk).update(stage="draft")
    answer = Client().get(links_on(desk, row, "document")[0])
    assert row.versions.first().url in html.unescape(answer.content.decode())


@pytest.mark.parametrize("model", list(appearing_models()), ids=lambda model: model.__name__)
def test_each_of_their_forms_says_what_to_know_and_offers_the_preview(model, staff):
    row = model.objects.first()
    base = f"/admin/registry/{model._meta.model_name}/"
    form = staff.get(f"{base}{row.pk}/change/").content.decode()
    assert "Before it appears" in form
    assert f'formaction="{base}{row.pk}/preview/"' in form
    assert 'href="' + f"{base}{row.pk}/share/" in form
