"""Sessions held in a room, at a distance, or both; and what is only for those in the room."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.accounts.enums import Role
from app.cli.check import wishes
from app.enrolment.models import SheetImport
from app.events import services as events
from app.events.enums import EventMode, PoolKind
from app.events.models import Event, Pool
from app.events.services.duplicate import duplicate
from app.events.when import When
from app.feeds.sessions import session_entries
from app.kernel import clock
from app.kernel.access import SYSTEM
from app.kernel.db import db, transaction
from app.kernel.errors import Invalid
from app.questions.enums import NeedKind
from app.questions.queries import needs_of
from app.questions.services import set_options
from app.registrations import services
from app.registrations.allocation import fills_of
from app.registrations.services.bulk import BulkAct, Order, act_on
from app.registrations.tokens import token_of
from tests import make
from tests.pages import Page
from tests.registering import change, choose, held, loaded, register
from tests.web import HouseClient

ROOM, AFAR, BOTH = EventMode.ON_SITE, EventMode.REMOTE, EventMode.HYBRID


@pytest.fixture
def event(app: object) -> Event:
    return make.event(on_site=5, remote=5, mode=BOTH)


@pytest.fixture
def team(client: HouseClient) -> HouseClient:
    client.sign_in(make.account(Role.STAFF))
    return client


def own(number: int) -> str:
    return f"/inscriptions/{token_of(loaded(number))}"


def test_people_at_a_distance_take_no_seat_of_a_room(event: Event) -> None:
    room = make.session(event, "Salle A", 2, attendance=ROOM)
    for n in range(2):
        with pytest.raises(Invalid, match="se suit sur place"):
            register(event, f"loin{n}@example.org", PoolKind.REMOTE, sessions=[room])
    register(event, "la@example.org", sessions=[room])
    assert next(f.free for f in fills_of(event) if f.is_session) == 1


def test_the_way_chooses_the_seats_of_a_session_that_has_some_for_each(event: Event) -> None:
    room = make.session(event, "Accueillir", 1, (0, 1), attendance=ROOM)
    afar = make.session(event, "Accueillir", 1, (0, 1), attendance=AFAR)
    # The form offers it once: whichever box is meant, the way decides.
    register(event, "loin@example.org", PoolKind.REMOTE, sessions=[room])
    here = register(event, "la@example.org", sessions=[afar])
    waits = register(event, "la2@example.org", sessions=[room])
    taken = {f.pool_id: (f.taken, f.waiting) for f in fills_of(event) if f.is_session}
    assert taken == {room: (1, 1), afar: (1, 0)}
    assert here.sessions[0][0].pool_id == room
    assert waits.sessions[0][2] == 1


def test_the_form_offers_it_once_and_says_both(client: HouseClient, event: Event) -> None:
    make.session(event, "Accueillir", 3, (0, 1), attendance=ROOM, room="Salle A")
    make.session(event, "Accueillir", 8, (0, 1), attendance=AFAR)
    make.session(event, "Débattre", 5, (1, 2), attendance=ROOM)
    page = Page(client.get(f"/evenements/{event.slug}/inscription"))
    assert page.html.count('name="sessions"') == 2
    assert "Salle A, sur place" in page.text
    assert "à distance – Il reste 8 places" in page.text.replace("\u00a0", " ")
    # Of an event held in a room, nothing of it is said.
    single = make.event(on_site=5)
    make.session(single, "Accueillir", 3, (0, 1), attendance=ROOM, room="Salle A")
    told = Page(client.get(f"/evenements/{single.slug}/inscription")).text
    assert "Salle A, sur place" not in told


def test_a_change_of_way_takes_along_what_is_for_it(event: Event) -> None:
    room = make.session(event, "Accueillir", 5, (0, 1), attendance=ROOM)
    make.session(event, "Accueillir", 5, (0, 1), attendance=AFAR)
    make.session(event, "Débattre", 5, (1, 2), attendance=ROOM)
    debate = next(f.pool_id for f in fills_of(event) if f.title == "Débattre")
    free = make.session(event, "Conclure", 5, (2, 3))
    number = register(event, "p@example.org", sessions=[room, debate, free]).registration.id
    change(number, PoolKind.REMOTE)
    assert held(number) == {
        "À distance": "confirmed",
        "Accueillir": "confirmed",
        "Conclure": "confirmed",
    }
    assert list(wishes()) == []


def test_a_seat_in_the_room_stays_until_the_other_way_comes(event: Event) -> None:
    full = make.event(on_site=5, remote=1, mode=BOTH)
    room = make.session(full, "Salle A", 1, (0, 1), attendance=ROOM)
    first = register(full, "loin@example.org", PoolKind.REMOTE).registration.id
    number = register(full, "p@example.org", sessions=[room]).registration.id
    change(number, PoolKind.REMOTE)
    assert held(number) == {
        "Sur place": "confirmed (interim)",
        "Salle A": "confirmed (interim)",
        "À distance": "waiting",
    }
    assert list(wishes()) == []
    with transaction():
        services.withdraw(SYSTEM, loaded(first))
    assert held(number) == {"À distance": "confirmed"}
    assert next(f.taken for f in fills_of(full) if f.is_session) == 0


def test_the_team_says_who_may_choose_a_session(team: HouseClient, event: Event) -> None:
    address = f"/gestion/evenements/{event.slug}/places/ateliers/nouveau"
    values = {"starts_at-jour": "", "starts_at-heure": ""}
    without = team.post(address, data={**values, "title": "Accueillir", "attendance": ""})
    assert without.status_code == 422
    assert "Dites qui peut choisir cet atelier." in without.text
    typed = {"title": "Accueillir", "attendance": "each", "capacity": "3", "remote_capacity": "9"}
    assert team.post(address, data={**values, **typed}).status_code == 303
    pools = db.session.scalars(select(Pool).where(Pool.title == "Accueillir").order_by(Pool.id))
    found = [(one.id, one.attendance, one.capacity) for one in pools]
    assert [one[1:] for one in found] == [(ROOM, 3), (AFAR, 9)]
    listed = team.get(f"/gestion/evenements/{event.slug}/places").text
    assert "sur place" in listed.lower()
    # Each has its own page afterwards, where people hold seats it stays open to them.
    register(event, "loin@example.org", PoolKind.REMOTE, sessions=[found[1][0]])
    one = f"/gestion/evenements/{event.slug}/places/ateliers/{found[1][0]}"
    shown = Page(team.get(one))
    assert "each" not in shown.html.split("Qui peut le choisir")[1].split("</fieldset>")[0]
    refused = team.post(one, data={**shown.values(), "attendance": "on_site"})
    assert refused.status_code == 422
    assert "participent autrement" in refused.text
    assert team.post(one, data={**shown.values(), "attendance": "hybrid"}).status_code == 303


def test_an_event_held_in_a_room_asks_nothing(team: HouseClient) -> None:
    single = make.event(on_site=5)
    address = f"/gestion/evenements/{single.slug}/places/ateliers/nouveau"
    page = Page(team.get(address))
    assert "Qui peut le choisir" not in page.text
    typed = {"title": "Débattre", "starts_at-jour": "", "starts_at-heure": ""}
    assert team.post(address, data=typed).status_code == 303
    assert db.session.scalars(select(Pool).where(Pool.title == "Débattre")).one().attendance is ROOM


def test_sessions_follow_the_way_of_their_event(event: Event) -> None:
    make.session(event, "Accueillir", 5, (0, 1), attendance=ROOM)
    make.session(event, "Accueillir", 9, (0, 1), attendance=AFAR)
    make.session(event, "Débattre", 5, (1, 2), attendance=ROOM)
    make.session(event, "Conclure", 5, (2, 3))
    copy = When(event.starts_at, event.ends_at)
    with transaction():
        made = duplicate(SYSTEM, event, title="Copie fictive", when=copy)
        assert _ways(made) == _ways(event)
        events.edit(SYSTEM, event, version=event.version, mode=AFAR)
    assert _ways(event) == [("Accueillir", AFAR), ("Débattre", AFAR), ("Conclure", AFAR)]


def _ways(event: Event) -> list[tuple[str | None, EventMode]]:
    pools = select(Pool).where(
        Pool.event_id == event.id, Pool.kind == PoolKind.SESSION, Pool.retired.is_(False)
    )
    return [(p.title, p.attendance) for p in db.session.scalars(pools.order_by(Pool.rank))]


def test_an_import_chooses_by_the_way_of_each_row(team: HouseClient, event: Event) -> None:
    room = make.session(event, "Accueillir", 5, (0, 1), attendance=ROOM)
    afar = make.session(event, "Accueillir", 5, (0, 1), attendance=AFAR)
    make.session(event, "Débattre", 5, (1, 2), attendance=ROOM)
    rows = (
        "Prénom;Nom;Courriel;Participation;Atelier",
        "Ada;Fictive;ada@example.org;à distance;Accueillir",
        "Léo;Fictif;leo@example.org;sur place;Accueillir",
        "Zoé;Fictive;zoe@example.org;à distance;Débattre",
    )
    from io import BytesIO

    sent = team.post(
        f"/gestion/evenements/{event.slug}/inscriptions/import",
        data={"sheet": (BytesIO("\n".join(rows).encode()), "l.csv"), "attendance_mode": "on_site"},
    )
    address = sent.headers["Location"]
    assert "se suit sur place" in team.get(address).text
    assert team.post(f"{address}/inscrire").status_code == 303
    assert db.session.scalars(select(SheetImport)).one().finished_at is not None
    taken = {f.pool_id: f.taken for f in fills_of(event) if f.is_session}
    assert (taken[room], taken[afar]) == (1, 1)


def test_the_team_moves_nobody_to_a_room_they_are_not_in(event: Event) -> None:
    room = make.session(event, "Salle A", 5, attendance=ROOM)
    number = register(event, "loin@example.org", PoolKind.REMOTE).registration.id
    fill = next(f for f in fills_of(event) if f.pool_id == room)
    with transaction():
        done = act_on(SYSTEM, event, Order(BulkAct.TO_SESSION, fill), [number])
    assert done[0].why_not == "Cet atelier se suit sur place."


def test_the_calendar_says_where_a_session_is(event: Event) -> None:
    afar = make.session(event, "Accueillir", 5, (0, 1), attendance=AFAR, room="Salle A")
    register(event, "loin@example.org", PoolKind.REMOTE, sessions=[afar])
    entries = session_entries("loin@example.org", clock.today())
    assert [one.location for one in entries] == ["À distance"]


class TestInTheRoomOnly:
    """A ticket to show, a meal to eat."""

    @pytest.fixture
    def event(self, app: object) -> Event:
        made = make.event(on_site=2, remote=5, mode=BOTH)
        with transaction():
            set_options(SYSTEM, made, needs=[], meals=True)
        return made

    def fill_in(self, client: HouseClient, event: Event, email: str, mode: str) -> int:
        address = f"/evenements/{event.slug}/inscription"
        page = Page(client.get(address))
        typed = {"first_name": "Ada", "last_name": "Fictive", "email": email, "consent": "y"}
        answer = client.post(
            address,
            data={**page.values(), **typed, "attendance_mode": mode, "meals": ["meal"]},
        )
        assert answer.status_code == 303
        return register(event, email, first_name="Ada", last_name="Fictive").registration.id

    def meals(self, number: int) -> list[NeedKind]:
        return list(needs_of([number]).get(number, {}))

    def test_no_meal_and_no_ticket_at_a_distance(self, client: HouseClient, event: Event) -> None:
        afar = self.fill_in(client, event, "loin@example.org", "remote")
        assert self.meals(afar) == []
        page = client.get(own(afar)).text
        assert "Mon billet" not in page
        assert "Repas" not in client.get(f"{own(afar)}/modifier").text
        here = self.fill_in(client, event, "la@example.org", "on_site")
        assert self.meals(here) == [NeedKind.MEAL]
        assert "Mon billet" in client.get(own(here)).text
        assert "Repas" in client.get(f"{own(here)}/modifier").text

    def test_who_goes_remote_keeps_neither(self, client: HouseClient, event: Event) -> None:
        number = self.fill_in(client, event, "la@example.org", "on_site")
        choice = Page(client.get(own(number))).values("/participation")
        client.post(f"{own(number)}/participation", data={**choice, "attendance_mode": "remote"})
        assert self.meals(number) == []
        assert "Mon billet" not in client.get(own(number)).text
        # Back in the room, the meal is asked again.
        back = client.post(f"{own(number)}/participation", data={"attendance_mode": "on_site"})
        assert "si vous mangez sur place" in client.get(back.headers["Location"]).text

    def test_meals_are_counted_for_those_who_eat(self, team: HouseClient, event: Event) -> None:
        for n in range(3):
            self.fill_in(team, event, f"la{n}@example.org", "on_site")
        self.fill_in(team, event, "loin@example.org", "remote")
        page = Page(team.get(f"/gestion/evenements/{event.slug}/reponses")).text
        assert "3 personnes : Repas sur place, dont 1 en liste d’attente" in page.replace(
            "\u00a0", " "
        )

    def test_the_sheet_of_a_session_is_for_the_room(self, team: HouseClient, event: Event) -> None:
        make.session(event, "Accueillir", 5, (0, 1), attendance=ROOM)
        afar = make.session(event, "Accueillir", 5, (0, 1), attendance=AFAR)
        number = self.fill_in(team, event, "loin@example.org", "remote")
        choose(number, afar)
        self.fill_in(team, event, "la@example.org", "on_site")
        page = Page(team.get(f"/gestion/evenements/{event.slug}/jour")).text
        assert "1 personne attendue sur place" in page.replace("\u00a0", " ")
        assert "1 personne à distance n’y est pas" in page.replace("\u00a0", " ")
        assert page.count("Accueillir (à distance)") == 1
