"""Writing section by section: nobody overwrites what they have not seen, and nothing that was
typed is lost."""

import pytest

from registry.common.dates import today
from registry.common.difference import three_way
from registry.common.errors import RuleError
from registry.contacts.handover import confirm_handover, name_successor
from registry.drafting import starting, writing
from registry.drafting.exchange import Comment
from registry.drafting.part_history import note_shown, version_of
from registry.drafting.review import comment
from registry.drafting.sections import KeptText, Section
from registry.profiles.models import Edition
from registry.publication.publishing import freshness
from tests import make
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def section(georgia):
    edition = make.written_edition(georgia)
    return edition.sections.get(template_section__slug="challenges")


def save(section, by, seen=None, **texts):
    return writing.save_section(section, texts, by=by, on=TODAY, seen=seen or section.version)


def test_an_edition_starts_from_the_last_one_and_from_open_figures(georgia, light_georgia, editor):
    profile = light_georgia.profile
    first = starting.start_edition(profile, 2031, by=editor, on=TODAY)
    assert "3.70" in first.sections.get(template_section__slug="background-size-borders").text_en
    own = first.sections.get(template_section__slug="challenges")
    save(own, editor, text_en="<p>Ours.</p>", text_ru="<p>Наше.</p>")
    Edition.objects.filter(pk=first.pk).update(status="published")
    second = starting.start_edition(profile, 2032, by=editor, on=TODAY)
    carried = second.sections.get(template_section__slug="challenges")
    assert (carried.text_en, carried.progress, carried.carried_from) == (
        "<p>Ours.</p>",
        "open",
        own,
    )
    assert carried.written_on == TODAY
    assert second.sections.get(template_section__slug="background-size-borders").is_prefilled


def test_a_draft_of_a_state_does_not_call_itself_compiled(georgia, light_georgia, editor):
    edition = starting.start_edition(light_georgia.profile, 2031, by=editor, on=TODAY)
    text = edition.sections.get(template_section__slug="purpose-disclaimer").text_en
    assert "compiled" not in text
    assert "the state’s own" in text


def test_no_second_edition_of_a_year(georgia, light_georgia, editor):
    profile = light_georgia.profile
    starting.start_edition(profile, 2031, by=editor, on=TODAY)
    with pytest.raises(RuleError, match="in work already"):
        starting.start_edition(profile, 2031, by=editor, on=TODAY)
    taken = starting.start_edition(profile, 2026, by=editor, on=TODAY)
    assert taken.number == 2  # the state's own takes the place of what was compiled


def test_a_save_writes_what_differs_and_raises_the_version(section, nino):
    saved = save(section, nino.account, text_en="<p>New.</p>", text_ru=section.text_ru)
    assert (saved.text_en, saved.version, saved.progress, saved.written_on) == (
        "<p>New.</p>",
        section.version + 1,
        "written",
        TODAY,
    )
    again = save(saved, nino.account, text_en="<p>New.</p>")
    assert again.version == saved.version


def test_an_editor_that_only_opens_a_text_changes_nothing(section, nino):
    Section.objects.filter(pk=section.pk).update(
        text_en="<p>3.70\xa0million</p>", is_prefilled=True
    )
    section.refresh_from_db()
    saved = save(section, nino.account, text_en="<p>3.70&nbsp;million</p>", text_ru=section.text_ru)
    assert (saved.version, saved.is_prefilled, saved.progress) == (section.version, True, "open")


def test_a_save_against_an_older_state_overwrites_nothing_and_is_kept(section, nino, editor):
    save(section, editor, text_en="<p>Theirs.</p>")
    with pytest.raises(writing.StaleError):
        save(section, nino.account, seen=section.version, text_en="<p>Mine.</p>")
    section.refresh_from_db()
    assert section.text_en == "<p>Theirs.</p>"
    kept = KeptText.objects.of_person(section, nino.account)
    assert kept.text_en == "<p>Mine.</p>"
    assert version_of(section, kept.base_version).text_en == "<p>Words on 3.</p>"


def test_the_same_words_typed_twice_are_no_conflict(section, nino, editor):
    save(section, editor, text_en="<p>Same.</p>")
    assert (
        save(section, nino.account, seen=section.version, text_en="<p>Same.</p>").text_en
        == "<p>Same.</p>"
    )
    assert not KeptText.objects.exists()


