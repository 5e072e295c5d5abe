"""The datasets as the registry holds them today (published.py says what each of them has)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import Max, Min
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from registry.common.as_of import PARAMETER
from registry.common.languages import LANGUAGES
from registry.common.once_a_version import once_a_version
from registry.common.scope import remember, scope
from registry.figures.about_indicators import cautions
from registry.figures.downloads import defined
from registry.figures.models import Indicator, Observation, Source
from registry.opendata.licences import UNKNOWN, of_source
from registry.opendata.lists import files_of_api, lists
from registry.opendata.published import (
    HTML,
    JSON,
    OWN_LICENCE,
    PDF,
    Body,
    Dataset,
    File,
    Place,
    Published,
    Series,
    all_in_each,
    in_each,
    whole,
)
from registry.opendata.words import about_the_registry, about_the_service, registry_name
from registry.pages.frame_settings import FrameSettings, frame_now
from registry.paper.keeping import FORMS, size_kept
from registry.profiles.citations import citation_of
from registry.profiles.models import Edition, MigrationProfile
from registry.states.designations import designation
from registry.states.models import State

MIGRATION, STATISTICS = "INTR", "SOCI"  # data themes of the EU


def published(on: date) -> Published:
    """Read once a version of the content. `on`: today; names of states are those of that day,
    whatever day the request asks for."""

    def read() -> Published:
        with scope():
            remember(PARAMETER, on)
            return gathered(on)

    return once_a_version(("published", on), read)


def gathered(on: date) -> Published:
    frame = frame_now().settings
    secretariat = secretariat_of(frame)
    places = {state.pk: place_of(state) for state in State.objects.all()}
    editions = sorted(Edition.objects.public().for_page(), key=version_of)
    datasets = [
        *of_indicators(places, secretariat),
        *of_editions(editions, places, secretariat),
        *lists(secretariat),
    ]
    return Published(
        names=in_each(registry_name),
        descriptions=in_each(about_the_registry),
        of_the_service=in_each(about_the_service),
        datasets=tuple(datasets),
        series=tuple(of_profiles(editions, places)),
        secretariat=secretariat,
        email=frame.contact_email or settings.DEFAULT_FROM_EMAIL,
        day=on,
    )


def secretariat_of(frame: FrameSettings) -> Body:
    names = {"en": frame.secretariat_en, "ru": frame.secretariat_ru}
    return Body("secretariat", names, whole("/en/"))


def place_of(state: State) -> Place:
    names, footnotes = all_in_each(partial(named, state))
    return Place(slug=state.slug, code=state.iso_alpha3, names=names, footnotes=footnotes)


def named(state: State) -> tuple[str, str]:
    found = designation(state)
    return found.name, found.footnote


# Figures: what one source says of one indicator


@dataclass(slots=True)
class Extent:
    states: list[int] = field(default_factory=list)
    first_year: int = 9999
    last_year: int = 0
    issued: datetime | None = None
    modified: datetime | None = None

    def add(self, row: Mapping[str, Any]) -> None:
        self.states.append(row["state"])
        self.first_year = min(self.first_year, row["first"])
        self.last_year = max(self.last_year, row["last"])
        self.issued = min(filter(None, [self.issued, row["made"]]), default=None)
        self.modified = max(filter(None, [self.modified, row["changed"]]), default=None)


def extents() -> dict[tuple[int, int], Extent]:
    """By indicator and source, of what there is a figure of; one look at every figure, until
    figures change."""

    def read() -> dict[tuple[int, int], Extent]:
        found: dict[tuple[int, int], Extent] = defaultdict(Extent)
        figures = Observation.objects.filter(value__isnull=False).order_by()
        rows = figures.values("indicator", "source", "state").annotate(
            first=Min("year"),
            last=Max("year"),
            made=Min("created_at"),
            changed=Max("updated_at"),
        )
        for row in rows:
            found[row["indicator"], row["source"]].add(row)
        return dict(found)

    return once_a_version("extents by state", read, of=("figures",))


def of_indicators(places: Mapping[int, Place], secretariat: Body) -> Iterator[Dataset]:
    sources = Source.objects.in_bulk()
    found = extents()
    for indicator in Indicator.objects.for_page():
        for source in sorted(source for pk, source in found if pk == indicator.pk):
            held = found[indicator.pk, source]
            yield of_figures(indicator, sources[source], held, places, secretariat)


def of_figures(
    indicator: Indicator,
    source: Source,
    held: Extent,
    places: Mapping[int, Place],
    secretariat: Body,
) -> Dataset:
    of_states = sorted((places[pk] for pk in held.states), key=slug_of)
    titles, descriptions, makers, *keywords = all_in_each(partial(words_of, indicator, source))
    return Dataset(
        key=f"indicator/{indicator.slug}/{source.slug}",
        titles=titles,
        descriptions=descriptions,
        page=f"/data/{indicator.slug}/",
        licence=of_source(source),
        files=tuple(
            files_of_api(f"/api/v1/observations/?indicator={indicator.slug}&source={source.slug}&")
        ),
        publisher=secretariat,
        creator=Body(f"source/{source.slug}", makers, source.url),
        theme=STATISTICS,
        keywords=tuple(keywords),
        places=tuple(of_states),
        first_year=held.first_year,
        last_year=held.last_year,
        issued=timezone.localdate(held.issued) if held.issued else None,
        modified=held.modified,
        cautions=tuple(all_in_each(partial(cautions_of, indicator))),
        certainty=indicator.certainty,
        source=source.url,
        is_revised_yearly=True,
    )


def words_of(indicator: Indicator, source: Source) -> tuple[str, ...]:
    """Title, description, who made them; topic and subject."""
    return (
        f"{indicator.title} ({source.title})",
        description_of(indicator, source),
        source.title,
        indicator.get_topic_display(),
        _("migration"),
    )


def slug_of(place: Place) -> str:
    return place.slug


def description_of(indicator: Indicator, source: Source) -> str:
    changed = _("Selected, re-shaped and rounded by the registry.")
    parts = [
        f"{indicator.title}, {indicator.unit}.",
        defined(indicator),
        _("Source: %(source)s.") % {"source": source.title},
        source.obtained_from,
        changed if source.licence else "",
    ]
    return " ".join(filter(None, parts))


def cautions_of(indicator: Indicator) -> list[str]:
    return [caution.text for caution in cautions(indicator)]


# Profiles: each version of each edition, in the series of its state and kind


def of_editions(
    editions: Iterable[Edition], places: Mapping[int, Place], secretariat: Body
) -> Iterator[Dataset]:
    keys = {edition.pk: key_of(edition) for edition in editions}
    for edition in editions:
        place = places[edition.profile.state_id]
        yield of_edition(edition, place, secretariat, keys.get(edition.supersedes_id or 0, ""))


def version_of(edition: Edition) -> tuple[str, int, int]:
    return key_of_series(edition.profile), edition.year, edition.number


def key_of_series(profile: MigrationProfile) -> str:
    return f"profile/{profile.state.slug}/{profile.kind}"


def key_of(edition: Edition) -> str:
    profile = edition.profile
    return f"edition/{profile.state.slug}/{profile.kind}/{edition.year}/{edition.number}"


def of_edition(edition: Edition, place: Place, secretariat: Body, replaces: str) -> Dataset:
    profile = edition.profile
    page = f"/profiles/{profile.state.slug}/{profile.kind}/{edition.year}/{edition.number}/"
    said = all_in_each(partial(words_of_edition, edition))
    titles, descriptions, authors, kinds, subject, *notices = said
    return Dataset(
        key=key_of(edition),
        titles=titles,
        descriptions=descriptions,
        page=page,
        licence=OWN_LICENCE if edition.has_text else UNKNOWN,
        files=tuple(files_of_edition(edition, page)),
        publisher=secretariat,
        creator=Body(f"author/{key_of(edition)}", authors),
        theme=MIGRATION,
        keywords=(kinds, subject),
        places=(place,),
        first_year=edition.year,
        last_year=edition.last_year or edition.year,
        issued=edition.published_on or edition.published_year_stated,
        modified=edition.updated_at,
        notices=tuple(texts for texts in notices if texts["en"]),
        certainty=edition.certainty,
        source=edition.document_url,
        version=str(edition.number),
        series=key_of_series(profile),
        replaces=replaces,
    )


def words_of_edition(edition: Edition) -> tuple[object, ...]:
    """Title, description, author; kind and subject; the notices, each "" or None for none."""
    cited, kind = citation_of(edition), edition.profile.get_kind_display()
    about = [f"{kind} {edition.years}: {cited.standing}.", edition.summary, edition.correction_note]
    notices = cited.notice, edition.standing_note
    return cited.title, " ".join(filter(None, about)), cited.author, kind, _("migration"), *notices


def files_of_edition(edition: Edition, page: str) -> Iterator[File]:
    if not edition.has_text:
        if edition.elsewhere and edition.document_elsewhere:
            is_file = edition.document_url.lower().endswith(".pdf")
            kind = PDF if is_file else HTML
            language = edition.languages if edition.languages in LANGUAGES else ""
            yield File(
                edition.elsewhere.value, edition.document_url, kind, language, is_direct=is_file
            )
        return
    for form, media_type in FORMS.items():
        for language in LANGUAGES:
            address = whole(f"/{language}{page.rstrip('/')}.{form}")
            with translation.override(language):
                size = size_kept(edition, form)
            yield File(f"{form}-{language}", address, media_type, language, size=size)
    if edition.status != Edition.Status.PUBLISHED:
        return  # the API has the current version alone
    profile = edition.profile
    asked = f"{profile.state.slug}/{profile.kind}/{edition.year}"
    for language in LANGUAGES:
        address = whole(f"/api/v1/editions/{asked}/?lang={language}")
        yield File(f"json-{language}", address, JSON, language)


def of_profiles(editions: Iterable[Edition], places: Mapping[int, Place]) -> Iterator[Series]:
    by_profile: dict[MigrationProfile, list[Edition]] = defaultdict(list)
    for edition in editions:
        by_profile[edition.profile].append(edition)
    for profile, editions in sorted(by_profile.items(), key=series_place):
        yield series_of(profile, editions, places[profile.state_id])


def series_place(item: tuple[MigrationProfile, list[Edition]]) -> str:
    return key_of_series(item[0])


def words_of_series(profile: MigrationProfile) -> tuple[str, str, str]:
    """Kind, subject, and what a series is."""
    about = _("The editions of a state’s migration profile, each with its standing.")
    return profile.get_kind_display(), _("migration"), about


def series_of(profile: MigrationProfile, editions: Iterable[Edition], place: Place) -> Series:
    rows = list(editions)
    names, subject, about = all_in_each(partial(words_of_series, profile))
    titles = {code: f"{place.names[code]}. {names[code]}" for code in LANGUAGES}
    return Series(
        key=key_of_series(profile),
        titles=titles,
        descriptions={code: f"{titles[code]}. {about[code]}" for code in LANGUAGES},
        page=f"/profiles/{profile.state.slug}/{profile.kind}/",
        theme=MIGRATION,
        keywords=(names, subject),
        places=(place,),
        first_year=min(edition.year for edition in rows),
        last_year=max(edition.last_year or edition.year for edition in rows),
        modified=max(edition.updated_at for edition in rows),
    )
