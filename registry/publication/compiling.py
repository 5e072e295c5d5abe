"""Light editions from open figures for every participating state, so that no state's page is
empty."""

from collections.abc import Callable
from datetime import date

from django.db import transaction

from registry.common.scope import scope
from registry.drafting.starting import compile_edition
from registry.profiles.models import Edition, MigrationProfile
from registry.profiles.templates import Kind, ProfileTemplate
from registry.publication.workflow import perform
from registry.states.models import State, StateQuerySet


def compile_light_editions(
    *,
    on: date,
    among: StateQuerySet | None = None,
    say: Callable[[int, int], None] = lambda done, whole: None,
) -> int:
    """Compiles and publishes a Light edition for each state that never had one: among all
    participating states, or those of `among`.

    `say` hears after each how many are done, of how many. Returns how many were made.
    """
    template = ProfileTemplate.objects.in_use(Kind.LIGHT, on.year)
    if template is None:
        return 0
    has_one = Edition.objects.compiled().filter(profile__kind=Kind.LIGHT).values("profile__state")
    wanted = State.objects.participating(on) if among is None else among
    states = list(wanted.exclude(pk__in=has_one).for_page())
    say(0, len(states))
    with scope():
        for number, state in enumerate(states, start=1):
            with transaction.atomic():
                profile, _made = MigrationProfile.objects.get_or_create(
                    state=state, kind=Kind.LIGHT
                )
                edition = compile_edition(profile, template, on.year, on=on)
                perform(
                    edition, "publish_compiled", by=None, on=on, reason="compiled from open figures"
                )
            say(number, len(states))
    return len(states)
