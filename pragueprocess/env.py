"""The environment: every name that the deployment reads, once, with its default (README,
"Settings")."""

import contextlib
import os
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
CACHE_ANSWERS_WITHIN = 1.0  # seconds; limits are counted there, so a request waits for it
EMAIL = env.email("EMAIL_URL", default=f"filemail:///{VAR_DIR / 'mail'}")
MEDIA_ROOT = env.str("MEDIA_ROOT", default=str(VAR_DIR / "media"))
STATE_DIR = env.str("STATE_DIR", default="")
TIME_ZONE = env.str("TIME_ZONE", default="Europe/Vienna")
PROXIES = env.int("PROXIES", default=0)
RETENTION_MONTHS = env.int("RETENTION_MONTHS", default=24)
SECRETARIAT_EMAIL = env.str("SECRETARIAT_EMAIL", default="registry@localhost")
SECRET_KEY = env.str("SECRET_KEY", default="")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
FACTOR_KEY = env.list("FACTOR_KEY", default=[])

IS_PUBLIC = not set(ALLOWED_HOSTS) <= set(LOCAL_HOSTS)


def state_dir() -> Path:
    """Where the deployment keeps its small files: beside the SQLite file, else in var/.

    Installations that share a checkout but not a database need one each: a change of content in
    one would renew the finished pages of the other.
    """
    name = DATABASE["NAME"]
    is_file = "sqlite" in DATABASE["ENGINE"] and name != ":memory:"
    beside = Path(name).resolve().parent if is_file else VAR_DIR
    directory = Path(STATE_DIR).resolve() if STATE_DIR else beside
    directory.mkdir(parents=True, exist_ok=True)
    return directory


def cache() -> dict:
    """Bounded: a Redis that is away is no reason to wait, a memory of the process keeps enough
    to count strangers."""
    options: dict = {"MAX_ENTRIES": 50_000} if "locmem" in CACHE["BACKEND"] else {}
    if "redis" in CACHE["BACKEND"]:
        from redis.backoff import NoBackoff
        from redis.retry import Retry

        options = {
            "socket_connect_timeout": CACHE_ANSWERS_WITHIN,
            "socket_timeout": CACHE_ANSWERS_WITHIN,
            "retry": Retry(NoBackoff(), 1),  # a connection that Redis closed while it rested
        }
    return CACHE | {"OPTIONS": options | CACHE.get("OPTIONS", {})}


SHORTEST_KEY, FEWEST_CHARACTERS = 50, 5  # as Django's own check of a deployment asks (W009)
MAKE_ONE = "Make one with `python -c 'import secrets; print(secrets.token_urlsafe(50))'`"


def secret_key() -> str:
    """Signs sessions and links; `SECRET_KEY_FALLBACKS` are those of before, still accepted."""
    keys = keys_of("SECRET_KEY", [SECRET_KEY] if SECRET_KEY else [], "secret-key")
    check_strength("SECRET_KEY_FALLBACKS", SECRET_KEY_FALLBACKS)
    return keys[0]


def factor_keys() -> list[str]:
    """Encrypt the secrets of second factors: the first one encrypts, each of them decrypts."""
    keys = keys_of("FACTOR_KEY", FACTOR_KEY, "factor-key")
    if IS_PUBLIC and set(keys) & {SECRET_KEY, *SECRET_KEY_FALLBACKS}:
        raise ImproperlyConfigured(f"FACTOR_KEY is the same as SECRET_KEY. {MAKE_ONE} for itself.")
    return keys


def keys_of(name: str, given: list[str], file_name: str) -> list[str]:
    """From the environment; on a private host else one made at first start and kept beside the
    database."""
    if given:
        check_strength(name, given)
        return given
    if IS_PUBLIC:
        raise ImproperlyConfigured(
            f"ALLOWED_HOSTS names a public host, but {name} is not set. {MAKE_ONE} and set it in"
            " the environment."
        )
    return [kept_secret(state_dir() / file_name)]


def check_strength(name: str, keys: list[str]) -> None:
    """A public host takes no key that could be guessed."""
    for key in keys if IS_PUBLIC else []:
        is_weak = len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_CHARACTERS
        if is_weak or key.startswith("django-insecure-"):
            raise ImproperlyConfigured(
                f"{name} is too weak for a public host: it takes {SHORTEST_KEY} characters or more,"
                f" made at random. {MAKE_ONE}, set it in the environment, and start again."
            )


def kept_secret(path: Path) -> str:
    """A secret, readable by its owner only. Of processes that start at once, one makes it; none
    reads it half written."""
    if not path.exists():
        new = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            with open(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(50))
            with contextlib.suppress(FileExistsError):
                os.link(new, path)
        finally:
            new.unlink(missing_ok=True)
    return path.read_text().strip()
