"""vCards (RFC 6350's older form 3.0, which every address book reads) with what the reader may see."""

from collections.abc import Iterable

import vobject
from django.http import HttpResponse

from registry.contacts.network import ShownContactPoint
from registry.states.designations import designation


def vcard(one: ShownContactPoint) -> str:
    card = vobject.vCard()
    state = str(designation(one.state))
    name = one.details.name or f"{one.role}, {state}"
    card.add("fn").value = name
    family, _space, given = name.rpartition(" ")
    card.add("n").value = vobject.vcard.Name(family=given or name, given=family)
    card.add("org").value = [one.authority]
    card.add("title").value = f"{one.role}, {state}"
    for kind, address in (("WORK", one.details.email), ("OTHER", one.details.shared_email)):
        if address:
            line = card.add("email")
            line.value, line.type_param = address, ["INTERNET", kind]
    for kind, number in (("WORK", one.details.phone), ("CELL", one.details.mobile)):
        if number:
            line = card.add("tel")
            line.value, line.type_param = number, kind
    if one.details.address:
        line = card.add("adr")
        line.value, line.type_param = vobject.vcard.Address(street=one.details.address, country=state), "WORK"
    return card.serialize()


def vcards(rows: Iterable[ShownContactPoint], name: str) -> HttpResponse:
    response = HttpResponse("".join(vcard(row) for row in rows), content_type="text/vcard; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.vcf"'
    return response
