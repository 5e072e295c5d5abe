"""A first start that is cut off is taken up by the next one; after that, a start seeds no more."""

import pytest
from django.core.management import call_command

from registry.common import seeding
from registry.management.commands import seed, start
from tests.in_this_process import in_this_process


class Killed(BaseException):
    pass


@pytest.fixture
def steps(db, monkeypatch, tmp_path) -> list[str]:
    """What a start does, in order; without serving and collecting files, and with few records."""
    done: list[str] = []
    real = call_command

    def call(name: str, **options) -> None:
        done.append(name)
        if name == "seed":
            real("seed", fixtures=tmp_path)

    monkeypatch.setattr(start, "call_command", call)
    monkeypatch.setattr(start, "beside", in_this_process)
    monkeypatch.setattr(start, "collect_static_files", lambda: done.append("collect"))
    monkeypatch.setattr(seed, "compile_light_editions", lambda **options: done.append("compile"))
    (tmp_path / "figures.csv.gz").touch()
    return done


@pytest.mark.parametrize("at", ["import_once", "compile_light_editions"])
def test_the_next_start_goes_on_where_one_was_killed(steps, monkeypatch, at):
    def killed(*args, **options):
        raise Killed

    if at != "import_once":
        monkeypatch.setattr(seed, "import_once", lambda path, **options: 0)
    with monkeypatch.context() as cut:
        cut.setattr(seed, at, killed)
        with pytest.raises(Killed):
            call_command("start")
    steps.remove("collect")
    assert steps == ["migrate", "seed"]
    assert not seeding.is_whole()

    monkeypatch.setattr(seed, "import_once", lambda path, **options: 0)
    steps.clear()
    call_command("start")
    steps.remove("collect")  # beside the others
    assert steps == ["migrate", "seed", "compile", "index_search", "serve"]

    steps.clear()
    call_command("start")
    steps.remove("collect")
    assert steps == ["migrate", "index_search", "serve"]
