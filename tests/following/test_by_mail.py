"""Following by mail without an account: only what was confirmed, no more often than chosen, gone
without a trace when it is stopped."""

import re
from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.core.management import call_command
from django.test import Client as Stranger
from django.utils import timezone

from registry.common import outbox
from registry.common.dates import today
from registry.common.limits import HOUR, Limit
from registry.common.models import SentMessage, WaitingMessage
from registry.following import by_mail, telling
from registry.following.models import Follower, Following
from registry.following.sealing import renew_followers, unsealed
from registry.pages.models import NewsItem
from tests import make

pytestmark = pytest.mark.django_db
NEWS = "/en/follow/by-mail/?what=news"
GEORGIA = "/en/follow/by-mail/?what=state&of=georgia"
EMAIL = "Reader@Example.org"
TODAY = today()


def ask(client, address=NEWS, email=EMAIL, pace="daily", language="en"):
    return client.post(address, {"email": email, "pace": pace, "language": language})


def sent() -> list:
    django_mail.outbox.clear()
    outbox.drain()
    return list(django_mail.outbox)


def link(message) -> str:
    return re.search(r"https?://[^/]+(/\S+/follow/(?:confirm|mine|stop)/\S+)", message.body)[1]


def followed(client, address=NEWS, **fields) -> str:
    """Asks and confirms; gives the address of the own page."""
    ask(client, address, **fields)
    (message,) = sent()
    page = client.post(link(message)).content.decode()
    return re.search(r'href="(/\w+/follow/mine/[^"]+)"', page)[1]


def day(number: int):
    return TODAY + timedelta(days=number)


def news(number: int, **fields) -> NewsItem:
    """An item that changed in the last second of a day, today or later."""
    row = NewsItem.objects.create(
        slug=f"item-{number}-{NewsItem.objects.count()}",
        date=TODAY,
        title_en=f"Title of day {number}",
        title_ru=f"Заголовок дня {number}",
        body_en="<p>In words.</p>",
        body_ru="<p>Словами.</p>",
        **fields,
    )
    at = timezone.localtime().replace(hour=23, minute=59, second=59) + timedelta(days=number)
    NewsItem.objects.filter(pk=row.pk).update(updated_at=at)
    return row


def told(number: int) -> list:
    telling.tell_all(day(number))
    return sent()


def test_nothing_counts_before_the_button_is_pressed(client):
    page = ask(client).content.decode()
    assert "A message is on its way" in page
    (message,) = sent()
    assert message.to == ["reader@example.org"]
    news(0)
    assert told(1) == []
    way = link(message)
    for _gateway in range(3):
        assert client.get(way).status_code == 200
        assert client.head(way).status_code == 200
    assert not Following.objects.confirmed().exists()
    assert client.post(way).status_code == 200
    assert Following.objects.confirmed().exists()
    assert client.post(way).status_code == 200  # a second click
    assert "<h1>Confirmed</h1>" in client.get(way).content.decode()
    assert [one.subject for one in told(1)] == [
        "Prague Process Registry: news of 1 topic that you follow"
    ]


@pytest.mark.parametrize(
    ("language", "title", "why"),
    [("en", "Title of day 0", "Why you get this"), ("ru", "Заголовок дня 0", "Почему")],
)
def test_the_message_says_what_changed_in_the_language_that_was_chosen(
    client, georgia, language, title, why
):
    followed(client, GEORGIA, language=language)
    news(0).states.add(georgia)
    (message,) = told(1)
    assert title in message.body
    assert why in message.body
    assert f"/{language}/news/" in message.body
    assert message.extra_headers["Content-Language"] == language
    assert "<h2>" in message.alternatives[0][0]


def test_one_message_a_day_for_all_topics(client, georgia):
    followed(client, NEWS)
    followed(client, GEORGIA)
    news(0).states.add(georgia)
    (message,) = told(1)
    assert message.subject == "Prague Process Registry: news of 2 topics that you follow"
    assert told(1) == []  # a second run of the same day
    assert told(2) == []  # nothing new
    news(2)
    assert len(told(3)) == 1


def test_at_most_one_message_a_week_and_nothing_is_lost(client):
    followed(client, pace="weekly")
    news(0)
    assert len(told(1)) == 1
    news(1)
    news(4)
    assert [told(number) for number in range(2, 8)] == [[]] * 6
    (message,) = told(8)
    assert "Title of day 1" in message.body
    assert "Title of day 4" in message.body
    assert "Title of day 0" not in message.body


