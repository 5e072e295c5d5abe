"""What the doctor asks of an installation: settings, services, disks, and what has to run daily."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core import checks
from django.core.cache import cache
from django.core.mail import get_connection
from django.db import connection, connections, models
from django.db.models.functions import Now
from django.utils import timezone

from pragueprocess import env
from registry.common import backup, file_modes, outbox
from registry.common.models import WaitingMessage
from registry.common.sizes import MEGABYTE
from registry.operating.doctor import Finding, Level, fault, ok, warning
from registry.operating.packages import packages
from registry.operating.recent_errors import recent
from registry.pages import health
from registry.reports.models import ReportCount

LITTLE_ROOM = 1024 * MEGABYTE
CLOCKS_APART = timedelta(seconds=5)
LAG = timedelta(seconds=30)
DAILY = timedelta(hours=36)  # what runs once a day, a little late
OLDEST_BACKUP = timedelta(days=2)
LONGEST_WAIT = timedelta(hours=2)


def configuration() -> Iterator[Finding]:
    everything = checks.run_checks(include_deployment_checks=env.IS_PUBLIC)
    found = [one for one in everything if one.level >= checks.WARNING]
    for one in found:
        level = Level.FAULT if one.level >= checks.ERROR else Level.WARNING
        yield Finding("settings", level, f"{one.id}: {one.msg}", one.hint or "See check --deploy.")
    if env.IS_PUBLIC and not settings.IS_HTTPS:
        yield fault("settings", "the public address is not https", "Set SITE_URL to https://…")
    if env.IS_PUBLIC and settings.DEBUG:
        yield fault("settings", "DEBUG is on, on a public host", "Leave DEBUG out.")
    if env.IS_PUBLIC and not settings.PROXIES:
        yield warning(
            "settings",
            "no proxy is trusted, so limits count all readers as one",
            "Behind nginx set PROXIES=1.",
        )
    if not found:
        yield ok("settings", f"for {settings.SITE_URL}")


def keys() -> Iterator[Finding]:
    for name, values in (
        ("SECRET_KEY", [settings.SECRET_KEY]),
        ("FACTOR_KEY", settings.FACTOR_KEYS),
    ):
        if any(len(value) < env.SHORTEST_KEY for value in values):
            yield fault("keys", f"{name} is short enough to be guessed", f"{env.MAKE_ONE}.")
        else:
            yield ok("keys", f"{name} is long enough")
    if settings.SECRET_KEY_FALLBACKS:
        yield warning(
            "keys",
            f"{len(settings.SECRET_KEY_FALLBACKS)} earlier SECRET_KEY still counts",
            "Take it out of SECRET_KEY_FALLBACKS two months after the change.",
        )


def database() -> Iterator[Finding]:
    began = time.monotonic()
    health.database_answers()
    took = (time.monotonic() - began) * 1000
    version = ".".join(map(str, connection.get_database_version()))
    yield ok("database", f"{connection.display_name} {version} answers in {took:.0f} ms")
    if connection.vendor == "sqlite" and env.IS_PUBLIC:
        yield warning(
            "database", "SQLite serves a public host", "Set DATABASE_URL to a PostgreSQL database."
        )
    if not health.database_can_be_written():
        yield fault("database", "it cannot be written", "See its disk, and that it is no replica.")
    if not health.migrations_are_applied():
        yield fault("database", "it is older than the program", "Run manage.py migrate.")


def replicas() -> Iterator[Finding]:
    """Of PostgreSQL; how far each is behind what the primary has done."""
    replayed: Any = models.Func(
        function="pg_last_xact_replay_timestamp", output_field=models.DateTimeField()
    )
    for alias in connections:
        if alias == "default" or connections[alias].vendor != "postgresql":
            continue
        rows = ContentType.objects.using(alias).annotate(replayed=replayed, now=Now())
        at, now = rows.values_list("replayed", "now")[0]
        if at is None:
            yield warning("replica", f"{alias} is no replica", "See DATABASES and its URL.")
        elif now - at > LAG:
            yield warning(
                "replica",
                f"{alias} is {int((now - at).total_seconds())} seconds behind",
                "Nothing was written meanwhile, or its link to the primary is slow.",
            )
        else:
            yield ok("replica", f"{alias} is up to date")


def clock() -> Iterator[Finding]:
    row = ContentType.objects.annotate(now=Now()).values_list("now", flat=True).first()
    if row and abs(timezone.now() - row) > CLOCKS_APART:
        yield fault(
            "clock", "the database’s clock is another one", "Set both machines by NTP (chrony)."
        )
    said = ntp_says()
    if said == "no":
        yield warning("clock", "it is not set by NTP", "Install chrony or enable timesyncd.")
    else:
        known = "set by NTP" if said == "yes" else "nothing here says whether NTP sets it"
        yield ok("clock", f"{timezone.localtime():%Y-%m-%d %H:%M %Z}, {known}")


def ntp_says() -> str:
    program = shutil.which("timedatectl")
    if not program:
        return ""
    command = [program, "show", "--property=NTPSynchronized", "--value"]
    done = subprocess.run(  # noqa: S603  (a program of the system, no input)
        command, capture_output=True, text=True, check=False, timeout=5
    )
    return done.stdout.strip()


def shared_cache() -> Iterator[Finding]:
    if "locmem" in settings.CACHES["default"]["BACKEND"]:
        if env.IS_PUBLIC:
            yield warning(
                "cache",
                "it is each process’s own, so limits on signing in are not shared",
                "Set CACHE_URL, for instance redis://127.0.0.1:6379/1.",
            )
        else:
            yield ok("cache", "memory of the process, enough for one process")
    elif health.cache_answers():
        cache.delete("health")
        yield ok("cache", "it answers")
    else:
        yield fault("cache", "it forgets at once", "See its memory and eviction policy.")


def mail() -> Iterator[Finding]:
    """As far as signing in to the mail server; nothing is sent."""
    if "smtp" not in settings.EMAIL_BACKEND:
        if env.IS_PUBLIC:
            yield fault("mail", "messages go to files, so nobody gets them", "Set EMAIL_URL.")
        else:
            yield ok("mail", "messages go to files, as on a machine to try things out")
    else:
        with get_connection():
            yield ok("mail", f"the mail server at {settings.EMAIL_HOST} lets us in")
    numbers = outbox.numbers()
    late = WaitingMessage.objects.due(timezone.now() - LONGEST_WAIT).count()
    if late:
        yield fault(
            "mail",
            f"{late} messages should have gone two hours ago or more",
            "See that `serve` runs and the mail server answers; they go by themselves then.",
        )
    left = numbers["given_up"] + numbers["unclear"]
    if left:
        yield warning(
            "mail",
            f"{left} messages were given up, or may have arrived",
            "In the admin, under Sent messages, decide whether they are sent again.",
        )


def disks() -> Iterator[Finding]:
    places = {"state": Path(settings.STATE_DIR), "uploads": Path(settings.MEDIA_ROOT)}
    for name, place in places.items():
        if not health.has_room(place):
            yield fault("disk", f"no room for {name}", "Make room, or move it to a larger disk.")
            continue
        while not place.exists():
            place = place.parent
        free = shutil.disk_usage(place).free
        said = f"{free // MEGABYTE:,} MB are free for {name}"
        if free < LITTLE_ROOM:
            yield warning("disk", said, "Make room before it is full.")
        else:
            yield ok("disk", said)


def backups() -> Iterator[Finding]:
    last = backup.last()
    if last is None:
        yield warning(
            "backup",
            "none was made here yet",
            "Run manage.py backup DIRECTORY every night, and keep it on another machine.",
        )
        return
    age = timezone.now() - datetime.fromisoformat(last["made_at"])
    said = f"the last one is {int(age.total_seconds() // 3600)} hours old"
    if age > OLDEST_BACKUP:
        yield warning("backup", said, "See why the nightly manage.py backup did not run.")
    else:
        yield ok("backup", said)


def daily_work() -> Iterator[Finding]:
    """`remind` counts the reports each day, and leaves that time."""
    last = ReportCount.objects.aggregate(last=models.Max("counted_at"))["last"]
    if last is None or timezone.now() - last > DAILY:
        yield fault(
            "daily work",
            "manage.py remind has not run for a day and a half" if last else "it never ran",
            "Put it into cron (README, Deploy); it makes up for the days it missed.",
        )
    else:
        yield ok("daily work", f"remind ran at {timezone.localtime(last):%Y-%m-%d %H:%M}")


def installed_packages() -> Iterator[Finding]:
    others = [one for one in packages() if one.installed != one.pinned]
    for one in others:
        yield warning(
            "packages",
            f"{one.name} is {one.installed or 'missing'}, and {one.pinned} is pinned",
            "Run pip install --require-hashes -r requirements.txt.",
        )
    if not others:
        yield ok("packages", "all as pinned")


def modes() -> Iterator[Finding]:
    """Secrets and the database are for the registry's own account alone."""
    own = file_modes.own_files()
    open_to_others = [path.name for path in own if path.exists() and path.stat().st_mode & 0o077]
    if open_to_others:
        yield fault(
            "file modes",
            f"others on this machine can read {', '.join(open_to_others)}",
            "chmod 600 them; `serve` does it at its start.",
        )
    else:
        yield ok("file modes", "keys and database are for this account alone")


def static_files() -> Iterator[Finding]:
    if (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        yield ok("static files", "collected")
    else:
        yield warning(
            "static files", "they are not collected", "Run manage.py collectstatic --no-input."
        )


def faults_of_late() -> Iterator[Finding]:
    since = timezone.now() - timedelta(days=1)
    late = [kind for kind in recent() if kind.last_at > since]
    if late:
        yield warning(
            "errors",
            f"{len(late)} kinds of faults on the last day, the last one {late[0].kind}",
            "See Recent errors in the admin, and the log under the numbers there.",
        )
    else:
        yield ok("errors", "no faults on the last day")


QUESTIONS = {
    "settings": configuration,
    "keys": keys,
    "database": database,
    "replica": replicas,
    "clock": clock,
    "cache": shared_cache,
    "mail": mail,
    "disk": disks,
    "backup": backups,
    "daily work": daily_work,
    "packages": installed_packages,
    "file modes": modes,
    "static files": static_files,
    "errors": faults_of_late,
}