def test_kept_text_is_merged_by_choice(section, nino, editor):
    save(section, editor, text_en="<p>Theirs.</p>")
    with pytest.raises(writing.StaleError):
        save(section, nino.account, seen=section.version, text_en="<p>Mine.</p>")
    kept = KeptText.objects.get()
    with pytest.raises(writing.StaleError):
        writing.merge(
            kept,
            {"text_en": "<p>x</p>", "text_ru": ""},
            by=nino.account,
            on=TODAY,
            seen=section.version,
        )
    section.refresh_from_db()
    merged = writing.merge(
        kept,
        {"text_en": "<p>Theirs.</p><p>Mine.</p>", "text_ru": section.text_ru},
        by=nino.account,
        on=TODAY,
        seen=section.version,
    )
    assert merged.text_en == "<p>Theirs.</p><p>Mine.</p>"
    assert not KeptText.objects.exists()


def test_three_texts_are_split_where_they_differ():
    regions = three_way(
        "<p>a</p><p>b</p><p>c</p><p>d</p>",
        "<p>a</p><p>B1</p><p>c</p><p>d</p><p>e</p>",
        "<p>a</p><p>B2</p><p>c</p>",
    )
    assert [(region.kind, region.base, region.theirs, region.mine) for region in regions] == [
        ("same", "<p>a</p>", "<p>a</p>", "<p>a</p>"),
        ("conflict", "<p>b</p>", "<p>B1</p>", "<p>B2</p>"),
        ("same", "<p>c</p>", "<p>c</p>", "<p>c</p>"),
        ("conflict", "<p>d</p>", "<p>d</p><p>e</p>", ""),
    ]


def test_a_text_that_is_too_long_is_refused_with_its_size_and_limit(section, nino):
    with pytest.raises(RuleError, match="The text in Russian has 292 KB; a section holds 200 KB"):
        save(section, nino.account, text_ru=f"<p>{'ж' * 150_000}</p>")


@pytest.mark.parametrize("status", ["submitted", "with_state", "endorsed", "lapsed", "withdrawn"])
def test_a_state_writes_in_drafts_only(section, nino, status):
    Edition.objects.filter(pk=section.edition_id).update(status=status)
    with pytest.raises(RuleError, match="its text does not change now"):
        save(section, nino.account, text_en="<p>x</p>")


def test_staff_correct_what_was_submitted_and_it_is_reviewed_again(section, editor):
    Edition.objects.filter(pk=section.edition_id).update(status="submitted")
    Section.objects.filter(pk=section.pk).update(review="accepted")
    assert save(section, editor, text_en="<p>Corrected.</p>").review == ""


def test_still_valid_confirms_without_a_change_and_readers_are_told(section, nino):
    confirmed = writing.confirm_unchanged(section, by=nino.account, on=TODAY)
    assert (confirmed.text_en, confirmed.progress) == (section.text_en, "still_valid")
    assert (
        freshness(confirmed)
        == "Written 2 January 2026. Confirmed unchanged by the state 24 November 2026."
    )


def test_there_is_nothing_to_confirm_without_text(georgia, nino):
    empty = make.section(make.edition(georgia), "challenges")
    with pytest.raises(RuleError, match="no text from the last edition"):
        writing.confirm_unchanged(empty, by=nino.account, on=TODAY)
    with pytest.raises(RuleError, match="say below why"):
        writing.finish_section(empty, by=nino.account, on=TODAY)


def test_drafts_comments_and_kept_texts_go_to_the_successor(section, nino, editor, post):
    Edition.objects.filter(pk=section.edition_id).update(drafter=nino)
    comment(section, "To be done.", by=editor)
    remark = comment(section, "We look at it.", by=nino.account, post=nino)
    writing.keep_text(
        section, {"text_en": "<p>Half</p>"}, account=nino.account, seen=1, posts=[nino]
    )
    named = name_successor(
        nino,
        by=nino.account,
        name_latin="Maia",
        email="maia@example.org",
        language="en",
        since=today(),
    )
    successor = confirm_handover(named, by=editor, on=today())
    assert Edition.objects.get(pk=section.edition_id).drafter == successor
    assert Comment.objects.get(pk=remark.pk).contact_point == successor
    assert KeptText.objects.of_person(section, None, [successor]).text_en == "<p>Half</p>"


