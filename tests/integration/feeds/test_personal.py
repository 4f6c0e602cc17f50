"""Private feeds: what one person follows, and never anybody else's."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.accounts.models import Account
from app.events.enums import EventMode, EventStatus, PoolKind, Visibility
from app.events.models import Event, Pool
from app.feeds import services
from app.feeds.models import CalendarFeed
from app.groups.models import Mandate
from app.groups.queries import load_actor
from app.kernel import clock
from app.kernel.db import db, transaction
from app.proposals.enums import ProposalStatus
from app.proposals.models import Proposal, Question
from app.registrations.enums import ClaimStatus
from app.registrations.models import Claim, Registration
from tests import make
from tests.counting import counted_queries
from tests.integration.feeds.reading import feed, titles
from tests.unit.ical.strict_reader import Component
from tests.web import HouseClient

LINK = "https://visio.example.org/salle-secrete"


@pytest.fixture
def account(client: HouseClient) -> Account:
    return make.account(email="camille@example.org")


@pytest.fixture
def path(account: Account) -> str:
    return feed_path(account)


def feed_path(account: Account) -> str:
    with transaction():
        actor = load_actor(account.id)
        assert actor is not None
        return f"/calendriers/{services.token(services.create(actor, name='Téléphone'))}.ics"


def only_event(client: HouseClient, path: str) -> Component:
    (event,) = feed(client.get(path)).events
    return event


def hybrid() -> Event:
    return make.event(mode=EventMode.HYBRID, remote_url=LINK)


def remote_claim(event: Event, registration: Registration, status: ClaimStatus) -> None:
    with transaction():
        pool = db.session.query(Pool).filter_by(event_id=event.id, kind=PoolKind.REMOTE).one()
        db.session.add(Claim(registration_id=registration.id, pool_id=pool.id, status=status))


def test_own_registrations_under_the_address_one_signs_in_with(
    client: HouseClient, path: str
) -> None:
    make.registration(make.event(title="La mienne"), email="Camille@Example.org")
    make.registration(make.event(title="Celle d’une autre"), email="autre@example.org")
    make.event(title="Sans moi")
    assert titles(client, path) == ["La mienne"]
    event = only_event(client, path)
    assert (event["STATUS"].value, event["TRANSP"].value) == ("CONFIRMED", "OPAQUE")


@pytest.mark.parametrize(
    ("status", "mark"),
    [
        (ClaimStatus.WAITING, "Liste d’attente — "),
        (ClaimStatus.REQUESTED, "Demande en cours — "),
    ],
)
def test_a_seat_one_has_not_yet_is_tentative(
    client: HouseClient, path: str, status: ClaimStatus, mark: str
) -> None:
    make.registration(make.event(title="Complet"), status, email="camille@example.org")
    event = only_event(client, path)
    assert event["SUMMARY"].text == f"{mark}Complet"
    assert (event["STATUS"].value, event["TRANSP"].value) == ("TENTATIVE", "TRANSPARENT")


@pytest.mark.parametrize("status", [ClaimStatus.WITHDRAWN, ClaimStatus.REFUSED])
def test_a_seat_given_up_or_refused_is_gone(
    client: HouseClient, path: str, status: ClaimStatus
) -> None:
    make.registration(make.event(), status, email="camille@example.org")
    assert titles(client, path) == []


def test_a_withdrawn_registration_is_gone(client: HouseClient, path: str) -> None:
    make.registration(make.event(), email="camille@example.org", withdrawn_at=clock.now())
    assert titles(client, path) == []


def test_past_attendance_stays(client: HouseClient, path: str) -> None:
    starts = clock.now() - timedelta(days=20)
    event = make.event(
        title="Passée",
        starts_at=starts,
        ends_at=starts + timedelta(hours=3),
        status=EventStatus.HELD,
    )
    make.registration(event, ClaimStatus.ATTENDED, email="camille@example.org")
    assert titles(client, path) == ["Passée"]


class TestRemoteLink:
    def test_for_a_confirmed_remote_seat(self, client: HouseClient, path: str) -> None:
        event = make.event(mode=EventMode.REMOTE, remote_url=LINK)
        make.registration(event, email="camille@example.org")
        written = only_event(client, path)
        assert written["CONFERENCE"].value == LINK
        assert LINK in written["DESCRIPTION"].text

    def test_not_for_a_seat_on_site(self, client: HouseClient, path: str) -> None:
        make.registration(hybrid(), email="camille@example.org")
        assert LINK.encode() not in client.get(path).data.replace(b"\r\n ", b"")

    @pytest.mark.parametrize("status", [ClaimStatus.WAITING, ClaimStatus.REQUESTED])
    def test_not_while_waiting(self, client: HouseClient, path: str, status: ClaimStatus) -> None:
        event = make.event(mode=EventMode.REMOTE, remote_url=LINK)
        make.registration(event, status, email="camille@example.org")
        assert LINK.encode() not in client.get(path).data.replace(b"\r\n ", b"")

    def test_the_best_of_two_seats_counts(self, client: HouseClient, path: str) -> None:
        """On site and confirmed, waiting for a remote seat: the seat, without the link."""
        event = hybrid()
        held = make.registration(event, email="camille@example.org")
        remote_claim(event, held, ClaimStatus.WAITING)
        written = only_event(client, path)
        assert written["STATUS"].value == "CONFIRMED"
        assert "CONFERENCE" not in written

    def test_remote_and_confirmed_while_waiting_on_site(
        self, client: HouseClient, path: str
    ) -> None:
        event = hybrid()
        held = make.registration(event, ClaimStatus.WAITING, email="camille@example.org")
        remote_claim(event, held, ClaimStatus.CONFIRMED)
        written = only_event(client, path)
        assert written["STATUS"].value == "CONFIRMED"
        assert written["CONFERENCE"].value == LINK


class TestGroups:
    def test_meetings_of_one_s_groups_even_reserved(
        self, client: HouseClient, account: Account, path: str
    ) -> None:
        mine, other = make.group(), make.group()
        make.mandate(account, mine)
        make.event(title="Réunion", group_id=mine.id, visibility=Visibility.GROUP)
        make.event(title="D’un autre groupe", group_id=other.id, visibility=Visibility.GROUP)
        make.event(title="Brouillon", group_id=mine.id, status=EventStatus.DRAFT)
        assert titles(client, path) == ["Réunion"]
        assert only_event(client, path)["TRANSP"].value == "TRANSPARENT"

    def test_a_mandate_that_ended_shows_nothing_more(
        self, client: HouseClient, account: Account, path: str
    ) -> None:
        group = make.group()
        mandate = make.mandate(account, group)
        make.event(group_id=group.id)
        assert len(titles(client, path)) == 1
        with transaction():
            stored = db.session.get_one(Mandate, mandate.id)
            stored.until = clock.today() - timedelta(days=1)
        assert titles(client, path) == []

    def test_registered_and_member_is_one_entry(
        self, client: HouseClient, account: Account, path: str
    ) -> None:
        group = make.group()
        make.mandate(account, group)
        event = make.event(title="Une fois", group_id=group.id)
        make.registration(event, email="camille@example.org")
        assert titles(client, path) == ["Une fois"]
        assert only_event(client, path)["TRANSP"].value == "OPAQUE"


def test_no_leak_of_others(client: HouseClient, account: Account, path: str) -> None:
    """Names, addresses and links of other people are in no calendar."""
    event = hybrid()
    make.registration(
        event, email="indiscret@example.org", first_name="Nomprivé", last_name="Secretissime"
    )
    make.registration(event, email="camille@example.org")
    for address in (path, "/agenda.ics", f"/evenements/{event.slug}.ics"):
        unfolded = client.get(address).data.replace(b"\r\n ", b"").decode()
        for secret in ("indiscret@", "Nomprivé", "Secretissime", LINK, "camille@example.org"):
            assert secret not in unfolded, address


class TestOwnPage:
    def test_only_for_who_is_signed_in(self, client: HouseClient) -> None:
        response = client.get("/compte/agenda")
        assert response.status_code == 302
        assert "/connexion" in response.headers["Location"]

    def test_create_follow_and_revoke(self, client: HouseClient, account: Account) -> None:
        client.sign_in(account)
        assert "pas encore de calendrier" in client.get("/compte/agenda").text
        made = client.post("/compte/agenda", data={"name": " Mon  téléphone "})
        assert made.status_code == 303
        listed = client.get("/compte/agenda")
        page = listed.text
        assert "Mon téléphone" in page
        (address,) = {part.split('"')[0] for part in page.split('value="http://localhost')[1:]}
        assert address.startswith("/calendriers/")
        assert client.get(address).status_code == 200
        (action,) = {part.split('"')[0] for part in page.split('action="')[1:] if "/supp" in part}
        assert client.post(action, page=listed).status_code == 303
        assert client.get(address).status_code == 404
        assert client.post(action, page=listed).status_code == 303, "twice changes nothing"

    def test_two_feeds_have_two_secrets(self, client: HouseClient, account: Account) -> None:
        client.sign_in(account)
        for name in ("Téléphone", "Ordinateur"):
            client.post("/compte/agenda", data={"name": name})
        page = client.get("/compte/agenda").text
        assert len({p.split('"')[0] for p in page.split('value="http://localhost')[1:]}) == 2

    def test_a_name_is_needed(self, client: HouseClient, account: Account) -> None:
        client.sign_in(account)
        refused = client.post("/compte/agenda", data={"name": "  "})
        assert refused.status_code == 422
        assert "Donnez un nom" in refused.text

    def test_no_more_than_ten(self, client: HouseClient, account: Account) -> None:
        client.sign_in(account)
        for number in range(10):
            client.post("/compte/agenda", data={"name": f"Appareil {number}"})
        refused = client.post("/compte/agenda", data={"name": "Un de trop"})
        assert refused.status_code == 422
        assert "Un de trop" in refused.text

    def test_somebody_else_s_feed_is_not_found(
        self, client: HouseClient, account: Account, path: str
    ) -> None:
        client.sign_in(make.account())
        assert client.forge("/compte/agenda/1/supprimer").status_code == 404
        assert client.get(path).status_code == 200


class TestHelpPage:
    def test_addresses_of_the_agenda(self, client: HouseClient) -> None:
        page = client.get("/agenda/abonnement").text
        assert "webcal://localhost/agenda.ics" in page
        assert "http://localhost/agenda.ics" in page
        assert "calendar.google.com/calendar/r?cid=webcal%3A%2F%2Flocalhost%2Fagenda.ics" in page
        assert "addfromweb?url=http%3A%2F%2Flocalhost%2Fagenda.ics" in page

    def test_it_keeps_the_filters(self, client: HouseClient) -> None:
        page = client.get("/agenda/abonnement?type=conference&periode=2026").text
        assert "webcal://localhost/agenda.ics?type=conference&amp;periode=2026" in page
        assert "Synergies – Conférence régionale – 2026" in page
        for client_name in ("Outlook", "Google", "Apple", "Thunderbird", "Nextcloud"):
            assert client_name in page

    def test_one_group_has_its_own_address(self, client: HouseClient) -> None:
        make.group(slug="mobilite", name="Mobilité")
        page = client.get("/agenda/abonnement?groupe=mobilite").text
        assert "webcal://localhost/groupes/mobilite.ics" in page
        assert client.get("/agenda/abonnement?groupe=rien").status_code == 404


def test_deadlines_of_one_person_and_of_nobody_else(
    client: HouseClient, account: Account, path: str
) -> None:
    other = make.account(email="autre@example.org")
    asked = make.proposal(make.group(), account, ProposalStatus.MORE_INFORMATION)
    make.proposal(
        make.group(),
        other,
        ProposalStatus.UNDER_REVIEW,
        instructor_id=account.id,
        due_on=clock.today() + timedelta(days=40),
    )
    by = clock.today() + timedelta(days=12)
    with transaction():
        db.session.add(Question(proposal_id=asked.id, text="Combien ?", answer_by=by))
    first, second = feed(client.get(path)).events
    assert first["SUMMARY"].text == (
        f"Échéance : répondre aux questions sur la proposition {asked.reference}"
    )
    assert first["DTSTART"].value == f"{by:%Y%m%d}"
    assert first["TRANSP"].value == "TRANSPARENT"
    assert "rendre l’avis" in second["SUMMARY"].text
    theirs = [one["SUMMARY"].text for one in feed(client.get(feed_path(other))).events]
    assert theirs == []


def test_a_deadline_that_moves_keeps_its_name_and_grows(
    client: HouseClient, account: Account, path: str
) -> None:
    asked = make.proposal(make.group(), account, ProposalStatus.MORE_INFORMATION)
    with transaction():
        question = Question(proposal_id=asked.id, text="Combien ?", answer_by=clock.today())
        db.session.add(question)
    before = only_event(client, path)
    assert client.get(path).data == client.get(path).data
    with transaction():
        db.session.get_one(Question, question.id).answer_by += timedelta(days=7)
        db.session.get_one(Proposal, asked.id).updated_at += timedelta(minutes=1)
    after = only_event(client, path)
    assert after["UID"].value == before["UID"].value
    assert int(after["SEQUENCE"].value) > int(before["SEQUENCE"].value)
    assert after["DTSTART"].value != before["DTSTART"].value


def test_the_day_of_the_last_reading_is_kept_and_no_more(
    client: HouseClient, account: Account, path: str
) -> None:
    def last_use() -> date | None:
        db.session.rollback()
        return db.session.scalars(select(CalendarFeed.last_used_on)).one()

    assert last_use() is None
    client.get(path)
    assert last_use() == clock.today()
    with counted_queries() as sent:
        client.get(path)
    assert not any("UPDATE" in one for one in sent)
    client.sign_in(account)
    assert "lu pour la dernière fois" in client.get("/compte/agenda").text


def seat_in_session(event: Event, title: str, status: ClaimStatus, hours: tuple[int, int]) -> int:
    pool_id = make.session(event, title, 20, hours, room="Salle 2")
    with transaction():
        registration = db.session.scalars(
            select(Registration).where(Registration.email == "camille@example.org")
        ).one()
        db.session.add(Claim(registration_id=registration.id, pool_id=pool_id, status=status))
    return pool_id


def test_sessions_stand_at_their_own_hours_for_who_has_a_seat(
    client: HouseClient, path: str
) -> None:
    event = make.event(title="La journée", city="Exempleville")
    make.registration(event, email="camille@example.org")
    seat_in_session(event, "Écouter", ClaimStatus.CONFIRMED, (1, 2))
    seat_in_session(event, "Trop pleine", ClaimStatus.WAITING, (3, 4))
    day, session = feed(client.get(path)).events
    assert day["SUMMARY"].text == "La journée"
    assert session["SUMMARY"].text == "Atelier : Écouter"
    assert session["LOCATION"].text == "Salle 2, Exempleville"
    assert session["DTSTART"].value != day["DTSTART"].value
    assert session["UID"].value != day["UID"].value
    assert client.get(path).data == client.get(path).data


def test_the_session_of_a_cancelled_event_is_cancelled_too(client: HouseClient, path: str) -> None:
    event = make.event()
    make.registration(event, email="camille@example.org")
    seat_in_session(event, "Écouter", ClaimStatus.CONFIRMED, (1, 2))
    before = int(feed(client.get(path)).events[1]["SEQUENCE"].value)
    with transaction():
        stored = db.session.get_one(Event, event.id)
        stored.status = EventStatus.CANCELLED
        stored.updated_at += timedelta(seconds=5)
    session = feed(client.get(path)).events[1]
    assert session["STATUS"].value == "CANCELLED"
    assert int(session["SEQUENCE"].value) > before
