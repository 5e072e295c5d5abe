"""The draft of an edition as a Word file. Bookmarks inside of headings and cells tie what is
written to its part: every program keeps them. Reasons are lists that drop down (content controls),
which older programs show as words; both are read back, and so is what somebody types instead.

part_<n>            heading of a part
section_<n>_<lang>  heading of its text in a language; the text runs to the next marked heading
gap_<n>             cell before that in which the reason stands why there is no text
figure_<n>_<i>      first cell of the row of an indicator
"""

from datetime import date
from decimal import Decimal, InvalidOperation

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from registry.common.languages import text_in
from registry.drafting.figures_beside import FigureBeside
from registry.drafting.sections import Section
from registry.paper.word_package import WordFile, packed
from registry.paper.word_styles import CELL, GUIDANCE, LAST, TABLE_HEAD
from registry.paper.word_writing import WordWriter
from registry.states.designations import designation
from registry.word.draft_parts import Draft, DraftPart
from registry.word.word_cells import (
    COLUMNS,
    FIGURE_GAPS,
    TEXT_GAPS,
    confirmed_word,
    shown_cells,
)

TEXTS_BELOW = 3  # the level of the heading above each text
WIDTHS = {"value": 3, "year": 2, "gap": 3, "source": 4, "note_en": 4, "note_ru": 4}


def file_name(draft: Draft) -> str:
    """State, kind, year, version, language: georgia-light-2026-v1-draft-en.docx."""
    profile = draft.edition.profile
    stem = f"{profile.state.slug}-{profile.kind}-{draft.edition.year}-v{draft.edition.number}"
    return f"{stem}-draft-{'-'.join(draft.languages)}.docx"


def draft_file(draft: Draft) -> bytes:
    with translation.override(draft.words):
        return packed(DraftDocument(draft).made())


def text_label(language: str) -> str:
    return _("Text in English") if language == "en" else _("Text in Russian")


