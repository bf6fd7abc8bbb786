"""Who gives a verdict, worked out from what they are to the item; what they call themselves is not asked."""

from collections.abc import Collection

from api.schemas.assemblies import Assembly
from api.schemas.engagements import Engagement
from api.schemas.organisations import Organisation
from api.schemas.verdicts import Verdict
from api.status.facts import Facts

# Kinds of organisation that say by themselves what it is to an item. Only an administrator sets a kind.
BY_KIND = {
    "members_panel": "members",
    "residents_panel": "residents_panel",
    "scrutiny": "scrutiny",
    "audit": "audit",
}
# What anybody else may be: that is for them to say.
BY_ITSELF = ("researchers", "press", "campaigners")
_DELIVERS = ("delivers", "partly_delivers")


def assessor_of(verdict: Verdict, by: Organisation | None, answering: Collection[str]) -> str | None:
    """What whoever gave a verdict is to what it judges; None where the record does not bear out that they are anybody.

    A panel is its members. A body that answers for what is judged, or delivers it, and one that such a body appointed,
    is never independent of it. Scrutiny and audit are organisations of that kind, with a minute or a report.
    """
    if by is None or by.kind == "party":  # a party stands on the page, in no sentence
        return None
    kind = BY_KIND.get(by.kind)
    if kind in {"members", "residents_panel"}:
        return kind
    if by.id in answering:
        return None
    if kind is not None:
        return kind if verdict.sources else None
    own = verdict.assessor in BY_ITSELF and by.appointed_by not in answering
    return verdict.assessor if own else None


def delivering(facts: Facts) -> frozenset[str]:
    """Who leads, or has a part in, a project that delivers the item."""
    projects = [project for link, project in facts.contributions if link.kind in _DELIVERS]
    return frozenset(id_ for project in projects for id_ in (project.lead, *(project.partners or ())))


def promising(whole: Assembly | Engagement) -> frozenset[str]:
    """Who answers for a whole assembly or engagement: whoever commissioned it, and whoever promised it something."""
    if whole.type == "engagement":
        return frozenset({whole.commissioned_by})
    return frozenset({*whole.commissioners, *(promise.by for promise in whole.promises or ())})
