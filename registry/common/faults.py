"""What goes wrong beneath the registry and passes again: a full disk, a database or cache that
does not answer or is locked, a program that draws and has ended."""

import errno

from django.db import InterfaceError, InternalError, OperationalError

from registry.common.limits import CannotCountError, redis_errors
from registry.common.own_programs import ProgramGoneError

FULL_OR_LOCKED = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO}
# SQLite has one class for these and for faults of our own, such as a table that does not exist
SQLITE_NAMES = (
    "SQLITE_BUSY",
    "SQLITE_CANTOPEN",
    "SQLITE_FULL",
    "SQLITE_IOERR",
    "SQLITE_LOCKED",
    "SQLITE_NOMEM",
    "SQLITE_PROTOCOL",
    "SQLITE_READONLY",
)
READ_ONLY_TRANSACTION = "25006"  # PostgreSQL: a replica, or a server switched to reading
LONGEST_CHAIN = 10


def is_passing(error: BaseException | None) -> bool:
    """Whether the fault, or what caused it, lies beneath the registry and may be gone in a few
    minutes."""
    for _link in range(LONGEST_CHAIN):
        if error is None:
            return False
        if is_passing_itself(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def is_silent_cache(error: BaseException) -> bool:
    """Whether the shared cache did not answer, to our own limits or to a library."""
    return isinstance(error, (CannotCountError, *redis_errors()))


def is_passing_itself(error: BaseException) -> bool:
    if isinstance(error, InterfaceError | ProgramGoneError) or is_silent_cache(error):
        return True
    if isinstance(error, OperationalError):
        name = getattr(error.__cause__, "sqlite_errorname", None)
        return name is None or name.startswith(SQLITE_NAMES)
    if isinstance(error, InternalError):
        return getattr(error.__cause__, "sqlstate", None) == READ_ONLY_TRANSACTION
    return isinstance(error, OSError) and error.errno in FULL_OR_LOCKED
