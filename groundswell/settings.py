"""Every setting is an environment variable; docs/settings.md lists each with its default (tests/test_docs.py)."""

from pathlib import Path

import environ

from groundswell.lib import secrets_file


class Loud(environ.Env):
    """A word that is neither yes nor no is an error, not a no."""

    def bool(self, name: str, default: bool = False) -> bool:  # type: ignore[override]
        word = self.str(name, default=str(default)).lower()
        if word not in ("true", "1", "yes", "on", "false", "0", "no", "off"):
            raise ValueError(f"{name} is “{word}”: write true or false")
        return word in ("true", "1", "yes", "on")


env = Loud()  # type: ignore[no-untyped-call]
HERE = Path(__file__).resolve().parent

DATA = Path(env.str("GROUNDSWELL_DATA", default="data")).absolute()
BASE_URL = env.str("GROUNDSWELL_BASE_URL", default="http://127.0.0.1:8000").rstrip("/")
DEBUG = env.bool("GROUNDSWELL_DEBUG", default=False)
DEMO = env.bool("GROUNDSWELL_DEMO", default=False)
INSTANCE_NAME = env.str("GROUNDSWELL_NAME", default="Groundswell")
OPERATOR = env.str("GROUNDSWELL_OPERATOR", default="")
OPERATOR_CONTACT = env.str("GROUNDSWELL_OPERATOR_CONTACT", default="")
# Asked for copies of the pages that the record goes by, by `groundswell archive` alone.
ARCHIVE = env.str("GROUNDSWELL_ARCHIVE", default="https://web.archive.org/save/")
DATA_LICENCE = env.str("GROUNDSWELL_DATA_LICENCE", default="CC BY 4.0")
SECRET_KEY = env.str("GROUNDSWELL_SECRET_KEY", default="") or secrets_file.read_or_make(DATA / "secret.key")
# The keys of contact addresses, newest first; older ones still open what they sealed. Outside the database on purpose.
CONTACT_KEYS = env.list("GROUNDSWELL_CONTACT_KEYS", default=[]) or [
    secrets_file.read_or_make_fernet(DATA / "contact.key")
]
ALLOWED_HOSTS = env.list("GROUNDSWELL_HOSTS", default=["*"])
MAX_UPLOAD = env.int("GROUNDSWELL_MAX_UPLOAD", default=10 * 1024 * 1024)
CONTACT_DAYS = env.int("GROUNDSWELL_CONTACT_DAYS", default=30)  # after the last day of what the address was given for
PROOF_HOURS = env.int("GROUNDSWELL_PROOF_HOURS", default=72)
MAIL_FROM = env.str("GROUNDSWELL_MAIL_FROM", default="groundswell@localhost")
STREETS = Path(env.str("GROUNDSWELL_STREETS")).absolute() if env.str("GROUNDSWELL_STREETS", default="") else None
MANY_AT_ONCE = env.int("GROUNDSWELL_MANY_AT_ONCE", default=200)  # rows of a table of actions
PAGES_MB = env.int("GROUNDSWELL_PAGES_MB", default=64)  # public pages kept in memory; 0: none
VERSIONS_KEPT_DAYS = env.int("GROUNDSWELL_VERSIONS_KEPT_DAYS", default=0)  # of the record, each day's; 0: for ever
RATE_LIMITS = env.bool("GROUNDSWELL_RATE_LIMITS", default=True)

INSTALLED_APPS = [
    "groundswell.core",
    "groundswell.outside",
    "groundswell.web",
    "groundswell.api",
    "groundswell.cli",
    "allauth",
    "allauth.account",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "groundswell.web.middleware.headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "groundswell.web.middleware.refuse_odd_methods",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "groundswell.web.middleware.Language",
    "groundswell.web.middleware.refuse_too_large",
    "django.middleware.common.CommonMiddleware",
    "groundswell.web.middleware.refuse_other_origins",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "groundswell.web.middleware.refusals",
]

