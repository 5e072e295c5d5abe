"""Texts of news, pages, projects and meetings: formatted, cleaned at every way in, with links that
follow the records they lead to; and what staff are told before they appear."""

import html
import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from registry.common.before_appearing import behind, checks_of, versions_of_texts
from registry.common.content_text import reduced_with_references
from registry.common.record_links import with_addresses
from registry.common.richtext import words_of
from registry.library.models import Document
from registry.pages.models import NewsItem
from registry.projects.models import Project
from tests import make
from tests.clients import Client, one_line
from tests.conftest import form_data, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(editor):
    return signed_in(editor, second_factor=True)


@pytest.fixture
def news() -> NewsItem:
    return NewsItem.objects.create(
        slug="first",
        date=date(2026, 1, 1),
        title_en="A title",
        title_ru="Заголовок",
        body_en="<p>Words.</p>",
        body_ru="<p>Слова.</p>",
    )


def saved(desk, row, **values):
    address = f"/admin/registry/{row._meta.model_name}/{row.pk}/change/"
    answer = desk.post(address, form_data(desk, address) | values)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    row.refresh_from_db()
    return row


HOSTILE = (
    '<p onclick="x()">Taken <strong>stock</strong><script>evil()</script>'
    '<img src="https://tracker.example/1.gif"></p><table><tr><td>1</td></tr></table>'
)


@pytest.mark.parametrize(
    ("name", "text", "page"),
    [
        ("newsitem", "body", "/{}/news/first/"),
        ("page", "body", None),
        ("project", "objective", None),
        ("project", "results", None),
        ("meeting", "summary", None),
    ],
)
def test_a_text_is_formatted_and_cleaned(desk, news, name, text, page):
    from django.apps import apps

    row = news if name == "newsitem" else apps.get_model("registry", name).objects.first()
    row = saved(desk, row, **{f"{text}_en": HOSTILE, f"{text}_ru": HOSTILE})
    kept = "<p>Taken <strong>stock</strong></p><table><tbody><tr><td>"
    assert getattr(row, f"{text}_en").startswith(kept)
    for language in ("en", "ru"):
        address = row.get_absolute_url().replace("/en/", f"/{language}/")
        shown = Client().get(address).content.decode()
        assert "Taken <strong>stock</strong>" in " ".join(shown.split())
        assert "evil" not in shown
        assert "tracker" not in shown


def test_words_alone_go_to_files_machines_and_descriptions(client, desk, news):
    saved(desk, news, body_en="<p>One &amp; <em>two</em></p><ul><li><p>three</p></li></ul>")
    listed = client.get("/en/news/?format=csv").content.decode()
    assert "One & two" in listed
    assert "<em>" not in listed
    project = Project.objects.get(slug="bmp")
    saved(desk, project, objective_en="<p>First</p><p>Second</p>")
    assert client.get("/api/v1/projects/bmp/").json()["objective"] == "First\n\nSecond"
    page = html.unescape(client.get("/en/news/first/").content.decode())
    assert 'content="One & two' in page


def test_the_words_of_a_text_that_was_cut_hold_no_markup():
    assert words_of('<p>One</p><p><a href="https://example.org/', longest=30) == "One"
    assert "<" not in words_of("<p>a</p><" + "x" * 50)


def test_a_pasted_address_of_ours_becomes_a_reference_and_follows_the_record(desk, news, settings):
    document = Document.objects.public().first()
    for address in (
        f"/en/library/{document.slug}/",
        f"/ru/library/{document.slug}/",
        f"{settings.SITE_URL}/en/library/{document.slug}/",
    ):
        saved(desk, news, body_en=f'<p><a href="{address}">The paper</a></p>')
        assert news.body_en == f'<p><a href="/record/document/{document.pk}/">The paper</a></p>'
    saved(desk, news, body_ru=news.body_en)
    document.slug = "renamed"
    document.save()
    for language in ("en", "ru"):
        shown = Client().get(f"/{language}/news/first/").content.decode()
        assert f'<a href="/{language}/library/renamed/">The paper</a>' in shown


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/en/library/x/",
        "/en/library/",
        "/en/library/?q=x",
        "/en/states/georgia/?as_of=2020-01-01",
        "/admin/registry/document/1/change/",
        "mailto:a@example.org",
        "http://[broken",
        "/en/library/no-such-paper/",
    ],
)
def test_every_other_link_stays_as_it_was_written(address):
    text = f'<p><a href="{address}">x</a></p>'
    assert "/record/" not in reduced_with_references(text)


