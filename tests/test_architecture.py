"""The house keeps its shape: who imports whom, where queries stand, how large things grow."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db import models

from registry.apps import TOPICS

HOUSE = settings.BASE_DIR / "registry"
README = settings.BASE_DIR / "README.md"
INTERFACE = {"views", "admin", "api", "forms", "filters", "urls", "admin_pages"}
ENDS_OF_INTERFACE = ("_views", "_admin", "_forms", "_urls", "_page")
# (who imports, what) of another topic's interface, or from above
BY_NAME = {
    # A row in a file is judged by the form that judges it at the desk
    ("sheets/deciding.py", "registry.drafting.figure_forms"),
    ("sheets/making.py", "registry.drafting.figure_forms"),
    ("word/deciding.py", "registry.drafting.figure_forms"),
    # The record of an edition in the admin holds the pages of every topic that works on editions
    ("publication/admin.py", "registry.drafting.admin_pages"),
    ("publication/admin.py", "registry.sheets.admin_pages"),
    ("publication/admin.py", "registry.word.admin_pages"),
    # The frame of every page offers the copy to take away, and knows when a copy is being made
    ("pages/context.py", "registry.takeaway.asking"),
    ("pages/context.py", "registry.takeaway.offering"),
    # The page of an address that is not there offers a search for its words
    ("pages/errors.py", "registry.search.question"),
}
MODULES = sorted(path for path in HOUSE.rglob("*.py") if "migrations" not in path.parts)
INDEXES = {"addresses.py", "database_guards.py", "models.py", "admin.py", "urls.py", "api.py"}
LONG_FUNCTIONS: dict[str, str] = {}
LONG_TESTS = {"test_address_by_role.py"}  # the table of every address, read as one


def topic_of(path: Path) -> str:
    parts = path.relative_to(HOUSE).parts
    return parts[0] if parts[0] in TOPICS else ""


def belongs_to_interface(path: Path) -> bool:
    return is_interface(path.stem)


def is_interface(stem: str) -> bool:
    return stem in INTERFACE or stem.endswith(ENDS_OF_INTERFACE)


def imports_of(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            is_topic = node.module.removeprefix("registry.") in TOPICS
            names = [f"{node.module}.{name.name}" for name in node.names]
            found += names if is_topic else [node.module]
        elif isinstance(node, ast.Import):
            found += [name.name for name in node.names]
    return [name for name in found if name.startswith("registry.")]


@pytest.mark.parametrize(
    "path",
    [path for path in MODULES if topic_of(path)],
    ids=lambda path: str(path.relative_to(HOUSE)),
)
def test_imports_point_downwards(path):
    topic, in_interface = topic_of(path), belongs_to_interface(path)
    for name in imports_of(path):
        parts = name.split(".")
        other = parts[1]
        if other not in TOPICS or other == topic:
            continue
        if (str(path.relative_to(HOUSE)), name) in BY_NAME:
            continue
        module = parts[2] if len(parts) > 2 else ""
        if not in_interface or topic == "common":
            assert TOPICS.index(other) < TOPICS.index(topic), (
                f"{topic} may not import {name}, which stands above it"
            )
        if other != "common" and not (in_interface and module == "filters"):
            assert not is_interface(module), f"{path.name} imports another's interface: {name}"


def test_what_is_imported_against_the_direction_is_still_so():
    for importer, name in BY_NAME:
        assert name in imports_of(HOUSE / importer), f"{importer}: {name}"


def test_every_topic_has_its_docstring_and_no_code_in_its_folder():
    for topic in TOPICS:
        tree = ast.parse((HOUSE / topic / "__init__.py").read_text())
        assert ast.get_docstring(tree), topic
        assert len(tree.body) == 1, f"registry/{topic}/__init__.py holds code"


def test_what_docstrings_and_the_readme_point_at_is_there():
    for topic in TOPICS:
        docstring = ast.get_docstring(ast.parse((HOUSE / topic / "__init__.py").read_text())) or ""
        for name in re.findall(r"[\w/]+\.(?:py|typ)\b", docstring):
            places = HOUSE / topic / name, HOUSE / name, settings.BASE_DIR / name
            assert any(place.is_file() for place in places), f"{topic}: {name}"
    named = re.findall(r"`([a-z_]+/[\w/.]+\.(?:py|txt))`", README.read_text())
    assert len(named) > 20
    for name in named:
        places = HOUSE / name, settings.BASE_DIR / name
        assert any(place.is_file() for place in places), f"README: {name}"


def test_every_model_is_in_the_index_and_every_record_in_the_admin():
    import registry.models as index

    defined = {
        model
        for model in apps.get_app_config("registry").get_models()
        if not model.__name__.startswith("Historical")
    }
    automatic = {model for model in defined if model._meta.auto_created}
    assert {model.__name__ for model in defined - automatic} == set(index.__all__)
    not_edited = {
        "SeededRecord",
        "EditionContent",
        "PackContent",
        "PackPart",  # rows within a pack’s page
        "Transition",
        "Acceptance",
        "ConsoleLink",
        "Bounce",  # rows within a contact point’s page
        "Delivery",  # rows within a letter’s page
        "SectionFigure",  # of a part, on the desk and in the review
        "KeptText",
        "TypedFigure",
        "StagedFigure",  # rows within an import’s page
        "ImportProblem",
        "ImportedRecord",  # rows within an import’s page
        "KeptMatching",  # offered where the next file is brought
        "KeptColumns",  # of a person, below each list
        "SavedView",  # above each list
        "ReportCount",  # on the front page
        "KeptRelations",  # of a version, on the page of versions
        "ReviewDecision",
        "Comment",
        "Suggestion",
        "Consultation",
        "ConfirmationRequest",
        "EmailChange",
        "EmailLink",
        "FilePage",  # the text of a file, for the search
        "Follower",  # nobody sees who follows: a report counts
        "Following",
        "FormerAddress",  # noted by the database
        "WaitingMessage",  # a message’s words, sealed
        "Proposal",  # at the desk of who decides about it
        "SystemToken",  # at the desk of who made it
        "FigureSheet",  # at the desk of who decides about it
        "NearWord",  # the index of the search, made of what is published
        "SearchBehind",
        "SearchEntry",
        "SearchState",
        "SearchText",
        "SearchWord",
        "WordCopy",
        "WordProposal",  # at the desk of who decides about it
    }
    missing = (
        {model.__name__ for model in defined - automatic}
        - {model.__name__ for model in admin.site._registry}
        - not_edited
    )
    assert not missing


def test_indexes_define_nothing():
    for name in INDEXES:
        tree = ast.parse((HOUSE / name).read_text())
        assert not [
            node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)
        ], name


def test_the_table_of_topics_is_whole():
    """In registry/__init__.py, in the order of the imports; every folder with modules is a topic
    or Django's."""
    table = re.findall(r"^(\w+) {2,}\S", (HOUSE / "__init__.py").read_text(), re.MULTILINE)
    assert tuple(table) == TOPICS
    folders = {path.parent.name for path in HOUSE.glob("*/__init__.py")}
    assert folders == {*TOPICS, "management", "migrations", "templatetags"}


