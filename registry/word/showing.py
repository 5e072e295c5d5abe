"""A Word proposal as its page shows it: each item beside what stands in the draft now."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.common.difference import marked
from registry.common.languages import LANGUAGE_NAMES
from registry.drafting.figure_rows import row_in_words
from registry.drafting.figure_writing import EMPTY, stored_rows
from registry.drafting.sections import Section
from registry.figures.models import Indicator
from registry.word.comment_marks import DECIDED_BEFORE
from registry.word.models import WordProposal

TOLD = {
    "unknown": gettext_lazy(
        "The file does not say of which draft it was made. It is compared with the draft as it is"
        " now."
    ),
    "other_version": gettext_lazy(
        "The file was made of version {0}; it is brought onto version {1}, where others may have"
        " changed the same text. Look at each part."
    ),
    "no_copy": gettext_lazy(
        "It is no longer known what the draft said when this file was made. It is compared with"
        " the draft as it is now."
    ),
    "no_heading": gettext_lazy(
        "{0}: the heading of the text ({1}) is missing in the file. Nothing is proposed for it; it"
        " may stand at the end of the part before."
    ),
    "too_long": gettext_lazy("{0}: the text ({1}) is too long for a part and was left out."),
    "no_reason": gettext_lazy("{0}: “{1}” is none of the reasons; choose one at the part."),
    "no_row": gettext_lazy("{0}: the row of the figure “{1}” is missing; its figure stays."),
    "tracked": gettext_lazy("Tracked changes, taken as accepted: {0}."),
    "left_picture": gettext_lazy("Left out: a picture ({0})."),
    "left_embedded": gettext_lazy("Left out: an embedded object ({0})."),
    "left_hidden": gettext_lazy("Left out: hidden text ({0})."),
    "left_link": gettext_lazy(
        "Left out: a link that leads nowhere on the web ({0}); its words stay."
    ),
    "left_outside": gettext_lazy("Left out: something that the file takes from elsewhere ({0})."),
    "formula": gettext_lazy("Formulas became plain text: {0}."),
    "box": gettext_lazy("Text of boxes stands below their paragraph: {0}."),
    "decided_before": DECIDED_BEFORE,
    "same_file": gettext_lazy("This very file was brought before, on {0}, and decided."),
    "reference": gettext_lazy("Changed where nothing is to be written, and left out: “{0}”."),
}


@dataclass(slots=True)
class ShownItem:
    """`texts`: (language, difference as HTML, whether others changed it since)."""

    key: str
    kind: str
    label: str
    texts: list[tuple[str, str]] = field(default_factory=list)
    proposed: str = ""
    stands: str = ""
    language: str = ""
    comment: dict[str, Any] = field(default_factory=dict)
    is_moved_on: bool = False


@dataclass(slots=True)
class ShownPart:
    """`section`: None for what stands in no part."""

    section: Section | None
    items: list[ShownItem]

    @property
    def keys(self) -> list[str]:
        return [item.key for item in self.items]


def told(proposal: WordProposal) -> list[str]:
    found = []
    for code, *given in proposal.told:
        words = [LANGUAGE_NAMES.get(one, one) if isinstance(one, str) else one for one in given]
        found.append(str(TOLD[code]).format(*words).replace(" ()", ""))
    return found


def shown_parts(proposal: WordProposal) -> list[ShownPart]:
    """In the order of the template; what stands nowhere comes last."""
    rows = proposal.edition.sections.in_order().prefetch_related("figures", "typed_figures")
    sections = {section.pk: section for section in rows}
    wanted = [item["indicator"] for item in proposal.open_items if item["kind"] == "figure"]
    indicators = Indicator.objects.in_bulk(wanted)
    by_part: dict[int, list[ShownItem]] = {}
    for item in proposal.open_items:
        section = sections.get(item["section"])
        is_loose = item["kind"] == "loose" or section is None
        shown = shown_item(item, section, indicators)
        by_part.setdefault(0 if is_loose or section is None else section.pk, []).append(shown)
    found = []
    for number, section in sections.items():
        if number in by_part:
            found.append(ShownPart(section, by_part[number]))
    return found + [ShownPart(None, items) for number, items in by_part.items() if number == 0]


def shown_item(
    item: dict[str, Any], section: Section | None, indicators: dict[int, Indicator]
) -> ShownItem:
    shown = ShownItem(key=item["key"], kind=item["kind"], label="")
    kind = item["kind"]
    if section is not None and "seen" in item:
        shown.is_moved_on = section.version != item["seen"]
    if kind == "text" and section is not None:
        for language, text in item["texts"].items():
            now = getattr(section, f"text_{language}")
            difference = marked(now, text)
            shown.texts.append((str(LANGUAGE_NAMES[language]), difference or text))
        shown.label = _("Text")
    elif kind == "emptied" and section is not None:
        shown.language = str(LANGUAGE_NAMES[item["language"]])
        shown.stands = getattr(section, f"text_{item['language']}")
    elif kind == "gap" and section is not None:
        gaps: dict[str, Any] = dict(Section.Gap.choices)
        shown.label = _("Reason why there is no text")
        shown.proposed, shown.stands = gaps.get(item["gap"], "—"), gaps.get(section.gap, "—")
    elif kind == "figure" and section is not None:
        indicator = indicators.get(item["indicator"])
        now_row = stored_rows(section).get(item["indicator"], EMPTY)
        shown.label = indicator.title if indicator else ""
        shown.proposed = row_in_words(EMPTY | item["typed"]) or "—"
        shown.stands = row_in_words(now_row) or "—"
        shown.is_moved_on = now_row != EMPTY | item["before"]
    elif kind == "comment":
        shown.comment = item
    elif kind == "loose":
        shown.language, shown.proposed = str(item["language"]), item["html"]
        shown.label = str(section.template_section) if section else ""
    return shown
