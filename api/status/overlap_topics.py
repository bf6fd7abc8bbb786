"""Which topics a text may be about, by what is coded already: proposed to whoever writes it, never decided."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from collections.abc import Set as AbstractSet
from math import log

_NEAREST = 10  # texts that are listened to


def likely_topics(coded: Sequence[tuple[AbstractSet[str], Collection[str]]], most: int = 3) -> list[str]:
    """The likeliest topics first. `coded` are texts with topics: the words that each has in common with the text, and
    its topics. A word that many have says less than one that few have; the nearer a text, the more it says.
    """
    often = Counter(word for words, _ in coded for word in words)
    weight = {word: log(1 + len(coded) / number) for word, number in often.items()}
    scored = sorted(((sum(weight[word] for word in words), sorted(topics)) for words, topics in coded), reverse=True)
    found = defaultdict[str, float](float)
    for score, topics in scored[:_NEAREST]:
        for topic in topics:
            found[topic] += score**2
    return [topic for topic, _ in sorted(found.items(), key=lambda item: (-item[1], item[0]))[:most]]
