"""Random formatted texts of all elements that a part may hold, as its editor writes them."""

import random

ENGLISH = "migration border return labour asylum data state law 2,5 year «visa» R&D a<b"
RUSSIAN = "миграция граница возврат труд убежище данные закон ёж 1\N{NO-BREAK SPACE}234 год"
WORDS = {"en": ENGLISH.split(), "ru": RUSSIAN.split()}
ADDRESSES = (
    "https://example.org/a?b=1&c=2",
    "mailto:office@example.org",
    "https://example.org/%D0%BF/x",
)


class TextMaker:
    def __init__(self, seed: int, language: str) -> None:
        self.random, self.words = random.Random(seed), WORDS[language]

    def text(self) -> str:
        makers = [self.p, self.p, self.h, self.items, self.quote, self.table]
        parts = [self.random.choice(makers)() for _number in range(self.random.randint(1, 7))]
        return "".join(parts) + (self.noted() if self.random.random() < 0.4 else "")

    def some(self) -> str:
        picked = self.random.choices(self.words, k=self.random.randint(1, 6))
        return " ".join(picked).replace("&", "&amp;").replace("<", "&lt;")

    def inline(self, depth: int = 0) -> str:
        parts = []
        for _number in range(self.random.randint(1, 4)):
            kind = self.random.choice(["", "", "strong", "em", "sub", "sup", "a", "br"])
            if kind == "a" and depth < 2:
                address = self.random.choice(ADDRESSES).replace("&", "&amp;")
                parts.append(f'<a href="{address}">{self.some()}</a>')
            elif kind == "br":
                parts.append(f"{self.some()}<br>{self.some()}")
            elif kind in ("strong", "em") and depth < 2:
                parts.append(f"<{kind}>{self.inline(depth + 1)}</{kind}>")
            elif kind in ("sub", "sup"):
                parts.append(f"<{kind}>{self.random.randint(1, 9)}</{kind}>")
            else:
                parts.append(self.some())
        return " ".join(parts)

    def p(self) -> str:
        return f"<p>{self.inline()}</p>"

    def h(self) -> str:
        level = self.random.choice((3, 4))
        return f"<h{level}>{self.some()}</h{level}>"

    def items(self, depth: int = 0) -> str:
        name = self.random.choice(("ul", "ol"))
        given = ""
        if name == "ol":
            given = self.random.choice(("", "", ' start="4"', ' type="a"', ' type="I"'))
        rows = []
        for _number in range(self.random.randint(1, 4)):
            more = self.p() if self.random.random() < 0.2 else ""
            inner = self.items(depth + 1) if depth < 3 and self.random.random() < 0.25 else ""
            rows.append(f"<li><p>{self.inline()}</p>{more}{inner}</li>")
        return f"<{name}{given}>{''.join(rows)}</{name}>"

    def quote(self) -> str:
        paragraphs = [self.p() for _number in range(self.random.randint(1, 3))]
        return f"<blockquote>{''.join(paragraphs)}</blockquote>"

    def table(self) -> str:
        columns = self.random.randint(2, 4)
        # one row is whole: a column in which no cell begins is none
        name = self.random.choice(("th", "th", "td"))
        cells = "".join(f"<{name}><p>{self.some()}</p></{name}>" for _column in range(columns))
        rows = [f"<tr>{cells}</tr>"]
        for _row in range(self.random.randint(1, 4)):
            cells, column = "", 0
            while column < columns:
                wide = self.random.choice((1, 1, 1, 2))
                wide = min(wide, columns - column)
                span = f' colspan="{wide}"' if wide > 1 else ""
                name = "th" if column == 0 and self.random.random() < 0.3 else "td"
                content = self.p() if self.random.random() < 0.8 else "<p></p>"
                content += self.items(2) if self.random.random() < 0.1 else ""
                cells += f"<{name}{span}>{content}</{name}>"
                column += wide
            rows.append(f"<tr>{cells}</tr>")
        return f"<table><tbody>{''.join(rows)}</tbody></table>"

    def noted(self) -> str:
        return (
            f"<p>{self.some()}<sup>[1]</sup> {self.some()}<sup>[2]</sup></p>"
            f"<p><sup>[1]</sup> {self.inline()}</p><p><sup>[2]</sup> {self.some()}</p>"
        )
