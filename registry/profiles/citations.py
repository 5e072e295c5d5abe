"""How to cite an edition: in words (APA 7, GOST R 7.0.100-2018) and for reference managers (BibTeX,
RIS).

A citation names the version and its permanent address, and the edition's standing: who cites a
draft that its state has not endorsed says so.
"""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import formats
from django.utils.translation import gettext as _

from registry.profiles.models import Edition
from registry.profiles.notices import notice, stamp
from registry.states.designations import designation

FORMS = {
    "bib": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
}
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
class Citation:
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


def citation_of(edition: Edition) -> Citation:
    named = designation(edition.profile.state)
    found = notice(edition)
    published = (
        str(edition.published_on.year)
        if edition.published_on
        else str(edition.published_year or "")
    )
    state, kind = edition.profile.state.iso_alpha3.lower(), edition.profile.kind
    return Citation(
        key=f"pragueprocess-{state}-{kind}-{edition.year}-{edition.number}",
        author=edition.publisher or named.official_name or named.name,
        year=published,
        published_on=edition.published_on,
        title=f"{named}. {edition.profile.get_kind_display()} {edition.years}",
        version=edition.number,
        standing=stamp(edition).text,
        notice=str(found) if found else "",
        url=f"{settings.SITE_URL}{edition.version_url()}",
        checksum=edition.checksum,
    )


def apa(citation: Citation) -> tuple[str, str, str]:
    """Before the title, the title (set in italics), after it."""
    year = citation.year or _("n.d.")
    version = _("Version %(number)s") % {"number": citation.version}
    return (
        f"{citation.author}. ({year}). ",
        citation.title,
        f" ({version}; {citation.standing}). {_('Prague Process Registry')}. {citation.url}",
    )


def gost(citation: Citation) -> str:
    """Always in Russian: the standard is."""
    place = f"Вена : ICMPD, {citation.year}" if citation.year else "Вена : ICMPD"
    day = (
        f" (дата публикации: {formats.date_format(citation.published_on, 'd.m.Y')})"
        if citation.published_on
        else ""
    )
    parts = [
        f"{citation.title} : версия {citation.version} / {citation.author}.",
        f"{citation.standing}.",
        "Текст : электронный // Реестр Пражского процесса : [сайт].",
        f"{place}.",
        f"URL: {citation.url}{day}.",
    ]
    return " — ".join(parts)


def bibtex(citation: Citation, language: str) -> str:
    fields = {
        "author": f"{{{escaped(citation.author)}}}",
        "title": f"{{{escaped(citation.title)}}}",
        "year": citation.year,
        "institution": escaped(_("Prague Process Registry")),
        "type": escaped(_("Migration profile")),
        "number": _("version %(number)s") % {"number": citation.version},
        "note": escaped(" ".join(filter(None, [f"{citation.standing}.", citation.notice]))),
        "url": citation.url,
        "language": {"en": "english", "ru": "russian"}[language],
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@techreport{{{citation.key},\n" + ",\n".join(lines) + "\n}\n"


def escaped(text: str) -> str:
    return "".join(SPECIAL.get(letter, letter) for letter in text)


def ris(citation: Citation, language: str) -> str:
    lines = [
        ("TY", "RPRT"),
        ("AU", citation.author),
        ("TI", citation.title),
        ("PY", citation.year),
        ("DA", citation.published_on.strftime("%Y/%m/%d") if citation.published_on else ""),
        ("ET", str(citation.version)),
        ("PB", _("Prague Process Registry")),
        ("UR", citation.url),
        ("LA", language),
        ("N1", " ".join(filter(None, [f"{citation.standing}.", citation.notice]))),
    ]
    text = "".join(f"{tag}  - {' '.join(value.split())}\r\n" for tag, value in lines if value)
    return f"{text}ER  - \r\n"
