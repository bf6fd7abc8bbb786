"""What somebody asks of an answer, where that is less than all of it: fields that are named, texts in one language."""

from collections.abc import Callable, Coroutine, Iterator
from functools import cache, partial
from typing import Annotated, Any, NamedTuple

from fastapi import Query
from fastapi.responses import Response
from pydantic import BaseModel, StringConstraints

from api.core.faults import Fault
from api.core.gaps import is_text, read, written
from api.core.json_text import Json
from api.core.problems import Problem
from api.text.languages import Language, said

MOST = 50  # names in one address
_ALWAYS = frozenset({"type", "id", "url"})  # what a thing is known by
_NAME = r"[A-Za-z0-9_.]{1,80}"
_Names = Annotated[str, StringConstraints(max_length=1_000, pattern=f"^{_NAME}(,{_NAME})*$")]
_FIELDS = (
    "Only these fields of each thing, by name, with commas between them or repeated: `fields=id,title,status.sentence`."
    " The others are left out, also those that an answer otherwise always has; `type`, `id` and `url` stay."
)
_LANG = "Each text in this language alone, or, where it is not in it, in the one it was written in."


class Narrowing(NamedTuple):
    """What is left of each thing that is answered: these fields, all where there are none; texts in one language."""

    fields: frozenset[str]
    language: Language | None

    @property
    def is_none(self) -> bool:
        """Whether all of it is asked for."""
        return not self.fields and self.language is None

    def of(self, thing: Json) -> Json:
        """What is left of a thing."""
        kept = _only(thing, self.fields | _ALWAYS) if self.fields else thing
        found: Json = kept if self.language is None else _in(self.language, kept)
        return found

    def of_answer(self, answer: Response) -> Response:
        """What is left of a thing that is answered as JSON; it has a tag of its own then."""
        if self.is_none:
            return answer
        return Response(written(self.of(read(bytes(answer.body)))), media_type="application/json")

    def of_page(self, page: Response) -> Response:
        """A page of a list with what is left of each thing on it; it has a tag of its own then."""
        if self.is_none:
            return page
        whole = read(bytes(page.body))
        body = written({**whole, "items": [self.of(one) for one in whole["items"]]})
        links = {name: value for name, value in page.headers.items() if name == "link"}
        return Response(body, headers=links, media_type="application/json")


def narrowing(model: type[BaseModel]) -> Callable[..., Coroutine[Any, Any, Narrowing]]:
    """A dependency that reads what is asked of answers of a model. It raises a problem for a field that it has not."""

    async def asked(
        fields: Annotated[list[_Names], Query(default_factory=list, max_length=MOST, description=_FIELDS)],
        lang: Annotated[Language | None, Query(description=_LANG)] = None,
    ) -> Narrowing:
        names = list(dict.fromkeys(name for some in fields for name in some.split(",")))
        if names:
            _check(names, _fields(model))
        return Narrowing(frozenset(names), lang)

    return asked


def _check(names: list[str], known: dict[str, tuple[str, ...]]) -> None:
    unknown = next((name for name in names if not _is_field(name, known)), None)
    if unknown is not None:
        of, _, inner = unknown.partition(".")
        there = known.get(of, ()) if inner else ()
        told = ", ".join(f"{of}.{name}" for name in there) or ", ".join(known)
        raise _refused("unknown-field", f"there is no `{unknown}` here: there are {told}")
    if len(names) > MOST:
        raise _refused("too-many", f"at most {MOST} fields can be named")


def _is_field(name: str, known: dict[str, tuple[str, ...]]) -> bool:
    first, dot, inner = name.partition(".")
    return first in known and (not dot or inner in known[first])


def _refused(rule: str, detail: str) -> Problem:
    return Problem("bad-query", detail, errors=[Fault("fields", rule, detail)])


@cache
def _fields(model: type[BaseModel]) -> dict[str, tuple[str, ...]]:
    """The fields of what a model answers, each with those of what stands in it."""
    schema = model.model_json_schema(mode="serialization")
    inside = partial(_inside, schema.get("$defs", {}))
    own = schema.get("properties") or schema["$defs"][model.__name__]["properties"]
    return {name: tuple(dict.fromkeys(inside(one))) for name, one in own.items()}


def _inside(definitions: Json, node: Json) -> Iterator[str]:
    """The names of the fields of what a schema describes: an object, one of several, or a list of them."""
    yield from node.get("properties", ())
    named = definitions.get(node.get("$ref", "").rpartition("/")[2])
    for one in (*node.get("anyOf", ()), *node.get("allOf", ()), node.get("items"), named):
        if one:
            yield from _inside(definitions, one)


def _only(thing: Json, fields: frozenset[str]) -> Json:
    """A thing with these fields alone. Of one whose fields are named, such as `status.sentence`, those."""
    found: Json = {}
    for name, value in thing.items():
        inner = frozenset(one.partition(".")[2] for one in fields if one.startswith(f"{name}."))
        if name in fields:
            found[name] = value
        elif inner:
            found[name] = _each(value, inner)
    return found


def _each(value: Any, fields: frozenset[str]) -> Any:
    if isinstance(value, list):
        return [_each(one, fields) for one in value]
    return _only(value, fields) if isinstance(value, dict) else value


def _in(language: Language, value: Any) -> Any:
    """A value whose texts are in one language each, as whoever reads it would be given them."""
    if isinstance(value, list):
        return [_in(language, one) for one in value]
    if not isinstance(value, dict):
        return value
    if is_text(value):
        text, tag = said(value, language)
        return {tag: text}
    return {name: _in(language, one) for name, one in value.items()}
