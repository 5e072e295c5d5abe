"""Files of documents on the disk and in the database."""

from pathlib import Path

from registry.common.kept_folders import Folders
from registry.library.file_models import DocumentFile, FilePage
from registry.library.judging import Judged
from registry.library.models import Document

FOLDERS = Folders("documents", "DocumentFile")
CONTENT, FIRST_PAGE = "content", "first-page.webp"


def keep(judged: Judged, document: Document, language: str) -> DocumentFile:
    """Writes the file and its row; within the caller's transaction. Where the same file is there
    already, for this document in this language, that one."""
    there = DocumentFile.objects.of(document.pk, language).filter(sha256=judged.sha256).first()
    if there and path_of(there).exists():
        return there
    FOLDERS.remove_unclaimed()
    files = {CONTENT: judged.data}
    if judged.thumbnail:
        files[FIRST_PAGE] = judged.thumbnail
    row = DocumentFile.objects.create(
        document=document,
        language=language,
        kind=judged.kind,
        folder=FOLDERS.written(files),
        size=len(judged.data),
        sha256=judged.sha256,
        pages=judged.pages,
        title=judged.title,
        text_language=judged.language,
        is_tagged=judged.is_tagged,
        has_text=any(judged.texts),
        width=judged.width,
        height=judged.height,
    )
    found = enumerate(judged.texts, 1)
    texts = [FilePage(file=row, number=number, text=text) for number, text in found if text]
    FilePage.objects.bulk_create(texts, batch_size=200)
    return row


def path_of(row: DocumentFile) -> Path:
    return FOLDERS.directory_of(row.folder) / CONTENT


def first_page_of(row: DocumentFile) -> Path:
    return FOLDERS.directory_of(row.folder) / FIRST_PAGE
