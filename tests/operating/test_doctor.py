"""What the doctor finds: each trouble with its remedy, and nothing where all is well."""

import io
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.utils import timezone

from pragueprocess import env
from registry.common import backup
from registry.common.models import SentMessage, WaitingMessage
from registry.operating import installation_checks as checks
from registry.operating import packages, recent_errors
from registry.operating.doctor import Level, examine
from registry.pages import health
from registry.reports.models import ReportCount
from tests.mail_server import MailServer

pytestmark = pytest.mark.django_db


def found(question, level: Level | None = None) -> list[str]:
    return [str(one) for one in question() if level is None or one.level == level]


def faults(question) -> str:
    return "\n".join(found(question, Level.FAULT))


def warnings(question) -> str:
    return "\n".join(found(question, Level.WARNING))


@pytest.fixture
def public(monkeypatch, settings):
    monkeypatch.setattr(env, "IS_PUBLIC", True)
    settings.SITE_URL, settings.IS_HTTPS = "http://registry.example.org", False


def test_every_line_of_trouble_has_a_remedy():
    for one in examine(checks.QUESTIONS):
        assert bool(one.remedy) == (one.level > Level.OK), one


def test_the_command_ends_with_a_status_that_scripts_read(monkeypatch):
    said = io.StringIO()
    monkeypatch.setattr("registry.management.commands.doctor.QUESTIONS", {"keys": checks.keys})
    call_command("doctor", stdout=said)
    assert said.getvalue().endswith("0 faults, 0 warnings\n")
    monkeypatch.setattr(health, "migrations_are_applied", lambda: False)
    monkeypatch.setattr(
        "registry.management.commands.doctor.QUESTIONS", {"database": checks.database}
    )
    with pytest.raises(CommandError, match="1 faults"):
        call_command("doctor", stdout=said)
    assert "Run manage.py migrate." in said.getvalue()


def test_a_dead_database_hides_nothing_of_the_rest(monkeypatch):
    def silent(*args, **kwargs):
        raise OperationalError("10.0.0.7 does not answer")

    monkeypatch.setattr(connection, "cursor", silent)
    said = [str(one) for one in examine(checks.QUESTIONS)]
    assert any(line.startswith("fault    database     could not be asked") for line in said)
    assert any(line.startswith("ok       keys") for line in said)
    assert "10.0.0.7" not in "".join(said)


def test_a_public_host_is_asked_for_more(public, settings):
    settings.PROXIES = 0
    settings.SECRET_KEY = "short"
    assert "not https" in faults(checks.configuration)
    assert "PROXIES=1" in warnings(checks.configuration)
    assert "SECRET_KEY is short" in faults(checks.keys)
    assert "CACHE_URL" in warnings(checks.shared_cache)


def test_an_earlier_key_is_remembered(settings):
    settings.SECRET_KEY_FALLBACKS = ["x" * 60]
    assert "1 earlier SECRET_KEY" in warnings(checks.keys)


def test_clocks_that_differ(monkeypatch):
    assert not faults(checks.clock)
    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() + timedelta(minutes=3))
    assert "another one" in faults(checks.clock)


def test_the_mail_server_is_greeted_and_gets_nothing(settings):
    with MailServer() as server:
        server.point(settings)
        assert "lets us in" in "".join(found(checks.mail, Level.OK))
        assert server.recipients == []
    settings.EMAIL_PORT = 1  # nobody listens there
    said = [str(one) for one in examine({"mail": checks.mail})]
    assert "could not be asked: ConnectionRefusedError" in said[0]


def test_mail_that_does_not_leave_and_mail_that_was_given_up():
    now = timezone.now()
    for key, state, due in (("a", "waiting", now - timedelta(hours=3)), ("b", "failed", now)):
        message = SentMessage.objects.create(key=key, kind="code", state=state)
        WaitingMessage.objects.create(message=message, sealed="x", due_at=due)
    assert "1 messages should have gone" in faults(checks.mail)
    assert "1 messages were given up" in warnings(checks.mail)


def test_a_disk_that_is_nearly_full(monkeypatch):
    monkeypatch.setattr(checks, "LITTLE_ROOM", 1 << 60)
    assert "Make room before" in warnings(checks.disks)
    monkeypatch.setattr(health, "LEAST_FREE", 1 << 60)
    assert "no room for state" in faults(checks.disks)


def test_backups_and_their_age(tmp_path, settings):
    assert "none was made" in warnings(checks.backups)
    backup.note(timezone.now().isoformat())
    assert "0 hours old" in "".join(found(checks.backups, Level.OK))
    backup.note((timezone.now() - timedelta(days=3)).isoformat())
    assert "72 hours old" in warnings(checks.backups)
    (tmp_path / backup.NOTED).write_text("{half")
    assert "none was made" in warnings(checks.backups)


def test_daily_work_that_does_not_run():
    ReportCount.objects.update_or_create(
        slug="x", defaults={"count": 0, "counted_at": timezone.now()}
    )
    assert not faults(checks.daily_work)
    ReportCount.objects.update(counted_at=timezone.now() - timedelta(days=2))
    assert "has not run for a day and a half" in faults(checks.daily_work)
    ReportCount.objects.all().delete()
    assert "never ran" in faults(checks.daily_work)


def test_packages_that_are_not_as_pinned(monkeypatch):
    (django,) = [one for one in packages.pinned() if one.name == "django"]
    assert django.installed == django.pinned
    assert django.licence == "BSD-3-Clause"
    real = packages.about_installed

    def older(name):
        about = real(name)
        if name == "django":
            about.replace_header("Version", "5.2.1")
        return about

    monkeypatch.setattr(packages, "about_installed", older)
    assert f"django is 5.2.1, and {django.pinned} is pinned" in warnings(checks.installed_packages)


def test_files_that_others_can_read(tmp_path, monkeypatch):
    monkeypatch.setattr(checks.file_modes, "database_files", list)  # a copy of the run's
    for path in tmp_path.glob("*-version"):
        path.chmod(0o600)  # the umask of a server sees to it
    path = tmp_path / "secret-key"
    path.write_text("x")
    path.chmod(0o644)
    assert "secret-key" in faults(checks.modes)
    path.chmod(0o600)
    assert not faults(checks.modes)


def test_faults_of_the_last_day():
    assert not warnings(checks.faults_of_late)
    recent_errors.keep(
        recent_errors.Fault("1" * 16, timezone.now().isoformat(), "ValueError", "x.py:1", "en/")
    )
    assert "ValueError" in warnings(checks.faults_of_late)
    assert json.loads(recent_errors.file().read_text())["kind"] == "ValueError"
