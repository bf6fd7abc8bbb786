"""The registry of kinds: one row for each kind of thing, which everything that treats kinds alike is read from.

A new kind takes its schema (a model, in `record.py`), its code in `db/vocabulary.py` with the words for it in
`db/codelists.json`, an example in `examples.py`, and its row here. What it must be beyond its schema
(`api/record/checks.py`) and a way of its own to be told as news (`api/feeds/entries.py`) may come to that.

It is a table: what follows from a row is worked out where it is used.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, reduce
from operator import or_
from typing import Annotated, Any

from pydantic import Field, create_model

from api.schemas.answers import (
    AssemblyDetail,
    DeclarationDetail,
    EngagementDetail,
    PostDetail,
    ProjectDetail,
    RecommendationDetail,
)
from api.schemas.base import NotNull, PostRef, Schema
from api.schemas.coding import FACETS
from api.schemas.examples import CREATIONS
from api.schemas.forms import creation, patch
from api.schemas.queries import (
    AssemblyQuery,
    DeclarationQuery,
    EngagementQuery,
    ListQuery,
    OrganisationQuery,
    PostQuery,
    ProjectQuery,
    RecommendationQuery,
)
from api.schemas.record import THING_SCHEMAS, RecordThing
from api.schemas.workbench import Working
from db.vocabulary import LISTED_TYPES, Role


class Speaker(StrEnum):
    """Whose statement a thing is. For what each means: `api/publishing/attribution.py`; for who may: `policy.py`."""

    itself = "itself"  # an organisation describes itself
    named = "named"  # the organisation that the field `speaker` names
    assessor = "assessor"  # the same, which gives a verdict: its panel or its editor
    stated = "stated"  # `said_by` says it: a post, a project, members, an organisation
    members = "members"  # the members of its assembly
    commissioner = "commissioner"  # whoever commissioned its assembly
    record = "record"  # an assembly, or an engagement: whoever keeps its record
    keeper = "keeper"  # whoever keeps the record of its assembly
    project = "project"  # a project, or what belongs to one
    side = "side"  # the organisation that `by` names, as a side of a piece of work: nobody answers for another


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of thing.

    `thing` is its type. Fields are named as its model has them. Of its fields that name other things, `subjects` say
    what it is about, the most particular first (`theme` stands for a theme of its assembly); `shown_on` what else
    shows it without its being about that; `container` what it belongs to; `agents` who else acts in it.
    """

    thing: str
    plural: str  # as addresses have it
    called: str  # as sentences have it
    known: str  # an id that the examples have

    # What its fields are to it.
    container: str = ""
    begins_with: str = ""  # the field whose id its own begins with; the container, where nothing is said
    coded: bool = False  # whether its id is that and six letters, which it is given
    subjects: tuple[str, ...] = ()
    shown_on: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()  # what it says, to be told as news and, where it is listed, found by its words
    titles: tuple[str, ...] = ()  # of these, what it is called: whatever has a title can be searched for

    # Who says it, who may.
    says: Speaker | Mapping[str, Speaker]  # by the code in its field `by`, where it depends on that
    speaker: str = ""  # the field that names who says it
    roles: tuple[Role, ...]  # the roles that may own one; only an administrator where there is none
    makers: tuple[Role, ...] | None = None  # the roles that make one, where not all of these
    statement: bool = False  # somebody says it, rather than it describing somebody
    judges: bool = False  # it says what became of something: never reported by the body that this is about
    own_words: bool = False  # nobody else reports it, whatever their source
    in_documents: bool = False  # a document of the assembly is source enough
    publicity: bool = False  # what an organisation says of its work: kept back before an election
    results: tuple[
        str, ...
    ] = ()  # of that, what is told even then: what came of what people were asked, and what shows it

    # Where it is found, where it is listed.
    lists: str = ""  # what its list is of, in a sentence
    has_page: bool = False  # it has a page of its own; else it stands on the page of what it is about
    line: tuple[str, ...] = ()  # what a line of a list has of it
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # what its list can be asked for, by field
    query: type[ListQuery] | None = None  # the parameters of its list, where they are more than that
    detail: type[Schema] | None = None  # how one is answered, where that is more than its own facts and replies

    # The forms it is made and changed with.
    without: tuple[str, ...] = ()  # what nobody gives who makes one
    kept: tuple[str, ...] = ()  # what never changes
    defaults: Mapping[str, Any] = field(default_factory=dict)
    asks: Mapping[str, Any] = field(default_factory=dict)  # what a form takes beside its own facts

    @property
    def model(self) -> type[RecordThing]:
        return THING_SCHEMAS[self.thing]

    @property
    def parent(self) -> str:
        """The field whose id its own begins with; empty where there is none."""
        return self.begins_with or self.container

    @property
    def listed(self) -> bool:
        """Whether it has a list, and an address in `/v1`."""
        return self.thing in LISTED_TYPES

    @property
    def makes(self) -> tuple[Role, ...]:
        """The roles that make one; only an administrator where there is none."""
        return self.roles if self.makers is None else self.makers

    @property
    def hosts(self) -> tuple[str, ...]:
        """The fields that name what it is about or belongs to, the most particular first."""
        found = [one for one in self.subjects if one != "theme"]
        return tuple(dict.fromkeys([*found, *([self.container] if self.container else [])]))

    @property
    def speaks_for(self) -> str:
        """The field that leads to the organisation in whose language it is written."""
        return self.speaker or self.parent

    @property
    def example(self) -> dict[str, object]:
        """A body that makes one."""
        return CREATIONS[self.thing]

    @cached_property
    def create(self) -> type[Schema]:
        without = (*self.without, *(("id",) if self.coded else ()))
        return creation(self.model, without=without, defaults=self.defaults, **self.asks)

    @cached_property
    def patch(self) -> type[Schema]:
        return patch(self.model, without=self.kept)

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


