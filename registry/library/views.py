from operator import methodcaller

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from registry.common.exports import Column
from registry.common.lists import list_page
from registry.common.previewing import shows
from registry.common.store import published
from registry.library.file_models import DocumentFile
from registry.library.filters import DocumentFilter
from registry.library.models import Document, in_full
from registry.opendata.signposting import of_document, with_links
from registry.states.designations import noted


def languages_of(document: Document) -> str:
    return ", ".join(version.language for version in document.versions.all())


def first_address(document: Document) -> str:
    version = next(iter(document.versions.all()), None)
    return in_full(version) if version else ""


def files_of(document: Document) -> str:
    files = ((version.language, version.file) for version in document.versions.all())
    return "; ".join(f"{language}: {file.worded}" for language, file in files if file)


COLUMNS = [
    Column("slug", lambda row: row.slug),
    Column("kind", methodcaller("get_kind_display")),
    Column("title_en", lambda row: row.title_en),
    Column("title_ru", lambda row: row.title_ru),
    Column("date", lambda row: row.published_worded),
    Column("authors", lambda row: row.authors),
    Column("publisher", lambda row: row.publisher),
    Column("languages", languages_of),
    Column("files", files_of),
    Column("address", first_address),
    Column("certainty", lambda row: row.certainty),
]


@published("q", "kind", "area", "state", "language", "year", "page", "format")
def documents(request: HttpRequest) -> HttpResponse:
    filterset = DocumentFilter(request.GET, queryset=Document.objects.public().for_page())
    return list_page(
        request, filterset, "library/documents.html", columns=noted(COLUMNS), name="documents"
    )


@published()
def document(request: HttpRequest, slug: str) -> HttpResponse:
    return document_page(request, get_object_or_404(Document.objects.public().for_api(), slug=slug))


def earlier_files(document: Document) -> list[tuple[DocumentFile, str]]:
    """Files that another one has replaced, each with its own address."""
    versions = {version.language: version.file for version in document.versions.all()}
    rows = []
    for row in document.files.all():
        newest = versions.get(row.language)
        if newest and newest.pk != row.pk:
            rows.append((row, row.address_of(document.slug)))
    return rows


def is_held_elsewhere(document: Document) -> bool:
    """Whether there are addresses of its text, and no file of it here."""
    versions = document.versions.all()
    return bool(versions) and not any(version.file for version in versions)


@shows(Document)
def document_page(request: HttpRequest, found: Document) -> HttpResponse:
    shown = {
        "document": found,
        "earlier": earlier_files(found),
        "parts": found.parts.public().for_page(),
        "is_held_elsewhere": is_held_elsewhere(found),
    }
    answer = render(request, "library/document.html", shown)
    return with_links(answer, of_document(found))
