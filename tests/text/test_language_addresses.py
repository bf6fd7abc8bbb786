"""What decides in which language somebody is answered: the address, and never their browser."""

import pytest
from starlette.testclient import TestClient

from tests.addresses import filled, public_addresses

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

# What browsers send of themselves, as they come: of a reader in Wales, in England, in France, in Germany, anywhere.
BROWSERS = (
    {
        "User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0",
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept-Language": "cy,en-GB;q=0.7,en;q=0.3",
        "Accept-Encoding": "gzip, deflate, br, zstd",
        "Sec-Fetch-Dest": "document",
    },
    {
        "User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
        " Chrome/142.0.0.0 Safari/537.36",
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,"
        "application/signed-exchange;v=b3;q=0.7",
        "Accept-Language": "en-GB,en-US;q=0.9,en;q=0.8,cy;q=0.7",
        "Accept-Encoding": "gzip, deflate, br, zstd",
        "Sec-Fetch-Dest": "iframe",
    },
    {
        "User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
        " Version/26.0 Mobile/15E148 Safari/604.1",
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept-Language": "fr-FR,fr;q=0.9",
        "Accept-Encoding": "gzip, deflate, br",
    },
    {
        "User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
        " Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
        "Accept-Language": "de,de-DE;q=0.9,en;q=0.8,en-GB;q=0.7,en-US;q=0.6",
        "Accept-Encoding": "gzip, deflate, br, zstd",
    },
    {
        "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "Accept": "text/html, */*;q=0.1",
        "Accept-Language": "*",
        "Accept-Encoding": "gzip",
    },
)
GONE = (
    "/recommendations/anytown-nothing",
    "/embed/recommendations/anytown-nothing",
    "/fragment/assemblies/anytown-nothing",
    "/badge/recommendations/anytown-nothing.svg",
    "/feeds/assemblies/anytown-nothing.atom",
    "/calendar/posts/anytown-nothing.ics",
    "/docs/nothing",
    "/nothing",
)


def test_every_public_address_answers_all_browsers_alike(client: TestClient) -> None:
    addresses = [*(address for path in public_addresses() for address in filled(path)), *GONE]
    assert len(addresses) > 100
    for address in addresses:
        answers = [client.get(address, headers={**one, "X-Request-Id": "the-same-one"}) for one in BROWSERS]

        assert len({(answer.status_code, answer.content) for answer in answers}) == 1, address
        assert {answer.headers.get("content-language", "en") for answer in answers} == {"en"} or "lang=cy" in address
        varied = {name.strip().lower() for answer in answers for name in answer.headers.get("vary", "").split(",")}
        refused = answers[0].status_code >= 400  # as a page for whoever reads pages, else as data
        assert varied <= {"", "accept-encoding"} | ({"accept"} if refused else set()), address
