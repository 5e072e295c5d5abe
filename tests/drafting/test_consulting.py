"""A line ministry is asked by a link: it sees the chosen parts, answers the contact point, and
touches nothing."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from registry.common.errors import RuleError
from registry.common.models import SentMessage
from registry.drafting import consulting, review, writing
from registry.drafting.exchange import Comment, Consultation, Suggestion
from registry.drafting.sections import SectionFigure
from registry.figures.models import Indicator
from registry.profiles.models import Edition
from registry.publication.workflow import perform
from tests import make
from tests.clients import Client
from tests.conftest import TODAY, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(georgia):
    return make.written_edition(georgia)


@pytest.fixture
def asked(edition, nino, post):
    section = edition.sections.get(template_section__slug="challenges")
    return consulting.ask(
        edition,
        [section],
        by=nino.account,
        post=nino,
        organisation="Ministry of Economy",
        email="econ@example.org",
        language="en",
        note="Please check.",
        days=14,
    )


def opened(client, post) -> str:
    """The path of the link, opened with the digits of the message."""
    path, digits = post.link("econ@example.org", "consultation")
    assert client.post(path, {"digits": digits})["Location"] == path
    return path


def fields(client, path) -> dict:
    rows = client.get(path).context["rows"]
    return {row.add_prefix(name): row[name].value() or "" for row in rows for name in row.fields}


def test_before_the_digits_the_link_shows_nothing_of_the_draft(client, asked, post):
    path, digits = post.link("econ@example.org", "consultation")
    wrong = "0000" if digits != "0000" else "1111"
    for response in (
        client.get(path),
        client.get(path.replace("/en/", "/ru/")),
        client.post(path),
        client.post(path, {"digits": wrong}),
        client.post(path, {"digits": "", "comment": "x"}),
    ):
        text = response.content.decode()
        assert response.status_code == 200
        for unpublished in ("Words on 3.", "Please check.", "Ministry of Economy", "Georgia"):
            assert unpublished not in text
    client.head(path)
    assert Consultation.objects.get().attempts == 1  # the wrong digits; an empty form is no try


def test_the_digits_open_the_chosen_parts_and_nothing_else(client, asked, post):
    text = client.get(opened(client, post)).content.decode()
    assert "Words on 3." in text
    assert "Words on 4." not in text
    assert "Please check." in text
    assert "nino@example.org" not in text
    assert Consultation.objects.get().answered_at is None


def test_it_is_open_in_that_browser_alone_and_for_two_hours(client, asked, post, monkeypatch):
    path = opened(client, post)
    assert client.cookies["sessionid"]["httponly"]
    assert "Words on 3." not in Client().get(path).content.decode()
    at = time.time()
    monkeypatch.setattr("registry.common.opened_links.time.time", lambda: at + 2 * 3600 - 5)
    assert "Words on 3." in client.get(path).content.decode()
    for later in (at + 2 * 3600 + 5, at - 60):  # a clock that was set back opens nothing
        monkeypatch.setattr("registry.common.opened_links.time.time", lambda now=later: now)
        assert "Words on 3." not in client.get(path).content.decode()


def test_five_wrong_tries_close_it(client, asked, post):
    path, digits = post.link("econ@example.org", "consultation")
    wrong = "0000" if digits != "0000" else "1111"
    for _try in range(5):
        client.post(path, {"digits": wrong})
    assert client.post(path, {"digits": digits}).status_code == 410


def test_what_was_typed_outlasts_the_time_of_reading(client, asked, post, monkeypatch):
    path, digits = post.link("econ@example.org", "consultation")
    data = fields(client, opened(client, post))
    name = next(key for key in data if key.endswith("comment"))
    at = time.time()
    monkeypatch.setattr("registry.common.opened_links.time.time", lambda: at + 3 * 3600)
    response = client.post(path, data | {name: "Typed with care"})
    text = response.content.decode()
    assert "everything you wrote is kept" in text
    assert not response.context["form"].errors  # the digits were not asked for yet
    assert "Typed with care" in text
    assert not Comment.objects.exists()
    typed = dict(response.context["typed"])
    wrong = "0000" if digits != "0000" else "1111"
    assert "Typed with care" in client.post(path, typed | {"digits": wrong}).content.decode()
    assert (
        "has your comments"
        in client.post(path, typed | {"digits": digits}, follow=True).content.decode()
    )
    assert Comment.objects.get().text == "Typed with care"


def test_comments_and_changes_come_to_the_contact_point_and_not_into_the_draft(
    client, asked, post, edition, nino
):
    path = opened(client, post)
    section = asked.sections.get()
    data = fields(client, path)
    name = next(key for key in data if key.endswith("text_en"))
    data |= {
        name: "<p>Words on 3, and more.</p>",
        name.replace("text_en", "comment"): "See the yearbook.",
    }
    assert "has your comments" in client.post(path, data, follow=True).content.decode()
    client.get(f"{path}?answered")  # reloaded: nothing is sent a second time
    section.refresh_from_db()
    assert section.text_en == "<p>Words on 3.</p>"
    assert (Comment.objects.get().text, Comment.objects.get().contact_point) == (
        "See the yearbook.",
        nino,
    )
    assert (Suggestion.objects.get().old, Suggestion.objects.get().new) == (
        "<p>Words on 3.</p>",
        "<p>Words on 3, and more.</p>",
    )


def test_a_second_click_sends_no_second_answer(client, asked, post):
    path = opened(client, post)
    data = fields(client, path)
    name = next(key for key in data if key.endswith("text_en"))
    data |= {name: "<p>Words.</p>", name.replace("text_en", "comment"): "See the yearbook."}
    before = SentMessage.objects.count()
    for _click in range(2):
        answer = client.post(path, data, follow=True)
        assert "has your comments" in answer.content.decode()
    assert Comment.objects.count() == Suggestion.objects.count() == 1
    assert SentMessage.objects.count() == before + 1
    data[name.replace("text_en", "comment")] = "And the census."
    client.post(path, data)
    assert [row.text for row in Comment.objects.all()] == ["See the yearbook.", "And the census."]
    assert Suggestion.objects.count() == 1


def test_a_ministry_changes_the_text_that_it_saw(client, asked, post, nino):
    from registry.drafting.writing import save_section

    path = opened(client, post)
    data = fields(client, path)
    section = asked.sections.get()
    save_section(
        section,
        {"text_en": "<p>Words on 3.</p><p>Later.</p>"},
        by=nino.account,
        on=TODAY,
        seen=section.version,
    )
    name = next(key for key in data if key.endswith("text_en"))
    client.post(path, data | {name: "<p>Words on three.</p>"})
    assert [(row.old, row.new) for row in Suggestion.objects.all()] == [
        ("<p>Words on 3.</p>", "<p>Words on three.</p>")
    ]


def test_an_empty_answer_is_not_sent(client, asked, post):
    path = opened(client, post)
    assert "Nothing was written yet" in client.post(path, fields(client, path)).content.decode()


def test_an_opened_link_that_was_closed_shows_nothing(client, asked, post, nino):
    path = opened(client, post)
    consulting.revoke(asked)
    assert client.get(path).status_code == 410


@pytest.mark.parametrize("how", ["revoked", "expired", "withdrawn", "forged"])
def test_a_link_ends(client, asked, post, nino, edition, how):
    path, _digits = post.link("econ@example.org", "consultation")
    if how == "revoked":
        consulting.revoke(asked)
    elif how == "expired":
        Consultation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif how == "withdrawn":
        perform(edition, "decline", by=nino.account, on=TODAY, reason="Not this year.")
    else:
        path = f"{path[:-3]}x/"
    response = client.get(path)
    assert response.status_code == 410
    assert "Words on 3." not in response.content.decode()


def test_with_the_work_the_addresses_go_and_who_was_asked_stays(asked, edition, nino):
    perform(edition, "decline", by=nino.account, on=TODAY, reason="Not this year.")
    asked.refresh_from_db()
    assert (asked.email, asked.organisation) == ("", "Ministry of Economy")


def test_parts_of_another_edition_are_not_sent_along(edition, nino, ion, post):
    other = make.written_edition(ion.state)
    with pytest.raises(RuleError, match="Choose at least one"):
        consulting.ask(
            edition,
            list(other.sections.all()),
            by=nino.account,
            post=nino,
            organisation="M",
            email="m@example.org",
            language="en",
            note="",
            days=14,
        )


def test_ministries_are_asked_while_it_is_written(edition, nino, post):
    Edition.objects.filter(pk=edition.pk).update(status="with_state")
    edition.refresh_from_db()
    with pytest.raises(RuleError, match="asked while the edition is written"):
        consulting.ask(
            edition,
            list(edition.sections.all()),
            by=nino.account,
            post=nino,
            organisation="M",
            email="m@example.org",
            language="en",
            note="",
            days=14,
        )


def test_what_a_ministry_typed_is_kept_and_goes_with_its_answer(client, asked, post):
    path = opened(client, post)
    data = fields(client, path)
    name = next(key for key in data if key.endswith("comment"))
    answer = client.post(f"{path}typed/", data | {name: "Half a sen"})
    assert "not sent yet" in answer.json()["saved"]
    assert not Comment.objects.exists()
    page = client.get(path).content.decode()
    assert "Half a sen" in page
    assert "What you typed before" in page
    client.post(path, fields(client, path))
    assert Comment.objects.get().text == "Half a sen"
    assert Consultation.objects.get().typed == {}


def test_nothing_is_kept_through_a_link_that_was_not_opened_or_is_closed(client, asked, post):
    path, _digits = post.link("econ@example.org", "consultation")
    assert client.post(f"{path}typed/", {"x": "y"}).status_code == 403
    data = fields(client, opened(client, post))
    consulting.revoke(asked)
    assert client.post(f"{path}typed/", data).status_code == 403
    assert Consultation.objects.get().typed == {}


def test_what_is_suggested_is_compared_with_the_text_that_was_shown_when_it_was_typed(
    client, asked, post, nino
):
    path = opened(client, post)
    data = fields(client, path)
    name = next(key for key in data if key.endswith("text_en"))
    client.post(f"{path}typed/", data | {name: "<p>Words of ours.</p>"})
    section = asked.sections.get()
    writing.save_section(
        section, {"text_ru": "<p>Иное.</p>"}, by=nino.account, on=TODAY, seen=section.version
    )
    client.post(path, fields(client, path))
    assert [row.language for row in Suggestion.objects.all()] == ["en"]


def test_the_page_shows_the_figures_of_the_part(client, asked, post):
    section = asked.sections.get()
    figure = SectionFigure.objects.create(
        section=section,
        indicator=Indicator.objects.get(slug="population"),
        year=2025,
        value=3_712_345,
        source="Geostat",
    )
    page = client.get(opened(client, post)).content.decode()
    assert figure.indicator.title in page
    assert "Geostat" in page


def answered(client, asked, post) -> Comment:
    path = opened(client, post)
    data = fields(client, path)
    name = next(key for key in data if key.endswith("comment"))
    client.post(path, data | {name: "To you alone."})
    return Comment.objects.get()


def test_an_answer_is_the_contact_points_alone_until_it_is_passed_on(
    client, asked, post, nino, edition, staff
):
    row = answered(client, asked, post)
    Edition.objects.filter(pk=edition.pk).update(status="submitted")
    review_page = f"/admin/registry/edition/{edition.pk}/review/"
    desk = signed_in(nino.account)
    part = f"/en/desk/editions/{edition.pk}/parts/challenges/"
    before = staff.get(review_page)
    assert before.status_code == 200
    assert "To you alone." not in before.content.decode()
    shown = desk.get(part).content.decode()
    assert "Only you and your colleagues see this." in shown
    desk.post(f"/en/desk/editions/{edition.pk}/comments/{row.pk}/pass-on/")
    assert "To you alone." in staff.get(review_page).content.decode()
    assert "The Secretariat sees this too." in desk.get(part).content.decode()


def test_only_an_answer_is_passed_on(edition, editor):
    own = review.comment(edition.sections.first(), "Ours.", by=editor)
    with pytest.raises(RuleError, match="seen already"):
        review.pass_on(own)


def test_a_link_that_five_wrong_tries_closed_is_not_listed_as_working(asked):
    asked.attempts = 5
    assert not asked.is_open
