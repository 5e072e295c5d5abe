"""An edition changes its status in one way only: by a step."""

import ast

import pytest
from django.conf import settings

from registry.drafting import review, writing
from registry.profiles.models import Edition
from registry.profiles.steps import RESUME, SUPERSEDE, NotAllowedError, take_step
from registry.publication.workflow import STEPS, perform
from tests import make
from tests.conftest import TODAY

HOUSE = settings.BASE_DIR / "registry"
CALLERS = {
    "move": {"profiles/steps.py"},
    "take_step": {"publication/workflow.py", "publication/effects.py", "drafting/writing.py"},
}


def names_called(tree: ast.AST) -> set[str]:
    """Functions, by their own name or that of an attribute."""
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {getattr(func, "attr", getattr(func, "id", "")) for func in calls}


def test_a_status_is_changed_by_a_step_and_by_nothing_else():
    for name, expected in CALLERS.items():
        callers = {
            str(path.relative_to(HOUSE))
            for path in HOUSE.rglob("*.py")
            if name in names_called(ast.parse(path.read_text()))
        }
        assert callers == expected, name


def test_no_module_but_the_move_itself_writes_a_status_of_an_edition():
    for room in ("profiles", "drafting", "publication", "desk"):
        for path in (HOUSE / room).glob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                for target in node.targets if isinstance(node, ast.Assign) else []:
                    is_status = isinstance(target, ast.Attribute) and target.attr == "status"
                    assert not is_status or path.name == "moves.py", (path, node.lineno)


def test_what_follows_from_other_acts_is_in_the_table():
    consequences = {name: step for name, step in STEPS.items() if step.is_consequence}
    assert consequences == {"resume": RESUME, "supersede": SUPERSEDE}


@pytest.mark.django_db
def test_a_change_to_a_returned_draft_takes_it_up_again(georgia, nino, editor):
    edition = perform(make.written_edition(georgia), "submit", by=nino.account, on=TODAY)
    part = edition.sections.first()
    review.return_section(part, by=editor, reason="Source?")
    perform(edition, "send_back", by=editor, on=TODAY)
    part.refresh_from_db()
    saved = writing.save_section(
        part, {"text_en": "<p>New.</p>"}, by=nino.account, on=TODAY, seen=part.version
    )
    assert saved.edition.status == Edition.objects.get(pk=edition.pk).status == "draft"
    last = edition.transitions.last()
    assert (last.step, last.by, last.on) == ("resume", nino.account, TODAY)


@pytest.mark.django_db
def test_what_follows_is_refused_from_a_status_that_it_does_not_leave(georgia):
    edition = make.written_edition(georgia)
    for step in (RESUME, SUPERSEDE):
        with pytest.raises(NotAllowedError, match="is not possible"):
            take_step(edition, step, by=None, on=TODAY, follows=True)
