"""What is wrong with a page's HTML, whatever it says: ids that are there twice, references to ids
that are not there, elements that are closed in another order than they were opened, two chosen
options of one list, and a field, picture or frame without a name."""

from collections import Counter
from html.parser import HTMLParser

EMPTY = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source"}
EMPTY |= {"track", "wbr"}
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "list")
NEEDS_NO_NAME = ("hidden", "submit", "image", "button", "reset")


class SoundPage(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.problems: list[str] = []
        self.ids: Counter[str] = Counter()
        self.references: list[tuple[str, str]] = []
        self.labelled: set[str] = set()
        self.unnamed: list[str] = []
        self.opened: list[str] = []
        self.chosen = 0
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attributes: list) -> None:
        given = {name: value or "" for name, value in attributes}
        if len(given) < len(attributes):
            self.problems.append(f"an attribute twice: <{tag} {attributes}>")
        if "id" in given:
            self.ids[given["id"]] += 1
        for name in REFERENCES:
            self.references += [(f"{tag} {name}", target) for target in given.get(name, "").split()]
        if tag == "label":
            self.labelled.add(given.get("for", ""))
        if tag == "img" and "alt" not in given:
            self.problems.append(f"a picture without alt: {given.get('src')}")
        if tag in ("input", "select", "textarea") and given.get("type") not in NEEDS_NO_NAME:
            self.field(given)
        self.choice(tag, given)
        if tag not in EMPTY:
            self.opened.append(tag)

    def field(self, given: dict[str, str]) -> None:
        is_named = {"aria-label", "aria-labelledby", "title"} & given.keys()
        if not is_named and "label" not in self.opened:
            self.unnamed.append(given.get("id") or f"name={given.get('name')}")

    def choice(self, tag: str, given: dict[str, str]) -> None:
        if tag == "select":
            self.chosen = -1000 if "multiple" in given else 0
        if tag == "option" and "selected" in given:
            self.chosen += 1
            if self.chosen > 1:
                self.problems.append(f"chosen twice: {given.get('value')}")

    def handle_startendtag(self, tag: str, attributes: list) -> None:
        self.handle_starttag(tag, attributes)
        if tag not in EMPTY:
            self.opened.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in EMPTY:
            return
        if not self.opened or self.opened.pop() != tag:
            self.problems.append(f"</{tag}> closes what is not open, line {self.getpos()[0]}")

    def all(self) -> list[str]:
        found = list(self.problems)
        found += [f"id twice: {name}" for name, count in self.ids.items() if count > 1]
        found += [f"left open: {tag}" for tag in self.opened]
        for name, target in self.references:
            if target not in self.ids:
                found.append(f"{name} leads to no id: {target}")
        found += [f"no label: {name}" for name in self.unnamed if name not in self.labelled]
        return found


def problems(text: str) -> list[str]:
    return SoundPage(text).all()
