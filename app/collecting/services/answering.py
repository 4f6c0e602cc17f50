"""The referent, by the private link: proposes, takes back, says that all is said."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import func, select

from app.audit import services as audit
from app.collecting.enums import ProposedState
from app.collecting.models import FigureRequest, ProposedFigure
from app.collecting.services.asking import locked
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db, lock_row
from app.kernel.errors import Conflict, Invalid
from app.kernel.text import fold

CLOSED: Final = "Ce lien ne permet plus d’envoyer de chiffres : son dernier jour est passé."
# More than anybody has to say of one dispositif.
MOST: Final = 200


def propose(actor: Actor, request: FigureRequest, **values: Any) -> ProposedFigure:
    """Propose a figure: the columns of `ProposedFigure`. Nothing is published.

    Raises `Conflict` once the link is closed, `Invalid` when the same thing already waits.
    """
    held = _open(request)
    if not str(values.get("source") or "").strip():
        raise Invalid({"source": "Dites d’où vient ce chiffre."})
    count = select(func.count()).where(ProposedFigure.request_id == held.id)
    if (db.session.scalar(count) or 0) >= MOST:
        raise Conflict("Il y a déjà beaucoup de chiffres ici : envoyez plutôt un tableau.")
    waiting = select(ProposedFigure).where(
        ProposedFigure.request_id == held.id, ProposedFigure.state == ProposedState.WAITING
    )
    made = ProposedFigure(request_id=held.id, **values)
    for one in db.session.scalars(waiting):
        if _thing(one) == _thing(made):
            raise Invalid(
                {"unit": "Ce chiffre est déjà envoyé pour ce territoire : retirez-le d’abord."}
            )
    db.session.add(made)
    held.done_at = None
    db.session.flush()
    told = {name: values.get(name) for name in ("value", "unit", "source")}
    audit.record(actor, "collecting:propose", made, after=told)
    return made


def take_back(actor: Actor, request: FigureRequest, proposed_id: int) -> bool:
    """Take back what was proposed and not decided yet; whether there was something to take back.

    Raises `Conflict` when the team has decided meanwhile.
    """
    held = _open(request)
    found = lock_row(ProposedFigure, proposed_id)
    if found is None or found.request_id != held.id:
        return False
    if found.state is not ProposedState.WAITING:
        raise Conflict("L’équipe a déjà répondu sur ce chiffre.")
    audit.record(actor, "collecting:take_back", found, before={"value": found.value})
    db.session.delete(found)
    db.session.flush()
    return True


def finish(actor: Actor, request: FigureRequest, *, word: str | None) -> None:
    """Say that nothing more is to come; no reminder follows. A figure proposed later reopens it."""
    held = _open(request)
    if held.done_at is not None and held.done_word == word:
        return
    held.done_at, held.done_word = clock.now(), word
    db.session.flush()
    audit.record(actor, "collecting:finish", held)


def _open(request: FigureRequest) -> FigureRequest:
    held = locked(request)
    if not held.is_open(clock.today()):
        raise Conflict(CLOSED)
    return held


def _thing(figure: ProposedFigure) -> tuple[str | None, int | None, str]:
    return (figure.department_code, figure.metropole_id, fold(figure.unit))
