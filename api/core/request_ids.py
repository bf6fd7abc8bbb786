"""The id of a request: the asker's own, where it is one, so that their log and ours name it alike."""

import re
import secrets

_ONE = re.compile(rb"[A-Za-z0-9._-]{8,64}")


def request_id(given: bytes | None) -> bytes:
    """The id that a header gave, or a new one."""
    return given if given and _ONE.fullmatch(given) else secrets.token_hex(8).encode()
