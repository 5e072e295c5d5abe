"""A text as somebody writes it where no script runs: paragraphs with a few marks.

A blank line ends a paragraph, # is a heading, - and 1. begin items, > the lines of a quote,
**bold**, _italic_, ^above^, ~below~, [words](address). Each passage that this cannot say, a table
above all, is a line in [[double brackets]] that stands for it. What is not changed stays exactly as
it was; what looks like a mark and is none is text.
"""

import re
from collections.abc import Iterator
from html import escape

from registry.common.difference import blocks, without_space
from registry.common.markup import LISTS, Element, Wanted
from registry.common.richtext import ATTRIBUTES, ELEMENTS, WITHOUT_CONTENT, read

SIGNS = {"strong": "**", "em": "_", "sup": "^", "sub": "~"}
LONGEST = 1000  # characters between two signs; beyond, they are text
MARKED = re.compile(
    rf"\\([\\*_^~\[\]#.\->])"
    rf"|\*\*(?=\S)(.{{1,{LONGEST}}}?)(?<=\S)\*\*"
    rf"|(?<!\w)_(?=\S)(.{{1,{LONGEST}}}?)(?<=\S)_(?!\w)"
    r"|\^([^\s^]{1,100})\^"
    r"|~([^\s~]{1,100})~"
    r"|\[([^\[\]\n]{1,500})\]\(((?:https?://|mailto:)[^\s()]{1,1000})\)"
)
BEGINS = re.compile(r"\\|\*\*|_|\^|~|\[")  # each mark above
ENDS = {"**": re.compile(r"(?<=\S)(?=\*\*)"), "_": re.compile(r"(?<=\S)(?=_(?!\w))")}
HEADING = re.compile(r"(#{1,3}) +(\S.*)")
ITEM = re.compile(r"( *)(-|\d{1,3}\.|[a-zA-Z]\.|[ivxIVX]{2,5}\.) +(\S.*)")
QUOTE = re.compile(r"> +(?=[^\d\s])")  # "> 5 persons" is no quote
QUOTED = re.compile(r">(?: |$)")
STANDS_FOR = re.compile(r"\[\[(\d{1,5})(?::[^\n]*)?\]\]")
FIRST = {"a": "a", "A": "A", "i": "i", "I": "I"}
SPECIAL = re.compile(r"[\\*_^~\[\]]")
LINE_BEGINS = re.compile(r"^( *)(#|-|>|(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{2,5})\.)")
SHOWN = 50  # characters of a passage in double brackets


class CannotSayError(ValueError):
    """There is no mark for this."""


def to_marks(html: str, levels: tuple[int, ...]) -> str:
    return "\n\n".join(marks for marks, _block in marked_blocks(html, levels))


def marked_blocks(html: str, levels: tuple[int, ...]) -> Iterator[tuple[str, str]]:
    found = blocks(html)
    for number, (block, element) in enumerate(zip(found, elements_of(html, found), strict=True), 1):
        yield marks_of(block, element, levels) or stand_in(number, block), block


def elements_of(html: str, found: list[str]) -> list[str | Element]:
    """The blocks of a text, read as one. A text that is not clean may be read as more or fewer;
    what the marks of a block say is compared with it in any case."""
    elements = [one for one in tree_of(html).children if not isinstance(one, str) or one.strip()]
    return elements if len(elements) == len(found) else [tree_of(block) for block in found]


def stand_in(number: int, block: str) -> str:
    words = " ".join(re.sub(r"<[^<>]*>", " ", block).replace("[", "").replace("]", "").split())
    return f"[[{number}: {words[:SHOWN]}]]"


def marks_of(block: str, element: str | Element, levels: tuple[int, ...]) -> str:
    """The plainest way to write a block that is read as the same again; "" where there is none."""
    wanted, before = key(block), ""
    for is_careful in (False, True):
        try:
            marks = Writer(levels, is_careful=is_careful).block(element)
        except CannotSayError:
            return ""
        is_new = marks != before
        if is_new and "\n\n" not in marks and key(from_chunk(marks, levels)) == wanted:
            return marks
        before = marks
    return ""


def key(block: str) -> list[str]:
    """What makes two blocks the same; whether an item holds a paragraph or its words says
    nothing."""
    is_list = block.startswith(("<ul", "<ol"))
    return [piece for piece in without_space(block) if not (is_list and piece in ("<p>", "</p>"))]


def tree_of(html: str) -> Element:
    return read(html, Wanted(ELEMENTS, ATTRIBUTES, WITHOUT_CONTENT))


