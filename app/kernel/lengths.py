"""No text beyond its maximum reaches the database, whatever way it came: form, import, command."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from sqlalchemy import Enum, String, event
from sqlalchemy.orm import Mapper, Session, object_mapper

from app.kernel.errors import Invalid
from app.kernel.text import number

# Where a column states none: more than any form sends in all (`MAX_FORM_MEMORY_SIZE`).
LONGEST: Final = 2_000_000


@cache
def _texts(mapper: Mapper[Any]) -> tuple[tuple[str, int], ...]:
    """The text attributes of a mapped class, each with its maximum."""
    found = []
    for attribute in mapper.column_attrs:
        kind = attribute.columns[0].type
        if isinstance(kind, String) and not isinstance(kind, Enum):
            found.append((attribute.key, kind.length or LONGEST))
    return tuple(found)


def _refuse_too_long(session: Session, _context: Any, _instances: Any) -> None:
    """Raise `Invalid`, which names the attribute, before anything is written."""
    for row in (*session.new, *session.dirty):
        values = row.__dict__
        for name, most in _texts(object_mapper(row)):
            value = values.get(name)
            if isinstance(value, str) and len(value) > most:
                message = f"Ce texte est trop long : {number(most)} caractères au plus."
                raise Invalid({name: message})


def guard() -> None:
    """Watch every session of this process; calling it again changes nothing."""
    if not event.contains(Session, "before_flush", _refuse_too_long):
        event.listen(Session, "before_flush", _refuse_too_long)
