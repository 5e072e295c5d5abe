"""Walking pages as a person does: the links that a page shows, its forms with every field, and
values that a person could type."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

VALUES = {
    "email": "somebody.else@example.org",
    "date": "2031-01-31",
    "number": "5",
    "tel": "+995 32 123456",
    "url": "https://example.org/",
}
NAMED = {
    "name_latin": "Ana Testova",
    "name_cyrillic": "Анна Тестова",
    "digits": "0000",
    "code": "ABCD-EFGH",
}
BUTTONS = ("submit", "image", "button", "reset")
FILLED = ("text", "search", *VALUES)


@dataclass
class Form:
    """`buttons`: the name and value that each of its buttons adds. `fields`: what is sent when
    every empty field that must be filled is filled."""

    action: str
    method: str
    is_disabled: bool
    fields: dict[str, str] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    buttons: list[dict[str, str]] = field(default_factory=list)

    def bodies(self) -> Iterator[dict[str, str]]:
        """What each button sends."""
        for added in self.buttons or [{}]:
            yield self.fields | added


class Page(HTMLParser):
    def __init__(self, address: str, text: str) -> None:
        super().__init__()
        self.address = address
        self.links: set[str] = set()
        self.forms: list[Form] = []
        self.form: Form | None = None
        self.area = self.select = ""
        self.disabled: list[bool] = []
        self.by_id: dict[str, Form] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "a" and given.get("href"):
            self.links.add(urljoin(self.address, given["href"]).partition("#")[0])
        elif tag == "fieldset":
            self.disabled.append("disabled" in given)
        elif tag == "form":
            self.open(given)
        elif self.form or given.get("form"):
            self.take(tag, given)

    def open(self, given: dict[str, str]) -> None:
        self.form = Form(
            action=urljoin(self.address, given.get("action", "")).partition("#")[0],
            method=given.get("method", "get").lower(),
            is_disabled=any(self.disabled),
        )
        self.forms.append(self.form)
        self.by_id[given.get("id", "")] = self.form

    def take(self, tag: str, given: dict[str, str]) -> None:
        form = self.by_id.get(given["form"]) if given.get("form") else self.form
        name, kind = given.get("name", ""), given.get("type", "text")
        if form is None or "disabled" in given:
            return
        if tag == "button" or (tag == "input" and kind in BUTTONS):
            if kind != "button":
                form.buttons.append({name: given.get("value", "")} if name else {})
        elif tag == "textarea":
            self.area, form.fields[name] = name, ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select:
            if "selected" in given or not form.fields.get(self.select):
                form.fields[self.select] = given.get("value", "")
        elif tag == "input" and kind == "file":
            form.files.add(name)
        elif tag == "input" and name:
            self.fill(form, name, given)

    @staticmethod
    def fill(form: Form, name: str, given: dict[str, str]) -> None:
        kind, value = given.get("type", "text"), given.get("value", "")
        if kind in ("checkbox", "radio"):
            if "checked" in given or (kind == "checkbox" or name not in form.fields):
                form.fields[name] = value or "on"
        elif kind in FILLED and not value and ("required" in given or name in NAMED):
            form.fields[name] = NAMED.get(name) or VALUES.get(kind, "Words")
        else:
            form.fields[name] = value

    def handle_data(self, data: str) -> None:
        if self.area and self.form:
            self.form.fields[self.area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.area and self.form:
            typed = self.form.fields[self.area].strip()
            self.form.fields[self.area] = typed or "Words that were typed."
            self.area = ""
        elif tag == "select":
            self.select = ""
        elif tag == "form":
            self.form = None
        elif tag == "fieldset" and self.disabled:
            self.disabled.pop()


def within(links: set[str], *places: str) -> list[str]:
    """The links that lead to one of these places of this site, in order."""
    return sorted(
        link
        for link in links
        if not urlsplit(link).netloc and any(link.startswith(place) for place in places)
    )
