"""A line ministry is asked by a link: it sees the chosen parts, answers the contact point, and touches nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from registry.common.errors import RuleError
from registry.profiles import consulting
from registry.profiles.exchange import Comment, Consultation, Suggestion
from registry.profiles.models import Edition
from registry.profiles.workflow import perform
from tests import make
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(georgia):
    return make.written_edition(georgia)


@pytest.fixture
def asked(edition, nino, post):
    section = edition.sections.get(template_section__slug="challenges")
    return consulting.ask(
        edition, [section], by=nino.account, post=nino, organisation="Ministry of Economy", email="econ@example.org",
        language="en", note="Please check.", days=14,
    )  # fmt: skip


def fields(client, path) -> dict:
    rows = client.get(path).context["rows"]
    return {row.add_prefix(name): row[name].value() or "" for row in rows for name in row.fields}


def test_the_link_shows_the_chosen_parts_and_nothing_else(client, asked, post):
    path, _digits = post.link("econ@example.org", "consultation")
    text = client.get(path).content.decode()
    assert "Words on 3." in text
    assert "Words on 4." not in text
    assert "Please check." in text
    assert "nino@example.org" not in text
    assert Consultation.objects.get().answered_at is None


def test_comments_and_changes_come_to_the_contact_point_and_not_into_the_draft(client, asked, post, edition, nino):
    path, digits = post.link("econ@example.org", "consultation")
    section = asked.sections.get()
    data = fields(client, path)
    name = next(key for key in data if key.endswith("text_en"))
    data |= {
        name: "<p>Words on 3, and more.</p>",
        name.replace("text_en", "comment"): "See the yearbook.",
        "digits": digits,
    }
    assert "has your comments" in client.post(path, data).content.decode()
    section.refresh_from_db()
    assert section.text_en == "<p>Words on 3.</p>"
    assert (Comment.objects.get().text, Comment.objects.get().contact_point) == ("See the yearbook.", nino)
    assert (Suggestion.objects.get().old, Suggestion.objects.get().new) == (
        "<p>Words on 3.</p>",
        "<p>Words on 3, and more.</p>",
    )


def test_a_ministry_changes_the_text_that_it_saw(client, asked, post, nino):
    from registry.profiles.drafting import save_section

    path, digits = post.link("econ@example.org", "consultation")
    data = fields(client, path)
    section = asked.sections.get()
    save_section(
        section, {"text_en": "<p>Words on 3.</p><p>Later.</p>"}, by=nino.account, on=TODAY, seen=section.version
    )
    name = next(key for key in data if key.endswith("text_en"))
    client.post(path, data | {name: "<p>Words on three.</p>", "digits": digits})
    assert [(row.old, row.new) for row in Suggestion.objects.all()] == [
        ("<p>Words on 3.</p>", "<p>Words on three.</p>")
    ]


def test_without_the_digits_of_the_message_nothing_is_taken(client, asked, post):
    path, digits = post.link("econ@example.org", "consultation")
    data = fields(client, path)
    name = next(key for key in data if key.endswith("comment"))
    wrong = "0000" if digits != "0000" else "1111"
    text = client.post(path, data | {name: "Typed with care", "digits": wrong}).content.decode()
    assert "not the digits" in text
    assert "Typed with care" in text
    assert not Comment.objects.exists()
    client.head(path)
    assert not Comment.objects.exists()


def test_an_empty_answer_is_not_sent(client, asked, post):
    path, digits = post.link("econ@example.org", "consultation")
    assert "Nothing was written yet" in client.post(path, fields(client, path) | {"digits": digits}).content.decode()


@pytest.mark.parametrize("how", ["revoked", "expired", "withdrawn", "forged"])
def test_a_link_ends(client, asked, post, nino, edition, how):
    path, _digits = post.link("econ@example.org", "consultation")
    if how == "revoked":
        consulting.revoke(asked, by=nino.account)
    elif how == "expired":
        Consultation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif how == "withdrawn":
        perform(edition, "withdraw", by=nino.account, on=TODAY, reason="Not this year.")
    else:
        path = f"{path[:-3]}x/"
    response = client.get(path)
    assert response.status_code == 404
    assert "Words on 3." not in response.content.decode()


def test_with_the_work_the_addresses_go_and_who_was_asked_stays(asked, edition, nino):
    perform(edition, "withdraw", by=nino.account, on=TODAY, reason="Not this year.")
    asked.refresh_from_db()
    assert (asked.email, asked.organisation) == ("", "Ministry of Economy")


def test_parts_of_another_edition_are_not_sent_along(edition, nino, ion, post):
    other = make.written_edition(ion.state)
    with pytest.raises(RuleError, match="Choose at least one"):
        consulting.ask(
            edition, list(other.sections.all()), by=nino.account, post=nino, organisation="M", email="m@example.org",
            language="en", note="", days=14,
        )  # fmt: skip


def test_ministries_are_asked_while_it_is_written(edition, nino, post):
    Edition.objects.filter(pk=edition.pk).update(status="with_state")
    edition.refresh_from_db()
    with pytest.raises(RuleError, match="asked while the edition is written"):
        consulting.ask(
            edition, list(edition.sections.all()), by=nino.account, post=nino, organisation="M", email="m@example.org",
            language="en", note="", days=14,
        )  # fmt: skip
