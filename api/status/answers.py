"""Which answer leads while the clock is left out: the latest by a body that promised one, the most particular first."""

from collections.abc import Sequence

from api.schemas.responses import Response
from api.status.facts import Facts, Stated, asks_for_something, in_order, latest, self_kept, what_fell
from api.status.promises import answering_bodies

LEVELS = ("item", "theme", "package")


def answered_as(facts: Facts, response: Response) -> str | None:
    """How a response reaches this item: by name, by its theme, as one of the whole; None where it does not.

    An answer to a theme or to the whole never reaches an item the assembly did not adopt, one that asks for nothing, or
    one it leaves out.
    """
    if response.recommendations is not None:
        return "item" if facts.recommendation.id in response.recommendations else None
    if what_fell(facts) or not asks_for_something(facts.recommendation):
        return None
    if facts.recommendation.id in (response.excluding or ()):
        return None
    if response.theme is not None:
        return "theme" if facts.recommendation.theme in (response.themes or [response.theme]) else None
    return "package"


def answers_given(facts: Facts) -> list[Stated[Response]]:
    """Every answer that reaches this item from a body that may answer, in order; others stand beside it."""
    bodies = answering_bodies(facts)
    return in_order(
        stated for stated in facts.responses if stated.facts.by in bodies and answered_as(facts, stated.facts)
    )


def latest_answer(facts: Facts) -> Stated[Response] | None:
    """The answer that leads before the clock has its say: to the item, else its theme, else the whole; the latest.

    One that another of them revises never leads.
    """
    return _leading(facts, answers_given(facts))


def answers_by_body(facts: Facts) -> dict[str, Stated[Response]]:
    """The answer of each body that leads among its own, whether it is one that may answer or stands beside those."""
    reaching = in_order(stated for stated in facts.responses if answered_as(facts, stated.facts))
    bodies = dict.fromkeys(stated.facts.by for stated in reaching)
    found = {body: _leading(facts, [one for one in reaching if one.facts.by == body]) for body in bodies}
    return {body: leading for body, leading in found.items() if leading is not None}


def _leading(facts: Facts, given: Sequence[Stated[Response]]) -> Stated[Response] | None:
    revised = {stated.facts.revises for stated in given if stated.facts.revises != stated.facts.id}
    standing = [stated for stated in given if stated.facts.id not in revised]
    for level in LEVELS:
        if of_level := [stated for stated in standing if answered_as(facts, stated.facts) == level]:
            return latest(of_level)
    return None


def revised_by(facts: Facts, leading: Stated[Response]) -> list[Stated[Response]]:
    """The answer and every earlier one it revises, oldest first."""
    by_id = {stated.facts.id: stated for stated in answers_given(facts)}
    chain: list[Stated[Response]] = []
    found: Stated[Response] | None = leading
    while found is not None and found not in chain:
        chain.insert(0, found)
        found = by_id.get(found.facts.revises or "")
    return chain


def response_coded_by(facts: Facts, response: Response) -> str | None:
    """Who chose the code of an answer: whoever gave it, or the keeper; None where the record cannot tell.

    Where a compiler holds the source's own word for it, the code beside that word is the compiler's.
    """
    if self_kept(facts) or response.by == facts.assembly.keeper.organisation:
        return "speaker"
    return "keeper" if response.said_as else None
