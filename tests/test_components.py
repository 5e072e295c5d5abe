"""Each component stands in the style guide, and the style guide shows them as the product has
them."""

import re

import pytest
from django.conf import settings
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory

from registry.common.as_of import AsOf
from registry.common.dates import today
from registry.contacts.network import shown_people
from registry.desk.forms import HandoverForm
from registry.figures.chart_controls import controls_of
from registry.figures.filters import SCALE_NAMES
from registry.figures.indicator_chart import View, picture_of, table_of_lines
from registry.figures.models import Indicator
from registry.figures.panel import Footnotes, panel_of
from registry.imap.layers import coverage_layer
from registry.imap.looks import hatches
from registry.library.filters import DocumentFilter
from registry.library.models import Document
from registry.process.models import Meeting
from registry.profiles.coverage import coverage_of
from registry.profiles.models import Edition
from registry.states.designations import by_name
from registry.states.models import State
from tests.clients import one_line
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db
IN_THE_FRAME = ("menu.html", "foot.html", "take_away.html")  # around every page, the guide's too
COMPONENTS = settings.BASE_DIR / "templates/components"


def test_each_component_is_in_the_style_guide_and_says_what_it_takes():
    pages = (settings.BASE_DIR / "templates").glob("*styleguide*.html")
    guide = "".join(page.read_text() for page in pages)
    for path in COMPONENTS.glob("*.html"):
        assert path.read_text().startswith("{#"), path.name
        if path.name not in IN_THE_FRAME:
            assert f'"components/{path.name}"' in guide, path.name


@pytest.mark.charts
def test_the_style_guide_renders(light_georgia, nino):
    request = RequestFactory().get("/en/styleguide/")
    figures = [
        figure
        for section in light_georgia.content_in("en")["sections"]
        for figure in section["figures"]
    ]
    states = by_name(State.objects.participating(today()).for_page())
    panel = panel_of(Indicator.objects.get(slug="population"), states)
    view, as_of = View((light_georgia.profile.state,)), AsOf(TODAY, True, "/en/")
    picture = picture_of(panel, view)
    text = render_to_string(
        "styleguide.html",
        {
            "panel": panel,
            "picture": picture,
            "lines": table_of_lines(panel, picture, Footnotes()),
            "controls": controls_of(panel, view, picture, as_of),
            "scale_names": SCALE_NAMES,
            "editions": Edition.objects.public().for_page(),
            "texts": [{"text": "x", "html": "<p>x</p>", "lang": lang} for lang in ("", "en", "ru")],
            "filter": DocumentFilter({"year": "soon"}, queryset=Document.objects.for_page()),
            "documents": Document.objects.for_page()[:3],
            "meetings": Meeting.objects.for_page().order_by("starts_on")[:70],
            "figures": figures,
            "layer": coverage_layer(coverage_of(states)),
            "patterns": hatches(["none"]),
            "as_of": as_of,
            "notes": [(1, "2020; compare with care")],
            "told": ["Saved 14:02."],
            "form": HandoverForm({"email": "nonsense"}, leaving=nino, by=nino.account),
            "people": shown_people([nino], "secretariat"),
            "comparison": {"is_coarse": True},
            "page": Paginator(range(100), 25).page(2),
        },
        request=request,
    )
    for look in ("sure", "open", "plain"):
        assert f'class="stamp {look}"' in text
    assert len(re.findall(r'class="chart"', text)) >= 10
    assert "counted by the source" not in text
    assert 'rel="prev"' in text
    assert 'rel="next"' in text
    assert "not confirmed" in text
    assert '<a href="#id_email">Personal e-mail</a>: Enter a valid email address.' in one_line(text)
    assert "word by word to the end" in text
    assert not re.search(r"\sstyle=", text)


@pytest.mark.parametrize("address", ["projects/", "states/georgia/", "profiles/", "library/"])
def test_a_cell_that_holds_nothing_is_empty(client, address):
    """On a narrow screen an empty cell goes, heading and all (`td:empty`), and one that holds white
    space stays."""
    text = client.get(f"/en/{address}").content.decode()
    assert not re.findall(r"<td[^>]*>\s+</td>", text)
