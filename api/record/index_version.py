"""Which version of this program the index was made by, and whether that is this one.

The index is derived: whatever changes what is derived (a facet, the words of `q`, a rule) raises `INDEX`, or the rows
that were made before would answer a new question with nothing, in silence. The number is raised by hand, because only
whoever changes the code knows whether the rows come out differently; `tests/record/test_index_version.py` keeps what
each number made of the examples, and fails where that changes and the number does not.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.index import IndexVersion

INDEX = 13


def other_version(session: Session) -> int | None:
    """The version that the index was made by, where it is not this one. 0 was before versions were kept."""
    made_by = session.scalar(select(IndexVersion.version))
    return None if made_by == INDEX else made_by


def what_to_run(made_by: int) -> str:
    """What an index by another version means, and what to do about it."""
    return (
        f"The index was made by version {made_by}; this is {INDEX}. It answers as it did then: run"
        " `assembly-tracker migrate`."
    )
