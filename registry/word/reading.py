"""A Word file, read: what stands in which part, comments, and what was noticed on the way."""

import io
import zipfile

from registry.word.blocks_in import paragraphs_of
from registry.word.opening import OpenedFile, open_file
from registry.word.passages_in import reader_of
from registry.word.places_in import (
    Placed,
    Placing,
    ReadDraft,
    WordComment,
    loose_of,
    texts_of,
)

EMBEDDED = ("word/embeddings/", "word/activex/")


def read_draft(opened: OpenedFile, known: Placed | None = None) -> ReadDraft:
    """`known`: the file as it went out."""
    reader, notes = reader_of(opened)
    body = opened.document.child("w:body")
    placed = Placing(known).place(reader.blocks(body.children if body else []))
    found = reader.found
    for kind in ("header", "footer"):
        for _name, root in opened.parts[kind]:
            for paragraph in paragraphs_of(reader.blocks(root.children)):
                note_frame(paragraph.text, placed, known)
    embedded = [name for name in opened.names if name.lower().startswith(EMBEDDED)]
    said = sum(kind == "embedded" for kind, _words in found.left_out)
    found.left_out += [("embedded", name.rpartition("/")[2]) for name in embedded[said:]]
    for one in opened.relations[opened.main].values():
        if one.is_outside and one.kind != "hyperlink":
            found.left_out.append(("outside", one.target[:60]))
    return ReadDraft(
        placed=placed,
        texts=texts_of(placed, notes),
        loose=loose_of(placed, notes),
        comments=comments_of(opened, placed, found.quotes),
        found=found,
    )


def note_frame(words: str, placed: Placed, known: Placed | None) -> None:
    """What stands at the head and the foot of each page is no text of a part."""
    words = words.rstrip("0123456789 ")
    if known is None:
        placed.reference.add(words)
    elif words and words not in known.reference:
        placed.changed_reference.append(words)


def comments_of(
    opened: OpenedFile, placed: Placed, quotes: dict[str, list[str]]
) -> list[WordComment]:
    found = []
    for _name, root in opened.parts["comments"]:
        for row in root.named("w:comment"):
            key = row.get("w:id")
            paragraphs = []
            for one in row.all("w:p"):
                paragraphs.append("".join(text.text for text in one.all("w:t")))
            comment = WordComment(
                part=placed.comments.get(key, 0),
                author=row.get("w:author")[:100],
                date=row.get("w:date")[:10],
                quote=" ".join("".join(quotes.get(key, [])).split())[:200],
                text="\n".join(paragraphs).strip(),
            )
            found += [comment] if comment.text else []
    return found


def read_bytes(data: bytes) -> ReadDraft:
    """A file that we made ourselves."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return read_draft(open_file(archive))
