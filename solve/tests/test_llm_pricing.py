import pytest

from solve.llm.models import DEFAULT_MODELS
from solve.llm.pricing import MAX_TOKENS_IN, PRICES, cost_microusd

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("model", "tokens_in", "tokens_out", "cost"),
    [
        ("claude-sonnet-5-5", 1_000, 100, 3_000),  # $2 and $10 a million
        ("gpt-6-luna", 100_000, 10_000, 15_000),  # $0.10 and $0.50 a million
        ("gpt-6-luna", 1, 0, 1),  # rounded up
        ("gpt-6-luna", 0, 0, 0),
    ],
)
def test_costs_what_the_list_says(model: str, tokens_in: int, tokens_out: int, cost: int) -> None:
    assert cost_microusd(model, tokens_in, tokens_out) == cost


@pytest.mark.parametrize("snapshot", ["claude-haiku-4-5-20251001", "gpt-4o-mini-2024-07-18"])
def test_a_snapshot_costs_what_its_model_costs(snapshot: str) -> None:
    assert cost_microusd(snapshot, 1_000, 1_000) is not None


@pytest.mark.parametrize("model", ["", "llama-3", "gpt-6-luna-2", "gpt-6-luna-fast", "gpt-6-luna:free"])
def test_the_cost_of_an_unknown_model_is_unknown(model: str) -> None:
    assert cost_microusd(model, 10, 10) is None


def test_the_cost_of_a_request_beyond_the_list_is_unknown() -> None:
    assert cost_microusd("gpt-6-luna", MAX_TOKENS_IN + 1, 10) is None


def test_the_default_models_have_prices() -> None:
    assert set(DEFAULT_MODELS.values()) <= PRICES.keys()
