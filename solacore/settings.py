"""Django settings. Every value comes from the environment, under the names of the HTTP contract."""

from datetime import timedelta
from email.utils import formataddr
from pathlib import Path

from corsheaders.defaults import default_methods
from csp.constants import NONE, SELF

from solacore import embedded
from solacore.environment import (
    BASE_DIR,
    data_dir,
    development_secret,
    env,
    listed,
    origin_of,
    read_secret_files,
    stop_if_unfit,
)
from solacore.logs import logging_config
from solacore.sentry import start_sentry
from solacore.stores import (
    cache_settings,
    channel_layer_settings,
    database_settings,
    is_cluster,
    node_url,
)

DEBUG: bool = env.bool("DEBUG", default=False)
read_secret_files()
stop_if_unfit(debug=DEBUG)

DATA_DIR = data_dir()
APP_VERSION: str = env.str("APP_VERSION", default="0.1.0")
HOST: str = env.str("HOST", default="127.0.0.1")
PORT: int = env.int("PORT", default=8000)

# -- secrets and addresses ---------------------------------------------------

SECRET_KEY: str = env.str("SECRET_KEY", default="") or development_secret("secret-key")
JWT_SECRET: str = env.str("JWT_SECRET", default="") or development_secret("jwt-secret")
JWT_EXPIRE_MINUTES: int = env.int("JWT_EXPIRE_MINUTES", default=60)
REFRESH_TOKEN_DAYS = 30
SESSION_ABSOLUTE_DAYS = 90

ALLOWED_HOSTS: list[str] = listed("ALLOWED_HOSTS") or (["*"] if DEBUG else [])
FRONTEND_URL: str = env.str("FRONTEND_URL", default="").rstrip("/") or f"http://{HOST}:{PORT}"
# Where this server is reached from outside, for mail programs; by default NGINX serves both from one host.
API_URL: str = env.str("API_URL", default="").rstrip("/") or FRONTEND_URL
TRUSTED_ORIGINS: list[str] = sorted(
    {origin_of(FRONTEND_URL), *map(origin_of, listed("CORS_ALLOWED_ORIGINS"))} - {""}
)
COOKIE_DOMAIN: str | None = env.str("COOKIE_DOMAIN", default="") or None
COOKIE_SECURE = not DEBUG
TRUSTED_PROXY_COUNT: int = env.int("TRUSTED_PROXY_COUNT", default=0)
BETA_MODE: bool = env.bool("BETA_MODE", default=False)

# -- PostgreSQL and Redis ----------------------------------------------------

EMBEDDED_POSTGRES = not env.str("DATABASE_URL", default="")
EMBEDDED_REDIS = not env.str("REDIS_URL", default="")
_REDIS: str = env.str("REDIS_URL", default="") or embedded.redis_url(DATA_DIR)
REDIS_URL = node_url(_REDIS)
REDIS_CLUSTER = is_cluster(_REDIS)
# Seconds. A dead Redis must cost a request little.
REDIS_TIMEOUTS = {"socket_connect_timeout": 0.5, "socket_timeout": 1.0}

DATABASES = {"default": database_settings(DATA_DIR)}
# Whether DATABASE_URL leads to a pooler that gives each transaction another connection.
DATABASE_TRANSACTION_POOLING: bool = env.bool("DATABASE_TRANSACTION_POOLING", default=False)
# Seconds that a migration waits for a lock, with everybody else behind it, and that one statement may take.
MIGRATION_LOCK_SECONDS: float = env.float("MIGRATION_LOCK_SECONDS", default=4.0)
MIGRATION_STATEMENT_SECONDS: float = env.float("MIGRATION_STATEMENT_SECONDS", default=60.0)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Threads for database work of asynchronous code; below the pool, so that REST requests keep some. They share
# one interpreter lock with the event loop: with twelve, 500 streams that begin at once took twice as long.
DATABASE_THREADS: int = env.int("DATABASE_THREADS", default=4)

