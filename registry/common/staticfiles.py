from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Far-future names and compressed twins once files are collected; plain names before (tests,
    commands)."""

    manifest_strict = False
    support_js_module_import_aggregation = True

    def stored_name(self, name: str) -> str:
        return super().stored_name(name) if self.hashed_files else name

    def hashed_name(self, name: str, content: Any = None, filename: str | None = None) -> str:
        """A file that is missing must not take a page down; tests/test_templates.py finds it
        before a reader does."""
        try:
            return super().hashed_name(name, content, filename)
        except ValueError:
            return name

    def compress_files(self, paths: Any) -> Iterator[tuple[str, str]]:
        """The compressed twins are written past the storage, and get the modes of their
        originals here."""
        for name, compressed_name in super().compress_files(paths):
            Path(self.path(compressed_name)).chmod(self.file_permissions_mode)
            yield name, compressed_name
