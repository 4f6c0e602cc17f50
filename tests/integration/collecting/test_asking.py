"""Figures come from those who know them, by a private link, and nothing is published unread."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.enums import Role
from app.collecting import services
from app.collecting.enums import ProposedState
from app.collecting.models import FigureRequest, ProposedFigure
from app.collecting.queries import request_of
from app.collecting.tokens import token_of
from app.kernel import clock
from app.kernel.access import ANONYMOUS, SYSTEM
from app.kernel.db import db, transaction
from app.kernel.errors import Conflict, NotAllowed, Stale
from app.outbox.models import OutboxMessage
from app.oversight.retention import forget_referents
from app.reference.models import Source
from app.strategy.enums import Origin
from app.strategy.models import Figure
from app.strategy.queries import figures
from tests import make
from tests.web import HouseClient

FORM = {
    "value": "1 250",
    "unit": "jeunes rencontrés",
    "territory": "region",
    "source": "Rapport d’activité fictif",
    "provisional": "y",
}


def fresh(one: FigureRequest) -> FigureRequest:
    db.session.expire_all()
    found = request_of(SYSTEM, request_id=one.id)
    assert found is not None
    return found


def proposed(one: FigureRequest) -> list[ProposedFigure]:
    found = select(ProposedFigure).where(ProposedFigure.request_id == one.id)
    ordered = found.order_by(ProposedFigure.id).execution_options(populate_existing=True)
    return list(db.session.scalars(ordered))


def kinds(one: FigureRequest) -> list[str]:
    found = select(OutboxMessage.kind).where(OutboxMessage.thread == f"figure-request:{one.id}")
    return list(db.session.scalars(found.order_by(OutboxMessage.id)))


@pytest.fixture
def asked(app: Flask) -> FigureRequest:
    return make.figure_request()


def test_the_team_asks_by_mail(site: HouseClient) -> None:
    site.sign_in(make.account(Role.STAFF))
    one = make.dispositif()
    form = {
        "dispositif": str(one.id),
        "year": "2025",
        "name": "Andrée Référente",
        "email": "Andree@example.org",
        "closes_on": (clock.today() + timedelta(days=9)).isoformat(),
        "message": "",
    }
    assert site.post("/gestion/chiffres/demander", data=form).status_code == 303
    made = db.session.scalars(select(FigureRequest)).one()
    mail = db.session.scalars(
        select(OutboxMessage).where(OutboxMessage.kind == "collecting/asked")
    ).one()
    assert mail.payload["answer_url"].endswith(f"/chiffres/{token_of(made)}")
    assert token_of(made) not in (made.public_id, made.token_hash)
    again = site.post("/gestion/chiffres/demander", data=form)
    assert again.status_code == 422
    assert "déjà demandés à cette adresse" in again.get_data(as_text=True)
    late = form | {"year": "2024", "closes_on": clock.today().isoformat()}
    assert site.post("/gestion/chiffres/demander", data=late).status_code == 422


def test_somebody_without_an_account_proposes_and_nothing_is_published(
    client: HouseClient, asked: FigureRequest
) -> None:
    address = f"/chiffres/{token_of(asked)}"
    shown = client.get(address)
    assert shown.status_code == 200
    assert "noindex" in shown.headers["X-Robots-Tag"]
    assert client.post(address, data=FORM).status_code == 303
    last = proposed(asked)[-1]
    assert (last.value, last.provisional, last.state) == (1250, True, ProposedState.WAITING)
    assert not figures(dispositif_ids=[asked.dispositif_id])
    axis = client.get("/strategie/cadre-x/axes/1")
    assert axis.status_code == 404
    assert "1 250" not in client.get("/strategie").get_data(as_text=True)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"value": "-3"}, "Indiquez un nombre entier"),
        ({"value": "beaucoup"}, "Indiquez un nombre entier"),
        ({"value": "9" * 40}, "Indiquez un nombre entier"),
        ({"source": " "}, "Dites d’où vient ce chiffre."),
        ({"unit": ""}, "Dites ce que ce nombre compte."),
        ({"territory": "75"}, "Choisissez"),
        ({"unit": "Personnes"}, "déjà envoyé pour ce territoire"),
        ({"stated_on": "hier"}, ""),
    ],
)
def test_what_is_wrong_is_said_and_kept(
    client: HouseClient, asked: FigureRequest, change: dict[str, str], said: str
) -> None:
    post = client.forge if said == "Choisissez" else client.post
    answer = post(f"/chiffres/{token_of(asked)}", data=FORM | change)
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert said in text
    assert "Rapport d’activité fictif" in text or "source" in change
    assert len(proposed(asked)) == 1


def test_the_link_opens_until_its_day_for_this_alone(
    client: HouseClient, asked: FigureRequest
) -> None:
    other = make.figure_request()
    address = f"/chiffres/{token_of(asked)}"
    elsewhere = f"{address}/retirer/{proposed(other)[0].id}"
    assert client.forge(elsewhere).status_code == 404
    assert client.get(f"/chiffres/{'x' * 22}").status_code == 404
    with transaction():
        fresh(asked).closes_on = clock.today() - timedelta(days=1)
    shown = client.get(address)
    assert shown.status_code == 200
    assert "Le dernier jour est passé" in shown.get_data(as_text=True)
    assert client.forge(address, data=FORM).status_code == 409
    assert client.forge(f"{address}/termine", data={}).status_code == 409
    assert len(proposed(asked)) == 1


def test_a_proposal_is_taken_back_until_it_is_decided(
    client: HouseClient, asked: FigureRequest
) -> None:
    (one,) = proposed(asked)
    address = f"/chiffres/{token_of(asked)}/retirer/{one.id}"
    assert client.post(address).status_code == 303
    assert proposed(asked) == []
    assert client.forge(address).status_code == 404


def test_the_team_takes_it_with_its_source(site: HouseClient, asked: FigureRequest) -> None:
    site.sign_in(make.account(Role.STAFF))
    (one,) = proposed(asked)
    address = f"/gestion/chiffres/proposes/{one.id}"
    assert site.post(address, data={"version": "", "comment": ""}).status_code == 303
    (figure,) = figures(dispositif_ids=[asked.dispositif_id])
    assert (figure.value, figure.origin) == (one.value, Origin.REFERENT)
    (code,) = figure.source_codes
    assert db.session.get_one(Source, code).label == "Suivi fictif"
    assert proposed(asked)[0].figure_id == figure.id
    assert kinds(asked) == ["collecting/asked", "collecting/decided"]
    assert site.forge(address, data={"version": str(figure.id)}).status_code == 409


def test_a_figure_that_stood_is_superseded_not_lost(asked: FigureRequest) -> None:
    (one,) = proposed(asked)
    with transaction():
        before = services.accept(SYSTEM, _whole(one), source_codes=[])
        services.propose(ANONYMOUS, fresh(asked), value=77, unit="PERSONNES", source="Corrigé")
    last = proposed(asked)[-1]
    with pytest.raises(Stale), transaction():
        services.accept(SYSTEM, _whole(last), source_codes=[], seen="")
    with transaction():
        after = services.accept(SYSTEM, _whole(last), source_codes=[], seen=str(before.id))
    assert after.supersedes_id == before.id
    assert [one.value for one in figures(dispositif_ids=[asked.dispositif_id])] == [77]
    assert db.session.scalar(select(func.count()).select_from(Figure)) == 2


def _whole(one: ProposedFigure) -> ProposedFigure:
    from app.collecting.queries import proposed as find

    found = find(SYSTEM, proposed_id=one.id)
    assert found is not None
    return found


def test_what_is_not_taken_is_told_why(site: HouseClient, asked: FigureRequest) -> None:
    site.sign_in(make.account(Role.STAFF))
    (one,) = proposed(asked)
    address = f"/gestion/chiffres/proposes/{one.id}/refuser"
    assert site.post(address, data={"reason": ""}).status_code == 422
    assert site.post(address, data={"reason": "Le total compte deux fois."}).status_code == 303
    assert proposed(asked)[0].state is ProposedState.REFUSED
    assert not figures(dispositif_ids=[asked.dispositif_id])
    seen = site.get(f"/chiffres/{token_of(asked)}").get_data(as_text=True)
    assert "Le total compte deux fois." in seen
    assert site.post(address, data={"reason": "Encore."}).status_code == 409


def test_only_the_team_decides(asked: FigureRequest) -> None:
    (one,) = proposed(asked)
    with pytest.raises(NotAllowed), transaction():
        services.accept(ANONYMOUS, _whole(one), source_codes=[])


def test_reminders_leave_a_week_and_a_day_before_to_who_is_silent(asked: FigureRequest) -> None:
    silent = make.figure_request()
    with transaction():
        db.session.delete(db.session.get_one(ProposedFigure, proposed(silent)[0].id))
    sent = []
    for days in (1, 13, 14, 18, 19, 20, 21):
        with clock.at(clock.now() + timedelta(days=days)), transaction():
            sent.append(services.remind())
    assert sent == [0, 1, 0, 0, 1, 0, 0]
    assert kinds(silent) == ["collecting/asked", "collecting/reminder", "collecting/reminder"]
    assert kinds(asked) == ["collecting/asked"]


def test_saying_that_all_is_said_stops_reminders(client: HouseClient, asked: FigureRequest) -> None:
    address = f"/chiffres/{token_of(asked)}/termine"
    with transaction():
        db.session.delete(db.session.get_one(ProposedFigure, proposed(asked)[0].id))
    assert client.post(address, data={"word": "Rien cette année."}).status_code == 303
    assert fresh(asked).done_word == "Rien cette année."
    with clock.at(clock.now() + timedelta(days=19)), transaction():
        assert services.remind() == 0


def test_more_time_is_told_and_ending_closes(asked: FigureRequest) -> None:
    with transaction():
        services.put_off(SYSTEM, fresh(asked), closes_on=clock.today() + timedelta(days=30))
        services.end(SYSTEM, fresh(asked))
    assert kinds(asked) == ["collecting/asked", "collecting/asked"]
    with pytest.raises(Conflict), transaction():
        services.propose(ANONYMOUS, fresh(asked), value=1, unit="autre", source="x")
    with pytest.raises(Conflict), transaction():
        services.put_off(SYSTEM, fresh(asked), closes_on=clock.today() + timedelta(days=40))


def test_the_person_is_forgotten_a_year_after(client: HouseClient, asked: FigureRequest) -> None:
    with clock.at(clock.now() + timedelta(days=20 + 367)):
        with transaction():
            assert forget_referents() == 1
        assert client.get(f"/chiffres/{token_of(asked)}").status_code == 404
    kept = fresh(asked)
    assert (kept.name, kept.email, kept.email_key) == (None, None, None)
    assert len(proposed(asked)) == 1


def test_the_person_finds_it_on_their_page(site: HouseClient) -> None:
    person = make.account()
    made = make.figure_request(email=person.email.upper())
    site.sign_in(person)
    assert f"/chiffres/{token_of(made)}" in site.get("/compte").get_data(as_text=True)


def test_the_to_do_of_the_team_counts_them(site: HouseClient, asked: FigureRequest) -> None:
    site.sign_in(make.account(Role.STAFF))
    assert "1\u00a0chiffre proposé à valider" in site.get("/gestion").get_data(as_text=True)
