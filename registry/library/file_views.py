"""Files of documents: the newest at an address that stays, each one at its own.

Only what readers see is given to them; staff who may look at documents in the admin get those of
drafts too.
"""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404

from registry.accounts.second_factor import has_shown_second_factor
from registry.common import sessions
from registry.common.admin_rights import may
from registry.common.file_answers import file_answer
from registry.common.only_read import only_read
from registry.library.file_models import DocumentFile
from registry.library.keeping import first_page_of, path_of
from registry.library.models import Document, DocumentVersion


def may_see_drafts(request: HttpRequest) -> bool:
    """Asked last: who is signed in is read for nobody who reads what is public."""
    if not sessions.has_person(request.META.get("HTTP_COOKIE", "")):
        return False
    is_staff = request.user.is_authenticated and request.user.is_staff
    return is_staff and may(request.user, "view", Document) and has_shown_second_factor(request)


@only_read
def document_file(request: HttpRequest, slug: str, language: str, form: str) -> HttpResponseBase:
    """The newest file of a document in a language."""
    version = get_object_or_404(
        DocumentVersion.objects.select_related("document", "file"),
        document__slug=slug,
        language=language,
    )
    is_public = version.document.is_public
    if version.file is None or not (is_public or may_see_drafts(request)):
        raise Http404
    if form != version.file.kind:
        return HttpResponseRedirect(version.file_address)
    return answer(request, version.file, f"{slug}-{language}", is_public=is_public)


@only_read
def earlier_file(request: HttpRequest, key: str, name: str, form: str) -> HttpResponseBase:
    """One file, whether or not it is the newest. Its name in the address is for readers."""
    row, is_public = seen(request, key)
    if form != row.kind:
        raise Http404
    return answer(request, row, name, is_public=is_public)


@only_read
def first_page(request: HttpRequest, key: str) -> HttpResponseBase:
    row, is_public = seen(request, key)
    return file_answer(
        request,
        first_page_of(row),
        kind="image/webp",
        mark=f"{row.folder}-first",
        is_public=is_public,
    )


def seen(request: HttpRequest, key: str) -> tuple[DocumentFile, bool]:
    """The file, and whether everybody sees it. Raises Http404."""
    row = DocumentFile.objects.public().with_key(key).first()
    if row:
        return row, True
    if not may_see_drafts(request):
        raise Http404
    return get_object_or_404(DocumentFile, key=key), False


def answer(
    request: HttpRequest, row: DocumentFile, name: str, *, is_public: bool
) -> HttpResponseBase:
    return file_answer(
        request,
        path_of(row),
        kind=row.media_type,
        mark=row.sha256[:32],
        name=f"{name}.{row.kind}",
        is_public=is_public,
    )
