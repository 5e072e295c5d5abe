"""The catalogue as DCAT-AP 3.0 (SEMIC, European Commission), one graph in three forms.

Concepts are those of the EU's authority tables, as far as they have one; each stands in the graph
with its scheme and its name, so that a harvester needs no other file. A state that those tables
name otherwise than the register of designations is a place of our own. It is written in a process
of its own (catalogue_program.py), which has no database.
"""

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from rdflib import RDF, RDFS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, FOAF, OWL, SKOS

from registry.common.xml_texts import clean
from registry.opendata.published import (
    CC_BY,
    OWN_LICENCE,
    WORD,
    Body,
    Dataset,
    File,
    Licence,
    Place,
    Published,
    Series,
    Texts,
    lasting,
    whole,
)
from registry.opendata.turtle import turtle

EU = "http://publications.europa.eu/resource/authority/"
# The library knows the terms of DCAT 2 only
DCAT = Namespace("http://www.w3.org/ns/dcat#")
DCATAP = Namespace("http://data.europa.eu/r5r/")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
FORMS = {"ttl": "turtle", "rdf": "xml", "jsonld": "json-ld"}  # as the library names them
LANGUAGES = {"en": ("ENG", "English"), "ru": ("RUS", "Russian")}
# Those that the table has; it has none for JSON Lines, which the media type names
FILE_TYPES = {
    "text/csv": "CSV",
    "application/json": "JSON",
    "application/pdf": "PDF",
    "text/html": "HTML",
    WORD: "DOCX",
}
THEMES = {
    "INTR": "International issues",
    "SOCI": "Population and society",
    "GOVE": "Government and public sector",
}
OF_THE_SERVICE = ("indicator", "list")  # what the API answers
# Codes that EU tables have for the states of the register; other places are our own, with their
# designation and its footnote
OF_NO_TABLE = {"XKX"}
BYTE = XSD.nonNegativeInteger


def written(graph: Graph, form: str) -> bytes:
    """The same bytes in every process, so that an answer has one mark (ETag) and a copy of the
    registry leaves the file as it is."""
    if form == "ttl":
        return turtle(graph)
    if form != "jsonld":
        return graph.serialize(format=FORMS[form], encoding="utf-8")
    found = json.loads(graph.serialize(format="json-ld", auto_compact=True))
    return json.dumps(in_order(found), ensure_ascii=False, sort_keys=True, indent=1).encode()


def in_order(value: Any) -> Any:
    """JSON-LD gives the values of a set in any order; here in that of their text."""
    if isinstance(value, dict):
        return {name: in_order(one) for name, one in value.items()}
    if isinstance(value, list):
        return sorted(map(in_order, value), key=as_text)
    return value


def as_text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def graph_of(found: Published) -> Graph:
    return Writing(found).written()


