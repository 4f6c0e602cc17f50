"""A seat that changes hands."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.enrolment.models import SeatTransfer
from app.enrolment.services import offer
from app.enrolment.tokens import transfer_token
from app.events import services as events
from app.events.models import Event
from app.kernel.access import SYSTEM
from app.kernel.db import db, transaction
from app.kernel.errors import Conflict
from app.outbox.models import OutboxMessage
from app.registrations.allocation import fills_of
from app.registrations.enums import ClaimStatus
from app.registrations.models import Registration
from app.registrations.tokens import token_of
from tests import make
from tests.registering import held, loaded, register
from tests.web import HouseClient

TO = {"first_name": "Alix", "last_name": "Relais", "email": "alix@example.org"}


def own(registration: Registration) -> str:
    return f"/inscriptions/{token_of(registration)}"


def offered() -> str:
    transfer = db.session.scalars(select(SeatTransfer).order_by(SeatTransfer.id.desc())).first()
    assert transfer is not None
    return f"/inscriptions/place/{transfer_token(transfer.public_id)}"


def kinds(to: str) -> list[str]:
    found = select(OutboxMessage.kind).where(OutboxMessage.recipient == to)
    return list(db.session.scalars(found.order_by(OutboxMessage.id)))


def by(email: str) -> Registration:
    found = select(Registration).where(
        Registration.email == email, Registration.withdrawn_at.is_(None)
    )
    return db.session.scalars(found).one()


def seats(event: Event) -> tuple[int, int]:
    (fill,) = fills_of(event)
    return fill.taken, fill.waiting


def test_the_seat_never_falls_free_in_between(client: HouseClient) -> None:
    event = make.event(on_site=1)
    giver = register(event, "donne@example.org").registration
    waiting = register(event, "attend@example.org").registration
    assert client.get(f"{own(giver)}/transmettre").status_code == 200
    assert client.post(f"{own(giver)}/transmettre", data=TO).status_code == 303
    assert kinds("alix@example.org") == ["enrolment/offered"]
    # Until it is taken, it is the giver's.
    assert seats(event) == (1, 1)
    page = client.get(offered()).get_data(as_text=True)
    assert "Camille Exemple ne peut plus venir" in page
    taken = client.post(offered())
    assert taken.status_code == 303
    taker = by("alix@example.org")
    assert taken.headers["Location"].endswith(token_of(taker))
    assert seats(event) == (1, 1)
    assert [claim.status for claim in loaded(taker.id).claims] == [ClaimStatus.CONFIRMED]
    assert [claim.status for claim in loaded(waiting.id).claims] == [ClaimStatus.WAITING]
    db.session.expire_all()
    assert db.session.get_one(Registration, giver.id).withdrawn_at is not None
    assert "registrations/withdrawn" in kinds("donne@example.org")
    assert "registrations/confirmed" in kinds("alix@example.org")
    # Again, from a page left open.
    assert client.forge(offered()).status_code == 409


def test_a_refused_or_withdrawn_offer_leaves_the_seat_where_it_is(client: HouseClient) -> None:
    event = make.event(on_site=1)
    giver = register(event, "donne@example.org").registration
    client.post(f"{own(giver)}/transmettre", data=TO)
    assert client.post(f"{offered()}/refuser").status_code == 303
    assert "n’est plus valable" in client.get(offered()).get_data(as_text=True)
    assert kinds("donne@example.org")[-1] == "enrolment/declined"
    client.post(f"{own(giver)}/transmettre", data={**TO, "email": "autre@example.org"})
    assert "Vous avez proposé votre place" in client.get(own(giver)).get_data(as_text=True)
    assert client.post(f"{own(giver)}/reprendre").status_code == 303
    assert client.forge(offered()).status_code == 409
    assert seats(event) == (1, 0)


def test_one_offer_at_a_time_and_twice_the_same_is_one(client: HouseClient) -> None:
    giver = register(make.event(on_site=1), "donne@example.org").registration
    address = f"{own(giver)}/transmettre"
    page = client.get(address)
    assert client.post(address, data=TO, page=page).status_code == 303
    assert client.post(address, data=TO, page=page).status_code == 303
    assert len(db.session.scalars(select(SeatTransfer)).all()) == 1
    other = client.post(address, data={**TO, "email": "autre@example.org"}, page=page)
    assert other.status_code == 422
    assert "reprenez-la d’abord" in other.get_data(as_text=True)


def test_who_cannot_pass_a_seat_on(client: HouseClient) -> None:
    event = make.event(on_site=1)
    giver = register(event, "donne@example.org").registration
    waiting = register(event, "attend@example.org").registration
    assert client.forge(f"{own(waiting)}/transmettre", data=TO).status_code == 409
    assert "pas encore de place" in client.get(f"{own(waiting)}/transmettre").get_data(as_text=True)
    mine = client.post(
        f"{own(giver)}/transmettre",
        data={"first_name": "camille", "last_name": "EXEMPLE", "email": "DONNE@example.org"},
    )
    assert "votre propre adresse" in mine.get_data(as_text=True)
    bad = client.post(f"{own(giver)}/transmettre", data={**TO, "email": "alix@"})
    assert bad.status_code == 422
    assert "Relais" in bad.get_data(as_text=True)


def test_who_is_registered_already_does_not_take_a_second_seat(client: HouseClient) -> None:
    event = make.event(on_site=5)
    giver = register(event, "donne@example.org").registration
    register(event, "alix@example.org", first_name="Alix", last_name="Relais")
    # Whoever offers learns nothing of it.
    assert client.post(f"{own(giver)}/transmettre", data=TO).status_code == 303
    answer = client.post(offered())
    assert answer.status_code == 409
    assert "déjà sur la liste" in answer.get_data(as_text=True)
    assert seats(event) == (2, 0)


def test_after_the_beginning_no_seat_changes_hands(client: HouseClient) -> None:
    event = make.event(on_site=5)
    giver = register(event, "donne@example.org").registration
    client.post(f"{own(giver)}/transmettre", data=TO)
    make.begun(event)
    for address in (offered(), f"{offered()}/refuser", f"{own(giver)}/transmettre"):
        answer = client.forge(address, data={**TO, "email": "autre@example.org"})
        assert answer.status_code == 409
        assert "L’événement a commencé" in answer.get_data(as_text=True)
    page = client.get(f"{own(giver)}/transmettre").get_data(as_text=True)
    assert "L’événement a commencé" in page


def test_a_cancelled_registration_gives_no_seat(client: HouseClient) -> None:
    giver = register(make.event(on_site=5), "donne@example.org").registration
    client.post(f"{own(giver)}/transmettre", data=TO)
    client.post(f"{own(giver)}/annulation", data={})
    assert client.forge(offered()).status_code == 409
    assert "n’est plus valable" in client.get(offered()).get_data(as_text=True)


def test_a_seat_passed_before_it_was_confirmed_is_the_takers(client: HouseClient) -> None:
    event = make.event(on_site=1, confirmation_hours=24)
    atelier = make.session(event, "Débattre")
    giver = register(event, "donne@example.org", sessions=[atelier]).registration
    make.question(event, required=True)
    client.post(f"{own(giver)}/transmettre", data=TO)
    taken = client.post(offered())
    # What the organisers ask is asked of who comes.
    assert taken.headers["Location"].endswith("/modifier")
    person = db.session.scalars(select(Registration).where(Registration.email == TO["email"])).one()
    assert person.confirm_by is None
    assert [fill.taken for fill in fills_of(event)] == [1, 1]
    assert set(held(person.id).values()) == {"confirmed"}
    mail = db.session.scalars(
        select(OutboxMessage).where(OutboxMessage.kind == "registrations/confirmed")
    ).one()
    assert mail.payload["sessions"] == [["Débattre", "place confirmée"]]


def test_a_seat_of_a_cancelled_event_is_passed_to_nobody(client: HouseClient) -> None:
    event = make.event(on_site=1)
    giver = register(event, "donne@example.org").registration
    with transaction():
        events.cancel(SYSTEM, event, reason="Salle fermée.")
    page = client.get(own(giver)).get_data(as_text=True)
    assert "Transmettre ma place" not in page
    assert "Inscrire des collègues" not in page
    with pytest.raises(Conflict, match="est annulé"), transaction():
        offer(SYSTEM, loaded(giver.id), **TO)
