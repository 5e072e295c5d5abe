"""The environment: every name that the deployment reads, once, with its default (README,
"Settings")."""

import contextlib
import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
FIRST_ADDRESS = "http://127.0.0.1:8000"
SERVED_AT = "served-at"  # in the directory of small files
LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]

env = environ.Env()

DATABASE = env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'registry.sqlite3'}")
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=LOCAL_HOSTS)
SITE_URL = env.str("SITE_URL", default="").rstrip("/")
CACHE = env.cache("CACHE_URL", default="locmemcache://")
CONTENT_VERSION_URL = env.str("CONTENT_VERSION_URL", default="")
REPLICA_URLS = env.list("REPLICA_URLS", default=[])
STORAGE_URL = env.str("STORAGE_URL", default="")
CACHE_ANSWERS_WITHIN = 1.0  # seconds; limits are counted there, so a request waits for it
EMAIL = env.email("EMAIL_URL", default=f"filemail:///{VAR_DIR / 'mail'}")
MEDIA_ROOT = env.str("MEDIA_ROOT", default=str(VAR_DIR / "media"))
STATE_DIR = env.str("STATE_DIR", default="")
TIME_ZONE = env.str("TIME_ZONE", default="Europe/Vienna")
PROXIES = env.int("PROXIES", default=0)
RETENTION_MONTHS = env.int("RETENTION_MONTHS", default=24)
TAKEAWAY_ARCHIVE = env.str("TAKEAWAY_ARCHIVE", default="")
PAPERS_AHEAD = env.bool("PAPERS_AHEAD", default=True)
PAGES_AHEAD = env.bool("PAGES_AHEAD", default=True)
TASKS_IN_SERVER = env.bool("TASKS_IN_SERVER", default=True)
SECRETARIAT_EMAIL = env.str("SECRETARIAT_EMAIL", default="registry@localhost")
SECRET_KEY = env.str("SECRET_KEY", default="")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
FACTOR_KEY = env.list("FACTOR_KEY", default=[])
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="")
LOG_FORMAT = env.str("LOG_FORMAT", default="lines")
if LOG_FORMAT not in ("lines", "json"):
    raise ImproperlyConfigured("LOG_FORMAT is lines or json.")

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


def site_url() -> str:
    """Without a setting: where `manage.py start` last served this installation (it notes that),
    so that a link from a command in another window opens."""
    if SITE_URL:
        return SITE_URL
    with contextlib.suppress(OSError):
        return (state_dir() / SERVED_AT).read_text().strip() or FIRST_ADDRESS
    return FIRST_ADDRESS


def metrics_token() -> str:
    """What Prometheus shows; without it nobody sees the metrics."""
    check_strength("METRICS_TOKEN", [METRICS_TOKEN] if METRICS_TOKEN else [])
    return METRICS_TOKEN


def security_contact() -> str:
    """Where to report a weakness: an address of mail or of the web."""
    contact = SECURITY_CONTACT or SECRETARIAT_EMAIL
    return contact if contact.startswith(("https://", "mailto:", "tel:")) else f"mailto:{contact}"


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


def replicas() -> dict[str, dict]:
    """Read-only, and quick to be given up. One must be comparable with what is known of the
    content, so the version must be shared."""
    if REPLICA_URLS and not CONTENT_VERSION_URL:
        raise ImproperlyConfigured(
            "REPLICA_URLS is set, but CONTENT_VERSION_URL is not: nobody could tell whether a"
            " replica is up to date. Set it to the address of Redis."
        )
    bounds = {
        "connect_timeout": 2,
        "tcp_user_timeout": 2000,
        "options": "-c default_transaction_read_only=on",
    }
    return {
        f"replica{number}": environ.Env.db_url_config(url)
        | {"OPTIONS": bounds, "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
        | {"TEST": {"MIRROR": "default"}}
        for number, url in enumerate(REPLICA_URLS, start=1)
    }


def storage() -> dict:
    """Where uploaded files are: MEDIA_ROOT, or a private bucket
    (s3://KEY:SECRET@host/bucket?region=…; s3+http:// within a network of one's own)."""
    if not STORAGE_URL:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    from botocore.config import Config  # only where there is a bucket: it is slow to import

    url = urlsplit(STORAGE_URL)
    bucket, _slash, location = url.path.strip("/").partition("/")
    if url.scheme not in ("s3", "s3+http") or not bucket:
        raise ImproperlyConfigured("STORAGE_URL is written s3://KEY:SECRET@host/bucket?region=…")
    scheme = "http" if url.scheme == "s3+http" else "https"
    host = f"{url.hostname}:{url.port}" if url.port else url.hostname
    bounds = {"connect_timeout": 2, "read_timeout": 20, "retries": {"total_max_attempts": 2}}
    checksums = dict.fromkeys(
        ("request_checksum_calculation", "response_checksum_validation"), "when_required"
    )  # not all that speak like S3 know the newer ones
    options = {
        "access_key": unquote(url.username or "") or None,
        "secret_key": unquote(url.password or "") or None,
        "endpoint_url": f"{scheme}://{host}" if host else None,
        "region_name": dict(parse_qsl(url.query)).get("region", "us-east-1"),
        "bucket_name": bucket,
        "location": location,
        "default_acl": None,
        "file_overwrite": True,
        "client_config": Config(
            s3={"addressing_style": "path"}, signature_version="s3v4", **bounds, **checksums
        ),
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


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
    if CONTENT_VERSION_URL:
        raise ImproperlyConfigured(
            f"CONTENT_VERSION_URL is set for several machines, but {name} is not, and each machine"
            f" would make its own. {MAKE_ONE} and set it in the environment of all of them."
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
