"""Records in files, as a browser brings them: export, alter, preview, confirm."""

import csv
import io

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models

from registry.common.import_formats import FORMATS
from registry.common.importing import resource_for
from tests.clients import Client

XLSX, CSV = "0", "1"


def base(model: type[models.Model]) -> str:
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/"


def exported(row: models.Model) -> dict[str, str]:
    """A record as a file has it."""
    rows = resource_for(type(row))().export(type(row).objects.filter(pk=row.pk))
    return {name: str(cell) for name, cell in rows.dict[0].items()}


def as_csv(*rows: dict[str, str], delimiter: str = ",") -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def as_xlsx(*rows: dict[str, str], sheet: str = "Sheet") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = sheet
    book.active.append(list(rows[0]))
    for row in rows:
        book.active.append(list(row.values()))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def preview(client: Client, model: type[models.Model], content: bytes, form: str = CSV):
    name = f"rows.{FORMATS[int(form)]().get_extension()}"
    file = SimpleUploadedFile(name, content)
    return client.post(
        f"{base(model)}import/", {"format": form, "import_file": file, "resource": "0"}
    )


def confirmation(response) -> dict[str, str]:
    """What the page of the preview would post; {} where it offers no confirmation."""
    form = response.context.get("confirm_form") if response.context else None
    return {name: form[name].value() for name in form.fields if form[name].value()} if form else {}


def confirm(client: Client, model: type[models.Model], response):
    return client.post(f"{base(model)}process_import/", confirmation(response))


def bring(client: Client, model: type[models.Model], *rows: dict[str, str]):
    """Preview and confirmation; the preview where that found errors."""
    response = preview(client, model, as_csv(*rows))
    return confirm(client, model, response) if confirmation(response) else response


def errors(response) -> list[tuple[int, str, str]]:
    """(row, column, what is wrong) as the page shows them."""
    result = response.context["result"]
    found = [(0, "", str(error.error)) for error in result.base_errors]
    cells = result.errors_by_cell()
    return found + [(one["row"], one["column"], one["problem"]) for one in cells]
