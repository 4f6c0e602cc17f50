"""The public register: its words, its files, its figures."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from flask import Flask
from sqlalchemy import update

from app.kernel import clock
from app.kernel.db import db, transaction
from app.kernel.search import SearchEntry
from app.proposals import opendata, services
from app.proposals.enums import Outcome, ProposalStatus
from app.proposals.models import Answer, Proposal
from app.proposals.queries.loading import reload
from app.proposals.services import ProposalText
from app.proposals.services.index import index_missing
from tests import make
from tests.proposing import TEXT, Cast, brought_to, cast
from tests.web import HouseClient

ATOM = "{http://www.w3.org/2005/Atom}"


def text(**values: Any) -> ProposalText:
    return ProposalText(**{**vars(TEXT), **values})


def reference(situation: str, people: Cast, **values: Any) -> str:
    found = reload(brought_to(situation, people, text(**values)).id).reference
    assert found is not None
    return found


def found(client: HouseClient, query: str) -> list[str]:
    """The references that the register lists, in its order."""
    page = client.get(f"/propositions?{query}")
    assert page.status_code == 200, query
    body = page.text.partition('id="registre"')[2].partition('id="donnees"')[0]
    hrefs = [part.partition('"')[0] for part in body.split('href="/propositions/')[1:]]
    return list(dict.fromkeys(hrefs))


def test_words_find_what_everyone_may_read(app: Flask, client: HouseClient) -> None:
    people = cast()
    told = reference(
        "accepted, notified",
        people,
        title="Hébergements d’été",
        content="Ouvrir l’école aux œuvres sociales.",
    )
    reference("reviewed", people, title="Hébergement d’hiver", content="Ouvrir l’école.")
    shown = reference(
        "under_review", people, title="Hébergement et santé", content="Secret.", public_title=True
    )
    assert set(found(client, "q=hebergement")) == {told, shown}
    assert found(client, "q=HÉBERGEMENT+ÉTÉ") == [told]
    assert found(client, "q=ecole") == [told]
    assert found(client, "q=oeuvre") == [told]
    assert found(client, "q=secret") == []
    assert found(client, "q=hiver") == []
    # The answer is found once notified, the reference always.
    assert found(client, "q=reponse") == [told]
    assert found(client, f"q={told}") == [told]
    assert found(client, "q=hebergement&statut=en-instruction") == [shown]
    # Words joined by "and", marks of query languages read as nothing.
    assert found(client, "q=hebergement+introuvable") == []
    for odd in (
        '"',
        "%22hebergement",
        "title:x",
        "NEAR(",
        "a*",
        "--",
        "%27%3B",
        "&",
        "|",
        "(((",
        "é",
    ):
        assert client.get(f"/propositions?q={odd}").status_code == 200
    assert found(client, "q=%22hebergement%22+AND+NOT+(") == []
    assert "Il manque un mot" in client.get("/propositions?q=%21").text.replace("\u00a0", " ")


def test_what_authors_change_meanwhile_is_not_found(app: Flask, client: HouseClient) -> None:
    people = cast()
    proposal = brought_to("more_information", people, text(public_title=True))
    number = reload(proposal.id).reference
    with transaction():
        changed = text(title="Une péniche de jour", public_title=True)
        services.edit(people["author"], proposal, version=proposal.version, text=changed)
    assert found(client, "q=halte") == [number]
    assert found(client, "q=peniche") == []
    shown = client.get(f"/propositions/{number}").text
    assert "halte" in shown
    assert "péniche" not in shown
    for address in ("/propositions", "/propositions.csv", "/propositions.json"):
        assert "péniche" not in client.get(address).text
    with transaction():
        questions = reload(proposal.id).questions
        services.answer(
            people["author"], reload(proposal.id), answers={one.id: "Oui." for one in questions}
        )
    assert found(client, "q=peniche") == [number]


def test_texts_older_than_the_index_are_taken_on(app: Flask, client: HouseClient) -> None:
    group, author = make.group(), make.account()
    old = make.proposal(group, author, ProposalStatus.REDIRECTED, title="Un camion douche")
    with transaction():
        db.session.execute(db.delete(SearchEntry))
    assert found(client, "q=douche") == []
    with transaction():
        assert index_missing() == 1
        db.session.flush()
        assert index_missing() == 0
    assert found(client, "q=douche") == [old.reference]


@pytest.fixture
def register(app: Flask) -> dict[str, str]:
    people = cast()
    return {
        "told": reference("partly_accepted, notified", people, title="=Halte", cost_cents=150_050),
        "open": reference("implementing", people, title="Bains-douches"),
        "waiting": reference("reviewed", people, title="SECRET"),
        "merged": reference("merged", people, title="SECRET"),
    }


def test_csv(register: dict[str, str], client: HouseClient) -> None:
    response = client.get("/propositions.csv")
    assert response.mimetype == "text/csv"
    link = response.headers["Link"]
    assert 'rel="license"' in link
    assert '/propositions/donnees>; rel="describedby"' in link
    rows = {
        row["reference"]: row
        for row in csv.DictReader(io.StringIO(response.data.decode("utf-8-sig")), delimiter=";")
    }
    assert set(rows) == set(register.values())
    assert "SECRET" not in response.text
    told = rows[register["told"]]
    today = clock.today().isoformat()
    assert told["titre"] == "'=Halte"
    assert (told["etat"], told["reponse"]) == ("retenue-en-partie", "retenue-en-partie")
    assert (told["soumise_le"], told["reponse_le"], told["delai_jours"]) == (today, today, "0")
    assert (told["cout_euros"], told["niveau_decision"]) == ("1500,5", "regional")
    assert told["adresse"].endswith(f"/propositions/{register['told']}")
    waiting = rows[register["waiting"]]
    assert (waiting["etat"], waiting["constat"], waiting["reponse"]) == ("en-instruction", "", "")
    # Its target is not public: nothing tells which one it is.
    assert (rows[register["merged"]]["etat"], rows[register["merged"]]["jointe_a"]) == (
        "jointe",
        "",
    )
    again = client.get("/propositions.csv", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_json_and_filters(register: dict[str, str], client: HouseClient) -> None:
    whole = client.get("/propositions.json").get_json()
    assert whole["licence"] == "Licence Ouverte 2.0"
    assert whole["nombre"] == len(register) == len(whole["propositions"])
    assert list(whole["propositions"][0]) == [column.name for column in opendata.COLUMNS]
    by = {one["reference"]: one for one in whole["propositions"]}
    assert by[register["open"]]["avancement"] == 0
    assert by[register["open"]]["departements"] == []
    assert by[register["waiting"]]["constat"] is None
    some = client.get("/propositions.json?statut=en-cours").get_json()
    assert [one["reference"] for one in some["propositions"]] == [register["open"]]
    assert some["filtres"] == {"statut": "en-cours"}
    assert client.get("/propositions.json?q=bains").get_json()["nombre"] == 1
    assert client.get("/propositions.json?statut=secret").status_code == 404
    assert json.dumps(whole).count("SECRET") == 0


def test_atom(register: dict[str, str], client: HouseClient) -> None:
    response = client.get("/propositions.atom")
    root = ElementTree.fromstring(response.data)  # noqa: S314  # our own
    assert root.tag == f"{ATOM}feed"
    for needed in ("id", "title", "updated", "author", "rights"):
        assert root.find(f"{ATOM}{needed}") is not None, needed
    entries = root.findall(f"{ATOM}entry")
    ids = [str(one.findtext(f"{ATOM}id")).rpartition("/")[2] for one in entries]
    assert set(ids) == set(register.values())
    assert len(ids) == len(set(ids))
    assert "SECRET" not in response.text
    assert "Réponse : " in response.text
    page = client.get("/propositions?statut=en-cours").text
    assert 'href="/propositions.atom?statut=en-cours"' in page


def test_a_secret_act_moves_no_date(app: Flask, client: HouseClient) -> None:
    people = cast()
    proposal = brought_to("reviewed", people)
    before = [client.get(f"/propositions.{kind}").data for kind in ("atom", "csv", "json")]
    with transaction():
        db.session.execute(update(Proposal).values(updated_at=clock.now() + timedelta(days=2)))
    with transaction():
        services.decide(
            people["commissioner"],
            reload(proposal.id),
            outcome=Outcome.ACCEPTED,
            text="Oui.",
            reasons="",
        )
    after = [client.get(f"/propositions.{kind}").data for kind in ("atom", "csv", "json")]
    assert after == before
    assert "Part retenue" in client.get("/propositions/chiffres").text


def test_figures(app: Flask, client: HouseClient) -> None:
    people = cast()
    for situation in ("accepted, notified", "declined, notified", "completed", "redirected"):
        reference(situation, people)
    reference("accepted", people)
    brought_to("submitted", people)
    with transaction():
        first = db.session.scalars(db.select(Answer).order_by(Answer.id)).first()
        assert first is not None
        assert first.notified_at is not None
        first.notified_at += timedelta(days=40)
    body = client.get("/propositions/chiffres.csv").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(body), delimiter=";"))
    assert [row["annee"] for row in rows] == ["toutes", str(clock.today().year)]
    for row in rows:
        assert row["soumises"] == "5"
        assert row["en_cours"] == "1"
        assert (row["repondues"], row["retenues"], row["non_retenues"]) == ("3", "2", "1")
        assert (row["autres"], row["part_retenue"], row["delai_median"]) == ("1", "67", "0")
        assert (row["achevees"], row["part_achevee"]) == ("1", "50")
    page = client.get("/propositions/chiffres")
    assert page.status_code == 200
    assert "Délai médian" in page.text


def test_the_columns_are_described(client: HouseClient) -> None:
    page = client.get("/propositions/donnees").text
    for column in opendata.COLUMNS:
        assert f"<code>{column.name}</code>" in page
    assert "Licence Ouverte" in page
    assert client.get("/propositions/chiffres").status_code == 200
