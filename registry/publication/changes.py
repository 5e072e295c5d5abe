"""The difference between two frozen editions: word by word in each section, figures as "12 300 →
13 100"."""

from typing import Any

from registry.common.difference import marked


def compare(old: dict[str, Any], new: dict[str, Any]) -> list[dict[str, Any]]:
    """An entry for each section of the new edition, in its order, then for those that it no longer
    has.

    {"code", "number", "heading", "state", "html", "is_coarse", "figures"}; state: "changed",
    "same", "new" or "gone"; html: the new text with <ins> and <del>, "" where the words are the
    same, is_coarse where not all of it was compared word by word; figures: [{"title", "old",
    "new"}] of those that differ.
    """
    before = {section["code"]: section for section in old["sections"]}
    found = [entry(before.pop(section["code"], None), section) for section in new["sections"]]
    return found + [entry(section, None) for section in before.values()]


def entry(old: dict | None, new: dict | None) -> dict[str, Any]:
    heading = new or old or {}
    html = marked(old["html"] if old else "", new["html"] if new else "")
    figures = figures_changed(old["figures"] if old else [], new["figures"] if new else [])
    if old is None:
        state = "new"
    elif new is None:
        state = "gone"
    else:
        state = "changed" if html or figures else "same"
    return {
        "code": heading["code"],
        "number": heading["number"],
        "heading": heading["heading"],
        "state": state,
        "html": html,
        "figures": figures,
        "is_coarse": html.is_coarse,
    }


def figures_changed(old: list[dict], new: list[dict]) -> list[dict[str, str]]:
    before = {figure["slug"]: in_words(figure) for figure in old}
    after = {figure["slug"]: (figure["title"], in_words(figure)) for figure in new}
    return [
        {"title": title, "old": before.get(slug, ""), "new": now}
        for slug, (title, now) in after.items()
        if before.get(slug, "") != now
    ]


def in_words(figure: dict) -> str:
    """ "79,368 (2024)", or why there is none."""
    if figure["latest"]:
        year, value = figure["latest"]
        return f"{value} ({year})"
    return figure["gap"]
