"""How to cite an edition: in words (APA 7, GOST R 7.0.100-2018) and for reference managers (BibTeX, RIS).

A citation names the version and its permanent address, and the edition's standing: who cites a draft that its state has not endorsed
says so.
"""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import formats
from django.utils.translation import gettext as _

from registry.profiles.models import Edition
from registry.profiles.notices import notice, stamp
from registry.states.designations import designation

FORMS = {"bib": "application/x-bibtex; charset=utf-8", "ris": "application/x-research-info-systems; charset=utf-8"}
SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "%": r"\%",
    "&": r"\&",
    "#": r"\#",
    "$": r"\$",
    "_": r"\_",
}


@dataclass(frozen=True, slots=True)
class Cited:
    """What every form of citation needs, in the active language."""

    key: str
    author: str
    year: str
    published_on: date | None
    title: str
    version: int
    standing: str
    notice: str
    url: str
    checksum: str


def cited(edition: Edition) -> Cited:
    named = designation(edition.profile.state)
    told = notice(edition)
    published = str(edition.published_on.year) if edition.published_on else str(edition.published_year or "")
    return Cited(
        f"pragueprocess-{edition.profile.state.iso_alpha3.lower()}-{edition.profile.kind}-{edition.year}-{edition.number}",
        edition.publisher or named.official_name or named.name,
        published,
        edition.published_on,
        f"{named}. {edition.profile.get_kind_display()} {edition.years}",
        edition.number,
        stamp(edition).text,
        str(told) if told else "",
        f"{settings.SITE_URL}{edition.version_url()}",
        edition.checksum,
    )


def apa(one: Cited) -> tuple[str, str, str]:
    """Before the title, the title (set in italics), after it."""
    year = one.year or _("n.d.")
    version = _("Version %(number)s") % {"number": one.version}
    return (
        f"{one.author}. ({year}). ",
        one.title,
        f" ({version}; {one.standing}). {_('Prague Process Registry')}. {one.url}",
    )


def gost(one: Cited) -> str:
    """Always in Russian: the standard is."""
    place = f"Вена : ICMPD, {one.year}" if one.year else "Вена : ICMPD"
    day = f" (дата публикации: {formats.date_format(one.published_on, 'd.m.Y')})" if one.published_on else ""
    return (
        f"{one.title} : версия {one.version} / {one.author}. — {one.standing}. — Текст : электронный // Реестр Пражского "
        f"процесса : [сайт]. — {place}. — URL: {one.url}{day}."
    )


def bibtex(one: Cited, language: str) -> str:
    fields = {
        "author": f"{{{escaped(one.author)}}}",
        "title": f"{{{escaped(one.title)}}}",
        "year": one.year,
        "institution": escaped(_("Prague Process Registry")),
        "type": escaped(_("Migration profile")),
        "number": _("version %(number)s") % {"number": one.version},
        "note": escaped(" ".join(filter(None, [f"{one.standing}.", one.notice]))),
        "url": one.url,
        "language": {"en": "english", "ru": "russian"}[language],
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@techreport{{{one.key},\n" + ",\n".join(lines) + "\n}\n"


def escaped(text: str) -> str:
    return "".join(SPECIAL.get(letter, letter) for letter in text)


def ris(one: Cited, language: str) -> str:
    lines = [
        ("TY", "RPRT"),
        ("AU", one.author),
        ("TI", one.title),
        ("PY", one.year),
        ("DA", one.published_on.strftime("%Y/%m/%d") if one.published_on else ""),
        ("ET", str(one.version)),
        ("PB", _("Prague Process Registry")),
        ("UR", one.url),
        ("LA", language),
        ("N1", " ".join(filter(None, [f"{one.standing}.", one.notice]))),
    ]
    told = "".join(f"{tag}  - {' '.join(value.split())}\r\n" for tag, value in lines if value)
    return f"{told}ER  - \r\n"
