#!/bin/sh
# Everything that `make lint` checks; PY names the interpreter.
set -eu
: "${PY:=.venv/bin/python}"
# mypy reads the settings as well, and those of production ask for more than a developer has.
export DEBUG=true

say() { printf '%s\n' "lint: $1"; }

say "ruff"
"$PY" -m ruff check .
"$PY" -m ruff format --check .
say "import-linter"
"$(dirname "$PY")/lint-imports" --no-cache
say "mypy"
"$PY" -m mypy .
say "every sentence of the web app is translated"
"$PY" tools/messages.py --check
say "migrations are complete"
"$PY" manage.py makemigrations --check --dry-run
say "migrations are safe on a live database"
"$PY" tools/lint_migrations.py
say "the OpenAPI description has no gaps"
"$PY" manage.py spectacular --fail-on-warn --file /dev/null
say "check --deploy, with production settings"
DEBUG=false \
SECRET_KEY=lint-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ \
JWT_SECRET=lint-only-jwt-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEF \
ALLOWED_HOSTS=api.solacore.test FRONTEND_URL=https://solacore.test \
DATABASE_URL=postgres://lint@localhost/lint REDIS_URL=redis://localhost:6379/0 \
LLM_PROVIDER=guide TRUSTED_PROXY_COUNT=1 \
  "$PY" manage.py check --deploy --fail-level WARNING
