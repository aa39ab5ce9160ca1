"""Reads the environment: what is set, what a development machine gets instead, what stops the start."""

import ipaddress
import os
import secrets
import sys
from pathlib import Path
from urllib.parse import urlsplit

import environ

from solacore.common.rate_limits.rates import limit_problems

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
# Bytes of HS256's hash: RFC 7518 §3.2 wants a key at least that long.
SHORTEST_SECRET = 32


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
    if len(value) < SHORTEST_SECRET or len(set(value)) < 8:
        return [f"{name} is too weak: use at least {SHORTEST_SECRET} random characters."]
    return []


def _server_problems() -> list[str]:
    problems = []
    if not os.environ.get("DATABASE_URL", "").startswith(("postgres://", "postgresql://", "pgsql://")):
        problems.append("DATABASE_URL is missing or names no PostgreSQL server (postgres://user@host/name).")
    if not os.environ.get("REDIS_URL", "").startswith(("redis://", "rediss://", "unix://")):
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


def _limit_problems() -> list[str]:
    whitelist = "RATE_LIMIT_IP_WHITELIST"
    rates = [(name, text) for name, text in os.environ.items() if name.startswith("RATE_LIMIT_") and text]
    return limit_problems([(name, text) for name, text in rates if name != whitelist], listed(whitelist))


def production_problems() -> list[str]:
    """What makes this environment unfit for production, a sentence each that names the setting."""
    problems = [*_secret_problems("SECRET_KEY"), *_secret_problems("JWT_SECRET")]
    if os.environ.get("JWT_SECRET") and os.environ.get("JWT_SECRET") == os.environ.get("SECRET_KEY"):
        problems.append("JWT_SECRET is the same as SECRET_KEY: use two secrets.")
    problems += _server_problems() + _model_problems() + _limit_problems()
    if env.bool("BETA_MODE", default=False):
        problems.append("BETA_MODE is on: a shared account without a password is refused in production.")
    return problems


def stop_if_unfit() -> None:
    """Ends the process with a line for each insecure or missing setting.

    Raises:
        SystemExit: when there is any.
    """
    problems = production_problems()
    if problems:
        sys.exit("\n".join(["Solacore does not start:", *problems]))
