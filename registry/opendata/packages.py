"""Data packages (Frictionless, specification 1): what a CSV file holds, column by column, so that a
program reads it right: years as years, "NA" as Namibia and not as nothing."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from rest_framework import serializers

from registry.common.api_forms import headings_of, nested_in
from registry.common.languages import active
from registry.figures.about_indicators import cautions
from registry.figures.downloads import COLUMNS, defined
from registry.figures.models import Indicator
from registry.opendata import licences
from registry.opendata.gathering import published
from registry.opendata.published import (
    CC_BY,
    CSV,
    JSON_LINES,
    Dataset,
    Licence,
    Published,
    whole,
)
from registry.opendata.words import about_the_registry, registry_name

KINDS = {"year": "year", "expected_in": "year", "value": "number"}  # of a download; else words
OWN_LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": CC_BY,
}
SPDX = {CC_BY: "CC-BY-4.0", "https://creativecommons.org/licenses/by/3.0/igo/": "CC-BY-3.0-IGO"}
# Of an API's field, what its cells are; the first that fits
OF_FIELDS: list[tuple[type, str]] = [
    (serializers.BooleanField, "boolean"),
    (serializers.IntegerField, "integer"),
    (serializers.FloatField, "number"),
    (serializers.DecimalField, "number"),
    (serializers.DateTimeField, "datetime"),
    (serializers.DateField, "date"),
]
Described = dict[str, Any]


def as_text(package: Described) -> str:
    return json.dumps(package, ensure_ascii=False, indent=1) + "\n"


def schema_of(kinds: Mapping[str, str]) -> Described:
    """`kinds`: by heading."""
    fields = [{"name": heading, "type": kind} for heading, kind in kinds.items()]
    return {"fields": fields, "missingValues": [""]}


def resource(name: str, address: str, kinds: Mapping[str, str], **more: Any) -> Described:
    return {
        "name": name,
        "path": address,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": CSV,
        "encoding": "utf-8",
        "schema": schema_of(kinds),
        **more,
    }


# One indicator


def of_indicator(indicator: Indicator) -> Described:
    """Beside its whole table, in the reader's language. What must be known of the figures stands
    in the description, and beside each figure in the column `remark`."""
    source = indicator.source
    own = whole(indicator.get_absolute_url())
    notes = [caution.text for caution in cautions(indicator)]
    doubt = f"{indicator.doubt}." if indicator.doubt else ""
    about = [f"{indicator.title}, {indicator.unit}.", defined(indicator), doubt, *notes]
    kinds = {name: KINDS.get(name, "string") for name in COLUMNS}
    address = f"{own}?part=all&format=csv"
    return {
        "profile": "tabular-data-package",
        "name": indicator.slug,
        "title": indicator.title,
        "description": " ".join(filter(None, about)),
        "homepage": own,
        **licences_of(licences.of_indicator(indicator)),
        "sources": [{"title": source.title, "path": source.url or own}] if source else [],
        "resources": [resource(indicator.slug, address, kinds, title=indicator.title)],
    }


def licences_of(licence: Licence) -> Described:
    """Nothing where nobody said it."""
    found = {
        "name": SPDX.get(licence.address, "other-open"),
        "title": licence.title,
        "path": licence.address,
    }
    shown = {name: value for name, value in found.items() if value}
    return {"licenses": [shown]} if licence.title else {}


# The lists of the API, whole


def of_lists(on: date) -> Described:
    """Every list in each language, with what its columns hold."""
    found = published(on)
    kinds = columns_of_lists()
    resources: list[Described] = []
    for dataset in found.datasets:
        if dataset.kind == "list":
            name = dataset.key.partition("/")[2]
            resources += resources_of(name, dataset, kinds[name])
    return {
        "profile": "data-package",
        "name": "prague-process-registry",
        "title": registry_name(),
        "description": about_the_registry(),
        "homepage": whole(f"/{active()}/"),
        "licenses": [OWN_LICENCE],
        "sources": sources_of(found),
        "resources": resources,
    }


def resources_of(name: str, dataset: Dataset, kinds: Mapping[str, str]) -> Iterable[Described]:
    for file in dataset.files:
        language = file.language
        texts: Described = {
            "title": dataset.titles[language],
            "description": dataset.in_full[language],
            "language": language,
            **licences_of(dataset.licence),
        }
        if file.media_type == CSV:
            yield resource(f"{name}-{language}", file.address, kinds, **texts)
        elif file.media_type == JSON_LINES:
            yield {
                "name": f"{name}-{language}-jsonl",
                "path": file.address,
                "profile": "data-resource",
                "format": "jsonl",
                "mediatype": JSON_LINES,
                "encoding": "utf-8",
                **texts,
            }


def sources_of(found: Published) -> list[Described]:
    """Who publishes the figures."""
    rows = {}
    for dataset in found.datasets:
        if dataset.creator and dataset.kind == "indicator" and dataset.source:
            title = dataset.creator.names[active()]
            rows[title] = {"title": title, "path": dataset.source}
    return list(rows.values())


def columns_of_lists() -> dict[str, dict[str, str]]:
    """Of each list the headings of its CSV and what is below them."""
    from registry.api import router  # the index of what all topics give

    found = {}
    rows: list[tuple[str, Any, str]] = router.registry
    for name, view, _base in rows:
        serializer = view.serializer_class()
        kinds = kinds_of(serializer)
        found[name] = {heading: kinds.get(heading, "string") for heading in headings_of(serializer)}
    return found


def kinds_of(serializer: Any, prefix: str = "") -> dict[str, str]:
    """Of what is one value in a cell. A list of records makes a column of each detail, with "; "
    between the records: words, whatever they are."""
    found: dict[str, str] = {}
    for name, field in serializer.fields.items():
        nested = nested_in(field, serializer)
        if nested is None:
            found[f"{prefix}{name}"] = kind_of(field)
        elif not is_list(field, serializer):
            found |= kinds_of(nested, f"{prefix}{name}.")
    return found


def is_list(field: Any, parent: Any) -> bool:
    declared = getattr(parent, f"get_{field.field_name}", field)
    declared = getattr(declared, "_spectacular_annotation", {}).get("field", declared)
    return isinstance(declared, serializers.ListSerializer)


def kind_of(field: Any) -> str:
    for kind, name in OF_FIELDS:
        if isinstance(field, kind):
            return name
    return "string"
