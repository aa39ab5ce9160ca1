"""The model provider that the settings ask for."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed
from django.utils.module_loading import import_string

from solve.llm.base import Provider
from solve.llm.guarded import GuardedProvider
from solve.llm.guide import GuideProvider
from solve.llm.models import DEFAULT_MODELS, REQUEST_OPTIONS
from solve.llm.timeouts import Timeouts
from solve.metrics import call_measured

_PREFIXES = ("LLM_", "OPENAI_", "ANTHROPIC_", "OPENROUTER_")
# By their paths: the vendors' SDKs take two seconds and 100 MB to import, and most processes ask no vendor.
_VENDORS = {
    "openai": "solve.llm.openai_provider.OpenAIProvider",
    "anthropic": "solve.llm.anthropic_provider.AnthropicProvider",
    "openrouter": "solve.llm.openrouter_provider.OpenRouterProvider",
}


@lru_cache(maxsize=1)
def provider() -> GuardedProvider:
    """The provider of this process, built on first use.

    Raises:
        ImproperlyConfigured: when the settings name no known provider, or no key for it.
    """
    timeouts = _timeouts()
    fallback = None
    if settings.LLM_FALLBACK_PROVIDER:
        fallback = _build(settings.LLM_FALLBACK_PROVIDER, settings.LLM_FALLBACK_MODEL, timeouts)
    primary = _build(settings.LLM_PROVIDER, primary_model(), timeouts)
    return GuardedProvider(primary, fallback=fallback, timeouts=timeouts, on_call=call_measured)


def vendors_load() -> None:
    """Imports the SDKs that the settings ask for, which the first message would otherwise wait for."""
    for name in {settings.LLM_PROVIDER, settings.LLM_FALLBACK_PROVIDER} & _VENDORS.keys():
        import_string(_VENDORS[name])


def primary_model() -> str:
    """The name of the model that is asked first; "" for the built-in guide."""
    return settings.LLM_MODEL or DEFAULT_MODELS.get(settings.LLM_PROVIDER, "")


def _timeouts() -> Timeouts:
    return Timeouts(
        connect=settings.LLM_CONNECT_TIMEOUT,
        first_token=settings.LLM_TIMEOUT,
        between_tokens=settings.LLM_TIMEOUT,
        whole=settings.LLM_TOTAL_TIMEOUT,
    )


def _build(name: str, model: str, timeouts: Timeouts) -> Provider:
    builder = _BUILDERS.get(name)
    if builder is None:
        known = ", ".join(_BUILDERS)
        raise ImproperlyConfigured(f"There is no model provider {name!r}; there are {known}.")
    return builder(model or DEFAULT_MODELS.get(name, ""), timeouts)


def _guide(model: str, timeouts: Timeouts) -> Provider:  # noqa: ARG001
    return GuideProvider()


def _openai(model: str, timeouts: Timeouts) -> Provider:
    return _vendor(
        "openai",
        api_key=_key("OPENAI_API_KEY"),
        base_url=settings.OPENAI_BASE_URL,
        model=model,
        timeouts=timeouts,
        options=REQUEST_OPTIONS.get(model),
    )


def _anthropic(model: str, timeouts: Timeouts) -> Provider:
    return _vendor(
        "anthropic",
        api_key=_key("ANTHROPIC_API_KEY"),
        base_url=settings.ANTHROPIC_BASE_URL,
        model=model,
        timeouts=timeouts,
        options=REQUEST_OPTIONS.get(model),
    )


def _openrouter(model: str, timeouts: Timeouts) -> Provider:
    return _vendor(
        "openrouter",
        api_key=_key("OPENROUTER_API_KEY"),
        base_url=settings.OPENROUTER_BASE_URL,
        model=model,
        timeouts=timeouts,
        app_name=settings.OPENROUTER_APP_NAME,
        referer=settings.OPENROUTER_REFERER,
        options=REQUEST_OPTIONS.get(model),
    )


def _vendor(name: str, **options: Any) -> Provider:
    made: Provider = import_string(_VENDORS[name])(**options)
    return made


def _key(setting: str) -> str:
    key: str = getattr(settings, setting)
    if not key:
        raise ImproperlyConfigured(f"The model provider needs {setting}.")
    return key


_BUILDERS: dict[str, Callable[[str, Timeouts], Provider]] = {
    "guide": _guide,
    "openai": _openai,
    "anthropic": _anthropic,
    "openrouter": _openrouter,
}


def _forget(*, setting: str, **_: Any) -> None:
    if setting.startswith(_PREFIXES):
        provider.cache_clear()


setting_changed.connect(_forget)
