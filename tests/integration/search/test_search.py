"""Everything public is found by its words, at once; nothing private ever is."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from app.accounts.enums import Role
from app.events.enums import EventKind, EventStatus, Visibility
from app.events.models import Event
from app.kernel import clock
from app.kernel.access import SYSTEM
from app.kernel.db import db, transaction
from app.kernel.search import SearchEntry
from app.minutes.enums import Audience, MinutesStatus
from app.proposals.enums import ProposalStatus
from app.search import queries
from app.search.queries import find, shown
from app.search.services import index_all
from app.search.sources import SOURCES
from tests import make
from tests.web import HouseClient


def titles(typed: str) -> list[str]:
    return [one.title for one in shown(find(SYSTEM, typed).keys)]


def page(client: HouseClient, typed: str, **more: str) -> str:
    answer = client.get("/recherche", query_string={"q": typed, **more})
    assert answer.status_code == 200
    return unescape(answer.get_data(as_text=True))


def test_each_kind_is_found_and_leads_to_its_page(client: HouseClient) -> None:
    group = make.group(slug="g", name="Mobilités rurales", purpose="Se déplacer au quotidien.")
    met = make.event(slug="e", title="Bouger en Lozère", description="Parler des **mobilités**.")
    minutes = make.minutes(met, body="Les mobilités manquent le dimanche.")
    measure = make.dispositif(name="Mobilité solidaire (fictif)")
    shown = page(client, "mobilités")
    for one in (
        f'href="/groupes/{group.slug}"',
        f'href="/evenements/{met.slug}"',
        f'href="/comptes-rendus/{minutes.id}"',
        f"#dispositif-{measure.slug}",
        "Tout (4)",
        "Comptes rendus (1)",
    ):
        assert one in shown, one
    # One kind alone; words in any form, case and order; every word is wanted.
    alone = page(client, "mobilités", quoi="group")
    assert "/groupes/g" in alone
    assert 'href="/evenements/e"' not in alone
    assert titles("MOBILITE quotidien") == [group.name]
    assert titles("mobilité introuvable") == []
    assert "Rien ne correspond" in page(client, "introuvable")


def test_a_change_is_found_at_once_and_the_old_words_no_more(client: HouseClient) -> None:
    met = make.event(slug="e", title="Journée du numérique")
    assert titles("numérique") == [met.title]
    with transaction():
        db.session.get_one(Event, met.id).title = "Journée de la lecture"
    assert titles("numérique") == []
    assert titles("lecture") == ["Journée de la lecture"]
    with transaction():
        db.session.get_one(Event, met.id).status = EventStatus.DRAFT
    assert titles("lecture") == []
    assert db.session.scalars(select(SearchEntry)).all() == []


@pytest.mark.parametrize("who", [None, Role.PARTNER])
def test_what_is_not_public_is_not_found(client: HouseClient, who: Role | None) -> None:
    group = make.group(slug="g")
    if who is not None:
        client.sign_in(make.account(who))
    inside: dict[str, Any] = {"kind": EventKind.GROUP_MEETING, "group_id": group.id}
    make.event(title="Secretissime", status=EventStatus.DRAFT)
    make.event(title="Secretissime", visibility=Visibility.GROUP, **inside)
    open_one = make.event(title="Ouverte", **inside)
    make.minutes(open_one, MinutesStatus.DRAFT, Audience.PUBLIC, body="Secretissime.")
    for audience in (Audience.MEMBERS, Audience.PARTNERS):
        make.minutes(make.event(title="Autre", **inside), audience=audience, body="Secretissime.")
    for state in (ProposalStatus.DRAFT, ProposalStatus.SUBMITTED, ProposalStatus.REVIEWED):
        make.proposal(group, make.account(), state, title="Secretissime", content="Secretissime")
    with transaction():
        index_all()
    assert "Rien ne correspond" in page(client, "secretissime")


def test_what_is_cancelled_says_so(client: HouseClient) -> None:
    make.event(title="Journée empêchée", status=EventStatus.CANCELLED)
    assert "annulé" in page(client, "empêchée")


def test_an_index_that_lags_shows_nothing_that_went(client: HouseClient) -> None:
    met = make.event(slug="e", title="Journée discrète")
    with transaction():
        db.session.execute(update(Event).values(status=EventStatus.DRAFT))
    assert titles("discrète") == []
    assert "Rien ne correspond" in page(client, "discrète")
    client.sign_in(make.account(Role.STAFF))
    assert met.slug in page(client, "discrète"), "the team sees drafts"
    with transaction():
        index_all()
    assert "Rien ne correspond" in page(client, "discrète")


def test_what_came_in_by_other_ways_is_taken_on_each_night(client: HouseClient) -> None:
    met = make.event(slug="e", title="Venue d’ailleurs")
    with transaction():
        db.session.execute(delete(SearchEntry))
    assert titles("ailleurs") == []
    with transaction():
        assert index_all() == 1
    assert titles("ailleurs") == [met.title]


def test_a_change_given_up_leaves_no_trace(client: HouseClient) -> None:
    met = make.event(slug="e", title="Journée stable")
    with pytest.raises(ZeroDivisionError), transaction():  # noqa: PT012  # what is undone
        db.session.get_one(Event, met.id).title = "Journée perdue"
        db.session.flush()
        raise ZeroDivisionError
    assert titles("perdue") == []
    assert titles("stable") == ["Journée stable"]


def test_pages_of_results(client: HouseClient, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(23):
        make.event(title=f"Rencontre répétée {number}")
    assert page(client, "répétée").count('<li><p class="sy-small">') == 20
    assert page(client, "répétée", page="2").count('<li><p class="sy-small">') == 3
    assert "Tout (23)" in page(client, "répétée", page="99")
    assert "un mot de plus" not in page(client, "répétée")
    monkeypatch.setattr(queries, "MOST", 22)
    assert "un mot de plus" in page(client, "répétée")


@pytest.mark.parametrize("typed", ["", "  ", '"', "* OR (", "é" * 300, "le la les", "%_\\"])
def test_anything_may_be_typed(client: HouseClient, typed: str) -> None:
    page(client, typed)


def test_every_kind_says_its_words_and_its_rows() -> None:
    assert set(SOURCES) == {"event", "group", "minutes", "proposal", "dispositif"}
    for source in SOURCES.values():
        assert bool(source.words) == bool(source.watched)


def test_a_result_says_where_the_words_stand_and_of_which_group(client: HouseClient) -> None:
    group = make.group(name="Mobilité fictive")
    make.event(
        title="Réunion n° 4",
        kind=EventKind.GROUP_MEETING,
        group_id=group.id,
        description="Les **bus** du soir.\n\nPuis les transports <à la demande> en zone rurale.",
    )
    page = client.get("/recherche", query_string={"q": "transport"}).text
    assert "groupe Mobilité fictive" in page.replace("\u00a0", " ")
    assert "Les bus du soir. Puis les <mark>transports</mark>" in page.replace("\u00a0", " ")
    assert "<à la demande>" not in page


def test_what_is_past_says_so(client: HouseClient) -> None:
    past = clock.now() - timedelta(days=90)
    make.event(title="Handicap et droits", starts_at=past, ends_at=past + timedelta(hours=3))
    assert ", passée" in client.get("/recherche?q=handicap").text


def test_a_slip_of_the_pen_is_guessed(client: HouseClient) -> None:
    make.event(title="Prévention de la pauvreté")
    page = client.get("/recherche", query_string={"q": "pauverté"}).text
    assert 'href="/recherche?q=pauvret%C3%A9">pauvreté</a>' in page
    assert "Vouliez-vous dire" not in client.get("/recherche?q=zzzzzz").text
    assert "Vouliez-vous dire" not in client.get("/recherche?q=pauvrete").text
