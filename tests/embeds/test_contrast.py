"""Contrast as WCAG measures it, against values that are known from elsewhere."""

import pytest

from api.embeds.contrast import DEFAULTS, NEEDED, PAIRS, is_dark, luminance, poor, ratio, scheme, whole

# From WebAIM's contrast checker and from WCAG's own techniques (G18), to two places.
KNOWN = [
    ("000000", "ffffff", 21.0),
    ("ffffff", "ffffff", 1.0),
    ("767676", "ffffff", 4.54),
    ("777777", "ffffff", 4.48),
    ("ff0000", "ffffff", 4.0),
    ("0000ff", "ffffff", 8.59),
    ("008000", "ffffff", 5.14),
    ("1d70b8", "ffffff", 5.17),
    ("ffff00", "000000", 19.56),
]
SCHEMES = {  # of embed.html: what is text, on what
    "light": ("fff", "f3f5f6", ["1d2327", "4d575f", "0b5cad"]),
    "dark": ("14181b", "1e2429", ["e8ebed", "b4bdc4", "7db8f5"]),
}


@pytest.mark.parametrize(("one", "other", "expected"), KNOWN)
def test_known_ratios(one: str, other: str, expected: float) -> None:
    assert ratio(one, other) == pytest.approx(expected, abs=0.006)
    assert ratio(one, other) == ratio(other, one)


def test_black_and_white() -> None:
    assert luminance("000000") == 0
    assert luminance("ffffff") == pytest.approx(1)


@pytest.mark.parametrize(("given", "colour"), [("fff", "ffffff"), ("#A1b", "aa11bb"), ("1D2327", "1d2327")])
def test_three_digits_stand_for_six(given: str, colour: str) -> None:
    assert whole(given) == colour


def test_no_colours_are_no_scheme_and_one_brings_the_others() -> None:
    assert scheme({}) is None
    assert scheme({"accent": "#60f"}) == {**DEFAULTS, "accent": "6600ff"}


def test_just_enough_passes_and_just_too_little_fails() -> None:
    assert poor({"ink": "767676", "paper": "ffffff", "accent": "767676"}) == []
    (first, second) = poor({"ink": "777777", "paper": "ffffff", "accent": "777777"})
    assert (first.of, first.on, first.ratio) == ("ink", "paper", "4.47")  # 4.478 is not rounded up
    assert second.of == "accent"


def test_our_own_colours_pass() -> None:
    assert poor(DEFAULTS) == []
    for paper, tint, texts in SCHEMES.values():
        for text in texts:
            for behind in (paper, tint):
                assert ratio(text, whole(behind)) >= NEEDED, (text, behind)


def test_the_colours_that_are_tested_are_those_of_the_page() -> None:
    from pathlib import Path

    import api.pages

    style = (Path(api.pages.__file__).parent / "templates" / "embed.html").read_text(encoding="utf-8")
    for paper, tint, texts in SCHEMES.values():
        for colour in (paper, tint, *texts):
            assert f": #{colour};" in style, colour


def test_which_papers_are_dark() -> None:
    assert is_dark({"paper": "000033"})
    assert not is_dark({"paper": "ffffff"})
    assert {pair[1] for pair in PAIRS} == {"paper"}
