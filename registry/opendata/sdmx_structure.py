"""The structure of the registry's figures as SDMX-ML, in the form of version 2.1 and of 3.0: code
lists, concepts, the structure of data, and a dataflow for each indicator, named in both languages.

The two differ in namespaces, in how one part names another (an element `Ref`, a URN) and in the
numbers of versions.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from datetime import datetime
from xml.etree import ElementTree

from django.utils.translation import gettext_lazy as _

from registry.common.moments import utc_stamp
from registry.common.xml_texts import clean
from registry.opendata.sdmx import (
    AGENCY,
    ATTRIBUTES,
    COMPONENTS,
    CONCEPTS,
    DIMENSIONS,
    MEASURE,
    STRUCTURE,
    TIME,
    Code,
    Codes,
    Names,
    Part,
    code_lists,
    said,
)

Element = ElementTree.Element
BASE = "http://www.sdmx.org/resources/sdmxml/schemas"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
AGENCY_NAMES = _("Prague Process Secretariat")
FIGURES = _("Figures of the Prague Process Registry")
PACKAGES = {
    "Codelist": "codelist",
    "ConceptScheme": "conceptscheme",
    "Concept": "conceptscheme",
    "DataStructure": "datastructure",
    "Dataflow": "datastructure",
}


class Form(ABC):
    """A version of the standard."""

    folder: str  # of its namespaces
    version: str  # of each list, as this form counts versions
    concepts: str  # the element around the schemes of concepts
    order: tuple[str, ...]  # of the parts of a message

    def name(self, prefix: str, local: str) -> str:
        return f"{{{BASE}/{self.folder}/{prefix}}}{local}"

    def add(
        self, parent: Element, prefix: str, local: str, text: str = "", **values: str
    ) -> Element:
        element = ElementTree.SubElement(parent, self.name(prefix, local), values)
        if text:
            element.text = clean(text)
        return element

    def add_names(self, parent: Element, names: Names, local: str = "Name") -> None:
        for language, text in names.items():
            self.add(parent, "common", local, text).set(LANGUAGE, language)

    def maintained(self, parent: Element, local: str, key: str, names: Names) -> Element:
        element = self.add(
            parent,
            "structure",
            local,
            id=key,
            agencyID=AGENCY,
            version=self.version,
            **self.also(),
        )
        self.add_names(element, names)
        return element

    def also(self) -> dict[str, str]:
        return {}

    @abstractmethod
    def refer(self, parent: Element, local: str, kind: str, key: str, item: str = "") -> None:
        """An element `local` that names another part; `item`: of the list `key`."""

    @abstractmethod
    def relate(self, attribute: Element) -> None:
        """An attribute to the figure that it is of."""

    @abstractmethod
    def wanted(self, is_wanted: bool) -> dict[str, str]:
        """How an attribute says whether every figure has it."""

    @abstractmethod
    def measure(self, parent: Element) -> Element: ...


class Form21(Form):
    folder, version = "v2_1", "1.0"
    concepts = "Concepts"
    order = ("OrganisationSchemes", "Dataflows", "Codelists", "Concepts", "DataStructures")

    def also(self) -> dict[str, str]:
        return {"isFinal": "false"}

    def refer(self, parent: Element, local: str, kind: str, key: str, item: str = "") -> None:
        element = self.add(parent, "structure", local)
        values = {"id": item or key, "agencyID": AGENCY}
        if item:
            values |= {"maintainableParentID": key, "maintainableParentVersion": self.version}
        else:
            values |= {"version": self.version}
        ElementTree.SubElement(element, "Ref", values | {"class": kind, "package": PACKAGES[kind]})

    def relate(self, attribute: Element) -> None:
        element = self.add(attribute, "structure", "AttributeRelationship")
        measure = self.add(element, "structure", "PrimaryMeasure")
        ElementTree.SubElement(measure, "Ref", {"id": MEASURE.id})

    def wanted(self, is_wanted: bool) -> dict[str, str]:
        return {"assignmentStatus": "Mandatory" if is_wanted else "Conditional"}

    def measure(self, parent: Element) -> Element:
        return self.add(parent, "structure", "PrimaryMeasure", id=MEASURE.id)


class Form30(Form):
    folder, version = "v3_0", "1.0.0"
    concepts = "ConceptSchemes"
    order = ("AgencySchemes", "Codelists", "ConceptSchemes", "Dataflows", "DataStructures")

    def refer(self, parent: Element, local: str, kind: str, key: str, item: str = "") -> None:
        urn = f"urn:sdmx:org.sdmx.infomodel.{PACKAGES[kind]}.{kind}={AGENCY}:{key}({self.version})"
        self.add(parent, "structure", local, f"{urn}.{item}" if item else urn)

    def relate(self, attribute: Element) -> None:
        element = self.add(attribute, "structure", "AttributeRelationship")
        self.add(element, "structure", "Observation")

    def wanted(self, is_wanted: bool) -> dict[str, str]:
        return {"usage": "mandatory" if is_wanted else "optional"}

    def measure(self, parent: Element) -> Element:
        return self.add(parent, "structure", "Measure", id=MEASURE.id, usage="optional")


FORMS: dict[str, Form] = {"2.1": Form21(), "3.0": Form30()}


def structure(version: str, at: datetime) -> bytes:
    """`version`: a key of FORMS."""
    form = FORMS[version]
    for prefix, folder in (("mes", "message"), ("str", "structure"), ("com", "common")):
        ElementTree.register_namespace(prefix, f"{BASE}/{form.folder}/{folder}")
    root = Element(form.name("message", "Structure"))
    add_header(form, root, at)
    structures = form.add(root, "message", "Structures")
    lists = code_lists()
    for local in form.order:
        element = form.add(structures, "structure", local)
        if local == "Codelists":
            add_code_lists(form, element, lists)
        elif local == form.concepts:
            add_concepts(form, element)
        elif local == "Dataflows":
            add_dataflows(form, element, lists)
        elif local == "DataStructures":
            add_data_structure(form, element)
        else:
            add_agency(form, element)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def add_header(form: Form, root: Element, at: datetime) -> None:
    header = form.add(root, "message", "Header")
    form.add(header, "message", "ID", "structure")
    form.add(header, "message", "Test", "false")
    form.add(header, "message", "Prepared", utc_stamp(at))
    form.add(header, "message", "Sender", id=AGENCY)


def add_agency(form: Form, parent: Element) -> None:
    """The standard sets what the scheme is called, and its version."""
    scheme = form.add(parent, "structure", "AgencyScheme", id="AGENCIES", agencyID="SDMX")
    form.add_names(scheme, said(AGENCY_NAMES))
    agency = form.add(scheme, "structure", "Agency", id=AGENCY)
    form.add_names(agency, said(AGENCY_NAMES))


def add_code_lists(form: Form, parent: Element, lists: Iterable[Codes]) -> None:
    for one in lists:
        element = form.maintained(parent, "Codelist", one.id, one.names)
        for code in one.codes:
            add_code(form, element, code)


def add_code(form: Form, parent: Element, code: Code) -> None:
    element = form.add(parent, "structure", "Code", id=code.id)
    form.add_names(element, code.names)
    form.add_names(element, code.descriptions, "Description")


def add_concepts(form: Form, parent: Element) -> None:
    scheme = form.maintained(parent, "ConceptScheme", CONCEPTS, said(FIGURES))
    for part in COMPONENTS:
        concept = form.add(scheme, "structure", "Concept", id=part.id)
        form.add_names(concept, said(part.name))


def add_dataflows(form: Form, parent: Element, lists: Iterable[Codes]) -> None:
    indicators = next(one for one in lists if one.id == "CL_INDICATOR")
    for code in indicators.codes:
        flow = form.maintained(parent, "Dataflow", code.id, code.names)
        form.add_names(flow, code.descriptions, "Description")
        form.refer(flow, "Structure", "DataStructure", STRUCTURE)


def add_data_structure(form: Form, parent: Element) -> None:
    element = form.maintained(parent, "DataStructure", STRUCTURE, said(FIGURES))
    parts = form.add(element, "structure", "DataStructureComponents")
    dimensions = form.add(parts, "structure", "DimensionList", id="DimensionDescriptor")
    for position, part in enumerate(DIMENSIONS, 1):
        dimension = form.add(
            dimensions, "structure", "Dimension", id=part.id, position=str(position)
        )
        describe(form, dimension, part)
    describe(form, form.add(dimensions, "structure", "TimeDimension", id=TIME.id), TIME)
    attributes = form.add(parts, "structure", "AttributeList", id="AttributeDescriptor")
    for part in ATTRIBUTES:
        values = form.wanted(part.is_wanted)
        attribute = form.add(attributes, "structure", "Attribute", id=part.id, **values)
        describe(form, attribute, part)
        form.relate(attribute)
    measures = form.add(parts, "structure", "MeasureList", id="MeasureDescriptor")
    describe(form, form.measure(measures), MEASURE)


def describe(form: Form, element: Element, part: Part) -> None:
    """Which concept it is, and what its values can be."""
    form.refer(element, "ConceptIdentity", "Concept", CONCEPTS, part.id)
    values = form.add(element, "structure", "LocalRepresentation")
    if part.codes:
        form.refer(values, "Enumeration", "Codelist", part.codes)
    else:
        form.add(values, "structure", "TextFormat", textType=part.text_type)
