"""Outside DEBUG an insecure or missing setting stops the start, with a line that names it."""

from pathlib import Path

import pytest

from solacore.environment import production_problems
from solacore.tests.production import ENVIRONMENT, run_python

pytestmark = pytest.mark.pure

WEAK = "a" * 64


@pytest.fixture(autouse=True)
def _production(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    for name in ("BETA_MODE", "OPENAI_API_KEY", "ANTHROPIC_API_KEY", "OPENROUTER_API_KEY"):
        monkeypatch.delenv(name, raising=False)


def test_a_fit_environment_has_no_problem() -> None:
    assert production_problems() == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", None),
        ("SECRET_KEY", "short-secret"),
        ("SECRET_KEY", WEAK),
        ("JWT_SECRET", None),
        ("JWT_SECRET", "short-secret"),
        ("JWT_SECRET", WEAK),
        ("JWT_SECRET", ENVIRONMENT["SECRET_KEY"]),
        ("DATABASE_URL", None),
        ("DATABASE_URL", "sqlite:///db.sqlite3"),
        ("REDIS_URL", None),
        ("REDIS_URL", "memory://"),
        ("ALLOWED_HOSTS", None),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", "api.solacore.test,*"),
        ("FRONTEND_URL", None),
        ("FRONTEND_URL", "solacore.test"),
        ("FRONTEND_URL", "http://solacore.test"),
        ("LLM_PROVIDER", None),
        ("LLM_PROVIDER", "oracle"),
        ("BETA_MODE", "true"),
        ("SECRET_KEY", "django-insecure-0123456789-abcdefghijklmnopqrstuvwxyz"),
        ("JWT_SECRET", "your-super-secret-jwt-key-change-in-production"),
        ("CORS_ALLOWED_ORIGINS", "http://app.solacore.test"),
        ("CORS_ALLOWED_ORIGINS", "app.solacore.test"),
        ("GOOGLE_JWKS_URL", "http://keys.test/certs"),
        ("STRIPE_API_BASE", "http://stripe.test"),
        ("STRIPE_SUCCESS_URL", "http://solacore.test/thanks"),
        ("SMTP_ENABLED", "true"),
        ("RATE_LIMIT_AUTH", "often"),
        ("RATE_LIMIT_IP_WHITELIST", "not-an-address"),
    ],
)
def test_each_problem_is_one_line_that_names_the_setting(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str | None
) -> None:
    if value is None:
        monkeypatch.delenv(name)
    else:
        monkeypatch.setenv(name, value)
    (problem,) = production_problems()
    assert problem.startswith("SMTP_HOST" if name == "SMTP_ENABLED" else name)
    assert "\n" not in problem


@pytest.mark.parametrize("provider", ["openai", "anthropic", "openrouter"])
def test_a_model_vendor_needs_its_key(monkeypatch: pytest.MonkeyPatch, provider: str) -> None:
    monkeypatch.setenv("LLM_PROVIDER", provider)
    key = f"{provider.upper()}_API_KEY"
    (problem,) = production_problems()
    assert problem.startswith(key)
    monkeypatch.setenv(key, "a-key")
    assert production_problems() == []


PAYMENTS = {
    "STRIPE_SECRET_KEY": "sk_live_0123456789",
    "STRIPE_WEBHOOK_SECRET": "whsec_0123456789",
    "STRIPE_PRICE_STANDARD": "price_standard",
    "STRIPE_PRICE_PRO": "price_pro",
}


@pytest.mark.parametrize("missing", PAYMENTS)
def test_payments_need_each_of_their_settings(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    monkeypatch.setenv("PAYMENTS_ENABLED", "true")
    for name, value in PAYMENTS.items():
        monkeypatch.setenv(name, value)
    assert production_problems() == []
    monkeypatch.delenv(missing)
    (problem,) = production_problems()
    assert problem.startswith(missing)
    monkeypatch.setenv("PAYMENTS_ENABLED", "false")
    assert production_problems() == []


def test_each_tier_has_its_own_price(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (
        PAYMENTS | {"PAYMENTS_ENABLED": "true", "STRIPE_PRICE_PRO": "price_yearly, price_standard"}
    ).items():
        monkeypatch.setenv(name, value)
    (problem,) = production_problems()
    assert problem.startswith("STRIPE_PRICE_PRO")


def test_a_machine_of_its_own_may_use_plain_http(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTEND_URL", "http://127.0.0.1:8000")
    assert production_problems() == []


@pytest.mark.parametrize(
    "start",
    [("manage.py", "check"), ("-c", "import solacore.asgi"), ("-c", "import solacore.wsgi")],
    ids=["manage.py", "asgi", "wsgi"],
)
def test_no_process_starts_with_problems(start: tuple[str, ...]) -> None:
    done = run_python(*start, JWT_SECRET=None, ALLOWED_HOSTS="*", SECRET_KEY="short-secret")
    assert done.returncode != 0
    lines = done.stderr.strip().splitlines()
    assert [line.split()[0] for line in lines[1:]] == ["SECRET_KEY", "JWT_SECRET", "ALLOWED_HOSTS"]
    assert "short-secret" not in done.stderr


def test_a_fit_process_starts() -> None:
    done = run_python("-c", "import solacore.asgi; print(solacore.asgi.application)")
    assert done.returncode == 0, done.stderr


def test_a_forgotten_secret_does_not_make_a_development_machine() -> None:
    done = run_python("-c", "import solacore.asgi", DEBUG=None, SECRET_KEY=None)
    assert done.returncode != 0
    assert "SECRET_KEY is missing" in done.stderr


@pytest.mark.parametrize("debug", ["true", "false"])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("JWT_EXPIRE_MINUTES", "abc"),
        ("JWT_EXPIRE_MINUTES", "0"),
        ("TRUSTED_PROXY_COUNT", "-1"),
        ("PORT", "x"),
    ],
)
def test_what_is_no_fit_number_is_one_line_too(debug: str, name: str, value: str) -> None:
    done = run_python("-c", "import solacore.settings", DEBUG=debug, **{name: value})
    assert done.returncode == 1
    assert [line for line in done.stderr.splitlines() if line.startswith(name)]
    assert "Traceback" not in done.stderr


def test_a_secret_comes_from_its_file(tmp_path: Path) -> None:
    (tmp_path / "jwt").write_text("from-a-file-0123456789-abcdefghijklmnopqrstuvwxyz\n")
    code = "from django.conf import settings; print(settings.JWT_SECRET)"
    done = run_python("-c", code, JWT_SECRET=None, JWT_SECRET_FILE=str(tmp_path / "jwt"))
    assert done.stdout.strip() == "from-a-file-0123456789-abcdefghijklmnopqrstuvwxyz"
    # What is set wins.
    done = run_python("-c", code, JWT_SECRET_FILE=str(tmp_path / "jwt"))
    assert "from-a-file" not in done.stdout


def test_a_secret_s_file_that_can_t_be_read_stops_the_start(tmp_path: Path) -> None:
    done = run_python(
        "-c", "import django; django.setup()", JWT_SECRET=None, JWT_SECRET_FILE=str(tmp_path / "none")
    )
    assert done.returncode != 0
    assert "JWT_SECRET_FILE" in done.stderr
