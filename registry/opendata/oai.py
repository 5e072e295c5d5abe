"""The answers of OAI-PMH 2.0, by which libraries and archives harvest: who we are, formats, sets,
headers and records, and every error of the protocol.

Items come in the order of their dates; one that changes while a harvester reads comes again at the
end. What was public and is gone is said to be deleted, for ever.
"""

from collections.abc import Callable
from datetime import datetime
from xml.etree import ElementTree

from django.conf import settings
from django.http import QueryDict

from registry.common.encodings import SMALLER
from registry.common.moments import utc_stamp
from registry.common.xml_texts import clean
from registry.opendata.oai_asking import OaiError, Question, going_on, question_of
from registry.opendata.oai_described import Described, described
from registry.opendata.oai_formats import FORMATS, SCHEMA_PLACE, add
from registry.opendata.oai_items import BEGINNING, Header, all_headers, sets

Element = ElementTree.Element
NAMESPACE = "http://www.openarchives.org/OAI/2.0/"
PER_PAGE = 100


def base_address() -> str:
    return f"{settings.SITE_URL}/oai"


def answer(data: QueryDict, at: datetime) -> bytes:
    """`data`: the arguments as they came. `at`: when it is answered."""
    ElementTree.register_namespace("", NAMESPACE)
    root = Element(named("OAI-PMH"))
    root.set(SCHEMA_PLACE, f"{NAMESPACE} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd")
    put(root, "responseDate", utc_stamp(at))
    request = put(root, "request", base_address())
    try:
        question = question_of(data)
        element = Element(named(question.verb))
        VERBS[question.verb](element, question)
        root.append(element)
    except OaiError as error:
        put(root, "error", error.sentence, code=error.code)
        if error.code in ("badVerb", "badArgument"):
            return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    for name in data:
        request.set(name, clean(str(data[name])))
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def named(local: str) -> str:
    return f"{{{NAMESPACE}}}{local}"


def put(parent: Element, local: str, text: str = "", **values: str) -> Element:
    return add(parent, named(local), text, **values)


def identify(parent: Element, question: Question) -> None:
    headers = all_headers()
    put(parent, "repositoryName", "Prague Process Registry")
    put(parent, "baseURL", base_address())
    put(parent, "protocolVersion", "2.0")
    put(parent, "adminEmail", settings.DEFAULT_FROM_EMAIL)
    put(parent, "earliestDatestamp", utc_stamp(headers[0].at if headers else BEGINNING))
    put(parent, "deletedRecord", "persistent")
    put(parent, "granularity", "YYYY-MM-DDThh:mm:ssZ")
    for encoding in SMALLER:
        put(parent, "compression", encoding)


def list_formats(parent: Element, question: Question) -> None:
    if question.identifier:
        header_of(question.identifier)
    for prefix, one in FORMATS.items():
        element = put(parent, "metadataFormat")
        put(element, "metadataPrefix", prefix)
        put(element, "schema", one.schema)
        put(element, "metadataNamespace", one.namespace)


def list_sets(parent: Element, question: Question) -> None:
    for spec, name in sets().items():
        element = put(parent, "set")
        put(element, "setSpec", spec)
        put(element, "setName", str(name))


def header_of(identifier: str) -> Header:
    """Raises OaiError where there is no such item."""
    found = [one for one in all_headers() if one.identifier == identifier]
    if not found:
        raise OaiError("idDoesNotExist", "There is no item of this name.")
    return found[-1]  # a record that is there again is newer than its removal


def get_record(parent: Element, question: Question) -> None:
    header = header_of(question.identifier)
    put_record(parent, header, described([header]), question.prefix)


def list_identifiers(parent: Element, question: Question) -> None:
    page, token = page_of(question)
    for header in page:
        put_header(parent, header)
    put_token(parent, *token)


def list_records(parent: Element, question: Question) -> None:
    page, token = page_of(question)
    words = described(page)
    for header in page:
        put_record(parent, header, words, question.prefix)
    put_token(parent, *token)


Token = tuple[Question, Question | None, int]  # the question, that which goes on, how many in all


def page_of(question: Question) -> tuple[list[Header], Token]:
    """Raises OaiError where no item is asked for."""
    wanted = [one for one in all_headers() if is_wanted(one, question)]
    rest = [one for one in wanted if question.after is None or place_of(one) > question.after]
    if not rest:
        code = "badResumptionToken" if question.after else "noRecordsMatch"
        raise OaiError(code, "No item is of this set and period.")
    page = rest[:PER_PAGE]
    onwards = None
    if len(rest) > len(page):
        onwards = going_on(question, place_of(page[-1]), len(page))
    return page, (question, onwards, question.given + len(rest))


def place_of(header: Header) -> tuple[datetime, str]:
    return header.at, header.identifier


def is_wanted(header: Header, question: Question) -> bool:
    if question.set and question.set not in header.sets:
        return False
    if question.since and header.at < question.since:
        return False
    return not question.until or header.at <= question.until


def put_header(parent: Element, header: Header) -> None:
    element = put(parent, "header", **({"status": "deleted"} if header.is_deleted else {}))
    put(element, "identifier", header.identifier)
    put(element, "datestamp", utc_stamp(header.at))
    for spec in header.sets:
        put(element, "setSpec", spec)


def put_record(parent: Element, header: Header, words: dict[str, Described], prefix: str) -> None:
    """A record whose row has just gone is left to the next harvest as deleted."""
    record = put(parent, "record")
    put_header(record, header)
    found = words.get(header.identifier)
    if found is not None:
        put(record, "metadata").append(FORMATS[prefix].write(found))


def put_token(parent: Element, question: Question, onwards: Question | None, count: int) -> None:
    """The last part of a list that came in parts says so by an empty token."""
    if onwards is None and question.after is None:
        return
    values = {"completeListSize": str(count), "cursor": str(question.given)}
    put(parent, "resumptionToken", onwards.token if onwards else "", **values)


VERBS: dict[str, Callable[[Element, Question], None]] = {
    "Identify": identify,
    "ListMetadataFormats": list_formats,
    "ListSets": list_sets,
    "GetRecord": get_record,
    "ListIdentifiers": list_identifiers,
    "ListRecords": list_records,
}
