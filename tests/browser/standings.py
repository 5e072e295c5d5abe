"""Desks in every standing of their drafts, each of a state of its own, for who looks at them in the
browser. Run within the product: `stand(True)` prints the links that sign in, by standing."""

import json
from datetime import date, timedelta
from itertools import count

from django.db import transaction

from registry.accounts.models import Invitation, User
from registry.accounts.roles import make_editor, set_address
from registry.common.dates import today
from registry.contacts.handover import confirm_handover, name_successor
from registry.contacts.models import Authority, ContactPoint
from registry.drafting import consulting, review
from registry.drafting.collecting import open_round
from registry.drafting.parity import keep_lags, put_in_step
from registry.drafting.rounds import CollectionRound
from registry.profiles.models import Edition
from registry.profiles.templates import ProfileTemplate
from registry.publication.workflow import perform
from registry.secretariat.trying_out import sign_in_url
from registry.states.models import State

STATES = ("BIH", "ARM", "AZE", "KGZ", "TJK", "UZB", "KAZ")
years = count(2030)


def person(state: State, name: str) -> ContactPoint:
    """Who has not answered the yearly question, and reads Russian."""
    user = User.objects.create_user(f"{name}@demo.invalid", language="ru", first_name=name)
    set_address(user, user.email)
    return ContactPoint.objects.create(
        account=user,
        state=state,
        authority=Authority.objects.of_state(state).first()
        or Authority.objects.create(state=state, name_en="Ministry", name_ru="Министерство"),
        name_latin="Ruslan Exampleov",
        name_cyrillic="Руслан Примеров",
        email=user.email,
        language="ru",
        since=today() - timedelta(days=360),
    )


def draft(state: State, kind: str, *, by: User) -> Edition:
    """Of a running round."""
    asked = CollectionRound.objects.create(
        kind=kind,
        template=ProfileTemplate.objects.filter(kind=kind).first(),
        year=next(years),
        deadline=today() + timedelta(days=40),
    )
    asked.states.set([state])
    open_round(asked, by=by, on=today())
    return asked.editions.get()


def written(edition: Edition) -> Edition:
    for section in edition.sections.all():
        section.text_en, section.text_ru = "<p>Words.</p>", "<p>Слова.</p>"
        section.is_prefilled = False
        put_in_step(section, today())
        keep_lags(section)
        section.save()
    return edition


def returned(edition: Edition, post: ContactPoint, *, by: User) -> None:
    perform(written(edition), "submit", by=post.account, on=today())
    for section in edition.sections.all():
        review.return_section(section, by=by, reason="Пожалуйста, уточните год и источник.")
    perform(edition, "send_back", by=by, on=today())


def consulted(edition: Edition, post: ContactPoint, *, by: User) -> None:
    first = edition.sections.first()
    for number in range(3):
        consulting.ask(
            edition,
            [first],
            by=post.account,
            post=post,
            organisation=f"Министерство {number}",
            email=f"ministry{number}@example.org",
            language="ru",
            note="",
            days=14,
        )
    review.comment(first, "Откуда это число?", by=by)


def published_unendorsed(post: ContactPoint, *, by: User) -> None:
    edition = written(draft(post.state, "light", by=by))
    perform(edition, "submit", by=post.account, on=today())
    review.accept_rest(edition, by=by)
    perform(edition, "ask_endorsement", by=by, on=today())
    Edition.objects.filter(pk=edition.pk).update(submitted_on=date(2026, 1, 2))
    edition = perform(Edition.objects.get(pk=edition.pk), "lapse", by=None, on=today())
    perform(edition, "publish", by=by, on=today())


def successor(post: ContactPoint, *, by: User) -> ContactPoint:
    handover = name_successor(
        post,
        by=post.account,
        name_latin="Nadia Nextova",
        name_cyrillic="Надия Следующая",
        email=f"next.{post.account.email}",
        language="ru",
        since=today(),
    )
    new = confirm_handover(handover, by=by, on=today())
    user = User.objects.create_user(new.email, language="ru", first_name="Nadia")
    set_address(user, user.email)
    ContactPoint.objects.filter(pk=new.pk).update(account=user)
    Invitation.objects.all().delete()
    return ContactPoint.objects.get(pk=new.pk)


@transaction.atomic
def stand(prints: bool = False) -> dict[str, str]:
    by = User.objects.create_user("desks@demo.invalid", is_staff=True, first_name="Edita")
    make_editor(by)
    states = [State.objects.get(iso_alpha3=code) for code in STATES]
    names = ("one", "two", "returned", "consulted", "published", "successor", "all")
    posts = {name: person(state, name) for name, state in zip(names, states, strict=True)}
    for name, post in posts.items():
        light = draft(post.state, "light", by=by)
        if name != "one":
            draft(post.state, "extended", by=by)
        if name == "returned":
            returned(light, post, by=by)
        if name in ("consulted", "successor", "all"):
            consulted(light, post, by=by)
        if name in ("published", "all"):
            published_unendorsed(post, by=by)
        if name in ("successor", "all"):
            posts[name] = successor(post, by=by)
    links = {name: sign_in_url(post.account, "ru") for name, post in posts.items()}
    if prints:
        print(json.dumps(links))
    return links
