"""Nothing private reaches a page: a marker in each private field, looked for everywhere."""

from __future__ import annotations

import json
import re
import subprocess
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.accounts.enums import Role
from app.documents import services as documents
from app.kernel import clock
from app.kernel.db import db, transaction
from app.outbox.models import OutboxMessage
from app.proposals import services
from app.proposals.enums import DecisionLevel, OpinionKind, Outcome
from app.proposals.enums import ProposalAction as A
from app.proposals.models import Proposal
from app.proposals.policies import is_notified, permitted_actions
from app.proposals.queries import carries_document
from app.proposals.queries.loading import reload
from app.strategy.models import Axis, Framework
from tests import make
from tests.proposing import ACTS, PATHS, Cast, brought_to, cast
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


# An opinion, a question, why it was returned, and names.
PRIVATE_WORDS = (
    *("NOTE (", "Est-ce faisable", "La DDETS fictive"),
    "Utile.",
    "Combien ?",
    "À préciser.",
    "Personne auteur",
    "Personne instruction",
)


def _axis() -> Axis:
    with transaction():
        framework = Framework(code="PACTE", slug="pacte", name="Pacte fictif")
        db.session.add(framework)
        db.session.flush()
        axis = Axis(framework_id=framework.id, number=1, label="Axe fictif")
        db.session.add(axis)
    return axis


def _shared(people: Cast) -> list[str]:
    """Pages that tell of many proposals at once."""
    return [
        "/",
        "/propositions",
        "/propositions?axe=pacte-1",
        "/propositions?statut=retenue",
        "/propositions?statut=en-instruction",
        f"/groupes/{people.group.slug}",
        "/strategie/pacte/axes/1",
        "/agenda",
        *(f"/propositions.{kind}" for kind in ("csv", "json", "atom")),
        *(f"/propositions?q={word}" for word in ("TITREMARQUE", "TEXTEMARQUE", "DECISIONMARQUE")),
        *(f"/propositions.csv?q={word}" for word in ("constat", "secret", "raison")),
        "/propositions/chiffres",
        "/propositions/chiffres.csv",
        f"/propositions/historique?au={clock.today().isoformat()}",
        "/plan-du-site",
        f"/bilan/{clock.today().year}",
    ]


def _own(people: Cast, proposal: Proposal) -> list[str]:
    """Every address that shows one proposal to somebody."""
    number = f"/groupes/{people.group.slug}/propositions/{proposal.id}"
    addresses = [number, f"{number}/modifier", f"{number}/soumettre"]
    if proposal.reference:
        addresses += [
            f"/propositions/{proposal.reference}",
            f"/propositions/{proposal.reference}/accuse-de-reception.pdf",
            f"/gestion/propositions/{proposal.reference}",
            f"/gestion/decisions/{proposal.reference}",
            f"/gestion/propositions/{proposal.reference}/noter",
            f"/propositions/{proposal.reference}/versions/1",
            f"/propositions/{proposal.reference}/versions/1.pdf",
            f"/propositions/{proposal.reference}/versions/2.pdf",
            f"/propositions/{proposal.reference}/parcours",
            f"/propositions/{proposal.reference}/historique?au={clock.today().isoformat()}",
        ]
    return addresses


def _read(client: HouseClient, addresses: list[str]) -> str:
    """All that this browser can open, in one text."""
    # What one searches for stands in the box: it is no answer.
    shown = "".join(_words(client.get(one)) for one in addresses)
    # Spaces of French typography would hide words from a search.
    return shown.replace("\u00a0", " ").replace("\u202f", " ")


def _words(response: TestResponse) -> str:
    if response.mimetype == "application/pdf" and response.status_code == 200:
        read = ["pdftotext", "-", "-"]
        done = subprocess.run(read, input=response.data, capture_output=True, check=True)
        return str(done.stdout, "utf-8")
    text = response.data.decode("utf-8", "replace")
    return re.sub(r'[?&;]q=[^"&]*|(?<=name="q" value=")[^"]*', "", text)


def _pages(client: HouseClient, people: Cast, proposal: Proposal) -> str:
    return _read(client, [*_shared(people), *_own(people, proposal)])


@pytest.mark.slow
def test_outsiders_read_what_the_table_says(app: Flask, client: HouseClient) -> None:
    axis = _axis()
    people = cast()
    made: dict[str, Proposal] = {}
    for index, situation in enumerate(PATHS):
        values: dict[str, Any] = {
            name: f"{value}{index:02d}." if isinstance(value, str) and value else value
            for name, value in vars(PRIVATE_TEXT).items()
        }
        values["decision_level"] = DecisionLevel.LOCAL
        text = services.ProposalText(**{**values, "axis_ids": frozenset({axis.id})})
        made[situation] = reload(brought_to(situation, people, text).id)
        for act, name in ((A.NOTE, "staff"), (A.CONSULT, "instructor")):
            if act in permitted_actions(people[name], made[situation]):
                with transaction():
                    ACTS[act](people[name], made[situation], people)
                made[situation] = reload(made[situation].id)
    for who in (None, make.account(Role.PARTNER)):
        if who is not None:
            client.sign_in(who)
        shared = _read(client, _shared(people))
        for index, (situation, proposal) in enumerate(made.items()):
            own = _read(client, _own(people, proposal))
            for words in ("TITREMARQUE{:02d}.", "constat{:02d}.", "pilote{:02d}."):
                marker = words.format(index)
                assert (marker in own) == (situation in OPEN), (situation, marker)
                assert situation in OPEN or marker not in shared, (situation, marker)
            answers = any(word in own for word in ("Réponse : ", "En partie."))
            assert answers == (situation in OPEN - {"redirected"}), situation
            for private in PRIVATE_WORDS:
                assert private not in own + shared, (situation, private)


def test_a_public_title_shows_alone(app: Flask, client: HouseClient) -> None:
    _axis()
    people = cast()
    text = services.ProposalText(**{**vars(PRIVATE_TEXT), "public_title": True})
    proposal = brought_to("submitted", people, text)
    shown = _pages(client, people, reload(proposal.id))
    assert "TITREMARQUE" in shown
    assert "TEXTEMARQUE" not in shown


@pytest.mark.slow
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
    before = _pages(client, people, reload(proposal.id))
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
    after = _pages(client, people, reload(proposal.id))
    for marker in ("DECISIONMARQUE", "RAISONMARQUE", "AVISMARQUE"):
        assert marker not in after
    assert _listed(after) == _listed(before)
    assert "Instruite, en attente de décision" in after
    with transaction():
        services.notify(people["staff"], proposal)
    assert is_notified(reload(proposal.id))
    told = _pages(client, people, reload(proposal.id))
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
    assert client.get(address).status_code == 302
    assert not carries_document(people["visitor"], document.id)
    for who in ("author", "lead", "member", "staff", "commissioner"):
        assert carries_document(people[who], document.id), who
    with transaction():
        services.notify(people["staff"], proposal)
    assert client.get(address).status_code == 200
