from collections.abc import AsyncIterator

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from solacore.tests.production import run_python
from solve.llm.registry import provider
from solve.tests.fakes import anthropic_wire, openai_wire
from solve.tests.fakes.calls import collect
from solve.tests.fakes.vendor_server import Exchange, VendorServer

pytestmark = pytest.mark.pure


async def by_path(exchange: Exchange) -> None:
    """Speaks the protocol that the path belongs to."""
    wire = anthropic_wire if exchange.received.path.endswith("/messages") else openai_wire
    await wire.reply("ok")(exchange)


@pytest.fixture
async def vendor(settings: Settings) -> AsyncIterator[VendorServer]:
    async with VendorServer([by_path]) as vendor:
        settings.OPENAI_API_KEY = settings.ANTHROPIC_API_KEY = settings.OPENROUTER_API_KEY = "sk-local"
        settings.OPENAI_BASE_URL = f"{vendor.url}/v1"
        settings.ANTHROPIC_BASE_URL = vendor.url
        settings.OPENROUTER_BASE_URL = f"{vendor.url}/api/v1"
        settings.LLM_MODEL = settings.LLM_FALLBACK_PROVIDER = settings.LLM_FALLBACK_MODEL = ""
        yield vendor


@pytest.mark.parametrize(
    ("name", "path", "model", "option"),
    [
        ("openai", "/v1/chat/completions", "gpt-6-luna", "reasoning_effort"),
        ("anthropic", "/v1/messages", "claude-haiku-5-5", "thinking"),
        ("openrouter", "/api/v1/chat/completions", "anthropic/claude-haiku-5.5", "reasoning"),
    ],
)
async def test_asks_the_provider_of_the_settings_for_its_default_model(
    vendor: VendorServer, settings: Settings, name: str, path: str, model: str, option: str
) -> None:
    settings.LLM_PROVIDER = name
    assert provider().name == name
    assert (await collect(provider()))[0] == ["ok"]
    await provider().aclose()
    [received] = vendor.received
    assert (received.path, received.body["model"]) == (path, model)
    assert option in received.body


async def test_asks_for_the_model_of_the_settings(vendor: VendorServer, settings: Settings) -> None:
    settings.LLM_PROVIDER, settings.LLM_MODEL = "openai", "llama-3"
    await collect(provider())
    await provider().aclose()
    assert vendor.received[0].body["model"] == "llama-3"
    assert "reasoning_effort" not in vendor.received[0].body


async def test_openrouter_learns_who_asks(vendor: VendorServer, settings: Settings) -> None:
    settings.LLM_PROVIDER = "openrouter"
    settings.OPENROUTER_APP_NAME, settings.OPENROUTER_REFERER = "Mine", "https://mine.example"
    await collect(provider())
    await provider().aclose()
    headers = vendor.received[0].headers
    assert (headers["x-title"], headers["http-referer"]) == ("Mine", "https://mine.example")


async def test_the_fallback_answers_with_its_own_model(vendor: VendorServer, settings: Settings) -> None:
    settings.LLM_PROVIDER, settings.LLM_MODEL = "openai", "llama-3"
    settings.OPENAI_BASE_URL = "http://127.0.0.1:1/v1"  # nobody listens there
    settings.LLM_FALLBACK_PROVIDER, settings.LLM_FALLBACK_MODEL = "anthropic", "claude-sonnet-5-5"
    _, finish = await collect(provider())
    await provider().aclose()
    assert finish.provider == "anthropic"
    assert [received.body["model"] for received in vendor.received] == ["claude-sonnet-5-5"]


async def test_the_guide_needs_nothing(settings: Settings) -> None:
    settings.LLM_PROVIDER, settings.LLM_FALLBACK_PROVIDER = "guide", ""
    settings.OPENAI_API_KEY = settings.ANTHROPIC_API_KEY = settings.OPENROUTER_API_KEY = ""
    texts, finish = await collect(provider())
    assert finish.provider == "guide"
    assert "".join(texts)


def test_is_built_once_and_again_when_a_setting_changes(settings: Settings) -> None:
    settings.LLM_PROVIDER, settings.LLM_FALLBACK_PROVIDER = "guide", ""
    first = provider()
    settings.APP_VERSION = "other"
    assert provider() is first
    settings.LLM_TIMEOUT = 7.0
    assert provider() is not first


@pytest.mark.parametrize("name", ["", "gpt", "GUIDE"])
def test_an_unknown_provider_is_refused(settings: Settings, name: str) -> None:
    settings.LLM_PROVIDER = name
    with pytest.raises(ImproperlyConfigured, match="guide, openai, anthropic, openrouter"):
        provider()


@pytest.mark.parametrize("role", ["LLM_PROVIDER", "LLM_FALLBACK_PROVIDER"])
@pytest.mark.parametrize("name", ["openai", "anthropic", "openrouter"])
def test_a_provider_without_its_key_is_refused(settings: Settings, role: str, name: str) -> None:
    settings.LLM_PROVIDER, settings.LLM_FALLBACK_PROVIDER = "guide", ""
    setattr(settings, role, name)
    setattr(settings, f"{name.upper()}_API_KEY", "")
    with pytest.raises(ImproperlyConfigured, match=f"{name.upper()}_API_KEY"):
        provider()


def test_a_process_imports_the_vendor_that_it_asks_and_no_other() -> None:
    program = """
import sys, django
django.setup()
import solacore.urls
from solve.llm.registry import vendors_load
vendors = {"openai", "anthropic"}
assert vendors.isdisjoint(sys.modules), vendors & sys.modules.keys()
vendors_load()
assert "solve.llm.openai_provider" in sys.modules
assert "solve.llm.anthropic_provider" not in sys.modules
"""
    done = run_python("-W", "ignore", "-c", program, LLM_PROVIDER="openai", OPENAI_API_KEY="sk-local")
    assert done.returncode == 0, done.stderr
