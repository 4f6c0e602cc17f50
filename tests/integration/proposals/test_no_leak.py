"""Nothing private reaches a page: a marker in each private field, looked for everywhere."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.enums import Role
from app.documents import services as documents
from app.kernel.db import db, transaction
from app.outbox.models import OutboxMessage
from app.proposals import services
from app.proposals.enums import DecisionLevel, OpinionKind, Outcome
from app.proposals.models import Proposal
from app.proposals.policies import is_notified
from app.proposals.queries import carries_document
from app.proposals.queries.loading import reload
from app.strategy.models import Axis, Framework
from tests import make
from tests.proposing import PATHS, Cast, brought_to, cast
from tests.web import HouseClient

LONG = " raison assez longue pour être acceptée par la règle des cinquante signes."
PRIVATE_TEXT = services.ProposalText(
    title="TITREMARQUE",
    findings="TEXTEMARQUE constat",
    content="TEXTEMARQUE proposition",
    audience="TEXTEMARQUE public",
    decision_level=DecisionLevel.LOCAL,
    means="TEXTEMARQUE moyens",
    carrier="TEXTEMARQUE pilote",
    expected_effect="TEXTEMARQUE effet",
    references="TEXTEMARQUE sources",
)
# The public has read the text, hence the title, once an answer was notified or it went elsewhere.
OPEN = {
    "accepted, notified",
    "partly_accepted, notified",
    "declined, notified",
    "redirected",
    "implementing",
    "implementing, all done",
    "completed",
    "abandoned",
}


def _axis() -> Axis:
    with transaction():
        framework = Framework(code="PACTE", slug="pacte", name="Pacte fictif")
        db.session.add(framework)
        db.session.flush()
        axis = Axis(framework_id=framework.id, number=1, label="Axe fictif")
        db.session.add(axis)
    return axis


def _pages(app: Flask, client: HouseClient, people: Cast, proposal: Proposal) -> str:
    """All that this browser can open about the proposal, in one text."""
    axis = db.session.scalars(select(Axis)).one()
    addresses = [
        "/",
        "/propositions",
        "/propositions?axe=pacte-1",
        "/propositions?statut=retenue",
        "/propositions?statut=en-instruction",
        f"/groupes/{people.group.slug}",
        f"/strategie/pacte/axes/{axis.number}",
        "/agenda",
    ]
    if proposal.reference:
        addresses.append(f"/propositions/{proposal.reference}")
        addresses.append(f"/propositions/{proposal.reference}/accuse-de-reception.pdf")
        addresses.append(f"/gestion/propositions/{proposal.reference}")
        addresses.append(f"/gestion/decisions/{proposal.reference}")
    number = f"/groupes/{people.group.slug}/propositions/{proposal.id}"
    addresses += [number, f"{number}/modifier", f"{number}/soumettre"]
    # Spaces of French typography would hide words from a search; the PDF is not text.
    shown = "".join(client.get(one).data.decode("utf-8", "replace") for one in addresses)
    return shown.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("situation", list(PATHS))
def test_outsiders_read_what_the_table_says(
    app: Flask, client: HouseClient, situation: str
) -> None:
    axis = _axis()
    people = cast()
    text = services.ProposalText(**{**vars(PRIVATE_TEXT), "axis_ids": frozenset({axis.id})})
    proposal = brought_to(situation, people, text)
    shown = _pages(app, client, people, reload(proposal.id))
    client.sign_in(make.account(Role.PARTNER))
    shown += _pages(app, client, people, reload(proposal.id))
    assert ("TITREMARQUE" in shown) == (situation in OPEN)
    assert ("TEXTEMARQUE" in shown) == (situation in OPEN)
    answers = any(word in shown for word in ("Réponse : ", "En partie."))
    assert answers == (situation in OPEN - {"redirected"})
    for private in ("Utile.", "Combien", "À préciser.", "Personne auteur", "Personne instruction"):
        assert private not in shown, private


def test_a_public_title_shows_alone(app: Flask, client: HouseClient) -> None:
    _axis()
    people = cast()
    text = services.ProposalText(**{**vars(PRIVATE_TEXT), "public_title": True})
    proposal = brought_to("submitted", people, text)
    shown = _pages(app, client, people, reload(proposal.id))
    assert "TITREMARQUE" in shown
    assert "TEXTEMARQUE" not in shown


@pytest.mark.parametrize("outcome", list(Outcome))
def test_a_decision_stays_inside_until_it_is_notified(
    app: Flask, client: HouseClient, outcome: Outcome
) -> None:
    """Not even the authors know: no page, no mail, no other order of the lists."""
    _axis()
    people = cast()
    proposal = brought_to("under_review", people)
    older = brought_to("reviewed", people)
    client.sign_in(people.accounts["author"])
    with transaction():
        services.review(
            people["instructor"], proposal, kind=OpinionKind.RESERVED, reasons="AVISMARQUE"
        )
    before = _pages(app, client, people, reload(proposal.id))
    mails = _mails()
    with transaction():
        services.decide(
            people["commissioner"],
            proposal,
            outcome=outcome,
            text="DECISIONMARQUE",
            reasons="RAISONMARQUE" + LONG,
        )
    assert _mails() == mails
    after = _pages(app, client, people, reload(proposal.id))
    for marker in ("DECISIONMARQUE", "RAISONMARQUE", "AVISMARQUE"):
        assert marker not in after
    assert _listed(after) == _listed(before)
    assert "Instruite, en attente de décision" in after
    with transaction():
        services.notify(people["staff"], proposal)
    assert is_notified(reload(proposal.id))
    told = _pages(app, client, people, reload(proposal.id))
    assert "DECISIONMARQUE" in told
    assert "AVISMARQUE" not in told
    assert "DECISIONMARQUE" in _mails()
    assert "AVISMARQUE" not in _mails()
    assert older.reference


def _mails() -> str:
    rows = db.session.execute(
        select(OutboxMessage.kind, OutboxMessage.payload).order_by(OutboxMessage.id)
    )
    return json.dumps([(kind, payload) for kind, payload in rows], ensure_ascii=False)


def _listed(shown: str) -> list[str]:
    """The references in the order in which the pages name them."""
    return [part[:10] for part in shown.split("P-20")[1:]]


def test_the_team_reads_the_last_submitted_text_while_authors_work(
    app: Flask, client: HouseClient
) -> None:
    _axis()
    people = cast()
    proposal = brought_to("more_information", people)
    with transaction():
        services.edit(people["author"], proposal, version=proposal.version, text=PRIVATE_TEXT)
    client.sign_in(people.accounts["staff"])
    shown = client.get(f"/gestion/propositions/{reload(proposal.id).reference}").text
    assert "TEXTEMARQUE" not in shown
    with transaction():
        questions = reload(proposal.id).questions
        services.answer(
            people["co_author"], proposal, answers={one.id: "Voilà." for one in questions}
        )
    shown = client.get(f"/gestion/propositions/{reload(proposal.id).reference}").text
    assert "TEXTEMARQUE" in shown
    assert [one.number for one in reload(proposal.id).versions] == [1, 2]


def test_files_are_read_with_the_text(app: Flask, client: HouseClient) -> None:
    people = cast()
    with transaction():
        pdf = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"
        document = documents.store(people["author"], BytesIO(pdf), "note.pdf")
    text = services.ProposalText(**{**vars(PRIVATE_TEXT), "document_ids": frozenset({document.id})})
    proposal = brought_to("accepted", people, text)
    address = f"/documents/{document.id}/note.pdf"
    assert client.get(address).status_code == 404
    assert not carries_document(people["visitor"], document.id)
    for who in ("author", "lead", "member", "staff", "commissioner"):
        assert carries_document(people[who], document.id), who
    with transaction():
        services.notify(people["staff"], proposal)
    assert client.get(address).status_code == 200