def test_a_former_address_is_taken_for_the_record_that_has_moved(news):
    document = Document.objects.first()
    old = document.slug
    document.slug = "moved"
    document.save()
    made = reduced_with_references(f'<p><a href="/en/library/{old}/">x</a></p>')
    assert f"/record/document/{document.pk}/" in made


def test_a_link_to_what_readers_do_not_see_is_words_alone_and_staff_are_warned(desk, news):
    draft = Document.objects.first()
    saved(desk, news, body_en=f'<p><a href="/en/library/{draft.slug}/">Words stay</a></p>')
    Document.objects.filter(pk=draft.pk).update(stage="draft")
    shown = Client().get("/en/news/first/").content.decode()
    assert "Words stay" in shown
    assert f"/library/{draft.slug}/" not in shown
    form = desk.get(f"/admin/registry/newsitem/{news.pk}/change/").content.decode()
    assert "a link leads to what readers do not see" in form
    assert f"/admin/registry/document/{draft.pk}/change/" in form
    other = Document.objects.create(slug="short", kind="report", title_en="Short")
    saved(desk, news, body_en=f'<p><a href="/en/library/{other.slug}/">Gone</a></p>')
    other.delete()
    assert "<a>Gone</a>" in Client().get("/en/news/first/").content.decode()
    form = desk.get(f"/admin/registry/newsitem/{news.pk}/change/").content.decode()
    assert "a link leads to a record that was deleted" in form


def test_a_reference_that_somebody_made_up_leads_nowhere():
    for kind in ("user", "contactpoint", "x" * 40):
        assert with_addresses(f'<a href="/record/{kind}/1/">x</a>') == "<a>x</a>"


def test_a_text_that_is_too_long_is_refused_beside_what_was_typed():
    with pytest.raises(ValidationError):
        NewsItem(
            slug="x", date=date(2026, 1, 1), title_en="x", body_en="<p>" + "x" * 300_000
        ).full_clean()


def test_a_record_to_link_to_is_found_by_its_name_in_both_languages(desk):
    Document.objects.create(
        slug="hidden", kind="report", title_en="A Georgian draft", stage="draft"
    )
    for words in ("georgia", "Грузия"):
        text = desk.get(f"/admin/registry/newsitem/links/?q={words}").content.decode()
        assert "<code>/en/states/georgia/</code>" in text, words
    text = desk.get("/admin/registry/newsitem/links/?q=georgian+draft").content.decode()
    assert "/en/library/hidden/" in text
    assert "readers do not see it" in text
    assert "Nothing is found" in desk.get("/admin/registry/page/links/?q=zzzz").content.decode()
    assert desk.get(f"/admin/registry/page/links/?q={'x' * 900}").status_code == 200


def said(row) -> list[str]:
    return [check.words for check in checks_of(row)]


def lag(row) -> tuple[str, int]:
    return behind(versions_of_texts(row, ["body"])["body"])


def test_which_language_lags_is_read_from_the_versions(desk, news):
    assert lag(news)[1] == 0
    saved(desk, news, body_en="<p>One.</p>")
    saved(desk, news, body_en="<p>Two.</p>")
    saved(desk, news, title_en="Another title")
    assert lag(news) == ("ru", 2)
    assert "Text: Russian is 2 changes behind" in said(news)
    saved(desk, news, body_ru="<p>Два.</p>")
    assert lag(news) == ("en", 1)
    saved(desk, news, body_en="<p>Three.</p>", body_ru="<p>Три.</p>")
    assert lag(news)[1] == 0  # both in one save: they agree


