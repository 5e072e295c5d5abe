"""Other libraries import large ones that few requests need, when a process starts. Here they are
kept from it; whoever uses a large one imports it then.

Some only learn whether it is there: they are imported first, as if it were not installed. Of others
a module that needs it has a stand-in until it is used.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from threading import RLock
from types import ModuleType
from typing import Any

PASSKEYS = "allauth.mfa.webauthn.internal.auth"  # needs FIDO2, and with it all of cryptography


@contextmanager
def as_if_missing(*names: str) -> Iterator[None]:
    """Meanwhile importing them fails; what is imported already stays."""
    hidden = [name for name in names if name not in sys.modules]
    none: Any = None  # Python's own way to say that there is no such module
    sys.modules |= dict.fromkeys(hidden, none)
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


class StandIn(ModuleType):
    """For a module that is imported when something of it is asked for."""

    lock = RLock()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # what Python itself asks of every module
            raise AttributeError(name)
        with self.lock:
            if sys.modules.get(self.__name__) is self:
                del sys.modules[self.__name__]
                try:
                    import_module(self.__name__)
                except BaseException:
                    sys.modules[self.__name__] = self
                    raise
        return getattr(sys.modules[self.__name__], name)


def import_lean() -> None:
    """Before anything else imports these."""
    sys.modules.setdefault(PASSKEYS, StandIn(PASSKEYS))
    with as_if_missing("psycopg", "psycopg2", "yaml"):  # for fields and forms that we do not use
        import_module("rest_framework.compat")
    import_module("tablib")  # has a list of what is there, and needs none of it yet
    with as_if_missing("openpyxl", "xlrd", "yaml"):  # for formats that the settings leave out
        import_module("import_export.formats.base_formats")
