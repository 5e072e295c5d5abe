"""What stands on the paper of an edition, in the active language, as plain data: the same for every
kind of file.

Text is frozen with the edition. What readers have to know today comes from today: its status, its
notice, and the version that has taken its place.
"""

from itertools import chain
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from registry.common.languages import active, text_in
from registry.common.scope import scope
from registry.paper.checking import check_key
from registry.paper.codes import square_code
from registry.paper.letters import lettered
from registry.paper.passages import passage
from registry.profiles import citations
from registry.profiles.models import Edition
from registry.profiles.notices import kept, notice, stamp
from registry.publication.reading import blocks_of, given, missing
from registry.states.designations import Named, designation, footnotes

Paper = dict[str, Any]


def edition_paper(edition: Edition) -> Paper:
    with scope():
        named = designation(edition.profile.state)
        content = edition.content_in(active())
        parts = parts_of(content, edition) if content else document_parts(edition)
        paper = {
            "layout": "edition",
            "language": active(),
            "name": named.name,
            "title": f"{named.name}. {edition.profile.get_kind_display()} {edition.years}",
            "kind": edition.profile.get_kind_display(),
            "years": edition.years,
            "cover": cover(edition, named),
            "parts": parts,
            "charts": each_once(parts),
            "gaps": gaps_of(content) if content else [],
            "sources": sources_of(content) if content else document_sources(edition),
            "words": words(),
        }
        notes = (content["footnotes"] if content else []) + footnotes()
        paper["footnotes"] = list(dict.fromkeys(notes))
    return lettered(paper)


def cover(edition: Edition, named: Named) -> Paper:
    told, standing = notice(edition), stamp(edition)
    citation = citations.citation_of(edition)
    check = f"{settings.SITE_URL}{reverse('check', args=[check_key(edition)])}"
    return {
        "official_name": named.official_name if named.official_name != named.name else "",
        "footnote": named.footnote,
        "standing": standing.text,
        "look": standing.look,
        "is_document": not edition.has_text,
        "notice": [told.lead, told.text] if told else None,
        "replaced": replaced(edition),
        "running": running(edition, standing.text),
        "correction": edition.correction_note,
        "facts": facts(edition, named),
        "author": citation.author,
        "version": str(edition.number),
        "year": published_year(edition),
        "apa": "".join(citations.apa(citation)),
        "gost": citations.gost(citation),
        "url": citation.url,
        "checksum": edition.checksum,
        "check": check,
        "code": square_code(check),
    }


def facts(edition: Edition, named: Named) -> list[list[str]]:
    known = [
        [_("Owner"), named.official_name if edition.is_of_the_state else ""],
        [_("Publisher"), edition.publisher_named],
        [_("Origin"), edition.get_origin_display()],
        [_("Edition"), edition.years],
        [_("Version"), str(edition.number)],
        [_("Published"), edition.published_worded],
        [_("Languages"), ", ".join(edition.language_list)],
    ]
    return [fact for fact in known if fact[1]]


def published_year(edition: Edition) -> int:
    if edition.published_on:
        return edition.published_on.year
    return edition.published_year or edition.year


def replaced(edition: Edition) -> str:
    """By a later version of the same year, or by the edition of a later year, in words."""
    after = getattr(edition, "superseded_by", None)
    if after is None or not after.is_public:
        return ""
    if after.year == edition.year:
        told = _("Version %(number)s has taken the place of this version.")
        return told % {"number": after.number}
    return _("The edition %(years)s has taken the place of this edition.") % {"years": after.years}


def running(edition: Edition, standing: str) -> str:
    """At the head of every page: each may be copied alone."""
    return f"{standing} · {_('superseded')}" if replaced(edition) else standing


def parts_of(content: Paper, edition: Edition) -> list[Paper]:
    found = []
    for block in blocks_of(content["sections"]):
        if block.part is None:
            found.append({"unwritten": [unwritten(part) for part in block.unwritten]})
        else:
            found.append(part_of(block.part))
    return found


def part_of(part: Paper) -> Paper:
    level = part["level"] - 1
    figures = given(part["figures"])
    quiet = ""
    if not part["html"]:
        quiet = part["gap"] or (
            _("The state has not provided text for this part yet.") if figures else ""
        )
    return {
        "level": level,
        "number": part["number"],
        "label": label_of(part),
        "heading": part["heading"],
        "parity": part["parity"],
        "lag": _("This section is available in the other language only.")
        if part["language"]
        else "",
        "language": part["language"],
        "text": passage(part["html"], below=level),
        "quiet": quiet,
        "freshness": part["freshness"],
        "charts": [chart(figure) for figure in part["figures"] if figure["chart"]],
        "figures": list(chain.from_iterable(map(rows_of, figures))),
        "missing": missing_of(part),
        "sources": [source["title"] for source in part["sources"]],
    }


def label_of(part: Paper) -> str:
    if part["level"] != 2:
        return part["number"]
    annex = _("Annex")
    is_annex = part["number"] == annex
    return annex if is_annex else _("Part %(number)s") % {"number": part["number"]}