_POST = (
    Annotated[PostRef | None, NotNull()],
    Field(None, description="Which of your posts says so, where several may."),
)
_LINEAGE = {
    "members": Speaker.members,
    "both": Speaker.members,
    "council": Speaker.commissioner,
    "keeper": Speaker.keeper,
}

KINDS = (
    Kind(
        thing="organisation",
        plural="organisations",
        called="an organisation",
        known="anytown",
        agents=("appointed_by",),
        texts=("name", "official_name"),
        titles=("name", "official_name"),
        says=Speaker.itself,
        roles=(),
        has_page=True,
        lists="who commissions, answers, delivers and judges",
        line=("name", "kind"),
        facets={"kind": ("kind",)},
        query=OrganisationQuery,
    ),
    Kind(
        thing="post",
        plural="posts",
        called="a post",
        known="anytown-head-of-streets",
        container="organisation",
        texts=("name", "remit"),
        titles=("name",),
        says=Speaker.named,
        speaker="organisation",
        roles=(Role.editor,),
        has_page=True,
        lists="who answers for recommendations and projects, whoever holds the post",
        line=("name", "kind", "organisation"),
        facets={"kind": ("kind",), "organisation": ("organisation",)},
        query=PostQuery,
        detail=PostDetail,
        kept=("organisation",),
    ),
    Kind(
        thing="assembly",
        plural="assemblies",
        called="an assembly",
        known="anytown-streets-2025",
        begins_with="commissioned_by",
        agents=("commissioned_by", "also_commissioned_by", "run_by"),
        texts=("name", "question", "summary"),
        titles=("name",),
        says=Speaker.record,
        roles=(Role.convenor, Role.editor),
        makers=(Role.editor,),
        has_page=True,
        lists="who asked, what sort of assembly it was and who commissioned it",
        line=("name", "form", "commissioned_by", "begins", "ends"),
        facets={
            "kind": ("form",),
            "form": ("form",),
            "organisation": ("commissioned_by", "also_commissioned_by", "keeper.organisation", "run_by"),
            **FACETS,
        },
        query=AssemblyQuery,
        detail=AssemblyDetail,
        kept=("commissioned_by",),
    ),
    Kind(
        thing="engagement",
        plural="engagements",
        called="an engagement",
        known="anytown-bus-survey",
        begins_with="commissioned_by",
        agents=("commissioned_by", "run_by", "initiated_by", "keeper"),
        shown_on=("overlaps",),
        texts=("name", "summary"),
        titles=("name",),
        says=Speaker.record,
        roles=(Role.editor,),
        publicity=True,
        results=("feedback", "outcome", "findings", "responses", "cancelled", "documents", "sources"),
        has_page=True,
        lists="every occasion on which people were asked or worked together, assemblies among them",
        line=("name", "form", "commissioned_by", "begins", "ends"),
        facets={
            "form": ("form",),
            "organisation": ("commissioned_by", "run_by", "initiated_by", "keeper.organisation"),
            "decision": ("decision.project", "decision.reference"),
            **FACETS,
        },
        query=EngagementQuery,
        detail=EngagementDetail,
        kept=("commissioned_by",),
    ),
    Kind(
        thing="recommendation",
        plural="recommendations",
        called="a recommendation",
        known="anytown-streets-2025-3",
        container="assembly",
        texts=("title", "text", "reasons", "reference", "place"),
        titles=("title",),
        says=Speaker.members,
        roles=(Role.convenor, Role.editor),
        statement=True,
        has_page=True,
        lists="what assemblies asked for, and what became of it",
        line=("assembly", "reference", "position", "kind", "standing", "theme", "title"),
        facets={
            "assembly": ("assembly",),
            "kind": ("kind",),
            "standing": ("standing",),
            "theme": ("theme",),
            **FACETS,
        },
        query=RecommendationQuery,
        detail=RecommendationDetail,
        kept=("assembly",),
    ),
    Kind(
        thing="lineage",
        plural="lineages",
        called="a lineage",
        known="anytown-streets-2025-lineage-merge",
        container="assembly",
        subjects=("came_from",),
        shown_on=("became",),
        says=_LINEAGE,
        roles=(Role.convenor, Role.editor),
        statement=True,
        in_documents=True,
        kept=("assembly",),
    ),
    Kind(
        thing="response",
        plural="responses",
        called="a response",
        known="anytown-streets-2025-answer-1",
        container="assembly",
        subjects=("recommendations", "theme", "assembly"),
        agents=("passed_to",),
        texts=("reasons",),
        says=Speaker.named,
        speaker="by",
        roles=(Role.editor,),
        statement=True,
        in_documents=True,
        publicity=True,
        kept=("assembly", "by"),
    ),
    Kind(
        thing="project",
        plural="projects",
        called="a project",
        known="anytown-play-streets",
        begins_with="lead",
        agents=("lead", "partners", "keeper", "successor", "part_of"),
        texts=("name", "summary", "place"),
        titles=("name",),
        says=Speaker.project,
        roles=(Role.keeper, Role.editor),
        makers=(Role.editor,),
        publicity=True,
        has_page=True,
        lists="what councils, partners and communities did, each credited to whoever leads it",
        line=("name", "kind", "stage", "lead", "summary"),
        facets={"kind": ("kind",), "stage": ("stage",), "organisation": ("lead", "partners"), **FACETS},
        query=ProjectQuery,
        detail=ProjectDetail,
        kept=("lead",),
    ),
    Kind(
        thing="contribution",
        plural="contributions",
        called="a contribution",
        known="anytown-play-streets-rbrpcf",
        container="project",
        coded=True,
        subjects=("recommendation", "theme", "project", "assembly"),
        says=Speaker.project,
        roles=(Role.keeper, Role.editor),
        publicity=True,
        kept=("project",),
    ),
    Kind(
        thing="declaration",
        plural="declarations",
        called="a declaration",
        known="anytown-bus-survey-vkrdnc",
        container="about",
        coded=True,
        subjects=("about",),
        texts=("text",),
        says=Speaker.side,
        speaker="by",
        roles=(Role.editor, Role.keeper),
        statement=True,
        own_words=True,
        publicity=True,
        has_page=True,
        lists="what organisations call their work, each with what every side answers about it",
        line=("about", "by", "level"),
        facets={"about": ("about",)},
        query=DeclarationQuery,
        detail=DeclarationDetail,
        kept=("about", "by"),
    ),
    Kind(
        thing="testimony",
        plural="testimonies",
        called="a testimony",
        known="anytown-bus-survey-vkrdnc-gztpmh",
        container="about",
        coded=True,
        subjects=("about",),
        agents=("address_from",),
        texts=("text",),
        says=Speaker.side,
        speaker="by",
        roles=(Role.editor, Role.panel, Role.keeper),
        statement=True,
        own_words=True,
        publicity=True,
        without=("address_from", "gathered"),
        defaults={"date": None},
        kept=("about", "by", "address_from", "gathered"),
    ),
    Kind(
        thing="accountability",
        plural="accountabilities",
        called="an accountability",
        known="anytown-streets-2025-1-tfdznz",
        container="about",
        coded=True,
        subjects=("about",),
        shown_on=("post",),
        says=Speaker.named,
        speaker="organisation",
        roles=(Role.editor,),
        kept=("about", "organisation"),
    ),
    Kind(
        thing="update",
        plural="updates",
        called="an update",
        known="anytown-streets-2025-1-fxjqgh",
        container="about",
        coded=True,
        subjects=("about",),
        agents=("done_by",),
        texts=("summary", "detail"),
        says=Speaker.stated,
        speaker="said_by",
        roles=(Role.officer, Role.keeper, Role.editor),
        statement=True,
        judges=True,
        publicity=True,
        without=("said_by", "entered_by", "about", "said_as", "checked_by", "signs_off"),
        defaults={"kind": "news", "date": None},
        asks={"post": _POST},
        kept=("said_by", "entered_by", "about", "said_as", "checked_by", "signs_off"),
    ),
    Kind(
        thing="verdict",
        plural="verdicts",
        called="a verdict",
        known="anytown-streets-2025-verdict-1-members",
        container="assembly",
        subjects=("recommendation", "theme", "assembly"),
        texts=("text",),
        says=Speaker.assessor,
        speaker="by",
        roles=(Role.panel, Role.editor),
        statement=True,
        judges=True,
        publicity=True,
        defaults={"assessor": None},
        kept=("assembly", "by"),
    ),
    Kind(
        thing="reply",
        plural="replies",
        called="a reply",
        known="anytown-streets-2025-verdict-4b-members-gkfbhb",
        container="about",
        coded=True,
        subjects=("about",),
        texts=("text",),
        says=Speaker.stated,
        speaker="said_by",
        roles=(Role.officer, Role.editor, Role.keeper, Role.convenor),
        statement=True,
        judges=True,
        publicity=True,
        without=("said_by",),
        defaults={"date": None},
        asks={"post": _POST},
        kept=("said_by", "about"),
    ),
    Kind(
        thing="tally",
        plural="tallies",
        called="a tally",
        known="anytown-streets-2025-tally-council",
        container="assembly",
        subjects=("assembly",),
        says=Speaker.named,
        speaker="by",
        roles=(Role.editor,),
        statement=True,
        judges=True,
        in_documents=True,
        publicity=True,
        kept=("assembly", "by"),
    ),
)
BY_TYPE = {kind.thing: kind for kind in KINDS}
# How a thing names what it is about, or what shows it: pairs of a type and the relation of its link. A thing that names
# a theme and its assembly is about the theme, which links name as `assembly#theme`; where it is about something in
# particular, the link to its assembly is `in_assembly`.
ABOUT = tuple((kind.thing, relation) for kind in KINDS for relation in (*kind.subjects, *kind.shown_on))
LISTED = tuple(BY_TYPE[type_] for type_ in LISTED_TYPES)
# The roles that may own a thing of some kind, and so have drafts.
WORKERS = tuple(dict.fromkeys(role for kind in KINDS for role in kind.roles))
# The types of what can be searched for.
SEARCHED = tuple(kind.thing for kind in LISTED if kind.titles)
# The plurals of the kinds that have a page of their own.
PAGES = {kind.thing: kind.plural for kind in LISTED if kind.has_page}

_any: Any = Annotated[reduce(or_, (kind.working for kind in KINDS)), Field(discriminator="type")]
AnyWorking = create_model(
    "AnyWorking",
    __base__=Schema,
    __doc__="Working copies of several kinds.",
    items=(list[_any], ...),
    next=(str | None, ...),
)
assert tuple(BY_TYPE) == tuple(THING_SCHEMAS)  # noqa: S101 - a row for each schema, in one order
