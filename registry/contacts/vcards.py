"""vCards (RFC 6350) with what the reader may see. A card bears the same UID each time, so that an
address book renews it; a designation's footnote goes with it."""

import uuid
from collections.abc import Iterable

from django.conf import settings
from django.http import HttpResponse

from registry.common.languages import active
from registry.common.xml_texts import clean
from registry.contacts.name_parts import name_parts
from registry.contacts.network import ShownContactPoint
from registry.states.designations import designation

LONGEST = 75  # bytes of a line


def vcard(contact_point: ShownContactPoint) -> str:
    named, details = designation(contact_point.state), contact_point.details
    state = str(named)
    name = details.name or f"{contact_point.role}, {state}"
    parts = name_parts(details.name) if details.name else (name, "", "")
    lines = [
        "BEGIN:VCARD",
        "VERSION:4.0",
        f"UID:urn:uuid:{uid(contact_point)}",
        f"KIND:{'individual' if details.name else 'org'}",
        f"FN:{escaped(name)}",
        f"N:{';'.join(map(escaped, parts))};;",
        f"ORG:{escaped(contact_point.authority)}",
        f"TITLE:{escaped(f'{contact_point.role}, {state}')}",
        f"LANG:{active()}",
    ]
    for kind, address in (("work", details.email), ("other", details.shared_email)):
        if address:
            lines.append(f"EMAIL{';TYPE=work' if kind == 'work' else ''}:{escaped(address)}")
    for kind, number in (("work,voice", details.phone), ("cell", details.mobile)):
        if number:
            lines.append(f'TEL;TYPE="{kind}":{escaped(number)}')
    if details.address:
        lines.append(f"ADR;TYPE=work:;;{escaped(details.address)};;;;{escaped(state)}")
    if named.footnote:
        lines.append(f"NOTE:{escaped(named.footnote)}")
    lines.append("END:VCARD")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def uid(contact_point: ShownContactPoint) -> uuid.UUID:
    """Of the office, for ever; it says nothing of the person."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{settings.SITE_URL}/contact-points/{contact_point.pk}")


def escaped(text: str) -> str:
    text = clean(text)
    for letter in ("\\", ";", ","):
        text = text.replace(letter, f"\\{letter}")
    return "\\n".join(text.splitlines())


def folded(line: str) -> str:
    """A long line goes on in the next one after a space; no letter is cut in two."""
    pieces: list[bytes] = [b""]
    for letter in line:
        encoded = letter.encode()
        most = LONGEST if len(pieces) == 1 else LONGEST - 1
        if len(pieces[-1]) + len(encoded) > most:
            pieces.append(b"")
        pieces[-1] += encoded
    return "\r\n ".join(piece.decode() for piece in pieces)


def vcards(rows: Iterable[ShownContactPoint], name: str) -> HttpResponse:
    response = HttpResponse(
        "".join(vcard(row) for row in rows), content_type="text/vcard; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}.vcf"'
    return response
