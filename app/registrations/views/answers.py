"""What people answered and need, for those who run the event and nobody else."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from flask.typing import ResponseReturnValue

from app.events.models import Event
from app.events.queries import event_to_run
from app.questions.enums import NeedKind
from app.questions.queries import asked_of, needs_of, said_by, values_of
from app.questions.rules import choices_of
from app.registrations.queries import in_the_room, people_expected
from app.registrations.views.section import registrations
from app.web.responses import render
from app.web.routing import allow


@registrations.page(
    "/gestion/evenements/<slug>/reponses", access=allow("registration:list", load=event_to_run)
)
def answers(event: Event) -> ResponseReturnValue:
    people = people_expected(event)
    ids = [person.id for person in people]
    in_room = in_the_room(event)
    # Nobody eats at a distance, whatever they said before they chose to.
    needs = {
        number: {k: words for k, words in declared.items() if number in in_room or not k.is_meal}
        for number, declared in needs_of(ids).items()
    }
    asked, values = asked_of(event), values_of(ids)
    waiting = {number for number, seated in in_room.items() if not seated}
    return render(
        "registrations/answers.html",
        event=event,
        people=people,
        needs={number: declared for number, declared in needs.items() if declared},
        counts=_counted({kind: kind.label for kind in NeedKind}, needs, waiting),
        totals=[
            (
                question.label,
                _counted(
                    {choice: choice for choice in choices_of(question)},
                    {number: said.get(question.id, ()) for number, said in values.items()},
                    waiting,
                ),
            )
            for question in asked.questions
            if question.kind.can_decide
        ],
        said=said_by(ids),
        asked=asked,
    )


T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True)
class Count:
    """How many said one thing, and how many of them wait for a seat in the room."""

    label: str
    people: int
    waiting: int


def _counted(
    labels: Mapping[T, str], said: Mapping[int, Iterable[T]], waiting: Collection[int]
) -> list[Count]:
    """What was said by anybody, in the order of the labels."""
    found: dict[T, list[int]] = {}
    for number, things in said.items():
        for thing in things:
            found.setdefault(thing, []).append(number)
    return [
        Count(label, len(found[one]), sum(number in waiting for number in found[one]))
        for one, label in labels.items()
        if one in found
    ]
