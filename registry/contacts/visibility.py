"""Which of a contact point's details a reader may see, on pages and in vCards, API and exports."""

from dataclasses import dataclass

from registry.contacts.models import DETAILS, ContactPoint, Visibility

WIDENING = (Visibility.SECRETARIAT, Visibility.NETWORK, Visibility.PUBLIC)


@dataclass(frozen=True, slots=True)
class VisibleDetails:
    """Details as a circle of readers sees them; "" where they may not or where there is none."""

    name: str = ""
    email: str = ""
    shared_email: str = ""
    phone: str = ""
    mobile: str = ""
    spoken: str = ""
    address: str = ""

    @property
    def is_empty(self) -> bool:
        return not any(getattr(self, name) for name in DETAILS)


def visible_details(contact_point: ContactPoint, circle: str, language: str) -> VisibleDetails:
    """`circle`: the narrowest Visibility that the reader belongs to (PUBLIC for someone who is
    not signed in)."""
    names = [contact_point.name_latin, contact_point.name_cyrillic]
    if language == "ru":
        names.reverse()
    known = {
        name: getattr(contact_point, name) for name in DETAILS if name not in ("name", "address")
    }
    known["name"] = next(filter(None, names), "")
    known["address"] = ", ".join(filter(None, [contact_point.address, contact_point.room]))
    return VisibleDetails(
        **{name: text for name, text in known.items() if is_visible(contact_point, name, circle)}
    )


def is_visible(contact_point: ContactPoint, detail: str, circle: str) -> bool:
    visibility = getattr(contact_point, f"{detail}_visibility")
    return WIDENING.index(Visibility(visibility)) >= WIDENING.index(Visibility(circle))
