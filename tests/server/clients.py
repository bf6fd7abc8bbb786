"""Clients that a server may meet: many at once, and those that say nothing or stop half-way."""

import asyncio
import socket
from typing import NamedTuple
from urllib.parse import urlsplit

WITHIN = 120  # seconds after which a client gives up; nothing is measured by it
STATUS = "/v1/recommendations/camden-climate-2019-8/status"


class Answer(NamedTuple):
    status: int
    head: str
    body: str


async def get(address: str, path: str = STATUS, **headers: str) -> Answer:
    """One request on a connection of its own."""
    return await _sent(address, "GET", path, "", headers)


async def post(address: str, path: str, body: str, **headers: str) -> Answer:
    return await _sent(address, "POST", path, body, {"Content-Type": "application/json", **headers})


async def _sent(address: str, method: str, path: str, body: str, headers: dict[str, str]) -> Answer:
    host, port = _place(address)
    reader, writer = await asyncio.open_connection(host, port)
    told = {"Host": host, "Connection": "close", "Content-Length": str(len(body.encode())), **headers}
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    writer.write(f"{method} {path} HTTP/1.1\r\n{lines}\r\n{body}".encode())
    answer = (await asyncio.wait_for(reader.read(), WITHIN)).decode()
    writer.close()
    head, _, rest = answer.partition("\r\n\r\n")
    return Answer(int(head.split(" ", 2)[1]), head.lower(), rest)


def silent(address: str) -> socket.socket:
    """Somebody who connects and says nothing."""
    return socket.create_connection(_place(address), timeout=WITHIN)


def half_way(address: str, path: str) -> socket.socket:
    """Somebody who announces a body and sends a part of it."""
    opened = silent(address)
    head = f"POST {path} HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n"
    opened.sendall(f'{head}{{"summary": "'.encode())
    return opened


def asking(address: str, path: str, body: str, **headers: str) -> socket.socket:
    """Somebody who has sent a whole request, and has not read the answer."""
    opened = silent(address)
    told = {"Host": "here", "Content-Type": "application/json", "Content-Length": str(len(body.encode())), **headers}
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    opened.sendall(f"POST {path} HTTP/1.1\r\n{lines}\r\n{body}".encode())
    return opened


def _place(address: str) -> tuple[str, int]:
    parts = urlsplit(address)
    assert parts.hostname
    assert parts.port
    return parts.hostname, parts.port
