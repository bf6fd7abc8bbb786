"""The server: granian, whose HTTP lets go of clients that are silent or slow before a request is whole.

What that cannot see is bounded elsewhere: a body that does not come in `api.http`, the queue in `api.workers`.
"""

import ctypes
import gc
import os
import resource
import signal
import sys
from functools import partial
from pathlib import Path
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server import Server

from api.http.logging import set_up_logging
from api.open_data.spool import own_folder
from api.scheduler import Turn
from api.settings import settings

HEADERS_WITHIN = 10  # seconds, for the whole head of a request, and between two requests
STOP_WITHIN = 60  # seconds, for what was begun when the server is told to stop: it may wait for half of that
OPEN_AT_ONCE = 4_096  # connections of one process; those that are silent must not keep others out
_PR_SET_PDEATHSIG = 1
# The server's own lines go where ours go.
_LOGGING = {"loggers": {name: {"handlers": [], "propagate": True} for name in ("_granian", "granian.access")}}


def run(host: str, port: int, workers: int, *, public: bool, admin: bool) -> None:
    """Serve until told to stop, in so many processes; one that dies is replaced."""
    gc.disable()
    import api.main  # noqa: F401 - once, before the processes are forked, which share it while nobody looks at it

    gc.freeze()
    gc.enable()
    set_up_logging(settings().log_level)
    _allow_open_files()
    server = Server(
        "api.main",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=workers,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADERS_WITHIN * 1000, max_buffer_size=settings().max_head),
        websockets=False,
        backlog=OPEN_AT_ONCE,
        backpressure=OPEN_AT_ONCE,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_WITHIN,
        log_dictconfig=_LOGGING,
    )
    with own_folder() as spool:
        made = partial(_application, os.getpid(), Turn(), spool, public=public, admin=admin)
        server.serve(target_loader=made, wrap_loader=False)


def _application(parent: int, turn: Turn, spool: Path, *, public: bool, admin: bool) -> Any:
    """The application of one process, which takes turns with its like, has a `spool` with them, and ends with the one
    that began it: `parent`.

    By a signal that nothing can miss: who is asked to stop while they begin would wait for ever. What was answered as
    stored is stored.
    """
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before that was said
        sys.exit("The server has ended.")
    set_up_logging(settings().log_level)
    from api.main import create_app

    return create_app(public=public, admin=admin, is_my_turn=turn.is_mine, spool=spool)


def _allow_open_files() -> None:
    """As many open files as the system lets us have: each connection is one."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
