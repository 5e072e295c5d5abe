"""What the API answers where it cannot answer: a problem after RFC 9457, in the reader's language,
that names the parameter, its value and the nearest that is known."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import asdict, dataclass, replace
from difflib import SequenceMatcher
from http import HTTPStatus
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException
from rest_framework.response import Response
from rest_framework.views import exception_handler

from registry.common.former_addresses import Gone, Moved, what_became_of

TYPE = "application/problem+json"
# Programs ask here, and read no page
FOR_MACHINES = ("/api/", "/sdmx/", "/oai", "/oembed", "/catalog.", "/datapackage.json")
KEPT = ("Retry-After", "Allow", "WWW-Authenticate")  # headers
LONGEST_VALUE = 100  # characters of what came that an answer repeats
LIKE_ENOUGH = 0.55  # of 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """A parameter, what it says, and why that is none. `nearest`: what may have been meant."""

    parameter: str
    value: str = ""
    detail: str
    nearest: str = ""

    @property
    def sentence(self) -> str:
        nearest = _("Nearest: %(value)s.") % {"value": self.nearest} if self.nearest else ""
        return " ".join(filter(None, [f"{self.parameter}: {self.detail}", nearest]))


class WrongParameterError(APIException):
    status_code = 400

    def __init__(self, *wrong: Wrong) -> None:
        super().__init__(" ".join(one.sentence for one in wrong))
        self.wrong = wrong


def nearest(value: str, known: Iterable[str]) -> str:
    """The one that is most like it; "" where none is like it."""
    matcher = SequenceMatcher(b=value[:LONGEST_VALUE].casefold(), autojunk=False)

    def likeness(one: str) -> float:
        matcher.set_seq1(one)
        is_near = matcher.real_quick_ratio() >= LIKE_ENOUGH <= matcher.quick_ratio()
        return matcher.ratio() if is_near else 0

    ratios = {one: likeness(one) for one in sorted(known)}
    found = max(ratios, key=ratios.__getitem__, default="")
    return found if ratios.get(found, 0) >= LIKE_ENOUGH else ""


def unknown(parameter: str, value: str, known: Iterable[str], detail: str) -> Wrong:
    """`detail` may hold %(value)s."""
    short = value[:LONGEST_VALUE]
    return Wrong(
        parameter=parameter,
        value=short,
        detail=detail % {"value": short},
        nearest=nearest(short, known),
    )


def wrong_names(
    query: QueryDict, known: Collection[str], takes_several: Callable[[str], bool]
) -> list[Wrong]:
    """Parameters that an address does not know, or that come more often than it reads them."""
    found = []
    for name, values in query.lists():
        if name not in known:
            detail = _("This address has no parameter of the name %(value)s.")
            told = unknown("?", name, known, detail)
            found.append(
                replace(told, parameter=name[:LONGEST_VALUE], value=values[0][:LONGEST_VALUE])
            )
        elif len(values) > 1 and not takes_several(name):
            detail = _("It stands in the address more than once.")
            found.append(
                Wrong(parameter=name, value=", ".join(values)[:LONGEST_VALUE], detail=detail)
            )
    return found


def body(status: int, detail: str, wrong: Iterable[Wrong] = ()) -> dict[str, Any]:
    """Each wrong parameter also stands under its own name, as it has since the first version of
    the API."""
    found: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    errors = [asdict(one) for one in wrong]
    if errors:
        found["errors"] = errors
    for one in wrong:
        found.setdefault(one.parameter, [one.detail])
    return found


def problem_answer(
    status: int,
    detail: str,
    wrong: Iterable[Wrong] = (),
    headers: dict[str, str] | None = None,
    *,
    request_id: str = "",
) -> HttpResponse:
    """`request_id`: of a fault of ours, by which it is found in the log."""
    said = body(status, detail, wrong) | ({"request_id": request_id} if request_id else {})
    content = orjson.dumps(said)
    return HttpResponse(content, status=status, content_type=TYPE, headers=headers)


def problem(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """The API's answer to an error; None where it is none of the API's (then it is a fault)."""
    response = exception_handler(error, context)
    if response is None:
        return None
    if response.status_code == 404:
        answer = answer_of_former(context["request"])
        if answer:
            return answer
    kept = {name: response[name] for name in KEPT if name in response}
    wrong = getattr(error, "wrong", ())
    return problem_answer(response.status_code, words_of(response), wrong, kept)


def words_of(response: Response) -> str:
    data = response.data
    return str(data.get("detail", "")) if isinstance(data, dict) else "; ".join(map(str, data))


def answer_of_former(request: HttpRequest) -> HttpResponse | None:
    """Of an address that has moved or whose record is gone."""
    fate = what_became_of(request)
    if isinstance(fate, Moved):
        headers = {"Location": fate.to, "Cache-Control": "no-cache"}
        return problem_answer(301, fate.to, headers=headers)
    if isinstance(fate, Gone):
        return problem_answer(410, _("It was removed from the registry."))
    return None
