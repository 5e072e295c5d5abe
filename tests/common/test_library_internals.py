"""What the registry uses of libraries beyond their documented interface is there, and is used in
one place."""

import ast
import inspect

import pytest
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.account.views import ConfirmLoginCodeView, RequestLoginCodeView
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django import forms
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.storage import FileSystemStorage
from django.http import HttpResponse
from django.utils import log

from registry.common import library_internals
from registry.figure_imports.imports import StagedFigure
from registry.states.models import State

ADAPTER = settings.BASE_DIR / "registry/common/library_internals.py"
MODULES = [
    path
    for path in sorted((settings.BASE_DIR / "registry").rglob("*.py"))
    if "migrations" not in path.parts and path != ADAPTER
]
# Documented, or given to subclasses by the library's own words
OPEN = {
    "_meta",
    "_base_manager",
    "_default_manager",
    "_history_user",
    "_change_reason",
    "_replace",
    "_exit",
}
# Hooks of a library's class that ours overrides; each is named in HOOKS below
HOOKED = {
    "registry/accounts/forms.py": {"_emit_authentication_failed"},
    "registry/accounts/views.py": {
        "_redirect_to_pending_stage",
        "_verify_form_valid",
    },
    "registry/common/private_files.py": {"_save"},
    "registry/common/smtp.py": {"_get_socket"},
}
HOOKS = [
    (forms.ModelForm, "_post_clean"),
    (AuthenticateForm, "_emit_authentication_failed"),
    (ReauthenticateForm, "_emit_authentication_failed"),
    (ConfirmLoginCodeView, "_verify_form_valid"),
    (ConfirmLoginCodeView, "_action"),
    (RequestLoginCodeView, "_redirect_to_pending_stage"),
    (FileSystemStorage, "_save"),
    (SessionStore, "_get_new_session_key"),
    (SessionStore, "_validate_session_key"),
    (LoginStageController, "enter"),
    (LoginByCodeStage, "key"),
    (library_internals.LoginCodeVerificationProcess, "initial_state"),
    (library_internals.LoginCodeVerificationProcess, "send_by_email"),
    (library_internals.LoginCodeVerificationProcess, "abort_if_invalid"),
    (library_internals.LoginCodeVerificationProcess, "persist"),
    (library_internals.LoginCodeVerificationProcess, "generate_code"),
    (library_internals.LoginCodeVerificationProcess, "resend"),
]


@pytest.mark.parametrize(("owner", "name"), HOOKS, ids=lambda part: getattr(part, "__name__", part))
def test_a_hook_that_ours_overrides_is_there(owner, name):
    assert hasattr(owner, name)


def test_functions_of_the_sign_in_library_take_what_we_give():
    signature = inspect.signature
    signature(library_internals.record_authentication).bind(
        None, None, method="x", reauthenticated=True
    )
    signature(library_internals.login_stage_required).bind(stage="x", redirect_urlname="x")
    assert library_internals.normalize_user_code(" AB-CD ") == "abcd"
    assert "_login_stage" in inspect.getsource(library_internals.login_stage_required)
    assert "self._process" in inspect.getsource(ConfirmLoginCodeView)


def test_an_answer_that_we_logged_is_not_logged_again(caplog, rf):
    answer = library_internals.mark_as_logged(HttpResponse(status=503))
    log.log_response("once", response=answer, request=rf.get("/"))
    assert not caplog.records
    log.log_response("twice", response=HttpResponse(status=503), request=rf.get("/"))
    assert len(caplog.records) == 1


def test_a_form_for_an_act_leaves_its_row_as_it_was_read():
    class Form(library_internals.UnwrittenModelForm):
        class Meta:
            model = State
            fields = ["iso_alpha3"]

    row = State(iso_alpha3="GEO")
    form = Form({"iso_alpha3": "ARM"}, instance=row)
    assert form.is_valid(), form.errors
    assert row.iso_alpha3 == "GEO"
    assert form.cleaned_data["iso_alpha3"] == "ARM"


@pytest.mark.django_db
def test_staged_figures_are_deleted_by_one_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        StagedFigure.objects.all().delete()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(settings.BASE_DIR)))
def test_no_other_module_uses_private_parts(path):
    tree = ast.parse(path.read_text())
    allowed = OPEN | HOOKED.get(str(path.relative_to(settings.BASE_DIR)), set())
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            assert ".internal" not in node.module, ast.unparse(node)
        if not isinstance(node, ast.Attribute) or not node.attr.startswith("_"):
            continue
        is_own = isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")
        assert is_own or node.attr.startswith("__") or node.attr in allowed, ast.unparse(node)
