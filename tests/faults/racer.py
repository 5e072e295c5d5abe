"""Does the same thing many times at once, in a process with a database of its own. `python -m
tests.faults.racer` reads commands from its input, one a line, and answers with one line of JSON
each."""

import io
import json
import os
import re
import sys
import time
import traceback
from collections.abc import Callable
from typing import Any

import django

from tests.faults import writers
from tests.faults.at_once import all_at_once, at_once, cookies_of, person, posting

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pragueprocess.settings")
DOOR, CODE = "/en/account/sign-in/", "/en/account/sign-in/code/"


class Counted:
    """How often something is compared; slowly, so that all have looked before one has written."""

    def __init__(self, module: Any, name: str, counts: Callable = lambda *args: True) -> None:
        self.module, self.name, self.original, self.calls = module, name, getattr(module, name), 0
        self.counts = counts

    def __enter__(self) -> "Counted":
        def slowly(*args: Any, **kwargs: Any) -> Any:
            if self.counts(*args):
                self.calls += 1
                time.sleep(0.2)
            return self.original(*args, **kwargs)

        setattr(self.module, self.name, slowly)
        return self

    def __exit__(self, *_error: Any) -> None:
        setattr(self.module, self.name, self.original)


def codes() -> dict:
    """Wrong codes in one session, and the right one afterwards."""
    import allauth.account.forms as compared
    from django.core import mail as sent

    from registry.common import outbox
    from tests.clients import Client

    person("racer@example.org")
    client = Client()
    client.post(DOOR, {"email": "racer@example.org"})
    if hasattr(outbox, "drain"):
        outbox.drain()
    right = re.search(r"code: (\S+)", sent.outbox[-1].body)[1]
    cookies = cookies_of(client)
    with Counted(compared, "compare_user_code") as counted:
        at_once(posting(CODE, {"code": "XXXX-XXXX"}, cookies))
    posting(CODE, {"code": right}, cookies)()
    return {"compared": counted.calls, "signed_in": sessions_of("racer@example.org")}


def right_codes() -> dict:
    """The right code, many times at once: it serves once."""
    from django.core import mail as sent

    from registry.common import outbox
    from tests.clients import Client

    person("once@example.org")
    client = Client()
    client.post(DOOR, {"email": "once@example.org"})
    outbox.drain()
    right = re.search(r"code: (\S+)", sent.outbox[-1].body)[1]
    cookies = cookies_of(client)
    at_once(posting(CODE, {"code": right}, cookies), 4)
    return {"signed_in": sessions_of("once@example.org")}


def sessions_of(email: str) -> int:
    from django.contrib.sessions.models import Session

    number = str(person(email).pk)
    return sum(one.get_decoded().get("_auth_user_id") == number for one in Session.objects.all())


def digits() -> dict:
    """Wrong digits at one link, and the right ones afterwards."""
    from registry.accounts.inviting import invite
    from registry.common import links

    row, secret = invite("invited@example.org", role="editor", language="en", by=None)
    wrong = f"{(int(secret.digits) + 1) % 10_000:04d}"
    path = f"/en/invitation/{secret.token}/"
    with Counted(links.secrets, "compare_digest", lambda one, other: len(one) == 64) as counted:
        at_once(posting(path, {"digits": wrong, "has_read": "on"}))
    calls = counted.calls
    row.refresh_from_db()
    after = posting(path, {"digits": secret.digits, "has_read": "on"})()
    return {"compared": calls, "attempts": row.attempts, "right_afterwards": after}


def invitation() -> list:
    """One invitation accepted many times at once, with the right digits."""
    from registry.accounts.inviting import invite

    _row, secret = invite("eager@example.org", role="editor", language="en", by=None)
    data = {"digits": secret.digits, "has_read": "on"}
    return at_once(posting(f"/en/invitation/{secret.token}/", data), 4)


def two_invitations() -> dict:
    """Two invitations to one new address, accepted at once; slowly, so that both have looked for
    the account before one of them has made it."""
    from datetime import timedelta

    from registry.accounts.models import Invitation, User

    fields = {"email": "twice@example.org", "role": "editor", "language": "en"}
    pairs = [Invitation.issue(timedelta(days=1), **fields) for _number in range(2)]
    waiting = [
        posting(f"/en/invitation/{secret.token}/", {"digits": secret.digits, "has_read": "on"})
        for _row, secret in pairs
    ]
    with Counted(User.objects, "create_user"):
        answers = at_once(lambda: waiting.pop()(), 2)
    accounts = User.objects.filter(email="twice@example.org").count()
    return {"answers": sorted(answers), "accounts": accounts}


def console_link() -> list:
    from datetime import timedelta

    from registry.accounts.models import ConsoleLink

    _row, secret = ConsoleLink.issue(timedelta(days=1), account=person("console@example.org"))
    return at_once(posting(f"/en/console-link/{secret.token}/", {}))


