"""How to cite an edition: in words (APA 7, GOST R 7.0.100-2018) and for reference managers (BibTeX,
RIS, CSL-JSON).

A citation names the version and its permanent address, and the edition's standing: who cites a
draft that its state has not endorsed says so. The footnote of a designation goes with it.
"""

import json
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import formats, translation
from django.utils.translation import gettext as _

from registry.common.elsewhere import Elsewhere
from registry.profiles.models import Edition
from registry.profiles.notices import notice, stamp
from registry.states.designations import Named, designation

FORMS = {
    "bib": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
    "json": "application/vnd.citationstyles.csl+json",
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
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
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
    footnote: str
    url: str
    checksum: str
    original: str = ""
    elsewhere: Elsewhere | None = None
    # The registry has no text of the edition: the document is cited, and the registry as where
    # it was found
    is_of_a_document: bool = False
    is_year_derived: bool = False

    @property
    def original_worded(self) -> str:
        """Its address, with what it leads to where that is not the original; "" for none."""
        if self.elsewhere in (None, Elsewhere.ORIGINAL):
            return self.original
        return f"{self.elsewhere.label}: {self.original}"


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
        author=author_of(edition, named),
        year=published,
        published_on=edition.published_on,
        title=f"{named}. {edition.profile.get_kind_display()} {edition.years}",
        version=edition.number,
        standing=stamp(edition).text,
        notice=str(found) if found else "",
        footnote=named.footnote,
        url=f"{settings.SITE_URL}{edition.version_url()}",
        checksum=edition.checksum,
        original="" if edition.has_text else edition.document_url,
        elsewhere=None if edition.has_text else edition.elsewhere,
        is_of_a_document=is_of_a_document(edition),
        is_year_derived=not edition.published_on and edition.published_year_is_derived,
    )


def author_of(edition: Edition, named: Named) -> str:
    """Its publisher, else its state, as far as somebody says who made it."""
    if not edition.publisher and edition.origin == Edition.Origin.NOT_STATED:
        return _("Author not on record")
    return edition.publisher_named or named.official_name or named.name


def is_of_a_document(edition: Edition) -> bool:
    return not edition.has_text and (edition.is_public or bool(edition.document_url))


def apa(citation: Citation) -> tuple[str, str, str]:
    """Before the title, the title (set in italics), after it."""
    year = citation.year or _("n.d.")
    if citation.is_year_derived:
        year = _("ca. %(year)s") % {"year": year}
    if citation.is_of_a_document:
        found = _("Found in the Prague Process Registry: %(address)s")
        after = ["", citation.original_worded, found % {"address": citation.url}]
        return (
            f"{citation.author}. ({year}). ",
            citation.title,
            ". ".join(after if citation.original else ["", after[-1]]),
        )
    version = _("Version %(number)s") % {"number": citation.version}
    return (
        f"{citation.author}. ({year}). ",
        citation.title,
        f" ({version}; {citation.standing}). {_('Prague Process Registry')}. {citation.url}",
    )


def gost(citation: Citation, visited_on: date | None = None) -> str:
    """Always in Russian: the standard is. `visited_on`: the day of the visit, where there was
    one; what is printed has none."""
    visited = ""
    if visited_on:
        visited = f" (дата обращения: {formats.date_format(visited_on, 'd.m.Y')})"
    if citation.is_of_a_document:
        stated = f"[{citation.year}?]" if citation.is_year_derived else citation.year
        year = f"{stated}. — " if citation.year else ""
        return (
            f"{citation.title} / {citation.author}. — {year}Текст : электронный."
            f"{address_in_gost(citation, visited)} — Найдено в Реестре Пражского процесса:"
            f" {citation.url}."
        )
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
        f"URL: {citation.url}{day}{visited}.",
    ]
    return " — ".join(parts)


def address_in_gost(citation: Citation, visited: str) -> str:
    """In Russian, with what it leads to where that is not the original."""
    if citation.elsewhere is None:
        return ""
    with translation.override("ru"):
        label = "" if citation.elsewhere == Elsewhere.ORIGINAL else f"{citation.elsewhere.label}. "
    return f" — {label}URL: {citation.original}{visited}."


def bibtex(citation: Citation, language: str) -> str:
    fields = {
        "author": f"{{{escaped(citation.author)}}}",
        "title": f"{{{escaped(citation.title)}}}",
        "year": citation.year,
        "institution": escaped(institution_of(citation)),
        "type": escaped(_("Migration profile")),
        "number": version_of(citation),
        "note": escaped(note_of(citation)),
        "url": citation.original or citation.url,
        "language": {"en": "english", "ru": "russian"}[language],
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@techreport{{{citation.key},\n" + ",\n".join(lines) + "\n}\n"


def institution_of(citation: Citation) -> str:
    return "" if citation.is_of_a_document else _("Prague Process Registry")


def version_of(citation: Citation) -> str:
    if citation.is_of_a_document:
        return ""
    return _("version %(number)s") % {"number": citation.version}


def note_of(citation: Citation) -> str:
    parts = [f"{citation.standing}.", citation.notice, citation.footnote]
    if citation.is_of_a_document:
        if citation.elsewhere not in (None, Elsewhere.ORIGINAL):
            parts.append(f"{citation.original_worded}.")
        found = _("Found in the Prague Process Registry: %(address)s")
        parts.append(found % {"address": citation.url})
    if citation.is_year_derived:
        parts.append(_("The year of publication is derived from sources."))
    return " ".join(filter(None, parts))


def escaped(text: str) -> str:
    return "".join(SPECIAL.get(letter, letter) for letter in text)


def ris(citation: Citation, language: str) -> str:
    lines = [
        ("TY", "RPRT"),
        ("AU", citation.author),
        ("TI", citation.title),
        ("PY", citation.year),
        ("DA", citation.published_on.strftime("%Y/%m/%d") if citation.published_on else ""),
        ("ET", "" if citation.is_of_a_document else str(citation.version)),
        ("PB", institution_of(citation)),
        ("UR", citation.original or citation.url),
        ("LA", language),
        ("N1", note_of(citation)),
    ]
    text = "".join(f"{tag}  - {' '.join(value.split())}\r\n" for tag, value in lines if value)
    return f"{text}ER  - \r\n"


def csl(citation: Citation, language: str) -> str:
    """CSL-JSON, which Zotero, Pandoc and others read."""
    found = {
        "id": citation.key,
        "type": "report",
        "title": citation.title,
        "author": [{"literal": citation.author}],
        "issued": issued(citation),
        "publisher": institution_of(citation),
        "genre": _("Migration profile"),
        "version": "" if citation.is_of_a_document else str(citation.version),
        "note": note_of(citation),
        "URL": citation.original or citation.url,
        "language": language,
    }
    return json.dumps([{name: one for name, one in found.items() if one}], ensure_ascii=False)


def issued(citation: Citation) -> dict[str, object] | None:
    day = citation.published_on
    if not citation.year:
        return None
    parts = [day.year, day.month, day.day] if day else [int(citation.year)]
    about = {"circa": True} if citation.is_year_derived else {}
    return {"date-parts": [parts], **about}


WRITERS = {"bib": bibtex, "ris": ris, "json": csl}
