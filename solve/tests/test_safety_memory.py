"""What is remembered about messages: results, and no text."""

import gc
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from solve.safety.memory import Memory

pytestmark = pytest.mark.pure


def lengths(asked: Counter[tuple[str, ...]], *, most: int) -> Memory[int]:
    def work_out(*texts: str) -> int:
        asked[texts] += 1
        return sum(map(len, texts))

    return Memory(work_out, most=most)


def test_a_result_is_worked_out_once() -> None:
    asked: Counter[tuple[str, ...]] = Counter()
    memory = lengths(asked, most=10)
    assert [memory("a", "bc"), memory("a", "bc"), memory("\ud800")] == [3, 3, 1]
    assert asked == {("a", "bc"): 1, ("\ud800",): 1}


def test_texts_are_told_apart_by_their_borders() -> None:
    asked: Counter[tuple[str, ...]] = Counter()
    memory = lengths(asked, most=10)
    for texts in (("ab", "c"), ("a", "bc"), ("abc",), ("abc", ""), ("", "abc")):
        memory(*texts)
    assert len(asked) == 5


def test_the_results_used_last_are_kept() -> None:
    asked: Counter[tuple[str, ...]] = Counter()
    memory = lengths(asked, most=2)
    for text in ("a", "b", "a", "c", "a", "b"):
        memory(text)
    assert asked == {("a",): 1, ("b",): 2, ("c",): 1}


def test_no_text_is_kept() -> None:
    memory = lengths(Counter(), most=10)
    memory("".join(["a secret ", "of mine"]))
    assert not any("a secret of mine" in repr(one) for one in gc.get_referents(memory, memory.__dict__))


def test_threads_get_their_own_results() -> None:
    memory = lengths(Counter(), most=3)
    texts = ["x" * (index % 7) for index in range(2000)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(memory, texts)) == [len(text) for text in texts]
