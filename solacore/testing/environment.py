"""A pytest plugin that gives the tests an environment of their own, before Django reads any of it."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from solacore.interpreter import collect_rarely

collect_rarely()
# Set by whoever runs the tests on servers or in a folder of their choice; all else must not matter.
_KEPT = {"DATABASE_URL", "DATABASE_TRANSACTION_POOLING", "REDIS_URL"}
_OURS = (
    "ALLOWED_HOSTS", "ANTHROPIC_", "API_URL", "APPLE_", "APP_VERSION", "BACKUP_", "BETA_MODE",
    "COOKIE_DOMAIN", "CORS_", "DATABASE_", "EMOTION_", "FRONTEND_URL", "GOOGLE_", "HOST", "JWT_", "LLM_",
    "METRICS_", "MIGRATION_", "OPENAI_", "OPENROUTER_", "PAST_DUE_", "PAYMENTS_", "PG_BIN", "PORT",
    "RATE_LIMIT_", "REDIS_", "REVENUECAT_", "SECRET_KEY", "SENTRY_", "SHUTDOWN_", "SMTP_", "SOCKET",
    "STRIPE_", "TRUSTED_", "TURN",
)  # fmt: skip

for name in list(os.environ):
    if name.startswith(_OURS) and name not in _KEPT:
        del os.environ[name]

root = Path(__file__).resolve().parents[2]
worker = os.environ.get("PYTEST_XDIST_WORKER")
redis = urlsplit(os.environ.get("REDIS_URL", ""))
if worker and redis.scheme in {"redis", "rediss"}:
    # Each process of `pytest -n` has a database of its own on a given server.
    number = int(redis.path.strip("/") or 0) + int(worker.removeprefix("gw"))
    os.environ["REDIS_URL"] = f"{redis.scheme}://{redis.netloc}/{number}?{redis.query}"
os.environ.update(
    DEBUG="true",
    # Each process has embedded servers of its own, in a folder of that of the process above it.
    DATA_DIR=str(Path(os.environ.get("DATA_DIR") or root / ".data") / (worker or "test")),
    # One authority, whose key is gone: reading all those of a system takes longer than most requests do, and
    # each client, provider and mail reads them anew.
    SSL_CERT_FILE=str(Path(__file__).with_name("authorities.pem")),
    # Nothing in this folder outlives the tests.
    SOLACORE_EMBEDDED_FSYNC="off",
    SECRET_KEY="tests-only-secret-key-0123456789-abcdefghijklmnop",
    JWT_SECRET="tests-only-jwt-secret-0123456789-abcdefghijklmnop",
    CORS_ALLOWED_ORIGINS="http://localhost:3000",
    FRONTEND_URL="http://localhost:3000",
    LOG_LEVEL="WARNING",
    # The server and a test's own threads have one pool between them.
    DATABASE_POOL_SIZE="50",
    **{
        f"RATE_LIMIT_{scope}": "1000000/minute"
        for scope in ("GLOBAL", "AUTH", "OAUTH", "FORGOT_PASSWORD", "API", "SSE")
    },
)
