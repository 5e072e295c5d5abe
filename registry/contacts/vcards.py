"""vCards (RFC 6350's older form 3.0, which every address book reads) with what the reader may
see."""

from collections.abc import Iterable

import vobject
from django.http import HttpResponse

from registry.contacts.network import ShownContactPoint
from registry.states.designations import designation


def vcard(contact_point: ShownContactPoint) -> str:
    card = vobject.vCard()
    state = str(designation(contact_point.state))
    name = contact_point.details.name or f"{contact_point.role}, {state}"
    card.add("fn").value = name
    family, _space, given = name.rpartition(" ")
    card.add("n").value = vobject.vcard.Name(family=given or name, given=family)
    card.add("org").value = [contact_point.authority]
    card.add("title").value = f"{contact_point.role}, {state}"
    for kind, address in (
        ("WORK", contact_point.details.email),
        ("OTHER", contact_point.details.shared_email),
    ):
        if address:
            line = card.add("email")
            line.value, line.type_param = address, ["INTERNET", kind]
    for kind, number in (
        ("WORK", contact_point.details.phone),
        ("CELL", contact_point.details.mobile),
    ):
        if number:
            line = card.add("tel")
            line.value, line.type_param = number, kind
    if contact_point.details.address:
        line = card.add("adr")
        line.value, line.type_param = (
            vobject.vcard.Address(street=contact_point.details.address, country=state),
            "WORK",
        )
    return card.serialize()


def vcards(rows: Iterable[ShownContactPoint], name: str) -> HttpResponse:
    response = HttpResponse(
        "".join(vcard(row) for row in rows), content_type="text/vcard; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}.vcf"'
    return response