def test_a_correction_is_a_new_version_with_a_public_note(light_georgia, editor, client):
    corrected = starting.start_correction(
        light_georgia,
        by=editor,
        on=TODAY,
        note_en="The area was wrong.",
        note_ru="Площадь была неверна.",
    )
    assert (corrected.year, corrected.number, corrected.status) == (light_georgia.year, 2, "draft")
    assert corrected.sections.count() == light_georgia.sections.count()
    with pytest.raises(RuleError, match="in work already"):
        starting.start_correction(light_georgia, by=editor, on=TODAY, note_en="x", note_ru="x")
    make.publish(corrected, on=TODAY)
    text = client.get(light_georgia.get_absolute_url()).content.decode()
    assert "The area was wrong." in text
    old = client.get(light_georgia.version_url()).content.decode()
    assert "Version 2 has taken its place." in old


def two_paragraphs(section, editor):
    """As a form shows them."""
    begun = save(section, editor, text_en="<p>One.</p><p>Two.</p>")
    note_shown(begun)
    return begun


def test_passages_that_do_not_overlap_are_joined(section, nino, editor):
    begun = two_paragraphs(section, editor)
    save(begun, editor, text_en="<p>One, by the Secretariat.</p><p>Two.</p>")
    saved = save(begun, nino.account, seen=begun.version, text_en="<p>One.</p><p>Two, by me.</p>")
    assert saved.text_en == "<p>One, by the Secretariat.</p><p>Two, by me.</p>"
    assert saved.merged_with.history_user == editor
    assert not KeptText.objects.exists()


def test_an_open_page_is_shown_the_joined_text_before_it_is_written(section, nino, editor):
    begun = two_paragraphs(section, editor)
    now = save(begun, editor, text_en="<p>One, by the Secretariat.</p><p>Two.</p>")
    typed = {"text_en": "<p>One.</p><p>Two, by me.</p>"}
    with pytest.raises(writing.MergeProposedError) as proposal:
        writing.save_section(
            begun, typed, by=nino.account, on=TODAY, seen=begun.version, is_page_open=True
        )
    joined = proposal.value.texts
    assert joined == {"text_en": "<p>One, by the Secretariat.</p><p>Two, by me.</p>"}
    section.refresh_from_db()
    assert (section.version, section.text_en) == (now.version, now.text_en)
    assert save(section, nino.account, **joined).text_en == joined["text_en"]


def test_a_review_decision_is_no_conflict(section, nino, editor):
    begun = two_paragraphs(section, editor)
    writing.finish_section(begun, by=editor, on=TODAY)
    saved = save(begun, nino.account, seen=begun.version, text_en="<p>One!</p><p>Two.</p>")
    assert saved.text_en == "<p>One!</p><p>Two.</p>"


def test_a_passage_with_other_spaces_is_not_changed():
    regions = three_way("<p>a&nbsp;b</p><p>c</p>", "<p>a&nbsp;b</p><p>d</p>", "<p>a b</p><p>c</p>")
    assert [region.kind for region in regions] == ["same", "theirs"]


def test_what_is_typed_while_a_colleague_submits_is_kept_and_said_so(section, nino, editor):
    Edition.objects.filter(pk=section.edition_id).update(status="submitted")
    with pytest.raises(writing.ClosedError, match="What you wrote is kept"):
        save(section, nino.account, text_en="<p>Mine.</p>")
    kept = KeptText.objects.of_person(section, nino.account)
    assert kept.text_en == "<p>Mine.</p>"
    section.refresh_from_db()
    assert section.text_en == "<p>Words on 3.</p>"


def test_nothing_is_kept_of_a_text_that_was_not_changed(section, nino):
    Edition.objects.filter(pk=section.edition_id).update(status="submitted")
    with pytest.raises(RuleError, match="does not change now"):
        save(section, nino.account, text_en=section.text_en)
    assert not KeptText.objects.exists()


def test_an_earlier_version_comes_back_and_the_text_of_now_stays_in_the_list(section, nino):
    first = save(section, nino.account, text_en="<p>First.</p>")
    note_shown(first)
    second = save(first, nino.account, text_en="<p>Second.</p>")
    back = writing.bring_back(second, first.version, by=nino.account, on=TODAY)
    assert (back.text_en, back.version) == ("<p>First.</p>", second.version + 1)
    assert version_of(back, second.version).text_en == "<p>Second.</p>"
    with pytest.raises(RuleError, match="no longer kept"):
        writing.bring_back(back, 99, by=nino.account, on=TODAY)
