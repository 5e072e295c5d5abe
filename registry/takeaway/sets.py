"""The lists of the API, whole: a file of JSON and one of CSV for each, in each language, and the
catalogue that describes them (a Frictionless data package).

Observations are more than all else together and hold few words: they come once, in English, with
codes.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from registry.common.api import CSVRenderer
from registry.common.errors import RuleError
from registry.common.languages import LANGUAGES
from registry.figures.models import Source
from registry.opendata.packages import OWN_LICENCE, columns_of_lists, schema_of
from registry.takeaway import addresses, asking
from registry.takeaway.folder import Put

AT_ONCE = 1000
IN_ONE_LANGUAGE = ("observations",)
KINDS = {"json": "application/json", "csv": "text/csv"}


def names() -> list[tuple[str, str]]:
    """(list, language)"""
    from registry.api import router  # the index of what all topics give

    found = []
    for name, _view, _base in router.registry:
        languages = LANGUAGES[:1] if name in IN_ONE_LANGUAGE else LANGUAGES
        found += [(name, language) for language in languages]
    return found


def place_of(name: str, language: str, form: str) -> str:
    return f"datasets/{language}/{name}.{form}"


def rows_of(name: str, language: str) -> Iterator[dict[str, Any]]:
    """Raises RuleError where the API does not answer as it should."""
    address = f"/api/v1/{name}/?lang={language}&page_size={AT_ONCE}"
    while address:
        answer = asking.ask(address)
        if not answer.is_public:
            raise RuleError(f"The API answers {answer.status} at {address}: there is no whole set.")
        page = json.loads(answer.body)
        if not isinstance(page, dict):
            yield from page
            return
        yield from page["results"]
        address = addresses.normal(page["next"]) if page.get("next") else ""


def write_set(directory: Path, chosen: tuple[str, str]) -> dict[str, Path]:
    """The files by their place in the copy. `chosen`: list and language. A record is a line, so
    that two copies compare."""
    name, language = chosen
    rows = list(rows_of(name, language))
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    table = CSVRenderer().render({"results": rows})
    contents = {
        "json": f"[\n{lines}\n]\n".encode(),
        "csv": table if isinstance(table, bytes) else table.encode(),
    }
    found = {}
    for form, content in contents.items():
        path = directory / f"set-{language}-{name}.{form}"
        path.write_bytes(content)
        found[place_of(name, language, form)] = path
    return found


def catalogue(put: Mapping[str, Put], site: str) -> bytes:
    """`put`: the files of the copy, by place."""
    resources = []
    columns = columns_of_lists()
    for name, language in names():
        for form, kind in KINDS.items():
            place = place_of(name, language, form)
            schema = {"schema": schema_of(columns[name])} if form == "csv" else {}
            resources.append(
                {
                    "name": f"{name}-{language}-{form}",
                    "path": place,
                    "format": form,
                    "mediatype": kind,
                    "encoding": "utf-8",
                    "language": language,
                    "bytes": put[place].size,
                    "hash": f"sha256:{put[place].sha256}",
                    **schema,
                }
            )
    package = {
        "name": "prague-process-registry",
        "title": "Prague Process Registry",
        "homepage": site,
        "licenses": [OWN_LICENCE],
        "sources": sources(),
        "resources": resources,
    }
    return json.dumps(package, ensure_ascii=False, indent=1).encode() + b"\n"


def sources() -> list[dict[str, str]]:
    """Of the figures, each with its licence."""
    rows = Source.objects.order_by("slug")
    return [
        {"name": row.slug, "title": row.title_en, "path": row.url, "licence": row.licence}
        for row in rows
    ]
