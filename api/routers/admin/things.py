"""The addresses that every kind of thing has: list, make, read, change, throw away, preview, publish, and so on."""

from collections.abc import Callable
from enum import Enum
from typing import Annotated, Any

from fastapi import Body, Header, Path, Query, Request, Response

from api.core.problems import documented
from api.core.routing import Router
from api.http.contract import PAGED, example, header, link
from api.http.dependencies import ReadSession, WriteSession
from api.http.working_answers import (
    LAST_READ,
    READS,
    REPEATS,
    WRITES,
    IfMatch,
    Once,
    matched,
    once_only,
    page_answer,
    working_answer,
)
from api.record.reader import RecordWriter, begin, read_now
from api.schemas.base import Slug
from api.schemas.examples import EXEMPTION, NOTE, PUBLISHING, WITHDRAWAL
from api.schemas.kinds import KINDS, Kind
from api.schemas.workbench import Exemption, Note, OfferedTimes, Preview, Publishing, TimesQuery, Withdrawal, WorkQuery
from api.sign_in.auth import CurrentPrincipal
from api.workbench import exemptions, inputs, release, release_times, working_copies, worklist
from api.workbench.preview import preview
from db.models.workbench import WorkingCopy

router = Router(prefix="/v1/admin")
Endpoint = Callable[..., Any]
_TAG = {"ETag": header("The revision, for `If-Match`.", always=True)}


def next_steps(kind: Kind) -> dict[str, object]:
    """What may be done with a working copy that was just answered, as OpenAPI links."""
    own, tagged = {"path.id": "body#/id"}, {"path.id": "body#/id", "header.If-Match": "header.ETag"}
    return {
        f"get_working_{kind.thing}": link(f"get_working_{kind.thing}", "Read it again.", **own),
        f"change_{kind.thing}": link(f"change_{kind.thing}", "Change its working copy.", **tagged),
        f"publish_{kind.thing}": link(f"publish_{kind.thing}", "Publish its working copy.", **tagged),
        f"withdraw_{kind.thing}": link(f"withdraw_{kind.thing}", "Take it back.", **tagged),
    }


def made(kind: Kind, *, located: bool = False) -> dict[int | str, dict[str, object]]:
    """The `responses` of an operation that answers 201 with a working copy."""
    where = {"Location": header("Where its working copy is.", always=True)} if located else {}
    return {201: {"headers": {**_TAG, **where}, "links": next_steps(kind)}}


def _add(kind: Kind, verb: str, at: str, method: str, told: str, **options: Any) -> Callable[[Endpoint], Endpoint]:
    """Add one route of a kind, under a name that says what it does to what: `publish_project`."""
    name = verb.format(kind.plural if at == "" and method == "GET" else kind.thing)

    def adding(endpoint: Endpoint) -> Endpoint:
        endpoint.__name__ = name
        tags: list[str | Enum] = [f"Workbench: {kind.plural}"]
        router.add_api_route(
            f"/{kind.plural}{at}", endpoint, methods=[method], name=name, description=told, tags=tags, **options
        )
        return endpoint

    return adding


def _id(kind: Kind) -> Any:
    return Path(description=f"The id of {kind.called}.", examples=[kind.known])


def _found(kind: Kind) -> dict[int | str, dict[str, object]]:
    return {200: {"headers": _TAG, "links": next_steps(kind)}}


def _list(kind: Kind) -> None:
    @_add(
        kind,
        "list_working_{}",
        "",
        "GET",
        f"The {kind.plural} this key may work on: drafts and what is public, the latest change first.",
        responses=PAGED | documented("bad-query", "bad-cursor", "key-missing", "wrong-role"),
        response_model=kind.page,
    )
    def list_(
        session: ReadSession, principal: CurrentPrincipal, query: Annotated[WorkQuery, Query()], request: Request
    ) -> Response:
        record = read_now(session)
        return page_answer(
            request,
            record,
            query,
            lambda after, limit: worklist.of_type(
                record, principal, kind.thing, query.about, query.state, after, limit
            ),
        )


def _create(kind: Kind) -> None:
    @_add(
        kind,
        "create_{}",
        "",
        "POST",
        f"Make {kind.called} on the workbench: a draft that nobody else reads, or with `publish` released at once.",
        status_code=201,
        responses=made(kind, located=True) | documented(*REPEATS, "stale"),
        response_model=kind.working,
    )
    def create(
        request: Request,
        session: WriteSession,
        principal: CurrentPrincipal,
        body: Annotated[kind.create, Body(openapi_examples=example(kind.example))],  # type: ignore[name-defined]
        once: Once = None,
    ) -> Response:
        return create_thing(request, session, principal, kind, body.model_dump(exclude_unset=True), once)


