"""Texts as XML can hold them, and with it workbooks, pictures and calendars."""

import re

NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """What XML has no way to write is left out."""
    return NOT_IN_XML.sub("", text)
