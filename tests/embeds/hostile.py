"""Titles that would break a careless page."""

MARKUP = "</title></style><script>alert(1)</script><img src=x onerror=alert(1)> & \"quoted\" 'too' {{ 7 * 7 }}"
TITLES: dict[int, str | dict[str, str]] = {
    **{number: f"Plant trees in every street of ward {number}, and look after them" for number in range(1, 61)},
    1: MARKUP,
    2: "\u202eturned round\u2066 and never \u2069\u2069closed",
    3: "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f 😀👩‍👩‍👧 for everyone",
    4: "x" * 300,
    5: "Many words " * 180 + "and an end",
    6: {"cy": "Dim ond yn Gymraeg y mae hwn"},
    7: {"en": "Open five streets", "cy": "Agor pum stryd"},
    8: {"fr": "Ouvrir cinq rues"},
    9: "شارع للجميع",
    10: "`code` ]]> <!-- --> &amp; %s {0}",
}