ROOT_URLCONF = "groundswell.urls"
WSGI_APPLICATION = "groundswell.wsgi.application"
TEMPLATES = [
    {
        "NAME": "django",
        "BACKEND": "groundswell.web.templating.Templates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "groundswell.web.context.page",
            ],
            "builtins": ["groundswell.web.templatetags.words", "groundswell.web.templatetags.action_card"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA / 'groundswell.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["ENGINE"] = "groundswell.lib.sqlite"
    DATABASES["default"]["OPTIONS"] = {
        # FULL: an acknowledged write outlives a power cut (NORMAL loses some). IMMEDIATE: a writer waits at the start
        # of its transaction instead of failing in the middle of it.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA trusted_schema=ON;"
            "PRAGMA cache_size=-8000; PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;"
        ),
    }
    # Opened once for each thread that works and not for each request. They are few, and each may hold what is above.
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}  # said, because pytest-xdist knows only Django's own engine
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 600
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "core.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "groundswell.web.signing_in.ByMailedCode"
ACCOUNT_RATE_LIMITS: object = {} if RATE_LIMITS else False  # nothing: allauth's own
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
LOGIN_URL = "account_request_login_code"
LOGIN_REDIRECT_URL = "desk"
SESSION_ENGINE = "groundswell.core.sealed_sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = BASE_URL.startswith("https://")
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BASE_URL.startswith("https://") else None

LANGUAGE_CODE = "en"
LANGUAGES_BIDI = ["ar", "fa", "he", "ur"]
LANGUAGES = [("en", "English"), ("es", "Español"), ("ar", "العربية")]
LOCALE_PATHS = [HERE / "locale"]
FORMAT_MODULE_PATH = "groundswell.formats"
USE_I18N = True
USE_THOUSAND_SEPARATOR = False  # only where `figure` says so: a year or an id is not grouped
NUMBER_GROUPING = 3
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
MEDIA_ROOT = DATA / "media"

DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_UPLOAD
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_TEMP_DIR = None

vars().update(env.email_url("EMAIL_URL", default="dummymail://"))
if not env.str("EMAIL_URL", default=""):
    EMAIL_BACKEND = "groundswell.outside.mail.unset.NoMailServer"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = MAIL_FROM

# Which functions hear of facts. Each has its own place in the log (core.models.Reader).
FACT_READERS = {"mail": "groundswell.outside.mail.reader.read"}
# What the worker does besides, each time round.
CHORES = [
    "groundswell.outside.mail.sender.send_due",
    "groundswell.core.chores.mark_happened",
    "groundswell.core.chores.show_places",
    "groundswell.core.chores.erase_overdue",
    "groundswell.core.digests.write_due",
    "groundswell.core.models.lost_code.answer_lost_codes",
    "groundswell.core.models.pending_change.lapse_overdue",
    "groundswell.core.models.exchange.forget_exchanges",
    "groundswell.core.hosts.forget_unanswered",
    "groundswell.core.spelling.learn_words",
    "groundswell.core.spelling.forget_words",
    "groundswell.core.planning.keep_learnt",
    "groundswell.api.versions.make_due",
]

# In memory, so that what a limit remembers of a visitor is never at rest.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 20000}}}

DEFAULT_EXCEPTION_REPORTER = "groundswell.web.errors.QuietReporter"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain"},
        "null": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["console"], "level": env.str("GROUNDSWELL_LOG", default="WARNING")},
    "loggers": {
        # Django's own handlers would mail administrators a request with its address and headers.
        "django": {"handlers": ["console"], "propagate": False, "level": "WARNING"},
        "django.request": {"handlers": ["null"], "propagate": False},
        "django.security": {"handlers": ["null"], "propagate": False},
        "django.server": {"handlers": ["null"], "propagate": False},
        "groundswell": {"handlers": ["console"], "propagate": False, "level": "INFO"},
    },
}
ADMINS: list[tuple[str, str]] = []

X_FRAME_OPTIONS = "DENY"
# W001 and W002 ask for middleware of Django's; ours sets the same headers, and stricter ones (web.middleware.headers).
# W003 asks for tokens in forms; ours look at where a form comes from (web.middleware.refuse_other_origins).
SILENCED_SYSTEM_CHECKS = [f"security.W{number:03}" for number in (1, 2, 3, 4, 8, 12, 16)]
