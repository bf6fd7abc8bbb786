"""What the rules are given: everything the record says about one recommendation at one moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from api.schemas.accountabilities import Accountability
from api.schemas.assemblies import Assembly
from api.schemas.organisations import Organisation
from api.schemas.posts import Post
from api.schemas.projects import Contribution, Project
from api.schemas.recommendations import Recommendation
from api.schemas.responses import Response
from api.schemas.updates import Update
from api.schemas.verdicts import Verdict

T = TypeVar("T")


@dataclass(frozen=True)
class Stated(Generic[T]):
    """A thing's own facts as they stand, and the sequence of the publication that says so."""

    facts: T
    sequence: int


@dataclass(frozen=True)
class Facts:
    """One recommendation, with what others say that bears on it. Withdrawn and erased things are not in it."""

    recommendation: Recommendation
    assembly: Assembly
    ancestors: tuple[Recommendation, ...] = ()  # its parent, its parent's parent, and so on
    counted: int = 0  # how many recommendations the assembly says it made; 0 where it does not say
    responses: tuple[Stated[Response], ...] = ()  # to this item, to its theme or to the whole assembly
    updates: tuple[Stated[Update], ...] = ()  # about the recommendation itself
    reports: tuple[Stated[Update], ...] = ()  # updates about the whole assembly
    verdicts: tuple[Stated[Verdict], ...] = ()  # about the recommendation itself
    accountabilities: tuple[Accountability, ...] = ()  # for the recommendation
    contributions: tuple[tuple[Contribution, Project], ...] = ()  # to it, its theme or the whole assembly
    organisations: Mapping[str, Organisation] = field(default_factory=dict)  # every one named, by id
    posts: Mapping[str, Post] = field(default_factory=dict)