CACHES = {
    # What may be evicted; an instance of its own where CACHE_REDIS_URL names one.
    "default": cache_settings(env.str("CACHE_REDIS_URL", default="") or _REDIS, "solacore"),
    "limits": cache_settings(_REDIS, "solacore:limits"),
}
RATELIMIT_USE_CACHE = "limits"
CHANNEL_LAYERS = {"default": channel_layer_settings(_REDIS)}

# -- applications ------------------------------------------------------------

INSTALLED_APPS = [
    # First, so that its templates go before those of the stock admin.
    "backoffice",
    "backoffice.admin_config.BackofficeAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "corsheaders",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_tasks_db",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "billing.stripe_mirror.apps.StripeMirrorConfig",
    "solacore",
    "operations",
    "analytics",
    "billing",
    "accounts",
    "solve",
    "webhooks",
    "monitoring",
]

MIDDLEWARE = [
    "solacore.common.metering.requests.RequestMetricsMiddleware",
    "solacore.common.middleware.RequestContextMiddleware",
    "solacore.common.middleware.SecurityHeadersMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "solacore.common.middleware.ContentSecurityPolicyMiddleware",
    "solacore.common.error_pages.ErrorPageMiddleware",
    "solacore.common.middleware.StaticFilesMiddleware",
    "solacore.common.rate_limits.middleware.RateLimitMiddleware",
    "solacore.common.middleware.RequestShapeMiddleware",
    "solacore.common.admin_middleware.AdminSessionMiddleware",
    "solacore.common.admin_middleware.AdminAuthenticationMiddleware",
    "solacore.common.admin_middleware.AdminOTPMiddleware",
    "solacore.common.admin_middleware.AdminMessageMiddleware",
]

ROOT_URLCONF = "solacore.urls"
ASGI_APPLICATION = "solacore.asgi.application"
WSGI_APPLICATION = "solacore.wsgi.application"
# The contract answers with and without a slash; a redirect would lose the body of a write.
APPEND_SLASH = False

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
            ]
        },
    }
]

