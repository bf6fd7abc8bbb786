"""Which other system something comes from, as it shows in what it is; and the engagements in it."""

import json
from collections import Counter
from json import JSONDecodeError

from api.core.faults import Fault
from api.core.json_text import read_json
from api.core.problems import Problem
from api.other_systems.citizen_space import is_citizen_space, read_activities
from api.other_systems.found import Read, quoted
from api.other_systems.localgov_drupal import is_localgov_drupal, read_nodes
from api.other_systems.tables import read_table
from api.settings import settings

ADDRESSES = (
    "Citizen Space gives data at /api/2.4/json_search_results?fields=all, LocalGov Drupal at"
    " /jsonapi/node/consultation."
)
_NEITHER = f"This is JSON, but of neither Citizen Space nor LocalGov Drupal. {ADDRESSES}"


def read(data: bytes) -> Read:
    """The engagements in what another system gave, or in a table. Raises a problem where there can be none in it."""
    begins = data.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:1]
    if begins == b"<":
        raise Problem("invalid-body", f"This is a page of HTML, and no data. {ADDRESSES}")
    found = _in_json(data) if begins in {b"{", b"["} else read_table(data)
    _refuse_twice(found)
    return found


def _in_json(data: bytes) -> Read:
    if len(data) > settings().max_record:
        raise Problem("too-large", f"At most {settings().max_record / 1_000_000:g} MB are read.")
    try:
        content = read_json(data)
        # Half a character, which JSON can hold and no text can, becomes a question mark.
        content = json.loads(json.dumps(content, ensure_ascii=False).encode("utf-8", "replace"))
    except JSONDecodeError as wrong:
        raise Problem("bad-json", wrong.msg) from None
    except RecursionError:
        raise Problem("bad-json", "Its lists and objects stand too deep in one another.") from None
    if isinstance(content, list) and is_citizen_space(content):
        return read_activities(content)
    if isinstance(content, dict) and is_localgov_drupal(content):
        return read_nodes(content)
    raise Problem("invalid-body", _NEITHER)


def _refuse_twice(read: Read) -> None:
    """Of those that have one number nobody knows which is meant: none of them is taken."""
    many = Counter((one.scheme, one.number) for one in read.found)
    for one in read.found:
        if many[one.scheme, one.number] > 1:
            detail = f"{quoted(one.number)} stands there {many[one.scheme, one.number]} times"
            read.faults.append(Fault(one.where("id"), "id-twice", detail))
    read.found = [one for one in read.found if many[one.scheme, one.number] == 1]
