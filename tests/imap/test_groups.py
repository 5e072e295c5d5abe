"""A group carries its colour: one that staff add is shown and taken away like any other."""

import csv
import io
import json
from datetime import date
from importlib import import_module

import pytest
from django.apps import apps

from registry.common.models import SeededRecord
from registry.common.seeding import load_all, row_fingerprint
from registry.figures.pairs import groups_shown
from registry.imap.catalogue import Wanted, layer_of
from registry.pictures.palette import PALETTE
from registry.states.models import GroupMembership, RegionalGroup
from tests.clients import one_line
from tests.conftest import FIXTURES, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def caucasus(georgia):
    group = RegionalGroup.objects.create(
        slug="south-caucasus", name_en="South Caucasus", name_ru="Южный Кавказ", colour="eu"
    )
    GroupMembership.objects.filter(state=georgia).update(group=group)
    return group


def of_georgia(layer):
    return next(shape for shape in layer.shapes if shape.state.iso_alpha3 == "GEO")


@pytest.mark.parametrize(
    "address", ["?layer=groups", *(f"layer.{form}?layer=groups" for form in ("svg", "png"))]
)
def test_a_group_that_staff_added_is_on_the_map(client, caucasus, address):
    answer = client.get(f"/en/map/{address}")
    assert answer.status_code == 200
    if "png" not in address:
        assert "South Caucasus" in answer.content.decode()


def test_its_file_names_the_group_and_not_its_colour(client, caucasus):
    text = client.get("/en/map/layer.csv?layer=groups").content.decode("utf-8-sig")
    row = next(row for row in csv.DictReader(io.StringIO(text)) if row["state"] == "GEO")
    assert (row["class"], row["words"]) == ("south-caucasus", "South Caucasus")
    shapes = json.loads(client.get("/en/map/layer.geojson?layer=groups").content)["features"]
    shape = next(shape for shape in shapes if shape["id"] == "GEO")
    assert shape["properties"]["class"] == "south-caucasus"


def test_two_groups_of_one_colour_are_two_in_the_legend(caucasus, client):
    layer = layer_of(Wanted("groups"), TODAY)
    counts = {entry.words: entry.count for entry in layer.legend if entry.look == "eu"}
    assert counts == {"European Union": 27, "South Caucasus": 1}
    assert PALETTE["eu"] in client.get("/en/map/layer.svg?layer=groups").content.decode()


def test_a_state_in_no_group_is_not_counted_with_others(georgia, client):
    GroupMembership.objects.filter(state=georgia).delete()
    shape = of_georgia(layer_of(Wanted("groups"), TODAY))
    assert (shape.words, shape.look, shape.sort) == ("in no regional group", "none", None)
    assert client.get("/en/map/layer.svg?layer=groups").status_code == 200
    assert "вне региональных групп" in client.get("/ru/map/?layer=groups").content.decode()


def test_the_matrix_begins_with_the_groups_that_are_marked(caucasus):
    assert [group.slug for group in groups_shown(None, None)] == ["eastern-partnership", "eu"]
    RegionalGroup.objects.filter(slug="eastern-partnership").update(matrix_side="")
    caucasus.matrix_side = "rows"
    caucasus.save()
    assert groups_shown(None, None)[0] == caucasus
    assert groups_shown(None, caucasus)[1] == caucasus


@pytest.fixture
def as_before_the_fields():
    """Groups and what seeding remembers of them, as in a database of the version before."""
    new = ("colour", "counts_as_neighbours", "matrix_side")
    defaults = {name: RegionalGroup._meta.get_field(name).get_default() for name in new}
    RegionalGroup.objects.update(**defaults)
    for group in RegionalGroup.objects.all():
        SeededRecord.objects.filter(model="RegionalGroup", reference=group.slug).update(
            row=row_fingerprint(group), fixture="of before"
        )


def test_groups_of_before_get_their_colours_and_do_not_look_edited(as_before_the_fields):
    migration = import_module("registry.migrations.0017_groups_carry_their_colour")
    migration.fill(apps, None)
    colours = dict(RegionalGroup.objects.values_list("slug", "colour"))
    assert colours == {slug: slug for slug in colours}
    neighbours = RegionalGroup.objects.filter(counts_as_neighbours=True)
    assert set(neighbours.values_list("slug", flat=True)) == {
        "eu",
        "eastern-partnership",
        "western-balkans",
        "central-asia",
    }
    counts = load_all([FIXTURES / "states.yaml"], lambda name: None)
    assert (counts["kept"], counts["updated"]) == (0, 6)


def test_on_an_earlier_day_the_groups_are_those_of_that_day():
    layer = layer_of(Wanted("groups"), date(2012, 1, 1))
    assert {shape.look for shape in layer.shapes} <= set(PALETTE) | {"none"}


@pytest.mark.parametrize("address", ["/en/", "/en/states/", "/en/states/georgia/"])
def test_lists_show_the_colour_of_the_group(client, caucasus, address):
    text = one_line(client.get(address).content.decode())
    assert 'class="spine eu" href="/en/states/?group=south-caucasus' in text or (
        address == "/en/states/" and '<h2 class="spine eu">South Caucasus' in text
    )
