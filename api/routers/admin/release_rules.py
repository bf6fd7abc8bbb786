"""Who releases at an organisation, what is exempt there, and until when a post is away."""

from datetime import date
from typing import Annotated

from fastapi import Body, Path

from api.core.problems import documented
from api.core.routing import Router
from api.http.contract import answered, example
from api.http.dependencies import ReadSession, WriteSession
from api.http.working_answers import READS, WRITES
from api.record.reader import RecordReader, begin, read_now
from api.schemas.actions import PostAbsence, ReleaseRule, ReleaseRuleAnswer, TranslationRule
from api.schemas.base import Slug
from api.schemas.examples import ABSENCE, EXEMPT_DRAFTS, RELEASE_RULE, TRANSLATION_RULE
from api.schemas.workbench import ExemptDrafts
from api.sign_in.auth import CurrentPrincipal
from api.workbench import exemptions, release_rules, translation_rules
from api.workbench.access import may_edit
from api.workbench.releasers import is_nobody_told
from db.queries.access import Rule

router = Router(prefix="/v1/admin")
OrganisationId = Annotated[Slug, Path(description="The id of an organisation.", examples=["anytown"])]
PostId = Annotated[Slug, Path(description="The id of a post.", examples=["anytown-head-of-streets"])]


@router.get(
    "/organisations/{id}/release-rule",
    tags=["Workbench: organisations"],
    responses={**answered(RELEASE_RULE), **documented(*READS)},
    response_model=ReleaseRuleAnswer,
    response_model_exclude_unset=True,
)
def get_release_rule(session: ReadSession, principal: CurrentPrincipal, id: OrganisationId) -> dict[str, object]:
    """Who releases at an organisation where a second person does, and in which order they are told. Never public."""
    record = read_now(session)
    may_edit(record, principal, id)
    return _rule_answer(record, id)


@router.post(
    "/organisations/{id}/release-rule",
    tags=["Workbench: organisations"],
    status_code=201,
    responses={**answered(RELEASE_RULE, status=201), **documented(*WRITES)},
    response_model=ReleaseRuleAnswer,
    response_model_exclude_unset=True,
)
def set_release_rule(
    session: WriteSession,
    principal: CurrentPrincipal,
    id: OrganisationId,
    body: Annotated[ReleaseRule, Body(openapi_examples=example(RELEASE_RULE))],
) -> dict[str, object]:
    """Say who releases at an organisation, in place of what was said before: up to three posts, in the order in which
    they are told by mail, and after how many working days the next is. Its editor may release always.
    """
    rule = Rule(tuple(body.posts), body.next_after, body.bank_holidays, body.minutes_after, body.call_in_days)
    record = begin(session)
    release_rules.set_rule(record, principal, id, rule)
    return _rule_answer(record, id)


@router.get(
    "/organisations/{id}/translation-rule",
    tags=["Workbench: organisations"],
    responses={**answered(TRANSLATION_RULE), **documented(*READS)},
    response_model=TranslationRule,
    response_model_exclude_unset=True,
)
def get_translation_rule(session: ReadSession, principal: CurrentPrincipal, id: OrganisationId) -> dict[str, object]:
    """In which languages an organisation publishes together, and which post translates. Never public."""
    record = read_now(session)
    may_edit(record, principal, id)
    rule = translation_rules.rule_of(record, id)
    return {"languages": rule.languages.split(), "post": rule.post} if rule is not None else {"languages": []}


@router.post(
    "/organisations/{id}/translation-rule",
    tags=["Workbench: organisations"],
    status_code=201,
    responses={**answered(TRANSLATION_RULE, status=201), **documented(*WRITES)},
    response_model=TranslationRule,
    response_model_exclude_unset=True,
)
def set_translation_rule(
    session: WriteSession,
    principal: CurrentPrincipal,
    id: OrganisationId,
    body: Annotated[TranslationRule, Body(openapi_examples=example(TRANSLATION_RULE))],
) -> dict[str, object]:
    """Say in which languages an organisation publishes together, in place of what was said before. What it says in one
    of them alone waits until it is translated, unless a reason is given why it is urgent.
    """
    translation_rules.set_rule(begin(session), principal, id, body.languages, body.post or "")
    return body.model_dump(exclude_none=True)


@router.get(
    "/organisations/{id}/exemptions",
    tags=["Workbench: organisations"],
    responses={**answered(EXEMPT_DRAFTS), **documented(*READS)},
    response_model=ExemptDrafts,
)
def get_exemptions(session: ReadSession, principal: CurrentPrincipal, id: OrganisationId) -> dict[str, object]:
    """What is exempt from publication now at an organisation, the first that ends first: that it is, for whom and until
    when, not what it says.
    """
    found = exemptions.exempt(read_now(session), principal, id)
    return {"exempt": [exemptions.answer(copy) for copy in found]}


@router.get(
    "/posts/{id}/absence",
    tags=["Workbench: posts"],
    responses={**answered(ABSENCE), **documented(*READS)},
    response_model=PostAbsence,
    response_model_exclude_unset=True,
)
def get_absence(session: ReadSession, principal: CurrentPrincipal, id: PostId) -> dict[str, object]:
    """Until when a post is away. Never public."""
    return _absence_answer(release_rules.absence(read_now(session), principal, id))


@router.post(
    "/posts/{id}/absence",
    tags=["Workbench: posts"],
    status_code=201,
    responses={**answered(ABSENCE, status=201), **documented(*WRITES)},
    response_model=PostAbsence,
    response_model_exclude_unset=True,
)
def set_absence(
    session: WriteSession,
    principal: CurrentPrincipal,
    id: PostId,
    body: Annotated[PostAbsence, Body(openapi_examples=example(ABSENCE))],
) -> dict[str, object]:
    """Say until when a post is away; without a day, that it is there again. Meanwhile its deputies are reminded of what
    it owes, and the next post of the rule is told what waits for a release.
    """
    release_rules.set_absence(begin(session), principal, id, body.until)
    return _absence_answer(body.until)


def _rule_answer(record: RecordReader, organisation: str) -> dict[str, object]:
    rule = record.release_rule(organisation)
    found: dict[str, object] = {**rule._asdict(), "posts": list(rule.posts)}
    if is_nobody_told(record, organisation):
        found["nobody_told"] = True
    return {name: value for name, value in found.items() if value is not None}


def _absence_answer(until: date | None) -> dict[str, object]:
    return {} if until is None else {"until": until.isoformat()}
