"""What search engines read of a page (schema.org, as JSON-LD within the page): an indicator as a
Dataset, an edition as a Report, a meeting as an Event, authorities as GovernmentOrganization, the
way to a page as a BreadcrumbList, the registry as a WebSite.

It is data and no script: it says what the page says, in the page's language, on the page's day, and
nothing that the page does not show to everybody.
"""

import json
from collections.abc import Iterable
from datetime import date
from html.parser import HTMLParser
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from registry.common.dates import Precision
from registry.common.languages import active
from registry.common.richtext import words_of
from registry.contacts.models import Authority
from registry.figures.about_indicators import Held, cautions, held
from registry.figures.downloads import defined
from registry.figures.models import Indicator
from registry.figures.terms import licence_worded
from registry.opendata.licences import of_indicator
from registry.opendata.published import CC_BY, CSV, JSON, PDF, Licence, whole
from registry.opendata.words import registry_name
from registry.process.models import Meeting
from registry.profiles.citations import Citation, citation_of
from registry.profiles.models import Edition
from registry.states.designations import designation
from registry.states.models import State

Described = dict[str, Any]
CONTEXT = "https://schema.org"
ENDS_A_SCRIPT = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}
SHORTEST, LONGEST = 50, 5000  # letters of a description, as readers of datasets want it


def as_script(found: Described) -> SafeString:
    """A text with "</script>" in it ends nothing."""
    text = json.dumps({"@context": CONTEXT} | found, ensure_ascii=False)
    safe = mark_safe(text.translate(ENDS_A_SCRIPT))  # noqa: S308  (just made so)
    return format_html('<script type="application/ld+json">{}</script>', safe)


NOTHING: tuple[Any, ...] = ("", None, [], {}, {"@type": "CreativeWork"})


def filled(found: Described) -> Described:
    """Without what is not known."""
    return {name: value for name, value in found.items() if value not in NOTHING}


def publisher() -> Described:
    return {
        "@type": "Organization",
        "@id": whole("/id/secretariat"),
        "name": _("Prague Process Secretariat"),
        "url": whole(f"/{active()}/"),
    }


def place(state: State, on: date | None = None) -> Described:
    named = designation(state, on)
    return filled({"@type": "Place", "name": named.name, "description": named.footnote})


# An indicator


def dataset(indicator: Indicator) -> Described:
    source, extent = indicator.source, held().get(indicator.pk, Held())
    address = whole(indicator.get_absolute_url())
    creator = {"@type": "Organization", "name": source.title, "url": source.url} if source else {}
    years = f"{extent.first_year}/{extent.last_year}" if extent.first_year else ""
    return filled(
        {
            "@type": "Dataset",
            "@id": address,
            "url": address,
            "name": indicator.title,
            "description": description_of(indicator),
            "inLanguage": active(),
            "keywords": [indicator.get_topic_display(), _("migration")],
            "isAccessibleForFree": True,
            "license": licensed(of_indicator(indicator)),
            "creator": filled(creator) or publisher(),
            "publisher": publisher(),
            "isBasedOn": source.url if source else "",
            "temporalCoverage": years,
            "spatialCoverage": {"@type": "Place", "name": _("States of the Prague Process")},
            "variableMeasured": {
                "@type": "PropertyValue",
                "name": indicator.title,
                "unitText": indicator.unit,
            },
            "dateModified": timezone.localdate(extent.last_change).isoformat()
            if extent.last_change
            else "",
            "includedInDataCatalog": {"@type": "DataCatalog", "name": registry_name()},
            "distribution": downloads_of(address) if extent.first_year else [],
        }
    )


def licensed(licence: Licence) -> str | Described:
    """Its address, or its words where it has none."""
    return licence.address or filled(
        {"@type": "CreativeWork", "name": licence_worded(licence.title)}
    )


def description_of(indicator: Indicator) -> str:
    """With what must be known beside the figures; long enough to be taken."""
    notes = [caution.text for caution in cautions(indicator)]
    doubt = f"{indicator.doubt}." if indicator.doubt else ""
    text = " ".join(filter(None, [f"{indicator.title}, {indicator.unit}.", defined(indicator)]))
    if len(text) < SHORTEST:
        text = f"{text} {_('Figures of the states of the Prague Process, by year.')}"
    return " ".join(filter(None, [text, doubt, *notes]))[:LONGEST]


def downloads_of(address: str) -> list[Described]:
    forms = {"csv": CSV, "json": JSON}
    return [
        download(f"{address}?part=all&format={form}", kind, form.upper())
        for form, kind in forms.items()
    ]


def download(address: str, kind: str, name: str) -> Described:
    return {
        "@type": "DataDownload",
        "name": name,
        "contentUrl": address,
        "encodingFormat": kind,
    }


# An edition of a profile


