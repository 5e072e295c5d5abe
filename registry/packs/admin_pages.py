"""A pack as a page to print, and its files."""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import translation

from registry.common.admin_pages import admin_page
from registry.common.admin_rights import TAKEN_OUT, check_right, log
from registry.common.dates import today
from registry.common.file_answers import private_answer
from registry.common.languages import LANGUAGES
from registry.contacts.models import ContactPoint
from registry.packs.blocks import Audience
from registry.packs.models import MeetingPack
from registry.packs.packing import is_as_frozen
from registry.packs.paper import MAKERS, TYPES, pack_paper
from registry.profiles.models import Edition

AUDIENCES: tuple[Audience, ...] = ("internal", "participants")
FORMS = tuple(TYPES)


def pack_for(request: HttpRequest, pk: int, audience: str, language: str) -> MeetingPack:
    """The Secretariat's version is for who may look at what it tells."""
    check_right(request, ("view", MeetingPack))
    if audience not in AUDIENCES or language not in LANGUAGES:
        raise Http404
    if audience == "internal":
        check_right(request, ("view", ContactPoint), ("view", Edition))
    rows = MeetingPack.objects.for_page().prefetch_related("parts", "contents")
    return get_object_or_404(rows, pk=pk)


def pack_page(request: HttpRequest, pk: int, audience: str, language: str) -> HttpResponse:
    pack = pack_for(request, pk, audience, language)
    with translation.override(language):
        paper = pack_paper(pack, cast(Audience, audience), today())
    return admin_page(
        request,
        "pack",
        paper["title"],
        opts=MeetingPack._meta,
        pack=pack,
        paper=paper,
        is_as_frozen=is_as_frozen(pack) if pack.is_frozen else True,
    )


def pack_file(
    request: HttpRequest, pk: int, audience: str, language: str, form: str
) -> HttpResponse:
    pack = pack_for(request, pk, audience, language)
    if form not in MAKERS:
        raise Http404
    with translation.override(language):
        made = MAKERS[form](pack_paper(pack, cast(Audience, audience), today()))
    log(request.user, MeetingPack, TAKEN_OUT, f"{form}, {audience}, {language}", row=pack)
    return file_response(made, form, f"{pack.meeting.slug}-pack{pack.number}-{audience}-{language}")


def file_response(content: bytes, form: str, stem: str) -> HttpResponse:
    """For staff alone: nobody on the way keeps it, and no browser runs it."""
    return private_answer(content, kind=TYPES[form], name=f"{stem}.{form}")
