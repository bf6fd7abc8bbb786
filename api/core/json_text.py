"""JSON as people and programs send it: UTF-8, with a byte-order mark before it or without."""

import json
from typing import Any, NoReturn


def read_json(data: bytes) -> Any:
    """What a body of JSON says. Raises `JSONDecodeError`, whose `msg` is a sentence that says why it is none.

    A byte-order mark is passed over, as RFC 8259, 8.1 allows. `NaN` and its like are no JSON.
    """
    encoding = json.detect_encoding(data)
    if not encoding.startswith("utf-8"):
        _refuse(f"It is {encoding[:6].upper()}: save it as UTF-8, and send it again.")
    try:
        return json.loads(data.decode("utf-8").lstrip("\ufeff"), parse_constant=_no_constant)
    except json.JSONDecodeError as wrong:
        _refuse(f"{wrong.msg}: line {wrong.lineno}, column {wrong.colno}.")
    except UnicodeDecodeError as wrong:
        line = data.count(b"\n", 0, wrong.start) + 1
        _refuse(f"In line {line} it holds bytes that are not UTF-8: save it as UTF-8, and send it again.")
    except RecursionError:
        _refuse("Its lists and objects stand too deep in one another.")
    except ValueError as wrong:
        _refuse(f"{wrong}.")


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number in JSON")


def _refuse(sentence: str) -> NoReturn:
    raise json.JSONDecodeError(sentence, "", 0) from None
