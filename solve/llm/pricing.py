"""What a call costs, by the vendors' list prices."""

import re
from dataclasses import dataclass

# Up to here the prices below hold; longer requests cost more at some vendors (claude-haiku-5-5 from 100,000
# tokens, the gpt-6 family from 272,000).
MAX_TOKENS_IN = 100_000

_NANO_PER_MICRO = 1_000
_SNAPSHOT = re.compile(r"-(?:\d{4}-\d{2}-\d{2}|\d{8})$")


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars of a billion tokens, which are nano-dollars of one: $0.10 per million is 100."""

    tokens_in: int
    tokens_out: int

    def cost_microusd(self, tokens_in: int, tokens_out: int) -> int:
        """Millionths of a US dollar, rounded up, for a request and a reply of so many tokens."""
        return -(-(tokens_in * self.tokens_in + tokens_out * self.tokens_out) // _NANO_PER_MICRO)


# Standard processing, without the discounts of a prompt cache, in October and November 2026: from stored
# copies of https://developers.openai.com/api/docs/pricing (and its pages of single models) and of
# https://platform.claude.com/docs/en/about-claude/pricing (likewise); those of gpt-6-sol, gpt-6.1-sol,
# gpt-6-astra, gpt-5.6-terra, gpt-4o and claude-sonnet-4-6 from pages that quote them. OpenRouter passes the
# prices on. Compare them with an invoice before you rely on them.
PRICES = {
    "gpt-6.2-sol": Price(2_000, 10_000),
    "gpt-6.1-sol": Price(2_000, 10_000),
    "gpt-6-sol": Price(2_000, 10_000),
    "gpt-6-astra": Price(10_000, 50_000),
    "gpt-6-luna": Price(100, 500),
    "gpt-5.6-terra": Price(2_000, 12_000),
    "gpt-5.6-luna": Price(200, 1_200),
    "gpt-4o": Price(2_500, 10_000),
    "gpt-4o-mini": Price(150, 600),
    "claude-fable-5-1": Price(10_000, 50_000),
    "claude-opus-5-5": Price(4_000, 20_000),
    "claude-opus-5": Price(5_000, 25_000),
    "claude-sonnet-5-5": Price(2_000, 10_000),
    "claude-sonnet-5": Price(2_000, 10_000),
    "claude-sonnet-4-6": Price(3_000, 15_000),
    "claude-haiku-5-5": Price(100, 500),
    "claude-haiku-4-5": Price(1_000, 5_000),
    "anthropic/claude-sonnet-5.5": Price(2_000, 10_000),
    "anthropic/claude-haiku-5.5": Price(100, 500),
    "openai/gpt-6-luna": Price(100, 500),
}


def cost_microusd(model: str, tokens_in: int, tokens_out: int) -> int | None:
    """The list price of a call.

    Args:
        model: the model's name, with or without the date of a snapshot.
        tokens_in: tokens of the request.
        tokens_out: tokens of the reply, those of its reasoning included.

    Returns:
        Millionths of a US dollar, rounded up; None for a model, or a length, of unknown price.
    """
    price = PRICES.get(model) or PRICES.get(_SNAPSHOT.sub("", model))
    if price is None or tokens_in > MAX_TOKENS_IN:
        return None
    return price.cost_microusd(tokens_in, tokens_out)