class DraftDocument:
    def __init__(self, draft: Draft) -> None:
        edition = draft.edition
        named = designation(edition.profile.state)
        self.draft = draft
        self.title = f"{named.name}. {edition.profile.get_kind_display()} {edition.years}"
        main = draft.languages[0] if len(draft.languages) == 1 else draft.words
        version = _("version %(number)s") % {"number": edition.number}
        self.file = WordFile(
            title=f"{self.title} – {_('draft')}",
            language=main,
            is_wide=len(draft.languages) > 1,
            footer=f"{self.title}, {version}, {_('draft')}",
            properties={
                "registry_state": edition.profile.state.slug,
                "registry_kind": edition.profile.kind,
                "registry_edition": str(edition.year),
                "registry_version": str(edition.number),
                "registry_template": str(edition.template_id),
                "registry_languages": "-".join(draft.languages),
                "registry_copy": draft.key,
                "registry_site": settings.SITE_URL,
            },
        )
        self.footnote = named.footnote
        self.words = WordWriter(self.file, draft.words)

    def made(self) -> WordFile:
        self.add(self.words.paragraph([self.title], "Title"))
        self.guide(_("Draft. This file is for writing; what is official stands in the registry."))
        if self.footnote:
            self.guide(self.footnote)
        self.how_to()
        self.add(self.words.paragraph([_("Parts")], "Heading1"))
        for part in self.draft.parts:
            self.part(part)
        return self.file

    def add(self, *xml: str) -> None:
        self.file.body += xml

    def guide(self, text: str) -> None:
        self.add(self.words.paragraph([text], GUIDANCE))

    def how_to(self) -> None:
        self.add(self.words.paragraph([_("How to fill in this file")], "Heading1"))
        self.guide(
            _(
                "Write below the headings “Text in English” and “Text in Russian”, in the style"
                " that you like: bold, italic, lists, tables, links and footnotes are kept;"
                " pictures and embedded objects are not. Keep the headings of the parts: by them"
                " the registry knows what belongs where. Comments become comments at your desk;"
                " tracked changes are taken as accepted. Then bring the file to the edition’s page"
                " at your desk: it shows what has changed, and you decide part by part."
            )
        )
        self.guide(
            _(
                "In tables of figures give your number with its year and source, or the reason why"
                " there is none. Write “%(word)s” in place of a number where the figure of the"
                " open source is right."
            )
            % {"word": confirmed_word()}
        )
        self.reasons(_("Reasons why there is no figure (number or words):"), FIGURE_GAPS)
        self.reasons(_("Reasons why there is no text (number or words):"), TEXT_GAPS)

    def reasons(self, heading: str, rows: list) -> None:
        numbered = [f"{number} – {row.label}" for number, row in enumerate(rows, 1)]
        self.guide(f"{heading} {'; '.join(numbered)}")

    def part(self, part: DraftPart) -> None:
        template = part.section.template_section
        self.add(self.words.paragraph([str(template)], "Heading2", bookmark=f"part_{part.number}"))
        guidance, language = text_in(template, "guidance", self.draft.words)
        if guidance:
            self.add(WordWriter(self.file, language).paragraph([guidance], GUIDANCE))
        self.last_text(part)
        if part.figures:
            self.figures(part)
        self.gap(part)
        if len(self.draft.languages) == 1:
            self.text(part, self.draft.languages[0])
        else:
            self.side_by_side(part)

    def last_text(self, part: DraftPart) -> None:
        for language in self.draft.languages:
            if part.last.get(language):
                self.guide(_("Text of the last edition, for reference:"))
                writer = WordWriter(self.file, language, below=TEXTS_BELOW, style=LAST)
                self.add(*writer.text(part.last[language]))

    def text(self, part: DraftPart, language: str) -> None:
        self.add(self.marked_heading(part, language))
        self.add(*WordWriter(self.file, language, below=TEXTS_BELOW).text(part.texts[language]))
        if not part.texts[language]:
            self.add("<w:p/>")

    def marked_heading(self, part: DraftPart, language: str) -> str:
        place = part.section.template_section.place
        return self.words.paragraph(
            [f"{place} · {text_label(language)}"],
            "Heading3",
            bookmark=f"section_{part.number}_{language}",
        )

    def side_by_side(self, part: DraftPart) -> None:
        """Two columns; a row for each block where both texts have as many."""
        heads, columns = [], []
        for language in self.draft.languages:
            heads.append(f"<w:tc>{self.marked_heading(part, language)}</w:tc>")
            writer = WordWriter(self.file, language, below=TEXTS_BELOW)
            columns.append(writer.text(part.texts[language]))
        if len({len(column) for column in columns}) > 1:
            columns = [["".join(column)] for column in columns]
        rows = [f"<w:tr><w:trPr><w:tblHeader/></w:trPr>{''.join(heads)}</w:tr>"]
        for cells in zip(*columns, strict=True) if columns[0] else [("", "")]:
            rows.append(f"<w:tr>{''.join(map(text_cell, cells))}</w:tr>")
        self.add(self.words.table_of(rows, [1] * len(columns)))

    def gap(self, part: DraftPart) -> None:
        label = str(dict(Section.Gap.choices).get(part.gap, part.gap))
        head = self.words.paragraph(
            [_("Reason why there is no text")], TABLE_HEAD, bookmark=f"gap_{part.number}"
        )
        labels = [str(row.label) for row in TEXT_GAPS]
        value = self.words.choice(labels, label, _("Reason why there is no text"))
        self.add(
            self.words.table_of([f"<w:tr><w:tc>{head}</w:tc><w:tc>{value}</w:tc></w:tr>"], [2, 5])
        )

    def figures(self, part: DraftPart) -> None:
        names = columns_of(self.draft.languages)
        labels = column_labels()
        heads = [_("Figure"), _("Last edition"), _("Open source"), *[labels[one] for one in names]]
        cells = [f"<w:tc>{self.words.paragraph([head], TABLE_HEAD)}</w:tc>" for head in heads]
        rows = [f"<w:tr><w:trPr><w:tblHeader/></w:trPr>{''.join(cells)}</w:tr>"]
        rows += [self.figure(part, beside, names) for beside in part.figures]
        widths = [5, 3, 4, *[WIDTHS[name] for name in names]]
        self.add(self.words.table_of(rows, widths))
        for beside in part.figures:
            for doubt in doubts_of(beside, self.draft.on):
                self.guide(f"{beside.indicator.title}: {doubt}")

    def figure(self, part: DraftPart, beside: FigureBeside, names: list[str]) -> str:
        indicator = beside.indicator
        first = self.words.paragraph(
            [f"{indicator.title}, {indicator.unit}"],
            TABLE_HEAD,
            bookmark=f"figure_{part.number}_{indicator.pk}",
        )
        open_words = with_year(beside.open)
        if beside.open and beside.source:
            open_words += f", {beside.source}"
        shown = shown_cells(beside)
        words = [with_year(beside.last), open_words, *[shown[name] for name in names]]
        cells = [first, *[self.words.paragraph([text], CELL) for text in words]]
        reasons = [str(row.label) for row in FIGURE_GAPS]
        cells[names.index("gap") - len(names)] = self.words.choice(
            reasons, shown["gap"], _("Or why there is none"), CELL
        )
        row = "".join(f"<w:tc>{cell}</w:tc>" for cell in cells)
        return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{row}</w:tr>"


def text_cell(xml: str) -> str:
    return f"<w:tc>{xml}{'' if xml.endswith('</w:p>') else '<w:p/>'}</w:tc>"


def with_year(figure: tuple[int, str] | None) -> str:
    return f"{figure[1]} ({figure[0]})" if figure else "—"


def columns_of(languages: tuple[str, ...]) -> list[str]:
    """The note in a language that the file has not got stays as it is."""
    left = {f"note_{language}" for language in ("en", "ru") if language not in languages}
    return [name for name in COLUMNS if name not in left]


def column_labels() -> dict[str, str]:
    return {
        "value": _("Yours"),
        "year": _("Year"),
        "gap": _("Or why there is none"),
        "source": _("Source"),
        "note_en": _("A word of why, in English"),
        "note_ru": _("A word of why, in Russian"),
    }


def doubts_of(beside: FigureBeside, on: date) -> list[str]:
    row = beside.row
    try:
        value, year = Decimal(row["value"]), int(row["year"])
    except (InvalidOperation, ValueError):
        return []
    return [finding.text for finding in beside.findings(value, year, on)]
