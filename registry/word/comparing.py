"""What differs between the file that went out and the one that came back: texts, reasons and
figures of each part.

Two texts are compared as they are read from a file of Word, the one that went out too: so what
Word has no words for makes no difference. What nobody touched stays as it was, to the letter.
"""

from collections.abc import Iterator
from urllib.parse import unquote

from registry.common.difference import blocks, words
from registry.common.markup import HEADINGS, LISTS, Element
from registry.common.richtext import reduced
from registry.drafting.sections import LEVELS
from registry.paper.word_writing import text_tree

MARKS = {"strong", "em", "sub", "sup"}
Key = tuple[object, ...]


def key(html: str) -> Key:
    """What makes two texts the same to a reader: words with their marks, and the blocks that they
    stand in; neither spaces nor how marks lie in one another."""
    return tuple(keys_of(text_tree(html), frozenset()))


def keys_of(element: Element, marks: frozenset[str]) -> Iterator[object]:
    is_first = True
    for child in element.children:
        if isinstance(child, str):
            for token in words(child.replace("<", "&lt;")):
                yield token, marks
            continue
        name = child.name
        if name in MARKS:
            yield from keys_of(child, marks | {name})
        elif name == "a":
            address = unquote(child.attributes.get("href", "")).rstrip("/")
            yield from keys_of(child, marks | {address})
        elif name == "br":
            yield "br"
        elif name == "p":
            yield from () if is_first and element.name in {"li", "td", "th"} else ("p",)
            yield from keys_of(child, marks)
        elif name in HEADINGS | LISTS | {"li", "table", "tr", "td", "th", "blockquote"}:
            kept = {"start", "type", "colspan", "rowspan"}
            yield name, *sorted(one for one in child.attributes.items() if one[0] in kept)
            yield from keys_of(child, marks)
            yield f"end {name}"
        else:
            yield from keys_of(child, marks)
        is_first = False


def as_text(html: str) -> str:
    """Cleaned as every text of a part. Raises RuleError where it is beyond the limits."""
    return reduced(html, levels=LEVELS) if html else ""


def restored(new: str, went_out: str, original: str) -> str:
    """The new text, with each block as it was stored where nobody touched it. `went_out`: the
    original as it is read from the file that went out."""
    if key(new) == key(went_out):
        return original
    stored = stored_blocks(went_out, original)
    return "".join(stored.get(key(block), block) for block in blocks(new))


def stored_blocks(went_out: str, original: str) -> dict[Key, str]:
    """By what is read of a block: the block as it is stored."""
    read, stored = blocks(went_out), blocks(original)
    if len(read) == len(stored):
        pairs = list(zip(read, stored, strict=True))
    else:
        by_words = {tuple(words(block)): block for block in stored}
        pairs = [
            (one, by_words[tuple(words(one))]) for one in read if tuple(words(one)) in by_words
        ]
    return {key(one): block for one, block in pairs}
