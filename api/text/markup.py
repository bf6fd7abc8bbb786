"""The words of the catalogues as HTML, marked where they are in another language than what stands around them."""

from functools import lru_cache, partial

from markupsafe import Markup

from api.text.catalogue import Message
from api.text.localizer import Words, localizer


@lru_cache
def words_as_html(language: str, group: str, *, found: bool = False) -> Words[Markup]:
    """The words of one group for a page: what templates call `t`. What `format` and `plural` fill in is escaped.

    Those of a compiled record (`found`) say what was not found, never what was not done.

    Words that another language lends stand in a `span` that says which. `| striptags` takes it off again where HTML
    takes text only: in attributes, titles and options.
    """
    return Words(localizer(language), group, partial(_marked, language), found=found)


def _marked(around: str, message: Message, words: str) -> Markup:
    own = Markup(words)  # noqa: S704 - our own words
    return own if message.language == around else Markup('<span lang="{}">{}</span>').format(message.language, own)
