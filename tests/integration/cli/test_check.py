"""`flask check` finds what is broken, and says nothing of what is not."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import func, select, update

from app.events.models import Pool
from app.kernel import clock
from app.kernel.db import db, transaction
from app.proposals.enums import ProposalStatus
from app.proposals.models import Proposal, ProposalVersion
from app.registrations.models import Claim, Registration
from app.strategy.models import Convention
from tests import make
from tests.proposing import brought_to, cast
from tests.registering import register


def run(app: Flask) -> tuple[int, str]:
    db.session.rollback()
    result = app.test_cli_runner().invoke(args=["check"])
    return result.exit_code, result.output


def test_a_sound_house_has_nothing_to_mend(app: Flask) -> None:
    event = make.event(on_site=1)
    for number in range(3):
        register(event, f"p{number}@example.org")
    code, said = run(app)
    assert code == 0, said
    assert "places : rien à signaler" in said


def test_seats_taken_too_many_are_found(app: Flask) -> None:
    event = make.event(on_site=2)
    for number in range(2):
        register(event, f"p{number}@example.org")
    with transaction():
        db.session.execute(update(Pool).values(capacity=1))
    code, said = run(app)
    assert code == 1
    assert "2 places prises sur 1" in said


def test_a_seat_left_empty_while_somebody_waits_is_found(app: Flask) -> None:
    event = make.event(on_site=1)
    for number in range(2):
        register(event, f"p{number}@example.org")
    with transaction():
        db.session.execute(update(Pool).values(capacity=5))
    code, said = run(app)
    assert code == 1
    assert "une place est libre" in said


def test_a_cancelled_registration_that_keeps_its_seat_is_found(app: Flask) -> None:
    event = make.event(on_site=1)
    made = register(event, "marqueur@example.org").registration
    with transaction():
        db.session.execute(update(Registration).values(withdrawn_at=made.created_at))
    code, said = run(app)
    assert code == 1
    assert "garde une place" in said
    assert "marqueur" not in said


def test_two_seats_for_one_moment_are_found(app: Flask) -> None:
    event = make.event()
    a, b = make.session(event, "A", 5, (0, 1)), make.session(event, "B", 5, (1, 2))
    register(event, "p@example.org", sessions=[a, b])
    code, said = run(app)
    assert code == 0, said
    with transaction():
        db.session.execute(update(Pool).where(Pool.id == b).values(starts_at=event.starts_at))
    code, said = run(app)
    assert code == 1
    assert "deux places pour un même moment" in said


def test_a_seat_that_stands_in_for_nothing_is_found(app: Flask) -> None:
    register(make.event(on_site=1), "p@example.org")
    with transaction():
        db.session.execute(update(Claim).values(interim=True))
    code, said = run(app)
    assert code == 1
    assert "rien n’est attendu" in said


def test_a_seat_added_by_the_team_is_no_seat_too_many(app: Flask) -> None:
    event = make.event(on_site=2)
    for number in range(2):
        register(event, f"p{number}@example.org")
    with transaction():
        db.session.execute(update(Pool).values(capacity=1))
        last = select(func.max(Claim.id)).scalar_subquery()
        db.session.execute(update(Claim).where(Claim.id == last).values(over_capacity=True))
    code, said = run(app)
    assert code == 0, said


def test_a_fact_without_a_described_source_is_found(app: Flask) -> None:
    one = make.convention(source_codes=["PERDUE"])
    code, said = run(app)
    assert code == 1
    assert f"convention {one.id} : la source PERDUE n’est pas décrite" in said
    with transaction():
        db.session.execute(update(Convention).values(source_codes=[]))
    code, said = run(app)
    assert code == 1
    assert f"convention {one.id} : sans source" in said


def test_what_a_proposal_lacks_is_found(app: Flask) -> None:
    people = cast()
    for situation in ("draft", "more_information", "adjourned", "declined, notified", "withdrawn"):
        brought_to(situation, people)
    told = brought_to("accepted, notified", people)
    # The one that others are joined to was put there without an act: it is nothing yet.
    nothing = update(Proposal).where(Proposal.id == people.target.id)
    with transaction():
        db.session.execute(nothing.values(status=ProposalStatus.DRAFT, reference=None))
    code, said = run(app)
    assert code == 0, said
    with transaction():
        db.session.execute(
            update(Proposal)
            .where(Proposal.id == told.id)
            .values(status=ProposalStatus.DECLINED, suspended_at=clock.now())
        )
        db.session.execute(
            update(ProposalVersion).where(ProposalVersion.proposal_id == told.id).values(number=3)
        )
    code, said = run(app)
    assert code == 1
    assert "l’état de sa dernière réponse" in said
    assert "des versions numérotées de 1 à n" in said
    assert "un délai suspendu dans ces deux états seulement" in said
    assert "status, le journal dit accepted, la base declined" in said
    assert "suspended_at, le journal dit None" in said
