"""The formats in which OAI-PMH gives an item: Dublin Core (oai_dc) and MODS 3.7."""

from collections.abc import Callable
from dataclasses import dataclass
from xml.etree import ElementTree

from registry.common.xml_texts import clean
from registry.opendata.oai_described import Described
from registry.opendata.sdmx import Names

Element = ElementTree.Element
XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
SCHEMA_PLACE = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
MODS = "http://www.loc.gov/mods/v3"
ISO_639_2 = {"en": "eng", "ru": "rus"}
MODS_TYPES = {"Text": "text", "Dataset": "software, multimedia"}

for _prefix, _namespace in (
    ("oai_dc", OAI_DC),
    ("dc", DC),
    ("mods", MODS),
    ("xsi", "http://www.w3.org/2001/XMLSchema-instance"),
):
    ElementTree.register_namespace(_prefix, _namespace)


def add(parent: Element, name: str, text: str = "", **values: str) -> Element:
    element = ElementTree.SubElement(parent, name, values)
    if text:
        element.text = clean(text)
    return element


def add_dc(parent: Element, name: str, text: str, language: str = "") -> None:
    if text:
        element = add(parent, f"{{{DC}}}{name}", text)
        if language:
            element.set(XML_LANGUAGE, language)


def add_both(parent: Element, name: str, texts: Names) -> None:
    """What reads the same in both languages stands once."""
    if len(set(texts.values())) == 1:
        add_dc(parent, name, next(iter(texts.values())))
        return
    for language, text in texts.items():
        add_dc(parent, name, text, language)


def oai_dc(one: Described) -> Element:
    root = Element(f"{{{OAI_DC}}}dc")
    root.set(SCHEMA_PLACE, f"{OAI_DC} http://www.openarchives.org/OAI/2.0/oai_dc.xsd")
    for language, text in one.titles.items():
        add_dc(root, "title", text, language)
    add_both(root, "creator", one.creators)
    for language, names in one.states.items():
        for name in names:
            add_dc(root, "coverage", name, language)
    for language, lines in one.descriptions.items():
        for line in lines:
            add_dc(root, "description", line, language)
    add_both(root, "publisher", one.publishers)
    add_dc(root, "date", one.date)
    add_dc(root, "type", one.type)
    add_both(root, "type", one.genres)
    for address in (*one.addresses.values(), *one.files):
        add_dc(root, "identifier", address)
    for language in one.languages:
        add_dc(root, "language", language)
    add_dc(root, "rights", one.rights)
    return root


def add_mods(parent: Element, name: str, text: str = "", **values: str) -> Element:
    return add(parent, f"{{{MODS}}}{name}", text, **values)


def mods(one: Described) -> Element:
    root = Element(f"{{{MODS}}}mods", {"version": "3.7"})
    root.set(SCHEMA_PLACE, f"{MODS} http://www.loc.gov/standards/mods/v3/mods-3-7.xsd")
    add_titles(root, one)
    if one.type in MODS_TYPES:
        add_mods(root, "typeOfResource", MODS_TYPES[one.type])
    for language, text in one.genres.items():
        add_mods(root, "genre", text, lang=ISO_639_2[language])
    add_origin(root, one)
    for language in one.languages:
        element = add_mods(root, "language")
        code = {"type": "code", "authority": "iso639-2b"}
        add_mods(element, "languageTerm", ISO_639_2[language], **code)
    add_words(root, one)
    for address in one.addresses.values():
        add_mods(root, "identifier", address, type="uri")
    for address in one.files or one.addresses.values():
        add_mods(add_mods(root, "location"), "url", address)
    if one.rights:
        add_mods(root, "accessCondition", one.rights, type="use and reproduction")
    return root


def add_titles(root: Element, one: Described) -> None:
    for place, (language, text) in enumerate(one.titles.items()):
        kind = {"type": "translated"} if place else {}
        title = add_mods(root, "titleInfo", lang=ISO_639_2[language], **kind)
        add_mods(title, "title", text)
    for text in dict.fromkeys(one.creators.values()):
        add_mods(add_mods(root, "name", type="corporate"), "namePart", text)


def add_words(root: Element, one: Described) -> None:
    for language, lines in one.descriptions.items():
        for line in lines:
            add_mods(root, "note", line, lang=ISO_639_2[language])
    for language, names in one.states.items():
        for name in names:
            subject = add_mods(root, "subject", lang=ISO_639_2[language])
            add_mods(subject, "geographic", name)


def add_origin(root: Element, one: Described) -> None:
    origin = add_mods(root, "originInfo")
    for text in dict.fromkeys(one.publishers.values()):
        add_mods(origin, "publisher", text)
    if one.date:
        add_mods(origin, "dateIssued", one.date, encoding="w3cdtf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    schema: str
    namespace: str
    write: Callable[[Described], Element]


FORMATS = {
    "oai_dc": Format(
        schema="http://www.openarchives.org/OAI/2.0/oai_dc.xsd", namespace=OAI_DC, write=oai_dc
    ),
    "mods": Format(
        schema="http://www.loc.gov/standards/mods/v3/mods-3-7.xsd", namespace=MODS, write=mods
    ),
}
