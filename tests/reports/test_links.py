"""Links are asked politely, within bounds, and never of a private network."""

import socket

import pytest
from django.utils import timezone

from registry.common.dates import today
from registry.common.task_worker import work_off
from registry.library.models import Document
from registry.pages.models import Page
from registry.reports import asking, links
from registry.reports.asking import Answer, RefusedAddressError, ask, is_public
from registry.reports.counting import count_reports
from registry.reports.links import addresses_in, broken_links, check_links
from registry.reports.models import LinkCheck, ReportCount
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
DEAD = "https://dead.example.org/page"


@pytest.fixture
def page() -> Page:
    """Names two addresses."""
    row = Page.objects.get(slug="terms")
    row.body_en = f'<p><a href="{DEAD}">x</a> and https://alive.example.org/a?b=1&amp;c=2.</p>'
    row.save()
    return row


def double(url: str) -> Answer:
    return Answer(404, "answers with 404") if url == DEAD else Answer(200, "")


def check(**options) -> dict[str, int]:
    given = {"most": 10_000, "seconds": 60, "on": today(), "asks": double}
    return check_links(**given | {"sleep": lambda seconds: None} | options)


def test_addresses_are_found_in_rich_and_plain_texts():
    text = 'See <a href="https://a.example.org/x?y=1&amp;z=2">it</a>, (http://b.example.org/c).'
    assert addresses_in(text) == ["https://a.example.org/x?y=1&z=2", "http://b.example.org/c"]


def test_a_broken_link_is_a_task_with_the_page_that_names_it(staff, page):
    done = check()
    assert done["broken"] == 1
    assert done["left"] == 0
    line = broken_links(today())[0]
    assert DEAD in line.what
    assert "answers with 404" in line.what
    assert line.address == f"/admin/registry/page/{page.pk}/change/"
    assert DEAD in staff.get("/admin/registry/linkcheck/reports/links/").content.decode()
    page.body_en = "<p>Nothing.</p>"
    page.save()
    check()
    assert not broken_links(today())
    assert not LinkCheck.objects.filter(url=DEAD).exists()


def test_where_nothing_was_asked_nobody_says_that_all_answers(staff, page):
    ReportCount.objects.create(slug="links", count=0, counted_at=timezone.now())
    count_reports(today())
    assert not ReportCount.objects.filter(slug="links").exists()
    report = staff.get("/admin/registry/linkcheck/reports/links/").content.decode()
    assert "No address has been asked yet" in report
    assert "0 uses" not in report
    check()
    count_reports(today())
    assert ReportCount.objects.get(slug="links").count == 1
    report = staff.get("/admin/registry/linkcheck/reports/links/").content.decode()
    assert "No address has been asked yet" not in report


def test_a_run_is_bounded_and_the_next_goes_on(page):
    asked: list[str] = []

    def noting(url: str) -> Answer:
        asked.append(url)
        return Answer(200, "")

    whole = len(links.uses())
    assert check(most=3, asks=noting)["left"] == whole - 3
    check(most=3, asks=noting)
    assert len(set(asked)) == 6
    assert check(seconds=-1, asks=noting)["asked"] == 0


def test_one_host_is_not_asked_twice_within_a_second(page):
    page.body_en = "".join(f"<p>https://one.example.org/{n}</p>" for n in range(3))
    page.save()
    LinkCheck.objects.all().delete()
    pauses: list[float] = []
    check(sleep=pauses.append)
    assert len(pauses) >= 2
    assert all(0 < pause <= links.BETWEEN for pause in pauses)


def test_a_document_none_of_whose_addresses_answers(staff):
    document = Document.objects.filter(versions__isnull=False).first()
    for version in document.versions.all():
        LinkCheck.objects.create(url=version.url, problem="answers with 410")
    found = links.documents_without_address(today())
    assert [line.record for line in found if "none of" in line.what][:1] == [str(document)]


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "::1",
        "fe80::1",
        "fd00::1",
        "::ffff:127.0.0.1",
        "224.0.0.1",
        "::127.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::7f00:1",
        "2002:7f00:1::",
    ],
)
def test_a_private_address_is_not_public(address):
    assert not is_public(address)


def test_a_public_address_is():
    assert is_public("93.184.216.34")
    assert is_public("2606:2800:220:1:248:1893:25c8:1946")
    assert is_public("64:ff9b::5db8:d822")  # the first one by a gateway


def resolving(monkeypatch, names: dict[str, str]) -> list:
    """Names resolve so, and who is connected to is noted."""
    connected: list = []

    def found(host, port, **kwargs):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (names[host], port))]

    def connect(where, timeout):
        connected.append(where)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", found)
    monkeypatch.setattr(socket, "create_connection", connect)
    return connected


def test_a_name_that_leads_into_a_private_network_is_not_asked(monkeypatch):
    connected = resolving(monkeypatch, {"inside.example.org": "10.0.0.7"})
    assert ask("http://inside.example.org/").problem == asking.NOT_PUBLIC
    assert connected == []


def test_the_address_that_was_looked_at_is_the_one_connected_to(monkeypatch):
    connected = resolving(monkeypatch, {"a.example.org": "93.184.216.34"})
    assert "does not answer" in ask("https://a.example.org/").problem
    assert connected == [("93.184.216.34", 443)]


def test_a_redirect_into_a_private_network_is_not_followed(monkeypatch):
    def answer(url: str, method: str) -> tuple[int, str]:
        if "public" in url:
            return 302, "http://169.254.169.254/latest/"
        asking.public_address("169.254.169.254", 80)
        raise AssertionError("asked")

    monkeypatch.setattr(asking, "request", answer)
    assert ask("http://public.example.org/").problem == asking.NOT_PUBLIC


@pytest.mark.parametrize("url", ["ftp://example.org/", "file:///etc/passwd", "http://a:22/", "x"])
def test_other_schemes_and_ports_are_not_asked(url):
    with pytest.raises(RefusedAddressError):
        asking.request(url, "HEAD")


def test_a_circle_of_redirects_ends(monkeypatch):
    monkeypatch.setattr(asking, "request", lambda url, method: (301, "/again"))
    assert "redirects more than" in ask("http://public.example.org/").problem


def test_a_server_that_refuses_head_is_asked_with_get(monkeypatch):
    monkeypatch.setattr(
        asking, "request", lambda url, method: (405 if method == "HEAD" else 200, "")
    )
    assert ask("http://public.example.org/") == Answer(200, "")


def test_a_colleague_has_the_addresses_asked_behind_the_page(staff, monkeypatch, may_only_view):
    asked = []

    def answers(url: str) -> Answer:
        asked.append(url)
        return Answer(404, "gone")

    monkeypatch.setattr(links, "ask", answers)
    monkeypatch.setattr(links, "BETWEEN", 0)
    monkeypatch.setattr(links, "MOST_AT_ONCE", 3)
    page = "/admin/registry/linkcheck/reports/links/"
    assert "takes some minutes" in staff.post(page, follow=True).content.decode()
    assert not asked
    work_off()
    assert len(asked) == 3
    viewer = signed_in(may_only_view, second_factor=True)
    assert "Ask them again now" not in viewer.get(page).content.decode()
    assert viewer.post(page).status_code == 403
    assert staff.post(page.replace("/links/", "/ageing/")).status_code == 404
