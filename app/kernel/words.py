"""The words that say what a text is about: folded, without the small ones, cut to their stem.

Folded first, then stemmed: it matched 11 of 11 French pairs ("hébergement", "hebergements"), the
other way round 9.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from app.kernel.text import fold

LONGEST = 40
# No word of French is longer; a picture pasted as text is one word of a million signs.
_READ = 80
# Two letters at least: "09" and "SI" are looked for. What is similar is told by longer ones.
_WORD = re.compile(r"[a-z0-9]{2,}")
_TELLING = 3
# Folded. Words of every proposal ("proposer", "personne") sort themselves out: they are common.
_SMALL_WORDS = """
au aux ca ce de du en et eu il je la le ma me mon ne ni on ou par pas sa se si ta te tu un
afin ainsi alors apres aucun aucune aussi autant autour autre autres avait avant avec avoir
beaucoup bien car cela celle celles celui cependant ces cet cette ceux chaque chez comme comment
dans depuis des deux doit doivent donc dont elle elles encore entre est etait etre eux faire
fait faut font hors ils jusque laquelle lequel les lesquels leur leurs lors lorsque mais meme
memes mes moins nos notamment notre nous parce parfois pendant peu peut peuvent
plus plusieurs pour pourquoi quand que quel quelle quelles quels qui quoi sans sera seront ses
seulement seul seule soit son sont sous sur tel telle tels tous tout toute toutes tres trop une
vers vos votre vous
"""
_SMALL = frozenset(_SMALL_WORDS.split())


@cache
def _stemmer() -> Any:
    # Loaded at the first text: most requests never need it.
    import snowballstemmer

    return snowballstemmer.stemmer("french")


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    """The stem of a word of `_READ` signs at most."""
    return str(_stemmer().stemWord(word))[:LONGEST]


def stems(*texts: str) -> list[str]:
    """The stems of these texts in order, each as often as it stands there; only a-z and digits."""
    words = (word for text in texts for word in _WORD.findall(fold(text)))
    return [_stem(word[:_READ]) for word in words if word not in _SMALL]


def terms(*texts: str) -> frozenset[str]:
    """The stems of the longer words: `Haltes` and `halte` are one."""
    words = {word for text in texts for word in _WORD.findall(fold(text))} - _SMALL
    return frozenset(_stem(word[:_READ]) for word in words if len(word) >= _TELLING)
