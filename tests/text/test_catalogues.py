"""The words of each language: what is said where a language has them, where it has none, and what the check finds."""

import re
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import Engine

from api.reminders.mails import language_of_mail
from api.reminders.own_mail import after_the_items
from api.reminders.reply import is_still_true
from api.settings import settings
from api.text.catalogue import Untranslated, messages, spoken
from api.text.languages import languages
from api.text.localizer import localizer
from api.text.markup import words_as_html
from tests.commands import command

Speaking = Callable[..., None]
on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
NUMBERS = (0, 1, 2, 3, 6, 11)
PLURALS = sorted(key for key, message in messages("en").items() if len(message.forms) > 1)
GAPS = {name: "…" for text in messages("en").values() for name in re.findall(r"\{(\w+)\}", "".join(text.forms))}
GAPS.pop("n")
lent = pytest.mark.filterwarnings("ignore::api.text.catalogue.Untranslated")


def entry(key: str, *forms: str, note: str = "") -> str:
    """An entry of a catalogue; with several forms, one of a plural."""
    head = f'{note}\nmsgid "{key}"\n'.lstrip()
    if len(forms) == 1:
        return f'{head}msgstr "{forms[0]}"\n\n'
    return f'{head}msgid_plural "{key}"\n' + "".join(f'msgstr[{at}] "{form}"\n' for at, form in enumerate(forms)) + "\n"


LATE = entry("sentence.days_late", *[f"({{n}} {at})" for at in range(3)])


@on_sqlite
def test_our_own_catalogues_leave_nothing_to_be_done(engine: Engine) -> None:
    done = command(engine, "catalogues")

    assert (done.returncode, done.stdout) == (0, b"Everything is translated: en, cy.\n")


@pytest.mark.parametrize("language", languages())
def test_apostrophes_are_typographic(language: str) -> None:
    """But in the English of faults and refusals, which programs read as it always was."""
    known = {key for key in messages(language) if language == "en" and key.startswith(("fault.", "refusal."))}
    found = {key for key, message in messages(language).items() if "'" in "".join(message.forms)}
    assert found - known == set()


@pytest.mark.parametrize("language", languages())
def test_a_number_of_something_has_its_words_in_every_language(language: str) -> None:
    for key, number in product(PLURALS, NUMBERS):
        told = localizer(language).plural(key, number, **GAPS)

        assert str(number) in told or number == 1, key  # “every month”
        assert "{" not in told, key


def test_what_is_counted_has_the_form_that_its_number_asks_for() -> None:
    english, welsh = (
        [localizer(language).plural("sentence.days_late", number).strip() for number in (1, 2, 3, 1234)]
        for language in ("en", "cy")
    )

    assert english == ["(1 day late)", "(2 days late)", "(3 days late)", "(1,234 days late)"]
    assert welsh == [
        "(1 diwrnod yn hwyr)",
        "(2 ddiwrnod yn hwyr)",
        "(3 diwrnod yn hwyr)",
        "(1,234 diwrnod yn hwyr)",
    ]


@lent
def test_what_a_language_has_no_words_for_is_lent_by_the_default_and_marked(speaking: Speaking) -> None:
    speaking("cy,fr", fr=entry("sentence.due", "C’est prévu {by}") + LATE + entry("date.by_day", "d’ici le {date}"))
    french, by = localizer("fr"), localizer("fr").by("2026-10-07")

    assert french.t("sentence.due", by=by) == "C’est prévu d’ici le 7 octobre 2026"
    assert french.plural("sentence.days_late", 1) == f"({1} 0)"
    assert french.by("2026-10") == "erbyn diwedd mis Hydref 2026"  # the whole of it in the language that has the words
    assert messages("fr")["sentence.delivered"].language == "cy"
    assert words_as_html("fr", "sentence")["delivered"] == '<span lang="cy">mae hyn wedi’i wneud</span>'
    assert words_as_html("fr", "sentence").plural("days_late", 2) == "(2 2)"
    calls = words_as_html("fr", "sentence")["calls"].format(who_inside="<b>", label="x")
    assert calls == '<span lang="cy">Disgrifiad &lt;b&gt; o’r sefyllfa yw “x”</span>'


