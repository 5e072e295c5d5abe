"""What a harvester asks by OAI-PMH 2.0: verbs and their arguments, checked, and the token by which
it goes on.

A token holds the question and the place where the answer ended, signed: nothing is kept for it, it
does not expire, and a change of the content in between leaves no item out.
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from django.core import signing
from django.http import QueryDict

from registry.opendata.oai_formats import FORMATS

CHOICE = ("from", "until", "set", "metadataPrefix", "resumptionToken")
ARGUMENTS = {
    "Identify": (),
    "ListMetadataFormats": ("identifier",),
    "ListSets": ("resumptionToken",),
    "GetRecord": ("identifier", "metadataPrefix"),
    "ListIdentifiers": CHOICE,
    "ListRecords": CHOICE,
}
NEEDED = {
    "GetRecord": ("identifier", "metadataPrefix"),
    "ListIdentifiers": ("metadataPrefix",),
    "ListRecords": ("metadataPrefix",),
}
SECONDS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
DAYS = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
SET = re.compile(r"[A-Za-z0-9_.!~*'()-]+(:[A-Za-z0-9_.!~*'()-]+)*", re.ASCII)
PREFIX = re.compile(r"[A-Za-z0-9_.!~*'()-]+", re.ASCII)
SALT = "registry.opendata.oai"
LONGEST = 600  # characters of a value


class OaiError(Exception):
    """`code`: one of the protocol."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`since` and `until`: moments, both included. `after`: the place of the last item that was
    given, `given`: how many were before."""

    verb: str
    identifier: str = ""
    prefix: str = ""
    set: str = ""
    since: datetime | None = None
    until: datetime | None = None
    after: tuple[datetime, str] | None = None
    given: int = 0

    @property
    def token(self) -> str:
        after = [self.after[0].isoformat(), self.after[1]] if self.after else None
        since, until = (moment and moment.isoformat() for moment in (self.since, self.until))
        parts = [self.verb, self.prefix, self.set, since, until, after, self.given]
        return signing.dumps(parts, salt=SALT, compress=True)


def question_of(data: QueryDict) -> Question:
    """Raises OaiError."""
    verb = verb_of(data)
    arguments = arguments_of(data, verb)
    if "resumptionToken" in arguments:
        if len(arguments) > 1:
            raise OaiError("badArgument", "resumptionToken stands alone beside the verb.")
        return resumed(verb, arguments["resumptionToken"])
    for name in NEEDED.get(verb, ()):
        if name not in arguments:
            raise OaiError("badArgument", f"{name} is missing.")
    prefix = arguments.get("metadataPrefix", "")
    if prefix and not PREFIX.fullmatch(prefix):
        raise OaiError("badArgument", "metadataPrefix is no name of a format.")
    if prefix and prefix not in FORMATS:
        raise OaiError(
            "cannotDisseminateFormat",
            f"The formats are: {', '.join(FORMATS)}.",
        )
    since, until = period_of(arguments)
    wanted = arguments.get("set", "")
    if wanted and not SET.fullmatch(wanted):
        raise OaiError("badArgument", "set is no name of a set.")
    return Question(
        verb=verb,
        identifier=arguments.get("identifier", ""),
        prefix=prefix,
        set=wanted,
        since=since,
        until=until,
    )


def verb_of(data: QueryDict) -> str:
    verbs = data.getlist("verb")
    if len(verbs) != 1:
        raise OaiError("badVerb", "An address has one argument “verb”.")
    if verbs[0] not in ARGUMENTS:
        raise OaiError("badVerb", f"The verbs are: {', '.join(ARGUMENTS)}.")
    return verbs[0]


def arguments_of(data: QueryDict, verb: str) -> dict[str, str]:
    """All but the verb. Raises OaiError where one is unknown, repeated or too long."""
    found: dict[str, str] = {}
    for name, values in data.lists():
        if name == "verb":
            continue
        if name not in ARGUMENTS[verb]:
            raise OaiError("badArgument", f"{verb} has no argument “{name[:60]}”.")
        if len(values) > 1:
            raise OaiError("badArgument", f"{name} stands there more than once.")
        if not values[0] or len(values[0]) > LONGEST:
            raise OaiError("badArgument", f"{name} is empty or too long.")
        found[name] = values[0]
    return found


def period_of(arguments: dict[str, str]) -> tuple[datetime | None, datetime | None]:
    since, until = (arguments.get(name, "") for name in ("from", "until"))
    if since and until and len(since) != len(until):
        raise OaiError("badArgument", "from and until are both days or both times.")
    begin = moment_of("from", since) if since else None
    end = moment_of("until", until) if until else None
    if end and DAYS.fullmatch(until):
        end += timedelta(days=1) - timedelta(seconds=1)
    if begin and end and begin > end:
        raise OaiError("badArgument", "from is later than until.")
    return begin, end


def moment_of(name: str, text: str) -> datetime:
    try:
        if SECONDS.fullmatch(text) or DAYS.fullmatch(text):
            return datetime.fromisoformat(text.removesuffix("Z")).replace(tzinfo=UTC)
    except ValueError:
        pass  # a day that no calendar has
    raise OaiError(
        "badArgument",
        f"{name} is a day (2026-11-27) or a time (2026-11-27T09:30:00Z).",
    )


def resumed(verb: str, token: str) -> Question:
    """Raises OaiError where it is no token of ours for this verb."""
    try:
        named, prefix, wanted, since, until, after, given = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        named = None
    if named != verb:
        raise OaiError(
            "badResumptionToken", "This is no token of a list. Begin the list anew without one."
        )
    return Question(
        verb=verb,
        prefix=prefix,
        set=wanted,
        since=since and datetime.fromisoformat(since),
        until=until and datetime.fromisoformat(until),
        after=(datetime.fromisoformat(after[0]), after[1]),
        given=given,
    )


def going_on(question: Question, after: tuple[datetime, str], given: int) -> Question:
    return replace(question, after=after, given=question.given + given)
