"""The application, asked in this process: what it answers to an address, from one snapshot and on one day."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from tempfile import SpooledTemporaryFile
from typing import IO, NamedTuple

from fastapi import Request
from sqlalchemy.orm import Session
from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope

from api.core.limits import no_limits
from api.core.problems import Problem
from api.http.logging import only_what_goes_wrong
from api.http.negotiation import refusal
from api.http.routing_table import RoutingTable
from api.main import Application, create_app
from api.open_data.spool import Spool, own_folder
from api.pages.view import Copied

REQUEST_ID = "static-copy"  # which a refusal tells: the same in each copy, or each would be another
_IN_MEMORY = 2_000_000  # bytes of an answer; of one that is longer, the rest is on the disk
_PAGE = "text/html"


class Answered(NamedTuple):
    """What an application answered: its body is in a file that is at its end."""

    status: int
    headers: Headers
    body: IO[bytes]

    @property
    def media_type(self) -> str:
        return self.headers["content-type"]


class Asking:
    """Asks one application, one address after the other."""

    def __init__(self, app: Application, session: Session, copied: Copied, runner: asyncio.Runner) -> None:
        self.copied = copied
        self._app = app
        self._session = session
        self._runner = runner
        self._kept = ExitStack()

    @property
    def table(self) -> RoutingTable:
        """The routes of the application."""
        return self._app.table

    @contextmanager
    def keeping(self) -> Iterator[None]:
        """What is answered in the block is kept until its end."""
        with ExitStack() as self._kept:
            yield

    def file(self) -> IO[bytes]:
        """A file for what is answered, kept as that is: on the disk where it is long."""
        made = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed at the end of what is kept
        self._kept.callback(made.close)
        return made

    def __call__(self, path: str, query: str = "", accept: str = "*/*") -> Answered:
        """What the application answers to an address."""
        body = self.file()
        started: list[Message] = []

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                started.append(message)
            else:
                body.write(message.get("body", b""))

        self._runner.run(self._app.behind_the_front(self._scope(path, query, accept), _receiver(), send))
        self._session.expunge_all()  # what was read for this answer, which would be all of the record at last
        return Answered(started[0]["status"], Headers(raw=started[0]["headers"]), body)

    def refused(self, path: str, problem: Problem) -> Answered:
        """How the application refuses an address with a problem: for people, where it has a page for them."""
        body = self.file()
        response = refusal(Request(self._scope(path, "", _PAGE)), problem)
        body.write(bytes(response.body))
        return Answered(response.status_code, response.headers, body)

    def as_a_page(self, path: str) -> Answered:
        """What it answers to somebody who reads pages."""
        return self(path, accept=_PAGE)

    def _scope(self, path: str, query: str, accept: str) -> Scope:
        headers = {"host": "localhost", "accept": accept, "x-request-id": REQUEST_ID}
        return {
            "type": "http",
            "method": "GET",
            "path": path,
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
            "client": None,
            "server": None,
            "scheme": "http",
            "app": self._app,
            "state": {"request_id": REQUEST_ID},
        }


def _receiver() -> Receive:
    """What a request is received from that has no body, and whose sender stays."""
    begun = False

    async def receive() -> Message:
        nonlocal begun
        if begun:
            await asyncio.Event().wait()
        begun = True
        return {"type": "http.request", "body": b"", "more_body": False}

    return receive


@contextmanager
def asking(session: Session, copied: Copied) -> Iterator[Asking]:
    """Until the end of the block, ask an application of the public side that reads with this session only."""
    app = create_app(admin=False)
    app.state.engine, app.state.snapshot, app.state.copied = session.get_bind(), session, copied
    app.state.limits = no_limits()
    with asyncio.Runner() as runner, only_what_goes_wrong(), own_folder() as folder:
        app.state.spool = Spool(folder, most=0)  # but for the file that was written last
        yield Asking(app, session, copied, runner)
