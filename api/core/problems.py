"""Problems: every refusal the API can give, as RFC 9457 describes them. Each has a page at `/problems/{name}`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from pydantic import Field

from api.core import urls
from api.core.faults import Fault, fault
from api.schemas.base import Maybe, Schema
from api.text.catalogue import english
from api.text.phrases import said_in

MOST_ERRORS = 100  # in an answer: whoever reads it mends what they are told of, and asks again
LONGEST = 1_000  # characters of a detail or of a place


class ProblemKind(NamedTuple):
    """One kind of problem. What it means, and what to do about it, is in the catalogues under `problem.NAME`."""

    name: str
    status: int

    @property
    def title(self) -> str:
        """What it is called, for programs: our own English."""
        return english(f"problem.{self.name}")

    @property
    def meaning(self) -> str:
        """What it means and what to do about it, in our own English."""
        return english(f"problem.{self.name}_meaning")


_STATUSES = {
    "bad-query": 400,
    "bad-cursor": 400,
    "bad-json": 400,
    "key-missing": 401,
    "token-refused": 401,
    "wrong-role": 403,
    "not-yours": 403,
    "form-refused": 403,
    "not-found": 404,
    "not-yet-published": 404,
    "method-not-allowed": 405,
    "body-too-slow": 408,
    "conflict": 409,
    "idempotency-key-reused": 409,
    "withdrawn": 410,
    "erased": 410,
    "stale": 412,
    "too-large": 413,
    "address-too-long": 414,
    "wrong-media-type": 415,
    "invalid-body": 422,
    "bad-sheet": 422,
    "if-match-missing": 428,
    "too-many-requests": 429,
    "server-error": 500,
    "format-not-supported": 501,
    "only-a-copy": 501,
    "sign-in-unavailable": 503,
    "unavailable": 503,
    "clock-in-doubt": 503,
    "not-ready": 503,
}
KINDS = {name: ProblemKind(name, status) for name, status in _STATUSES.items()}


class ProblemError(Schema):
    """One thing wrong, and where."""

    pointer: str = Field(
        description="A JSON pointer into the body, the name of a parameter or header, or the cell of a sheet."
    )
    rule: str = Field(description="The rule it breaks, as a word that stays the same.")
    detail: str = Field(description="What is wrong, in a sentence.")
    thing: Maybe[str] = Field(None, description="In a record document: the id of the thing.")
    line: Maybe[int] = Field(None, description="In a record document: the line.")


class ProblemBody(Schema):
    """A problem, as RFC 9457 describes it."""

    type: str = Field(description="The address of the page that explains this kind of problem.")
    title: str
    status: int
    detail: str
    instance: str = Field(description="The path that was asked for.")
    request_id: str = Field(description="The id of this request in the server's log.")
    first_published: Maybe[str] = Field(None, description="The day since which it is published here.")
    today_url: Maybe[str] = Field(None, description="Its page as it is today.")
    errors: Maybe[list[ProblemError]] = Field(None, description=f"What is wrong, in order: the first {MOST_ERRORS}.")
    errors_total: Maybe[int] = Field(None, description="How many things are wrong, where `errors` has not all of them.")


class Gone(NamedTuple):
    """What became of a thing that is no longer shown, as a page tells it."""

    day: date
    by: Mapping[str, str] | None  # the name of whoever withdrew it
    reason: Mapping[str, str] | None
    ground: str | None  # of an erasure: a code of erasure_ground


class Since(NamedTuple):
    """Since when a thing is published that was not yet on the day asked about, and its page as it is today."""

    day: date
    url: str


def _short(text: str) -> str:
    """A text that may quote what was sent, which has no bound, cut to what somebody reads."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _bounded(fault: Fault) -> Fault:
    thing = None if fault.thing is None else _short(fault.thing)
    return replace(fault, pointer=_short(fault.pointer), detail=_short(fault.detail), thing=thing)


class Problem(Exception):  # noqa: N818 - it is what it is called everywhere
    """A refusal. Raised, never returned: a returned one would commit."""

    def __init__(
        self,
        name: str,
        detail: str,
        *,
        errors: Sequence[Fault] = (),
        headers: dict[str, str] | None = None,
        gone: Gone | None = None,
        since: Since | None = None,
        roles: Sequence[str] = (),
    ) -> None:
        super().__init__(detail)
        self.name = name
        self.detail = _short(detail)
        self.errors = tuple(_bounded(one) for one in errors[:MOST_ERRORS])
        self.errors_total = len(errors)
        self.headers = headers or {}
        self.gone = gone
        self.since = since
        self.roles = tuple(roles)  # those that may do it, where somebody's may not

    @property
    def status(self) -> int:
        return KINDS[self.name].status

    def said(self, language: str) -> str:
        """What is wrong, in a language; in English where nothing has words for it."""
        faults = [one.said(language) for one in self.errors]
        return "; ".join(faults) or said_in(self.detail, language).text

    def body(self, path: str, request_id: str) -> dict[str, object]:
        """The problem as it is sent, of a request for this path."""
        kind = KINDS[self.name]
        body: dict[str, object] = {
            "type": urls.public(f"/problems/{self.name}"),
            "title": kind.title,
            "status": kind.status,
            "detail": self.detail,
            "instance": urls.local(path),
            "request_id": request_id,
        }
        if self.since:
            body |= {"first_published": self.since.day.isoformat(), "today_url": self.since.url}
        if self.errors:
            body["errors"] = [error.told for error in self.errors]
        if self.errors_total > len(self.errors):
            body["errors_total"] = self.errors_total
        return body


def refused(pointer: str, rule: str, key: str, **gaps: object) -> Problem:
    """The refusal of one thing that does not fit what is there; its words are in the catalogues, under `key`."""
    found = fault(pointer, rule, key, **gaps)
    return Problem("conflict", found.detail, errors=[found])


def documented(*names: str) -> dict[int | str, dict[str, object]]:
    """The `responses` of an operation for these problems, for the contract."""
    found: dict[int | str, dict[str, object]] = {}
    for name in names:
        kind = KINDS[name]
        known = found.get(kind.status)
        description = kind.title if known is None else f"{known['description']}; or: {kind.title}"
        found[kind.status] = {
            "description": description,
            "model": ProblemBody,
            "content": {"application/problem+json": {}},
        }
    return found
