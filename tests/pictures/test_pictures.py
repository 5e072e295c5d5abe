"""Pictures: one palette, everything escaped, classes for the style sheet."""

import re
from xml.etree import ElementTree

from django.conf import settings

from registry.pictures.charts import with_classes
from registry.pictures.framed import framed
from registry.pictures.maps import Area, Hatch, LegendKey, MapPicture, draw_map
from registry.pictures.palette import LINES, PALETTE
from registry.pictures.svg import Svg, element
from registry.states.models import RegionalGroup

HOUSE = settings.BASE_DIR / "registry"
AWKWARD = """<b> & "Tom's" ]]>"""
# A module that holds a colour of its own, and why
NOT_OF_A_PICTURE = {
    "figure_imports/returning.py": "the ground of a cell in a workbook",
    "sheets/making.py": "grounds of cells in a workbook",
    "paper/codes.py": "what a telephone reads is black on white",
}


def test_the_palette_is_the_light_scheme_of_the_style_sheet():
    tokens = (HOUSE / "static/registry/css/tokens.css").read_text()
    light = dict(re.findall(r"--([\w-]+): (?:light-dark\()?(#[0-9a-f]{6})", tokens))
    assert {name: light.get(name) for name in PALETTE} == PALETTE
    assert len(set(PALETTE.values())) == len(PALETTE)  # a colour has one name


def test_no_other_module_holds_a_colour():
    a_colour = re.compile(r"""#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b|["'][0-9a-fA-F]{6}["']""")
    holding = {
        str(path.relative_to(HOUSE))
        for path in HOUSE.rglob("*.py")
        if "migrations" not in path.parts and a_colour.search(path.read_text())
    }
    assert holding == {"pictures/palette.py", *NOT_OF_A_PICTURE}


def test_every_colour_of_a_group_is_in_the_palette_and_in_the_style_sheet():
    styles = (HOUSE / "static/registry/css/site.css").read_text()
    for colour in RegionalGroup.Colour.values:
        assert colour in PALETTE
        assert re.search(rf"\.{colour}\b", styles), colour


def test_lines_of_a_chart_differ():
    assert len(set(LINES)) == len(LINES) == 8


def test_all_text_and_every_attribute_is_escaped():
    drawn = element("text", AWKWARD, data_name=AWKWARD)
    read = ElementTree.fromstring(drawn)
    assert (read.text, read.get("data-name")) == (AWKWARD, AWKWARD)
    assert element("g", Svg("<path/>"), "<path/>") == "<g><path/>&lt;path/&gt;</g>"


def words_in(svg):
    return [
        node.text
        for node in ElementTree.fromstring(svg).iter()
        if node.tag.endswith(("title", "text", "desc"))
    ]


def test_a_map_says_its_words_as_they_are():
    drawn = draw_map(
        MapPicture(
            title=AWKWARD,
            areas=[Area(path="M0,0h1", fill=PALETTE["q1"], words=AWKWARD, marker=(1, 2, 3))],
            legend=[LegendKey(fill=Hatch("none", angle=45, step=6).fill, words=AWKWARD)],
            surroundings=Svg('<path d="M0,0"/>'),
            hatches=[Hatch("none", angle=45, step=6)],
            below=[AWKWARD],
        )
    )
    assert words_in(drawn) == [AWKWARD] * 5  # heard, shown, of the area, in the legend, below


def test_a_framed_chart_says_its_words_as_they_are():
    chart = '<svg width="600" height="190"><path/></svg>'
    drawn = framed(chart, title=AWKWARD, unit=AWKWARD, below=[AWKWARD, "word " * 30])
    assert words_in(drawn)[:4] == [AWKWARD] * 4
    assert len(words_in(drawn)) == 6  # the long one in two lines
    assert '<svg x="20" y="62" width="600"' in drawn


def test_marks_have_a_class_for_each_of_their_colours_and_keep_the_colours():
    blue, quiet = PALETTE["blue"], PALETTE["quiet"]
    marks = f'<path stroke="{blue}" fill="{quiet}"/><text fill="#123456">1</text>'
    svg = f'<svg fill="none">{marks}</svg>'
    drawn = with_classes(svg)
    assert f'<path class="stroke-blue fill-quiet" stroke="{blue}" fill="{quiet}"/>' in drawn
    assert '<text fill="#123456">' in drawn
    assert with_classes(drawn) == drawn
