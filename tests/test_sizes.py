"""What comes from outside has a length: address, headers, parameters, body. Longer is refused at
once, in words."""

import io
import re
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from registry.common import sizes
from registry.common.errors import RuleError
from registry.common.sessions import signed
from registry.figure_imports.forms import BringForm
from registry.figure_imports.tables import LARGEST_CSV, LARGEST_WORKBOOK, LARGEST_XLS, receive
from registry.sheets.forms import SheetForm
from tests.clients import Client
from tests.conftest import signed_in
from tests.growth import assert_linear

pytestmark = pytest.mark.django_db
OURS = f"sessionid={signed('p' * 20)}"


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        (f"/en/{'x' * 30_000}/", 414, "address is longer"),
        (f"/ru/states/{'x' * 3000}/", 414, "Адрес длиннее"),
        (f"/en/projects/?q={'x' * 30_000}", 414, "address is longer"),
        ("/en/compare/?" + "state=georgia&" * 5000, 414, "address is longer"),
        ("/en/compare/?" + "a&" * 400, 400, "more than 300 parameters"),
        (f"/api/v1/states/?fields={'x' * 9000}", 414, "address is longer"),
        (f"/healthz?{'x' * 9000}", 414, "address is longer"),
    ],
)
def test_a_long_address_is_refused_in_words(client, caplog, address, status, words):
    response = client.get(address)
    assert response.status_code == status
    assert words in response.content.decode()
    assert "Set-Cookie" not in response.headers
    assert all(len(record.getMessage()) < 3000 for record in caplog.records)


@pytest.mark.parametrize(
    "name",
    [
        "Accept",
        "Accept-Language",
        "Cookie",
        "If-None-Match",
        "If-Modified-Since",
        "Range",
        "X-Forwarded-For",
        "Host",
        "X-Junk",
    ],
)
def test_a_long_header_is_named(client, name):
    response = client.get("/ru/", headers={name: "9" * 8193})
    assert response.status_code == 431
    assert f"Заголовок {name} запроса длиннее 8 КБ" in response.content.decode()
    assert client.get("/api/v1/states/", headers={name: "9" * 8193}).json()["status"] == 431


def test_a_large_body_is_refused_before_it_is_read():
    class Unread(io.BytesIO):
        def read(self, *size):
            raise AssertionError("read")

    for address, cookies, length, status in (
        ("/en/account/login/", "", 12, 413),
        ("/admin/registry/figureimport/bring/", "", 12, 413),
        ("/en/desk/", OURS, 31, 413),
        ("/admin/registry/figureimport/bring/", OURS, 91, 413),
    ):
        response = Client().generic(
            "POST",
            address,
            headers={"cookie": cookies},
            **{"wsgi.input": Unread(), "CONTENT_LENGTH": str(length * 1024 * 1024)},
        )
        assert response.status_code == status, address
        assert "so it was not read and nothing was saved" in response.content.decode()


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_form_above_what_django_reads_is_refused_in_the_same_words(client, language):
    """Between the limit of a form and that of a body."""
    text = "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1000)
    response = client.post(f"/{language}/follow/by-mail/?what=news", {"email": text})
    assert response.status_code == 413
    said = {"en": "has more than 10 MB", "ru": "10 МБ"}[language]
    assert said in response.content.decode()


