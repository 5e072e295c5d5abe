"""The list of what the product is made of, as CycloneDX writes it (SBOM): each pinned package with
version, hashes and licence, in the order of names. The same pins give the same list.
"""

from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from registry.operating.packages import Package, packages
from registry.operating.version import VERSION

NAME = "pragueprocess-registry"
licences = LicenseFactory()


def parts_list(made_at: datetime) -> str:
    """JSON of CycloneDX 1.6."""
    everything = packages(everywhere=True)
    product = Component(
        name=NAME,
        version=VERSION,
        type=ComponentType.APPLICATION,
        bom_ref=NAME,
        licenses=[licences.make_from_string("MIT")],
    )
    parts = [part_of(one) for one in everything]
    bom = Bom(components=parts)
    bom.metadata.component = product
    bom.metadata.timestamp = made_at.astimezone(UTC)
    pins = "".join(f"{one.name}=={one.pinned}\n" for one in everything)
    bom.serial_number = uuid5(NAMESPACE_URL, f"{NAME}/{VERSION}\n{pins}")
    bom.register_dependency(product, parts)
    return JsonV1Dot6(bom).output_as_string(indent=2)


def part_of(one: Package) -> Component:
    name = one.name.replace("_", "-")
    address = PackageURL(type="pypi", name=name, version=one.pinned)
    marker = [Property(name="python:marker", value=one.marker)] if one.marker else []
    return Component(
        name=name,
        version=one.pinned,
        type=ComponentType.LIBRARY,
        purl=address,
        bom_ref=str(address),
        description=one.summary or None,
        licenses=[licences.make_from_string(one.licence)] if one.licence else [],
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=one.hashes[0])]
        if len(one.hashes) == 1
        else [],
        properties=[*marker, *hash_properties(one)],
    )


def hash_properties(one: Package) -> list[Property]:
    """Of several files of which any may be installed: a component has one hash of a kind."""
    if len(one.hashes) == 1:
        return []
    return [Property(name="pip:hash:sha256", value=value) for value in one.hashes]
