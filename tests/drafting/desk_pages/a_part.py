"""A draft at the desk of its state."""


def address(edition, rest: str = "parts/challenges/") -> str:
    return f"/en/desk/editions/{edition.pk}/{rest}"


def data(section, **changes) -> dict:
    return {
        "seen": section.version,
        "text_en": section.text_en,
        "text_ru": section.text_ru,
        "gap": "",
    } | changes
