"""How long crisis detection takes for one message: CPU time that a person waits before the first token.

Measures a new message behind five that were read at earlier turns, six that this process never read, and
messages of 4,000 characters that are made to be slow.
"""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import count

from solve.safety.crisis import assess

TALK = {
    "en": "My manager moved our deadline again and I said yes before I could think. I have to tell my partner"
    " that the weekend is gone, and she was looking forward to it. I feel stuck between both of them.",
    "es": "Llevamos meses discutiendo por dinero desde que cambié de trabajo, y cuando saco el presupuesto"
    " dice que soy frío. No quiero ser frío, solo quiero que tengamos un plan que nos valga a los dos.",
    "zh": "我老板又把截止日期提前了，我还没想清楚就答应了。现在要跟老婆说周末没了，她期待了很久。"
    "我夹在中间好难受，不知道先跟谁说。",
}
SLOW = {
    "one alarming sentence again and again": "I want to die and kill myself tonight because I hate my life. ",
    "no end of a sentence": "he said i was going to be dead and ",
    "beginnings of a match": "I want to ",
    "Chinese without punctuation": "我想死不想活了今晚就跳楼",
    "signs": ".,.-_*",
    "letters spaced out": "w a n t ",
}
ROUNDS = 200


def main() -> None:
    """Prints milliseconds of CPU time, median and 95th percentile."""
    number = count()
    for language, line in TALK.items():
        before = [f"{line} {place}." for place in range(5)]
        assess(before)
        report(f"{language}: a new message, five read before", partial(answer, before, line, number))
        report(f"{language}: six that were never read", partial(begin, line, number))
    for name, piece in SLOW.items():
        text = piece * (4_000 // len(piece))
        report(f"4,000 characters: {name}", partial(answer, [], text, number), rounds=20)


def answer(before: Sequence[str], line: str, number: Iterator[int]) -> None:
    """Assesses a message that nobody wrote yet, after others."""
    assess([*before, f"{line} {next(number)}"])


def begin(line: str, number: Iterator[int]) -> None:
    """Assesses a conversation of which no message was read."""
    assess([f"{line} {next(number)}." for _ in range(6)])


def report(name: str, work: Callable[[], None], rounds: int = ROUNDS) -> None:
    """Measures some work and prints how long it took."""
    taken = [timed(work) for _ in range(rounds)]
    print(f"{name:60} {statistics.median(taken):7.2f} ms {percentile(taken):7.2f} ms")


def timed(work: Callable[[], None]) -> float:
    """The CPU time of one call, in milliseconds."""
    start = time.process_time_ns()
    work()
    return (time.process_time_ns() - start) / 1e6


def percentile(taken: Sequence[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(taken, n=20)[-1]


if __name__ == "__main__":
    main()
