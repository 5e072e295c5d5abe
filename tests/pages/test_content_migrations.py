"""What the migrations of content do to rows that were there before: nothing is lost, in either
direction, and nothing that was hidden becomes public."""

from datetime import date, timedelta
from types import ModuleType

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader

from registry.common.dates import midnight_of, today
from registry.common.models import SeededRecord
from registry.common.seeding import row_fingerprint
from registry.pages.models import NewsItem
from registry.process.models import Meeting

pytestmark = pytest.mark.django_db
PLAIN = "First line\nsecond, <5 % & more.\n\nAnother paragraph."
FORMATTED = "<p>First line<br>second, &lt;5 % &amp; more.</p><p>Another paragraph.</p>"


def migration(name: str) -> ModuleType:
    import sys

    found = [
        one
        for key, one in MigrationLoader(None).disk_migrations.items()
        if key[0] == "registry" and key[1].endswith(name)
    ]
    return sys.modules[type(found[0]).__module__]


def test_plain_texts_become_paragraphs_and_plain_again_with_their_history():
    module = migration("content_texts_and_pictures")
    meeting = Meeting.objects.first()
    Meeting.objects.filter(pk=meeting.pk).update(summary_en=PLAIN, summary_ru="")
    version = meeting.history.first()
    Meeting.history.filter(pk=version.pk).update(summary_en=PLAIN)
    for change, expected in ((module.formatted, FORMATTED), (module.plain, PLAIN)):
        module.rewritten(change)(apps, None)
        meeting.refresh_from_db()
        assert (meeting.summary_en, meeting.summary_ru) == (expected, "")
        assert Meeting.history.get(pk=version.pk).summary_en == expected


def test_the_new_form_of_a_text_is_nobodys_edit():
    module = migration("content_texts_and_pictures")
    memory = SeededRecord.objects.filter(model="NewsItem").first()
    row = NewsItem.objects.get(slug=memory.reference)
    row.body_en = PLAIN
    NewsItem.objects.filter(pk=row.pk).update(body_en=PLAIN)
    SeededRecord.objects.filter(pk=memory.pk).update(row=row_fingerprint(row))
    module.rewritten(module.formatted)(apps, None)
    row.refresh_from_db()
    memory.refresh_from_db()
    assert memory.row == row_fingerprint(row)


def test_news_that_waited_for_its_day_waits_on():
    module = migration("content_appears")
    day = today() + timedelta(days=3)
    row = NewsItem.objects.create(slug="waits", date=day, title_en="x", body_en="x")
    past = NewsItem.objects.create(slug="past", date=date(2026, 1, 1), title_en="x", body_en="x")
    module.let_news_wait(apps, None)
    for one in (row, past):
        one.refresh_from_db()
    assert (row.appears_at, past.appears_at) == (midnight_of(day), None)


def test_going_back_is_refused_while_it_would_publish_a_draft():
    module = migration("content_appears")
    module.refuse_while_anything_is_hidden(apps, None)
    Meeting.objects.filter(pk=Meeting.objects.first().pk).update(stage="draft")
    with pytest.raises(RuntimeError, match="would become public"):
        module.refuse_while_anything_is_hidden(apps, None)
