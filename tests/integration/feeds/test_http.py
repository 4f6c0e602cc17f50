"""Calendars over HTTP: rules H, on every kind of address."""

from __future__ import annotations

import gzip
from datetime import timedelta

import pytest
from sqlalchemy import event as listening
from werkzeug.http import http_date, parse_date
from werkzeug.test import TestResponse

from app.accounts.models import Account
from app.events.enums import Visibility
from app.feeds import services
from app.feeds.http import Body
from app.feeds.models import CalendarFeed
from app.feeds.queries import group_name
from app.feeds.store import FeedStore
from app.groups.queries import load_actor
from app.kernel import clock
from app.kernel.db import db, transaction
from app.registrations.models import Registration
from tests import make
from tests.integration.feeds.reading import feed
from tests.web import HouseClient

pytestmark = pytest.mark.same_on_both

KINDS = ("agenda", "group", "event", "personal")
FEEDS = ("agenda", "group", "personal")
WITH_DATE = ("agenda", "group", "event")
GZIP = {"Accept-Encoding": "gzip"}
Paths = dict[str, str]


def open_feed(account: Account) -> CalendarFeed:
    with transaction():
        actor = load_actor(account.id)
        assert actor is not None
        return services.create(actor, name="Mon téléphone")


@pytest.fixture
def account(client: HouseClient) -> Account:
    return make.account()


@pytest.fixture
def private(account: Account) -> CalendarFeed:
    return open_feed(account)


@pytest.fixture
def paths(client: HouseClient, account: Account, private: CalendarFeed) -> Paths:
    group = make.group(slug="mobilite")
    make.mandate(account, group)
    made = make.event(group_id=group.id, summary="Texte. " * 100)
    return {
        "agenda": "/agenda.ics",
        "group": "/groupes/mobilite.ics",
        "event": f"/evenements/{made.slug}.ics",
        "personal": f"/calendriers/{services.token(private)}.ics",
    }


@pytest.mark.parametrize("kind", KINDS)
class TestEveryKind:
    def test_h01_h02_calendar_without_asking_who(
        self, client: HouseClient, paths: Paths, kind: str
    ) -> None:
        response = client.get(paths[kind])
        assert response.status_code == 200
        assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
        feed(response)

        for accept in ("text/html", "application/json", "*/*", ""):
            assert client.get(paths[kind], headers={"Accept": accept}).status_code == 200

    def test_h04_equal_bytes_and_a_quoted_tag(
        self, client: HouseClient, paths: Paths, kind: str
    ) -> None:
        first, second = client.get(paths[kind]), client.get(paths[kind])
        assert first.data == second.data
        assert first.headers["ETag"] == second.headers["ETag"]
        assert first.headers["ETag"].startswith('"')
        assert first.headers["ETag"].endswith('"')

    def test_h05_304_for_the_tag_in_all_its_forms(
        self, client: HouseClient, paths: Paths, kind: str
    ) -> None:
        tag = client.get(paths[kind]).headers["ETag"]
        for form in ("{}", "W/{}", '"autre", {}', 'W/"autre",W/{}', "*"):
            response = client.get(paths[kind], headers={"If-None-Match": form.format(tag)})
            assert response.status_code == 304, form
            assert response.data == b""
            assert response.headers["ETag"] == tag
            assert "Cache-Control" in response.headers
            assert "Content-Type" not in response.headers
        for other in ('"autre"', "sans guillemets", '"', ""):
            response = client.get(paths[kind], headers={"If-None-Match": other})
            assert response.status_code == 200, other

    def test_h08_head_is_get_without_its_body(
        self, client: HouseClient, paths: Paths, kind: str
    ) -> None:
        get, head = client.get(paths[kind]), client.head(paths[kind])
        assert head.status_code == 200
        assert head.data == b""
        for name in ("Content-Type", "Content-Length", "ETag", "Cache-Control", "Last-Modified"):
            assert head.headers.get(name) == get.headers.get(name), name

    def test_h10_no_cookie_and_no_variation_by_cookie(
        self, client: HouseClient, paths: Paths, kind: str, account: Account
    ) -> None:
        client.sign_in(account)
        response = client.get(paths[kind])
        assert "Set-Cookie" not in response.headers
        assert response.headers["Vary"] == "Accept-Encoding"

    def test_h11_compressed_only_when_asked(
        self, client: HouseClient, paths: Paths, kind: str
    ) -> None:
        plain = client.get(paths[kind])
        zipped = client.get(paths[kind], headers=GZIP)
        assert "Content-Encoding" not in plain.headers
        assert zipped.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(zipped.data) == plain.data
        assert zipped.headers["ETag"] != plain.headers["ETag"]
        assert plain.headers["Vary"] == zipped.headers["Vary"] == "Accept-Encoding"
        known = client.get(paths[kind], headers={**GZIP, "If-None-Match": zipped.headers["ETag"]})
        assert known.status_code == 304
        for asked in ("identity", "gzip;q=0", "br, deflate", "*"):
            response = client.get(paths[kind], headers={"Accept-Encoding": asked})
            assert "Content-Encoding" not in response.headers, asked

    def test_h12_nothing_but_reading(self, client: HouseClient, paths: Paths, kind: str) -> None:
        for method in ("POST", "PUT", "DELETE", "PATCH"):
            response = client.open(paths[kind], method=method)
            assert response.status_code == 405, method
            assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}

    def test_h16_nosniff(self, client: HouseClient, paths: Paths, kind: str) -> None:
        assert client.get(paths[kind]).headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("kind", FEEDS)