def test_what_is_missing_in_a_language_is_said(news):
    news.title_ru = news.body_ru = ""
    assert {"no title in Russian", "Text: nothing in Russian"} <= set(said(news))


@pytest.fixture
def picture(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return make.picture(shows_en="Delegates", shows_ru="Делегаты", credit="Photo: Anna")


@pytest.mark.parametrize("start", ["", "https"])
def test_a_picture_of_the_library_stands_in_a_text(desk, news, picture, settings, start):
    address = (settings.SITE_URL if start else "") + picture.get_absolute_url()
    alone = f'<p>Before.</p><p><a href="{address}">A &amp; B</a></p>'
    text = f'{alone}<p>See <a href="{address}">it</a>.</p>'
    saved(desk, news, body_en=text, body_ru=text)
    assert news.body_en.count(f'<a href="/record/picture/{picture.pk}/">') == 2
    assert "<img" not in news.body_en
    for language, words in (("en", "Delegates"), ("ru", "Делегаты")):
        shown = one_line(Client().get(f"/{language}/news/first/").content.decode())
        assert shown.count("<figure") == 1
        assert f'alt="{words}"' in shown
        assert "A &amp; B <span>Photo: Anna</span>" in shown
        assert f'srcset="{picture.whole.webp}"' in shown
        assert f'See <a href="{picture.get_absolute_url()}">it</a>.' in shown
    picture.delete()
    shown = Client().get("/en/news/first/").content.decode()
    assert "<p>A &amp; B</p>" in shown
    assert "/pictures/" not in shown
    form = desk.get(f"/admin/registry/newsitem/{news.pk}/change/").content.decode()
    assert "a link leads to a record that was deleted" in form


def test_a_picture_whose_address_was_pasted_has_no_caption(desk, news, picture):
    address = picture.get_absolute_url()
    saved(desk, news, body_en=f'<p><a href="{address}">{address}</a></p>')
    shown = one_line(Client().get("/en/news/first/").content.decode())
    assert re.search(r"<figcaption[^>]*> ?<span>Photo: Anna</span>", shown)


@pytest.mark.parametrize(
    "path", ["/pictures/unknown/960.webp", "/pictures/x", "/files/none-en.pdf"]
)
def test_an_unknown_picture_or_file_is_refused_in_words(desk, news, path):
    with pytest.raises(ValidationError, match="There is no picture or file at"):
        reduced_with_references(f'<p><a href="{path}">x</a></p>')
    page = f"/admin/registry/newsitem/{news.pk}/change/"
    typed = form_data(desk, page) | {"body_en": f'<p>Typed <a href="{path}">x</a></p>'}
    answer = desk.post(page, typed).content.decode()
    assert "There is no picture or file at" in answer
    assert "Typed" in answer


def test_a_link_to_a_file_follows_its_document(desk, news, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    make.document_file()
    saved(desk, news, body_en='<p><a href="/files/hb-readmission-en.pdf">The file</a></p>')
    assert "/record/documentversion/" in news.body_en
    document = Document.objects.get(slug="hb-readmission")
    Document.objects.filter(pk=document.pk).update(slug="renamed")
    page = "/en/news/first/"
    assert '<a href="/files/renamed-en.pdf">The file</a>' in Client().get(page).content.decode()
    Document.objects.filter(pk=document.pk).update(stage="draft")
    assert "<a>The file</a>" in Client().get(page).content.decode()
    form = desk.get(f"/admin/registry/newsitem/{news.pk}/change/").content.decode()
    assert "a link leads to what readers do not see" in form


def test_pictures_and_files_are_found_to_be_linked(desk, picture, settings):
    make.document_file()
    found = desk.get("/admin/registry/newsitem/links/?q=Delegates").content.decode()
    assert picture.get_absolute_url() in found
    found = desk.get("/admin/registry/newsitem/links/?q=readmission").content.decode()
    assert "/files/hb-readmission-en.pdf" in found
