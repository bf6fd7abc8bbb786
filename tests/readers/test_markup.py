"""HTML that other systems send, as the text that it shows."""

from time import process_time

import pytest

from api.readers.markup import text_of

SHOWN = {
    "paragraphs": ("<p>One &amp; two.</p>&#13;\n&#13;\n<p>Three&nbsp;four.</p>", "One & two.\n\nThree four."),
    "lists": (
        "<p>We ask:</p><ul>\n\t<li>where</li>\n\t<li><p>when</p></li></ul><ol><li>one<li>two</ol>",
        "We ask:\n\n- where\n- when\n\n1. one\n2. two",
    ),
    "empty items": ("<ul><li><ul><li></li><li>a</ul><li> </ul>b", "- a\n\nb"),
    "headings and breaks": ("<h2>Why</h2>Because.<br/>And so.", "Why\n\nBecause.\nAnd so."),
    "styles and scripts": ("a<style>p{x:'</p>'}</style><SCRIPT>alert('</p>')</script ><svg><p>b</svg>c", "ac"),
    "a link": (
        'See <a class=x href="https://a.example/?b=1&amp;c=2">our plan</a>.',
        "See our plan (https://a.example/?b=1&c=2).",
    ),
    "a link that says its address": ("<a href='https://a.example'>https://a.example</a>", "https://a.example"),
    "a link that runs something": ('<a href="javascript:alert(1)">Click</a>', "Click"),
    "a sign in an attribute": ('<p title="a>b">Text</p>', "Text"),
    "a tag that never ends": ("Text <a href='x", "Text <a href='x"),
    "a comment": ("<p>Text<!-- <p>not this --></p>", "Text"),
    "a comment that never ends": ("Text <!-- not this", "Text"),
    "no markup": ("Under 5 < 6 &amp; a<b", "Under 5 < 6 & a<b"),
    "lines without markup": ("One\r\ntwo\r\n\r\n\r\nthree", "One\ntwo\n\nthree"),
    "the number of no character": (f"<p>a&#{'9' * 5_000};b&#xFFFFFFFFFF;c&#0;d</p>", "a\ufffdb\ufffdc\ufffdd"),
    "what nobody sees": ("<p>a\u200b\x00\x0bb\ufeff</p>", "ab"),
    "nothing": ("<p>&nbsp;</p><br>", ""),
}


@pytest.mark.parametrize(("html", "text"), SHOWN.values(), ids=SHOWN)
def test_it_is_the_text_that_is_shown(html: str, text: str) -> None:
    assert text_of(html) == text


@pytest.mark.parametrize(
    "piece",
    [
        *("<", "<a", "<!", "<!--", "<div>", "<script>", "</script", '<a href="', "<a =' ", "<a href=http://x>"),
        *(" href=", "<li>", "<ol><li>", "&", "<br>-\n", "<svg><svg/>", " \n", "<b>&#9"),
    ],
)
def test_it_takes_no_time_whatever_stands_in_it(piece: str) -> None:
    began = process_time()
    text_of(f"<p>{piece * (500_000 // len(piece))}<b>")
    assert process_time() - began < 20