def test_what_nobody_may_read_is_in_no_message(client):
    followed(client)
    news(0, stage="draft")
    news(0, appears_at=timezone.now() + timedelta(days=40))
    assert told(1) == []


def test_one_click_of_a_mail_program_stops_all_and_erases(client):
    followed(client, NEWS)
    followed(client, GEORGIA)
    news(0)
    (message,) = told(1)
    headers = message.extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    way = re.fullmatch(r"<https?://[^/]+(/\S+)>", headers["List-Unsubscribe"])[1]
    client.get(way)
    assert Follower.objects.count() == 1  # what opens a link stops nothing
    strict = Stranger(enforce_csrf_checks=True)
    done = strict.post(way, {"List-Unsubscribe": "One-Click"})
    assert done.status_code == 200
    assert not done.cookies
    assert not Follower.objects.exists()
    assert not Following.objects.exists()
    assert not SentMessage.objects.filter(kind__startswith="follow").exists()
    assert client.post(way).status_code == 200  # again: nothing left
    news(1)
    assert told(2) == []


def test_other_messages_have_no_such_header(client, nino):
    from registry.contacts.confirmation import ask_to_confirm

    ask_to_confirm(nino, occasion=("x",))
    ask(client)
    assert sent()
    assert all("List-Unsubscribe" not in one.extra_headers for one in django_mail.outbox)


def test_the_own_page_changes_stops_one_and_stops_all(client):
    way = followed(client, NEWS)
    followed(client, GEORGIA)
    text = client.get(way).content.decode()
    assert "Georgia" in text
    assert "<title>" in text
    assert client.get(way)["Cache-Control"] == "private, no-store"
    assert client.get(way)["Referrer-Policy"] == "strict-origin"
    assert "Your choice is kept." in (
        client.post(way, {"pace": "weekly", "language": "ru"}).content.decode()
    )
    assert Follower.objects.get().pace == "weekly"
    assert Follower.objects.get().language == "ru"
    assert "Your choice is kept." not in (
        client.post(way, {"pace": "hourly", "language": "ru"}).content.decode()
    )
    first, second = Following.objects.values_list("pk", flat=True)
    assert client.post(way, {"stop": first}).status_code == 302
    assert Following.objects.get().pk == second
    assert "Stopped" in client.post(way, {"stop": second}).content.decode()
    assert not Follower.objects.exists()
    assert client.get(way).status_code == 404


def test_nobody_stops_what_another_follows(client):
    way = followed(client, NEWS)
    followed(client, NEWS, email="other@example.org")
    other = Following.objects.exclude(follower__token_hash=by_mail.hashed(way.split("/")[-2])).get()
    client.post(way, {"stop": other.pk})
    assert Following.objects.filter(pk=other.pk).exists()


def test_what_nobody_confirms_is_erased(client):
    ask(client)
    (message,) = sent()
    way = link(message)
    at = timezone.now() + timedelta(days=3, minutes=1)
    assert by_mail.asked_by(way.split("/")[-2], at) is None
    assert by_mail.forget_unconfirmed(timezone.now()) == 0
    assert by_mail.forget_unconfirmed(at) == 1
    assert not Follower.objects.exists()
    assert not SentMessage.objects.filter(kind="follow_asked").exists()
    assert client.get(way).status_code == 404


def test_a_stranger_changes_nothing_of_what_an_address_chose(client):
    followed(client, pace="weekly", language="ru")
    first = ask(client, pace="daily", language="en").content
    (message,) = sent()
    assert "You follow it already" in message.body
    ask(client, GEORGIA, pace="daily", language="en")
    assert (Follower.objects.get().pace, Follower.objects.get().language) == ("weekly", "ru")
    unknown = ask(client, email="unknown@example.org").content
    assert first == unknown  # nobody learns whether an address is known


def test_limits_of_an_address_are_silent_and_those_of_a_network_are_said(client, monkeypatch):
    monkeypatch.setattr(by_mail, "FOR_ADDRESS", Limit("x", 2, HOUR))
    pages = {ask(client).content for _time in range(4)}
    assert len(pages) == 1
    assert len(sent()) == 2
    monkeypatch.setattr(by_mail, "BY_NETWORK", Limit("y", 0, HOUR))
    refused = ask(client, email="new@example.org").content.decode()
    assert "So many requests have come from your network" in refused
    assert sent() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "nobody"},
        {"email": "a@b.c\nBcc: d@e.f"},
        {"pace": "hourly"},
        {"language": "de"},
    ],
)
def test_what_is_wrong_stands_beside_its_field(client, wrong):
    answer = ask(client, **wrong)
    assert answer.status_code == 200
    assert 'class="error"' in answer.content.decode()
    assert not Follower.objects.exists()


