"""Types are checked by `make lint`; what is not checked yet is listed, and the list shrinks."""

import tomllib

from django.conf import settings

MOST_UNCHECKED = 85
CHECKED = ("common/content.py", "common/refusals.py", "common/store.py", "common/as_of.py")
CONFIGURATION = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["tool"]["mypy"]


def unchecked() -> list[str]:
    rows = [row for row in CONFIGURATION["overrides"] if row.get("ignore_errors")]
    names = [name for row in rows for name in [row["module"]] if isinstance(name, list)]
    assert len(names) == 1, "one list of modules that are not checked"
    return names[0]


def path_of(module: str):
    path = settings.BASE_DIR / module.replace(".", "/")
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def test_the_list_of_modules_without_a_check_only_shrinks():
    names = unchecked()
    assert len(names) <= MOST_UNCHECKED, "mend the new module; do not list it"
    assert names == sorted(set(names))
    missing = [name for name in names if not path_of(name).exists()]
    assert not missing, "these are gone: take them off the list"


def test_what_everything_rests_on_is_checked():
    listed = {path_of(name) for name in unchecked()}
    for name in CHECKED:
        assert settings.BASE_DIR / "registry" / name not in listed


def test_functions_say_what_they_take_and_return():
    assert CONFIGURATION["disallow_untyped_defs"]
    assert CONFIGURATION["check_untyped_defs"]
    assert CONFIGURATION["files"] == ["registry", "pragueprocess"]
