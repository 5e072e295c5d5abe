"""What the product is made of: each package that requirements.txt pins, with its version, the
hashes of its files, and what is installed of it, with its licence."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata

from django.conf import settings
from packaging.markers import Marker

PINNED = re.compile(
    r"^([a-z][\w.-]*)(?:\[[^\]]*\])?==([^\s;\\]+)(?: ;([^\\\n]+?))?((?:\s*\\\n +--hash=\S+)+)",
    re.MULTILINE,
)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
# What some packages say in words only, or not at all, as an expression of SPDX
LICENCES = {
    "apache 2.0": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "bsd": "BSD-3-Clause",
    "bsd license": "BSD-3-Clause",
    "bsd 3-clause or apache-2.0": "BSD-3-Clause OR Apache-2.0",
    "gnu lesser general public license v2 or later (lgplv2+)": "LGPL-2.1-or-later",
    "gnu library or lesser general public license (lgpl)": "LGPL-3.0-only",
    "isc license (iscl)": "ISC",
    "isc": "ISC",
    "mit": "MIT",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "python software foundation license": "PSF-2.0",
    "bsd-3-clause, apache-2.0, dependency licenses": "BSD-3-Clause AND Apache-2.0",
    "zope public license": "ZPL-2.1",
}


@dataclass(frozen=True, slots=True)
class Package:
    """`installed`: "" where it is not there; `marker`: on which systems it is wanted at all."""

    name: str
    pinned: str
    marker: str
    hashes: tuple[str, ...]
    installed: str
    licence: str
    summary: str


def packages(everywhere: bool = False) -> list[Package]:
    """Those that this machine wants, or all that are pinned for any."""
    return [one for one in pinned() if everywhere or is_wanted_here(one.marker)]


def pinned() -> Iterator[Package]:
    text = (settings.BASE_DIR / "requirements.txt").read_text()
    for name, version, marker, hashes in PINNED.findall(text):
        about = about_installed(name)
        yield Package(
            name=name,
            pinned=version,
            marker=marker.strip(),
            hashes=tuple(HASH.findall(hashes)),
            installed=about["Version"] if about else "",
            licence=licence_of(about) if about else "",
            summary=(about["Summary"] or "") if about else "",
        )


def is_wanted_here(marker: str) -> bool:
    return not marker or Marker(marker).evaluate()


def about_installed(name: str) -> metadata.PackageMetadata | None:
    try:
        return metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return None


def licence_of(about: metadata.PackageMetadata) -> str:
    """An expression of SPDX where the package has one or says it in a word we know; else its own
    first line."""
    said = about.get_all("License-Expression") or []
    if said:
        return LICENCES.get(said[0].lower(), said[0])
    classes = [line for line in about.get_all("Classifier") or [] if line.startswith("License ::")]
    classified = [line.rpartition(" :: ")[2] for line in classes if not line.endswith("Approved")]
    words = [*classified, *(about.get_all("License") or [])]
    known = [LICENCES[word.lower().strip()] for word in words if word.lower().strip() in LICENCES]
    if known:
        return " OR ".join(dict.fromkeys(known))
    return words[0].splitlines()[0][:80] if words and words[0] else ""
