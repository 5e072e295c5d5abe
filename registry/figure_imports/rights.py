"""The rights that a person needs to look at an import of figures, and to bring a file."""

from django.http import HttpRequest

from registry.common.admin_rights import may
from registry.figure_imports.imports import FigureImport
from registry.figures.models import Observation

READS = (("view", FigureImport), ("view", Observation))


WRITES = (("add", Observation), ("change", Observation))


def may_bring(request: HttpRequest) -> dict[str, bool]:
    """For lists that lead to the import."""
    return {"may_bring": all(may(request.user, *right) for right in WRITES)}
