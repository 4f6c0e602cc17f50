"""What stood at a past day: the journal replayed, never more than is public today."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from app.audit.models import AuditEntry
from app.audit.services import as_kept
from app.kernel import clock
from app.kernel.db import db, transaction
from app.proposals.models import Answer, Proposal
from app.proposals.queries.history import day_asked, replayed
from app.proposals.queries.loading import reload
from app.proposals.services.acting import _tracked
from tests.proposing import PATHS, brought_to, cast
from tests.web import HouseClient


@pytest.mark.parametrize("situation", PATHS)
def test_the_journal_replayed_is_what_is_stored(app: Flask, situation: str) -> None:
    proposal = reload(brought_to(situation, cast()).id)
    stored = {name: as_kept(value) for name, value in _tracked(proposal).items()}
    told = replayed(proposal.id)
    assert {name: told.get(name) for name in stored} == stored
    assert replayed(proposal.id, clock.now() - timedelta(days=1)) == {}


def test_a_day_in_words_that_people_type() -> None:
    assert day_asked("31/12/2025") == day_asked("2025-12-31") is not None
    for wrong in ("", None, "hier", "31/02/2025", "2999-01-01", "01/01/0001", "9" * 400):
        assert day_asked(wrong) is None


def test_register_and_proposal_on_a_day(app: Flask, client: HouseClient) -> None:
    people = cast()
    proposal = reload(brought_to("implementing", people).id)
    hidden = reload(brought_to("submitted", people).id).reference
    number = proposal.reference
    days = {"submit": 40, "start_review": 30, "review": 25, "accept": 20, "notify": 10}
    with app.app_context(), transaction():
        # The journal is append-only for the service; a test moves it into the past by hand.
        if db.engine.dialect.name == "sqlite":
            db.session.execute(db.text("DROP TRIGGER audit_entry_no_update"))
        else:
            db.session.execute(db.text("ALTER TABLE audit_entry DISABLE TRIGGER ALL"))
        now = clock.now()
        for act, ago in days.items():
            db.session.execute(
                update(AuditEntry)
                .where(AuditEntry.subject_id == proposal.id, AuditEntry.action == f"proposal:{act}")
                .values(at=now - timedelta(days=ago))
            )
        db.session.execute(
            update(AuditEntry)
            .where(AuditEntry.subject_id == proposal.id)
            .where(AuditEntry.action.in_(["proposal:create", "proposal:add_co_author"]))
            .values(at=now - timedelta(days=50))
        )
        db.session.execute(
            update(Answer)
            .where(Answer.proposal_id == proposal.id)
            .values(notified_at=now - timedelta(days=10))
        )
        db.session.execute(
            update(Proposal)
            .where(Proposal.id == proposal.id)
            .values(submitted_at=now - timedelta(days=40))
        )

    def then(ago: int) -> tuple[str, str]:
        day = (clock.today() - timedelta(days=ago)).strftime("%d/%m/%Y")
        register = client.get(f"/propositions/historique?au={day}")
        alone = client.get(f"/propositions/{number}/historique?au={day}")
        assert register.status_code == alone.status_code == 200
        assert str(hidden) not in register.text
        return register.text, alone.text

    for ago, label in ((35, "Soumise"), (15, "En instruction"), (5, "Retenue"), (0, "En cours")):
        register, alone = then(ago)
        assert str(number) in register
        assert label in register.partition('id="ce-jour"')[2], ago
        assert label in alone.partition('id="ce-jour"')[2], ago
        # The decision of 20 days ago was told 10 days ago.
        assert ("Réponse" in alone.partition('id="ce-jour"')[2]) == (ago <= 5), ago
    register, alone = then(45)
    assert str(number) not in register.partition('id="ce-jour"')[2]
    assert "pas encore soumise" in alone
    for address in ("/propositions/historique", f"/propositions/{number}/historique"):
        assert client.get(address).status_code == 200
        refused = client.get(f"{address}?au=hier")
        assert refused.status_code == 422
        assert "Donnez une date passée" in refused.text
    assert client.get(f"/propositions/{hidden}/historique").status_code == 302