def _get(kind: Kind) -> None:
    @_add(
        kind,
        "get_working_{}",
        "/{id}",
        "GET",
        f"{kind.called.capitalize()} as it is being worked on, and what is public of it. Its ETag is for `If-Match`.",
        responses=_found(kind) | documented(*READS),
        response_model=kind.working,
    )
    def get(session: ReadSession, principal: CurrentPrincipal, id: Annotated[Slug, _id(kind)]) -> Response:
        record = read_now(session)
        return working_answer(record, working_copies.find(record, principal, kind.thing, id))


def _change(kind: Kind) -> None:
    @_add(
        kind,
        "change_{}",
        "/{id}",
        "PATCH",
        f"Change the working copy of {kind.called}. What is public of it stays as it is until you publish again.",
        responses=_found(kind) | documented(*WRITES, "stale", "if-match-missing"),
        response_model=kind.working,
    )
    def change(
        session: WriteSession,
        principal: CurrentPrincipal,
        id: Annotated[Slug, _id(kind)],
        body: Annotated[
            kind.patch,  # type: ignore[name-defined]
            Body(media_type="application/merge-patch+json", openapi_examples=example({"note": "Checked."})),
        ],
        if_match: Annotated[str, Header(**LAST_READ)],
    ) -> Response:
        record = begin(session)
        copy = working_copies.find(record, principal, kind.thing, id)
        matched(copy, if_match)
        facts = inputs.patched(record, principal, copy, body.model_dump(exclude_unset=True))
        working_copies.change(record, principal, copy, facts)
        return working_answer(record, copy)


def _discard(kind: Kind) -> None:
    @_add(
        kind,
        "discard_{}",
        "/{id}",
        "DELETE",
        f"Throw the draft of {kind.called} away, with its words. If it is public, its changes are thrown away, and the"
        " working copy is again as what is public. What waits for its release is sent back first; what is public is"
        " withdrawn or erased.",
        status_code=204,
        responses=documented(*READS, "conflict", "stale", "if-match-missing"),
    )
    def discard(
        session: WriteSession,
        principal: CurrentPrincipal,
        id: Annotated[Slug, _id(kind)],
        if_match: Annotated[str, Header(**LAST_READ)],
    ) -> Response:
        record = begin(session)
        copy = working_copies.find(record, principal, kind.thing, id)
        matched(copy, if_match)
        working_copies.discard(record, principal, copy)
        return Response(status_code=204)


def _preview(kind: Kind) -> None:
    @_add(
        kind,
        "preview_{}",
        "/{id}/preview",
        "GET",
        f"Exactly what would be public of {kind.called} if its working copy were published now, and the status"
        " sentences it would change. Nothing is stored.",
        responses=documented(*READS, "conflict"),
        response_model=Preview,
        response_model_exclude_unset=True,
    )
    def preview_(
        session: WriteSession, principal: CurrentPrincipal, id: Annotated[Slug, _id(kind)]
    ) -> dict[str, object]:
        record = begin(session)
        return preview(record, working_copies.find(record, principal, kind.thing, id))


def _times(kind: Kind) -> None:
    @_add(
        kind,
        "list_times_of_{}",
        "/{id}/times",
        "GET",
        f"The moments that are offered for publishing {kind.called}: after the meeting, when its minutes are out, when"
        " call-in ends, after the poll; as far as their days are known.",
        responses=documented(*READS),
        response_model=OfferedTimes,
    )
    def times(
        session: ReadSession,
        principal: CurrentPrincipal,
        id: Annotated[Slug, _id(kind)],
        query: Annotated[TimesQuery, Query()],
    ) -> dict[str, object]:
        record = read_now(session)
        copy = working_copies.find(record, principal, kind.thing, id)
        return {"items": [release_times.answer(one) for one in release_times.offered(record, copy, query.meeting)]}


def _publish(kind: Kind) -> None:
    @_add(
        kind,
        "publish_{}",
        "/{id}/publication",
        "POST",
        f"Publish the working copy of {kind.called}, now or at a time; or submit it, or release what another"
        " submitted. A change of what is public is news, a correction that names its mistake, or a relabelling.",
        status_code=201,
        responses=made(kind) | documented(*REPEATS, "stale"),
        response_model=kind.working,
    )
    def publish(
        request: Request,
        session: WriteSession,
        principal: CurrentPrincipal,
        id: Annotated[Slug, _id(kind)],
        body: Annotated[Publishing | None, Body(openapi_examples=example(PUBLISHING))] = None,
        if_match: IfMatch = None,
        once: Once = None,
    ) -> Response:
        asked = body or Publishing()

        def act(record: RecordWriter) -> WorkingCopy:
            copy = working_copies.find(record, principal, kind.thing, id)
            matched(copy, if_match)
            at = release_times.asked_for(record, copy, asked)
            told = release.Asked(
                at,
                asked.hold_reason or "",
                asked.nature or "",
                asked.submit,
                asked.as_writer,
                asked.one_language or "",
            )
            release.release(record, principal, [copy], told)
            return copy

        return once_only(request, session, principal, kind.thing, once, asked.model_dump(exclude_unset=True), act)


