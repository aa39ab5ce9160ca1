"""Which models are asked where the settings name none, and what must be said to some of them."""

from collections.abc import Mapping
from typing import Any

# The vendors' models for many short replies at low latency, November 2026.
DEFAULT_MODELS = {
    "openai": "gpt-6-luna",
    "anthropic": "claude-haiku-5-5",
    "openrouter": "anthropic/claude-haiku-5.5",
}

# Models that think before they write unless told otherwise: seconds before the first token, in tokens that
# count against the limit of the reply. Those that cannot be told so (gpt-6.2-sol, claude-opus-5-5) need a
# larger LLM_MAX_TOKENS. https://developers.openai.com/api/docs/models,
# https://platform.claude.com/docs/en/about-claude/models/overview,
# https://openrouter.ai/docs/use-cases/reasoning-tokens
REQUEST_OPTIONS: Mapping[str, Mapping[str, Any]] = {
    "gpt-6-luna": {"reasoning_effort": "none"},
    "gpt-6-sol": {"reasoning_effort": "none"},
    "claude-haiku-5-5": {"thinking": {"type": "disabled"}},
    "claude-sonnet-5-5": {"thinking": {"type": "between_tools"}},
    "anthropic/claude-haiku-5.5": {"reasoning": {"enabled": False}},
    "openai/gpt-6-luna": {"reasoning": {"enabled": False}},
}
