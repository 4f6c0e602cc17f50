"""What some events of the year ask of those who register, and people who register others."""

from __future__ import annotations

from datetime import timedelta

from app.enrolment import services as enrolment
from app.events.enums import PoolKind
from app.events.models import Event
from app.kernel import clock
from app.kernel.access import ANONYMOUS, Actor
from app.questions import services as questions
from app.questions.enums import NO, YES, NeedKind, QuestionKind
from app.questions.queries import asked_of
from app.questions.rules import read

NEEDS = (NeedKind.HEARING_LOOP, NeedKind.EASY_READ, NeedKind.TRAVEL, NeedKind.OTHER)
TOWNS = ("Muret (fictif)", "Lavaur (fictif)", "Pamiers (fictif)")


def ask(staff: Actor, event: Event) -> None:
    """Needs, meals, and two questions of which the second depends on the first."""
    assert event.ends_at is not None  # noqa: S101  # the year gives every event its hours
    questions.set_options(staff, event, needs=NEEDS, meals=True)
    erase_on = clock.paris(event.ends_at).date() + timedelta(days=30)
    opener = questions.add(
        staff,
        event,
        questions.Draft(
            kind=QuestionKind.YES_NO,
            label="Venez-vous en voiture ?",
            purpose="organiser le covoiturage",
            erase_on=erase_on,
        ),
    )
    questions.add(
        staff,
        event,
        questions.Draft(
            kind=QuestionKind.TEXT,
            label="De quelle commune partez-vous ?",
            purpose="organiser le covoiturage",
            erase_on=erase_on,
            only_if=(opener.id, YES),
        ),
    )


def answer(event: Event, registration_id: int, number: int) -> None:
    """Every other person says something."""
    asked = asked_of(event)
    if not asked or number % 2:
        return
    opener, town, *others = asked.questions
    typed = {opener.id: [NO if number % 4 else YES], town.id: [TOWNS[number % len(TOWNS)]]}
    typed |= {one.id: [one.choices[number % len(one.choices)]] for one in others}
    needs: dict[NeedKind, str | None] = {NeedKind.MEAL: None}
    if number % 6 == 0:
        needs[NEEDS[number // 6 % 3]] = None
    reply = read(asked, typed, needs=needs)
    questions.keep(ANONYMOUS, registration_id, asked, reply)


def bring(event: Event) -> None:
    """Somebody registers two colleagues, somebody else a person without an address."""
    for who, people in (
        (
            enrolment.Who("Claude", "Fictif", f"claude.{event.id}@demo.example.org"),
            [
                enrolment.Somebody("Ada", "Fictive", f"ada.{event.id}@demo.example.org"),
                enrolment.Somebody("Léo", "Fictif", f"leo.{event.id}@demo.example.org"),
            ],
        ),
        (
            enrolment.Who("Noa", "Fictif", f"noa.{event.id}@demo.example.org", "05 00 00 00 00"),
            [enrolment.Somebody("Dominique", "Fictive")],
        ),
    ):
        enrolment.register_others(
            ANONYMOUS, event, attempt="", who=who, people=people, attendance_mode=PoolKind.ON_SITE
        )
