"""The catalogue is written by a program of its own: its graph and the library for it take more
memory than all else that a worker holds, and each form of it a quarter of a second. Run as a
module, this is that program.

It knows neither the database nor the settings. What is published is gathered by whoever asks, and
sent.
"""

import base64
import pickle
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings

from registry.common.own_programs import OwnProgram, ProgramGoneError, answer_orders

if TYPE_CHECKING:
    from rdflib import Graph

TYPES = {
    "ttl": "text/turtle; charset=utf-8",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
}


class Cataloguer(OwnProgram):
    module = __name__

    def written(self, form: str, found: object) -> bytes:
        """`form`: of TYPES; `found`: what is published. Raises ProgramGoneError."""
        told = base64.b64encode(pickle.dumps(found)).decode()
        answer = self.answer({"form": form, "site": settings.SITE_URL, "found": told})
        if not answer:
            raise ProgramGoneError("The catalogue could not be written: its program ended.")
        return base64.b64decode(answer["text"])


cataloguer = Cataloguer()


def catalogue_on(day: date, form: str) -> bytes:
    from registry.opendata.gathering import published  # of the database: not for the program

    return cataloguer.written(form, published(day))


# In the program


@lru_cache(maxsize=1)
def graph_told(site: str, told: str) -> "Graph":
    """One graph for the three forms."""
    from registry.opendata.dcat import graph_of

    settings.SITE_URL = site
    return graph_of(pickle.loads(base64.b64decode(told)))  # noqa: S301  (our own process sent it)


def write(order: dict[str, Any]) -> dict[str, Any]:
    from registry.opendata.dcat import written

    text = written(graph_told(order["site"], order["found"]), order["form"])
    return {"text": base64.b64encode(text).decode()}


if __name__ == "__main__":
    settings.configure()
    answer_orders(write)
