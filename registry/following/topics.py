"""What can be followed, and where: by its kind and, where there are many of a kind, by which one.

A state and an indicator are known by their number, so that a new slug ends nobody's following; a
search by the parameters of its address, in one order.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.db import models
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.common.keys import key_in
from registry.figures.models import Indicator
from registry.search.answers import label_of, states_by_code
from registry.search.asked import FILTERS, Asked, asked
from registry.search.models import Kind as Found
from registry.states.designations import designation
from registry.states.known import state_by_slug
from registry.states.models import State

LONGEST_SEARCH = 500


class Kind(models.TextChoices):
    NEWS = "news", gettext_lazy("News")
    EDITIONS = "editions", gettext_lazy("Migration profiles")
    DOCUMENTS = "documents", gettext_lazy("Library")
    MEETINGS = "meetings", gettext_lazy("Meetings")
    STATE = "state", gettext_lazy("State")
    INDICATOR = "indicator", gettext_lazy("Indicator")
    SEARCH = "search", gettext_lazy("Search")


LISTS = (Kind.NEWS, Kind.EDITIONS, Kind.DOCUMENTS, Kind.MEETINGS)
PAGES = {
    Kind.NEWS: "news",
    Kind.EDITIONS: "profiles",
    Kind.DOCUMENTS: "documents",
    Kind.MEETINGS: "meetings",
}


@dataclass(frozen=True, slots=True)
class Topic:
    """`of`: the number of the state or indicator, or the search; "" for the others. `record`: the
    state or indicator."""

    kind: Kind
    of: str = ""
    record: Any = field(default=None, compare=False)

    @property
    def title(self) -> str:
        if self.kind == Kind.STATE:
            return designation(self.record).name
        if self.kind == Kind.INDICATOR:
            return self.record.title
        if self.kind == Kind.SEARCH:
            return _("Search: %(words)s") % {"words": search_worded(self.of)}
        return str(self.kind.label)

    def page(self) -> str:
        """Where people read it, in the active language."""
        if self.kind == Kind.SEARCH:
            return f"{reverse('search')}?{self.of}"
        return self.record.get_absolute_url() if self.record else reverse(PAGES[self.kind])

    def feed(self, language: str) -> str:
        if self.kind == Kind.SEARCH:
            return f"{reverse('feed', args=[language, 'search'])}?{self.of}"
        if self.record:
            return reverse(f"{self.kind}_feed", args=[language, self.record.slug])
        return reverse("feed", args=[language, str(self.kind)])

    def follow_page(self) -> str:
        """Where the ways to follow it are, in the active language."""
        return f"{reverse('follow')}?{self.parameters}"

    def mail_page(self) -> str:
        return f"{reverse('follow_by_mail')}?{self.parameters}"

    @property
    def parameters(self) -> str:
        query = {"what": str(self.kind), "of": self.record.slug if self.record else self.of}
        return urlencode({name: text for name, text in query.items() if text})


def of_state(state: State) -> Topic:
    return Topic(Kind.STATE, str(state.pk), state)


def of_indicator(indicator: Indicator) -> Topic:
    return Topic(Kind.INDICATOR, str(indicator.pk), indicator)


def of_search(parameters: Mapping[str, str]) -> Topic | None:
    """None where nothing is asked for, or more than anybody types."""
    wanted = asked(parameters)
    query = {name: text for name, text in wanted.query.items() if text.strip()}
    if not query.get("q") and not any(query.get(name) for name in FILTERS):
        return None
    text = urlencode(query)
    return Topic(Kind.SEARCH, text) if len(text) <= LONGEST_SEARCH else None


def topic_of(what: str | State | Indicator | Asked) -> Topic | None:
    """Of what a page shows: one of LISTS, a state, an indicator or a search."""
    if isinstance(what, State):
        return of_state(what)
    if isinstance(what, Indicator):
        return of_indicator(what)
    return of_search(what.query) if isinstance(what, Asked) else Topic(Kind(what))


def chosen(what: str, of: str) -> Topic | None:
    """What an address names; None where there is no such thing."""
    if what in LISTS:
        return Topic(Kind(what)) if not of else None
    if what == Kind.STATE:
        state = state_by_slug(of)
        return of_state(state) if state else None
    if what == Kind.INDICATOR:
        indicator = Indicator.objects.by_slugs([of]).first()
        return of_indicator(indicator) if indicator else None
    return of_search(dict(parse_qsl(of))) if what == Kind.SEARCH else None


def topic_or_404(what: str, of: str) -> Topic:
    topic = chosen(what, of)
    if topic is None:
        raise Http404(
            _("There is nothing of that name to follow. The page “Follow” lists what there is.")
        )
    return topic


def kept(kind: str, of: str) -> Topic | None:
    """What was followed; None where it has gone since."""
    if kind in LISTS:
        return Topic(Kind(kind))
    if kind == Kind.STATE:
        state = State.objects.filter(pk=key_in(of)).first()
        return of_state(state) if state else None
    if kind == Kind.INDICATOR:
        indicator = Indicator.objects.filter(pk=key_in(of)).first()
        return of_indicator(indicator) if indicator else None
    return of_search(dict(parse_qsl(of)))


def search_worded(query: str) -> str:
    """The words and, in brackets, what narrows them."""
    wanted = asked(dict(parse_qsl(query)))
    named = [filter_worded(name, text) for name, text in wanted.filters.items() if text]
    narrowed = ", ".join(filter(None, named))
    text = wanted.text.strip()
    if not text:
        return narrowed
    words = _("“%(text)s”") % {"text": text}
    return f"{words} ({narrowed})" if narrowed else words


def filter_worded(name: str, text: str) -> str:
    """A state by its designation, whether it was given by its code or its slug."""
    if name == "kind":
        return str(Found(text).label) if text in Found.values else ""
    if name == "state":
        codes = {state.slug: code for code, state in states_by_code().items()}
        text = codes.get(text.lower(), text.upper())
    return label_of(name, text) or text