class Writing:
    """What becomes of the model, triple by triple."""

    def __init__(self, found: Published) -> None:
        self.found = found
        # which keeps the order in which it was told, so that all processes write the same bytes
        self.graph = Graph(store="SimpleMemory")
        self.said: set[URIRef] = set()
        names = {"dcat": DCAT, "dct": DCTERMS, "foaf": FOAF, "skos": SKOS, "vcard": VCARD}
        for prefix, namespace in names.items():
            self.graph.bind(prefix, namespace)
        self.graph.bind("dcatap", DCATAP)

    def written(self) -> Graph:
        self.write_catalogue()
        for series in self.found.series:
            self.write_series(series)
        for dataset in self.found.datasets:
            self.write_dataset(dataset)
        return self.graph

    def say(self, subject: URIRef, name: URIRef, value: URIRef | Literal) -> None:
        if isinstance(value, Literal):
            value = Literal(clean(value), lang=value.language, datatype=value.datatype)
        self.graph.add((subject, name, value))

    def say_in_each(self, subject: URIRef, name: URIRef, texts: Texts) -> None:
        for language, text in texts.items():
            if text:
                self.say(subject, name, Literal(text, lang=language))

    def once(self, subject: URIRef, write: Callable[[URIRef], None]) -> URIRef:
        if subject not in self.said:
            self.said.add(subject)
            write(subject)
        return subject

    # The catalogue

    def write_catalogue(self) -> None:
        it = URIRef(lasting("catalogue"))
        self.say(it, RDF.type, DCAT.Catalog)
        self.say_in_each(it, DCTERMS.title, self.found.names)
        self.say_in_each(it, DCTERMS.description, self.found.descriptions)
        self.say(it, DCTERMS.publisher, self.body(self.found.secretariat))
        self.say(it, DCTERMS.license, self.licence(OWN_LICENCE))
        self.say(it, FOAF.homepage, self.document(whole("/en/")))
        scheme = self.scheme("data-theme", "Data theme")
        self.say(it, DCAT.themeTaxonomy, scheme)
        for language in LANGUAGES:
            self.say(it, DCTERMS.language, self.language(language))
        changes = [row.modified for row in self.found.datasets if row.modified]
        if changes:
            self.say(it, DCTERMS.modified, moment(max(changes)))
        for dataset in self.found.datasets:
            self.say(it, DCAT.dataset, URIRef(lasting(dataset.key)))
        for series in self.found.series:
            self.say(it, DCAT.dataset, URIRef(lasting(series.key)))
        self.say(it, DCAT.service, self.write_service())

    def write_service(self) -> URIRef:
        it = URIRef(lasting("service"))
        self.say(it, RDF.type, DCAT.DataService)
        self.say_in_each(it, DCTERMS.title, {"en": "API", "ru": "API"})
        self.say_in_each(it, DCTERMS.description, self.found.of_the_service)
        self.say(it, DCAT.endpointURL, self.resource(whole("/api/v1/")))
        self.say(it, DCAT.endpointDescription, self.resource(whole("/api/v1/schema/")))
        self.say(it, DCTERMS.publisher, self.body(self.found.secretariat))
        self.say(it, DCAT.contactPoint, self.contact())
        self.say(it, DCTERMS.accessRights, self.everybody())
        self.say(it, DCTERMS.license, self.licence(OWN_LICENCE))
        for dataset in self.found.datasets:
            if dataset.kind in OF_THE_SERVICE:
                self.say(it, DCAT.servesDataset, URIRef(lasting(dataset.key)))
        return it

    # Datasets and their series

    def write_series(self, row: Series) -> None:
        it = URIRef(lasting(row.key))
        self.say(it, RDF.type, DCAT.DatasetSeries)
        self.say(it, RDF.type, DCAT.Dataset)
        self.say_in_each(it, DCTERMS.title, row.titles)
        self.say_in_each(it, DCTERMS.description, row.descriptions)
        self.say(it, DCTERMS.publisher, self.body(self.found.secretariat))
        self.say(it, DCAT.contactPoint, self.contact())
        self.say(it, DCAT.theme, self.theme(row.theme))
        for texts in row.keywords:
            self.say_in_each(it, DCAT.keyword, texts)
        self.write_extent(it, row)

    def write_dataset(self, row: Dataset) -> None:
        it = URIRef(lasting(row.key))
        self.say(it, RDF.type, DCAT.Dataset)
        self.say(it, DCTERMS.identifier, Literal(row.key))
        self.say_in_each(it, DCTERMS.title, row.titles)
        self.say_in_each(it, DCTERMS.description, row.in_full)
        self.say(it, DCTERMS.publisher, self.body(row.publisher))
        if row.creator:
            self.say(it, DCTERMS.creator, self.body(row.creator))
        self.say(it, DCAT.contactPoint, self.contact())
        self.say(it, DCAT.theme, self.theme(row.theme))
        self.say(it, DCTERMS.accessRights, self.everybody())
        for texts in row.keywords:
            self.say_in_each(it, DCAT.keyword, texts)
        self.write_times(it, row)
        self.write_extent(it, row)
        self.write_notes(it, row)
        for language in LANGUAGES:
            self.say(it, DCAT.landingPage, self.document(whole(f"/{language}{row.page}")))
        for file in row.files:
            self.say(it, DCAT.distribution, self.file(it, row, file))

    def write_times(self, it: URIRef, row: Dataset) -> None:
        often = ("ANNUAL", "annual") if row.is_revised_yearly else ("IRREG", "irregular")
        self.say(it, DCTERMS.accrualPeriodicity, self.concept("frequency", *often))
        self.graph.add((self.concept("frequency", *often), RDF.type, DCTERMS.Frequency))
        if isinstance(row.issued, date):
            self.say(it, DCTERMS.issued, Literal(row.issued))
        elif row.issued:
            self.say(it, DCTERMS.issued, Literal(str(row.issued), datatype=XSD.gYear))
        if row.version:
            self.say(it, DCAT.version, Literal(row.version))
        if row.series:
            self.say(it, DCAT.inSeries, URIRef(lasting(row.series)))
        if row.replaces:
            self.say(it, DCTERMS.replaces, URIRef(lasting(row.replaces)))

    def write_extent(self, it: URIRef, row: Dataset | Series) -> None:
        if row.modified:
            self.say(it, DCTERMS.modified, moment(row.modified))
        for place in row.places:
            self.say(it, DCTERMS.spatial, self.place(place))
        if row.first_year and row.last_year:
            period = URIRef(f"{it}#years")
            self.say(period, RDF.type, DCTERMS.PeriodOfTime)
            self.say(period, DCAT.startDate, Literal(date(row.first_year, 1, 1)))
            self.say(period, DCAT.endDate, Literal(date(row.last_year, 12, 31)))
            self.say(it, DCTERMS.temporal, period)

    def write_notes(self, it: URIRef, row: Dataset) -> None:
        """The notice on its standing is its provenance; caveats and footnotes are notes."""
        for number, texts in enumerate(row.notices, 1):
            statement = URIRef(f"{it}#notice-{number}")
            self.say(statement, RDF.type, DCTERMS.ProvenanceStatement)
            self.say_in_each(statement, RDFS.label, texts)
            self.say(it, DCTERMS.provenance, statement)
        for texts in (*row.cautions, *row.footnotes):
            self.say_in_each(it, SKOS.note, texts)
        if row.source:
            self.say(it, FOAF.page, self.document(row.source))

    def file(self, of: URIRef, row: Dataset, file: File) -> URIRef:
        it = URIRef(f"{of}#{file.name}")
        self.say(it, RDF.type, DCAT.Distribution)
        titles = {code: f"{title} ({file.worded})" for code, title in row.titles.items()}
        self.say_in_each(it, DCTERMS.title, titles)
        self.say(it, DCTERMS.description, Literal(file.worded))
        self.say(it, DCAT.accessURL, self.resource(file.address))
        if row.kind in OF_THE_SERVICE:
            self.say(it, DCAT.accessService, URIRef(lasting("service")))
        if row.licence.title:
            self.say(it, DCTERMS.license, self.licence(row.licence))
        if file.language:
            self.say(it, DCTERMS.language, self.language(file.language))
        if file.media_type:
            if file.is_direct:
                self.say(it, DCAT.downloadURL, self.resource(file.address))
            self.say(it, DCAT.mediaType, self.media_type(file.media_type))
            name = FILE_TYPES.get(file.media_type)
            if name:
                kind = self.concept("file-type", name, name)
                self.say(kind, RDF.type, DCTERMS.MediaTypeOrExtent)
                self.say(it, DCTERMS["format"], kind)
        if file.size:
            self.say(it, DCAT.byteSize, Literal(file.size, datatype=BYTE))
        stable = self.concept("planned-availability", "STABLE", "stable")
        self.say(it, DCATAP.availability, stable)
        return it

    # Who, where, under which terms

    def body(self, body: Body) -> URIRef:
        def write(it: URIRef) -> None:
            self.say(it, RDF.type, FOAF.Agent)
            self.say_in_each(it, FOAF.name, body.names)
            if body.address:
                self.say(it, FOAF.homepage, self.document(body.address))

        return self.once(URIRef(lasting(body.key)), write)

    def contact(self) -> URIRef:
        def write(it: URIRef) -> None:
            self.say(it, RDF.type, VCARD.Organization)
            self.say(it, RDF.type, VCARD.Kind)
            self.say_in_each(it, VCARD.fn, self.found.secretariat.names)
            self.say(it, VCARD.hasEmail, URIRef(f"mailto:{self.found.email}"))

        return self.once(URIRef(lasting("contact")), write)

    def place(self, place: Place) -> URIRef:
        def write(it: URIRef) -> None:
            self.say(it, RDF.type, DCTERMS.Location)
            self.say_in_each(it, SKOS.prefLabel, place.names)
            self.say_in_each(it, SKOS.note, place.footnotes)

        if place.code in OF_NO_TABLE:
            return self.once(URIRef(lasting(place.key)), write)
        it = self.concept("country", place.code, place.names["en"])
        self.say(it, RDF.type, DCTERMS.Location)
        return it

    def licence(self, licence: Licence) -> URIRef:
        def write(it: URIRef) -> None:
            self.say(it, RDF.type, DCTERMS.LicenseDocument)
            self.say(it, DCTERMS.title, Literal(licence.title))

        if licence.address == CC_BY:
            it = self.concept("licence", "CC_BY_4_0", "Creative Commons Attribution 4.0")
            self.say(it, RDF.type, DCTERMS.LicenseDocument)
            self.say(it, OWL.sameAs, URIRef(CC_BY))
            return it
        return self.once(URIRef(licence.address or lasting(licence.key)), write)

    def everybody(self) -> URIRef:
        it = self.concept("access-right", "PUBLIC", "public")
        self.say(it, RDF.type, DCTERMS.RightsStatement)
        return it

    def language(self, code: str) -> URIRef:
        it = self.concept("language", *LANGUAGES[code])
        self.say(it, RDF.type, DCTERMS.LinguisticSystem)
        return it

    def theme(self, code: str) -> URIRef:
        return self.concept("data-theme", code, THEMES[code])

    def media_type(self, name: str) -> URIRef:
        it = URIRef(f"http://www.iana.org/assignments/media-types/{name}")
        self.say(it, RDF.type, DCTERMS.MediaType)
        return it

    def concept(self, table: str, code: str, name: str) -> URIRef:
        """Of one of the EU's authority tables."""

        def write(it: URIRef) -> None:
            self.say(it, RDF.type, SKOS.Concept)
            self.say(it, SKOS.prefLabel, Literal(name, lang="en"))
            self.say(it, SKOS.inScheme, self.scheme(table, table.replace("-", " ").capitalize()))

        return self.once(URIRef(f"{EU}{table}/{code}"), write)

    def scheme(self, table: str, name: str) -> URIRef:
        def write(it: URIRef) -> None:
            self.say(it, RDF.type, SKOS.ConceptScheme)
            self.say(it, DCTERMS.title, Literal(name, lang="en"))

        return self.once(URIRef(f"{EU}{table}"), write)

    def document(self, address: str) -> URIRef:
        it = URIRef(address)
        self.say(it, RDF.type, FOAF.Document)
        return it

    def resource(self, address: str) -> URIRef:
        it = URIRef(address)
        self.say(it, RDF.type, RDFS.Resource)
        return it


def moment(at: datetime) -> Literal:
    return Literal(at.replace(microsecond=0).isoformat(), datatype=XSD.dateTime)