def second_factor() -> dict:
    """Wrong codes of the authenticator app at once, after the first step."""
    import allauth.mfa.totp.internal.auth as compared
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
    from django.core import mail as sent

    from registry.common import outbox
    from tests.clients import Client

    TOTP.activate(person("careful@example.org"), generate_totp_secret())
    client = Client()
    client.post(DOOR, {"email": "careful@example.org"})
    outbox.drain()
    right = re.search(r"code: (\S+)", sent.outbox[-1].body)[1]
    client.post(CODE, {"code": right})
    cookies = cookies_of(client)
    path = "/en/account/second-factor/authenticate/"
    with Counted(compared, "validate_totp_code") as counted:
        statuses = at_once(posting(path, {"code": "000000"}, cookies))
    return {"compared": counted.calls, "statuses": sorted(set(statuses))}


def limit() -> int:
    from registry.common.limits import Limit

    return sum(at_once(lambda: Limit("race", 5, 60).take("somebody")))


def remind(times: int) -> dict:
    """The daily work several times at once, with people who are to be asked and told."""
    from django.core.management import call_command

    from registry.common.models import SentMessage
    from registry.states.models import State
    from tests import make

    for number in range(3):
        post = make.contact_point(
            State.objects.get(iso_alpha3="GEO"), email=f"due{number}@example.org"
        )
        post.account = person(post.email)
        post.save()
    answers = at_once(lambda: call_command("remind", stdout=io.StringIO()), times)
    drain(1)
    sent = SentMessage.objects.filter(state="sent", gathered_in=None).count()
    return {"answers": answers, "sent": sent, "messages": SentMessage.objects.count()}


def point(port: int) -> None:
    from django.conf import settings

    settings.EMAIL_BACKEND = "registry.common.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port


def write(number: int) -> None:
    from registry.common import mail
    from registry.common.message_kinds import MessageKind

    for one in range(number):
        mail.send(
            MessageKind.ERASED, occasion=(time.time_ns(),), to=f"a{one}@example.org", language="en"
        )


def drain(senders: int) -> int:
    from registry.common import outbox

    return sum(at_once(outbox.drain, senders))


def due() -> None:
    """The lease of a sender that died is over."""
    from django.utils import timezone

    from registry.common import outbox
    from registry.common.models import WaitingMessage

    WaitingMessage.objects.update(due_at=timezone.now())
    WaitingMessage.objects.exclude(handed_over_at=None).update(
        handed_over_at=timezone.now() - outbox.LEASE
    )


def states() -> list:
    from registry.common.models import SentMessage, WaitingMessage

    found = sorted(SentMessage.objects.values_list("state", flat=True))
    return [found, WaitingMessage.objects.count()]


def child() -> int:
    """Sends in a process of its own, whose number is the answer."""
    from django.db import connections

    connections.close_all()
    number = os.fork()
    if number:
        return number
    from registry.common import outbox

    try:
        outbox.drain()
    finally:
        os._exit(0)


def bury(number: int) -> None:
    os.waitpid(number, 0)


def thread() -> list:
    """The thread of a serving process: sends what is committed, ends in order, and sends nothing
    afterwards."""
    from registry.common.models import SentMessage
    from registry.common.sender import Sender

    sender = Sender()
    sender.start()
    write(1)
    until = time.monotonic() + 10
    while SentMessage.objects.filter(state="waiting").exists() and time.monotonic() < until:
        time.sleep(0.02)
    sender.stop()
    write(1)
    return [sender.is_alive(), *states()]


def two_imports() -> dict:
    """Of the same figures in opposite order, confirmed at once."""
    from registry.common.dates import today
    from registry.figure_imports.importing import confirm
    from registry.figures.models import Observation
    from registry.states.models import State
    from tests import make
    from tests.figures.conftest import GOOD, HEAD

    states = State.objects.values_list("iso_alpha3", flat=True)[:14]
    rows = [
        GOOD.replace("2020", str(year)).replace("GEO", state)
        for year in range(1930, 2030)
        for state in states
    ]
    both = [make.imported("\n".join([HEAD, *lines])) for lines in (rows, rows[::-1])]
    answers = all_at_once(
        [lambda one=one: confirm(one, by=None, on=today()).status for one in both]
    )
    refused = both[answers.index("RuleError")]
    refused.refresh_from_db()
    found = Observation.objects.filter(indicator__slug="work-permits", value=1200)
    return {"answers": sorted(answers), "new": refused.new, "written": found.count() - len(rows)}


def forget_all() -> None:
    from django.core.cache import cache

    from registry.common.models import SentMessage

    SentMessage.objects.all().delete()
    cache.clear()


def main() -> None:
    sys.path.insert(0, os.getcwd())
    django.setup()
    from django.test.utils import setup_test_environment

    setup_test_environment()
    for line in sys.stdin:
        name, *numbers = line.split()
        try:
            act = getattr(writers, name, None) or globals()[name]
            answer = act(*map(int, numbers))
        except Exception:
            traceback.print_exc()
            answer = "error"
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
