"""The letter by which a state names a successor: judged by its content, kept under a name of
ours, for staff only."""

import secrets
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models.fields.files import FieldFile
from django.http import FileResponse
from django.utils.translation import gettext as _

from registry.common.file_kinds import JPEG, PDF, PNG
from registry.common.private_files import PrivateStorage
from registry.common.refused_forms import AsksForFileAgain
from registry.common.sizes import MEGABYTE

LARGEST = 5 * MEGABYTE
KINDS = {PDF: "pdf", PNG: "png", JPEG: "jpg"}
TYPES = {"pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg"}


def letter_storage() -> PrivateStorage:
    return PrivateStorage("letters")


def kind_of(head: bytes) -> str:
    return next((kind for start, kind in KINDS.items() if head.startswith(start)), "")


def letter_name(row: Any, filename: str) -> str:
    """The sender's name for the file is theirs (it may hold a person's name) and is dropped."""
    head = row.letter.file.read(16)
    row.letter.file.seek(0)
    return f"{secrets.token_hex(16)}.{kind_of(head) or 'bin'}"


def check_letter(upload: UploadedFile) -> None:
    """Raises ValidationError for what is too large or neither PDF, PNG nor JPEG by its first
    bytes."""
    if (upload.size or 0) > LARGEST:
        raise ValidationError(
            _("The file is larger than 5 MB. Scan it at a lower resolution or send the first page.")
        )
    head = upload.read(16)
    upload.seek(0)
    if not kind_of(head):
        raise ValidationError(
            _("This is not a PDF, PNG or JPEG file. Save the letter as PDF and choose it again.")
        )


class WithLetter(AsksForFileAgain):
    """Mixed into a form that takes a letter."""

    cleaned_data: dict[str, Any]

    def clean_letter(self) -> UploadedFile | None:
        letter = self.cleaned_data["letter"]
        if letter:
            check_letter(letter)
        return letter


def letter_response(letter: FieldFile) -> FileResponse:
    """As an attachment that runs nothing, whatever it holds."""
    kind = Path(letter.name or "").suffix.lstrip(".")
    response = FileResponse(letter.open("rb"), as_attachment=True, filename=f"letter.{kind}")
    response["Content-Type"] = TYPES.get(kind, "application/octet-stream")
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