class Writer:
    """`is_careful`: a sign of the author gets a backslash, so that it is not read as a mark."""

    def __init__(self, levels: tuple[int, ...], *, is_careful: bool) -> None:
        self.names, self.is_careful = [f"h{level}" for level in levels], is_careful

    def block(self, element: str | Element) -> str:
        if isinstance(element, str):
            raise CannotSayError
        if element.name == "p":
            return self.lines(self.inline(element))
        if element.name in self.names:
            return f"{'#' * (self.names.index(element.name) + 1)} {self.inline(element)}"
        if element.name in LISTS:
            return "\n".join(self.items(element, ""))
        if element.name == "blockquote":
            held = [one for one in element.children if not isinstance(one, str) or one.strip()]
            inner = "\n\n".join(map(self.block, held))
            return "\n".join(f"> {line}".rstrip() for line in inner.split("\n"))
        raise CannotSayError

    def lines(self, text: str) -> str:
        if not self.is_careful:
            return text
        return "\n".join(
            LINE_BEGINS.sub(r"\1\\\2", line) if line[:1] in "#->" else with_point(line)
            for line in text.split("\n")
        )

    def inline(self, element: Element) -> str:
        parts = []
        for child in element.children:
            if isinstance(child, str):
                text = re.sub(r"[ \t\r\n]+", " ", child)
                parts.append(SPECIAL.sub(r"\\\g<0>", text) if self.is_careful else text)
            elif child.name == "br":
                parts.append("\n")
            elif child.name == "a":
                parts.append(f"[{self.inline(child)}]({child.attributes.get('href', '')})")
            elif child.name in SIGNS:
                sign = SIGNS[child.name]
                parts.append(f"{sign}{self.inline(child)}{sign}")
            else:
                raise CannotSayError
        return re.sub(r" *\n *", "\n", "".join(parts)).strip()

    def items(self, element: Element, indent: str) -> Iterator[str]:
        start, type_of = element.attributes.get("start", "1"), element.attributes.get("type", "1")
        if type_of != "1" and start != "1":
            raise CannotSayError
        mark = "-"
        for place, item in enumerate(one for one in element.children if isinstance(one, Element)):
            if element.name == "ol":
                mark = f"{int(start) + place}." if type_of == "1" else f"{type_of}."
            words, inner = words_and_lists(item)
            text = self.inline(words).replace("\n", f"\n{indent}  ")
            yield f"{indent}{mark} {text}"
            for one in inner:
                yield from self.items(one, indent + "  ")


def with_point(line: str) -> str:
    found = ITEM.match(line)
    return line.replace(".", "\\.", 1) if found else line


def words_and_lists(item: Element) -> tuple[Element, list[Element]]:
    """An item holds one paragraph, or words, and then lists."""
    words = Element("p")
    inner: list[Element] = []
    for child in item.children:
        if isinstance(child, Element) and child.name in LISTS:
            inner.append(child)
        elif isinstance(child, Element) and child.name == "p" and not words.children:
            words.children = list(child.children)
        elif isinstance(child, Element) and (inner or child.name not in {*SIGNS, "a", "br"}):
            raise CannotSayError
        elif not isinstance(child, str) or child.strip() or words.children:
            words.children.append(child)
    return words, inner


def from_marks(text: str, was: str, levels: tuple[int, ...]) -> str:
    """HTML. `was`: the text whose marks were shown."""
    shown = list(marked_blocks(was, levels))
    unchanged = dict(shown)
    parts = []
    for chunk in re.split(r"\n[ \t]*\n", text.replace("\r", "")):
        chunk = chunk.strip("\n")
        number = STANDS_FOR.fullmatch(chunk.strip())
        if chunk in unchanged:
            parts.append(unchanged[chunk])
        elif number and 0 < int(number[1]) <= len(shown):
            parts.append(shown[int(number[1]) - 1][1])
        elif chunk.strip():
            parts.append(from_chunk(chunk, levels))
    return "".join(parts)


def from_chunk(chunk: str, levels: tuple[int, ...]) -> str:
    """What stands between two blank lines: quotes, and what is between them."""
    parts: list[str] = []
    lines: list[str] = []
    quote: list[str] = []
    for line in [*chunk.split("\n"), ""]:
        if QUOTED.match(line) if quote else QUOTE.match(line):
            parts.append(from_lines(lines, levels))
            lines = []
            quote.append(QUOTED.sub("", line))
            continue
        if quote:
            inner = re.split(r"\n[ \t]*\n", "\n".join(quote))
            held = "".join(from_lines(one.split("\n"), levels) for one in inner)
            parts.append(f"<blockquote>{held}</blockquote>")
            quote = []
        lines.append(line)
    return "".join([*parts, from_lines(lines, levels)])


