"""The files of an edition, as pages offer them."""

from dataclasses import dataclass

from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from registry.paper.keeping import FORMS, size_kept
from registry.profiles.models import Edition

KINDS = {"pdf": "PDF", "docx": "Word"}


@dataclass(frozen=True, slots=True)
class PaperFile:
    """`size`: in bytes; 0 before the file was first made."""

    kind: str
    address: str
    media_type: str
    size: int

    @property
    def size_worded(self) -> str:
        """Behind the link."""
        return f", {filesizeformat(self.size)}" if self.size else ""


def of(edition: Edition) -> list[PaperFile]:
    profile = edition.profile
    place = [profile.state.slug, profile.kind, edition.year, edition.number]
    found = []
    for form, media_type in FORMS.items():
        address = reverse("edition_version_file", args=[*place, form])
        size = size_kept(edition, form)
        found.append(PaperFile(KINDS[form], address, media_type, size))
    return found