# -- people ------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
# The second reads the hashes of the system before this one; a sign-in upgrades them to the first.
PASSWORD_HASHERS = [
    "accounts.hashers.OwaspArgon2PasswordHasher",
    "accounts.hashers.LegacyBCryptPasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 8},
    },
    {"NAME": "accounts.passwords.UpperCaseAndDigitValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

GOOGLE_CLIENT_IDS: list[str] = listed("GOOGLE_CLIENT_ID")
GOOGLE_CLIENT_SECRET: str = env.str("GOOGLE_CLIENT_SECRET", default="")
GOOGLE_ISSUERS: list[str] = listed("GOOGLE_ISSUERS") or ["https://accounts.google.com", "accounts.google.com"]
GOOGLE_JWKS_URL: str = env.str("GOOGLE_JWKS_URL", default="https://www.googleapis.com/oauth2/v3/certs")
GOOGLE_TOKEN_URL: str = env.str("GOOGLE_TOKEN_URL", default="https://oauth2.googleapis.com/token")
APPLE_CLIENT_IDS: list[str] = listed("APPLE_CLIENT_ID")
APPLE_ISSUERS: list[str] = listed("APPLE_ISSUERS") or ["https://appleid.apple.com"]
APPLE_JWKS_URL: str = env.str("APPLE_JWKS_URL", default="https://appleid.apple.com/auth/keys")
# Seconds to wait for an issuer's keys or tokens.
OAUTH_TIMEOUT: float = env.float("OAUTH_TIMEOUT", default=5.0)

# -- payments ------------------------------------------------------------------

PAYMENTS_ENABLED: bool = env.bool("PAYMENTS_ENABLED", default=False)
# Days that a failed payment leaves the tier after its period (HTTP contract).
PAST_DUE_GRACE_DAYS: int = env.int("PAST_DUE_GRACE_DAYS", default=7)
STRIPE_SECRET_KEY: str = env.str("STRIPE_SECRET_KEY", default="")
# Two of them during a rotation.
STRIPE_WEBHOOK_SECRETS: list[str] = listed("STRIPE_WEBHOOK_SECRET")
# Seconds that a webhook's signature may be old (https://docs.stripe.com/webhooks#replay-attacks).
WEBHOOK_TOLERANCE_SECONDS = 300
# Several where a tier can be paid by the month and by the year; the first is the usual one.
STRIPE_PRICES_STANDARD: list[str] = listed("STRIPE_PRICE_STANDARD")
STRIPE_PRICES_PRO: list[str] = listed("STRIPE_PRICE_PRO")
STRIPE_SUCCESS_URL: str = env.str("STRIPE_SUCCESS_URL", default="") or f"{FRONTEND_URL}/billing/success"
STRIPE_CANCEL_URL: str = env.str("STRIPE_CANCEL_URL", default="") or f"{FRONTEND_URL}/pricing"
# Without /v1, which the SDK adds.
STRIPE_API_BASE: str = env.str("STRIPE_API_BASE", default="").rstrip("/") or "https://api.stripe.com"
# Seconds in which a request that needs Stripe is answered, all its calls and their retries included.
STRIPE_TIMEOUT: float = env.float("STRIPE_TIMEOUT", default=10.0)
# The mirror of Stripe (billing/stripe_mirror/): dj-stripe's tables refer to each other by Stripe's ids, and
# whose a customer is, we know better than metadata that anybody with the dashboard can edit.
DJSTRIPE_FOREIGN_KEY_TO_FIELD = "id"
DJSTRIPE_SUBSCRIBER_CUSTOMER_KEY = None
MIGRATION_MODULES = {"djstripe": "billing.stripe_mirror.migrations"}
REVENUECAT_WEBHOOK_SECRET: str = env.str("REVENUECAT_WEBHOOK_SECRET", default="")
# Where RevenueCat signs its webhooks; two during a rotation.
REVENUECAT_WEBHOOK_SIGNING_SECRETS: list[str] = listed("REVENUECAT_WEBHOOK_SIGNING_SECRET")
# Whether what is bought in a store's sandbox counts: app reviewers buy there, and testers.
REVENUECAT_SANDBOX_GRANTS: bool = env.bool("REVENUECAT_SANDBOX_GRANTS", default=True)
REVENUECAT_API_KEY: str = env.str("REVENUECAT_API_KEY", default="")
REVENUECAT_API_BASE: str = (
    env.str("REVENUECAT_API_BASE", default="").rstrip("/") or "https://api.revenuecat.com/v1"
)
REVENUECAT_ENTITLEMENT_STANDARD: str = env.str("REVENUECAT_ENTITLEMENT_STANDARD", default="standard")
REVENUECAT_ENTITLEMENT_PRO: str = env.str("REVENUECAT_ENTITLEMENT_PRO", default="pro")

# -- mail and background tasks -------------------------------------------------

SMTP_ENABLED: bool = env.bool("SMTP_ENABLED", default=False)
EMAIL_BACKEND = (
    "accounts.mail.smtp.ContractSMTPBackend"
    if SMTP_ENABLED
    else "django.core.mail.backends.console.EmailBackend"
    if DEBUG
    else "django.core.mail.backends.dummy.EmailBackend"
)
EMAIL_HOST: str = env.str("SMTP_HOST", default="localhost")
EMAIL_PORT: int = env.int("SMTP_PORT", default=587)
EMAIL_HOST_USER: str = env.str("SMTP_USER", default="")
EMAIL_HOST_PASSWORD: str = env.str("SMTP_PASSWORD", default="")
EMAIL_TIMEOUT = 10
SMTP_FROM: str = env.str("SMTP_FROM", default="no-reply@solacore.test")
SMTP_FROM_NAME: str = env.str("SMTP_FROM_NAME", default="Solacore")
DEFAULT_FROM_EMAIL = formataddr((SMTP_FROM_NAME, SMTP_FROM))
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# -- backups -------------------------------------------------------------------

BACKUP_DIR: str = env.str("BACKUP_DIR", default="") or str(DATA_DIR / "backups")
# `manage.py serve` takes backups where somebody has said where they go.
BACKUP_IN_SERVE = bool(env.str("BACKUP_DIR", default=""))
BACKUP_RETENTION_DAYS: int = env.int("BACKUP_RETENTION_DAYS", default=30)
# The newest so many stay, however old they are.
BACKUP_RETENTION_COPIES: int = env.int("BACKUP_RETENTION_COPIES", default=7)
BACKUP_EVERY_HOURS: float = env.float("BACKUP_EVERY_HOURS", default=24.0)
BACKUP_DRILL_EVERY_HOURS: float = env.float("BACKUP_DRILL_EVERY_HOURS", default=168.0)
BACKUP_AGE_RECIPIENTS: list[str] = listed("BACKUP_AGE_RECIPIENTS")
BACKUP_AGE_IDENTITY_FILE: str = env.str("BACKUP_AGE_IDENTITY_FILE", default="")
BACKUP_GPG_RECIPIENTS: list[str] = listed("BACKUP_GPG_RECIPIENTS")
BACKUP_S3_BUCKET: str = env.str("BACKUP_S3_BUCKET", default="")
BACKUP_S3_PREFIX: str = env.str("BACKUP_S3_PREFIX", default="")
BACKUP_S3_ENDPOINT_URL: str = env.str("BACKUP_S3_ENDPOINT_URL", default="")
# The folder of pg_dump and pg_restore, where they are not in their usual place.
PG_BIN: str = env.str("PG_BIN", default="")

# -- limits --------------------------------------------------------------------

# With DEBUG the defaults are ten times as high, so that a first run isn't throttled (HTTP contract).
_LIMITS = {
    "GLOBAL": (100, "minute"),
    "AUTH": (5, "minute"),
    "OAUTH": (10, "minute"),
    "FORGOT_PASSWORD": (3, "hour"),
    "API": (60, "minute"),
    "SSE": (5, "minute"),
}
RATE_LIMITS: dict[str, str] = {
    name: env.str(f"RATE_LIMIT_{name}", default="") or f"{count * (10 if DEBUG else 1)}/{period}"
    for name, (count, period) in _LIMITS.items()
}
RATE_LIMIT_IP_WHITELIST: list[str] = listed("RATE_LIMIT_IP_WHITELIST")

# -- analytics -------------------------------------------------------------------

# Days that raw product events are kept; their daily figures stay for good.
ANALYTICS_RETENTION_DAYS: int = env.int("ANALYTICS_RETENTION_DAYS", default=400)

# -- languages and time ------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español"), ("zh-hans", "简体中文")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# -- HTTP --------------------------------------------------------------------

# Bytes of a request's body, by the contract.
MAX_BODY_BYTES = 1_000_000
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_BODY_BYTES

CORS_ALLOWED_ORIGINS = TRUSTED_ORIGINS
CORS_ALLOW_CREDENTIALS = True
CORS_ALLOW_METHODS = list(default_methods)
CORS_ALLOW_HEADERS = [
    "content-type",
    "accept",
    "authorization",
    "x-csrf-token",
    "x-device-fingerprint",
    "x-request-id",
    "last-event-id",
    "idempotency-key",
]
CORS_EXPOSE_HEADERS = [
    "x-request-id",
    "retry-after",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
]

CSRF_COOKIE_NAME = "csrf_token"
CSRF_HEADER_NAME = "HTTP_X_CSRF_TOKEN"
CSRF_COOKIE_SECURE = COOKIE_SECURE
CSRF_COOKIE_DOMAIN = COOKIE_DOMAIN
CSRF_TRUSTED_ORIGINS = TRUSTED_ORIGINS
SESSION_COOKIE_NAME = "admin_session"
SESSION_COOKIE_SECURE = COOKIE_SECURE
SESSION_COOKIE_PATH = "/admin/"
SESSION_COOKIE_SAMESITE = "Strict"
# A working day at most, and the browser forgets it when it is closed.
SESSION_COOKIE_AGE = int(timedelta(hours=8).total_seconds())
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
OTP_TOTP_ISSUER = "Solacore"
# Where a sign-in without a page to go to ends up.
LOGIN_REDIRECT_URL = "/admin/"

SECURE_HSTS_SECONDS = 0 if DEBUG else int(timedelta(days=365).total_seconds())
SECURE_HSTS_INCLUDE_SUBDOMAINS = not DEBUG
SECURE_HSTS_PRELOAD = not DEBUG
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# W008: the redirect to https is NGINX's; inside, the processes speak plain HTTP.
# W001, W002: the checks know SecurityMiddleware and X-Frame-Options by name only; a subclass of the first is
# in use, and frame-ancestors of the Content-Security-Policy says what the second would.
# W003: the admin protects each of its views itself, the API by accounts.csrf.
SILENCED_SYSTEM_CHECKS = ["security.W001", "security.W002", "security.W003", "security.W008"]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
# `collectstatic` gathers the files here; with DEBUG they are served from where they lie.
STATIC_ROOT: str | None = env.str("STATIC_ROOT", default="") or (
    None if DEBUG else str(BASE_DIR / "staticfiles")
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "solacore.static_files.HashedStaticFiles"},
}
# The fallback where nothing was collected: files under their own names, from where they lie.
WHITENOISE_USE_FINDERS = DEBUG or not Path(STATIC_ROOT or "/nowhere", "staticfiles.json").is_file()
# With DEBUG a file is looked for at each request, so that an edited one needs no restart.
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 0 if DEBUG else 60

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.api.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PARSER_CLASSES": ["solacore.common.parsers.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "solacore.common.parsers.JSONOnlyNegotiation",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["solacore.common.rate_limits.throttle.ScopeThrottle"],
    "EXCEPTION_HANDLER": "solacore.common.error_handlers.api_exception_handler",
    "DEFAULT_METADATA_CLASS": None,
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
}