def from_lines(found: list[str], levels: tuple[int, ...]) -> str:
    """Paragraphs, headings and lists in turn."""
    parts: list[str] = []
    lines: list[str] = []
    items: list[str] = []
    for line in [*found, ""]:
        heading = HEADING.fullmatch(line)
        is_item = bool(line) and begins_item(line, items)
        if lines and (heading or is_item or not line):
            parts.append(f"<p>{'<br>'.join(map(from_inline, lines))}</p>")
            lines = []
        if items and not is_item:
            parts.append(list_of(items))
            items = []
        if heading:
            name = f"h{levels[min(len(heading[1]), len(levels)) - 1]}"
            parts.append(f"<{name}>{from_inline(heading[2])}</{name}>")
        elif is_item:
            items.append(line)
        elif line.strip():
            lines.append(line)
    return "".join(parts)


def begins_item(line: str, items: list[str]) -> bool:
    """Letters begin a list with the first of them: "A. Smith" beside no list is a name."""
    found = ITEM.fullmatch(line)
    if items and not found:
        return line.startswith("  ")  # goes on in the item before
    if not found:
        return False
    sign = found[2].rstrip(".")
    return bool(items) or sign in ("-", *FIRST) or sign.isdecimal()


def list_of(lines: list[str]) -> str:
    """Each item stays open until the next one or the end of its list: it may hold a list."""
    parts: list[str] = []
    open_lists: list[tuple[int, str]] = []  # how far each is indented, and its kind
    for line in lines:
        found = ITEM.fullmatch(line)
        if found is None:
            parts.append(f"<br>{from_inline(line.strip())}")
            continue
        indent, sign = len(found[1]), found[2].rstrip(".")
        kind = kind_of(sign)
        parts += ["</p>"] if parts else []
        while open_lists and open_lists[-1][0] > indent:
            parts.append(end_of(open_lists.pop()[1]))
        if open_lists and open_lists[-1][0] == indent and open_lists[-1][1] != kind:
            parts.append(end_of(open_lists.pop()[1]))
        if open_lists and open_lists[-1][0] == indent:
            parts.append("</li>")
        else:
            parts.append(begin(kind, sign))
            open_lists.append((indent, kind))
        parts.append(f"<li><p>{from_inline(found[3])}")
    return "".join([*parts, "</p>", *(end_of(kind) for _indent, kind in reversed(open_lists))])


def kind_of(sign: str) -> str:
    if sign == "-":
        return "-"
    return "1" if sign.isdecimal() else FIRST.get(sign, sign)


def begin(kind: str, sign: str) -> str:
    if kind == "-":
        return "<ul>"
    if kind == "1":
        return f'<ol start="{int(sign)}">' if int(sign) > 1 else "<ol>"
    return f'<ol type="{kind if kind in FIRST else "a"}">'


def end_of(kind: str) -> str:
    return "</li></ul>" if kind == "-" else "</li></ol>"


def from_inline(text: str) -> str:
    parts: list[str] = []
    place = 0
    for found in marks_in(text):
        parts.append(escape(text[place : found.start()], quote=False))
        place = found.end()
        sign, strong, slanted, above, below, words, address = found.groups()
        if sign:
            parts.append(escape(sign, quote=False))
        elif words:
            quoted = escape(address, quote=False).replace('"', "&quot;")
            parts.append(f'<a href="{quoted}">{from_inline(words)}</a>')
        else:
            for name, inner in zip(SIGNS, (strong, slanted, above, below), strict=True):
                parts += [f"<{name}>{from_inline(inner)}</{name}>"] if inner else []
    parts.append(escape(text[place:], quote=False))
    return "".join(parts)


def marks_in(text: str) -> Iterator[re.Match[str]]:
    """From left to right. What ends the next one is looked for once, and not anew for each sign
    that may begin it."""
    ends = dict.fromkeys(ENDS, -1)
    place = 0
    while begun := BEGINS.search(text, place):
        sign, place = begun[0], begun.start() + 1
        if sign in ENDS:
            if ends[sign] <= begun.end():
                end = ENDS[sign].search(text, begun.end() + 1)
                ends[sign] = end.start() if end else len(text) + LONGEST
            if ends[sign] - begun.end() > LONGEST:
                continue
        if found := MARKED.match(text, begun.start()):
            place = found.end()
            yield found
