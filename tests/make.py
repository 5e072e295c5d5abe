"""Plain makers: the least that a row needs. Names are invented and look it."""

import io
from datetime import date

from django.db import connection
from PIL import Image

from registry.common.store import raise_content_version
from registry.contacts.models import Authority, ContactPoint
from registry.drafting.parity import keep_lags, put_in_step
from registry.drafting.rounds import CollectionRound
from registry.drafting.sections import Section
from registry.figure_imports.choices import Choices
from registry.figure_imports.importing import agree, bring, read_on
from registry.figure_imports.imports import FigureImport
from registry.figures.models import Indicator, Observation, Source
from registry.library.file_models import DocumentFile
from registry.library.judging import judge
from registry.library.keeping import keep as keep_file
from registry.library.models import Document
from registry.media.keeping import keep
from registry.media.making import make
from registry.media.models import Picture
from registry.profiles.models import Edition, MigrationProfile
from registry.profiles.templates import ProfileTemplate
from registry.publication.workflow import perform
from registry.states.models import State
from tests import documents


def state(code: str = "ZZA") -> State:
    return State.objects.create(
        iso_alpha3=code, iso_alpha2=f"{code[0]}{code[2]}", slug=f"testland-{code.lower()}"
    )


def profile(state: State, kind: str = "light") -> MigrationProfile:
    return MigrationProfile.objects.get_or_create(state=state, kind=kind)[0]


def edition(state: State, kind: str = "light", year: int = 2031, **fields) -> Edition:
    template = ProfileTemplate.objects.get(kind=kind)
    return Edition.objects.create(
        profile=profile(state, kind), template=template, year=year, **fields
    )


def publish(edition: Edition, *, on: date, by=None, reason: str = "") -> Edition:
    """By the step for what was compiled, which asks least of a text."""
    Edition.objects.filter(pk=edition.pk).update(origin=Edition.Origin.COMPILED)
    return perform(edition, "publish_compiled", by=by, on=on, reason=reason)


def collection_round(state: State | None = None, **fields) -> CollectionRound:
    template = ProfileTemplate.objects.get(kind="light")
    given = {
        "kind": "light",
        "template": template,
        "year": 2031,
        "deadline": date(2031, 6, 30),
    } | fields
    row = CollectionRound.objects.create(**given)
    if state:
        row.states.add(state)
    return row


def written_edition(state: State, year: int = 2031, kind: str = "light", **fields) -> Edition:
    """With every part written in both languages, which are in step."""
    made = edition(state, kind, year, **fields)
    for one in made.template.sections.all():
        section(
            made,
            one.slug,
            f"<p>Words on {one.number}.</p>",
            f"<p>Слова о {one.number}.</p>",
            in_step_on=date(2026, 1, 2),
        )
    return made


def section(
    edition: Edition,
    slug: str,
    text_en: str = "",
    text_ru: str = "",
    in_step_on: date | None = None,
    **fields,
) -> Section:
    row = Section(
        edition=edition,
        template_section=edition.template.sections.get(slug=slug),
        text_en=text_en,
        text_ru=text_ru,
        **fields,
    )
    if in_step_on:
        put_in_step(row, in_step_on)
        row.written_on = in_step_on
    keep_lags(row)
    row.save()
    return row


def observation(
    state: State, indicator: str, year: int, value: float | None = None, gap: str = "", **fields
) -> Observation:
    found = Indicator.objects.get(slug=indicator)
    source = fields.pop("source", None) or found.source or Source.objects.first()
    return Observation.objects.create(
        state=state, indicator=found, year=year, value=value, gap=gap, source=source, **fields
    )


def imported(content: str | bytes, name: str = "figures.csv", by=None, **constants) -> FigureImport:
    """Taken in, matched by name and read, as the admin does it; not written."""
    content = content.encode() if isinstance(content, str) else content
    found = bring(io.BytesIO(content), name, len(content), by=by, reason="the year’s figures")
    looked = Choices(are_right=True)  # values of tests are far from what stands
    agree(found, found.columns, constants, found.decimal_mark, looked)
    while not read_on(found):
        pass
    return found


def contact_point(state: State, **fields) -> ContactPoint:
    authority, _made = Authority.objects.get_or_create(
        state=state, name_en="Ministry of Testing", name_ru="Министерство проверки"
    )
    details = {
        "name_latin": "Testa Personova",
        "name_cyrillic": "Теста Персонова",
        "email": "testa.personova@example.org",
        "phone": "+000 00 000",
    }
    return ContactPoint.objects.create(
        state=state, authority=authority, **({"since": date(2025, 1, 1)} | details | fields)
    )


def picture(**fields) -> Picture:
    """With its files, below MEDIA_ROOT."""
    out = io.BytesIO()
    Image.new("RGB", (600, 400), (90, 120, 160)).save(out, "JPEG")
    described = {"shows_en": "A picture", "shows_ru": "Изображение", "credit": "ICMPD"}
    row = Picture(**(described | fields))
    keep(row, make(out.getvalue(), focus=(50, 50)))
    row.save()
    return row


def document_file(
    slug: str = "hb-readmission", language: str = "en", data: bytes = b"", **fields
) -> DocumentFile:
    """Kept for a document, below MEDIA_ROOT, and shown."""
    document = Document.objects.get(slug=slug)
    row = keep_file(judge(data or documents.pdf()), document, language)
    values = {"file": row} | fields
    document.versions.update_or_create(language=language, defaults=values)
    return row


def as_committed() -> None:
    """What the test has written counts as told: pages share again what they read once."""
    connection.run_on_commit.clear()
    raise_content_version()
