"""What is decided about a Word file: nothing is written before, and by the desk's own acts."""

import pytest

from registry.common.dates import today
from registry.common.errors import RuleError
from registry.desk.asks import asks_of
from registry.drafting.sections import KeptText, Section
from registry.drafting.writing import save_section
from registry.profiles.models import Edition
from registry.word import deciding
from registry.word.models import WordProposal
from tests.conftest import signed_in
from tests.word.reading import below, edited
from tests.word.test_in import figure_part, fill

pytestmark = pytest.mark.django_db


@pytest.fixture
def parts(plain_draft) -> list[Section]:
    return list(plain_draft.sections.in_order())


@pytest.fixture
def proposal(plain_draft, out, bring, parts) -> WordProposal:
    """Two texts that go on, a comment, and words before the first part."""

    def edit(document):
        for part in parts[:2]:
            paragraph = below(document, f"section_{part.template_section_id}_en")[0]
            paragraph.add_run(" Mine.")
        runs = below(document, f"section_{parts[2].template_section_id}_en")[0].runs
        document.add_comment(runs, text="Is it?", author="Line ministry")
        document.paragraphs[0].insert_paragraph_before("Loose words.")

    return bring(plain_draft, edited(out(plain_draft), edit))


def take(proposal, keys, nino):
    return deciding.take(
        proposal, keys, by=nino.account, on=today(), seen=proposal.version, posts=[nino]
    )


def key_of(proposal, kind: str) -> str:
    return next(item["key"] for item in proposal.content if item["kind"] == kind)


def test_nothing_is_written_before(proposal, parts):
    parts[0].refresh_from_db()
    assert " Mine." not in parts[0].text_en


def test_one_part_is_taken_and_the_others_wait(proposal, parts, nino):
    proposal, to_merge = take(proposal, [proposal.content[0]["key"]], nino)
    for part in parts[:2]:
        part.refresh_from_db()
    assert [" Mine." in part.text_en for part in parts[:2]] == [True, False]
    assert (to_merge, proposal.closed_at) == ([], None)
    assert parts[0].history.first().history_user == nino.account


def test_all_at_once_leaves_what_needs_a_place(proposal, parts, nino):
    proposal, _sections = take(proposal, None, nino)
    assert [item["kind"] for item in proposal.open_items] == ["loose"]
    comment = parts[2].comments.get()
    assert "Line ministry" in comment.text
    assert "Sentence 1" in comment.text
    assert comment.text.endswith("Is it?")
    assert (comment.side, comment.contact_point) == ("state", nino)


def test_what_was_loose_is_placed_and_then_taken(proposal, parts, nino):
    key = key_of(proposal, "loose")
    proposal = deciding.place(proposal, key, parts[3], "ru", by=nino.account, seen=proposal.version)
    parts[3].refresh_from_db()
    assert "Loose words." not in parts[3].text_ru
    take(proposal, None, nino)
    parts[3].refresh_from_db()
    assert parts[3].text_ru.endswith("<p>Loose words.</p>")


def test_once_all_is_decided_nothing_of_the_file_is_kept(proposal, nino):
    proposal, _sections = take(proposal, None, nino)
    proposal = deciding.leave(proposal, [key_of(proposal, "loose")], seen=proposal.version)
    assert proposal.closed_at
    assert (proposal.content, proposal.file_name) == ([], "")


def test_what_stands_in_the_draft_already_is_not_proposed_again(plain_draft, out, bring, nino):
    part = figure_part(plain_draft)

    def edit(document):
        below(document, f"section_{part.template_section_id}_en")[0].add_run(" Mine.")
        fill(document, part, gap="1")

    data = edited(out(plain_draft), edit)
    proposal = bring(plain_draft, data)
    assert {item["kind"] for item in proposal.content} == {"text", "figure"}
    take(proposal, None, nino)
    with pytest.raises(RuleError, match="nothing differs"):
        bring(plain_draft, data)


def test_other_passages_that_others_changed_are_joined(proposal, parts, nino, editor):
    text = parts[0].text_en.replace("Sentence 3", "Their sentence 3")
    values = {"text_en": text}
    save_section(parts[0], values, by=editor, on=today(), seen=parts[0].version)
    _proposal, to_merge = take(proposal, None, nino)
    parts[0].refresh_from_db()
    assert to_merge == []
    assert " Mine." in parts[0].text_en
    assert "Their sentence 3" in parts[0].text_en


