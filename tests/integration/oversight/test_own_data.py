"""One's own page and export hold what each feature knows of the person, and of nobody else."""

from __future__ import annotations

from flask import Flask

from app.accounts.models import Account
from app.groups.enums import GroupRole
from app.kernel import clock
from app.kernel.db import db, transaction
from app.proposals.enums import Outcome, ProposalStatus
from app.proposals.models import Answer
from app.registrations.models import Registration
from tests import make
from tests.integration.oversight.test_retention import register
from tests.web import HouseClient


def give_to(registration: Registration, account: Account, name: str) -> None:
    with transaction():
        row = db.session.get_one(Registration, registration.id)
        row.email, row.email_key, row.first_name = account.email, account.email_key, name
        row.withdrawal_reason = None


def test_the_page_gathers_what_is_to_come_and_what_one_does(client: HouseClient) -> None:
    account = make.account(name="Ada Exemple")
    group = make.group(name="Groupe des communs")
    make.mandate(account, group, GroupRole.SECRETARY)
    give_to(register(make.event(title="Journée à venir")), account, "Ada")
    register(make.event(title="Journée d’une autre"))
    client.sign_in(account)
    page = client.get("/compte").text
    assert "Journée à venir" in page
    assert "/inscriptions/" in page
    assert "Journée d’une autre" not in page
    assert "Groupe des communs" in page
    assert "Secrétariat" in page
    assert "pas encore écrit de proposition" in page


def test_a_page_with_nothing_yet_says_what_to_do(client: HouseClient) -> None:
    client.sign_in(make.account())
    page = client.get("/compte").text
    assert "Voir l’agenda" in page
    assert "Aucun rôle particulier" in page


def test_the_export_holds_all_of_oneself_and_nobody_else(client: HouseClient) -> None:
    account = make.account(name="Ada Exemple", email="ada@example.org")
    group = make.group(name="Groupe des communs")
    make.mandate(account, group)
    give_to(register(make.event(title="Journée à venir")), account, "Ada")
    register(make.event())
    client.sign_in(account)
    answer = client.get("/compte/mes-donnees.json")
    held = answer.json
    assert held is not None
    assert set(held) == {
        "compte",
        "inscriptions",
        "convocations",
        "actions",
        "remarques",
        "chiffres_demandes",
        "groupes",
        "propositions",
        "propositions_suivies",
        "calendriers",
    }
    assert [one["rencontre"] for one in held["inscriptions"]] == ["Journée à venir"]
    assert held["groupes"][0]["groupe"] == "Groupe des communs"
    assert "marque-personnelle@" not in answer.text


def test_the_page_costs_the_same_with_many_registrations(app: Flask, client: HouseClient) -> None:
    from sqlalchemy import event as listeners

    account = make.account()
    client.sign_in(account)
    statements: list[str] = []
    counts = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    for more in (3, 12):
        for _ in range(more):
            give_to(register(make.event()), account, "Ada")
        statements.clear()
        listeners.listen(db.engine, "before_cursor_execute", note)
        try:
            client.get("/compte")
        finally:
            listeners.remove(db.engine, "before_cursor_execute", note)
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_a_decision_is_not_told_before_it_is_notified(client: HouseClient) -> None:
    author, commissioner, group = make.account(), make.account(), make.group()
    proposal = make.proposal(group, author, ProposalStatus.DECLINED)
    with transaction():
        answer = Answer(
            proposal_id=proposal.id,
            number=1,
            outcome=Outcome.DECLINED,
            text="Pas cette année.",
            reasons=None,
            text_version=1,
            decided_by_id=commissioner.id,
            decided_at=clock.now(),
        )
        db.session.add(answer)
    client.sign_in(author)
    waiting, decided = ProposalStatus.REVIEWED.label, ProposalStatus.DECLINED.label
    for address in ("/compte", "/compte/mes-donnees.json"):
        told = client.get(address).text
        assert waiting in told
        assert decided not in told
    with transaction():
        db.session.get_one(Answer, answer.id).notified_at = clock.now()
    assert decided in client.get("/compte").text
