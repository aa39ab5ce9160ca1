"""Ends the turns of processes that died, with the text of the last checkpoint or what Redis has beyond it."""

import uuid

import structlog

from solacore.common.database import upkeep_in_database
from solve.turns.ending import dead_turn_end, dead_turns
from solve.turns.events import BEYOND_ALL_EVENTS, Event
from solve.turns.log_reading import log_close, log_text

logger = structlog.get_logger(__name__)


async def dead_turns_interrupt() -> None:
    """Interrupts every reply whose lease has run out; any number of processes may do so at once.

    Raises:
        DatabaseError: PostgreSQL did not answer.
    """
    count = 0
    for message_id in await upkeep_in_database(dead_turns):
        count += await dead_turn_interrupt(message_id)
    if count:
        logger.warning("turns_interrupted", count=count)


async def dead_turn_interrupt(message_id: uuid.UUID) -> bool:
    """Interrupts one such reply; answers whether it was there to be.

    Raises:
        DatabaseError: as above.
    """
    written = await log_text(message_id)
    outcome = await upkeep_in_database(dead_turn_end, message_id, written)
    if outcome is None:
        return False
    await log_close(message_id, Event.of(BEYOND_ALL_EVENTS, outcome.name, outcome.data))
    return True
