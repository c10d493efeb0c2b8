"""Settings, read from the environment. Every name that an operator may set is in docs/settings.md."""

import os
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import SimpleLazyObject

from ranklore.core.rate_limit.policy import parse_rate_limits
from ranklore.people.sign_in.providers.config import parse_providers
from ranklore.site.data_folder import load_secret_key
from ranklore.site.site_url import is_site_url

env = environ.Env()

# Must be set before numpy is imported. From a hundred items on, its threads waste a second core while they wait.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

HOME = Path(env.str("RANKLORE_HOME", default="ranklore-data")).resolve()

# Without one in the environment, a key is made and kept beside the data by the first command that uses it.
SECRET_KEY = env.str("SECRET_KEY", default="") or SimpleLazyObject(partial(load_secret_key, HOME))
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
DEBUG = env.bool("DEBUG", default=False)
LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=LOCAL_HOSTS)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
HTTPS = env.bool("HTTPS", default=False)
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "ranklore.core",
    "ranklore.people",
    "ranklore.lists",
    "ranklore.ballots",
    "ranklore.discussion",
    "ranklore.drafts",
    "ranklore.exchange",
    "ranklore.search",
    "ranklore.following",
    "ranklore.moderation",
    "ranklore.site",
]
# Other sites that people can sign in with. Without any, the code for them is not even imported.
try:
    SIGN_IN_WITH = parse_providers(env.str("RANKLORE_SIGN_IN_WITH", default=""))
except ValueError as error:
    raise ImproperlyConfigured(f"RANKLORE_SIGN_IN_WITH cannot be read: {error}; see docs/settings.md") from None
SOCIAL_APPS = ["allauth.socialaccount"]
SOCIAL_APPS += [f"allauth.socialaccount.providers.{kind}" for kind in ("openid_connect", "github", "discord")]
if SIGN_IN_WITH:
    if not all(map(find_spec, ("requests", "jwt"))):
        raise ImproperlyConfigured("RANKLORE_SIGN_IN_WITH needs more libraries: pip install 'ranklore[social]'")
    INSTALLED_APPS += SOCIAL_APPS
SOCIALACCOUNT_ADAPTER = "ranklore.people.sign_in.providers.adapter.ProviderAdapter"
SOCIALACCOUNT_STORE_TOKENS = False

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "ranklore.core.middleware.compress_pages",
    "ranklore.core.middleware.add_security_headers",
    "ranklore.core.middleware.refuse_large_bodies",
    "ranklore.core.middleware.explain_errors",
    "ranklore.core.middleware.answer_database_errors",
    "ranklore.core.middleware.answer_rate_limits",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "ranklore.core.cross_site.refuse_cross_site_posts",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "ranklore.people.middleware.give_guest_key",
]

ROOT_URLCONF = "ranklore.site.urls"
WSGI_APPLICATION = "ranklore.site.wsgi.application"
APPEND_SLASH = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [("django.template.loaders.cached.Loader", ["ranklore.core.template_loader.Loader"])],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "ranklore.following.context_processors.unread_notifications",
            ],
        },
    },
]

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{HOME / 'ranklore.sqlite3'}")}
if not DATABASES["default"].get("ENGINE"):
    raise ImproperlyConfigured("DATABASE_URL is not an address such as postgres://user:password@host:5432/name")
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["ENGINE"] = "ranklore.core.database.sqlite"
    DATABASES["default"]["OPTIONS"] = {
        # Take the write lock when a transaction begins, so that a second writer waits instead of failing half way.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # synchronous=FULL: an acknowledged vote survives a power cut, not only a crash of the process.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA mmap_size=134217728;",
    }
    DATABASES["default"]["CONN_MAX_AGE"] = 60
else:
    # A pool for each process, so that many threads share a few connections. One that was lost is replaced.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {
        "min_size": 1,
        "max_size": 8,
        "timeout": 3,
        "reconnect_timeout": 2,
    }
    # See core/database/prepared_cursor.py.
    DATABASES["default"]["OPTIONS"]["prepare_threshold"] = 1 if env.bool("RANKLORE_PREPARED_STATEMENTS", True) else None
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Used app codes are remembered for all processes, so the memory of one process cannot be the cache. Nor can a server
# that may be away: without it nobody could sign in with an app.
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "ranklore_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
        "KEY_FUNCTION": "ranklore.core.rate_limit.cache_key.hashed_cache_key",
    }
}
# A Redis server shares finished pages. A process makes a page by itself if the server does not answer soon.
if env.str("CACHE_URL", default=""):
    CACHES["pages"] = env.cache("CACHE_URL") | {"KEY_FUNCTION": CACHES["default"]["KEY_FUNCTION"]}
    if "redis" not in CACHES["pages"]["BACKEND"].lower():
        raise ImproperlyConfigured("CACHE_URL is not the address of a Redis server, such as redis://host:6379/0")
    timeouts = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}
    CACHES["pages"]["OPTIONS"] = timeouts | CACHES["pages"].get("OPTIONS", {})

