"""For machines that meet a page: what it is, how it is cited, what describes it, which files it
has (signposting.org, level 1), in the header `Link`."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse

from registry.common.languages import active
from registry.figures.models import Indicator
from registry.library.models import Document, in_full
from registry.opendata import licences
from registry.opendata.published import CC_BY, CSV, JSON, PDF, whole
from registry.profiles.citations import FORMS as OF_CITATIONS
from registry.profiles.models import Edition

PAGE = "https://schema.org/AboutPage"
CATALOGUE = "application/ld+json"


@dataclass(frozen=True, slots=True)
class Link:
    address: str
    relation: str
    media_type: str = ""

    def __str__(self) -> str:
        kind = f'; type="{self.media_type}"' if self.media_type else ""
        return f'<{self.address}>; rel="{self.relation}"{kind}'


def with_links(response: HttpResponse, links: Iterable[Link]) -> HttpResponse:
    if response.status_code == 200:
        response["Link"] = ", ".join(map(str, links))
    return response


def types(name: str) -> list[Link]:
    return [Link(PAGE, "type"), Link(f"https://schema.org/{name}", "type")]


def catalogue() -> Link:
    return Link(whole(reverse("catalogue_jsonld")), "describedby", CATALOGUE)


def of_edition(edition: Edition) -> list[Link]:
    own = edition.version_url()
    state = edition.profile.state
    links = [Link(whole(own), "cite-as"), *types("Report"), catalogue()]
    for form, kind in OF_CITATIONS.items():
        media_type = kind.partition(";")[0]
        links.append(Link(whole(f"{own}cite.{form}"), "describedby", media_type))
    if not edition.publisher:
        links.append(Link(whole(state.get_absolute_url()), "author"))
    if edition.has_text:
        links.append(Link(CC_BY, "license"))
        links.append(Link(whole(f"{own.rstrip('/')}.pdf"), "item", PDF))
    return links


def of_indicator(indicator: Indicator) -> list[Link]:
    own, source = whole(indicator.get_absolute_url()), indicator.source
    links = [Link(own, "cite-as"), *types("Dataset"), catalogue()]
    links.append(Link(f"{own}datapackage.json", "describedby", JSON))
    licence = licences.of_indicator(indicator)
    if licence.address:
        links.append(Link(licence.address, "license"))
    if source and source.url:
        links.append(Link(source.url, "author"))
    for form, kind in (("csv", CSV), ("json", JSON)):
        links.append(Link(f"{own}?part=all&format={form}", "item", kind))
    return links


def of_document(document: Document) -> list[Link]:
    """Nobody said under which licence it is, and its authors may be persons."""
    own = whole(document.get_absolute_url())
    links = [Link(own, "cite-as"), *types("DigitalDocument"), catalogue()]
    about = whole(reverse("api-document-detail", args=[document.slug]))
    links.append(Link(f"{about}?lang={active()}", "describedby", JSON))
    for version in document.versions.all():
        if version.address:
            kind = version.file.media_type if version.file else ""
            links.append(Link(in_full(version), "item", kind))
    return links
