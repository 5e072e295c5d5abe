"""The files that pages of states and indicators offer, made before a reader asks, so that each page
tells their size (common/kept_downloads.py)."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import translation

from registry.common.dates import today
from registry.common.errors import RuleError
from registry.common.languages import LANGUAGES
from registry.common.store import renew_pages
from registry.figures.downloads import FORMS
from registry.figures.models import Indicator
from registry.pages.whole_state import WHOLE_FORMS
from registry.states.models import State
from registry.takeaway.asking import ask


def addresses() -> Iterator[str]:
    states = list(State.objects.participating(today()))
    indicators = list(Indicator.objects.with_figures())
    for language in LANGUAGES:
        with translation.override(language):
            for state in states:
                page = reverse("state", args=[state.slug])
                yield from (f"{page}?format={form}" for form in WHOLE_FORMS)
            for indicator in indicators:
                page = reverse("indicator", args=[indicator.slug])
                yield from (f"{page}?part=all&format={form}" for form in FORMS)


def make_standing() -> int:
    """How many were asked for. Raises RuleError where one is not answered as everybody gets it."""
    count = 0
    for address in addresses():
        answer = ask(address)
        if not answer.is_public:
            raise RuleError(f"{address} answers {answer.status}.")
        count += 1
    renew_pages()
    return count
