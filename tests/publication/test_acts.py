"""An act takes what it reads: who acts is recorded or decides, or is not asked for."""

import ast
import inspect

import pytest
from django.conf import settings

from registry.profiles.steps import Step
from registry.publication.workflow import STEPS

HOUSE = settings.BASE_DIR / "registry"
ROOMS = ("profiles", "drafting", "publication", "desk")
# Functions of one kind take the same arguments
ALIKE = {HOUSE / "publication" / "conditions.py", HOUSE / "drafting" / "before_submitting.py"}
DOORS = ("views.py", "admin.py", "admin_pages.py", "forms.py", "filters.py", "api.py")
# The desk of a request, the form of a session that has ended, what the pages of an edition share;
# own_figures.py: the day from which a figure is held; presence.py: who looks at a page now
FUNCTIONS_OF_DOORS = (
    "access.py",
    "rescue.py",
    "desk_pages.py",
    "own_figures.py",
    "presence.py",
)


def modules():
    return [path for room in ROOMS for path in sorted((HOUSE / room).glob("*.py"))]


@pytest.mark.parametrize("path", modules(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_an_act_reads_who_acts_and_on_which_day(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.FunctionDef) or path in ALIKE:
            continue
        taken = {argument.arg for argument in (*node.args.args, *node.args.kwonlyargs)}
        read = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
        assert not (taken & {"by", "on"}) - read, f"{node.name} never reads an argument"


def test_the_day_is_read_at_the_door():
    for path in modules():
        is_door = path.name.endswith(DOORS) or path.name in FUNCTIONS_OF_DOORS
        assert is_door or "today()" not in path.read_text(), path


def test_a_row_is_written_by_somebody_in_one_way():
    naming = {
        str(path.relative_to(HOUSE))
        for path in HOUSE.rglob("*.py")
        if "._history_user" in path.read_text()
    }
    assert naming == {"common/history.py"}
    for path in modules():
        written = path.read_text().replace("history_change_reason", "")  # which is only read
        assert "_change_reason" not in written, path


def test_steps_are_told_apart_by_their_attributes():
    assert {name for name, step in STEPS.items() if step.is_endorsement} == {
        "endorse",
        "endorse_later",
    }
    for path in modules():
        assert "name.startswith" not in path.read_text(), path


def test_a_step_names_its_fields():
    parameters = inspect.signature(Step).parameters.values()
    assert {parameter.kind for parameter in parameters} == {inspect.Parameter.KEYWORD_ONLY}