# To refuse a page of ten megabytes with a message and give the text back, the form has to be read first.
DATA_UPLOAD_MAX_MEMORY_SIZE = 24_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3_000

MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
VOTER_COOKIE_SECURE = HTTPS
# How many requests a process works on at once. Its other threads serve finished pages and files.
REQUESTS_AT_ONCE = env.int("RANKLORE_REQUESTS_AT_ONCE", default=3)
# Memory for finished pages, in each process.
PAGE_CACHE_BYTES = env.int("RANKLORE_PAGE_CACHE_MB", default=32) * 1_000_000
# Lists with at least this many items are recounted by the worker, not while the voter waits.
WORKER_FROM = env.int("RANKLORE_WORKER_FROM", default=300)
# The most that one voter weighs on a list, in matchups: 25 picks from a full page, or a ranking of 25 items.
VOTER_BUDGET = env.float("RANKLORE_VOTER_BUDGET", default=50.0)
# Content notes for items and comments. HELP_SENTENCE and HELP_LINK are shown beside suicide and self-harm.
CONTENT_NOTES = env.list(
    "RANKLORE_CONTENT_NOTES",
    default=["death", "suicide and self-harm", "abuse", "violence", "war", "illness", "sex"],
)
# The categories of lists.
CATEGORIES = env.list(
    "RANKLORE_CATEGORIES",
    default=[
        "Music",
        "Films and series",
        "Books",
        "Games",
        "Food and drink",
        "Places",
        "Sport",
        "Science and technology",
        "People",
        "Everyday life",
    ],
)
HELP_SENTENCE = env.str("RANKLORE_HELP_SENTENCE", default="")
HELP_LINK = env.str("RANKLORE_HELP_LINK", default="")
# Rate limits for each voter and each network address.
try:
    LIMITS = parse_rate_limits(env.str("RANKLORE_LIMITS", default=""))
except ValueError as error:
    raise ImproperlyConfigured(f"RANKLORE_LIMITS cannot be read at “{error}”; an example is comments=3/m") from None
# How many trusted proxies stand in front of the site. Their X-Forwarded-For is believed.
PROXIES = env.int("PROXIES", default=0)
SESSION_ENGINE = "ranklore.people.sign_in.sessions"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 60 * 24 * 3600
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["ranklore.people.sign_in.backend.AccountBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {"user_attributes": ("email", "name")}),
        ("MinimumLengthValidator", {"min_length": 10}),
        ("CommonPasswordValidator", {}),
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "site:home"

# allauth: e-mail verification, sign-in without a password, and password reset all use a code sent by e-mail.
ACCOUNT_ADAPTER = "ranklore.site.auth_adapter.SiteAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_SESSION_REMEMBER = True
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 8}
ACCOUNT_FORMS = {
    "signup": "ranklore.people.forms.sign_up.SignUpForm",
    "login": "ranklore.people.forms.sign_in.SignInForm",
    "add_email": "ranklore.people.forms.account.ChangeAddressForm",
    "change_password": "ranklore.people.forms.account.ChangePasswordForm",
    "set_password": "ranklore.people.forms.account.SetPasswordForm",
    "reauthenticate": "ranklore.people.forms.reauthentication.ReauthenticateByPasswordForm",
    "reset_password": "ranklore.people.forms.sign_in.PasswordResetForm",
    "reset_password_from_key": "ranklore.people.forms.sign_in.PasswordResetKeyForm",
    "confirm_email_verification_code": "ranklore.people.forms.sign_up.VerifyAddressForm",
}
# Rate limits are counted by ranklore.core.rate_limit, which can also say how long to wait.
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
MFA_ADAPTER = "ranklore.people.sign_in.mfa_adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "activate_totp": "ranklore.people.forms.second_factors.SetUpAppForm",
    "authenticate": "ranklore.people.forms.second_factors.SecondFactorForm",
    "reauthenticate": "ranklore.people.forms.second_factors.ReauthenticateByAppForm",
    "add_webauthn": "ranklore.people.forms.second_factors.AddPasskeyForm",
    "login_webauthn": "ranklore.people.forms.second_factors.PasskeySignInForm",
    "edit_webauthn": "ranklore.people.forms.second_factors.RenamePasskeyForm",
}

globals().update(env.email("EMAIL_URL", default="consolemail://"))  # EMAIL_BACKEND, EMAIL_HOST and so on
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Ranklore <ranklore@localhost>")

# The address of the site for links in e-mails that no request triggers. Without it, no digests are sent.
SITE_ADDRESS = env.str("RANKLORE_ADDRESS", default="").rstrip("/")
if SITE_ADDRESS and not is_site_url(SITE_ADDRESS):
    raise ImproperlyConfigured("RANKLORE_ADDRESS is not an address such as https://rank.example.org")

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "ranklore.site.static_files.JoinedStaticFilesStorage"},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # A 404 or a refused form concerns the visitor, not the operator.
    "loggers": {"django.request": {"level": "ERROR"}, "django.security": {"level": "CRITICAL"}},
}
