"""Large libraries that few requests need are not in the memory of a worker that has begun."""

import gc
import sys

import pytest

from registry.common.lean_imports import PASSKEYS, StandIn, as_if_missing
from registry.serving.server import set_apart_what_stays
from tests.databases import run_in

LARGE = (
    "PIL",
    "cryptography",
    "cyclonedx",
    "docx",
    "fido2",
    "icalendar",
    "lxml",
    "openpyxl",
    "psycopg",
    "qrcode",
    "rapidfuzz",
    "rdflib",
    "typst",
    "vl_convert",
)
BEGIN = f"""
import sys
import pragueprocess.wsgi, pragueprocess.urls
from django.urls import reverse
from registry.management.commands import serve
serve.read_addresses()
print(*sorted(set({LARGE!r}) & set(sys.modules)))
"""


def test_a_worker_begins_without_large_libraries_that_few_requests_need(tmp_path):
    printed = run_in(tmp_path, f"sqlite:///{tmp_path / 'none.sqlite3'}", "-c", BEGIN)
    assert printed.split() == []


def test_a_module_has_a_stand_in_until_it_is_used(monkeypatch):
    monkeypatch.setitem(sys.modules, "colorsys", StandIn("colorsys"))
    import colorsys

    assert isinstance(colorsys, StandIn)
    assert colorsys.rgb_to_hsv(0, 0, 1)[2] == 1
    assert not isinstance(sys.modules["colorsys"], StandIn)
    assert colorsys.rgb_to_hsv(0, 0, 1)[2] == 1
    with pytest.raises(AttributeError):
        _none = colorsys.no_such_thing


def test_a_module_that_cannot_be_imported_is_tried_again(monkeypatch):
    stand_in = StandIn("no_such_module")
    monkeypatch.setitem(sys.modules, "no_such_module", stand_in)
    for _time in range(2):
        with pytest.raises(ModuleNotFoundError):
            _thing = stand_in.thing


def test_what_stands_in_for_passkeys_gives_what_they_need():
    from allauth.mfa.webauthn.internal import flows

    assert callable(flows.auth.begin_authentication)
    assert callable(sys.modules[PASSKEYS].begin_authentication)


def test_a_library_is_missing_for_a_while_only(monkeypatch):
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    with as_if_missing("colorsys", "json"):
        with pytest.raises(ImportError):
            import colorsys
        import json  # was there before
    import colorsys  # noqa: F811

    assert colorsys.rgb_to_hsv
    assert json.dumps


def test_the_collector_passes_over_what_a_worker_begins_with():
    before = gc.get_threshold()
    try:
        set_apart_what_stays()
        assert gc.get_freeze_count() > 100_000
        assert gc.get_threshold()[2] < 10
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
