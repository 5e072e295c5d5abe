"""Pictures that staff upload: judged by what they hold, made anew, described, shown in sizes."""

import html
import io
import os
import zlib
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from PIL import Image

from registry.common.errors import RuleError
from registry.media.keeping import directory_of
from registry.media.making import LARGEST, decoded, make
from registry.media.models import Picture
from registry.pages.models import NewsItem
from tests.clients import Client
from tests.conftest import form_data, signed_in

pytestmark = pytest.mark.django_db
HIDDEN = b"<script>alert('hidden')</script>"


def file_with(form: str = "JPEG", size=(1800, 1200), mode="RGB", colour=(200, 30, 30), **options):
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, form, **options)
    return out.getvalue()


def png_header(width: int, height: int) -> bytes:
    """Some bytes that claim to be a picture of that size."""
    body = b"IHDR" + width.to_bytes(4) + height.to_bytes(4) + b"\x08\x02\x00\x00\x00"
    chunk = len(body[4:]).to_bytes(4) + body + zlib.crc32(body).to_bytes(4)
    return b"\x89PNG\r\n\x1a\n" + chunk + b"\x00\x00\x00\x00IEND\xaeB`\x82"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def desk(editor):
    return signed_in(editor, second_factor=True)


def upload(data: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def brought(desk, data: bytes, **values) -> Picture:
    page = "/admin/registry/picture/add/"
    shows = {"shows_en": "Delegates around a table", "shows_ru": "Делегаты за столом"}
    answer = desk.post(
        page, form_data(desk, page) | shows | {"credit": "ICMPD", "upload": upload(data)} | values
    )
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    return Picture.objects.latest("pk")


def test_an_upload_is_kept_in_sizes_and_two_forms(desk):
    row = brought(desk, file_with())
    assert (row.width, row.height, row.widths) == (1800, 1200, [480, 960, 1600])
    names = {path.name for path in directory_of(row.folder).iterdir()}
    sizes = ("480", "960", "1600", "card")
    assert names == {f"{size}.{form}" for size in sizes for form in ("webp", "jpg")}
    for size, width in (("480", 480), ("1600", 1600), ("card", 480)):
        for form, kind in (("webp", "WEBP"), ("jpg", "JPEG")):
            answer = Client().get(f"/pictures/{row.key}/{size}.{form}")
            shown = Image.open(io.BytesIO(b"".join(answer.streaming_content)))
            assert (shown.format, shown.width) == (kind, width)
            assert "sandbox" in answer["Content-Security-Policy"]
            assert answer["X-Content-Type-Options"] == "nosniff"


def test_what_shows_through_stays_so(desk):
    row = brought(desk, file_with("PNG", (600, 400), "RGBA", (0, 0, 0, 0)))
    assert (row.form, row.widths) == ("png", [480, 600])
    answer = Client().get(f"/pictures/{row.key}/600.png")
    assert Image.open(io.BytesIO(b"".join(answer.streaming_content))).mode == "RGBA"


def test_only_the_pixels_are_kept():
    """Neither place and camera, nor what is hidden behind the picture or in it."""
    exif = Image.Exif()
    exif[0x010F] = "Camera of somebody"
    exif[0x0112] = 6  # lies on its side
    data = file_with(exif=exif, comment=HIDDEN) + b"PK\x03\x04" + HIDDEN
    made = make(data, focus=(50, 50))
    assert (made.width, made.height) == (1200, 1800)  # the right way up
    for stored in made.files.values():
        assert HIDDEN not in stored
        assert b"Camera" not in stored
        assert b"PK\x03\x04" not in stored
        assert not dict(Image.open(io.BytesIO(stored)).getexif())


REFUSED = {
    "200 megapixels": (png_header(20_000, 10_000), "million pixels"),
    "60 megapixels": (png_header(10_000, 6_000), "million pixels"),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "no picture that can"),
    "a page": (b"<!doctype html>" + HIDDEN, "no picture that can"),
    "a gif": (file_with("GIF", (400, 300), "P", 3), "no picture that can"),
    "cut off": (file_with()[:2000], "damaged or was cut off"),
    "a header alone": (png_header(800, 600), "damaged or was cut off|no picture"),
    "broken within": (file_with("PNG")[:60] + b"\x00" * 900, "damaged or was cut off"),
    "empty of pixels": (file_with(size=(20, 20)), "it would look blurred"),
    "a thread": (file_with(size=(4000, 10)), "twenty times"),
    "nothing": (b"\x00" * 300, "no picture that can"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_picture_for_us_is_refused_in_a_sentence(name):
    data, words = REFUSED[name]
    with pytest.raises(RuleError, match=words):
        make(data, focus=(50, 50))


def test_the_form_says_so_at_its_field_and_keeps_what_was_typed(desk):
    page = "/admin/registry/picture/add/"
    typed = form_data(desk, page) | {"shows_en": "Typed", "shows_ru": "Набрано"}
    answer = desk.post(page, typed | {"upload": upload(REFUSED["svg"][0], "photo.jpg")})
    assert "no picture that can be read" in str(answer.context["adminform"].form.errors["upload"])
    assert "Набрано" in answer.content.decode()
    too_large = desk.post(page, typed | {"upload": upload(b"\xff" * (LARGEST + 1))})
    assert "more than 20 MB" in too_large.content.decode()
    without = desk.post(page, typed)
    assert "This field is required" in without.content.decode()
    assert not Picture.objects.exists()


def test_a_picture_says_in_both_languages_what_it_shows_unless_it_adds_nothing(desk):
    page = "/admin/registry/picture/add/"
    data = form_data(desk, page) | {"shows_en": "Only this", "upload": upload(file_with())}
    answer = desk.post(page, data)
    assert "Say in both languages what the picture shows" in answer.content.decode()
    row = brought(desk, file_with(), shows_en="", shows_ru="", is_decorative="on")
    assert row.alternative == ""
    with pytest.raises(IntegrityError), transaction.atomic():
        Picture.objects.filter(pk=row.pk).update(is_decorative=False)


def test_a_replaced_picture_keeps_its_addresses_and_the_old_file_goes(
    desk, django_capture_on_commit_callbacks
):
    row = brought(desk, file_with(colour=(0, 0, 255)))
    old = row.folder
    page = f"/admin/registry/picture/{row.pk}/change/"
    smaller = upload(file_with(size=(700, 500), colour=(0, 255, 0)))
    with django_capture_on_commit_callbacks(execute=True):
        assert desk.post(page, form_data(desk, page) | {"upload": smaller}).status_code == 302
    row.refresh_from_db()
    assert (row.folder != old, row.widths) == (True, [480, 700])
    assert not directory_of(old).exists()
    answer = Client().get(f"/pictures/{row.key}/1600.jpg")  # of a page that is open somewhere
    shown = Image.open(io.BytesIO(b"".join(answer.streaming_content)))
    assert shown.width == 700
    assert shown.getpixel((5, 5))[1] > 200
    again = Client().get(f"/pictures/{row.key}/1600.jpg", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


def test_the_cut_follows_the_focus(desk):
    out = io.BytesIO()
    picture = Image.new("RGB", (2000, 500), (255, 0, 0))
    picture.paste((0, 0, 255), (1000, 0, 2000, 500))
    picture.save(out, "PNG")
    row = brought(desk, out.getvalue(), focus_x="0")

    def colour() -> tuple:
        row.refresh_from_db()
        return decoded((directory_of(row.folder) / "card.jpg").read_bytes()).getpixel((240, 160))

    assert colour()[0] > 200
    page = f"/admin/registry/picture/{row.pk}/change/"
    assert desk.post(page, form_data(desk, page) | {"focus_x": "100"}).status_code == 302
    assert colour()[2] > 200


def test_what_a_killed_process_left_goes_with_a_later_upload(desk):
    left, young = directory_of("left.part"), directory_of("young")
    for folder in (left, young):
        folder.mkdir(parents=True)
    os.utime(left, (0, 0))
    row = brought(desk, file_with())
    assert not left.exists()
    assert young.exists()
    assert directory_of(row.folder).exists()


@pytest.mark.parametrize(
    "address", ["0/x.jpg", "960.gif", "../960.jpg", "card.svg", "9" * 9 + ".jpg"]
)
def test_an_address_that_no_picture_has_is_not_found(desk, address):
    row = brought(desk, file_with())
    assert Client().get(f"/pictures/{row.key}/{address}").status_code == 404
    assert Client().get("/pictures/nothing/960.jpg").status_code == 404


def test_news_shows_its_picture_with_its_words_in_both_languages(desk):
    row = brought(desk, file_with())
    item = NewsItem.objects.create(
        slug="shown", date=date(2026, 11, 1), title_en="Shown", body_en="<p>x</p>", picture=row
    )
    for language, words in (("en", "Delegates around a table"), ("ru", "Делегаты за столом")):
        text = html.unescape(Client().get(f"/{language}/news/shown/").content.decode())
        assert f'alt="{words}"' in text
        assert f"/pictures/{row.key}/960.webp 960w" in text
        assert 'width="1600"' in text
        assert "ICMPD" in text
        for page in ("", "news/"):
            listed = Client().get(f"/{language}/{page}").content.decode()
            assert f"/pictures/{row.key}/card.webp" in listed
            assert 'loading="lazy"' in listed
    used = desk.get(f"/admin/registry/picture/{row.pk}/change/").content.decode()
    assert f"/admin/registry/newsitem/{item.pk}/change/" in used
    kept = desk.post(f"/admin/registry/picture/{row.pk}/delete/", {"post": "yes"})
    assert kept.status_code in (200, 403)
    assert Picture.objects.filter(pk=row.pk).exists()


def test_a_picture_is_made_once_and_outside_the_transaction_of_its_page(desk, monkeypatch):
    """It takes seconds, and on SQLite nobody else writes meanwhile."""
    depths = []

    def watched(data, *, focus):
        depths.append((len(connection.savepoint_ids), focus))
        return make(data, focus=focus)

    monkeypatch.setattr("registry.media.admin.make", watched)
    before = len(connection.savepoint_ids)
    brought(desk, file_with(), focus_x="20", focus_y="30")
    assert depths == [(before, (20, 30))]


def make_news(slug: str, **values) -> NewsItem:
    row = NewsItem(
        slug=slug, date=date(2026, 1, 1), title_en=slug, **{"body_en": "<p>a</p>"} | values
    )
    row.full_clean()
    row.save()
    return row


def test_the_page_of_a_picture_names_every_record_that_shows_it(desk):
    picture = brought(desk, file_with())
    lead = make_news("lead", picture=picture)
    within = make_news("within", body_ru=f'<p><a href="{picture.get_absolute_url()}">x</a></p>')
    make_news("neither")
    page = desk.get(f"/admin/registry/picture/{picture.pk}/change/").content.decode()
    used = page[page.index("field-used_on") :]
    for row in (lead, within):
        assert used.count(f"/newsitem/{row.pk}/change/") == 1
    assert used.count("/newsitem/") == 2
