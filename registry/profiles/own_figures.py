"""A state's own figures pass into the open series once it has endorsed and published them.

They then come before those of international sources (ObservationQuerySet.ranked); both stay visible. A profile belongs to its state,
and so do its figures; without endorsement they stay in the edition.
"""

from registry.common.dates import today
from registry.figures.models import Observation, Source
from registry.figures.staging import keep_rows
from registry.profiles.models import Edition
from registry.profiles.sections import SectionFigure

STATE_SOURCE = "state-profiles"


def pass_on(edition: Edition) -> int:
    """Write the figures of an edition, published and endorsed, into the series. Returns how many stand there now.

    A later edition's figure for the same year takes the place of an earlier one's; an earlier edition, endorsed later, does not.
    """
    source, _made = Source.objects.get_or_create(
        slug=STATE_SOURCE,
        defaults={
            "title_en": "Endorsed migration profiles of the states",
            "title_ru": "Одобренные государствами миграционные профили",
            "licence": "CC BY 4.0",
            "licence_url": "https://creativecommons.org/licenses/by/4.0/",
            "is_state_own": True,
        },
    )
    figures = SectionFigure.objects.filter(section__edition=edition).select_related("indicator")
    return sum(stand(figure, edition, source) for figure in figures)


def stand(figure: SectionFigure, edition: Edition, source: Source) -> bool:
    key = {
        "indicator": figure.indicator,
        "state": edition.profile.state,
        "year": figure.year if figure.value is not None else edition.year,
        "sex": Observation.Sex.TOTAL,
        "counterpart": None,
        "source": source,
    }
    expected = figure.year if figure.gap == Observation.Gap.EXPECTED else None
    values = {
        "value": figure.value,
        "gap": figure.gap,
        "expected_in": expected,
        "status": Observation.Status.OFFICIAL,
        "note_en": note(figure, edition, "en"),
        "note_ru": note(figure, edition, "ru"),
    }
    if later_said(figure, edition, key["year"]):
        return False
    row, is_new = Observation.objects.get_or_create(**key, defaults=values | {"held_since": today()})
    if not is_new and any(getattr(row, name) != value for name, value in values.items()):
        keep_rows([row.pk])
        for name, value in values.items():
            setattr(row, name, value)
        row.held_since = today()
        row.version += 1
        row.save()
    return True


def later_said(figure: SectionFigure, edition: Edition, year: int) -> bool:
    """Whether an edition of a later year, endorsed and public, speaks of the same figure."""
    others = SectionFigure.objects.filter(
        indicator=figure.indicator,
        section__edition__in=Edition.objects.public().filter(
            profile__state=edition.profile.state, endorsement=Edition.Endorsement.ENDORSED, year__gt=edition.year
        ),
    )
    return others.filter(year=year, value__isnull=False).exists()


def note(figure: SectionFigure, edition: Edition, language: str) -> str:
    """Which profile it stands in, and whom the state names as its source."""
    kind = {
        ("light", "en"): "Light profile", ("extended", "en"): "Extended profile",
        ("light", "ru"): "облегчённый профиль", ("extended", "ru"): "расширенный профиль",
    }[edition.profile.kind, language]  # fmt: skip
    return f"{kind} {edition.year}" + (f"; {figure.source}" if figure.source else "")
