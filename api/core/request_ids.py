"""The id of a request: the asker's own, where it is one, so that their log and ours name it alike."""

import re
from binascii import b2a_hex
from os import urandom

_ONE = re.compile(rb"[A-Za-z0-9._-]{8,64}")


def request_id(given: bytes | None) -> bytes:
    """The id that a header gave, or a new one."""
    return given if given and _ONE.fullmatch(given) else b2a_hex(urandom(8))
