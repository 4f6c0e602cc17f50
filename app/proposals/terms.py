"""The words that say what a text is about: folded, without the small ones, cut to their stem."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from app.kernel.text import fold

LONGEST = 40
_WORD = re.compile(r"[a-z0-9]{3,}")
# Folded. Words of every proposal ("proposer", "personne") sort themselves out: they are common.
_SMALL_WORDS = """
afin ainsi alors apres aucun aucune aussi autant autour autre autres avait avant avec avoir
beaucoup bien car cela celle celles celui cependant ces cet cette ceux chaque chez comme comment
dans depuis des deux doit doivent donc dont elle elles encore entre est etait etre eux faire
fait faut font hors ils jusque laquelle lequel les lesquels leur leurs lors lorsque mais meme
memes mes moins mon nos notamment notre nous par parce parfois pas pendant peu peut peuvent
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


def terms(*texts: str) -> frozenset[str]:
    """The stems of these texts: `Haltes` and `halte` are one."""
    words = {word for text in texts for word in _WORD.findall(fold(text))} - _SMALL
    return frozenset(stem[:LONGEST] for stem in _stemmer().stemWords(sorted(words)))