def unwritten(part: Paper) -> Paper:
    return {
        "number": part["number"],
        "heading": part["heading"],
        "gap": part["gap"],
        "missing": missing_of(part),
    }


def missing_of(part: Paper) -> list[str]:
    lines = []
    for reason, figures in missing(part["figures"]):
        titles = ", ".join(figure["title"] for figure in figures)
        lines.append(f"{titles} – {reason}")
    return lines


def chart(figure: Paper) -> Paper:
    """As the page draws it; in words what it shows, for who does not see it."""
    (last, latest), (first, earliest) = figure["years"][0], figure["years"][-1]
    alt = _(
        "%(title)s, %(unit)s: line chart, %(first)s to %(last)s. %(first)s: %(earliest)s;"
        " %(last)s: %(latest)s. The values of all years stand in an annex."
    )
    return {
        "title": figure["title"],
        "unit": figure["chart_unit"],
        "value_unit": figure["unit"],
        "alt": alt
        % {
            "title": figure["title"],
            "unit": figure["unit"],
            "first": first,
            "last": last,
            "earliest": earliest,
            "latest": latest,
        },
        "svg": figure["chart"]["wide"],
        "source": figure.get("chart_source") or figure["source"],
        "years": [[str(year), value] for year, value in figure["years"]],
    }


def each_once(parts: list[Paper]) -> list[Paper]:
    """The charts, whose values stand in an annex; several parts may show the same one."""
    found: dict[str, Paper] = {}
    for part in parts:
        for row in part.get("charts", []):
            found.setdefault(row["title"], row)
    return list(found.values())


def rows_of(figure: Paper) -> list[Paper]:
    """The rows of a figure in the table of its part, as on the page."""
    if figure["by_sex"]:
        return [row_of_sex(figure, *given_for) for given_for in figure["by_sex"]]
    confirmed = _("confirmed by the state") if figure.get("is_confirmed") else ""
    return [
        {
            "title": figure["title"],
            "unit": figure["unit"],
            "notes": [note for note in (confirmed, figure.get("note")) if note],
            "latest": pair(figure["latest"]),
            "before": pair(figure["before"]),
        }
    ]


def row_of_sex(figure: Paper, sex: str, year: int, value: str) -> Paper:
    return {
        "title": figure["title"],
        "unit": f"{sex}; {figure['unit']}",
        "notes": [],
        "latest": [str(year), value],
        "before": None,
    }


def pair(point: list | None) -> list[str] | None:
    return [str(point[0]), point[1]] if point else None


def gaps_of(content: Paper) -> list[list[str]]:
    """Every figure that nobody gives: part, figure, reason; each figure once."""
    found: dict[str, list[str]] = {}
    for part in content["sections"]:
        for reason, figures in missing(part["figures"]):
            for figure in figures:
                found.setdefault(figure["slug"], [part["number"], figure["title"], reason])
    return list(found.values())


def sources_of(content: Paper) -> list[list[str]]:
    """Title and address, each source once."""
    found: dict[str, str] = {}
    for part in content["sections"]:
        for source in part["sources"]:
            found[source["title"]] = found.get(source["title"]) or source["url"]
    return [[title, address] for title, address in sorted(found.items())]


def document_parts(edition: Edition) -> list[Paper]:
    """Of an edition whose text the registry does not hold: what it knows about it."""
    text, language = text_in(edition, "summary", active())
    return [
        {
            "level": 1,
            "number": "",
            "label": "",
            "heading": _("About this edition"),
            "parity": "",
            "lag": "",
            "language": language if language != active() else "",
            "text": passage(text, below=1) if text else [],
            "quiet": kept(edition),
            "freshness": "",
            "charts": [],
            "figures": [],
            "missing": [edition.standing_note] if edition.standing_note else [],
            "sources": [],
        }
    ]


def document_sources(edition: Edition) -> list[list[str]]:
    where = edition.elsewhere
    original = [[str(where.label), edition.document_url]] if where else []
    others = [link for link in edition.source_links if link != edition.document_url]
    return original + [[_("Source"), link] for link in others]


def words() -> dict[str, str]:
    """The words that the layout itself needs."""
    return {
        "registry": _("Prague Process Registry"),
        "contents": _("Contents"),
        "version": _("version"),
        "current": _("Is this still the current edition?"),
        "scan": _("Scan the code, or open:"),
        "cite": _("How to cite"),
        "checksum": _("Checksum of the frozen text (SHA-256):"),
        "document_only": _("document only"),
        "corrected": _("Corrected:"),
        "figure": _("Figure"),
        "latest": _("Latest"),
        "before": _("Ten years before"),
        "source": _("Source:"),
        "sources": _("Sources"),
        "how_old": _("How old"),
        "unwritten": _("The state has not provided text for these parts yet:"),
        "values": _("Values of the charts"),
        "year": _("Year"),
        "value": _("Value"),
        "gaps": _("Data gaps"),
        "gaps_told": _("Figures that no source at hand gives, with the reason."),
        "part": _("Part"),
        "reason": _("Reason"),
        "names": _("Notes on names"),
    }
