"""One word for one thing in Russian, over the whole catalogue; mails that decline what they name,
and name buttons as the buttons call themselves."""

import re

import polib
import pytest
from django.conf import settings
from django.utils import translation

from registry.common.message_kinds import MessageKind
from registry.desk.own_data import MESSAGES
from registry.drafting.forms import ConsultationForm, PartForm
from registry.publication.workflow import STEPS

CATALOGUE = polib.pofile(str(settings.BASE_DIR / "registry/locale/ru/LC_MESSAGES/django.po"))
MAILS = {
    path.name: path.read_text() for path in (settings.BASE_DIR / "templates/mail").glob("*.txt")
}
PAGES = [*(settings.BASE_DIR / "templates").rglob("*.html")]
PERSON = re.compile(r"контактн\w+ лиц", re.IGNORECASE)
OFFICE = re.compile(r"контактн\w+ пункт", re.IGNORECASE)
# Where English says "contact point" and means the office, which stays when its person goes
OFFICES = {
    "Contact points",
    "Contact points and authorities",
    "National Contact Point",
    "National Contact Points’ meeting",
}
OF_THE_OFFICE = (
    "Each state names a National Contact Point.",
    "No public source says which authority holds the contact point",
    "A migration dialogue of some fifty states",
    "Are your details still right? Contact point of",
    "Your colleague has not answered: contact point of",
    "Whom may we write to? Contact point of",
    "The network of contact points:",
    "the contact network",
    "As the contact network",
    "Show my name and e-mail to the network of contact points.",
)
QUOTED = re.compile(r"[“«\"]([^”»\"\n]{3,60})[”»\"]")
BUTTON = re.compile(r"\bbutton\b|кнопк", re.IGNORECASE)
PLACE = r"%\((?:kind|named|role|organisation)\)s"


def said(entry: polib.POEntry) -> list[str]:
    return [entry.msgstr] if entry.msgstr else list(entry.msgstr_plural.values())


def in_mails() -> list[polib.POEntry]:
    text = "\n".join(MAILS.values())
    return [
        entry
        for entry in CATALOGUE
        if len(entry.msgid) > 15 and re.sub(r"%\((\w+)\)s", r"{{ \1 }}", entry.msgid) in text
    ]


def is_of_the_office(entry: polib.POEntry) -> bool:
    return entry.msgid in OFFICES or entry.msgid.startswith(OF_THE_OFFICE)


def test_the_person_is_a_contact_person_and_the_office_a_contact_point():
    wrong = []
    for entry in CATALOGUE:
        misnamed = PERSON if entry.msgid in OFFICES else OFFICE
        if misnamed is PERSON or not is_of_the_office(entry):
            wrong += [text for text in said(entry) if misnamed.search(text)]
    assert wrong == []


def test_who_is_written_to_is_never_an_office():
    """In mails and at the desk, "you" are a person."""
    for entry in CATALOGUE:
        for text in said(entry):
            assert not re.search(r"\bвы —? ?контактн\w+ пункт", text), text


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        (r"До одобрения остал", "На одобрение остал"),
        (r"Запросить ведомство", "Запросить мнение ведомства"),
        (r"ничей кабинет", "войти по ней нельзя"),
        (r"^Рядом с вами$", "Коллеги"),
        (r"Идёт .*-й день", "День … из трёх месяцев"),
        (r"Редакци\w+ (?:профил|20)", "издание"),
        (r"Выпуск\w* профил", "издание"),
        (r"\bВаш\w* (?:государств|профил|провер)\w* (?:Вы|Вас|Вам)\b", "вы"),
    ],
)
def test_words_that_were_put_right_stay_so(wrong, right):
    found = [text for entry in CATALOGUE for text in said(entry) if re.search(wrong, text)]
    assert found == [], f"say: {right}"


def test_a_draft_is_no_project():
    """«Черновик» while it is written; what is published without endorsement is «проект издания».
    «Проект» alone is a project."""
    wrong = []
    for entry in CATALOGUE:
        names_project = re.search(r"\bproject", entry.msgid, re.IGNORECASE)
        for text in said(entry):
            alone = re.search(
                r"проект(?:а|у|ом|е|ы|ов|ам|ами|ах)?\b(?! издани)", text, re.IGNORECASE
            )
            if alone and not names_project:
                wrong.append(text)
            if re.search("черновик", text, re.IGNORECASE) and names_project:
                wrong.append(text)
    assert wrong == []


def test_no_label_has_a_colon_before_its_last():
    """A form sets a colon after each label."""
    for model_form in (PartForm, ConsultationForm):
        for field in model_form.base_fields.values():
            with translation.override("ru"):
                assert ":" not in str(field.label or "")


def bare_names(text: str) -> list[str]:
    """What is put into a Russian sentence undeclined: not in quotes or brackets, not before or
    after a colon."""
    found = []
    for sentence in re.split(r"(?<=[.?!])\s+|\n+", text):
        for place in re.finditer(PLACE, sentence):
            before, after = sentence[: place.start()], sentence[place.end() :]
            is_quoted = before.count("«") > before.count("»") or before.count("(") > before.count(
                ")"
            )
            is_head = not re.sub(rf"{PLACE}|%\(\w+\)s|[\s,]|издани\w+", "", before)
            is_head = is_head and re.match(r"[^:]{0,40}:|$", after)
            is_listed = re.search(r": ?(?:%\(\w+\)s[, ]*)*$", before)
            if not (is_quoted or is_head or is_listed):
                found.append(sentence)
    return found


def test_mails_decline_what_they_name():
    entries = in_mails()
    assert len(entries) > 60
    assert [one for entry in entries for text in said(entry) for one in bare_names(text)] == []


def test_an_undeclined_name_is_found():
    assert bare_names("Контактный пункт %(named)s готовит текст.")
    assert bare_names("Опубликован %(kind)s %(years)s")
    assert not bare_names("%(named)s, %(kind)s %(years)s: срок истёк")
    assert not bare_names("Издание «%(kind)s %(years)s» готово.")
    assert not bare_names("Вас назвали: %(role)s, %(named)s.")


def button_labels(language: str) -> set[str]:
    """What steps and buttons are called, in small letters."""
    with translation.override(language):
        steps = {str(step.label) for step in STEPS.values()}
    buttons = set()
    for path in PAGES:
        for button in re.findall(r"<(?:button|a)\b.*?</(?:button|a)>", path.read_text(), re.DOTALL):
            buttons |= set(re.findall(r'{% translate "([^"]+)"', button))
    russian = {entry.msgid: entry.msgstr for entry in CATALOGUE}
    named = buttons if language == "en" else {russian.get(text, "") for text in buttons}
    return {text.casefold() for text in steps | named}


@pytest.mark.parametrize("language", ["en", "ru"])
def test_what_mails_name_is_called_so_on_the_page(language):
    known = button_labels(language)
    for entry in in_mails():
        for text in [entry.msgid] if language == "en" else said(entry):
            for name in QUOTED.findall(text):
                if "%(" not in name:
                    assert name.casefold() in known, f"{name!r} in {text!r}"
            assert not BUTTON.search(text) or QUOTED.search(text), f"which button: {text!r}"


def test_a_button_that_a_mail_takes_from_elsewhere_is_a_step():
    """`{% translate "…" as button %}` names a row of the table of steps."""
    labels = {str(step.label) for step in STEPS.values()}
    for name, text in MAILS.items():
        for label in re.findall(r'{% translate "([^"]+)" as button %}', text):
            assert label in labels, name


def test_every_kind_of_message_has_a_name_for_its_reader():
    assert {str(kind) for kind in MessageKind} <= set(MESSAGES)
