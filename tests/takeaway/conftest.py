"""A copy of a few states' pages, made once for all tests that only read it, with marks planted in
what is private and in what is public."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from django.conf import settings
from django.db import transaction

from registry.common import store
from registry.common.appearing import Stage
from registry.contacts.models import ContactPoint, Visibility
from registry.following.models import Follower
from registry.library.models import Document
from registry.pages.models import NewsItem, Page
from registry.pictures.drawing import Drawer
from registry.states.models import State
from registry.takeaway import addresses
from registry.takeaway.making import Made, make_copy
from tests import make
from tests.databases import TODAY
from tests.small_pictures import stand_in
from tests.test_privacy import VALUES

PRIVATE = "qwyzprivat"
PUBLIC = "qwyzpublik"
FEW = re.compile(
    r"/(en|ru)/(|states/(georgia/|kosovo/)?|profiles/(georgia/light/(2026/.*)?)?|map/"
    r"|data/(population/)?|library/(hb-readmission/|qwyz.*)?|contact-points/(\d+/)?|news/(qwyz.*)?"
    r"|about/.*|privacy-notice/|compare/)(\?(page|layer|format)=.*)?"
)
every_address = addresses.belongs


def belongs(address: str) -> bool:
    few = FEW.fullmatch(address) or address.startswith(("/static/", "/files/", "/pictures/"))
    return bool(few) and every_address(address)


@dataclass(frozen=True)
class Copied:
    directory: Path
    made: Made

    def text(self, place: str) -> str:
        return (self.directory / place).read_text()

    @property
    def pages(self) -> list[Path]:
        return sorted(self.directory.rglob("*.html"))

    @property
    def files(self) -> list[Path]:
        return [path for path in sorted(self.directory.rglob("*")) if path.is_file()]


def plant() -> None:
    """Marks of two kinds: what must be in a copy, and what must not."""
    georgia = State.objects.get(slug="georgia")
    make.contact_point(georgia, **VALUES)
    shown = make.contact_point(
        georgia, name_latin=f"Shown {PUBLIC}", name_cyrillic=PUBLIC, email="other@example.org"
    )
    ContactPoint.objects.filter(pk=shown.pk).update(name_visibility=Visibility.PUBLIC)
    for model, name in ((NewsItem, "News"), (Page, "Page"), (Document, "Document")):
        for mark, stage in ((PRIVATE, Stage.DRAFT), (PUBLIC, Stage.READY)):
            row = model.objects.first()
            row.pk, row._state.adding = None, True
            row.slug, row.title_en, row.title_ru = f"{mark}-{name.lower()}", mark, mark
            row.stage = stage
            if model is NewsItem:
                row.picture = make.picture(credit=f"{mark} photo")
            row.save()
    edition = make.written_edition(georgia)
    for section in edition.sections.all():
        section.text_en = f"<p>{PRIVATE}</p>"
        section.save()
    make.document_file(f"{PUBLIC}-document")
    hidden = make.document_file(f"{PRIVATE}-document")
    Path(settings.MEDIA_ROOT, "documents", hidden.folder).mkdir(parents=True, exist_ok=True)
    Follower.objects.create(mark=PRIVATE, sealed=PRIVATE, token_hash=PRIVATE, language="en")


@pytest.fixture(scope="session")
def copied(django_db_setup, django_db_blocker, tmp_path_factory) -> Copied:
    directory = tmp_path_factory.mktemp("taken") / "copy"
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setattr(addresses, "belongs", belongs)
        patch.setattr(Drawer, "ask", stand_in)
        patch.setattr(settings, "STATE_DIR", tmp_path_factory.mktemp("state"))
        patch.setattr(settings, "MEDIA_ROOT", tmp_path_factory.mktemp("media"))
        store.raise_content_version()
        with transaction.atomic():
            plant()
            made = make_copy(directory, on=TODAY, processes=1)
            transaction.set_rollback(True)
    return Copied(directory, made)


class Read(HTMLParser):
    """A page read another way than it was written: links, the names that fragments lead to, forms,
    scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.names: set[str] = set()
        self.forms: list[dict[str, str]] = []
        self.scripts: list[dict[str, str]] = []
        self.loaded: list[str] = []
        self.policy = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list) -> None:
        given = {name: value or "" for name, value in attributes}
        self.names |= {given[name] for name in ("id", "name") if name in given}
        if tag == "form":
            self.forms.append(given)
        elif tag == "script":
            self.scripts.append(given)
        elif tag == "meta" and given.get("http-equiv") == "Content-Security-Policy":
            self.policy = given["content"]
        if tag in ("img", "script", "source", "use", "image") or given.get("rel") in (
            "stylesheet",
            "icon",
        ):
            sizes = [size.split()[0] for size in given.get("srcset", "").split(",") if size]
            self.loaded += [given[name] for name in ("src", "href") if name in given] + sizes
        self.links += [given[name] for name in ("src", "href") if name in given]

    def handle_startendtag(self, tag: str, attributes: list) -> None:
        self.handle_starttag(tag, attributes)


def target_of(link: str, page: Path) -> Path | None:
    """The file of the copy that a link leads to; None where it leads elsewhere."""
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return None
    return (page.parent / unquote(parts.path)).resolve() if parts.path else page
