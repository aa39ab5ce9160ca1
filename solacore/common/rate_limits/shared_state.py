"""A small value that requests change one after the other, in Redis or in this process while it is away."""

import json
import threading
from collections.abc import Callable
from typing import Any, cast

from django_redis import get_redis_connection
from redis.client import Pipeline

from solacore.common.rate_limits.backing import CACHE, process_memory
from solacore.common.redis_guard import RedisAwayError, ask_redis

State = dict[str, Any]
Change = Callable[[State | None], State | None]

_PREFIX = "solacore:state:"
_process_lock = threading.Lock()


def change_state(key: str, change: Change, *, seconds: int) -> bool:
    """Replaces a value by what a function makes of it; no other change comes in between.

    Args:
        key: names the value.
        change: gets the value (None when there is none) and answers the next one: JSON's types only,
            None to remove it. May be called more than once.
        seconds: how long the new value is kept.

    Returns:
        Whether it was done in Redis.
    """
    try:
        state = ask_redis(lambda: _change_in_redis(key, change, seconds))
    except RedisAwayError:
        _change_in_process(key, change, seconds)
        return False
    # A copy stays here, so that a Redis that goes away or comes back empty forgets nothing.
    _change_in_process(key, lambda _: state, seconds)
    return True


def _change_in_redis(key: str, change: Change, seconds: int) -> State | None:
    name = _PREFIX + key
    made: list[State | None] = []

    def work(pipe: Pipeline) -> None:
        stored = cast(bytes | None, pipe.get(name))
        state = change(json.loads(stored) if stored else process_memory.get(key))
        made.append(state)
        pipe.multi()
        if state is not None:
            pipe.set(name, json.dumps(state), ex=seconds)
        elif stored:
            pipe.delete(name)

    get_redis_connection(CACHE).transaction(work, name)
    return made[-1]


def _change_in_process(key: str, change: Change, seconds: int) -> None:
    with _process_lock:
        state = change(process_memory.get(key))
        if state is None:
            process_memory.delete(key)
        else:
            process_memory.set(key, state, seconds)
