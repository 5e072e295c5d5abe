"""What the Secretariat sets in the frame around every page: the menu, the links at the foot, a
banner for some days, who the Secretariat is, and the first words of the home page.

Read once a version of the content, so that a page costs no query for it.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError, models
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from simple_history.models import HistoricalRecords

from registry.common.languages import Bilingual
from registry.common.once_a_version import once_a_version
from registry.common.records import Record
from registry.figures.brought_in import brought_in
from registry.figures.models import Source

FRAME = "frame"

# by the first part of an address after its language: which entry of the menu it belongs to
SECTIONS = {
    "states": "states",
    "names": "states",
    "profiles": "profiles",
    "map": "map",
    "data": "data",
    "projects": "projects",
    "pilot-projects": "projects",
    "process": "process",
    "meetings": "process",
    "action-plans": "process",
    "co-operation-areas": "process",
}


class Place(models.TextChoices):
    MENU = "menu", "menu at the top"
    FOOT = "foot", "foot of the page"


class Route(models.TextChoices):
    """Pages of the registry that are no record."""

    HOME = "home", "home"
    STATES = "states", "states"
    PROFILES = "profiles", "profiles"
    MAKING = "profile_making", "how a profile is made"
    MAP = "map", "map"
    DATA = "indicators", "data"
    COMPARE = "compare", "compare"
    PROJECTS = "projects", "projects"
    PILOTS = "pilot_projects", "pilot projects"
    PROCESS = "process", "the Process"
    MEETINGS = "meetings", "meetings"
    NAMES = "names", "names of states"
    GLOSSARY = "glossary", "glossary"
    CONTACT_POINTS = "contact_points", "contact points"
    LIBRARY = "documents", "library"
    NEWS = "news", "news"
    API = "api-docs", "API"
    PRIVACY_NOTICE = "privacy_notice", "privacy of contact points"


class FrameSettings(Record):
    """One row. The banner shows from its first to its last day; without a day, from now on or
    until it is emptied."""

    slug = models.SlugField(unique=True, default=FRAME, editable=False)
    secretariat_en = models.CharField(
        max_length=200, help_text="Who keeps the registry, at the foot of every page."
    )
    secretariat_ru = models.CharField(max_length=200)
    contact_email = models.EmailField(
        blank=True,
        help_text="The address that pages name for help. Empty: the sender of the messages.",
    )
    home_title_en = models.CharField(max_length=120)
    home_title_ru = models.CharField(max_length=120)
    home_lead_en = models.TextField(max_length=400)
    home_lead_ru = models.TextField(max_length=400)
    banner_en = models.CharField(max_length=300, blank=True)
    banner_ru = models.CharField(max_length=300, blank=True)
    banner_from = models.DateField(null=True, blank=True, help_text="The first day.")
    banner_until = models.DateField(null=True, blank=True, help_text="The last day.")
    secretariat = Bilingual()
    home_title = Bilingual()
    home_lead = Bilingual()
    banner = Bilingual()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "frame of the pages"
        verbose_name_plural = "frame of the pages"

    def __str__(self) -> str:
        return "Frame of the pages"

    def clean(self) -> None:
        if bool(self.banner_en) != bool(self.banner_ru):
            missing = "banner_ru" if self.banner_en else "banner_en"
            raise ValidationError(
                {missing: _("A banner is shown in both languages or not at all.")}
            )
        if self.banner_from and self.banner_until and self.banner_until < self.banner_from:
            raise ValidationError({"banner_until": _("The last day is before the first.")})

    def has_banner(self, on: date) -> bool:
        has_begun = self.banner_from is None or self.banner_from <= on
        is_over = self.banner_until is not None and self.banner_until < on
        return bool(self.banner_en) and has_begun and not is_over


class FrameLinkQuerySet(models.QuerySet):
    def in_order(self) -> Self:
        return self.select_related("page").order_by("place", "order", "slug")


class FrameLink(Record):
    """A link of the menu or of the foot. A page that is linked cannot be deleted; renamed, the
    link follows."""

    slug = models.SlugField(unique=True)
    place = models.CharField(max_length=10, choices=Place)
    order = models.PositiveSmallIntegerField(default=0)
    label_en = models.CharField(max_length=60)
    label_ru = models.CharField(max_length=60)
    page = models.ForeignKey(
        "registry.Page", models.PROTECT, null=True, blank=True, related_name="frame_links"
    )
    route = models.CharField(
        "part of the registry", max_length=30, choices=Route, blank=True, default=""
    )
    url = models.URLField("address elsewhere", max_length=300, blank=True)
    label = Bilingual()

    objects = FrameLinkQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["place", "order", "slug"]
        verbose_name = "link of the frame"
        verbose_name_plural = "links of the frame"

    def __str__(self) -> str:
        return f"{self.label_en} ({self.get_place_display()})"

    def clean(self) -> None:
        chosen = [bool(self.page_id), bool(self.route), bool(self.url)]
        if sum(chosen) != 1:
            raise ValidationError(
                _(
                    "A link leads to one thing: a page, a part of the registry, or an address"
                    " elsewhere."
                )
            )

    def target(self) -> str:
        """The address in the active language; "" where it leads nowhere."""
        if self.page:
            return self.page.get_absolute_url()
        try:
            return reverse(self.route) if self.route else self.url
        except NoReverseMatch:  # a part of the registry that an update renamed
            return ""


@dataclass(frozen=True)
class Frame:
    settings: FrameSettings = field(default_factory=FrameSettings)
    links: tuple[FrameLink, ...] = ()
    brought_in: list[tuple[date, list[Source]]] = field(default_factory=list)

    def at(self, place: str) -> list[dict[str, str]]:
        """Address, label and section of each link, in the active language."""
        links = [link for link in self.links if link.place == place]
        shown = [{"address": str(link.target()), "label": str(link.label)} for link in links]
        return [
            link | {"section": section_of(link["address"])} for link in shown if link["address"]
        ]


def section_of(address: str) -> str:
    """The part of the registry that an address is in: "data" of /en/data/population/."""
    return SECTIONS.get((f"{address}//").split("/")[2], "")


def read_frame() -> Frame:
    found = FrameSettings.objects.filter(slug=FRAME).first()
    links = tuple(FrameLink.objects.in_order())
    if found is None and not links:
        return first_frame()
    return Frame(found or FrameSettings(), links, brought_in())


def first_frame() -> Frame:
    """Before the records are loaded: what their fixture will say, as far as it leads anywhere."""
    import yaml  # once, of a registry without records

    path = settings.BASE_DIR / "fixtures" / "pages.frame.yaml"
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    links = [FrameLink(**values) for values in rows["FrameLink"] if "page" not in values]
    return Frame(FrameSettings(**rows["FrameSettings"][0]), tuple(sorted(links, key=place_of)))


def place_of(link: FrameLink) -> tuple[str, int, str]:
    return link.place, link.order, link.slug


def frame_now() -> Frame:
    """No query but the first of a version. While the database is away, pages that say so have a
    frame without links."""
    try:
        return once_a_version("frame", read_frame)
    except DatabaseError:
        return Frame()


def shown_in_frame(frame: Frame, on: date) -> dict[str, Any]:
    """What templates read."""
    shown = frame.settings
    return {
        "menu_links": frame.at(Place.MENU),
        "foot_links": frame.at(Place.FOOT),
        "frame_settings": shown,
        "banner": shown.banner if shown.has_banner(on) else "",
    }