class TestFeeds:
    def test_h03_a_feed_is_no_attachment(
        self, client: HouseClient, paths: Paths, kind: str
    ) -> None:
        assert "Content-Disposition" not in client.get(paths[kind]).headers


@pytest.mark.parametrize("kind", ["agenda", "group"])
class TestPublicFeeds:
    def test_h04_another_tag_once_something_changed(
        self, client: HouseClient, paths: Paths, kind: str
    ) -> None:
        before = client.get(paths[kind]).headers["ETag"]
        group_id = make.group().id if kind == "agenda" else group_of(paths)
        make.event(group_id=group_id)
        response = client.get(paths[kind], headers={"If-None-Match": before})
        assert response.status_code == 200
        assert response.headers["ETag"] != before

    def test_h09_public_for_a_quarter_of_an_hour(
        self, client: HouseClient, paths: Paths, kind: str
    ) -> None:
        response = client.get(paths[kind])
        assert response.headers["Cache-Control"] == "public, max-age=900"
        assert "X-Robots-Tag" not in response.headers

    def test_an_unchanged_feed_asks_one_question(
        self, client: HouseClient, paths: Paths, kind: str
    ) -> None:
        tag = client.get(paths[kind]).headers["ETag"]
        statements = Statements()
        with statements:
            assert client.get(paths[kind], headers={"If-None-Match": tag}).status_code == 304
        assert len(statements.asked) == 1, statements.asked


@pytest.mark.parametrize("kind", WITH_DATE)
class TestDates:
    def date_of(self, response: TestResponse) -> str:
        return response.headers["Last-Modified"]

    def test_h07_not_modified_since(self, client: HouseClient, paths: Paths, kind: str) -> None:
        stamp = self.date_of(client.get(paths[kind]))
        assert client.get(paths[kind], headers={"If-Modified-Since": stamp}).status_code == 304
        moment = parse_date(stamp)
        assert moment is not None
        assert moment <= clock.now()
        for delta, status in ((-1, 200), (60, 304)):
            asked = http_date(moment + timedelta(seconds=delta))
            response = client.get(paths[kind], headers={"If-Modified-Since": asked})
            assert response.status_code == status

    def test_h07_garbage_is_ignored(self, client: HouseClient, paths: Paths, kind: str) -> None:
        for garbage in ("hier", "", "Mon, 99 Foo 2026 00:00:00 GMT"):
            response = client.get(paths[kind], headers={"If-Modified-Since": garbage})
            assert response.status_code == 200, garbage

    def test_h07_the_tag_wins_over_the_date(
        self, client: HouseClient, paths: Paths, kind: str
    ) -> None:
        first = client.get(paths[kind])
        headers = {"If-None-Match": '"autre"', "If-Modified-Since": self.date_of(first)}
        assert client.get(paths[kind], headers=headers).status_code == 200


