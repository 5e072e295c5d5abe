"""Large libraries that other libraries import only to learn whether they are there. Those are
imported here first, as if the large ones were not installed; whoever uses one imports it then."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module


@contextmanager
def as_if_missing(*names: str) -> Iterator[None]:
    """Meanwhile importing them fails; what is imported already stays."""
    hidden = [name for name in names if name not in sys.modules]
    sys.modules |= dict.fromkeys(hidden)  # None: Python's own way to say that it is not there
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


def import_lean() -> None:
    """Before anything else imports these."""
    with as_if_missing("psycopg", "psycopg2", "yaml"):  # for fields and forms that we do not use
        import_module("rest_framework.compat")
    with as_if_missing("openpyxl", "xlrd", "yaml"):  # for formats that the settings leave out
        import_module("import_export.formats.base_formats")