def test_the_same_passage_is_kept_for_a_choice(proposal, parts, nino, editor):
    text = parts[0].text_en.replace("Sentence 1", "Their sentence 1")
    values = {"text_en": text}
    save_section(parts[0], values, by=editor, on=today(), seen=parts[0].version)
    _proposal, to_merge = take(proposal, None, nino)
    parts[0].refresh_from_db()
    assert [part.pk for part in to_merge] == [parts[0].pk]
    assert parts[0].text_en == text
    kept = KeptText.objects.get(section=parts[0], account=nino.account)
    assert " Mine." in kept.text_en


def test_who_decides_second_is_told(proposal, nino):
    take(proposal, [proposal.content[0]["key"]], nino)
    with pytest.raises(RuleError, match="meanwhile"):
        take(proposal, None, nino)


def test_what_was_submitted_meanwhile_is_not_written(proposal, plain_draft, parts, nino):
    plain_draft.status = "submitted"
    plain_draft.save()
    with pytest.raises(RuleError, match="does not change now"):
        take(proposal, None, nino)
    proposal.refresh_from_db()
    assert len(proposal.open_items) == 4


def test_a_figure_is_checked_as_the_desk_checks_it(plain_draft, out, bring, nino):
    part = figure_part(plain_draft)
    found = []

    def edit(document):
        found.append(fill(document, part, value="none at all", year="2025", source="Office"))

    proposal = bring(plain_draft, edited(out(plain_draft), edit))
    take(proposal, None, nino)
    typed = part.typed_figures.get()
    assert (typed.indicator_id, typed.typed["value"]) == (found[0], "none at all")


def test_a_reason_is_written_as_a_figure(plain_draft, out, bring, nino):
    part = figure_part(plain_draft)
    data = edited(out(plain_draft), lambda document: fill(document, part, gap="1"))
    take(bring(plain_draft, data), None, nino)
    assert part.figures.get().gap == "not_collected"


def test_the_page_shows_the_difference_and_a_deputy_decides(proposal, plain_draft, parts, dato):
    """It outlives the session and the person who brought it."""
    client = signed_in(dato.account)
    address = f"/en/desk/editions/{plain_draft.pk}/word/{proposal.pk}/"
    page = client.get(address).content.decode()
    assert "<ins>Mine" in page
    assert "Loose words." in page
    assert "Line ministry" in page
    assert (
        proposal.file_name
        in client.get(f"/en/desk/editions/{plain_draft.pk}/word/").content.decode()
    )
    client.post(address, {"do": "all", "seen": proposal.version})
    parts[0].refresh_from_db()
    assert " Mine." in parts[0].text_en


def test_the_desk_asks_for_it_while_the_draft_is_written(proposal, plain_draft, nino, dato, ion):
    title = f"A Word file waits: {proposal.file_name}"
    for person in (nino, dato):
        (ask,) = [one for one in asks_of(person.account, [person], today()) if one.title == title]
        assert (ask.url, ask.due) == (
            f"/en/desk/editions/{plain_draft.pk}/word/{proposal.pk}/",
            "4",
        )
    assert title not in [ask.title for ask in asks_of(ion.account, [ion], today())]
    Edition.objects.filter(pk=plain_draft.pk).update(status=Edition.Status.SUBMITTED)
    assert title not in [ask.title for ask in asks_of(nino.account, [nino], today())]
    Edition.objects.filter(pk=plain_draft.pk).update(status=Edition.Status.RETURNED)
    deciding.discard(proposal, seen=proposal.version)
    assert not WordProposal.objects.for_asks([nino.state_id]).exists()


def test_discarding_asks(proposal, plain_draft, nino):
    client = signed_in(nino.account)
    address = f"/en/desk/editions/{plain_draft.pk}/word/{proposal.pk}/"
    client.post(address, {"do": "discard", "seen": proposal.version})
    proposal.refresh_from_db()
    assert proposal.closed_at is None
    client.post(address, {"do": "discard", "seen": proposal.version, "is_sure": "on"})
    proposal.refresh_from_db()
    assert proposal.closed_at is not None


def test_the_file_comes_by_the_desk(plain_draft, out, nino, parts, tmp_path):
    client = signed_in(nino.account)
    name = f"section_{parts[0].template_section_id}_en"
    data = edited(out(plain_draft), lambda document: below(document, name)[0].add_run(" Mine."))
    path = tmp_path / "as we call it.docx"
    path.write_bytes(data)
    address = f"/en/desk/editions/{plain_draft.pk}/word/"
    with path.open("rb") as file:
        response = client.post(address, {"file": file})
    proposal = WordProposal.objects.get()
    assert response["Location"] == f"{address}{proposal.pk}/"
    with path.open("rb") as file:
        file.read(8)
        refused = client.post(address, {"file": file})
    assert "no Word file" in refused.content.decode()
