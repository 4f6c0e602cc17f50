"""Importing a spreadsheet: a messy one of three hundred lines, and hostile ones."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.accounts.enums import Role
from app.enrolment.models import SheetImport
from app.enrolment.services import forget_sheets
from app.events.enums import EventMode, EventStatus, PoolKind
from app.events.models import Event, Pool
from app.kernel import clock
from app.kernel.db import db, transaction
from app.outbox.models import OutboxMessage
from app.questions.enums import QuestionKind
from app.questions.models import GivenAnswer
from app.registrations.enums import ClaimStatus
from app.registrations.models import Claim, Registration
from tests import make
from tests.messy import (
    ALONE,
    BREATH,
    CAR,
    DAY,
    DOUBLES,
    GOOD,
    WRONG,
    as_csv,
    as_ods,
    as_xlsx,
    messy,
)
from tests.registering import register
from tests.web import HouseClient


@pytest.fixture
def team(client: HouseClient) -> HouseClient:
    client.sign_in(make.account(Role.STAFF))
    return client


def upload(client: HouseClient, event: Event, content: bytes, name: str = "l.csv") -> TestResponse:
    data = {"sheet": (io.BytesIO(content), name), "attendance_mode": "on_site"}
    return client.post(f"/gestion/evenements/{event.slug}/inscriptions/import", data=data)


def registered() -> list[Registration]:
    return list(db.session.scalars(select(Registration).order_by(Registration.id)))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("make_file", "name"),
    [(as_csv, "liste.csv"), (as_xlsx, "liste.xlsx"), (as_ods, "liste.ods")],
    ids=["csv", "xlsx", "ods"],
)
def test_a_messy_list_of_three_hundred(team: HouseClient, make_file: Any, name: str) -> None:
    event = make.event(on_site=100, remote=None, mode=EventMode.HYBRID)
    question = make.question(event, QuestionKind.YES_NO, label=CAR, required=True)
    make.question(event, QuestionKind.DATE, label=DAY)
    register(event, "deja@example.org", first_name="Camille")
    sent = upload(team, event, make_file(messy()), name)
    assert sent.status_code == 303
    address = sent.headers["Location"]
    page = team.get(address).get_data(as_text=True)
    assert "Rien n’est encore importé" in page
    assert f"À inscrire\u00a0: {GOOD + ALONE}" in page
    assert f"En double\u00a0: {DOUBLES}" in page
    assert "Déjà inscrite\u00a0: 1" in page
    assert "La même personne qu’à la ligne 4." in page
    assert "n’est pas une adresse complète" in page
    assert "écrivez «\u202fsur place\u202f» ou «\u202fà distance\u202f»" in page
    assert "Choisissez parmi les réponses proposées" in page
    assert (
        page.count("Cette date n’existe pas. Exemple : 14/05/2026.".replace(" :", "\u00a0:")) == 4
    )
    # Empty lines are no people, and lines keep the number that their author sees.
    doubled = page.split(f'<th scope="row">{4 + GOOD + GOOD // BREATH}</th>')[1]
    assert "Zoé 0 OEUVRE D" in doubled[:400]
    assert len(registered()) == 1

    assert team.post(f"{address}/inscrire").status_code == 303
    people = registered()
    assert len(people) == 1 + GOOD + ALONE
    assert any((one.first_name, one.last_name) == ("Zoé 7", "ŒUVRÉ-D’ÑIL7") for one in people)
    assert len({one.email_key for one in people if one.email_key}) == 1 + GOOD
    states = Counter(
        (claim.status, claim.pool_id) for claim in db.session.scalars(select(Claim)).all()
    )
    assert states[(ClaimStatus.CONFIRMED, _pool(event, PoolKind.ON_SITE))] == 100
    assert states[(ClaimStatus.CONFIRMED, _pool(event, PoolKind.REMOTE))] == GOOD * 2 // 5
    # In the order of the file: whoever waits stands below whoever has a seat.
    assert states[(ClaimStatus.WAITING, _pool(event, PoolKind.ON_SITE))] == 60
    # Those of the people; the alerts of a filling event go to the team.
    to_people = select(OutboxMessage.recipient).where(OutboxMessage.recipient.not_like("personne%"))
    mails = Counter(db.session.scalars(to_people).all())
    assert set(mails.values()) == {1}
    assert len(mails) == 1 + GOOD
    said = Counter(one.values[0] for one in db.session.scalars(select(GivenAnswer)))
    assert said["Oui"] == 84 + ALONE
    assert said["2026-05-14"] == GOOD - GOOD // 4
    of_car = select(GivenAnswer.values).where(GivenAnswer.question_id == question.id)
    assert {one[0] for one in db.session.scalars(of_car)} == {"Oui", "Non"}

    result = team.get(address).get_data(as_text=True)
    left = DOUBLES + WRONG + 1
    assert f"{GOOD + ALONE}\u00a0personnes inscrites" in result
    assert f"{left}\u00a0lignes non importées" in result
    # Again: nobody twice.
    assert team.forge(f"{address}/inscrire").status_code == 303
    assert len(registered()) == 1 + GOOD + ALONE
    rest = team.post(f"{address}/reste.csv")
    rows = list(csv.reader(io.StringIO(rest.data.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 1 + left
    assert rows[0][:2] == ["N°", "NOM"]
    assert any(row[1].startswith("'=cmd") for row in rows)
    assert all(row[-1] for row in rows)


def _pool(event: Event, kind: PoolKind) -> int:
    found = select(Pool.id).where(Pool.event_id == event.id, Pool.kind == kind)
    return db.session.scalars(found).one()


def test_columns_that_were_not_recognised_are_said_by_hand(team: HouseClient) -> None:
    event = make.event(on_site=9)
    rows = [["Colonne A", "Colonne B", "Colonne C"], ["Exemple", "Ada", "ada@example.org"]]
    address = upload(team, event, as_csv(rows)).headers["Location"]
    page = team.get(address).get_data(as_text=True)
    assert "Il manque le nom" in page
    assert "Inscrire" not in page.split("<table")[0].split("Les colonnes")[0].split("<main")[1]
    said = {"last_name": "0", "first_name": "1", "email": "2", "full_name": ""}
    data = {**said, "organisation": "", "attendance_mode": ""}
    assert team.post(address, data=data).status_code == 303
    assert "Inscrire 1\u00a0personne" in team.get(address).get_data(as_text=True)
    assert team.forge(address, data={**data, "email": "99"}).status_code == 422
    assert team.post(f"{address}/inscrire").status_code == 303
    (one,) = registered()
    assert (one.first_name, one.email) == ("Ada", "ada@example.org")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "est vide"),
        (b"PK\x03\x04nothing", "abîmé"),
        (b"%PDF-1.4 x", "n’est pas un tableau"),
        (b"Nom;Prenom\n", "n’a aucune ligne sous ses titres"),
        (b"a;b\n" * 5002, "plus de 5000 lignes"),
    ],
)
def test_files_that_cannot_be_read(team: HouseClient, content: bytes, said: str) -> None:
    answer = upload(team, make.event(on_site=9), content)
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert db.session.scalars(select(SheetImport)).all() == []


def test_no_file_at_all(team: HouseClient) -> None:
    event = make.event(on_site=9)
    address = f"/gestion/evenements/{event.slug}/inscriptions/import"
    answer = team.post(address, data={"attendance_mode": "on_site"}, blank=True)
    assert answer.status_code == 422
    assert "Choisissez un fichier" in answer.get_data(as_text=True)


def test_what_is_refused_meanwhile_is_kept_with_its_reason(team: HouseClient) -> None:
    event = make.event(on_site=9)
    address = upload(team, event, b"Nom;Prenom\nExemple;Ada\n").headers["Location"]
    shown = team.get(address)
    with transaction():
        # Closing does not stop the team; giving the event up does.
        db.session.merge(event).status = EventStatus.CANCELLED
    assert "est annulé" in team.get(address).get_data(as_text=True)
    assert team.post(f"{address}/inscrire", page=shown).status_code == 303
    assert registered() == []
    page = team.get(address).get_data(as_text=True)
    assert "Ada" in page
    assert "est annulé" in page


def test_the_rows_go_after_a_week(team: HouseClient) -> None:
    event = make.event(on_site=9)
    address = upload(team, event, b"Nom;Prenom\nExemple;Ada\n").headers["Location"]
    with clock.at(clock.now() + timedelta(days=8)), transaction():
        assert forget_sheets() == 1
        assert forget_sheets() == 0
    assert db.session.scalars(select(SheetImport.table)).one() == {}
    assert team.get(address).status_code == 404


def test_sessions_are_read_by_their_titles(client: HouseClient) -> None:
    event = make.event(on_site=20)
    housing = make.session(event, "Logement, santé", 1, (0, 2))
    make.session(event, "Numérique", 5, (1, 3))
    make.session(event, "École", 5, (4, 5))
    text = (
        "Prénom;Nom;Courriel;Atelier;Atelier 2\n"
        "Ana;Un;ana@example.org;logement, sante;ECOLE\n"
        "Bob;Deux;bob@example.org;Logement, santé (confirmée);\n"
        "Eva;Trois;eva@example.org;Numérique;Logement, santé\n"
        "Ian;Quatre;ian@example.org;Poterie / École;\n"
        "Lea;Cinq;lea@example.org;;\n"
    )
    client.sign_in(make.account(Role.STAFF))
    sheet = upload(client, event, text.encode()).headers["Location"]
    page = unescape(client.get(sheet).text).replace("\u00a0", " ").replace("\u202f", " ")
    assert "« Logement, santé » ont lieu en même temps" in page
    assert "« Poterie » n’est le titre d’aucun atelier" in page
    assert "Atelier ou ateliers" in page
    assert client.post(f"{sheet}/inscrire").status_code == 303
    rows = db.session.execute(
        select(Registration.first_name, Claim.status)
        .join(Registration.claims)
        .where(Claim.pool_id == housing)
        .order_by(Claim.id)
    ).all()
    assert [tuple(row) for row in rows] == [
        ("Ana", ClaimStatus.CONFIRMED),
        ("Bob", ClaimStatus.WAITING),
    ]
    count = select(func.count()).where(Registration.event_id == event.id)
    assert db.session.scalar(count) == 3


def test_an_event_without_sessions_reads_no_such_column(client: HouseClient) -> None:
    event = make.event(on_site=20)
    client.sign_in(make.account(Role.STAFF))
    text = "Prénom;Nom;Courriel;Atelier\nAna;Un;ana@example.org;Poterie\n"
    page = client.get(upload(client, event, text.encode()).headers["Location"]).text
    assert "À inscrire" in page
    assert "Atelier ou ateliers" not in page


def test_a_couple_two_homonyms_and_single_names(team: HouseClient) -> None:
    event = make.event(on_site=9)
    rows = (
        "Prénom;Nom;Courriel;Structure",
        "Nadia;Fictive;famille.k@example.org;",
        "Karim;Fictif;famille.k@example.org;",
        "karim;FICTIF;Famille.K@example.org;",
        "Marie;Martin;;CCAS fictif",
        "Marie;Martin;;Association fictive",
        "Zw;Space;zw.k@example.org\u200b;",
        ";Fatoumata;fatou.k@example.org;",
        "Jérôme;Fictif;jérôme@example.org;",
        "Ada;Fictive;ada@gmial.com;",
    )
    address = upload(team, event, "\n".join(rows).encode()).headers["Location"]
    page = team.get(address).get_data(as_text=True)
    assert "En double\u00a0: 1" in page
    assert "contient un accent" in page
    assert "Un seul nom" in page
    assert "Vouliez-vous dire ada@gmail.com" in page
    assert team.post(f"{address}/inscrire").status_code == 303
    assert sorted(one.name for one in registered()) == [
        *("Ada Fictive", "Fatoumata", "Karim Fictif", "Marie Martin", "Marie Martin"),
        *("Nadia Fictive", "Zw Space"),
    ]