def test_an_address_stands_nowhere_in_the_database_in_clear(client, caplog):
    followed(client, email="planted@example.org")
    ask(client, GEORGIA, email="planted@example.org")
    row = Follower.objects.get()
    assert unsealed(row)[0] == "planted@example.org"
    models = (Follower, Following, SentMessage, WaitingMessage)
    assert "planted" not in str([list(model.objects.values()) for model in models])
    assert "planted" not in caplog.text
    assert "planted" not in f"{row} {Following.objects.first()}"


def test_a_new_key_renews_what_is_sealed(client, settings):
    followed(client)
    old = settings.FACTOR_KEYS
    settings.FACTOR_KEYS = ["another key, long enough for its purpose, of fifty", *old]
    ask(client)  # found under the old key
    sent()
    assert Follower.objects.count() == 1
    assert renew_followers() == 1
    assert renew_followers() == 0
    settings.FACTOR_KEYS = settings.FACTOR_KEYS[:1]
    assert unsealed(Follower.objects.get())[0] == "reader@example.org"
    settings.FACTOR_KEYS = ["a key that is not the one, long enough, of fifty .."]
    assert unsealed(Follower.objects.get()) == ("", "")
    news(0)
    assert told(1) == []


def test_a_search_is_followed_and_told(client):
    from registry.search.indexing import index
    from registry.search.models import SearchEntry

    followed(client, "/en/follow/by-mail/?what=search&of=q%3Dzebrafinch")
    make_row = news(0, certainty="uncertain")
    make_row.title_en = "A zebrafinch"
    make_row.save()
    index()
    at = timezone.now() + timedelta(minutes=5)
    SearchEntry.objects.filter(key=f"news:{make_row.slug}").update(changed_at=at)
    telling_day = 2 if timezone.localdate(at) > TODAY else 1
    from registry.search import finding

    finding._remembered.clear()
    (message,) = told(telling_day)
    assert "zebrafinch" in message.body
    assert "not confirmed" in message.body


def test_what_has_gone_is_told_no_more(client):
    state = make.state("QQZ")
    followed(client, f"/en/follow/by-mail/?what=state&of={state.slug}")
    state.delete()
    assert told(1) == []


def test_the_form_has_its_own_page_and_that_of_the_topic_is_everybodys(client):
    page = client.get("/en/follow/?what=state&of=georgia")
    assert not page.cookies
    assert page.has_header("X-Published")
    assert "/en/follow/by-mail/?what=state&amp;of=georgia" in page.content.decode()
    assert client.post("/en/follow/?what=news").status_code == 405
    form = client.get(GEORGIA)
    assert form["Cache-Control"] == "private, no-store"
    assert Stranger(enforce_csrf_checks=True).post(GEORGIA, {"email": EMAIL}).status_code == 403
    assert client.get("/en/follow/by-mail/?what=state&of=nowhere").status_code == 404


@pytest.mark.parametrize("kind", ["confirm", "mine", "stop"])
@pytest.mark.parametrize("token", ["x", "x" * 500, "%00", "х"])
def test_a_made_up_key_opens_nothing(client, kind, token):
    assert client.get(f"/ru/follow/{kind}/{token}/").status_code in (200, 400, 404)
    assert client.post(f"/ru/follow/{kind}/{token}/").status_code in (200, 400, 404)


def test_the_daily_command_tells_and_forgets(client):
    followed(client)
    news(0)
    call_command("remind", on=day(1), verbosity=0)
    assert any("that you follow" in message.subject for message in django_mail.outbox)


def test_staff_see_counts_and_no_address(client, staff):
    followed(client, GEORGIA)
    text = staff.get("/admin/registry/linkcheck/reports/followed/").content.decode()
    assert "Georgia" in text
    assert "followed by 1" in text
    assert "reader@" not in text


def test_more_followers_of_a_topic_read_it_once(client, django_assert_max_num_queries, monkeypatch):
    read = []
    real = telling.what_is_new
    monkeypatch.setattr(telling, "what_is_new", lambda *args: read.append(1) or real(*args))
    for number in range(4):
        followed(client, email=f"reader{number}@example.org")
    news(0)
    assert len(told(1)) == 4
    assert len(read) == 1
