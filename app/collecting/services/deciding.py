"""The team takes a proposed figure, with its source, or says why not."""

from __future__ import annotations

from typing import Any

from app.audit import services as audit
from app.collecting import emails, queries
from app.collecting.enums import ProposedState
from app.collecting.models import ProposedFigure
from app.collecting.services.asking import check
from app.kernel import clock
from app.kernel.access import SYSTEM, Actor
from app.kernel.db import db, lock_row
from app.kernel.errors import Conflict, Invalid, NotFound, Stale
from app.reference.models import Source
from app.strategy.enums import Origin
from app.strategy.models import Figure
from app.strategy.services import series

ANSWERED = "Quelqu’un a déjà répondu sur ce chiffre."


def accept(
    actor: Actor,
    figure: ProposedFigure,
    *,
    source_codes: list[str],
    seen: str = "",
    comment: str | None = None,
) -> Figure:
    """Make a figure of it: a new one, or one that takes the place of what stood.

    Without `source_codes`, the words of the referent become a source of their own. `seen` is the
    number of the figure that stood when the page was read, empty for none. Raises `Stale` when
    another stands now, `Conflict` when it was answered.
    """
    check(actor)
    held = _waiting(figure)
    request, stands = held.request, queries.stands(held)
    if seen != (str(stands.id) if stands is not None else ""):
        raise Stale(
            "Le chiffre en vigueur a changé pendant que vous lisiez : relisez avant de valider.",
            series.as_typed(stands) if stands is not None else {},
        )
    said: dict[str, Any] = {
        "value": held.value,
        "qualifier": held.qualifier,
        "page": held.page,
        "stated_on": held.stated_on,
        "provisional": held.provisional,
        "comment": comment or held.comment,
        "source_codes": source_codes or [_source(actor, figure)],
    }
    if stands is not None:
        made = series.supersede(actor, "collecting:accept", stands, origin=Origin.REFERENT, **said)
    else:
        made = series.begin(
            actor,
            "collecting:accept",
            Figure(
                year=request.year,
                dispositif_id=request.dispositif_id,
                unit=held.unit,
                department_code=held.department_code,
                metropole_id=held.metropole_id,
                origin=Origin.REFERENT,
                entered_by_id=actor.account_id,
                **said,
            ),
        )
    held.figure_id, held.state = made.id, ProposedState.ACCEPTED
    _decided(actor, held)
    emails.decided(held, still_open=queries.is_open(request))
    return made


def refuse(actor: Actor, figure: ProposedFigure, *, reason: str) -> None:
    """Leave it out, and tell why to who proposed it."""
    check(actor)
    held = _waiting(figure)
    if not reason.strip():
        raise Invalid({"reason": "Dites pourquoi : la personne le lira."})
    held.state, held.reason = ProposedState.REFUSED, reason.strip()
    _decided(actor, held)
    audit.record(actor, "collecting:refuse", held, after={"reason": held.reason})
    emails.decided(held, still_open=queries.is_open(held.request))


def _decided(actor: Actor, held: ProposedFigure) -> None:
    held.decided_at, held.decided_by_id = clock.now(), actor.account_id
    db.session.flush()


def _waiting(figure: ProposedFigure) -> ProposedFigure:
    lock_row(ProposedFigure, figure.id)
    held = queries.proposed(SYSTEM, proposed_id=figure.id)
    if held is None:
        raise NotFound
    if held.state is not ProposedState.WAITING:
        raise Conflict(ANSWERED)
    return held


def _source(actor: Actor, figure: ProposedFigure) -> str:
    """The referent's own words as a source; the number of the proposal makes its code."""
    code = f"SAISIE_{figure.id}"
    made = Source(code=code, label=figure.source[:300])
    db.session.add(made)
    db.session.flush()
    audit.record(actor, "strategy:add_source", made, after={"label": made.label})
    return code
