"""Settings of the registry, in the order of Django's own documentation. What varies by
deployment is in env.py."""

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from pragueprocess import env

# Core
BASE_DIR = env.BASE_DIR
DEBUG = env.DEBUG
SECRET_KEY = env.secret_key()
SECRET_KEY_FALLBACKS = env.SECRET_KEY_FALLBACKS
ALLOWED_HOSTS = env.ALLOWED_HOSTS
SITE_URL = env.site_url()
IS_HTTPS = SITE_URL.startswith("https://")
ROOT_URLCONF = "pragueprocess.urls"
WSGI_APPLICATION = "pragueprocess.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "registry",
    "registry.apps.RegistryAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_tasks",
    "django_tasks_db",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "import_export",
    "simple_history",
    "csp",
    "js_asset",
    "django_prose_editor",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "registry.common.middleware.ResponseHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "registry.common.middleware.RequestScopeMiddleware",
    "registry.pages.errors.LimitsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "registry.common.indentation.IndentationMiddleware",
    "registry.common.as_of.AsOfMiddleware",
    "registry.common.lists.FormMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "registry.common.middleware.ContentVersionMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "registry.accounts.second_factor.SecondFactorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "registry.pages.unavailable.CacheGoneMiddleware",
]

# Requests: limits at the door (60 sections in two languages post over 900 fields)
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # a larger file goes to the disk while it comes
# A file of figures: what the form promises; server and proxy take a little more
LARGEST_UPLOAD = 80 * 1024 * 1024

# Templates
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "registry.pages.context.frame",
            ],
            # l10n: a number as SVG wants it, with a point in every language ("unlocalize")
            "builtins": ["registry.templatetags.registry", "django.templatetags.l10n"],
        },
    }
]

FORM_RENDERER = "registry.common.whole_input.WholeInput"

# Database
# A connection that the server has closed meanwhile is noticed before a request uses it
DATABASES = {"default": env.DATABASE | {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}}
if "sqlite" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # Each thread has a connection, and each connection keeps so many statements
        "cached_statements": 24,
        # what is sorted for an import of a million figures goes to a temporary file, not to memory:
        # SQLite's own default. Each thread has a connection, and each connection such a cache
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA cache_size=-1000;",
    }
# Public pages may be read from copies of the database (replicas.py)
REPLICAS = env.replicas()
DATABASES |= REPLICAS
DATABASE_ROUTERS = ["registry.common.replicas.Router"] if REPLICAS else []
STATE_DIR = env.state_dir()
CONTENT_VERSION_URL = env.CONTENT_VERSION_URL  # where several machines serve

# Work behind the requests (common/tasks.py): rows of the database, done by a thread of each server
# or by `manage.py work`
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
TASKS_IN_SERVER = env.TASKS_IN_SERVER

# Cache
CACHES = {"default": env.cache()}

# Accounts
AUTH_USER_MODEL = "registry.User"
# Of rights; nobody has a password to check
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
ACCOUNT_ADAPTER = "registry.accounts.signing_in.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = lambda user: user.email  # noqa: E731  (to the person alone)
ACCOUNT_FORMS = {
    "request_login_code": "registry.accounts.forms.SignInForm",
    "confirm_login_code": "registry.accounts.forms.SignInCodeForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60  # seconds; scanning mail gateways hold messages back
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {  # of second factors; those of codes and messages are in accounts/limits.py
    "login_failed": "10/m/ip,5/5m/key",
    "reauthenticate": "10/m/user",
}
MFA_ADAPTER = "registry.accounts.signing_in.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "registry.accounts.forms.SecondFactorForm",
    "reauthenticate": "registry.accounts.forms.SecondFactorAgainForm",
    "login_webauthn": "registry.accounts.forms.PasskeySignInForm",
    "reauthenticate_webauthn": "registry.accounts.forms.PasskeyAgainForm",
    "activate_totp": "registry.accounts.forms.AuthenticatorAppForm",
    "add_webauthn": "registry.accounts.forms.PasskeyForm",
    "edit_webauthn": "registry.accounts.forms.PasskeyNameForm",
}
FACTOR_KEYS = env.factor_keys()
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Prague Process Registry"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS and not env.IS_PUBLIC  # on this machine only
USERSESSIONS_TRACK_ACTIVITY = False

# Contact points: personal details of former ones are erased after this time
RETENTION_MONTHS = env.RETENTION_MONTHS

