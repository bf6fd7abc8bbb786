"""Canonical bytes are those of RFC 8785, however they were come by."""

from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from db.publications import canonical

NUMBERS = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(
    ["\x00\x1f\x7f\b\t\n\f\r", '"\\/', "\u2028"]
)
NAMES = TEXTS | st.sampled_from(["\ue000", "\uffff", "\U00010000", "ab", "a", "A"])
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=5),
)


@given(VALUES)
def test_they_are_those_of_the_reference(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@pytest.mark.parametrize("value", [2**53, -(2**53), [float("nan")], {"a": "\ud800"}, {1: "a"}, {"a": {1}}])
def test_what_has_none_is_refused(value: Any) -> None:
    with pytest.raises(rfc8785.CanonicalizationError):
        canonical(value)