def test_words_that_are_missing_fail_a_test(speaking: Speaking) -> None:
    with pytest.raises(Untranslated, match=r"nothing has words for page\.none"):
        localizer("en").t("page.none")
    with pytest.raises(Untranslated, match=r"nothing has words for sentence\.none"):
        localizer("en").words("sentence")["none"]
    speaking("en,fr", fr=entry("sentence.due", "C’est prévu {by}"))
    with pytest.raises(Untranslated, match=r"fr\.po has no words for \d+ of \d+ keys"):
        localizer("fr").t("sentence.due", by="…")


@lent
def test_a_key_that_nothing_has_words_for_stands_for_itself_where_people_read() -> None:
    assert localizer("cy").t("page.none") == "page.none"
    assert str(words_as_html("cy", "page")["none"]) == '<span lang="zxx">page.none</span>'


@lent
def test_a_sentence_of_many_parts_is_only_told_in_languages_that_have_all_of_them(speaking: Speaking) -> None:
    speaking("fr,cy", fr=entry("sentence.due", "C’est prévu {by}"))
    assert spoken("sentence", "date") == ("cy",)
    speaking("fr", fr=entry("sentence.due", "C’est prévu {by}"))
    assert spoken("sentence", "date") == ("en",)


@lent
def test_a_mail_is_whole_in_one_language_and_answers_are_known_by_its_words(speaking: Speaking) -> None:
    speaking("en,cy,fr", fr=entry("mail.how", "COMMENT RÉPONDRE"))
    assert language_of_mail("fr-CA") == "en"  # of which there are too few words

    english = {key: one for key, one in messages("en").items() if key.startswith(("mail.", "mailed.", "date."))}
    forms = {key: [*one.forms, one.text] if len(one.forms) > 1 else one.forms for key, one in english.items()}
    speaking("en,fr", fr="".join(entry(key, *(f"Voici {form}" for form in told)) for key, told in forms.items()))
    assert language_of_mail("fr-CA") == "fr"
    assert "voici how to answer" in after_the_items()
    assert is_still_true("Voici still true")


@lent
@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("", "is not translated"),
        (entry("sentence.due", ""), "is not translated"),
        (entry("sentence.due", "Disgwylir {by}", note="#, fuzzy"), "is fuzzy: look at it, and take the mark off"),
        (entry("sentence.due", "Disgwylir {when}"), "has gaps that nothing fills: ['when']"),
        (entry("sentence.due", "Disgwylir {by"), "has braces that cannot be read"),
        (entry("sentence.due", "Disgwylir"), "leaves out ['by']"),
        (
            entry("sentence.due", "Disgwylir {by}", note="#. en: It was due {by}"),
            "was translated from “It was due {by}”, which is “It is due {by}” now",
        ),
        (entry("sentence.days_late", "({n})", "({n})", ""), "lacks a plural form: it has 2"),
        (entry("sentence.days_late", "({n})"), "lacks a plural form: it has 1"),
        (entry("sentence.gone", "Wedi mynd"), "English has no such key"),
        (
            entry("sentence.moved_1", "Reporté une fois") + entry("page.moved_once", "Déplacé une fois"),
            "“The date has moved once” is told in other words under sentence.moved_1",
        ),
    ],
)
@on_sqlite
def test_the_check_names_each_thing_that_is_to_be_done(
    engine: Engine, speaking: Speaking, given: str, told: str
) -> None:
    speaking("en,fr", fr=given)
    keys = re.findall(r'msgid "(.+)"', given) or ["sentence.due"]

    done = command(engine, "catalogues", TRACKER_LOCALE=settings().locale, TRACKER_LANGUAGES="en,fr")

    assert done.returncode == 1
    assert f"fr {keys[-1]}: {told}" in done.stdout.decode().splitlines()


@lent
@pytest.mark.parametrize(
    "given",
    [
        entry("sentence.due", "Prévu", note="#, fuzzy"),
        entry("sentence.due", ""),
        entry("sentence.due", "Prévu {quand}"),
        entry("sentence.due", "Prévu {by"),
        entry("sentence.due", "Prévu {0}"),
    ],
)
def test_what_cannot_be_said_as_it_stands_counts_as_missing(speaking: Speaking, given: str) -> None:
    speaking("en,fr", fr=given)

    assert localizer("fr").t("sentence.due", by="…") == "It is due …"


