"""Each message once, in the person's language, as text and HTML that agree."""

from datetime import date, timedelta

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils import timezone

from registry.common import mail
from registry.common.message_kinds import MessageKind
from registry.common.models import SentMessage
from registry.profiles.endorsement_clock import clock
from tests import make

pytestmark = pytest.mark.django_db


def send(key="x/1", **context):
    return mail.send(
        MessageKind.OFFICE_DECIDED,
        occasion=(key,),
        to="a@example.org",
        language="en",
        accepted=True,
        reason="",
        **context,
    )


def test_an_occasion_has_one_message(post, georgia):
    assert send(state=georgia)
    assert not send(state=georgia)
    assert send(key="x/2", state=georgia)
    assert len(post.outbox) == 2
    assert [row.state for row in SentMessage.objects.all()] == ["sent", "sent"]


def test_one_that_was_given_up_may_be_replaced(post, georgia):
    assert send(state=georgia)
    SentMessage.objects.update(state="failed")
    assert send(state=georgia)
    assert len(post.outbox) == 2
    SentMessage.objects.update(state="unclear")
    assert not send(state=georgia)


def test_nothing_goes_out_of_a_transaction_that_failed(
    georgia, mailoutbox, django_capture_on_commit_callbacks
):
    from django.db import transaction

    with django_capture_on_commit_callbacks(execute=True) as deeds:
        try:
            with transaction.atomic():
                send(state=georgia)
                raise ValueError
        except ValueError:
            pass
    assert deeds == []
    assert mailoutbox == []


def test_no_address_no_message(post, georgia):
    assert not mail.send(
        MessageKind.OFFICE_DECIDED, occasion=("y",), to="", language="en", state=georgia
    )
    assert not SentMessage.objects.exists()


def test_the_html_is_the_text(post, georgia):
    mail.send(
        MessageKind.OFFICE_DECIDED,
        occasion=("z",),
        to="a@example.org",
        language="en",
        accepted=False,
        reason="<b>No</b> & no",
        state=georgia,
    )
    message = post.last("a@example.org")
    html = message.alternatives[0][0]
    assert "Reason: <b>No</b> & no" in message.body
    assert "&lt;b&gt;No&lt;/b&gt; &amp; no" in html
    assert "<script" not in html
    assert "style=" not in html
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize("between", ["\n", "\r", "\r\n", "\n\n", "\x0b", "\x1c", "\x85", "\u2028"])
def test_a_subject_is_one_line(post, georgia, between):
    """It goes out, with nothing of it as a header of its own or a part of the text."""
    mail.send(
        MessageKind.LETTER,
        occasion=("w",),
        to="a@example.org",
        language="en",
        subject=f"One{between}Bcc: x@example.org",
        text="t",
        state=georgia,
    )
    message = post.outbox[0].message()
    assert "Bcc" not in message
    assert not set(post.outbox[0].subject) & set("\n\r\x0b\x1c\x85\u2028")


def test_every_kind_has_its_template_and_every_template_its_kind(settings):
    templates = {path.stem for path in (settings.BASE_DIR / "templates/mail").glob("*.txt")}
    assert {str(kind) for kind in MessageKind} == templates - {"base"}


def test_every_kind_is_sent_somewhere(settings):
    sources = [path.read_text() for path in (settings.BASE_DIR / "registry").rglob("*.py")]
    text = "".join(sources)
    unused = [kind.name for kind in MessageKind if f"MessageKind.{kind.name}" not in text]
    assert unused == []


def test_whether_a_message_was_sent_is_asked_by_the_first_parts_of_its_occasion(post, georgia):
    send(key="GEO/1", state=georgia)
    before = timezone.now() - timedelta(minutes=1)
    kind = MessageKind.OFFICE_DECIDED
    assert mail.sent_since(kind, before).had(("GEO",))
    assert not mail.sent_since(kind, before).had(("GE",))
    assert not mail.sent_since(MessageKind.LETTER, before).had(("GEO",))
    assert not mail.sent_since(kind, timezone.now()).had(("GEO",))


def test_lists_links_and_breaks_become_html():
    html = mail.as_html(
        "S", "Hello\nthere\n\n- one\n- two\n\nhttps://example.org/a?b=1&c=2\n\n---\nfoot", "en"
    )
    assert "<p>Hello<br>there</p><ul><li>one</li><li>two</li></ul>" in html
    assert '<a href="https://example.org/a?b=1&amp;c=2">' in html
    assert "<hr><p><small>foot</small></p>" in html


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_kind_says_why_it_comes_and_how_to_get_less(language, settings, georgia):
    from django.utils import translation

    edition = make.edition(georgia, submitted_on=date(2026, 12, 1), status="with_state")
    context = {
        "state": georgia,
        "subject": "s",
        "asks": [],
        "language": language,
        "expires_on": date(2027, 1, 1),
        "edition": edition,
        "round": make.collection_round(),
        "clock": clock(edition, date(2027, 1, 1)),
        "until": date(2027, 1, 1),
        "day": date(2027, 1, 1),
        "since": date(2026, 10, 1),
        "days": 3,
    }
    for path in (settings.BASE_DIR / "templates/mail").glob("*.txt"):
        if path.stem != "base":
            with translation.override(language):
                text = render_to_string(f"mail/{path.name}", context)
            subject, _blank, body = text.strip().partition("\n\n")
            assert "\n" not in subject, path.name
            assert (
                "Why you get this: " if language == "en" else "Почему вы это получили: "
            ) in body, path.name
            assert ("How to get less: " if language == "en" else "Как получать меньше: ") in body, (
                path.name
            )


def test_where_a_template_breaks_a_line_of_a_message_is_no_part_of_its_text():
    text = "{% joined %}\n  {% if a %}\n    one {{ a }}\n  {% endif %}\n  , two\n{% endjoined %}\nx"
    assert Template(text).render(Context({"a": "a\n  b"})) == "one a\n  b, two\nx"
