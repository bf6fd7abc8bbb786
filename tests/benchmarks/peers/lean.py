"""The least a server can do: an application that answers 1 KB and does nothing; bodies in memory; one read of SQLite.

Run by uvicorn with uvloop and httptools, as `hello`, `in_memory` and `from_sqlite`. PEERS names the SQLite file.
"""

import os
import sqlite3
from urllib.parse import parse_qs

_KB = b'{"hello": "' + b"x" * 1_011 + b'"}'
_FILE = os.environ.get("PEERS", "")
_PAGE = "SELECT body FROM statuses WHERE id > ? ORDER BY id LIMIT 50"
_FILTER = "SELECT body FROM statuses WHERE progress = ? AND response = ? ORDER BY id LIMIT 50"


async def _answer(send, body, status=200):
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def hello(scope, receive, send):
    if scope["type"] == "http":
        await _answer(send, _KB)


class _Kept(dict):
    """Bodies by their address, as they were first made."""

    def __missing__(self, address):
        path, _, query = address.partition("?")
        self[address] = _made(path, query)
        return self[address]


def _made(path, query):
    connection = _connection()
    if path != "/recommendations":
        (found,) = connection.execute("SELECT body FROM statuses WHERE id = ?", (path.split("/")[2],)).fetchone()
        return found
    asked = {name: values[0] for name, values in parse_qs(query).items()}
    if "progress" in asked:
        rows = connection.execute(_FILTER, (asked["progress"], asked["response"]))
    else:
        rows = connection.execute(_PAGE, (asked.get("after", ""),))
    return b'{"items": [' + b",".join(body for (body,) in rows) + b"]}"


_opened = []


def _connection():
    if not _opened:
        _opened.append(sqlite3.connect(f"file:{_FILE}?mode=ro", uri=True))
    return _opened[0]


_kept = _Kept()


async def in_memory(scope, receive, send):
    if scope["type"] == "http":
        await _answer(send, _kept[f"{scope['path']}?{scope['query_string'].decode()}"])


async def from_sqlite(scope, receive, send):
    if scope["type"] == "http":
        await _answer(send, _made(scope["path"], scope["query_string"].decode()))
