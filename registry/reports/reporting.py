"""A report: rows with a link to where each is mended, and one line with a count."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db import models
from django.urls import reverse

from registry.common.records import Record

# Kinds of record that readers see and that staff keep up to date
KINDS = (
    "Page",
    "NewsItem",
    "Document",
    "Project",
    "Output",
    "Meeting",
    "ActionPlan",
    "Action",
    "CooperationArea",
    "Authority",
    "Indicator",
    "Source",
)


@dataclass(frozen=True, slots=True)
class Line:
    """`address`: of the page on which it is mended."""

    kind: str
    record: str
    what: str
    address: str


def nothing_unknown() -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Report:
    slug: str
    title: str
    about: str
    words: Any  # after the count, for the front page
    lines: Callable[[date], list[Line]]
    is_work: bool = True  # something to mend: the front page counts it
    unknown: Callable[[], str] = nothing_unknown  # why nobody can say yet; "" where one can

    def count(self, on: date) -> int:
        return len(self.lines(on))


def kinds() -> list[type[Record]]:
    return [apps.get_model("registry", name) for name in KINDS]


def line(row: models.Model, what: str) -> Line:
    meta = row._meta
    address = reverse(f"admin:registry_{meta.model_name}_change", args=[row.pk])
    return Line(str(meta.verbose_name), str(row), what, address)
