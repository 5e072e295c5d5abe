"""Letters on paper about an edition that is with its state: the formal submission for endorsement,
and the reminder. Names are those of the register on the day of the letter.

Russian names of states, offices and documents stand in the nominative, after a colon or in
brackets: nothing has to be declined, and nobody is addressed by a gender.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.accounts.models import User
from registry.common import mail
from registry.common.dates import worded, worded_in_text
from registry.common.errors import RuleError
from registry.common.languages import active, text_in
from registry.common.scope import scope
from registry.contacts.looks import remember_look
from registry.contacts.models import ContactPoint
from registry.contacts.traces import Look
from registry.packs.blocks import in_letters, paragraphs
from registry.packs.models import PaperLetter
from registry.pages.frame_settings import FrameSettings
from registry.paper.typesetting import compiled
from registry.profiles.endorsement_clock import Clock, clock
from registry.profiles.models import Edition
from registry.states.designations import designation, footnotes, footnotes_in

LAYOUT = Path(__file__).parent / "letter.typ"
Paper = dict[str, Any]


@dataclass(frozen=True, slots=True)
class LetterInput:
    """What staff choose. `languages`: a sheet for each, in that order; `own_words`: a paragraph
    more, by language."""

    kind: str
    languages: tuple[str, ...]
    dated: date
    form: str
    person: ContactPoint | None = None
    reference_number: str = ""
    own_words: dict[str, str] = field(default_factory=dict)


def clock_of_letter(edition: Edition, dated: date) -> Clock:
    """Raises RuleError where there is nothing to write about."""
    now = clock(edition, dated)
    if now is None or not edition.is_with_the_state:
        raise RuleError(
            _(
                "This edition is not with its state for endorsement. Take that step first: with it"
                " the three months begin, and the letter names the day on which they end."
            )
        )
    if dated < now.began:
        raise RuleError(
            _("The letter cannot be older than the formal submission of %(day)s.")
            % {"day": worded(now.began)}
        )
    return now


def letter_paper(edition: Edition, given: LetterInput) -> Paper:
    now = clock_of_letter(edition, given.dated)
    sheets = []
    for language in given.languages:
        with translation.override(language), scope():
            sheets.append(sheet_of(edition, given, now))
    day = given.dated
    paper = {
        "language": given.languages[0],
        "title": sheets[0]["subject"],
        "author": sheets[0]["letterhead"][0],
        "date": [day.year, day.month, day.day],
        "sheets": sheets,
    }
    return in_letters(paper)


def sheet_of(edition: Edition, given: LetterInput, now: Clock) -> Paper:
    named = designation(edition.profile.state, given.dated)
    words = {
        "kind": edition.profile.get_kind_display(),
        "years": edition.years,
        "state": named.name,
        "began": worded_in_text(now.began),
        "ends": worded_in_text(now.ends),
    }
    own = [block["text"] for block in paragraphs(given.own_words.get(active(), ""))]
    is_reminder = given.kind == PaperLetter.Kind.REMINDER
    body = reminding(now, words) if is_reminder else submitting(words)
    body += [*own, *how_to_answer(edition)]
    notes = footnotes() + footnotes_in(" ".join(own), given.dated)
    number = given.reference_number
    return {
        "language": active(),
        "letterhead": letterhead(),
        "reference": _("Reference: %(number)s") % {"number": number} if number else "",
        "date": worded_in_text(given.dated) if active() == "ru" else worded(given.dated),
        "addressee": addressee(edition, given.person, given.dated),
        "subject": subject(is_reminder) % words,
        "salutation": _("Dear Sir or Madam,"),
        "body": body,
        "closing": _("Yours faithfully,"),
        "signature": _("Prague Process Secretariat"),
        "footnotes": list(dict.fromkeys(notes)),
    }


def letterhead() -> list[str]:
    row = FrameSettings.objects.first()
    name = text_in(row, "secretariat", active())[0] if row else _("Prague Process Secretariat")
    address = (row and row.contact_email) or settings.DEFAULT_FROM_EMAIL
    return [name, address, settings.SITE_URL]


def subject(is_reminder: bool) -> str:
    if is_reminder:
        return _("%(state)s: %(kind)s %(years)s – reminder of the endorsement")
    return _("%(state)s: %(kind)s %(years)s – formal submission for endorsement")


def submitting(words: dict[str, str]) -> list[str]:
    return [
        _(
            "The Secretariat of the Prague Process formally submits the following document for"
            " endorsement: %(kind)s %(years)s (%(state)s). The day of the formal submission is"
            " %(began)s."
        )
        % words,
        _(
            "By the rule that the Senior Officials’ Meeting agreed on in Budapest in July 2015, a"
            " state has three months after the formal submission to comment on the draft and to"
            " endorse it. In this case the three months end on %(ends)s."
        )
        % words,
        if_nothing_comes() % words,
    ]


def reminding(now: Clock, words: dict[str, str]) -> list[str]:
    first = _(
        "The Secretariat of the Prague Process recalls the document that was formally submitted for"
        " endorsement on %(began)s: %(kind)s %(years)s (%(state)s)."
    )
    if now.has_run_out:
        second = _(
            "The three months in which a state comments on a draft and endorses it (Senior"
            " Officials’ Meeting, Budapest, July 2015) ended on %(ends)s. No answer is on record."
        )
        last = _(
            "The profile may be published as a draft that does not reflect the state’s official"
            " position. The state may endorse it, or an updated text, at any time."
        )
        return [first % words, second % words, last]
    left = ngettext(
        "The three months in which a state comments on a draft and endorses it (Senior Officials’"
        " Meeting, Budapest, July 2015) end on %(ends)s, %(number)s day from the date of this"
        " letter.",
        "The three months in which a state comments on a draft and endorses it (Senior Officials’"
        " Meeting, Budapest, July 2015) end on %(ends)s, %(number)s days from the date of this"
        " letter.",
        now.days_left,
    )
    second = left % (words | {"number": now.days_left})
    return [first % words, second, if_nothing_comes() % words]


def if_nothing_comes() -> str:
    return _(
        "If no answer is received by %(ends)s, the profile may be published as a draft that does"
        " not reflect the state’s official position. The state may endorse an updated text at any"
        " later time."
    )


def how_to_answer(edition: Edition) -> list[str]:
    address = mail.address(f"desk/editions/{edition.pk}/", active())
    return [
        _(
            "The text can be read, commented on and endorsed on the state’s page of the registry:"
            " %(address)s. An answer by letter is recorded in the same way."
        )
        % {"address": address}
    ]


def addressee(edition: Edition, person: ContactPoint | None, dated: date) -> list[str]:
    state = designation(edition.profile.state, dated).official_name
    if person is None:
        return [state]
    latin, cyrillic = person.name_latin, person.name_cyrillic
    name = (cyrillic or latin) if active() == "ru" else (latin or cyrillic)
    authority = text_in(person.authority, "name", active())[0]
    return [line for line in (name, str(person.role_label), authority, state) if line]


def pdf(paper: Paper) -> bytes:
    return compiled(paper, LAYOUT)


def docx(paper: Paper) -> bytes:
    from registry.packs.word_files import WordFile  # a large library writes it

    file = WordFile(
        title=paper["title"], author=paper["author"], language=paper["language"], size=11
    )
    for place, sheet in enumerate(paper["sheets"]):
        if place:
            file.page_break()
        file.in_language(sheet["language"])
        first, *others = sheet["letterhead"]
        file.line(first, is_bold=True)
        for line in others:
            file.line(line, is_quiet=True)
        if sheet["reference"]:
            file.line(sheet["reference"])
        file.line(sheet["date"], is_right=True)
        file.lines(sheet["addressee"])
        file.heading(sheet["subject"], level=2)
        for text in (sheet["salutation"], *sheet["body"], sheet["closing"], "", ""):
            file.line(text)
        file.line(sheet["signature"])
        for note in sheet["footnotes"]:
            file.line(note, is_quiet=True)
    return file.content()


MAKERS = {"pdf": pdf, "docx": docx}


@transaction.atomic
def make_letter(edition: Edition, given: LetterInput, *, by: User) -> tuple[PaperLetter, bytes]:
    """The file, and its line in the edition's log. Raises RuleError where the edition is not with
    its state."""
    made = MAKERS[given.form](letter_paper(edition, given))
    row = PaperLetter.objects.create(
        edition=edition,
        kind=given.kind,
        languages=",".join(given.languages),
        form=given.form,
        reference_number=given.reference_number,
        dated=given.dated,
        checksum=hashlib.sha256(made).hexdigest(),
        made_by=by,
    )
    if given.person:
        remember_look([given.person], by=by, where=Look.Where.ADMIN)
    return row, made