def test_form_server_and_proxy_promise_the_same():
    """One constant: what the form says, what the server lets through, and what the README has
    nginx let through."""
    megabyte = 1024 * 1024
    assert LARGEST_CSV == settings.LARGEST_UPLOAD
    assert f"up to {settings.LARGEST_UPLOAD // megabyte} MB" in BringForm().fields["file"].help_text
    assert sizes.largest_body() > settings.LARGEST_UPLOAD
    readme = (settings.BASE_DIR / "README.md").read_text()
    for proxy in (readme, (settings.BASE_DIR / ".ci/containers/nginx.conf").read_text()):
        said = re.findall(r"client_max_body_size (\d+)m;", proxy)
        assert [int(one) for one in said] == [sizes.largest_body() // megabyte]
        assert "return 413" in proxy
    assert megabyte >= settings.FILE_UPLOAD_MAX_MEMORY_SIZE


def test_a_file_a_little_too_large_has_more_than_is_taken():
    for start, most in ((b"\xd0\xcf\x11\xe0", LARGEST_XLS), (b"PK\3\4", LARGEST_WORKBOOK)):
        taken = most // sizes.MEGABYTE
        assert f"{taken} MB" in BringForm().fields["file"].help_text
        with pytest.raises(RuleError, match=f"has {taken + 1} MB; {taken} are taken"):
            receive(io.BytesIO(start), io.BytesIO(), most + 1)
    assert "up to 5 MB" in SheetForm().fields["sheet"].help_text


def test_a_file_above_the_forms_limit_leaves_what_was_typed(staff, monkeypatch):
    class Large(SimpleUploadedFile):
        pass

    monkeypatch.setattr("registry.figure_imports.tables.LARGEST_CSV", 1024 * 1024)
    file = Large("figures.csv", b"state,year,value\n" * 130_000)
    response = staff.post(
        "/admin/registry/figureimport/bring/", {"file": file, "reason": "the figures of the year"}
    )
    text = response.content.decode()
    assert "The file has 3 MB; 1 are taken" in text
    assert "the figures of the year" in text


def test_a_letter_that_is_too_large_leaves_what_was_typed(nino):
    client = signed_in(nino.account)
    file = SimpleUploadedFile("letter.pdf", b"%PDF-" + b"x" * 12 * 1024 * 1024)
    address = f"/en/desk/hand-over/{nino.pk}/"
    text = client.post(address, {"letter": file, "name_latin": "Mariam Typed"}).content.decode()
    assert "The file is larger than 5 MB" in text
    assert "Mariam Typed" in text


def asked(client, **headers):
    return client.get("/api/v1/groups/", headers=headers)


GROWING = {
    "accept": lambda client, size: asked(client, accept="text/x, " * size),
    "accept, parameters": lambda client, size: asked(client, accept="text/x" + ";a=b" * size),
    "accept-language": lambda client, size: client.get(
        "/", headers={"accept-language": "xx;q=0.1," * size}
    ),
    "accept-language, subtags": lambda client, size: client.get(
        "/", headers={"accept-language": "x" + "-x" * size}
    ),
    "host": lambda client, size: client.get("/en/about/terms/", headers={"host": "9" * size}),
    "host, dots": lambda client, size: client.get(
        "/en/about/terms/", headers={"host": "a." * size}
    ),
    "cookies": lambda client, size: client.get(
        "/en/about/terms/", headers={"cookie": "a=b; " * size}
    ),
    "sessions": lambda client, size: client.get(
        "/en/about/terms/", headers={"cookie": "sessionid=a; " * size}
    ),
    "if-none-match": lambda client, size: client.get(
        "/en/about/terms/", headers={"if-none-match": '"a", ' * size}
    ),
    "if-modified-since": lambda client, size: client.get(
        "/en/about/terms/", headers={"if-modified-since": "1 " * size}
    ),
    "range": lambda client, size: client.get(
        "/en/about/terms/", headers={"range": "bytes=" + "0-1," * size}
    ),
    "forwarded": lambda client, size: client.get(
        "/en/about/terms/", headers={"x-forwarded-for": "1.1.1.1, " * size}
    ),
    "path": lambda client, size: client.get(f"/en/{'x/' * size}"),
    "words": lambda client, size: client.get(f"/en/library/?q={'x+' * size}"),
    "states": lambda client, size: client.get("/en/compare/?" + "state=georgia&" * size),
    "states, each another": lambda client, size: client.get(
        "/en/compare/?" + "&".join(f"state=s{number}" for number in range(size))
    ),
    "parameters": lambda client, size: client.get(
        "/en/news/?" + "&".join(f"a{number}=" for number in range(size))
    ),
    "layer": lambda client, size: client.get(f"/en/map/?layer={'x' * size}"),
    "page": lambda client, size: client.get(f"/en/news/?page={'9' * size}"),
    "year": lambda client, size: client.get(f"/en/news/?year={'9' * size}"),
    "as of": lambda client, size: client.get(f"/en/states/?as_of={'9' * size}"),
    "changed since": lambda client, size: client.get(f"/api/v1/states/?changed_since={'9' * size}"),
    "fields": lambda client, size: client.get(f"/api/v1/states/?fields={'a,' * size}"),
}


@pytest.mark.parametrize("what", GROWING)
def test_what_a_stranger_may_lengthen_takes_no_more_than_its_length(client, what):
    client.raise_request_exception = False
    GROWING[what](client, 3)  # what is made once
    assert_linear(lambda size: GROWING[what](client, size), (30, 300, 3000, 30_000))


@pytest.mark.parametrize(
    "query",
    [
        {"page": 10**30},
        {"page": "9" * 5000},
        {"page": "-1"},
        {"page": "1e9"},
        {"as_of": "0000-00-00"},
        {"as_of": "9999-12-31"},
        {"as_of": "x" * 5000},
        {"year": "1E+999999"},
        {"year": "NaN"},
        {"year": "9" * 5000},
        {"changed_since": "9999-99-99"},
        {"changed_since": "2024-01-01T00:00:00+99:99"},
        {"fields": "\0"},
        {"state": "\0"},
        {"q": "\0"},
        {"page_size": 10**30},
        {"lang": "x" * 5000},
        {"format": "x" * 5000},
        {"layer": "\ud800".encode("utf-8", "surrogatepass")},
        {"classes": "x"},
    ],
    ids=str,
)
@pytest.mark.parametrize(
    "address",
    [
        "/en/news/",
        "/en/compare/",
        "/en/map/",
        "/en/data/population/",
        "/en/states/",
        "/api/v1/states/",
        "/api/v1/observations/",
    ],
)
def test_junk_is_no_fault_of_ours(client, address, query):
    response = client.get(f"{address}?{urlencode(query)}")
    assert response.status_code in (200, 400, 404), response.status_code


@pytest.mark.parametrize(
    "address",
    [
        f"/en/pilot-projects/{10**30}/",
        f"/en/contact-points/{10**30}/",
        f"/en/profiles/georgia/light/{10**30}/",
        f"/en/meetings/{'x' * 1500}/",
    ],
)
def test_a_number_that_no_row_has_is_not_found(client, address):
    assert client.get(address).status_code == 404
