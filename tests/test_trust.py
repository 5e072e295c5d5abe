"""Rules that hold everywhere: lengths at the door, names from closed lists, the narrowest
visibility first.

Who gets what at each address: test_address_by_role.py. What may be kept: common/test_store.py. The
one door: accounts/test_signing_in.py.
"""

import ast
import importlib
import inspect

import pytest
from django import forms
from django.conf import settings

from registry.contacts.models import DETAILS, ContactPoint, Visibility
from tests import make
from tests.conftest import signed_in

HOUSE = settings.BASE_DIR / "registry"
LONG = "x" * 300_000


def forms_of_the_house() -> list[type[forms.BaseForm]]:
    found = []
    for path in [*HOUSE.glob("*/forms.py"), *HOUSE.glob("*/filters.py")]:
        module = importlib.import_module(f"registry.{path.parent.name}.{path.stem}")
        for _name, thing in inspect.getmembers(module, inspect.isclass):
            if issubclass(thing, forms.BaseForm) and thing.__module__.startswith("registry."):
                found.append(thing)
            elif is_filter_set(thing):
                found.append(thing().get_form_class())
    return found


def is_filter_set(thing: type) -> bool:
    model = getattr(getattr(thing, "_meta", None), "model", None)
    return hasattr(thing, "get_form_class") and model is not None and not model._meta.abstract


def test_every_text_field_of_a_form_has_a_limit():
    assert len(forms_of_the_house()) > 20
    for form in forms_of_the_house():
        for name, field in form.base_fields.items():
            if type(field) in (
                forms.CharField,
                forms.EmailField,
                forms.RegexField,
                forms.SlugField,
            ):
                is_code = (
                    name == "code"
                )  # the sign-in library's own; its limit is set when the form is made
                assert field.max_length or is_code, f"{form.__name__}.{name}"


@pytest.mark.django_db
def test_a_text_beyond_the_limit_is_told_and_kept_out(client, nino):
    desk = signed_in(nino.account)
    for one, address, data in (
        (desk, f"/en/desk/details/{nino.pk}/", {"seen": 1, "room": LONG, "language": "en"}),
        (desk, f"/en/desk/details/{nino.pk}/address/", {"email": LONG}),
        (desk, f"/en/desk/hand-over/{nino.pk}/", {"name_latin": LONG, "note": LONG}),
        (client, "/en/account/sign-in/", {"email": f"{LONG}@example.org"}),
    ):
        response = one.post(address, data)
        assert response.status_code == 200, address
        assert 'class="error"' in response.content.decode(), address
    for address in ("/en/desk/network/", "/en/contact-points/", "/en/library/"):
        assert 'class="error"' in desk.get(address, {"q": LONG[:3000]}).content.decode()
    nino.refresh_from_db()
    assert nino.room == ""


@pytest.mark.django_db
def test_a_code_beyond_the_limit_is_not_compared(client, post, nino):
    client.post("/en/account/sign-in/", {"email": "nino@example.org"})
    assert "at most 40" in client.post("/en/account/sign-in/code/", {"code": LONG}).content.decode()


def calls(tree: ast.AST, names: set[str]):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
            if name in names:
                yield name, node


def test_no_name_comes_from_a_request():
    """Ordering, fields and look-ups are chosen from lists of ours: nothing of a request is
    unpacked, ordered by or looked up by name."""
    for path in HOUSE.rglob("*.py"):
        tree = ast.parse(path.read_text())
        for name, node in calls(
            tree,
            {
                "filter",
                "exclude",
                "get",
                "order_by",
                "values",
                "values_list",
                "getattr",
                "setattr",
                "only",
            },
        ):
            unpacked = [keyword.value for keyword in node.keywords if keyword.arg is None]
            starred = [value.value for value in node.args if isinstance(value, ast.Starred)]
            named = [node.args[1]] if name in ("getattr", "setattr") and len(node.args) > 1 else []
            ordered = node.args if name == "order_by" else []
            for value in (*unpacked, *starred, *named, *ordered):
                text = ast.unparse(value)
                assert "request" not in text, f"{path.name}: {ast.unparse(node)}"
                assert ".GET" not in text, f"{path.name}: {ast.unparse(node)}"


def test_no_raw_sql_outside_its_rooms():
    allowed = {
        "guards.py",
        "frozen.py",
        "triggers.py",
        "staging.py",
        "health.py",
        "backup.py",
        "earlier.py",
        "content.py",
        "start_lock.py",
        "replicas.py",
        "dialects.py",
        "kept_statements.py",
    }
    for path in HOUSE.rglob("*.py"):
        if path.name not in allowed and "migrations" not in path.parts:
            found = [
                name
                for name, _node in calls(
                    ast.parse(path.read_text()), {"raw", "extra", "cursor", "RawSQL"}
                )
            ]
            assert found == [], path


@pytest.mark.django_db
def test_personal_data_starts_at_the_narrowest_visibility(georgia):
    one = make.contact_point(georgia)
    for name in DETAILS:
        assert ContactPoint._meta.get_field(f"{name}_visibility").default == Visibility.SECRETARIAT
        assert getattr(one, f"{name}_visibility") == Visibility.SECRETARIAT
