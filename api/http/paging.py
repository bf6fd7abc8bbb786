"""Lists in pages: where somebody reads on in one, and the address of what comes next."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from urllib.parse import urlencode

from fastapi import Request, Response

from api.core import pagination, urls
from api.core.gaps import written
from api.core.pagination import Cursor
from api.schemas.queries import Paged
from db.queries.moments import Moment

T = TypeVar("T")
Asked = Sequence[tuple[str, str]]  # the parameters of an address, in their order
_WHENEVER = Moment(0, date.min)  # of a list that every page reads as it is by then


@dataclass(frozen=True)
class Page:
    """One page of a list as it was asked for: of which question, how much, and from where on."""

    question: str
    limit: int
    cursor: Cursor | None

    @property
    def after(self) -> list[Any] | None:
        """The place of the last row of the page before; None for the first page."""
        return self.cursor.place if self.cursor else None

    @property
    def enough(self) -> int:
        """How many rows to read: one more than are shown tells that there is another page."""
        return self.limit + 1

    def moment(self, current: Moment) -> Moment:
        """The moment it is read at: that of the first page."""
        return self.cursor.moment if self.cursor and self.cursor.moment != current else current

    def answer(
        self,
        request: Request,
        found: Sequence[T],
        place: Callable[[T], list[object]],
        lines: Callable[[Sequence[T]], Sequence[object]],
        moment: Moment = _WHENEVER,
        **more: object,
    ) -> Response:
        """The page of these rows, of which there is one more than it holds where there is another page.

        `place` is what the cursor keeps of a row, `lines` makes answers of rows, and `more` goes beside them.
        """
        next_ = self.next(request.url.path, request.query_params.multi_items(), found, place, moment)
        items = written(lines(found[: self.limit]))[1:-1]
        return Response(whole(items, next_, **more), headers=next_link(next_), media_type="application/json")

    def next(
        self,
        path: str,
        asked: Asked,
        found: Sequence[T],
        place: Callable[[T], list[object]],
        moment: Moment = _WHENEVER,
    ) -> str | None:
        """The address of the page after that of these rows, which was asked for at this path and so; None where there
        is none.
        """
        cursor = self.following(found, place, moment)
        return None if cursor is None else _with_cursor(path, asked, cursor)

    def following(
        self, found: Sequence[T], place: Callable[[T], list[object]], moment: Moment = _WHENEVER
    ) -> str | None:
        """The cursor of the page after that of these rows; None where there is none."""
        if len(found) <= self.limit:
            return None
        return pagination.written(Cursor(moment, place(found[self.limit - 1])), self.question)


def page_of(query: Paged, sort: str, /, **question: object) -> Page:
    """The page that somebody asks for. Raises a problem for a cursor of another question or another order."""
    asked = pagination.fingerprint(question)
    return Page(asked, query.limit, pagination.read(query.cursor, asked, sort) if query.cursor is not None else None)


def next_address(request: Request, cursor: str, parameter: str = "cursor") -> str:
    """The address of the next page: this one's, with a cursor."""
    return _with_cursor(request.url.path, request.query_params.multi_items(), cursor, parameter)


def _with_cursor(path: str, asked: Asked, cursor: str, parameter: str = "cursor") -> str:
    kept = [one for one in asked if one[0] != parameter]
    return f"{urls.api(path.removeprefix('/v1'))}?{urlencode([*kept, (parameter, cursor)])}"


def whole(items: bytes, following: str | None, **more: object) -> bytes:
    """A page as it is sent, from the JSON of all on it, the address of the next, and what goes beside them."""
    return b'{"items":[%b],%b' % (items, written({"next": following, **more})[1:])


def next_link(following: str | None) -> dict[str, str]:
    """The header that leads to the page of this address; no header where there is none."""
    return {"Link": f'<{following}>; rel="next"'} if following else {}
