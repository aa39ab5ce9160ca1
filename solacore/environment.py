"""Reads the environment: what is set, what a development machine gets instead, what stops the start."""

import ipaddress
import os
import re
import secrets
import sys
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

import environ

from solacore.common.rate_limits.rates import limit_problems

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
# Bytes of HS256's hash: RFC 7518 §3.2 wants a key at least that long.
SHORTEST_SECRET = 32


# What documentation and generators put where a secret belongs.
_PLACEHOLDER = re.compile(
    r"change.?me|change.?in|insecure|your.|example|placeholder|secret.?key", re.IGNORECASE
)
_DAY_SECONDS = 86_400
# The least and the most of what the settings read as a number.
_NUMBERS: dict[str, tuple[float, float]] = {
    "BACKUP_DRILL_EVERY_HOURS": (1, 10_000),
    "BACKUP_EVERY_HOURS": (0.1, 10_000),
    "BACKUP_RETENTION_COPIES": (1, 10_000),
    "BACKUP_RETENTION_DAYS": (1, 10_000),
    "DATABASE_POOL_SIZE": (1, 1_000),
    "DATABASE_THREADS": (1, 1_000),
    "JWT_EXPIRE_MINUTES": (1, 1_440),
    "LLM_CONNECT_TIMEOUT": (0.1, _DAY_SECONDS),
    "LLM_CONTEXT_TOKENS": (100, 10_000_000),
    "LLM_MAX_TOKENS": (1, 1_000_000),
    "LLM_TIMEOUT": (0.1, _DAY_SECONDS),
    "LLM_TOTAL_TIMEOUT": (0.1, _DAY_SECONDS),
    "METRICS_PORT": (0, 65_535),
    "MIGRATION_LOCK_SECONDS": (0.01, 600),
    "MIGRATION_STATEMENT_SECONDS": (0.01, _DAY_SECONDS),
    "OAUTH_TIMEOUT": (0.1, 60),
    "PAST_DUE_GRACE_DAYS": (0, 365),
    "PORT": (1, 65_535),
    "REPLY_MAX_CHARACTERS": (100, 1_000_000),
    "SENTRY_TRACES_SAMPLE_RATE": (0, 1),
    "SHUTDOWN_DELAY_SECONDS": (0, 600),
    "SMTP_PORT": (1, 65_535),
    "SOCKETS_PER_PERSON": (1, 1_000_000),
    "SOCKETS_PER_PROCESS": (1, 1_000_000),
    "SOCKET_STALL_SECONDS": (0.1, 600),
    "STREAM_HEARTBEAT_SECONDS": (0.1, 300),
    "STRIPE_TIMEOUT": (0.1, 60),
    "TRUSTED_PROXY_COUNT": (0, 10),
    "TURNS_PER_PERSON": (1, 1_000_000),
    "TURN_CHECKPOINT_SECONDS": (0.05, 60),
    "TURN_LEASE_SECONDS": (1, 60),
    "TURN_LOG_SECONDS": (1, _DAY_SECONDS),
    "TURN_SHUTDOWN_SECONDS": (0, 600),
    "TURN_SWEEP_SECONDS": (0.1, 60),
    **{
        f"LLM_BUDGET_{tier}_{span}": (0, 10**12)
        for tier in ("FREE", "STANDARD", "PRO")
        for span in ("SESSION", "DAY")
    },
}


# What may come from a file, named by the same setting with _FILE at its end, as Docker and Kubernetes mount
# secrets.
_SECRETS = (
    "ANTHROPIC_API_KEY",
    "CACHE_REDIS_URL",
    "DATABASE_PASSWORD",
    "DATABASE_URL",
    "GOOGLE_CLIENT_SECRET",
    "JWT_SECRET",
    "OPENAI_API_KEY",
    "OPENROUTER_API_KEY",
    "REDIS_URL",
    "REVENUECAT_API_KEY",
    "REVENUECAT_WEBHOOK_SECRET",
    "REVENUECAT_WEBHOOK_SIGNING_SECRET",
    "SECRET_KEY",
    "SENTRY_DSN",
    "SMTP_PASSWORD",
    "STRIPE_SECRET_KEY",
    "STRIPE_WEBHOOK_SECRET",
)


