"""Structured logs: one line of JSON an event, with the id of the request it belongs to. Never a key, never a body."""

import logging
import sys
from typing import Any

import structlog

_frames = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)


def _without_values(exc_info: Any) -> Any:
    """What went wrong and where, without the message: it may quote a body."""
    return [{"type": trace["exc_type"], "frames": trace["frames"]} for trace in _frames(exc_info)]


def set_up_logging(level: str) -> None:
    """Send everything, our own and the libraries', to standard error as JSON lines."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            *shared,
            structlog.processors.ExceptionRenderer(_without_values),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.ExceptionRenderer(_without_values),
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    logging.getLogger("uvicorn.access").disabled = True  # ours has the request's id
    logging.getLogger("alembic").setLevel("WARNING")
