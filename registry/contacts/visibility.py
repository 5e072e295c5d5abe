"""Which of a contact point's details a reader may see: the one rule for pages, API and exports."""

from dataclasses import dataclass

from registry.contacts.models import ContactPoint, Visibility

WIDENING = (Visibility.SECRETARIAT, Visibility.NETWORK, Visibility.PUBLIC)


@dataclass(frozen=True, slots=True)
class VisibleDetails:
    """Details as one circle of readers sees them; "" where they may not or where there is none."""

    name: str
    email: str
    phone: str


def visible_details(contact_point: ContactPoint, circle: str, language: str) -> VisibleDetails:
    """`circle`: the widest Visibility that the reader belongs to (PUBLIC for someone who is not signed in)."""

    def may_see(visibility: str) -> bool:
        return WIDENING.index(Visibility(visibility)) >= WIDENING.index(Visibility(circle))

    names = [contact_point.name_latin, contact_point.name_cyrillic]
    if language == "ru":
        names.reverse()
    return VisibleDetails(
        name=next(filter(None, names), "") if may_see(contact_point.name_visibility) else "",
        email=contact_point.email if may_see(contact_point.email_visibility) else "",
        phone=contact_point.phone if may_see(contact_point.phone_visibility) else "",
    )
