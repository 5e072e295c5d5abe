"""The life of an edition as a picture, drawn from the table of the workflow, so that picture and
rules cannot differ."""

from registry.pictures.diagrams import Diagram, Way, arranged
from registry.profiles.models import Edition
from registry.publication.workflow import STEPS, Step


def diagram() -> tuple[Diagram, list[tuple[int, Step]]]:
    """The picture and its steps with their numbers."""
    steps = list(enumerate(STEPS.values(), start=1))
    labels = {status.value: str(status.label) for status in Edition.Status}
    ways = [
        Way(number=number, origins=tuple(step.from_statuses), end=step.to) for number, step in steps
    ]
    return arranged(labels, ways), steps
