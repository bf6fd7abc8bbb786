"""Publications as the change feed and the histories answer them."""

import json

from db.publications import moment_text
from db.queries.publications import Row


def publication_answer(row: Row) -> dict[str, object]:
    """One publication, with everything needed to check its hash and to follow the chain."""
    own = row.publication
    found = {
        "sequence": own.sequence,
        "published_at": moment_text(own.published_at),
        "thing": {"type": own.type, "id": own.thing},
        "nature": own.nature,
        "said_by": {"organisation": own.said_by, "capacity": own.said_capacity},
        "entered_by": {"organisation": own.entered_by, "capacity": own.entered_capacity},
        "format": own.format,
        "ground": own.ground,
        "erases": own.erases,
        "body": None if row.body is None else json.loads(row.body),
        "salt": None if row.salt is None else row.salt.hex(),
        "body_hash": own.body_hash,
        "previous_hash": own.previous_hash,
        "hash": own.hash,
    }
    return {key: value for key, value in found.items() if value is not None or key in {"body", "salt"}}
