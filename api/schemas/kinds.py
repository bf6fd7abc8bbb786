"""The kinds of thing the workbench works on: the address, the forms and an example of each."""

from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from typing import Annotated, Any

from pydantic import Field, create_model

from api.schemas.base import NotNull, PostRef, Schema, Thing
from api.schemas.examples import CREATIONS
from api.schemas.forms import creation, patch
from api.schemas.record import THING_SCHEMAS
from api.schemas.workbench import Working

_POST = (
    Annotated[PostRef | None, NotNull()],
    Field(None, description="Which of your posts says so, where several may."),
)


@dataclass(frozen=True)
class Kind:
    """A kind of thing: what it is called in addresses and in sentences, and the forms it is made and changed with."""

    thing: str  # its type
    plural: str
    called: str
    known: str  # an id that the examples have
    create: type[Schema]
    patch: type[Schema]

    @property
    def model(self) -> type[Thing]:
        return THING_SCHEMAS[self.thing]

    @property
    def example(self) -> Any:
        """A body that makes one."""
        return CREATIONS[self.thing]

    @cached_property
    def working(self) -> type[Schema]:
        """What the workbench answers: the own facts, and where the working copy stands."""
        told = f"{self.called.capitalize()} as it is being worked on, and what is public of it."
        return create_model(f"Working{self.model.__name__}", __base__=(self.model, Working), __doc__=told)

    @cached_property
    def page(self) -> type[Schema]:
        """A page of a list of them."""
        fields: dict[str, Any] = {"items": (list[self.working], ...), "next": (str | None, ...)}  # type: ignore[name-defined]
        return create_model(f"Working{self.model.__name__}s", __base__=Schema, **fields)


def _kind(type_: str, plural: str, called: str, known: str, **form: Any) -> Kind:
    model = THING_SCHEMAS[type_]
    given = ("id",) if form.pop("named", False) else ()
    without = (*form.pop("without", ()), *given)
    kept = form.pop("kept", ())
    return Kind(type_, plural, called, known, creation(model, without=without, **form), patch(model, without=kept))


_SPOKEN = ("said_by", "entered_by")
KINDS = (
    _kind("organisation", "organisations", "an organisation", "anytown"),
    _kind("post", "posts", "a post", "anytown-head-of-streets", kept=("organisation",)),
    _kind("assembly", "assemblies", "an assembly", "anytown-streets-2025", kept=("commissioned_by",)),
    _kind("recommendation", "recommendations", "a recommendation", "anytown-streets-2025-3", kept=("assembly",)),
    _kind("lineage", "lineages", "a lineage", "anytown-streets-2025-lineage-merge", kept=("assembly",)),
    _kind("response", "responses", "a response", "anytown-streets-2025-answer-1", kept=("assembly", "by")),
    _kind("project", "projects", "a project", "anytown-play-streets", kept=("lead",)),
    _kind(
        "contribution", "contributions", "a contribution", "anytown-play-streets-rbrpcf", named=True, kept=("project",)
    ),
    _kind(
        "accountability",
        "accountabilities",
        "an accountability",
        "anytown-streets-2025-1-tfdznz",
        named=True,
        kept=("about", "organisation"),
    ),
    _kind(
        "update",
        "updates",
        "an update",
        "anytown-streets-2025-1-fxjqgh",
        named=True,
        without=(*_SPOKEN, "about", "said_as", "checked_by", "signs_off"),
        defaults={"kind": "news", "date": None},
        post=_POST,
        kept=(*_SPOKEN, "about", "said_as", "checked_by", "signs_off"),
    ),
    _kind(
        "verdict",
        "verdicts",
        "a verdict",
        "anytown-streets-2025-verdict-1-members",
        defaults={"assessor": None},
        kept=("assembly", "by"),
    ),
    _kind(
        "reply",
        "replies",
        "a reply",
        "anytown-streets-2025-verdict-4b-members-gkfbhb",
        named=True,
        without=("said_by",),
        defaults={"date": None},
        post=_POST,
        kept=("said_by", "about"),
    ),
    _kind("tally", "tallies", "a tally", "anytown-streets-2025-tally-council", kept=("assembly", "by")),
)
BY_TYPE = {kind.thing: kind for kind in KINDS}
_any: Any = Annotated[reduce(or_, (kind.working for kind in KINDS)), Field(discriminator="type")]
AnyWorking = create_model(
    "AnyWorking",
    __base__=Schema,
    __doc__="Working copies of several kinds.",
    items=(list[_any], ...),
    next=(str | None, ...),
)