def read_secret_files() -> None:
    """Sets each secret that is not set to the contents of its file, without the line break at the end.

    Raises:
        SystemExit: when a file can't be read.
    """
    problems = []
    for name in _SECRETS:
        path = os.environ.get(f"{name}_FILE")
        if path and not os.environ.get(name):
            try:
                os.environ[name] = Path(path).read_text().strip()
            except (OSError, UnicodeDecodeError):
                problems.append(f"{name}_FILE can't be read: {path}.")
    if problems:
        _stop(problems)


def listed(name: str) -> list[str]:
    """The comma-separated values of a setting, without the spaces around them; empty when it is unset."""
    return [value.strip() for value in os.environ.get(name, "").split(",") if value.strip()]


def data_dir() -> Path:
    """The folder of the embedded servers and of development secrets (DATA_DIR, by default .data)."""
    return Path(os.environ.get("DATA_DIR") or BASE_DIR / ".data").expanduser().resolve()


def origin_of(url: str) -> str:
    """The origin (scheme, host and port) of a URL, as a browser sends it; "" when it has none."""
    parts = urlsplit(url.strip())
    return f"{parts.scheme}://{parts.netloc}".lower() if parts.scheme and parts.netloc else ""


def development_secret(name: str) -> str:
    """A secret of this data folder, made on first use, so that nobody shares a development key."""
    path = data_dir() / "secrets" / name
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{name}.{secrets.token_hex(4)}")
    if not path.exists():
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64))
        try:
            # A link, unlike a rename, never replaces the secret that another process has just made.
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _secret_problems(name: str) -> list[str]:
    value = os.environ.get(name, "")
    if not value:
        return [f"{name} is missing: set a random secret of at least {SHORTEST_SECRET} characters."]
    if len(value) < SHORTEST_SECRET or len(set(value)) < 8 or _PLACEHOLDER.search(value):
        return [f"{name} is too weak: use at least {SHORTEST_SECRET} random characters."]
    return []


def _address_problems() -> list[str]:
    """Addresses that must not be plain http, or are none."""
    origins = [("CORS_ALLOWED_ORIGINS", origin) for origin in listed("CORS_ALLOWED_ORIGINS")]
    others = (
        "GOOGLE_JWKS_URL",
        "GOOGLE_TOKEN_URL",
        "APPLE_JWKS_URL",
        "STRIPE_API_BASE",
        "REVENUECAT_API_BASE",
        "STRIPE_SUCCESS_URL",
        "STRIPE_CANCEL_URL",
    )
    given = [*origins, *((name, os.environ[name]) for name in others if os.environ.get(name))]
    return [
        f"{name} is insecure or no address: use https, not {url}."
        for name, url in given
        if not origin_of(url) or not (url.startswith("https://") or _is_loopback(url))
    ]


def _mail_problems() -> list[str]:
    if env.bool("SMTP_ENABLED", default=False) and not os.environ.get("SMTP_HOST"):
        return ["SMTP_HOST is missing: SMTP_ENABLED needs it."]
    return []


def number_problems() -> list[str]:
    """Settings that are no number, or one out of range."""
    problems = []
    for name, (least, most) in _NUMBERS.items():
        try:
            is_fit = least <= float(os.environ.get(name) or least) <= most
        except ValueError:
            is_fit = False
        if not is_fit:
            problems.append(f"{name} is no number from {least:g} to {most:g}.")
    return problems


_REDIS_SCHEMES = ("redis://", "rediss://", "unix://", "redis+cluster://", "rediss+cluster://")


