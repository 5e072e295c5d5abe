"""Rich texts whose headings leave out a level: who reads with a screen reader, or by a table of
contents, loses the thread."""

import re
from datetime import date

from django.apps import apps
from django.db import models

from registry.common.richtext import is_rich_text
from registry.common.value_changes import named
from registry.reports.reporting import Line, line

HEADING = re.compile(r"<h([1-6])[ >]")
TEXTS = ("Page", "Project", "TemplateSection", "Indicator", "PrivacyNotice")


def headings(on: date) -> list[Line]:
    found = []
    for name in TEXTS:
        model = apps.get_model("registry", name)
        fields = [field for field in model._meta.fields if is_rich_text(field)]
        for row in model._base_manager.order_by("pk") if fields else ():
            found += [line(row, words) for words in out_of_order(row, fields)]
    return found


def out_of_order(row: models.Model, fields: list) -> list[str]:
    found = []
    for field in fields:
        last = 0
        for heading in HEADING.finditer(getattr(row, field.name) or ""):
            level = int(heading[1])
            if last and level > last + 1:
                found.append(f"{named(field)}: a heading {level} follows a heading {last}")
                break
            last = level
    return found