def test_an_instance_can_have_other_words_for_ours(speaking: Speaking) -> None:
    speaking("en,cy", cy=entry("sentence.due", "Disgwylir {by}"))

    assert localizer("cy").t("sentence.due", by="…") == "Disgwylir …"
    assert localizer("cy").t("sentence.due_law", by="…") == "Mae’r gyfraith yn gofyn am hyn …"


@lent
@on_sqlite
def test_a_catalogue_is_begun_and_brought_up_to_date(engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "fr.po"
    assert command(engine, "catalogues", "--update", file).returncode == 0
    begun = file.read_text("utf-8")
    assert '#. en: It is due {by}\nmsgid "sentence.due"\nmsgstr ""\n' in begun
    assert 'msgstr[2] ""' in begun  # French has three forms

    translated = begun.replace('msgid "sentence.due"\nmsgstr ""', 'msgid "sentence.due"\nmsgstr "Prévu {by}"')
    changed = translated.replace("en: By law it is due {by}", "en: It is due {by} by law").replace(
        'msgid "sentence.due_law"\nmsgstr ""', 'msgid "sentence.due_law"\nmsgstr "Prévu par la loi {by}"'
    )
    file.write_text(changed, "utf-8")
    assert command(engine, "catalogues", "--update", file).returncode == 0

    assert '#. en: It is due {by}\nmsgid "sentence.due"\nmsgstr "Prévu {by}"\n' in file.read_text("utf-8")
    fuzzy = '#. en: By law it is due {by}\n#, fuzzy\nmsgid "sentence.due_law"\nmsgstr "Prévu par la loi {by}"\n'
    assert fuzzy in file.read_text("utf-8")


@pytest.mark.parametrize("given", ['msgid "page.skip"\n', "page.skip = Aller\n"])
@on_sqlite
def test_a_file_that_is_no_catalogue_is_named(engine: Engine, speaking: Speaking, given: str) -> None:
    speaking("en,fr", fr=given)

    done = command(engine, "catalogues", TRACKER_LOCALE=settings().locale, TRACKER_LANGUAGES="en,fr")

    assert done.returncode == 1
    assert b"fr.po is no catalogue: " in done.stderr


@pytest.mark.parametrize("languages", ["en,kw", "", "english please", "en,,cy", "en,../cy"])
@on_sqlite
def test_a_language_without_a_catalogue_is_no_setting(engine: Engine, languages: str) -> None:
    done = command(engine, "catalogues", TRACKER_LANGUAGES=languages)

    assert done.returncode == 1
    assert b"TRACKER_LANGUAGES: " in done.stderr


@pytest.mark.parametrize(
    ("value", "english", "welsh"),
    [
        ("2019", ("2019", "in 2019", "by the end of 2019"), ("2019", "yn 2019", "erbyn diwedd 2019")),
        (
            "2019-autumn",
            ("autumn 2019", "in autumn 2019", "by the end of autumn 2019"),
            ("hydref 2019", "yn ystod hydref 2019", "erbyn diwedd hydref 2019"),
        ),
        (
            "2019-winter",
            ("winter 2019–20", "in winter 2019–20", "by the end of winter 2019–20"),
            ("gaeaf 2019–20", "yn ystod gaeaf 2019–20", "erbyn diwedd gaeaf 2019–20"),
        ),
        (
            "2019-10",
            ("October 2019", "in October 2019", "by the end of October 2019"),
            ("Hydref 2019", "ym mis Hydref 2019", "erbyn diwedd mis Hydref 2019"),
        ),
        (
            "2019-10-07",
            ("7 October 2019", "on 7 October 2019", "by 7 October 2019"),
            ("7 Hydref 2019", "ar 7 Hydref 2019", "erbyn 7 Hydref 2019"),
        ),
        (
            "0987-01-02",
            ("2 January 987", "on 2 January 987", "by 2 January 987"),
            ("2 Ionawr 987", "ar 2 Ionawr 987", "erbyn 2 Ionawr 987"),
        ),
    ],
)
def test_a_date_reads_as_precisely_as_it_is_known(value: str, english: tuple[str, ...], welsh: tuple[str, ...]) -> None:
    for language, told in (("en", english), ("cy", welsh)):
        says = localizer(language)
        assert (says.date(value), says.on(value), says.by(value)) == told
