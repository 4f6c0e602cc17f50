"""Reading the glossary, and finding its sigles in a text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import select

from app.kernel.access import Actor
from app.kernel.db import db
from app.kernel.text import fold
from app.strategy.models import GlossaryTerm

_TAGS = re.compile(r"<[^>]*>")


def terms() -> list[GlossaryTerm]:
    """Every sigle, in alphabetical order."""
    found = db.session.scalars(select(GlossaryTerm).order_by(GlossaryTerm.id))
    return sorted(found, key=lambda one: fold(one.sigle))


def term_by_id(_actor: Actor, *, term_id: int) -> GlossaryTerm | None:
    return db.session.get(GlossaryTerm, term_id)


def sigles_in(text: str) -> list[GlossaryTerm]:
    """Those that a text (or the HTML of a page) uses, as whole words; one query."""
    every = terms()
    used = names_in(text, [one.sigle for one in every])
    return [one for one in every if one.sigle in used]


def names_in(text: str, names: Sequence[str]) -> set[str]:
    """Which of these names stand in a text or HTML: `CEJ-JR` is no use of `CEJ`."""
    if not names:
        return set()
    # The longest first: alternatives are tried in order.
    listed = "|".join(re.escape(one) for one in sorted(names, key=len, reverse=True))
    return set(re.findall(rf"(?<![\w-])(?:{listed})(?![\w-])", _TAGS.sub(" ", text)))
