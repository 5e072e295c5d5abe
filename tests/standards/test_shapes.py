"""Shapes as GeoJSON (RFC 7946)."""

import pytest

from registry.imap.shapes import outlines

pytestmark = pytest.mark.django_db
Ring = list[list[float]]


def area(ring: Ring) -> float:
    """Positive where it runs counter-clockwise."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:], strict=False)) / 2


def test_every_ring_is_closed_and_runs_as_the_standard_says(client):
    found = client.get("/en/map/layer.geojson").json()
    assert found["type"] == "FeatureCollection"
    rings = 0
    for feature in found["features"]:
        assert feature["geometry"]["type"] == "MultiPolygon"
        for polygon in feature["geometry"]["coordinates"]:
            for place, ring in enumerate(polygon):
                rings += 1
                assert len(ring) >= 4
                assert ring[0] == ring[-1]
                assert (area(ring) > 0) == (place == 0), feature["id"]
    assert rings > 300


def test_nothing_crosses_the_antimeridian_and_no_other_system_is_named(client):
    for shape in outlines().values():
        for polygon in shape:
            for ring in polygon:
                steps = zip(ring, ring[1:], strict=False)
                assert all(abs(a[0] - b[0]) <= 180 for a, b in steps)
                assert all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in ring)
    found = client.get("/en/map/layer.geojson")
    assert "crs" not in found.json()
    assert found["Content-Type"] == "application/geo+json"
    assert found.json()["notices"]