def report(edition: Edition) -> Described:
    citation = citation_of(edition)
    state = edition.profile.state
    published = edition.published_on or edition.published_year_stated or ""
    return filled(
        {
            "@type": "Report",
            "@id": citation.url,
            "url": citation.url,
            "name": citation.title,
            "headline": citation.title[:110],
            "description": about_an_edition(edition, citation),
            "creativeWorkStatus": citation.standing,
            "author": {"@type": author_type(edition), "name": citation.author},
            "publisher": publisher(),
            "datePublished": str(published),
            "version": str(edition.number),
            "temporalCoverage": temporal(edition),
            "inLanguage": active() if edition.has_text else languages_of(edition),
            "about": place(state),
            "license": CC_BY if edition.has_text else "",
            "isAccessibleForFree": True,
            "identifier": citation.key,
            "isBasedOn": edition.document_elsewhere,
            "encoding": encoding_of(edition, citation),
        }
    )


def about_an_edition(edition: Edition, citation: Citation) -> str:
    parts = [f"{citation.standing}.", edition.summary, citation.notice, edition.standing_note]
    return " ".join(filter(None, [*parts, edition.correction_note, citation.footnote]))


def author_type(edition: Edition) -> str:
    return "Organization" if edition.publisher else "GovernmentOrganization"


def temporal(edition: Edition) -> str:
    return f"{edition.year}/{edition.last_year}" if edition.last_year else str(edition.year)


def languages_of(edition: Edition) -> list[str]:
    return [code for code in edition.languages.split(",") if code]


def encoding_of(edition: Edition, citation: Citation) -> Described:
    if not edition.has_text:
        return {}
    address = f"{citation.url.rstrip('/')}.pdf"
    return {"@type": "MediaObject", "contentUrl": address, "encodingFormat": PDF}


# A meeting


def event(meeting: Meeting) -> Described:
    """{} where nobody knows when it is: an event without a day is none to a calendar."""
    if meeting.starts_on is None:
        return {}
    status = "EventCancelled" if meeting.is_cancelled else "EventScheduled"
    mode = "Online" if meeting.is_online else "Offline"
    address = whole(meeting.get_absolute_url())
    ends = as_known(meeting.ends_on, meeting.date_precision)
    return filled(
        {
            "@type": "Event",
            "@id": address,
            "url": address,
            "name": meeting.title,
            "description": words_of(meeting.summary)[:LONGEST],
            "startDate": as_known(meeting.starts_on, meeting.date_precision),
            "endDate": ends,
            "eventStatus": f"https://schema.org/{status}",
            "eventAttendanceMode": f"https://schema.org/{mode}EventAttendanceMode",
            "location": location_of(meeting, address),
            "organizer": publisher(),
            "inLanguage": active(),
        }
    )


def as_known(day: date | None, precision: str) -> str:
    """2013, 2013-05 or 2013-05-14: no day that nobody knows."""
    if day is None:
        return ""
    length = {Precision.YEAR: 4, Precision.MONTH: 7}.get(Precision(precision), 10)
    return day.isoformat()[:length]


def location_of(meeting: Meeting, address: str) -> Described:
    if meeting.is_online:
        return {"@type": "VirtualLocation", "url": address}
    if not (meeting.place or meeting.country):
        return {}
    found: Described = {"@type": "Place", "name": meeting.place}
    if meeting.country:
        country = place(meeting.country, meeting.starts_on)
        found |= {"name": meeting.place or country["name"], "containedInPlace": country}
        found["address"] = filled(
            {
                "@type": "PostalAddress",
                "addressLocality": meeting.place,
                "addressCountry": country["name"],
            }
        )
    return found


# Authorities


def authorities(rows: Iterable[Authority]) -> Described:
    """Bodies of states; never a person, nor how to reach one."""
    found = [government_body(row) for row in rows]
    return {"@graph": found} if found else {}


def government_body(row: Authority) -> Described:
    return filled(
        {
            "@type": "GovernmentOrganization",
            "name": row.name,
            "url": row.url,
            "description": row.seen_as,
            "areaServed": place(row.state),
            "foundingDate": as_known(row.since, row.since_precision),
            "dissolutionDate": as_known(row.until, row.until_precision),
        }
    )


# The site, and the way to a page


def website() -> Described:
    address = whole(f"/{active()}/")
    find = f"{settings.SITE_URL}{reverse('search')}?q={{search_term_string}}"
    return {
        "@type": "WebSite",
        "@id": address,
        "url": address,
        "name": registry_name(),
        "inLanguage": active(),
        "publisher": publisher(),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": find},
            "query-input": "required name=search_term_string",
        },
    }


class Crumbs(HTMLParser):
    """The links of the way to a page, and the words of the page itself at its end."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.last = ""
        self.is_in_link = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.links.append((dict(attrs).get("href") or "", ""))
            self.is_in_link = True
            self.last = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self.is_in_link = False

    def handle_data(self, data: str) -> None:
        if self.is_in_link:
            address, words = self.links[-1]
            self.links[-1] = (address, words + data)
        else:
            self.last += data


def breadcrumbs(html: str, base: str) -> Described:
    """Of the frame's line "You are here"; {} where it is shorter than a way. `base`: the address
    of the page."""
    found = Crumbs()
    found.feed(html)
    steps = [{"name": one_line(words), "item": whole(address)} for address, words in found.links]
    here = one_line(found.last).strip("/ ")
    if here:
        steps.append({"name": here, "item": base})
    if len(steps) < 2:
        return {}
    items = [
        {"@type": "ListItem", "position": number} | step for number, step in enumerate(steps, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def one_line(words: str) -> str:
    return " ".join(words.split())
