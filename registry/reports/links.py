"""The addresses that records name, and which of them no longer answer."""

import re
import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from registry.common.dates import today
from registry.common.records import Record
from registry.common.tasks import AT_LEISURE, Behind, behind
from registry.common.value_changes import named
from registry.reports.asking import Answer, ask
from registry.reports.models import LinkCheck
from registry.reports.reporting import Line, line

ADDRESS = re.compile(r"https?://[^\s<>\"'»”]+")
AT_END = ".,;:!?)]"
LONGEST = 500
MOST_AT_ONCE, SECONDS_AT_ONCE = 200, 300
BETWEEN = 1.0  # seconds between two questions to one host
PERSONAL = {"ContactPoint", "Escalation", "GroupMail", "PrivacyNotice"}


def records_with_texts() -> Iterator[type[Record]]:
    """Kinds of record with a page in the admin; whose texts are personal, or very many, are left
    out."""
    for model in apps.get_app_config("registry").get_models():
        is_left_out = model.__name__ in PERSONAL | {"Observation", "Section"}
        if issubclass(model, Record) and not is_left_out:
            yield model


def addresses_in(text: str) -> list[str]:
    found = [address.rstrip(AT_END) for address in ADDRESS.findall(text.replace("&amp;", "&"))]
    return [address for address in found if len(address) <= LONGEST]


def may_hold_addresses(field: models.Field) -> bool:
    if isinstance(field, models.URLField | models.TextField):
        return True
    return isinstance(field, models.CharField) and field.name.endswith("url")


def uses() -> dict[str, list[tuple[models.Model, str]]]:
    """By address: the records that name it, and the field."""
    found: dict[str, list[tuple[models.Model, str]]] = {}
    for model in records_with_texts():
        fields = [field for field in model._meta.fields if may_hold_addresses(field)]
        for row in model._base_manager.order_by("pk").iterator() if fields else ():
            for field in fields:
                for address in addresses_in(str(getattr(row, field.name) or "")):
                    found.setdefault(address, []).append((row, named(field)))
    return found


def check_links(
    *,
    most: int,
    seconds: float,
    on: date,
    asks: Callable[[str], Answer] = ask,
    sleep: Callable[[float], None] = time.sleep,
) -> dict[str, int]:
    """Asks what was not asked for longest, within a number and a time. Returns how many were asked,
    do not answer, and are left for the next run."""
    named_now = set(uses())
    LinkCheck.objects.exclude(url__in=named_now).delete()
    known = set(LinkCheck.objects.values_list("url", flat=True))
    LinkCheck.objects.bulk_create([LinkCheck(url=url) for url in sorted(named_now - known)])
    oldest = models.F("checked_at").asc(nulls_first=True)
    began, asked = time.monotonic(), 0
    answered: list[str] = []
    last_asked: dict[str, float] = {}
    for row in LinkCheck.objects.order_by(oldest, "url")[:most]:
        if time.monotonic() - began > seconds:
            break
        host = urlsplit(row.url).netloc
        pause = last_asked.get(host, -BETWEEN) + BETWEEN - time.monotonic()
        if pause > 0:
            sleep(pause)
        note(row, asks(row.url), on)
        if not row.problem:
            answered.append(row.url)
        last_asked[host] = time.monotonic()
        asked += 1
    note_on_documents(answered, on)
    broken = LinkCheck.objects.broken().count()
    return {"asked": asked, "broken": broken, "left": len(named_now) - asked}


@behind(
    label=_("Asking whether the addresses in the records answer"),
    page="reports",
    priority=AT_LEISURE,
)
def check_again(context: Behind) -> str:
    """What a colleague asks for, in a shorter run than the command's; it makes room at each
    address, and begins with those that were not asked for longest."""
    most = min(MOST_AT_ONCE, len(uses()))
    asked = 0

    def asks(url: str) -> Answer:
        nonlocal asked
        context.note(asked, most)
        context.make_room()
        asked += 1
        return ask(url)

    check_links(most=most, seconds=SECONDS_AT_ONCE, on=today(), asks=asks)
    return ""


def note(row: LinkCheck, answer: Answer, on: date) -> None:
    row.checked_at, row.status, row.problem = timezone.now(), answer.status, answer.problem[:200]
    row.broken_since = (row.broken_since or on) if answer.problem else None
    row.save()


def note_on_documents(answered: list[str], on: date) -> None:
    """An address elsewhere bears the day on which it last answered; written once a run, as it shows
    on public pages."""
    versions = apps.get_model("registry", "DocumentVersion").objects.filter(url__in=answered)
    versions.update(answered_on=on)


def not_asked_yet() -> str:
    if LinkCheck.objects.exists():
        return ""
    return str(_("No address has been asked yet, so nobody knows which of them answer."))


def broken_links(on: date) -> list[Line]:
    """A line for each record that names one."""
    problems = {row.url: row.problem for row in LinkCheck.objects.broken()}
    found = []
    for url, places in uses().items() if problems else ():
        for row, field in places if url in problems else ():
            found.append(line_of_owner(row, f"{field}: {url} {problems[url]}"))
    return found


WITHIN = {
    "documentversion": "document",
    "output": "project",
    "partner": "project",
    "attendance": "meeting",
}


def line_of_owner(row: models.Model, what: str) -> Line:
    """A row within a record is mended on the record's page."""
    relation = WITHIN.get(str(row._meta.model_name))
    return line(getattr(row, relation) if relation else row, what)


def with_broken_links(model: type[models.Model]) -> set[int]:
    """The keys of the records of a kind that name an address which does not answer, in their own
    texts or in those of their rows."""
    broken = set(LinkCheck.objects.broken().values_list("url", flat=True))
    found: set[int] = set()
    for holder, key in holders(model) if broken else ():
        names = [field.name for field in holder._meta.fields if may_hold_addresses(field)]
        marked = models.Q(pk__in=[])
        for name in names:
            marked |= models.Q(**{f"{name}__contains": "http"})
        for owner, *texts in holder._base_manager.filter(marked).values_list(key, *names):
            if any(broken.intersection(addresses_in(str(text or ""))) for text in texts):
                found.add(owner)
    return found


def holders(model: type[models.Model]) -> Iterator[tuple[Any, str]]:
    """(model, column with the key of the record): the kind itself and its rows."""
    yield model, "pk"
    for name, relation in WITHIN.items():
        row: Any = apps.get_model("registry", name)
        field = row._meta.get_field(relation)
        if field.related_model is model:
            yield row, field.attname


def documents_without_address(on: date) -> list[Line]:
    """Documents none of whose versions answers, and documents without a version. A file that is
    kept here answers."""
    document = apps.get_model("registry", "Document")
    broken = set(LinkCheck.objects.broken().values_list("url", flat=True))
    found = []
    for row in document.objects.prefetch_related("versions"):
        versions = row.versions.all()
        addresses = [version.url for version in versions if version.url]
        if any(version.file_id for version in versions):
            continue
        if not addresses:
            found.append(line(row, "has neither a file nor an address"))
        elif all(address in broken for address in addresses):
            found.append(line(row, "none of its addresses answers"))
    return found
