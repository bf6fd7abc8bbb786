"""Feeds: what is new, as Atom and as JSON Feed, in each language."""

from collections.abc import Callable, Sequence
from typing import Annotated, NamedTuple

from fastapi import Depends, Path, Request, Response
from fastapi.responses import JSONResponse
from pydantic import AfterValidator
from sqlalchemy.orm import Session

from api.core import urls
from api.core.problems import Problem, documented
from api.core.routing import Router
from api.feeds import atom, json_feed
from api.feeds.feeds import feed, scope_of
from api.feeds.model import Feed
from api.http.contract import header
from api.http.dependencies import AskedLanguage, ReadSession, asked_language
from api.http.negotiation import alternates
from api.pages.view import View
from api.schemas.base import Slug
from api.schemas.examples import ATOM, JSON_FEED
from api.schemas.feeds import JsonFeed
from api.schemas.kinds import PAGES
from api.settings import settings
from api.text.languages import Language, others
from db.queries import moments
from db.queries.feeds import Scope
from db.queries.moments import Moment

router = Router(prefix="/feeds", tags=["Feeds"])


def _of_pages(plural: str) -> str:
    if plural not in PAGES.values():
        raise ValueError(f"there are feeds of {', '.join(PAGES.values())}")
    return plural


Plural = Annotated[
    str,
    AfterValidator(_of_pages),
    Path(
        description="What sort of thing the feed is of.",
        examples=["recommendations"],
        json_schema_extra={"enum": list(PAGES.values())},
    ),
]
Id = Annotated[Slug, Path(description="The id of one of them.", examples=["camden-climate-2019-8"])]


class AtomResponse(Response):
    media_type = atom.MEDIA_TYPE


class JsonFeedResponse(JSONResponse):
    """JSON, and as such in the contract; it is rendered already."""

    media_type = json_feed.MEDIA_TYPE

    def render(self, content: bytes) -> bytes:
        return content


class Form(NamedTuple):
    """A form that a feed comes in."""

    ending: str
    media_type: str
    render: Callable[[Feed, Sequence[str]], bytes]


ATOM_FORM = Form("atom", atom.MEDIA_TYPE, atom.atom)
JSON_FORM = Form("json", json_feed.MEDIA_TYPE, json_feed.json_feed)
_HEADERS = {
    "Content-Language": header("The language of the answer, one of this instance.", always=True),
    "Link": header("The same feed in each other language, with `rel`, `hreflang` and `type`."),
}


def _answers(form: Form, example: object, *problems: str) -> dict[int | str, dict[str, object]]:
    content = {form.media_type: {"example": example}}
    return {200: {"content": content, "headers": dict(_HEADERS)}, **documented("bad-query", *problems)}


@router.get("/all.atom", responses=_answers(ATOM_FORM, ATOM), response_class=AtomResponse)
def get_feed_of_all_as_atom(request: Request, session: ReadSession, language: AskedLanguage) -> Response:
    """Everything new in this record, as Atom (RFC 4287): the newest 50 entries, newest first.

    An entry says who said what about which item, and marks in its title and its categories whether it is a correction,
    only a change of words, or a confirmation. What came to be owed by the clock alone is an
    entry of the category `clock` and of its ground, dated that day at midnight UTC. Many things published in one
    moment, such as a record that was loaded, are one entry. Entry ids never change.
    """
    return _sent(request, session, language, ATOM_FORM, None)


@router.get(
    "/all.json", responses=_answers(JSON_FORM, JSON_FEED), response_class=JsonFeedResponse, response_model=JsonFeed
)
def get_feed_of_all_as_json(request: Request, session: ReadSession, language: AskedLanguage) -> Response:
    """Everything new in this record, as JSON Feed 1.1: the entries of the Atom feed, with the same ids."""
    return _sent(request, session, language, JSON_FORM, None)


@router.get("/{plural}/{id}.atom", responses=_answers(ATOM_FORM, ATOM, "not-found"), response_class=AtomResponse)
def get_feed_as_atom(
    request: Request,
    session: ReadSession,
    language: AskedLanguage,
    plural: Plural,
    id: Id,
) -> Response:
    """What is new about one thing, as Atom (RFC 4287): the newest 50 entries, newest first.

    Of an assembly: about the whole of it and every item. Of a recommendation: what was answered, said and done. Of an
    organisation or a post: what it says, what it answers for, and what others say about that. Of a project: its news.

    After a thing was withdrawn or erased its feed goes on, so that whoever subscribed is told: it gives when, why and
    by whom, and repeats none of the words.
    """
    return _sent(request, session, language, ATOM_FORM, (plural, id))


@router.get(
    "/{plural}/{id}.json",
    responses=_answers(JSON_FORM, JSON_FEED, "not-found"),
    response_class=JsonFeedResponse,
    response_model=JsonFeed,
)
def get_feed_as_json(
    request: Request,
    session: ReadSession,
    language: AskedLanguage,
    plural: Plural,
    id: Id,
) -> Response:
    """What is new about one thing, as JSON Feed 1.1: the entries of its Atom feed, with the same ids."""
    return _sent(request, session, language, JSON_FORM, (plural, id))


@router.get("/{rest:path}", include_in_schema=False, dependencies=[Depends(asked_language)])
def get_no_feed(rest: str) -> Response:
    """Feeds come in two forms; whoever asks for another is told which."""
    raise Problem(
        "not-found",
        f"There is no feed '{rest[:200]}'. Feeds are Atom (.atom) and JSON Feed (.json): /feeds/all.atom, and of one"
        f" thing /feeds/recommendations/ID.json; there are feeds of {', '.join(PAGES.values())}.",
    )


def asked_for(session: Session, moment: Moment, of: tuple[str, str] | None) -> Scope | None:
    """What a plural and an id stand for; None stands for everything. Raises 404 where no such thing ever was."""
    if of is None:
        return None
    plural, id_ = of
    type_ = next(type_ for type_, called in PAGES.items() if called == plural)
    scope = scope_of(session, moment, type_, id_)
    if scope is None:
        raise Problem("not-found", f"No {type_} '{id_}' was ever published here.")
    return scope


def followed(request: Request, language: Language) -> View:
    """How somebody looks who subscribes: always at today, and in a language of their own where they asked for it."""
    own, path = urls.parted(request.url.path)
    return View(language, settings().base_url, path, bool(own or request.query_params.get("lang")))


def _sent(request: Request, session: Session, language: Language, form: Form, of: tuple[str, str] | None) -> Response:
    moment = moments.current(session)
    found = feed(session, moment, followed(request, language), asked_for(session, moment, of))
    elsewhere = alternates({other: found.at(form.ending, other) for other in others(language)}, form.media_type)
    headers = {"Content-Language": language, **elsewhere}
    return Response(
        form.render(found, others(language)), media_type=f"{form.media_type}; charset=utf-8", headers=headers
    )
