"""What people answered and need, for those who run the event and nobody else."""

from __future__ import annotations

from collections import Counter

from flask.typing import ResponseReturnValue

from app.events.models import Event
from app.events.queries import event_to_run
from app.questions.enums import NeedKind
from app.questions.queries import asked_of, needs_of, said_by
from app.registrations.queries import people_expected
from app.registrations.views.section import registrations
from app.web.responses import render
from app.web.routing import allow


@registrations.page(
    "/gestion/evenements/<slug>/reponses", access=allow("registration:list", load=event_to_run)
)
def answers(event: Event) -> ResponseReturnValue:
    people = people_expected(event)
    ids = [person.id for person in people]
    needs = needs_of(ids)
    counts = Counter(kind for declared in needs.values() for kind in declared)
    return render(
        "registrations/answers.html",
        event=event,
        people=people,
        needs=needs,
        counts=[(kind, counts[kind]) for kind in NeedKind if counts[kind]],
        said=said_by(ids),
        asked=asked_of(event),
    )