def _server_problems() -> list[str]:
    problems = []
    if not os.environ.get("DATABASE_URL", "").startswith(("postgres://", "postgresql://", "pgsql://")):
        problems.append("DATABASE_URL is missing or names no PostgreSQL server (postgres://user@host/name).")
    if not os.environ.get("REDIS_URL", "").startswith(_REDIS_SCHEMES):
        problems.append("REDIS_URL is missing or names no Redis server (redis://host:6379/0).")
    hosts = listed("ALLOWED_HOSTS")
    if not hosts or "*" in hosts:
        problems.append("ALLOWED_HOSTS is missing or allows any host: name the hosts, separated by commas.")
    frontend = os.environ.get("FRONTEND_URL", "")
    if not origin_of(frontend):
        problems.append("FRONTEND_URL is missing: the address of the web app, where links in mails lead.")
    elif not frontend.startswith("https://") and not _is_loopback(frontend):
        problems.append("FRONTEND_URL is insecure: use https.")
    return problems


_PROVIDER_KEYS = {
    "openai": "OPENAI_API_KEY",
    "anthropic": "ANTHROPIC_API_KEY",
    "openrouter": "OPENROUTER_API_KEY",
}


def _model_problems() -> list[str]:
    provider = os.environ.get("LLM_PROVIDER", "")
    if provider not in {"guide", *_PROVIDER_KEYS}:
        return ["LLM_PROVIDER is missing or unknown: name guide, openai, anthropic or openrouter."]
    key = _PROVIDER_KEYS.get(provider)
    if key and not os.environ.get(key):
        return [f"{key} is missing: LLM_PROVIDER={provider} needs it."]
    return []


# What payments need, and what is missing without it.
_PAYMENT_SETTINGS = {
    "STRIPE_SECRET_KEY": "the key of Stripe's API",
    "STRIPE_WEBHOOK_SECRET": "the signing secret of the webhook endpoint",
    "STRIPE_PRICE_STANDARD": "the price of the standard tier",
    "STRIPE_PRICE_PRO": "the price of the pro tier",
}


def _payment_problems() -> list[str]:
    if not env.bool("PAYMENTS_ENABLED", default=False):
        return []
    problems = [
        f"{name} is missing: PAYMENTS_ENABLED needs {what}."
        for name, what in _PAYMENT_SETTINGS.items()
        if not listed(name)
    ]
    if set(listed("STRIPE_PRICE_STANDARD")) & set(listed("STRIPE_PRICE_PRO")):
        problems.append(
            "STRIPE_PRICE_PRO has a price of STRIPE_PRICE_STANDARD: each tier has prices of its own."
        )
    return problems


def _limit_problems() -> list[str]:
    whitelist = "RATE_LIMIT_IP_WHITELIST"
    rates = [(name, text) for name, text in os.environ.items() if name.startswith("RATE_LIMIT_") and text]
    return limit_problems([(name, text) for name, text in rates if name != whitelist], listed(whitelist))


def production_problems() -> list[str]:
    """What makes this environment unfit for production, a sentence each that names the setting."""
    problems = [*_secret_problems("SECRET_KEY"), *_secret_problems("JWT_SECRET")]
    if os.environ.get("JWT_SECRET") and os.environ.get("JWT_SECRET") == os.environ.get("SECRET_KEY"):
        problems.append("JWT_SECRET is the same as SECRET_KEY: use two secrets.")
    problems += _server_problems() + _address_problems() + _mail_problems()
    problems += _model_problems() + _limit_problems() + _payment_problems()
    if env.bool("BETA_MODE", default=False):
        problems.append("BETA_MODE is on: a shared account without a password is refused in production.")
    return problems


def stop_if_unfit(*, debug: bool) -> None:
    """Ends the process with a line for each unfit setting.

    Args:
        debug: look at the numbers only; a developer's machine needs none of the rest.

    Raises:
        SystemExit: when there is any.
    """
    problems = number_problems() + ([] if debug else production_problems())
    if problems:
        _stop(problems)


def _stop(problems: list[str]) -> NoReturn:
    sys.exit("\n".join(["Solacore does not start:", *problems]))
