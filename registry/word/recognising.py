"""Whose draft a file is: by the properties that it carries, whatever it is called now."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from registry.common.errors import RuleError
from registry.common.languages import LANGUAGES, active
from registry.profiles.models import Edition
from registry.states.designations import designation
from registry.states.models import State
from registry.word.models import WordCopy


@dataclass(frozen=True, slots=True)
class Recognised:
    """`edition`: of which the file was made; None where it does not say. `copy`: None where it is
    no longer known what went out."""

    edition: Edition | None
    copy: WordCopy | None


def recognised(properties: dict[str, str], edition: Edition) -> Recognised:
    """Raises RuleError where the file is the draft of something else."""
    if "registry_state" not in properties:
        return Recognised(None, None)
    profile = edition.profile
    is_own = (
        properties["registry_state"] == profile.state.slug
        and properties.get("registry_kind") == profile.kind
        and properties.get("registry_edition") == str(edition.year)
    )
    if not is_own:
        raise RuleError(
            _(
                "This file is the draft of another profile: %(what)s. Bring it to the page of that"
                " edition; nothing was taken from it here."
            )
            % {"what": what_it_is(properties)}
        )
    if properties.get("registry_template") != str(edition.template_id):
        raise RuleError(
            _(
                "This file follows another version of the template. Take a new file of this draft,"
                " and copy your text into it."
            )
        )
    number = properties.get("registry_version", "")
    editions = Edition.objects.filter(profile=profile, year=edition.year)
    made_of = editions.filter(number=number).first() if number.isdecimal() else None
    copies = WordCopy.objects.filter(key=properties.get("registry_copy", ""))
    return Recognised(made_of, copies.filter(edition=made_of).first())


def what_it_is(properties: dict[str, str]) -> str:
    state = State.objects.filter(slug=properties["registry_state"]).first()
    name = designation(state).name if state else properties["registry_state"][:60]
    kinds = {"extended": _("Extended Migration Profile"), "light": _("Light Migration Profile")}
    kind = kinds.get(properties.get("registry_kind", ""), "")
    return f"{name}, {kind} {properties.get('registry_edition', '')[:4]}"


def languages_in(properties: dict[str, str]) -> tuple[str, ...]:
    said = properties.get("registry_languages", "").split("-")
    found = tuple(language for language in LANGUAGES if language in said)
    return found or (active(),)
