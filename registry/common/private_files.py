"""Uploaded files that no address leads to but the admin's: each kind in a directory of its own, under names of ours."""

from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage


class PrivateStorage(FileSystemStorage):
    """`folder`: below MEDIA_ROOT, which may be set at run time."""

    def __init__(self, folder: str) -> None:
        super().__init__()
        self.folder = folder

    @property
    def location(self) -> str:
        return str(Path(settings.MEDIA_ROOT).resolve() / self.folder)

    def url(self, name: str | None) -> str:
        raise ValueError("Private files have no address.")
