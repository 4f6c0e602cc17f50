"""What stands in public feeds, and how successive versions follow each other."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from app.events import services
from app.events.enums import EventKind, EventMode, EventStatus, Visibility
from app.events.models import Event, event_axis
from app.events.when import When
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db, transaction
from app.reference.models import Department
from app.strategy.models import Axis, Framework
from tests import make
from tests.integration.feeds.reading import feed, titles
from tests.web import HouseClient

TEAM = Actor(account_id=None, roles=frozenset({"staff"}))


def in_days(days: float) -> datetime:
    return clock.now() + timedelta(days=days)


def event_in(days: float, **values: Any) -> Event:
    starts = in_days(days)
    return make.event(starts_at=starts, ends_at=starts + timedelta(hours=3), **values)


def undated(**values: Any) -> Event:
    """An event without a time, as the import and the form store it."""
    year, month = values.get("partial_year"), values.get("partial_month")
    event = make.event(**{key: v for key, v in values.items() if not key.startswith("partial")})
    with transaction():
        stored = db.session.get_one(Event, event.id)
        stored.starts_at = stored.ends_at = None
        stored.partial_year, stored.partial_month = year, month
        stored.partial_day = values.get("partial_day")
        stored.sorts_on = (
            date(year, month or 1, values.get("partial_day") or 1) if year is not None else None
        )
    return event


class TestAgenda:
    def test_a_published_event_with_all_that_is_known(self, client: HouseClient) -> None:
        group = make.group(name="Groupe mobilité")
        event = make.event(
            title="Journée fictive ; mobilité",
            starts_at=make.at("2026-12-14T09:30+01:00"),
            ends_at=make.at("2026-12-14T16:30+01:00"),
            summary="Échanger entre pairs, à Exempleville.",
            organisers="la préfecture fictive",
            venue="Salle des fêtes",
            city="Exempleville",
            group_id=group.id,
        )
        (written,) = feed(client.get("/agenda.ics")).events
        assert written["UID"].value == event.uid
        assert written["SUMMARY"].text == "Journée fictive ; mobilité"
        assert written["DTSTART"].value == "20261214T093000"
        assert written["DTEND"].value == "20261214T163000"
        assert written["LOCATION"].text == "Salle des fêtes, Exempleville"
        assert written["CATEGORIES"].texts == ["Journée d’études", "Groupe mobilité"]
        assert written["URL"].value == f"http://localhost/evenements/{event.slug}"
        assert written["STATUS"].value == "CONFIRMED"
        assert "Échanger entre pairs, à Exempleville." in written["DESCRIPTION"].text
        assert "Organisé par la préfecture fictive." in written["DESCRIPTION"].text

    def test_the_agenda_leaves_its_readers_free(self, client: HouseClient) -> None:
        make.event()
        (written,) = feed(client.get("/agenda.ics")).events
        assert written["TRANSP"].value == "TRANSPARENT"

    def test_only_what_everybody_may_see(self, client: HouseClient) -> None:
        make.event(title="Brouillon", status=EventStatus.DRAFT)
        make.event(title="Réservé", visibility=Visibility.GROUP, group_id=make.group().id)
        make.event(title="Public")
        assert titles(client, "/agenda.ics") == ["Public"]

    def test_e12_neither_the_remote_link_nor_anybody(self, client: HouseClient) -> None:
        make.event(mode=EventMode.HYBRID, remote_url="https://visio.example.org/secret")
        response = client.get("/agenda.ics")
        assert b"visio.example.org" not in response.data
        (written,) = feed(response).events
        assert "ATTENDEE" not in written
        assert "ORGANIZER" not in written
        assert "CONFERENCE" not in written

    def test_order_is_by_date_then_id(self, client: HouseClient) -> None:
        event_in(9, title="C")
        event_in(3, title="A")
        event_in(9, title="D")
        event_in(5, title="B")
        assert titles(client, "/agenda.ics") == ["A", "B", "C", "D"]

    def test_c04_nothing_to_show_is_still_a_calendar(self, client: HouseClient) -> None:
        empty = feed(client.get("/agenda.ics"))
        assert [component.name for component in empty.components] == ["VTIMEZONE"]

    def test_c07_c08_c09_head(self, client: HouseClient) -> None:
        head = feed(client.get("/agenda.ics"))
        assert head["NAME"].text == head["X-WR-CALNAME"].text == "Synergies"
        assert head["REFRESH-INTERVAL"].value == head["X-PUBLISHED-TTL"].value == "PT6H"
        assert head["SOURCE"].value == "http://localhost/agenda.ics"
        assert "METHOD" not in head


class TestWindow:
    def test_h14_twelve_months_past_and_all_that_comes(self, client: HouseClient) -> None:
        event_in(-400, title="Trop ancien")
        event_in(-300, title="De l’an passé", status=EventStatus.HELD)
        event_in(900, title="Lointain")
        assert titles(client, "/agenda.ics") == ["De l’an passé", "Lointain"]

    def test_e15_cancelled_events_stay_thirty_days_after_their_date(
        self, client: HouseClient
    ) -> None:
        event_in(-40, title="Ancien", status=EventStatus.CANCELLED)
        event_in(-20, title="Récent", status=EventStatus.CANCELLED)
        event_in(20, title="À venir", status=EventStatus.CANCELLED)
        assert titles(client, "/agenda.ics") == ["ANNULÉ — Récent", "ANNULÉ — À venir"]

    def test_a_month_alone_is_not_a_date(self, client: HouseClient) -> None:
        year = clock.today().year + 1
        undated(title="En mai", partial_year=year, partial_month=5)
        undated(title="Dans l’année", partial_year=year)
        undated(title="Un jour")
        assert titles(client, "/agenda.ics") == []

    def test_a_day_without_hours_is_a_whole_day(self, client: HouseClient) -> None:
        year = clock.today().year + 1
        undated(title="Le 14 mai", partial_year=year, partial_month=5, partial_day=14)
        (written,) = feed(client.get("/agenda.ics")).events
        assert written["DTSTART"].value == f"{year}0514"
        assert written["DTEND"].value == f"{year}0515"
        assert written["STATUS"].value == "CONFIRMED"

    def test_the_window_moves_with_the_day(self, client: HouseClient) -> None:
        with time_machine.travel(datetime(2026, 6, 1, 10, 0, tzinfo=UTC), tick=False):
            event_in(-364, title="Presque trop ancien")
            assert titles(client, "/agenda.ics") == ["Presque trop ancien"]
        with time_machine.travel(datetime(2026, 6, 5, 10, 0, tzinfo=UTC), tick=False):
            assert titles(client, "/agenda.ics") == []


class TestFilters:
    @pytest.fixture(autouse=True)
    def _events(self, client: HouseClient) -> None:
        group = make.group(slug="mobilite", name="Mobilité")
        with transaction():
            db.session.add(Department(code="09", name="Ariège"))
            framework = Framework(code="SNPLP", slug="snplp", name="Stratégie")
            db.session.add(framework)
            db.session.flush()
            axis = Axis(framework_id=framework.id, number=3, label="Accès aux droits")
            db.session.add(axis)
            db.session.flush()
            axis_id = axis.id
        event_in(1, title="Conférence", kind=EventKind.CONFERENCE)
        event_in(2, title="Réunion", kind=EventKind.GROUP_MEETING, group_id=group.id)
        event_in(3, title="Ariège", department_code="09")
        event_in(4, title="À distance", mode=EventMode.REMOTE)
        linked = event_in(5, title="Axe")
        event_in(-30, title="Passé", status=EventStatus.HELD)
        with transaction():
            db.session.execute(event_axis.insert().values(event_id=linked.id, axis_id=axis_id))

    def test_c07_each_filter_of_the_page(self, client: HouseClient) -> None:
        for query, found, name in (
            ("type=conference", "Conférence", "Synergies – Conférence régionale"),
            ("groupe=mobilite", "Réunion", "Synergies – Mobilité"),
            ("departement=09", "Ariège", "Synergies – Ariège"),
            ("modalite=remote", "À distance", "Synergies – À distance"),
            ("axe=snplp-3", "Axe", "Synergies – SNPLP, axe 3"),
            ("periode=passes", "Passé", "Synergies – passés"),
        ):
            calendar = feed(client.get(f"/agenda.ics?{query}"))
            assert [event["SUMMARY"].text for event in calendar.events] == [found]
            assert calendar["NAME"].text == name
            assert calendar["SOURCE"].value == f"http://localhost/agenda.ics?{query}"

    def test_a_year_shows_that_year(self, client: HouseClient) -> None:
        event_in(-800, title="Il y a deux ans", status=EventStatus.HELD)
        year = in_days(-800).year
        assert titles(client, f"/agenda.ics?periode={year}") == ["Il y a deux ans"]

    def test_filters_combine(self, client: HouseClient) -> None:
        assert titles(client, "/agenda.ics?groupe=mobilite&type=conference") == []

    def test_a_filter_that_means_nothing_is_not_found(self, client: HouseClient) -> None:
        for query in (
            *("type=rien", "groupe=rien", "departement=99"),
            *("axe=snplp-9", "axe=x", "periode=demain"),
        ):
            assert client.get(f"/agenda.ics?{query}").status_code == 404, query

    def test_a_group_has_its_own_feed(self, client: HouseClient) -> None:
        calendar = feed(client.get("/groupes/mobilite.ics"))
        assert [event["SUMMARY"].text for event in calendar.events] == ["Réunion"]
        assert calendar["NAME"].text == "Synergies – Mobilité"
        assert calendar["SOURCE"].value == "http://localhost/groupes/mobilite.ics"
        assert client.get("/groupes/rien.ics").status_code == 404


class TestVersions:
    """One event followed through its life, by the services that the team uses."""

    def written(self, client: HouseClient) -> Any:
        (event,) = feed(client.get("/agenda.ics")).events
        return event

    def test_p01_to_p05(self, client: HouseClient) -> None:
        starts, ends = make.at("2026-12-14T09:30+01:00"), make.at("2026-12-14T16:30+01:00")
        event = make.event(title="Journée suivie", starts_at=starts, ends_at=ends)
        first = self.written(client)
        assert self.written(client) == first, "P05"

        with transaction():
            stored = db.session.get_one(Event, event.id)
            services.edit(TEAM, stored, version=stored.version, title="Journée renommée")
        renamed = self.written(client)
        assert renamed["SUMMARY"].text == "Journée renommée"
        assert renamed["SEQUENCE"] == first["SEQUENCE"], "P03: a title is no move"
        assert renamed["LAST-MODIFIED"].value > first["LAST-MODIFIED"].value, "P04"
        assert renamed["DTSTAMP"].value == renamed["LAST-MODIFIED"].value, "E03"

        with transaction():
            stored = db.session.get_one(Event, event.id)
            later = When(starts + timedelta(days=7), ends + timedelta(days=7))
            services.edit(TEAM, stored, version=stored.version, when=later)
        moved = self.written(client)
        assert moved["UID"] == first["UID"], "E01"
        assert int(moved["SEQUENCE"].value) > int(renamed["SEQUENCE"].value), "P03"
        assert "Prévu d’abord le" in moved["DESCRIPTION"].text

        with transaction():
            stored = db.session.get_one(Event, event.id)
            services.postpone(TEAM, stored, reason="Salle fermée", version=stored.version)
        postponed = self.written(client)
        assert postponed["SUMMARY"].text.startswith("REPORTÉ, date à préciser — "), "P01"
        assert postponed["STATUS"].value == "TENTATIVE"
        assert postponed["TRANSP"].value == "TRANSPARENT"
        assert int(postponed["SEQUENCE"].value) > int(moved["SEQUENCE"].value), "P02 P03"

        with transaction():
            stored = db.session.get_one(Event, event.id)
            services.cancel(TEAM, stored, reason="Faute de salle")
        cancelled = self.written(client)
        assert cancelled["STATUS"].value == "CANCELLED"
        assert cancelled["SUMMARY"].text == "ANNULÉ — Journée renommée"
        assert int(cancelled["SEQUENCE"].value) > int(postponed["SEQUENCE"].value), "P02 P03"

    def test_p04_renaming_a_group_renames_it_in_its_events(self, client: HouseClient) -> None:
        group = make.group(name="Ancien nom")
        make.event(group_id=group.id)
        before = self.written(client)
        with transaction():
            stored = db.session.merge(group)
            stored.name = "Nouveau nom"
            stored.updated_at = clock.now() + timedelta(seconds=5)
        after = self.written(client)
        assert after["CATEGORIES"].texts[1] == "Nouveau nom"
        assert after["LAST-MODIFIED"].value > before["LAST-MODIFIED"].value
