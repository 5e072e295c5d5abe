"""What the registry says when it refuses something is said in the reader's language: a sentence in
the code passes through gettext, whoever may read it."""

import ast
from collections.abc import Iterator
from pathlib import Path

HOUSE = Path(__file__).parent.parent
ERRORS = {"RuleError", "ValidationError", "CellError"}
WORDS = {"kept_because", "NOT_READ", "instead"}
# Commands of an operator, who reads English
OF_COMMANDS = (
    "common/backup.py",
    "common/seeding.py",
    "contacts/bounces.py",
    "figure_imports/files.py",
    "secretariat/trying_out.py",
    "takeaway/",
)


def is_bare(node: ast.expr | None, constants: dict[str, ast.expr]) -> bool:
    """Whether it is a sentence that nobody can translate."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and " " in node.value.strip(" .,:;")
    if isinstance(node, ast.Name):
        return node.id in constants and is_bare(constants[node.id], {})
    parts: list[ast.expr] = []
    if isinstance(node, ast.JoinedStr):
        parts = [one for one in node.values if isinstance(one, ast.Constant)]
    elif isinstance(node, ast.BinOp):
        parts = [node.left, node.right]
    elif isinstance(node, ast.IfExp):
        parts = [node.body, node.orelse]
    elif isinstance(node, ast.List | ast.Tuple):
        parts = node.elts
    elif isinstance(node, ast.Dict):
        parts = node.values
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        parts = [node.func.value] if node.func.attr in ("format", "join") else []
    return any(is_bare(one, constants) for one in parts)


def name_of(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def bare_in(tree: ast.Module) -> Iterator[int]:
    """Lines."""
    constants = {
        target.id: one.value
        for one in tree.body
        if isinstance(one, ast.Assign)
        for target in one.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        said: list[ast.expr | None] = []
        if isinstance(node, ast.Call):
            if name_of(node) in ERRORS:
                said = list(node.args)
            said += [one.value for one in node.keywords if one.arg in WORDS]
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(one, ast.Name) and one.id in WORDS for one in targets):
                said = [node.value]
        if any(is_bare(one, constants) for one in said):
            yield node.lineno


def test_every_refusal_is_said_in_the_readers_language():
    found = []
    for path in sorted((HOUSE / "registry").rglob("*.py")):
        place = path.relative_to(HOUSE / "registry").as_posix()
        if not place.startswith(OF_COMMANDS) and not place.startswith("management/"):
            found += [f"{place}:{line}" for line in bare_in(ast.parse(path.read_text()))]
    assert found == []


def test_a_bare_sentence_would_be_noticed():
    for bare in (
        'RuleError("It is damaged.")',
        'RuleError(f"{name} is damaged.")',
        'forms.ValidationError({"day": "It is late."})',
        'raise CellError(_("Fine."), "Not fine.")',
        'kept_because = "It was sent."',
        'LIMITS = Limits(rows=1, instead="Split the sheet.")',
        'SAID = "It is " "damaged."\nRuleError(SAID)',
    ):
        assert list(bare_in(ast.parse(bare))), bare
    for said in ('RuleError(_("It is %(how)s.") % {"how": how})', 'RuleError(f"{place}: {why}")'):
        assert not list(bare_in(ast.parse(said))), said
