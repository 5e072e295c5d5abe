"""Templates and style sheets stay readable: how wide lines are, an element a line, colours by
name."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
MAILS = sorted((settings.BASE_DIR / "templates/mail").rglob("*.txt"))
SHEETS = sorted((settings.BASE_DIR / "registry/static/registry/css").glob("*.css"))
SCRIPTS = [path for path in (settings.BASE_DIR / ".ci").iterdir() if path.is_file()]
WRAPPED = [
    *(settings.BASE_DIR / "registry").rglob("*.js"),
    *(settings.BASE_DIR / "registry").rglob("*.css"),
    *(settings.BASE_DIR / "registry").rglob("*.typ"),
    *(settings.BASE_DIR / "tests").rglob("*.js"),
    *(path for path in SCRIPTS if not path.suffix),
]
NINETEEN_OF_TWENTY, WIDEST, LONGEST = 110, 140, 120
BLOCKS = (
    "address|article|aside|blockquote|caption|dd|details|div|dl|dt|fieldset|figcaption|figure|"
    "footer|form|h[1-6]|header|legend|li|main|nav|ol|optgroup|option|p|section|summary|table|"
    "tbody|td|tfoot|th|thead|tr|ul"
)
COLOUR = r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch|color)a?\("
NAMED = (
    r"(?<![\w-])(?:black|white|gr[ae]y|silver|red|maroon|yellow|olive|lime|green|aqua|teal|blue|"
    r"navy|fuchsia|purple|orange|gold|brown|pink|beige|ivory)(?![\w-])"
)


def short(path: Path) -> str:
    return str(path.relative_to(settings.BASE_DIR))


def too_wide(lines: list[str]) -> list[str]:
    """What is wrong with the widths of all lines together; nothing where they fit."""
    widths = sorted(len(line) for line in lines)
    at_95 = widths[int(len(widths) * 0.95)]
    found = [f"nineteen of twenty lines: {at_95} columns"] if at_95 > NINETEEN_OF_TWENTY else []
    return found + [line.strip() for line in lines if len(line) > WIDEST]


def crowded(text: str) -> list[str]:
    """Lines that begin a second block while a first one is open in them."""
    without_values = re.sub(r'"[^"\n]*"', '""', re.sub(r"\{[%{#].*?[%}#]\}", "", text))
    return [
        line.strip()
        for line in without_values.splitlines()
        if len(re.findall(rf"<(?:{BLOCKS})(?=[\s>])", line)) > 1
    ]


def without_comments(sheet: str) -> str:
    return re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)


def raw_colours(sheet: str) -> list[str]:
    """Values of a style sheet that hold a colour; the name of a token is none."""
    values = re.findall(r":([^:;{}]*)(?=[;}])", without_comments(sheet))
    names_out = [re.sub(r"var\([^()]*\)", "", value) for value in values]
    return [
        value.strip()
        for value in names_out
        if re.search(COLOUR, value, re.IGNORECASE) or re.search(NAMED, value)
    ]


def selectors_by_colour(sheet: str) -> list[str]:
    """Selectors that ask for the value of a colour, which a picture may change."""
    heads = re.findall(r"([^;{}]*)\{", without_comments(sheet))
    return [head.strip() for head in heads if re.search(r"\[(?:fill|stroke|color|style)\W?=", head)]


@pytest.mark.parametrize("paths", [TEMPLATES, MAILS], ids=["pages", "mails"])
def test_lines_of_templates_fit(paths):
    lines = [line for path in paths for line in path.read_text().splitlines()]
    assert too_wide(lines) == []


def test_scripts_style_sheets_and_layouts_of_paper_are_as_wide_as_python():
    assert len({path.suffix for path in WRAPPED}) == 4
    for path in WRAPPED:
        lines = path.read_text().splitlines()
        assert [line for line in lines if len(line) > 100] == [], short(path)


@pytest.mark.parametrize("path", TEMPLATES, ids=short)
def test_a_template_is_short_and_has_a_block_a_line(path):
    text = path.read_text()
    assert len(text.splitlines()) <= LONGEST, "cut it into partials, named for what they show"
    assert crowded(text) == []


def test_the_formatter_of_templates_is_asked_by_lint():
    """It breaks elements and attributes; what it would change fails `make lint`."""
    makefile = (settings.BASE_DIR / "Makefile").read_text()
    lint = makefile.partition("\nlint:")[2].partition("\n\n")[0]
    assert "djlint --check templates" in lint
    ignored = [path for path in TEMPLATES if "djlint:off" in path.read_text()]
    assert ignored == []


def test_colours_stand_in_the_tokens_alone():
    for path in SHEETS:
        if path.name != "tokens.css":
            assert raw_colours(path.read_text()) == [], short(path)
    for path in TEMPLATES:
        found = re.findall(rf'\s(?:fill|stroke|color)="(?:{COLOUR})', path.read_text())
        assert found == [], short(path)


def test_no_selector_asks_for_a_colour():
    for path in SHEETS:
        assert selectors_by_colour(path.read_text()) == [], short(path)


def test_a_style_sheet_names_its_components():
    """A heading comment at least every hundred lines."""
    for path in SHEETS:
        stretches = re.split(r"^\s*/\*", path.read_text(), flags=re.MULTILINE)
        assert max(stretch.count("\n") for stretch in stretches) <= 100, short(path)


def test_these_guards_find_what_they_look_for():
    assert too_wide(["x" * 141] + ["x"] * 99) == ["x" * 141]
    assert too_wide(["x" * 111] * 10 + ["x"] * 90) == ["nineteen of twenty lines: 111 columns"]
    assert crowded("<ul><li>x</li></ul>\n<p>x</p>") == ["<ul><li>x</li></ul>"]
    assert crowded('<li><a href="<p>">x</a></li>') == []
    assert raw_colours("a { color: #fff; border: 1px solid red }") == ["#fff", "1px solid red"]
    assert raw_colours("a { color: var(--blue) } /* #fff */ #content:hover { margin: 0; }") == []
    assert raw_colours("a { background: rgb(0 0 0 / 50%) }") == ["rgb(0 0 0 / 50%)"]
    assert selectors_by_colour('.chart [stroke="#a4503c"] { fill: none }') == [
        '.chart [stroke="#a4503c"]'
    ]
    assert selectors_by_colour(".map use:not([fill]) { fill: none }") == []
