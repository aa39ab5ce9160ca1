"""gunicorn's own words in the shape of all other lines of the log, and as private."""

import logging.config
from typing import Any

from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from solacore.environment import env
from solacore.logs import logging_config


class StructuredLogger(Logger):  # type: ignore[misc]  # gunicorn has no types
    """Leaves to Django's settings how a line is written; the first process has none of its own."""

    def setup(self, cfg: Any) -> None:
        """Sends gunicorn's lines to the handlers of all others."""
        super().setup(cfg)
        debug = env.bool("DEBUG", default=False)
        logging.config.dictConfig(logging_config(debug=debug, level=env.str("LOG_LEVEL", default="INFO")))
        self.error_log.handlers.clear()
        self.error_log.propagate = True