SPECTACULAR_SETTINGS = {
    "TITLE": "Solacore",
    "DESCRIPTION": "Five steps through a hard problem, in a streamed conversation.",
    "VERSION": APP_VERSION,
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "solve.api.stream_schema.document_streams",
        "solacore.openapi.document_errors",
    ],
    "ENUM_NAME_OVERRIDES": {
        "SessionStatus": "solve.models.STATUS_CHOICES",
        "MessageStatus": "solve.models.MessageStatus",
        "HealthStatus": "monitoring.views.HEALTH_STATUSES",
        "Step": "solve.models.STEP_CHOICES",
        "Tier": "billing.models.TIER_CHOICES",
    },
}

# -- the model behind the conversation ----------------------------------------

LLM_PROVIDER: str = env.str("LLM_PROVIDER", default="guide" if DEBUG else "")
LLM_MODEL: str = env.str("LLM_MODEL", default="")
# Seconds to the first token and between two tokens.
LLM_TIMEOUT: float = env.float("LLM_TIMEOUT", default=30.0)
LLM_CONNECT_TIMEOUT: float = env.float("LLM_CONNECT_TIMEOUT", default=min(5.0, LLM_TIMEOUT))
LLM_TOTAL_TIMEOUT: float = env.float("LLM_TOTAL_TIMEOUT", default=6 * LLM_TIMEOUT)
LLM_MAX_TOKENS: int = env.int("LLM_MAX_TOKENS", default=1000)
LLM_FALLBACK_PROVIDER: str = env.str("LLM_FALLBACK_PROVIDER", default="")
LLM_FALLBACK_MODEL: str = env.str("LLM_FALLBACK_MODEL", default="")
# Millionths of a US dollar per tier and session or day, such as LLM_BUDGET_FREE_DAY; 0 is no cap, and what is
# not set is as in billing/plans.py.
LLM_BUDGETS: dict[str, int] = {
    f"{tier}_{span}": env.int(f"LLM_BUDGET_{tier}_{span}")
    for tier in ("FREE", "STANDARD", "PRO")
    for span in ("SESSION", "DAY")
    if env.str(f"LLM_BUDGET_{tier}_{span}", default="")
}
OPENAI_API_KEY: str = env.str("OPENAI_API_KEY", default="")
OPENAI_BASE_URL: str = env.str("OPENAI_BASE_URL", default="https://api.openai.com/v1")
ANTHROPIC_API_KEY: str = env.str("ANTHROPIC_API_KEY", default="")
ANTHROPIC_BASE_URL: str = env.str("ANTHROPIC_BASE_URL", default="https://api.anthropic.com")
OPENROUTER_API_KEY: str = env.str("OPENROUTER_API_KEY", default="")
OPENROUTER_BASE_URL: str = env.str("OPENROUTER_BASE_URL", default="https://openrouter.ai/api/v1")
OPENROUTER_APP_NAME: str = env.str("OPENROUTER_APP_NAME", default="Solacore")
OPENROUTER_REFERER: str = env.str("OPENROUTER_REFERER", default="")
EMOTION_DETECTOR: str = env.str("EMOTION_DETECTOR", default="solve.emotion.detector.LexiconDetector")