def _exempt(kind: Kind) -> None:
    @_add(
        kind,
        "exempt_{}",
        "/{id}/exemption",
        "POST",
        f"Have the draft of {kind.called} seen by some posts alone until a day, as what is decided in private: no list"
        " or mail has a word of it for anybody else, and it is public after that day at the earliest. Without either,"
        " that ends.",
        status_code=201,
        responses=made(kind) | documented(*WRITES, "stale"),
        response_model=kind.working,
    )
    def exempt(
        session: WriteSession,
        principal: CurrentPrincipal,
        id: Annotated[Slug, _id(kind)],
        body: Annotated[Exemption, Body(openapi_examples=example(EXEMPTION))],
        if_match: IfMatch = None,
    ) -> Response:
        record = begin(session)
        copy = working_copies.find(record, principal, kind.thing, id)
        matched(copy, if_match)
        exemptions.set_exemption(record, principal, copy, body.day, body.posts, body.ground or "")
        return working_answer(record, copy, 201)


def _send_back(kind: Kind) -> None:
    @_add(
        kind,
        "send_back_{}",
        "/{id}/return",
        "POST",
        f"Send {kind.called} that was submitted, or that waits for its time, back to whoever wrote it, with a note.",
        status_code=201,
        responses=made(kind) | documented(*WRITES, "idempotency-key-reused", "stale"),
        response_model=kind.working,
    )
    def send_back(
        request: Request,
        session: WriteSession,
        principal: CurrentPrincipal,
        id: Annotated[Slug, _id(kind)],
        body: Annotated[Note, Body(openapi_examples=example(NOTE))],
        if_match: IfMatch = None,
        once: Once = None,
    ) -> Response:
        def act(record: RecordWriter) -> WorkingCopy:
            copy = working_copies.find(record, principal, kind.thing, id)
            matched(copy, if_match)
            release.send_back(record, principal, copy, body.note)
            return copy

        return once_only(request, session, principal, kind.thing, once, body.model_dump(), act)


def _withdraw(kind: Kind) -> None:
    @_add(
        kind,
        "withdraw_{}",
        "/{id}/withdrawal",
        "POST",
        f"Take back {kind.called} that is public, saying why. Its history stays; its address says when, who and why.",
        status_code=201,
        responses=made(kind) | documented(*REPEATS, "stale"),
        response_model=kind.working,
    )
    def withdraw(
        request: Request,
        session: WriteSession,
        principal: CurrentPrincipal,
        id: Annotated[Slug, _id(kind)],
        body: Annotated[Withdrawal, Body(openapi_examples=example(WITHDRAWAL))],
        if_match: IfMatch = None,
        once: Once = None,
    ) -> Response:
        def act(record: RecordWriter) -> WorkingCopy:
            copy = working_copies.find(record, principal, kind.thing, id)
            matched(copy, if_match)
            reason = inputs.text_of(record, copy, body.reason)
            release.withdraw(record, principal, copy, reason)
            return copy

        return once_only(request, session, principal, kind.thing, once, body.model_dump(), act)


def create_thing(
    request: Request,
    session: WriteSession,
    principal: CurrentPrincipal,
    kind: Kind,
    asked: dict[str, object],
    once: str | None,
    about_type: str | None = None,
) -> Response:
    """Make a working copy, and release it where that was asked. `about_type` is what an update must be about."""
    publish = asked.pop("publish", False)

    def act(record: RecordWriter) -> WorkingCopy:
        thing = inputs.drafted(record, principal, kind.thing, asked, about_type)
        copy = working_copies.create(record, principal, thing)
        if publish:
            release.release(record, principal, [copy], release.Asked())
        return copy

    return once_only(
        request,
        session,
        principal,
        kind.thing,
        once,
        {**asked, "publish": publish},
        act,
        located=f"/v1/admin/{kind.plural}",
    )


# An update is made at the address of what it is about.
for _kind in KINDS:
    for _route in (_list, _create, _get, _change, _discard, _preview, _times, _publish, _exempt, _send_back, _withdraw):
        if (_kind.thing, _route) != ("update", _create):
            _route(_kind)