def test_no_module_of_views_has_the_name_of_an_act():
    for path in MODULES:
        if not belongs_to_interface(path) and topic_of(path) != "common":
            assert "require_POST" not in path.read_text(), f"{path}: call it views.py or …_views.py"


# In common/ the interface of every topic is made from whatever query it is given. Those here are
# not clean yet: their number only falls
BUILDS_QUERIES = {
    "accounts/forms.py",
    "compare/filters.py",
    "contacts/contact_points_admin.py",
    "contacts/forms.py",
    "figures/admin.py",
    "library/admin.py",
    "pages/frame_admin.py",
    "secretariat/forms.py",
}


def test_no_query_is_built_in_the_interface():
    query = re.compile(r"\.(filter|exclude|annotate)\(|\bQ\(")
    modules = [path for path in MODULES if belongs_to_interface(path)]
    found = {
        str(path.relative_to(HOUSE))
        for path in modules
        if topic_of(path) != "common" and query.search(path.read_text())
    }
    assert found == BUILDS_QUERIES


def test_modules_and_functions_stay_small():
    for path in MODULES:
        text = path.read_text()
        assert len(text.splitlines()) <= 400, path
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                length = node.end_lineno - node.lineno + 1
                limit = 40 if path.name.endswith("views.py") else 50
                assert length <= limit or node.name in LONG_FUNCTIONS, (
                    f"{path.name}: {node.name} has {length} lines"
                )


def test_modules_of_tests_stay_small():
    """Each has one subject; what two share stands in a neighbour or in conftest.py."""
    for path in (settings.BASE_DIR / "tests").rglob("*.py"):
        lines = len(path.read_text().splitlines())
        assert lines <= 400 or path.name in LONG_TESTS, f"{path} has {lines} lines"


def test_no_line_of_python_is_wider_than_a_page():
    for path in [*MODULES, *(settings.BASE_DIR / "pragueprocess").glob("*.py")]:
        text = path.read_text()
        wide = [number for number, line in enumerate(text.splitlines(), 1) if len(line) > 100]
        assert not wide, f"{path}: {wide}"
        assert "fmt: skip" not in text, f"{path} keeps lines from the formatter"


COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
LINES_OF_A_COMPREHENSION = 4
# How many there are in the topics that are not clean yet: these numbers only fall
CLEAN_TOPICS = {
    "common",
    "accounts",
    "library",
    "process",
    "projects",
    "contacts",
    "pages",
    "takeaway",
    "secretariat",
}
MOST = {"lambdas": 38, "nested comprehensions": 40, "long comprehensions": 29}


def picks_a_field(node: ast.Lambda) -> bool:
    body = node.body
    while isinstance(body, ast.Attribute | ast.Subscript):
        body = body.value
    return isinstance(body, ast.Name | ast.Constant)


def needs_a_second_reading(tree: ast.AST) -> list[tuple[str, int]]:
    """(what, line) of each lambda that does more than pick a field, and of each comprehension that
    nests or is long."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Lambda) and not picks_a_field(node):
            found.append(("lambdas", node.lineno))
        if not isinstance(node, COMPREHENSIONS):
            continue
        inner = [other for other in ast.walk(node) if isinstance(other, COMPREHENSIONS)]
        if len(inner) > 1 or len(node.generators) > 1:
            found.append(("nested comprehensions", node.lineno))
        if node.end_lineno - node.lineno + 1 > LINES_OF_A_COMPREHENSION:
            found.append(("long comprehensions", node.lineno))
    return found


def test_code_is_read_once():
    counts = dict.fromkeys(MOST, 0)
    for path in MODULES:
        found = needs_a_second_reading(ast.parse(path.read_text()))
        assert not found or topic_of(path) not in CLEAN_TOPICS, f"{path}: {found}"
        for what, _line in found:
            counts[what] += 1
    more = {what: count for what, count in counts.items() if count > MOST[what]}
    assert not more, "name a function, or write a loop"


def test_no_hidden_writes():
    for path in MODULES:
        text = path.read_text()
        if path.name != "apps.py":
            assert ".connect(" not in text, f"{path.name} listens to signals"
            assert "@receiver" not in text, f"{path.name} listens to signals"
    for model in apps.get_app_config("registry").get_models():
        for base in model.__mro__:  # its own, and those that it shares with others
            if base.__module__.startswith("registry."):
                own = {"save", "save_base", "delete"} & set(vars(base))
                assert not own, f"{base.__name__} overrides {own}"


def test_text_columns_are_never_null():
    for model in apps.get_app_config("registry").get_models():
        if not model.__name__.startswith("Historical"):
            for field in model._meta.fields:
                if isinstance(field, models.CharField | models.TextField):
                    assert not field.null, f"{model.__name__}.{field.name}"


def test_every_text_field_has_a_limit():
    for model in apps.get_app_config("registry").get_models():
        if not model.__name__.startswith("Historical"):
            for field in model._meta.fields:
                if isinstance(field, models.TextField):
                    assert field.max_length, f"{model.__name__}.{field.name}"


def test_constraints_are_named_for_their_rule():
    for model in apps.get_app_config("registry").get_models():
        for constraint in model._meta.constraints:
            assert not re.search(r"_(uniq|check|key|idx)$", constraint.name), constraint.name


def test_each_behaviour_has_its_module():
    templates = "".join(
        path.read_text() for path in (settings.BASE_DIR / "templates").rglob("*.html")
    )
    used = set(re.findall(r"\sdata-(find|map|toc|menu|[a-z]+)(?=[\s>=])", templates)) - {
        "name",
        "words",
        "address",
        "label",
    }
    script = (HOUSE / "static/registry/js/site.js").read_text()
    for name in used:
        assert f'"./{name}.js"' in script, name
        assert (HOUSE / f"static/registry/js/{name}.js").exists()


def test_a_states_name_is_only_ever_asked_from_the_register():
    """Rule 5 of the Process: designations are exact. Nothing but the register reads the columns."""
    allowed = {
        HOUSE / "states/models.py",
        HOUSE / "states/designations.py",
        HOUSE / "states/admin.py",
        HOUSE / "states/forms.py",  # a new name is typed there
        HOUSE / "common/admin.py",  # looks for them, and shows none
    }
    for path in [*MODULES, *(settings.BASE_DIR / "templates").rglob("*.html")]:
        if path not in allowed:
            found = re.search(
                r"(short_name|official_name)_(en|ru)|designations\.(first|get|filter|all)|\.designation_set",
                path.read_text(),
            )
            assert not found, f"{path}: {found}"


def test_no_template_shows_a_state_without_its_designation():
    bare = re.compile(
        r"\{\{\s*(?:\w+\.)*(?:state|country|host)(?:\.name|\.slug\|title)?\s*(?:\|[^}]*)?\}\}"
    )
    for path in (settings.BASE_DIR / "templates").rglob("*.html"):
        assert not bare.search(path.read_text()), path
