"""Whatever another system says, it is read, or refused in words; and what is read has no tags and nothing unseen."""

import json
import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from api.core.problems import Problem
from api.other_systems.found import Found
from api.other_systems.reading import read
from api.other_systems.site_codes import SiteCodes, coded
from api.readers.markup import text_of
from tests.other_systems.given import activity, node, nodes

TEXTS = st.text(max_size=30) | st.sampled_from(["\ud800", "\x1b[2J", "2027/02/30", "https://[", "<p>x", "&#0;", "a:b"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
TERM = st.fixed_dictionaries({}, optional={"id": VALUES, "name": VALUES})


def looked_at(content: Any) -> None:
    """Read something, and make what it says ours as far as that goes without a record."""
    try:
        found = read(json.dumps(content).encode())
    except Problem as problem:
        told = [problem.detail, *(fault.detail for fault in problem.errors)]
    else:
        told = [*(f"{fault.thing} {fault.detail}" for fault in found.faults), *found.notices]
        site = SiteCodes()
        for one in found.found:
            is_whole(one, coded(one, site, "en", own_codes=found.own_codes))
        told += site.to_map
    assert all(words.isprintable() for words in told), told


def is_whole(found: Found, codes: dict[str, Any]) -> None:
    """Nothing is in it that a database could not hold, and every scheme and code is one."""
    json.dumps([dict(found.facts), codes, found.number], ensure_ascii=False).encode("utf-8")
    for one in [*codes.get("topics", ()), *codes.get("places", ())]:
        assert re.fullmatch(r"[a-z][a-z0-9-]{0,39}", one["scheme"]), one
        assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,39}", one["code"]), one


@given(st.sampled_from(sorted(activity())), VALUES | st.lists(TERM, max_size=3))
def test_any_value_in_an_activity(name: str, value: Any) -> None:
    looked_at([activity(), activity() | {"id": "other", "url": "https://a.example/x/other", name: value}])


@given(st.sampled_from([*sorted(node()), *sorted(node()["attributes"])]), VALUES)
def test_any_value_in_a_node(name: str, value: Any) -> None:
    other = node(8, **({name: value} if name in node()["attributes"] else {}))
    looked_at(nodes(node(), other if name in node()["attributes"] else other | {name: value}))


@given(st.sampled_from(["data", "included", "links"]), VALUES)
def test_any_value_in_a_page(name: str, value: Any) -> None:
    looked_at(nodes(node()) | {name: value})


@given(VALUES)
def test_any_json(value: Any) -> None:
    looked_at(value)


@given(st.text(st.sampled_from("<>/!-='\" &#;xlia0\n"), max_size=60))
def test_any_markup_is_a_text_with_no_tag_in_it(html: str) -> None:
    text = text_of(html)
    assert not re.search("[\x00-\x09\x0b-\x1f]", text)
    if "&" not in html:
        assert not re.search(r"</?[a-zA-Z][^<>]*>", text), text
