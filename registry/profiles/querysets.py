"""Questions about profiles and editions that read as sentences, on a date."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q

from registry.common.records import Certainty
from registry.states.models import State

if TYPE_CHECKING:
    from registry.profiles.models import Edition, MigrationProfile  # noqa: F401  (rows below)


class ProfileQuerySet(models.QuerySet["MigrationProfile"]):
    def of(self, state_slug: str, kind: str) -> "MigrationProfile | None":
        return self.filter(state__slug=state_slug, kind=kind).first()

    def for_api(self) -> Self:
        return self.select_related("state").prefetch_related("editions")


class EditionQuerySet(models.QuerySet["Edition"]):
    def public(self) -> Self:
        """Editions that everyone may read."""
        return self.filter(status__in=self.model.PUBLIC)

    def current(self) -> Self:
        """Public, and of each year the latest version: a correction of the same year takes the
        place of the version before."""
        return self.public().exclude(superseded_by__year=F("year"), superseded_by__isnull=False)

    def standing_on(self, day: date) -> Self:
        """Public on that day, and of each year the version that was current then. Where only a
        year is known, in all of that year."""
        is_out = Q(published_on__lte=day) | Q(
            published_on__isnull=True, published_year__lte=day.year
        )
        is_out |= Q(published_on__isnull=True, published_year__isnull=True, year__lte=day.year)
        is_replaced = Q(
            superseded_by__isnull=False,
            superseded_by__year=F("year"),
            superseded_by__published_on__lte=day,
        )
        return self.public().filter(is_out).exclude(is_replaced)

    def in_work(self) -> Self:
        return self.filter(status__in=self.model.IN_WORK)

    def withdrawn(self) -> Self:
        return self.filter(status=self.model.Status.WITHDRAWN)

    def changed_since(self, moment: datetime) -> Self:
        return self.filter(updated_at__gte=moment)

    def open_to_endorsement(self) -> Self:
        """Published without the state's endorsement, which may still come. What was compiled from
        open figures, and what is only a document elsewhere, asks for none."""
        rows = self.current().filter(checksum__gt="", status=self.model.Status.PUBLISHED)
        unendorsed = rows.exclude(endorsement=self.model.Endorsement.ENDORSED)
        return unendorsed.exclude(
            origin__in=(self.model.Origin.COMPILED, self.model.Origin.NATIONAL)
        )

    def with_the_state(self) -> Self:
        return self.filter(status__in=self.model.WITH_THE_STATE)

    def of_year(self, year: int) -> Self:
        return self.filter(year=year)

    def with_number(self, number: int) -> Self:
        return self.filter(number=number)

    def with_checksum(self, beginning: str) -> Self:
        return self.filter(checksum__startswith=beginning)

    def of_kind(self, kind: str) -> Self:
        return self.filter(profile__kind=kind)

    def of_states(self, states: Iterable[State | int]) -> Self:
        return self.filter(profile__state__in=states)

    def of_state(self, state: State) -> Self:
        return self.current().filter(profile__state=state).for_page()

    def of_profile(self, state_slug: str, kind: str) -> Self:
        return self.filter(profile__state__slug=state_slug, profile__kind=kind).for_page()

    def latest_year(self) -> dict | None:
        """{"year", "count"} of the latest year that has an edition; None where there is none."""
        return self.values("year").annotate(count=models.Count("pk")).order_by("-year").first()

    def known_as_endorsed(self) -> Self:
        """By their states, as a source says; see `Edition.is_known_as_endorsed`."""
        return self.filter(endorsement=self.model.Endorsement.ENDORSED, certainty=Certainty.STATED)

    def newest_first(self) -> Self:
        return self.for_page().order_by(
            F("published_on").desc(nulls_last=True), "-year", "profile__state__slug"
        )

    def compiled(self) -> Self:
        return self.filter(origin=self.model.Origin.COMPILED)

    def for_page(self) -> Self:
        rows = self.select_related("profile__state", "template", "supersedes__profile__state")
        return rows.order_by("-year", "-number")

    for_api = for_page
    for_export = for_page

    def for_asks(self) -> Self:
        """`returned`: parts; `comments` and `suggestions`: those of the Secretariat and of
        ministries that wait for the state."""
        is_open = Q(sections__comments__resolved_at__isnull=True)
        of_others = is_open & ~Q(sections__comments__side="state")
        undecided = Q(sections__suggestions__decision="")
        rows = self.for_board().select_related("collection_round")
        return rows.annotate(
            returned=models.Count("sections", filter=Q(sections__review="returned"), distinct=True),
            comments=models.Count("sections__comments", filter=of_others, distinct=True),
            suggestions=models.Count("sections__suggestions", filter=undecided, distinct=True),
        )

    def for_board(self) -> Self:
        """With how many parts it has and how many of them are done, still valid or accepted."""
        is_done = Q(sections__progress__in=("done", "still_valid")) | Q(sections__review="accepted")
        return self.for_page().annotate(
            parts=models.Count("sections", distinct=True),
            done=models.Count("sections", filter=is_done, distinct=True),
        )