SESSION_ENGINE = "registry.common.sessions"  # keys that tell by themselves that they are ours
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Languages and time
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ru", _("Russian"))]
LOCALE_PATHS = [BASE_DIR / "registry" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.TIME_ZONE
# Of 04/05/2009 nobody knows which is the month: days are written in one of these ways, in forms and
# files alike
FORMAT_MODULE_PATH = "registry.common.formats"
DATE_INPUT_FORMATS = ["%Y-%m-%d", "%d.%m.%Y"]

# Filters of lists
FILTERS_EMPTY_CHOICE_LABEL = _("any")

# Files
STATIC_URL = "/static/"
STATIC_ROOT = env.VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = env.MEDIA_ROOT
STORAGE_URL = env.STORAGE_URL  # a bucket in place of it, where several machines serve
STORAGES = {
    "default": env.storage(),
    # readable for the server in front, which has an account of its own
    "staticfiles": {
        "BACKEND": "registry.common.staticfiles.HashedFiles",
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},
    },
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
PAPERS_AHEAD = env.PAPERS_AHEAD  # the PDF of editions is made before anybody asks for it
PAGES_AHEAD = env.PAGES_AHEAD  # the pages most read are made anew before anybody asks for them
TAKEAWAY_ARCHIVE = env.TAKEAWAY_ARCHIVE  # the packed copy that the site offers; "" for none
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # half the compressing
WHITENOISE_MAX_AGE = 3600

# Mail
vars().update(env.EMAIL)
EMAIL_TIMEOUT = 30  # seconds for each answer of the mail server; smtp.py bounds them all together
if env.EMAIL["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend":
    EMAIL_BACKEND = "registry.common.smtp.EmailBackend"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.SECRETARIAT_EMAIL

# Security
SECURE_CONTENT_TYPE_NOSNIFF = True
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = IS_HTTPS or env.IS_PUBLIC
SECURE_REDIRECT_EXEMPT = [r"^healthz(/|$)"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE_SSL_REDIRECT else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_SSL_REDIRECT
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE_SSL_REDIRECT
# A browser takes a cookie of that prefix from this very host over https only: no neighbour under
# the domain can set one
COOKIE_PREFIX = "__Host-" if SECURE_SSL_REDIRECT else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}language"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "registry.pages.errors.form_expired"
METRICS_TOKEN = env.metrics_token()
SECURITY_CONTACT = env.security_contact()
PROXIES = env.PROXIES
if PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
# The one style block that django-prose-editor writes, allowed on the admin's forms only; a test
# recomputes it from its source
PROSE_EDITOR_STYLE_HASH = "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"

# Machines
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_SCHEMA_CLASS": "registry.common.api_schema.Schema",
    "EXCEPTION_HANDLER": "registry.common.problems.problem",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Prague Process Registry",
    "DESCRIPTION": (
        "The public records of the Prague Process, read-only. Licence: CC BY 4.0 unless a source"
        " says otherwise."
    ),
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "registry.common.api_schema.complete",
    ],
    "ENUM_NAME_OVERRIDES": {"PrecisionEnum": "registry.common.dates.Precision"},
}
IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_TMP_STORAGE_CLASS = "registry.common.waiting_files.WaitingFile"
# History is for reading: a revert would pass by the rules of publication
SIMPLE_HISTORY_REVERT_DISABLED = True
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True

# Logs carry ids, never values: no token of a link, no value that a database quotes, a refusal on
# one line; each line says of which request it is
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "lines": {
            "()": "registry.common.log_lines.LineFormatter",
            "format": "{asctime} {levelname} {name}{of_request}: {message}",
            "style": "{",
        },
        "json": {"()": "registry.common.log_lines.JsonFormatter"},
    },
    "filters": {
        "discreet": {"()": "registry.common.logs.DiscreetFilter"},
        "request": {"()": "registry.common.log_lines.RequestFilter"},
        "warning": {"()": "registry.common.logs.WarningFilter"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": env.LOG_FORMAT,
            "filters": ["discreet", "request"],
        },
        "recent errors": {
            "class": "registry.operating.recent_errors.Keeper",
            "level": "ERROR",
            "filters": ["request"],
        },
    },
    "root": {"handlers": ["console", "recent errors"], "level": "WARNING"},
    "loggers": {
        "django.request": {"filters": ["discreet"]},
        "django.security.csrf": {"filters": ["discreet"]},
        "django_tasks": {"level": "CRITICAL"},  # registry.tasks says what failed
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # any stranger could fill the log
        "django.security.DisallowedModelAdminLookup": {"filters": ["warning"]},
        "registry.security": {"level": "INFO"},
    },
}
