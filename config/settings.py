"""All settings, read top to bottom. What differs between two deployments is an environment variable."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config.environment import env, env_bool, env_list, env_number, env_url

BASE_DIR = Path(__file__).resolve().parent.parent

# --- The server ---

DEBUG = env_bool("DEBUG", False)
SECRET_KEY = env("SECRET_KEY", "insecure-development-key" if DEBUG else None)
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")
HTTPS = env_bool("HTTPS", True)  # bin/serve, which answers on 127.0.0.1 without a certificate, sets it to 0

INSTALLED_APPS = [
    "conseillers",
    "structures",
    "leaflet",
    "csp",
    "config.admin.StaffConfig",  # django.contrib.admin, with our first page
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "axes",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.gis",
    "django.contrib.sitemaps",
    "django.contrib.postgres",
]

MIDDLEWARE = [
    "conseillers.integrer.entetes.framed",  # opens, of what the others close, the two pages made for frames
    # The first ones put their headers on every answer, static files and errors included.
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.middleware.isolation_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.revalidated",
    "conseillers.referencement.pages.robots",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "config.middleware.database_unavailable",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "structures.comptes.sessions.ends",
    "django_otp.middleware.OTPMiddleware",
    "structures.histoire.auteur.sign",
    "django.contrib.messages.middleware.MessageMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

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
                "config.context.site",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates" / "jinja2"],
        "OPTIONS": {"environment": "config.jinja2.environment"},
    },
]

# --- Data ---

DATABASES = {
    "default": dj_database_url.parse(
        env("DATABASE_URL"),
        engine="django.contrib.gis.db.backends.postgis",
        conn_max_age=600,
        conn_health_checks=True,
    )
}
# Compiling a plan takes longer than any of our queries: the view of séances looks dear to the planner, and is not.
DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c jit=off"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Debian 12's GDAL: this check is about spatial references in geometries of strangers; only staff send any.
SILENCED_SYSTEM_CHECKS = ["gis.W001"]

# --- Words and time ---

LANGUAGE_CODE = "fr"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"

# --- Files the browser gets ---

STATIC_URL = "/static/"
STATIC_ROOT = Path(env("STATIC_ROOT", str(BASE_DIR / ".local" / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.staticfiles.HashedStorage"},
}

# --- Answers kept for a minute (conseillers/kept.py): in memory, never on a disk ---

KEEP_ANSWERS = env_bool("KEEP_ANSWERS", True)
CACHE_FOLDER = env("CACHE_FOLDER", "")  # made by gunicorn in memory, for all its processes; otherwise each has its own
CACHES = {
    "default": {
        "BACKEND": f"django.core.cache.backends.{'filebased.FileBasedCache' if CACHE_FOLDER else 'locmem.LocMemCache'}",
        "LOCATION": CACHE_FOLDER,
        "OPTIONS": {"MAX_ENTRIES": 200},
    },
}
# How many reports came from where (conseillers/cadence.py): apart, so that a busy hour does not push them out.
CACHES["cadence"] = CACHES["default"] | {
    "LOCATION": f"{CACHE_FOLDER}/cadence" if CACHE_FOLDER else "cadence",
    "OPTIONS": {"MAX_ENTRIES": 10_000},
}

# How much /api/ answers one address (conseillers/api/limite.py): a town hall, with all its people, is one.
API_PAR_MINUTE = env_number("API_PAR_MINUTE", 600)
CACHES["limite"] = CACHES["default"] | {
    "LOCATION": f"{CACHE_FOLDER}/limite" if CACHE_FOLDER else "limite",
    "OPTIONS": {"MAX_ENTRIES": 2_000},
}

# --- Another server that may be asked where a place is, when our lists do not know it ---

# Empty: what is typed goes to no other server. Otherwise the words do, and nothing else (structures/geocodeur.py).
GEOCODEUR_URL = env_url("GEOCODEUR_URL")
GEOCODEUR_SECONDS = 0.7  # that a search waits at most; with its own work, less than a second

# --- The map ---

# Empty: the map is drawn on the communes' outlines and no other host is asked for anything.
TILES_URL = env("TILES_URL", "")
TILES_ATTRIBUTION = env("TILES_ATTRIBUTION", "© les contributeurs d’OpenStreetMap")
TILES_ORIGIN = ["{0.scheme}://{0.netloc}".format(urlsplit(TILES_URL)).replace("{s}", "*")] if TILES_URL else []
LEAFLET_CONFIG = {
    "TILES": [("Plan", TILES_URL, {"attribution": TILES_ATTRIBUTION})] if TILES_URL else [],
    "DEFAULT_CENTER": (45.757, 4.85),
    "DEFAULT_ZOOM": 11,
    "MIN_ZOOM": 9,
    "MAX_ZOOM": 19,
    "ATTRIBUTION_PREFIX": False,
    "RESET_VIEW": False,
    "NO_GLOBALS": True,
}

# --- Whom to call when the site cannot help ---

TELEPHONE_AIDE = env("TELEPHONE_AIDE", "+33478634040")  # switchboard of the Métropole de Lyon

# --- Mails to staff and référents ---

SITE_URL = env("SITE_URL", "http://localhost:8000").rstrip("/")  # as mails write it
EMAIL_HOST = env("EMAIL_HOST", "")
EMAIL_FILE_PATH = env("EMAIL_FOLDER", "") or None  # mails as files, for a trial
_backend = "smtp" if EMAIL_HOST else "filebased" if EMAIL_FILE_PATH else "console"
EMAIL_BACKEND = f"django.core.mail.backends.{_backend}.EmailBackend"
EMAIL_PORT = int(env("EMAIL_PORT", "587"))
EMAIL_HOST_USER = env("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env_bool("EMAIL_USE_TLS", True)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", "conseillers-numeriques@localhost")

# --- How long a lieu stays confirmed, and what is asked of référents when it no longer is ---

CONFIRMATION_MOIS_PERMANENCES = env_number("CONFIRMATION_MOIS_PERMANENCES", 3)  # for a lieu with permanences in force
CONFIRMATION_MOIS_LIEUX = env_number("CONFIRMATION_MOIS_LIEUX", 12)  # for one without
CONFIRMATION_RELANCE_JOURS = env_number("CONFIRMATION_RELANCE_JOURS", 30)  # before the same is asked again
CONFIRMATION_LIEN_JOURS = env_number("CONFIRMATION_LIEN_JOURS", 60)  # that a mail's links live

# --- Security ---

SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^sante/$"]  # a monitor inside the house asks without TLS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
BEHIND_PROXY = env_bool("BEHIND_PROXY", False)  # only behind a proxy that itself sets the headers X-Forwarded-…
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# The tile server must see the origin (it refuses anonymous use), never the address that was searched.
SECURE_REFERRER_POLICY = "strict-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [
            SELF,
            NONCE,
        ],  # the header names a nonce only where a page asked for one: the admin's map
        "style-src": [SELF],
        "img-src": [SELF, "data:", *TILES_ORIGIN],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

# --- Accounts of the desk (structures/comptes/) ---

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "structures.portee.Backend"]
LOGIN_URL = "admin:login"
CSRF_FAILURE_VIEW = "structures.comptes.csrf.failure"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

PASSWORD_RESET_TIMEOUT = 7 * 24 * 3600  # seconds that an invitation may wait
FORGOTTEN_TIMEOUT = 3 * 3600  # seconds, for a forgotten password

SESSION_IDLE = timedelta(minutes=env_number("SESSION_INACTIVITE_MINUTES", 120))  # without a page of the desk
SESSION_LONGEST = timedelta(hours=env_number("SESSION_DUREE_HEURES", 12))
if SESSION_IDLE > SESSION_LONGEST:
    raise ImproperlyConfigured("SESSION_INACTIVITE_MINUTES is longer than SESSION_DUREE_HEURES: it would never count.")
# Longer than both: what is typed when a session ends finds its author again.
SESSION_COOKIE_AGE = int((SESSION_LONGEST + timedelta(days=2)).total_seconds())

# A code after the password. Only for a demonstration on one's own machine, bin/serve turns it off.
SECOND_FACTOR = env_bool("SECOND_FACTOR", True)
OTP_TOTP_ISSUER = "Conseillers numériques"

# django-axes: who failed five times waits, from that address alone; the count is our own (blocage.py).
AXES_HANDLER = "structures.comptes.blocage.Handler"
AXES_FAILURE_LIMIT = 5
FAILURES_BY_ADDRESS = 50
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "structures.comptes.blocage.locked_out"
AXES_CLIENT_IP_CALLABLE = "structures.comptes.adresse.client_address"
AXES_ENABLE_ADMIN = AXES_VERBOSE = False

# --- Logs: what a resident typed never reaches one ---

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"discreet": {"()": "config.logs.DiscreetFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "discreet"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", "WARNING")},
    "loggers": {"django": {"handlers": ["console"], "level": env("LOG_LEVEL", "WARNING"), "propagate": False}},
}
