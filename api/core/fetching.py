"""What is fetched over HTTP from somebody else's server: bounded in size and in time, and never sent elsewhere."""

import asyncio
import ssl
from functools import lru_cache
from typing import Any

import httpx2


class NotFetched(Exception):  # noqa: N818 - what became of it
    """There is no answer that can be used, and why; `leads_to` is where it sends whoever asks, if it does."""

    def __init__(self, why: str, leads_to: str = "") -> None:
        super().__init__(why)
        self.leads_to = leads_to


@lru_cache
def _tls() -> ssl.SSLContext:
    """Read once: it takes longer than a question."""
    return httpx2.create_ssl_context()


async def fetched(address: str, *, seconds: float, most: int, **form: Any) -> bytes:
    """The body of an answer of at most so many bytes, within so many seconds; of a POST where there is a form.

    Redirections are not followed. Raises `NotFetched`.
    """
    body = bytearray()
    try:
        async with (
            asyncio.timeout(seconds),  # of everything, so that each step needs none
            httpx2.AsyncClient(timeout=None, verify=_tls()) as client,
            client.stream("POST" if form else "GET", address, **form) as answer,
        ):
            if answer.status_code != httpx2.codes.OK:
                raise NotFetched(f"it answers {answer.status_code}", answer.headers.get("location", ""))
            async for part in answer.aiter_bytes():
                body += part
                if len(body) > most:
                    raise NotFetched("its answer is too long")
    except TimeoutError:
        raise NotFetched(f"it has not answered after {seconds:g} s") from None
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise NotFetched(type(error).__name__) from None
    return bytes(body)
