"""What is said of a sheet and of its cells. They are kept by code, so that each reader reads them
in their own language."""

from typing import Any

from django.utils.translation import gettext_lazy as _

Remark = list[str]  # code, and what stood there

# A cell that cannot be taken as it is
BLOCKING: dict[str, Any] = {
    "formula": _("The cell holds a formula without a result (%(text)s). Type the number."),
    "date": _(
        "The cell holds a date (%(text)s). Type the number, and format the cell as a number."
    ),
    "reason": _("“%(text)s” is no reason of the list. Choose one."),
    "word": _("“%(text)s” is neither yes nor no."),
    "beside": _("Something stands beside the number (%(text)s). Type the number alone."),
    "no_figure": _("“%(text)s” is no number. Choose why there is none."),
    "twice": _("The figure stands twice in the file, with different content (rows %(text)s)."),
}
# What was read, and how
READ: dict[str, Any] = {
    "result": _("The cell holds a formula (%(text)s); its last result was read."),
    "parentheses": _("“%(text)s” was read as a number below nothing."),
    "two_ways": _("“%(text)s” can be read in two ways; look at how it was read."),
    "percent": _("“%(text)s” was read without its sign."),
}
OF_THE_SHEET: dict[str, Any] = {
    "renamed": _("The sheet is called “%(text)s”; it was recognised by its columns."),
    "moved": _("Columns stand in another order; they were recognised by their names."),
    "unread_sheet": _("The sheet “%(text)s” was not read: it holds no figures of the profile."),
    "unread_column": _("The column “%(text)s” was not read: the registry’s sheet has none such."),
    "missing_column": _("The column “%(text)s” is missing; what it held stays as it is."),
    "unplaced": _("A row could not be placed: %(text)s. Type it into its part at the desk."),
    "missing_row": _("No longer in the file, and left as it is: %(text)s."),
    "no_memory": _(
        "The hidden column on how the figures stood is missing; the file is compared with the desk"
        " as it is now."
    ),
    "rebased": _(
        "The file was made for version %(text)s of this edition; it is compared with this version"
        " as it is now."
    ),
    "text": _(
        "The file is text: its numbers were read as they are written in the sheet’s language."
    ),
}
WORDS = BLOCKING | READ | OF_THE_SHEET


def in_words(remark: Remark) -> str:
    code, text = remark
    return str(WORDS[code]) % {"text": text}


def is_blocking(remark: Remark) -> bool:
    return remark[0] in BLOCKING
