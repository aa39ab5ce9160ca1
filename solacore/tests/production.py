"""A process with production settings, outside DEBUG."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# Fit for production; nothing listens at its servers' addresses.
ENVIRONMENT = {
    "DEBUG": "false",
    "SECRET_KEY": "production-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEF",
    "JWT_SECRET": "production-jwt-0123456789-abcdefghijklmnopqrstuvwxyz-AB",
    "ALLOWED_HOSTS": "api.solacore.test",
    "FRONTEND_URL": "https://solacore.test",
    "DATABASE_URL": "postgres://nobody@127.0.0.1:9/none",
    "REDIS_URL": "redis://127.0.0.1:9/0",
    "LLM_PROVIDER": "guide",
}


def run_python(*arguments: str, **changes: str | None) -> subprocess.CompletedProcess[str]:
    """Runs Python in the project's folder; a setting that is None is missing from its environment."""
    settings = ENVIRONMENT | changes
    given = {name: value for name, value in settings.items() if value is not None}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "solacore.settings", **given},
        capture_output=True,
        text=True,
        timeout=120,
    )
