"""A page of another site and a frame of ours do not disturb each other; and what would be noticed if they did."""

from collections.abc import Iterator

import pytest

from tests.browser.conftest import Stay
from tests.browser.hosts import AGGRESSIVE, Host, framed, hosting

BODY = '<style>p { color: rgb(0, 0, 255) }</style><p class="status">Partly done</p>'
PAGE = f'<!doctype html><html lang="en"><head><title>One</title></head><body>{BODY}</body></html>'
CLASHING = "<style>p, th { color: rgb(0, 128, 0) !important; display: inline !important }</style>"


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    with hosting() as found:
        yield found


@pytest.fixture(scope="module")
def ours() -> Iterator[Host]:
    """Stands for this application: another origin than the host's."""
    with hosting() as found:
        found.put("/fine", PAGE)
        found.put("/closed", PAGE, Content_Security_Policy="frame-ancestors 'none'")
        found.put("/clashing", PAGE + CLASHING)
        found.put("/asking", PAGE.replace("<body>", '<body><img src="/other" alt="">'))
        yield found


def strict(src: str) -> str:
    """A policy that lets in frames of this address' site, and nothing else."""
    site = "/".join(src.split("/")[:3])
    return f"default-src 'none'; style-src 'unsafe-inline'; frame-src {site}"


@pytest.mark.parametrize("style", ["", AGGRESSIVE], ids=["plain", "aggressive"])
@pytest.mark.parametrize("sandbox", [None, "", "allow-scripts"])
@pytest.mark.parametrize("scripts", [True, False])
def test_a_frame_shows_the_same_in_every_page(
    stay: Stay, host: Host, ours: Host, style: str, sandbox: str | None, scripts: bool
) -> None:
    src = f"{ours.url}/fine"

    found = framed(
        *(stay, host, src), style=style, policy=strict(src), sandbox=sandbox, scripts=scripts, markers=(".status",)
    )

    assert found.text.strip() == "Partly done"
    assert found.requests == [f"{host.url}/page", src]
    assert found.inside[".status"]["color"] == "rgb(0, 0, 255)"
    assert found.inside[".status"]["font-size"] == "16px"
    assert not found.said


def test_what_a_frame_sets_stays_in_it(stay: Stay, host: Host, ours: Host) -> None:
    plain = framed(stay, host, f"{ours.url}/fine")
    clashing = framed(stay, host, f"{ours.url}/clashing", markers=("p",))

    assert clashing.inside["p"]["color"] == "rgb(0, 128, 0)"
    assert clashing.outside == plain.outside


class TestWhatWouldBeNoticed:
    """Each of these is a fault that `framed` has to tell from a frame that is well."""

    def test_a_page_that_may_not_be_framed(self, stay: Stay, host: Host, ours: Host) -> None:
        found = framed(stay, host, f"{ours.url}/closed")

        assert found.refused
        assert not found.text
        assert any("frame-ancestors" in line for line in found.said)

    def test_a_page_that_is_not_there(self, stay: Stay, host: Host) -> None:
        assert framed(stay, host, "http://127.0.0.1:1/").refused

    def test_a_host_that_does_not_let_it_in(self, stay: Stay, host: Host, ours: Host) -> None:
        found = framed(stay, host, f"{ours.url}/fine", policy="frame-src 'none'")

        assert found.refused
        assert any("frame-src" in line for line in found.said)

    def test_a_frame_that_asks_for_more(self, stay: Stay, host: Host, ours: Host) -> None:
        found = framed(stay, host, f"{ours.url}/asking")

        assert found.requests[2:] == [f"{ours.url}/other"]

    def test_styles_that_reach_in(self, stay: Stay, host: Host) -> None:
        found = framed(stay, host, pasted=BODY, style=AGGRESSIVE)  # without a frame nothing keeps them out

        assert found.outside["#marker"]["color"] == "rgb(255, 0, 0)"

    def test_styles_that_reach_out(self, stay: Stay, host: Host) -> None:
        plain, pasted = (framed(stay, host, pasted=one) for one in ("<p>Words</p>", CLASHING))

        assert pasted.outside != plain.outside
