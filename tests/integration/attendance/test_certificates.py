"""The ticket before, the certificate after."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import time, timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from app.accounts.enums import Role
from app.attendance import services
from app.attendance.certificates import check_url, checked, reference
from app.attendance.enums import ActKind
from app.attendance.models import Certificate, Presence
from app.kernel.access import SYSTEM
from app.kernel.clock import from_paris
from app.kernel.db import db, transaction
from app.outbox.models import OutboxMessage
from app.registrations.enums import ClaimStatus
from app.registrations.models import Registration
from app.registrations.tokens import token_of
from tests import attending, make
from tests.attending import AT_TEN, DAY, EVENING, text
from tests.web import HouseClient

pytestmark = pytest.mark.same_on_both


@pytest.fixture(autouse=True)
def ten_o_clock() -> Iterator[None]:
    with time_machine.travel(AT_TEN, tick=False):
        yield


def test_the_ticket_comes_first_on_the_day_itself(client: HouseClient) -> None:
    event = attending.event()
    person = make.registration(event)
    own = f"/inscriptions/{token_of(person)}"
    page = text(client.get(own))
    assert page.index("Mon billet") < page.index("Participation")
    with time_machine.travel(DAY - timedelta(days=3), tick=False):
        before = text(client.get(own))
        assert before.index("Mon billet") > before.index("Participation")
    waits = make.registration(event, ClaimStatus.WAITING)
    assert "Mon billet" not in text(client.get(f"/inscriptions/{token_of(waits)}"))


def test_the_certificate_is_for_those_who_were_there(client: HouseClient) -> None:
    event = attending.event()
    came, missed = make.registration(event), make.registration(event)
    attending.arrives(event, came.id)
    address = f"/inscriptions/{token_of(came)}/attestation.pdf"
    assert client.forge(address).status_code == 409
    with time_machine.travel(EVENING, tick=False):
        assert "Mon attestation" in text(client.get(f"/inscriptions/{token_of(came)}"))
        first, again = client.post(address), client.post(address)
        assert first.data.startswith(b"%PDF-")
        assert first.headers["Content-Disposition"] == again.headers["Content-Disposition"]
        refused = client.forge(f"/inscriptions/{token_of(missed)}/attestation.pdf")
        assert refused.status_code == 409
    assert db.session.scalar(select(func.count(Certificate.id))) == 1


def test_once_it_is_over_ones_page_says_so_and_what_became_of_ones_presence(
    client: HouseClient,
) -> None:
    event = attending.event(contact_email="equipe@example.org")
    came, missed = make.registration(event), make.registration(event)
    own = {one.id: f"/inscriptions/{token_of(one)}" for one in (came, missed)}
    with time_machine.travel(EVENING, tick=False):
        # Where nobody noted who came, nobody is missing.
        page = text(client.get(own[missed.id]))
        assert "Cet événement est terminé" in page
        assert "n’a pas été notée" not in page
    attending.arrives(event, came.id)
    with time_machine.travel(EVENING, tick=False):
        page = text(client.get(own[missed.id]))
        assert "Votre présence n’a pas été notée" in page
        assert "equipe@example.org" in page
        assert "n’a pas été notée" not in text(client.get(own[came.id]))


def test_no_empty_file_of_certificates(client: HouseClient) -> None:
    event = attending.event()
    make.registration(event)
    client.sign_in(make.account(Role.STAFF))
    base = f"/gestion/evenements/{event.slug}"
    with time_machine.travel(EVENING, tick=False):
        assert "Toutes les attestations" not in text(client.get(f"{base}/jour"))
        assert client.forge(f"{base}/attestations.zip").status_code == 409


def test_anybody_checks_a_certificate_and_learns_no_name(client: HouseClient) -> None:
    event = attending.event()
    person = make.registration(event, first_name="Zoé", last_name="Secret")
    attending.arrives(event, person.id)
    with time_machine.travel(EVENING, tick=False):
        with transaction():
            issued = services.issue(SYSTEM, db.session.get_one(Registration, person.id))
        path = check_url(issued).removeprefix("http://localhost")
        page = text(client.get(path))
        assert "authentique" in page
        assert "de 10 h à 13 h" in page, "from the arrival that was noted, not from the opening"
        assert "3 heures" in page
        assert "Z. S." in page
        assert "Secret" not in page
        forged = path[:-1] + ("A" if path[-1] != "A" else "B")
        for wrong in (forged, "/attestations/A-1", "/attestations/é-1-2-3"):
            assert client.get(wrong).status_code == 404
        undo = attending.act(ActKind.UNDO, person=person.id, at=EVENING)
        attending.note(event, undo)
        assert "n’est plus valable" in text(client.get(path))


@pytest.mark.parametrize(
    ("noted", "hours"),
    [("09:10", "de 9 h 30 à 13 h"), ("12:55", "de 12 h 55 à 13 h"), ("17:00", "de 9 h 30 à 13 h")],
)
@pytest.mark.usefixtures("app")
def test_a_certificate_gives_the_hours_that_were_observed(noted: str, hours: str) -> None:
    event = attending.event()
    person = make.registration(event)
    at = from_paris(DAY.date(), time.fromisoformat(noted))
    with time_machine.travel(EVENING, tick=False):
        with transaction():
            db.session.add(Presence(registration_id=person.id, slot=attending.MORNING, since=at))
        with transaction():
            issued = services.issue(SYSTEM, db.session.get_one(Registration, person.id))
        found = checked(SYSTEM, reference=reference(issued))
        assert found is not None
        assert [slot.hours.replace("\u00a0", " ") for slot in found.slots] == [hours]


def test_all_certificates_leave_in_one_file_or_by_mail_once(client: HouseClient) -> None:
    event = attending.event()
    for _ in range(3):
        attending.arrives(event, make.registration(event).id)
    make.registration(event)
    attending.walks_in(event)
    client.sign_in(make.account(Role.STAFF))
    base = f"/gestion/evenements/{event.slug}"
    with time_machine.travel(EVENING, tick=False):
        page = client.get(f"{base}/jour")
        made = client.post(f"{base}/attestations.zip", page=page)
        with zipfile.ZipFile(io.BytesIO(made.data)) as packed:
            assert len(packed.namelist()) == 4
            assert packed.read(packed.namelist()[0]).startswith(b"%PDF-")
        for _ in range(2):
            assert client.post(f"{base}/attestations", page=page).status_code == 303
    # Who came on the spot left no address.
    assert db.session.scalar(select(func.count(OutboxMessage.id))) == 3
