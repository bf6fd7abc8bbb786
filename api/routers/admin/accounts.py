"""Accounts of people who sign in: an administrator makes, lists, disables and enables them, or a script does."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Body, Path, Query, Request, Response

from api.core.problems import Problem, documented
from api.core.routing import Router
from api.http.contract import answered, example, paged
from api.http.dependencies import ReadSession, WriteSession
from api.http.paging import page_of
from api.record.reader import begin
from api.schemas.access import AccountAnswer, AccountCreate, Accounts
from api.schemas.examples import ACCOUNT, ACCOUNT_CREATE, ACCOUNTS
from api.schemas.queries import Paged
from api.sign_in.auth import CurrentPrincipal
from api.workbench import access, accounts
from api.workbench.access import Who
from db.clock import today
from db.models.access import AccessGrant, Account, Actor
from db.publications import moment_text
from db.session import begin_write
from db.vocabulary import Role

router = Router(prefix="/v1/admin/accounts", tags=["Workbench"])
Number = Annotated[int, Path(ge=1, le=2**53 - 1, description="The number of an account.", examples=[1])]
_READ = ("bad-query", "key-missing", "wrong-role", "not-found")


@router.get(
    "",
    responses={**paged(ACCOUNTS), **documented("bad-query", "bad-cursor", "key-missing", "wrong-role")},
    response_model=Accounts,
)
def list_accounts(
    request: Request, session: ReadSession, principal: CurrentPrincipal, query: Annotated[Paged, Query()]
) -> Response:
    """Everybody who ever signed in, what their last token let them do, and when they were last here."""
    principal.may()
    page = page_of(query, "number", list="accounts")
    found = access.accounts(session, page.after, page.enough)
    return page.answer(request, found, lambda account: [account.id], lambda shown: _answers(session, shown))


@router.post(
    "",
    status_code=201,
    responses=documented(
        *("key-missing", "wrong-role", "not-yours", "not-found", "bad-json", "conflict", "too-large"),
        *("wrong-media-type", "invalid-body"),
    ),
    response_model=AccountAnswer,
    response_model_exclude_unset=True,
)
def create_account(
    session: WriteSession,
    principal: CurrentPrincipal,
    body: Annotated[AccountCreate, Body(openapi_examples=example(ACCOUNT_CREATE))],
) -> dict[str, object]:
    """Let somebody outside the council sign in to the desk by links to a mailbox; or let an account that does so do
    more. Nothing is mailed before they ask for a link. An editor may do so for the posts of their organisation, and is
    told of the account no more than that.
    """
    accounts.may_invite(begin(session), principal, Role(body.role), body.covers)
    holder = Who(body.holder, body.person)
    made = accounts.invite(session, principal, body.mailbox, Role(body.role), body.covers, holder, body.until)
    found = _found(session, made.id)
    if not principal.is_admin:
        until = {"until": body.until.isoformat()} if body.until else {}
        found["grants"] = [{"role": body.role, "covers": post, **until} for post in sorted(set(body.covers))]
    return found


@router.get(
    "/{number}",
    responses={**answered(ACCOUNT), **documented(*_READ)},
    response_model=AccountAnswer,
    response_model_exclude_unset=True,
)
def get_account(session: ReadSession, principal: CurrentPrincipal, number: Number) -> dict[str, object]:
    """One account, with what its last token granted and what was not taken away since."""
    principal.may()
    return _found(session, number)


@router.post(
    "/{number}/disabling",
    status_code=201,
    responses=documented(*_READ, "conflict"),
    response_model=AccountAnswer,
    response_model_exclude_unset=True,
)
def disable_account(session: WriteSession, principal: CurrentPrincipal, number: Number) -> dict[str, object]:
    """Stop an account at once, without waiting for its token to end. What it held shows as unowned inside."""
    principal.may()
    begin_write(session)
    accounts.disable_account(session, principal, number)
    return _found(session, number)


@router.post(
    "/{number}/enabling",
    status_code=201,
    responses=documented(*_READ, "conflict"),
    response_model=AccountAnswer,
    response_model_exclude_unset=True,
)
def enable_account(session: WriteSession, principal: CurrentPrincipal, number: Number) -> dict[str, object]:
    """Let an account act again that was disabled here."""
    principal.may()
    begin_write(session)
    accounts.enable_account(session, principal, number)
    return _found(session, number)


def _found(session: ReadSession, number: int) -> dict[str, object]:
    account = session.get(Account, number)
    if account is None:
        raise Problem("not-found", f"There is no account {number}.")
    return _answers(session, [account])[0]


def _answers(session: ReadSession, found: Sequence[Account]) -> list[dict[str, object]]:
    numbers = [account.id for account in found]
    actors, kept = access.actors_of(session, numbers), access.granted_to(session, numbers)
    return [_answer(account, actors.get(account.id), kept[account.id]) for account in found]


def _answer(account: Account, actor: Actor | None, kept: Sequence[AccessGrant]) -> dict[str, object]:
    found = {
        "number": account.id,
        "issuer": account.issuer,
        "subject": account.subject,
        "login": account.login,
        "holder": actor.holder if actor else "",
        "person": actor.person if actor else None,
        "grants": [_granted(grant) for grant in kept if grant.is_good(today())],
        "seen_at": moment_text(account.seen_at),
        "disabled_at": moment_text(account.disabled_at) if account.disabled_at else None,
    }
    return {name: value for name, value in found.items() if value is not None}


def _granted(grant: AccessGrant) -> dict[str, str]:
    covers = {"covers": grant.covers} if grant.covers else {}
    return {"role": grant.role, **covers, **({"until": grant.until.isoformat()} if grant.until else {})}
