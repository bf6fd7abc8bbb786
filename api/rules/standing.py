"""Standing: whether the assembly adopted an item, or what it hangs on."""

from api.rules.facts import Facts
from api.schemas.recommendations import Recommendation

_NOT_ADOPTED = ("not_adopted", "dropped")


def what_fell(facts: Facts) -> Recommendation | None:
    """The item itself, or the nearest one above it, that the assembly did not adopt or dropped; else None.

    A condition that hangs on an item not adopted falls with it.
    """
    return next((item for item in (facts.recommendation, *facts.ancestors) if item.standing in _NOT_ADOPTED), None)
