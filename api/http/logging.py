"""Structured logs: one line of JSON an event, with the id of the request it belongs to. Never a key, never a body."""

import logging
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import structlog

_frames = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
# What opens something: a secret that was mailed (and whatever stands in its place in an address, however mistyped), a
# key, and a token that somebody signed in with. The words are those before `{secret}` in the addresses there are.
_SECRET = re.compile(
    r"((?:answers|link|our-group|pens|sheets|translate)/+)[^/\s]+|[0-9a-f]{32,}|at_[\w-]{40,}|eyJ[\w-]*(?:\.[\w-]*)+",
    re.IGNORECASE,
)
_OURS = ("request_id", "timestamp")  # a proxy's request ids may look like secrets, and are for finding a line by


def _without_values(exc_info: Any) -> Any:
    """What went wrong and where, without the message: it may quote a body."""
    return [{"type": trace["exc_type"], "frames": trace["frames"]} for trace in _frames(exc_info)]


def _masked(value: Any) -> Any:
    """A value that may be logged: wherever a secret stands in it, there is `…`."""
    if isinstance(value, str):
        return _SECRET.sub(lambda found: f"{found[1] or ''}…", value)
    if isinstance(value, Mapping):
        return {_masked(name): one if name in _OURS else _masked(one) for name, one in value.items()}
    return [_masked(one) for one in value] if isinstance(value, list | tuple) else value


def _without_secrets(_logger: Any, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    return dict(_masked(event))


_SHARED: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def _send_ours(level: str) -> None:
    """Send our own to standard error as JSON lines."""
    structlog.configure(
        processors=[
            *_SHARED,
            structlog.processors.ExceptionRenderer(_without_values),
            _without_secrets,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
    )


@contextmanager
def only_what_goes_wrong() -> Iterator[None]:
    """In the block a line is logged where something goes wrong, and none for each answer: for a command that asks the
    application for thousands.
    """
    before = structlog.get_config()
    _send_ours("WARNING")
    try:
        yield
    finally:
        structlog.configure(**before)


def set_up_logging(level: str) -> None:
    """Send everything, our own and the libraries', to standard error as JSON lines."""
    _send_ours(level)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_SHARED,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.ExceptionRenderer(_without_values),
                _without_secrets,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    logging.getLogger("uvicorn.access").disabled = True  # ours has the request's id
    logging.getLogger("alembic").setLevel("WARNING")