# -- turns -------------------------------------------------------------------

MESSAGE_MAX_CHARACTERS = 4000
REPLY_MAX_CHARACTERS: int = env.int("REPLY_MAX_CHARACTERS", default=16_000)
# Tokens of the conversation that the model sees beside the system prompt.
LLM_CONTEXT_TOKENS: int = env.int("LLM_CONTEXT_TOKENS", default=12_000)
# Replies that may be written to one person at once, over all sessions and processes.
TURNS_PER_PERSON: int = env.int("TURNS_PER_PERSON", default=10)
# Seconds between two checkpoints of a running reply, and how long its lease outlives one.
TURN_CHECKPOINT_SECONDS: float = env.float("TURN_CHECKPOINT_SECONDS", default=1.0)
TURN_LEASE_SECONDS: float = env.float("TURN_LEASE_SECONDS", default=20.0)
TURN_SWEEP_SECONDS: float = env.float("TURN_SWEEP_SECONDS", default=10.0)
# Seconds that running replies get to end when the process is told to stop.
TURN_SHUTDOWN_SECONDS: float = env.float("TURN_SHUTDOWN_SECONDS", default=15.0)
# Seconds that a process which was told to stop goes on answering at least: a load balancer needs some to see
# that it is not ready any more.
SHUTDOWN_DELAY_SECONDS: float = env.float("SHUTDOWN_DELAY_SECONDS", default=0.0)
# Seconds that a turn's events stay in Redis after its last one.
TURN_LOG_SECONDS: int = env.int("TURN_LOG_SECONDS", default=600)
# A frame from a client: room for MESSAGE_MAX_CHARACTERS with every character escaped as in "\\ud83d\\ude00".
SOCKET_MAX_FRAME_BYTES = 65_536
# Seconds after which a client that reads nothing is given up.
SOCKET_STALL_SECONDS: float = env.float("SOCKET_STALL_SECONDS", default=20.0)
# Open sockets, in one process: of a person, and in all.
SOCKETS_PER_PERSON: int = env.int("SOCKETS_PER_PERSON", default=20)
SOCKETS_PER_PROCESS: int = env.int("SOCKETS_PER_PROCESS", default=10_000)
# Turns that may wait to be passed on to one client.
SOCKET_TURNS_WAITING = 8
STREAM_HEARTBEAT_SECONDS: float = env.float("STREAM_HEARTBEAT_SECONDS", default=15.0)

# -- watching ------------------------------------------------------------------

# Where a process that answers no requests, such as a worker, serves its own metrics; 0 is nowhere.
METRICS_HOST: str = env.str("METRICS_HOST", default="127.0.0.1")
METRICS_PORT: int = env.int("METRICS_PORT", default=0)

SENTRY_DSN: str = env.str("SENTRY_DSN", default="")
start_sentry(
    dsn=SENTRY_DSN,
    environment=env.str("SENTRY_ENVIRONMENT", default="development" if DEBUG else "production"),
    release=APP_VERSION,
    traces_sample_rate=env.float("SENTRY_TRACES_SAMPLE_RATE", default=0.0),
)

LOGGING = logging_config(debug=DEBUG, level=env.str("LOG_LEVEL", default="INFO"))