class TestEventFile:
    def test_h03_a_named_file(self, client: HouseClient, paths: Paths) -> None:
        response = client.get(paths["event"])
        slug = paths["event"].rpartition("/")[2]
        assert response.headers["Content-Disposition"] == f"attachment; filename={slug}"
        calendar = feed(response)
        assert len(calendar.events) == 1
        assert "METHOD" not in calendar
        assert "REFRESH-INTERVAL" not in calendar
        assert calendar.events[0]["TRANSP"].value == "OPAQUE"

    def test_h09_public(self, client: HouseClient, paths: Paths) -> None:
        assert client.get(paths["event"]).headers["Cache-Control"] == "public, max-age=900"

    def test_the_same_event_as_in_the_feed(self, client: HouseClient, paths: Paths) -> None:
        (alone,) = feed(client.get(paths["event"])).events
        (listed,) = feed(client.get(paths["agenda"])).events
        assert alone.lines != listed.lines, "a file says that one is busy"
        same = [line for line in listed.lines if line.name != "TRANSP"]
        assert [line for line in alone.lines if line.name != "TRANSP"] == same

    def test_one_question(self, client: HouseClient, paths: Paths) -> None:
        client.get(paths["event"])
        statements = Statements()
        with statements:
            client.get(paths["event"])
        assert len(statements.asked) == 1, statements.asked

    def test_what_is_reserved_is_not_found_but_by_its_members(
        self, client: HouseClient, account: Account
    ) -> None:
        group = make.group()
        made = make.event(visibility=Visibility.GROUP, group_id=group.id)
        path = f"/evenements/{made.slug}.ics"
        assert client.get(path).status_code == 302
        make.mandate(account, group)
        client.sign_in(account)
        response = client.get(path)
        feed(response)
        assert response.headers["Cache-Control"] == "private, max-age=900"
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert "Cookie" in response.headers["Vary"]

    def test_an_event_without_a_date_has_no_file(self, client: HouseClient) -> None:
        assert client.get("/evenements/rien.ics").status_code == 302


class TestPersonal:
    def test_h09_private_and_out_of_search_engines(self, client: HouseClient, paths: Paths) -> None:
        response = client.get(paths["personal"])
        assert response.headers["Cache-Control"] == "private, max-age=900"
        assert response.headers["X-Robots-Tag"] == "noindex"

    def test_c09_it_never_says_its_own_address(self, client: HouseClient, paths: Paths) -> None:
        response = client.get(paths["personal"])
        secret = paths["personal"].rpartition("/")[2].removesuffix(".ics")
        assert secret.encode() not in response.data
        assert "SOURCE" not in feed(response)

    def test_h13_the_secret_is_long_and_stored_hashed(
        self, client: HouseClient, private: CalendarFeed
    ) -> None:
        secret = services.token(private)
        assert len(secret) * 6 >= 128
        assert secret not in {private.token_hash, private.public_id}
        columns = CalendarFeed.__table__.columns.keys()
        assert all(getattr(private, column) != secret for column in columns)

    def test_h13_an_altered_secret_is_not_found(
        self, client: HouseClient, private: CalendarFeed
    ) -> None:
        secret = services.token(private)
        altered = secret[:-1] + ("A" if secret[-1] != "A" else "B")
        for wrong in (altered, secret[:-1], secret + "A", secret.swapcase(), private.token_hash):
            assert client.get(f"/calendriers/{wrong}.ics").status_code == 404

    def test_h13_revoked_or_closed_it_is_not_found(
        self, client: HouseClient, account: Account, private: CalendarFeed
    ) -> None:
        path = f"/calendriers/{services.token(private)}.ics"
        assert client.get(path).status_code == 200
        with transaction():
            db.session.get_one(Account, account.id).closed_at = clock.now()
        assert client.get(path).status_code == 404


class TestStore:
    def test_it_forgets_what_was_asked_longest_ago(self, client: HouseClient) -> None:
        store, built = FeedStore(size=2), []

        def build(name: str) -> Body:
            def write(_version: object) -> Body:
                built.append(name)
                return Body(name.encode())

            return store.get(name, write)

        for name in ("a", "b", "a", "c", "a", "b"):
            assert build(name).octets == name.encode()
        assert built == ["a", "b", "c", "b"]


def test_registering_does_not_move_the_agenda(client: HouseClient) -> None:
    made = make.event()
    tag = client.get("/agenda.ics").headers["ETag"]
    before = client.get("/agenda.ics").headers["Last-Modified"]
    with transaction():
        db.session.add(
            Registration(
                event_id=made.id,
                public_id="p",
                token_hash="h",
                first_name="Camille",
                last_name="Exemple",
                email="c@example.org",
                email_key="c@example.org",
            )
        )
    response = client.get("/agenda.ics")
    assert (response.headers["ETag"], response.headers["Last-Modified"]) == (tag, before)


class Statements:
    """The SQL statements that reach the engine meanwhile."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def _note(self, _c: object, _k: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            self.asked.append(statement)

    def __enter__(self) -> None:
        listening.listen(db.engine, "before_cursor_execute", self._note)

    def __exit__(self, *_error: object) -> None:
        listening.remove(db.engine, "before_cursor_execute", self._note)


def group_of(paths: Paths) -> int:
    found = group_name(paths["group"].removeprefix("/groupes/").removesuffix(".ics"))
    assert found is not None
    return found[0]
