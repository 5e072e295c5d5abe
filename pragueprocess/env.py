"""The environment: every name that the deployment reads, once, with its default (README, "Settings")."""

import secrets
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]

env = environ.Env()

DATABASE = env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'registry.sqlite3'}")
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=LOCAL_HOSTS)
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
CACHE = env.cache("CACHE_URL", default="locmemcache://")
EMAIL = env.email("EMAIL_URL", default=f"filemail:///{VAR_DIR / 'mail'}")
MEDIA_ROOT = env.str("MEDIA_ROOT", default=str(VAR_DIR / "media"))
TIME_ZONE = env.str("TIME_ZONE", default="Europe/Vienna")
PROXIES = env.int("PROXIES", default=0)
RETENTION_MONTHS = env.int("RETENTION_MONTHS", default=24)
SECRETARIAT_EMAIL = env.str("SECRETARIAT_EMAIL", default="registry@localhost")
SECRET_KEY = env.str("SECRET_KEY", default="")

IS_PUBLIC = not set(ALLOWED_HOSTS) <= set(LOCAL_HOSTS)


def state_dir() -> Path:
    """Where the deployment keeps its small files: beside the SQLite file, else in var/."""
    name = DATABASE["NAME"]
    is_file = "sqlite" in DATABASE["ENGINE"] and name != ":memory:"
    directory = Path(name).resolve().parent if is_file else VAR_DIR
    directory.mkdir(parents=True, exist_ok=True)
    return directory


def secret_key() -> str:
    """The key from the environment, else one made at first start and kept beside the database, readable by its owner only."""
    if SECRET_KEY:
        return SECRET_KEY
    if IS_PUBLIC:
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS names a public host, but SECRET_KEY is not set. Make one with "
            "`python -c 'import secrets; print(secrets.token_urlsafe(50))'` and set it in the environment."
        )
    path = state_dir() / "secret-key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text().strip()
