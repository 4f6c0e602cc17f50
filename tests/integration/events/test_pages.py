"""The agenda and the pages by which events are run."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.enums import Role
from app.events.enums import EventKind, EventMode, EventStatus, Visibility
from app.events.models import Event
from app.events.when import UNKNOWN, When
from app.groups.enums import GroupRole
from app.kernel import clock
from app.kernel.db import db, transaction
from app.reference.models import Department
from tests import make
from tests.counting import counted_queries
from tests.form_rules import offered
from tests.web import HouseClient


def seen(client: HouseClient, address: str) -> str:
    """The page with plain spaces, as a person reads it."""
    page = client.get(address).get_data(as_text=True)
    return page.replace("\u00a0", " ").replace("\u202f", " ").replace("&nbsp;", " ")


def titles(client: HouseClient, address: str) -> list[str]:
    page = client.get(address).get_data(as_text=True)
    known = db.session.scalars(select(Event.title).order_by(Event.id))
    return [title for title in known if f">{title}<" in page]


def test_the_agenda_shows_what_is_to_come_and_what_is_past_apart(client: HouseClient) -> None:
    past = clock.now() - timedelta(days=40)
    coming = make.event().title
    old = make.event(starts_at=past, ends_at=past + timedelta(hours=2)).title
    assert titles(client, "/agenda") == [coming]
    assert titles(client, "/agenda?periode=passes") == [old]


def test_each_filter_narrows_the_agenda(client: HouseClient) -> None:
    with transaction():
        db.session.add(Department(code="09", name="Ariège"))
    group = make.group()
    everything = {
        "type=conference": make.event(kind=EventKind.CONFERENCE).title,
        f"groupe={group.slug}": make.event(group_id=group.id, kind=EventKind.GROUP_MEETING).title,
        "departement=09": make.event(department_code="09").title,
        "modalite=remote": make.event(mode=EventMode.REMOTE).title,
    }
    for query, title in everything.items():
        assert titles(client, f"/agenda?{query}") == [title], query


@pytest.mark.parametrize(
    "query", ["type=concert", "modalite=vol", "periode=hier", "periode=2026-13", "axe=x"]
)
def test_filters_that_mean_nothing_are_404(client: HouseClient, query: str) -> None:
    assert client.get(f"/agenda?{query}").status_code == 404


@pytest.mark.parametrize("month", ["2026-02", "2026-12", "1970-01", "9998-12"])
def test_the_month_has_its_weeks(client: HouseClient, month: str) -> None:
    answer = client.get(f"/agenda?vue=mois&periode={month}")
    assert answer.status_code == 200
    assert "lundi" in answer.get_data(as_text=True)


def test_an_event_over_two_days_stands_on_both(client: HouseClient) -> None:
    start = datetime(2027, 3, 9, 8, tzinfo=UTC)
    made = make.event(starts_at=start, ends_at=start + timedelta(hours=32))
    page = client.get("/agenda?vue=mois&periode=2027-03").get_data(as_text=True)
    grid = page[page.index("<table") : page.index("</table>")]
    assert grid.count(made.title) == 2


def test_an_empty_agenda_speaks_of_choices_only_where_some_were_made(client: HouseClient) -> None:
    empty = seen(client, "/agenda")
    assert "Aucune rencontre n’est annoncée" in empty
    assert "choix" not in empty.split("<main")[1]
    assert "Effacer les filtres" not in seen(client, "/agenda?vue=mois")
    assert "Effacer les filtres" not in seen(client, "/agenda?periode=passes")
    chosen = seen(client, "/agenda?type=conference&periode=passes")
    assert "Aucune rencontre ne correspond à ces choix" in chosen
    assert 'href="/agenda?periode=passes"' in chosen


@pytest.mark.parametrize(
    ("values", "over"),
    [
        ({"starts_at": clock.now() - timedelta(days=200), "status": EventStatus.HELD}, True),
        ({"starts_at": clock.now() - timedelta(days=2)}, True),
        ({"starts_at": clock.now() - timedelta(days=2), "status": EventStatus.CANCELLED}, False),
        ({}, False),
    ],
)
def test_a_past_event_says_so_and_leads_on(
    client: HouseClient, values: dict[str, Any], over: bool
) -> None:
    event = make.event(kind=EventKind.STUDY_DAY, **values)
    page = seen(client, f"/evenements/{event.slug}")
    assert ("Cette rencontre est passée" in page) is over
    assert ("Les journées d’études à venir" in page) is over
    assert (f"/evenements/{event.slug}/suites" in page) is over
    assert ("Ajouter à mon calendrier" in page) is not over


def test_a_year_that_is_over_is_past_too() -> None:
    assert When(year=2023).ends_before == date(2024, 1, 1)
    assert When(year=2023, month=12).ends_before == date(2024, 1, 1)
    assert When(year=2023, month=5, day=31).ends_before == date(2023, 6, 1)
    assert UNKNOWN.ends_before is None


def test_months_are_named_with_their_elision(client: HouseClient) -> None:
    for month, name in (("2026-10", "d’octobre"), ("2026-04", "d’avril"), ("2026-05", "de mai")):
        assert f"Agenda {name} 2026" in seen(client, f"/agenda?periode={month}&vue=mois")


def test_an_event_that_ends_at_midnight_stands_on_one_day(client: HouseClient) -> None:
    event = make.event(
        title="Veillée fictive",
        starts_at=make.at("2026-10-06T20:00+02:00"),
        ends_at=make.at("2026-10-07T00:00+02:00"),
    )
    grid = seen(client, "/agenda?periode=2026-10&vue=mois").split("sy-month-list")[0]
    assert grid.count("Veillée fictive") == 1
    assert (
        "mardi 6 octobre 2026, de 20 h à minuit"
        in seen(client, f"/evenements/{event.slug}").lower()
    )


def test_partial_dates_are_said_as_they_are(client: HouseClient) -> None:
    with transaction():
        for number, (year, month) in enumerate(((2030, 5), (2031, None), (None, None))):
            db.session.add(
                Event(
                    slug=f"partiel-{number}",
                    kind=EventKind.CONFERENCE,
                    title=f"Partiel {number}",
                    status=EventStatus.PUBLISHED,
                    partial_year=year,
                    partial_month=month,
                    sorts_on=datetime(year, month or 1, 1, tzinfo=UTC).date() if year else None,
                )
            )
    page = seen(client, "/agenda")
    assert "mai 2030" in page.lower()
    assert "Date à préciser" in page
    shown = seen(client, "/evenements/partiel-0")
    assert "mai 2030" in shown.lower()
    assert "1 mai" not in shown


def test_a_draft_and_a_group_event_are_hidden_from_others(client: HouseClient) -> None:
    group = make.group()
    hidden = [
        make.event(status=EventStatus.DRAFT),
        make.event(visibility=Visibility.GROUP, group_id=group.id, kind=EventKind.GROUP_MEETING),
    ]
    for event in hidden:
        assert client.get(f"/evenements/{event.slug}").status_code == 302
        assert client.get(f"/evenements/{event.slug}/inscription").status_code == 302
    member = make.account()
    make.mandate(member, group, GroupRole.MEMBER)
    client.sign_in(member)
    assert [client.get(f"/evenements/{e.slug}").status_code for e in hidden] == [404, 200]


def test_the_link_of_a_remote_event_is_on_no_public_page(client: HouseClient) -> None:
    link = "https://visio.example.org/secret"
    event = make.event(mode=EventMode.REMOTE, remote_url=link)
    for address in (
        "/",
        "/agenda",
        "/agenda.ics",
        f"/evenements/{event.slug}",
        f"/evenements/{event.slug}.ics",
        f"/evenements/{event.slug}/inscription",
    ):
        assert link not in client.get(address).get_data(as_text=True)


def form(**values: str) -> dict[str, str]:
    return {
        "kind": "study_day",
        "title": "Journée saisie",
        "visibility": "public",
        "mode": "hybrid",
        "starts_at-jour": "2030-05-14",
        "starts_at-heure": "09:30",
        "ends_at-jour": "2030-05-14",
        "ends_at-heure": "16:30",
        "on_site_capacity": "20",
        "programme": "9h30 Accueil | Équipe\n10 h Ouverture\nDéjeuner",
        **values,
    }


def test_a_position_is_typed_as_maps_give_it_and_leads_there(client: HouseClient) -> None:
    client.sign_in(make.account(Role.STAFF))
    address = "/gestion/evenements/nouveau"
    refused = client.post(address, data=form(position="près de la gare"))
    assert refused.status_code == 422
    assert "Indiquez la latitude puis la longitude" in refused.text
    assert 'value="près de la gare"' in refused.text
    made = client.post(address, data=form(position="43.6047, 1.4442")).headers["Location"]
    assert 'value="43,6047 ; 1,4442"' in client.get(f"{made}/modifier").text
    client.post(f"{made}/publier")
    event = db.session.scalars(select(Event)).one()
    assert "mlat=43.604700" in client.get(f"/evenements/{event.slug}").text
    assert "GEO:43.604700;1.444200" in client.get(f"/evenements/{event.slug}.ics").text
    before = event.sequence
    client.post(f"{made}/modifier", data=form(position="43,605 ; 1,4442"))
    db.session.expire_all()
    assert event.position == "43.605000;1.444200"
    assert event.sequence == before, "the place is the same: nobody is told that it moved"
    client.post(
        f"{made}/modifier", data=form(version="2", mode="remote", position="43,605 ; 1,4442")
    )
    assert "GEO" not in client.get(f"/evenements/{event.slug}.ics").text
    assert "mlat" not in client.get(f"/evenements/{event.slug}").text


def test_the_team_creates_edits_and_publishes(client: HouseClient) -> None:
    client.sign_in(make.account(Role.STAFF))
    made = client.post("/gestion/evenements/nouveau", data=form())
    assert made.status_code == 303
    event = db.session.scalars(select(Event)).one()
    assert event.starts_at == datetime(2030, 5, 14, 7, 30, tzinfo=UTC)
    page = client.get(f"{made.headers['Location']}/modifier").get_data(as_text=True)
    assert "9 h 30 Accueil | Équipe" in page
    changed = client.post(
        f"{made.headers['Location']}/modifier", data=form(version="1", city="Foix")
    )
    assert changed.status_code == 303
    assert client.post(f"{made.headers['Location']}/publier").status_code == 303
    shown = seen(client, f"/evenements/{event.slug}")
    assert "Foix" in shown
    assert "14 mai 2030" in shown


def test_the_title_alone_makes_a_draft(client: HouseClient) -> None:
    client.sign_in(make.account(Role.STAFF))
    page = client.get("/gestion/evenements/nouveau").text
    assert "Seul le titre est nécessaire" in page
    made = client.post(
        "/gestion/evenements/nouveau", data={**offered(page), "title": "Journée fictive"}
    )
    assert made.status_code == 303
    assert client.get(made.headers["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("values", "said", "offered_act"),
    [
        (
            {"status": EventStatus.DRAFT, "registration_open": False},
            "une fois l’événement publié",
            False,
        ),
        ({"registration_open": False}, "Les inscriptions sont fermées", True),
        (
            {
                "starts_at": clock.now() - timedelta(hours=1),
                "ends_at": clock.now() + timedelta(days=2),
                "registration_open": False,
            },
            "La rencontre a commencé",
            False,
        ),
        ({"status": EventStatus.CANCELLED, "registration_open": False}, "sont fermées", False),
    ],
)
def test_registrations_are_opened_only_where_they_can_be(
    client: HouseClient, values: dict[str, Any], said: str, offered_act: bool
) -> None:
    client.sign_in(make.account(Role.STAFF))
    event = make.event(**values)
    page = seen(client, f"/gestion/evenements/{event.slug}")
    assert said in page
    assert ("Ouvrir les inscriptions" in page) is offered_act
    address = f"/gestion/evenements/{event.slug}/inscriptions/ouvrir"
    assert (f'action="{address}"' in page) is offered_act


@pytest.mark.parametrize("year", ["2025", "2036"])
def test_an_unusual_year_is_asked_about_once(client: HouseClient, year: str) -> None:
    client.sign_in(make.account(Role.STAFF))
    event = make.event(slug="journee")
    address = f"/gestion/evenements/{event.slug}/modifier"
    page = client.get(address).text
    assert "unusual_date" not in page
    typed = {
        **offered(page),
        "starts_at-jour": f"{year}-02-18",
        "ends_at-jour": f"{year}-02-18",
        "starts_at-heure": "09:00",
        "ends_at-heure": "16:00",
    }
    asked = client.post(address, data=typed)
    assert asked.status_code == 422
    assert "Vérifiez le jour et l’année" in asked.text
    assert f'value="{year}-02-18"' in asked.text
    stored = db.session.get(Event, event.id)
    assert stored is not None
    assert stored.starts_at == event.starts_at
    sure = {**offered(asked.text), "unusual_date": "y"}
    assert client.post(address, data=sure).status_code == 303
    again = client.get(address).text
    assert "unusual_date" not in again
    # Once the date stands, another change does not ask about it again.
    assert client.post(address, data={**offered(again), "city": "Foix"}).status_code == 303


def test_a_held_event_with_a_wrong_year_comes_back(client: HouseClient) -> None:
    client.sign_in(make.account(Role.STAFF))
    wrong = clock.now() - timedelta(days=335)
    event = make.event(slug="journee", starts_at=wrong, status=EventStatus.HELD)
    address = f"/gestion/evenements/{event.slug}/modifier"
    day = (clock.today() + timedelta(days=30)).isoformat()
    typed = {**offered(client.get(address).text), "starts_at-jour": day, "ends_at-jour": day}
    assert client.post(address, data=typed).status_code == 303
    public = seen(client, f"/evenements/{event.slug}")
    assert "D’abord prévu" not in public
    assert client.get(f"/evenements/{event.slug}/inscription").status_code == 200


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"title": " "}, "Donnez un titre"),
        ({"title": "x" * 300}, "200 caractères"),
        ({"ends_at-heure": "08:00"}, "après le début"),
        ({"starts_at-jour": "2030-03-31", "starts_at-heure": "02:30"}, "n’existe pas"),
        ({"starts_at-jour": "pas une date"}, "Indiquez le jour"),
        ({"starts_at-jour": "0001-01-01", "starts_at-heure": "00:00"}, "n’est pas possible"),
        ({"on_site_capacity": "-1"}, "0 à 100000"),
        ({"kind": "group_meeting"}, "besoin de son groupe"),
        ({"remote_url": "visio sans adresse"}, "pas complet"),
        ({"remote_url": "ftp://visio.example.org/salle"}, "pas complet"),
    ],
)
def test_bad_input_is_said_beside_the_field_and_nothing_is_lost(
    client: HouseClient, values: dict[str, str], said: str
) -> None:
    client.sign_in(make.account(Role.STAFF))
    answer = client.post("/gestion/evenements/nouveau", data=form(city="Gardée", **values))
    page = answer.get_data(as_text=True).replace("\u202f", " ")
    assert answer.status_code == 422
    assert said in page
    assert "Gardée" in page
    assert db.session.scalars(select(Event)).all() == []


def test_a_stale_form_is_answered_with_both_texts(client: HouseClient) -> None:
    client.sign_in(make.account(Role.STAFF))
    address = client.post("/gestion/evenements/nouveau", data=form()).headers["Location"]
    mine = client.get(f"{address}/modifier")
    client.post(f"{address}/modifier", data=form(title="Celui des autres"), page=mine)
    answer = client.post(f"{address}/modifier", data=form(title="Le mien"), page=mine)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Celui des autres" in page
    assert "Le mien" in page


def test_lists_cost_the_same_at_3_and_at_30(client: HouseClient) -> None:
    def cost(address: str) -> int:
        with counted_queries() as seen:
            client.get(address)
        return len(seen)

    for _ in range(3):
        make.event()
    few = [cost("/agenda"), cost("/agenda?vue=mois")]
    for _ in range(27):
        make.event()
    assert [cost("/agenda"), cost("/agenda?vue=mois")] == few
    client.sign_in(make.account(Role.STAFF))
    assert cost("/gestion/evenements") <= 6
