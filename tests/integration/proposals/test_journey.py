"""The main path by the pages alone: write → submit → instruct → decide → notify → public."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.enums import Role
from app.accounts.models import Account
from app.groups.enums import GroupRole
from app.groups.models import WorkingGroup
from app.kernel import clock
from app.kernel.db import db
from app.outbox.models import OutboxMessage
from app.proposals.models import Proposal
from tests import make
from tests.web import HouseClient

pytestmark = pytest.mark.same_on_both

REASONS = "Le local proposé n’est pas libre avant deux ans ; une autre piste est à l’étude."
CARD = {
    "title": "Une halte de jour pour les femmes",
    "findings": "Quarante femmes dorment dehors.",
    "content": "Ouvrir une halte.",
    "audience": "Femmes sans domicile",
    "decision_level": "regional",
    "cost": "85 000",
    "version": "1",
}


class People(NamedTuple):
    group: WorkingGroup
    lead: Account
    staff: Account
    commissioner: Account


def people() -> People:
    group = make.group()
    lead = make.account(name="Aïcha Exemple")
    make.mandate(lead, group, GroupRole.LEAD)
    return People(
        group,
        lead,
        make.account(Role.STAFF, name="Bruno Exemple"),
        make.account(Role.COMMISSIONER, name="Chloé Exemple"),
    )


def client_of(app: Flask, account: Account) -> HouseClient:
    client = app.test_client()
    assert isinstance(client, HouseClient)
    client.sign_in(account)
    return client


def mails() -> list[tuple[str, str]]:
    rows = db.session.execute(
        select(OutboxMessage.kind, OutboxMessage.recipient).order_by(OutboxMessage.id)
    )
    return [(kind.removeprefix("proposals/"), to) for kind, to in rows]


def test_from_the_idea_to_the_public_answer(app: Flask, client: HouseClient) -> None:
    who = people()
    lead, staff = client_of(app, who.lead), client_of(app, who.staff)
    commissioner = client_of(app, who.commissioner)
    base = f"/groupes/{who.group.slug}/propositions"

    assert lead.get(f"{base}/nouvelle").status_code == 200
    sent = lead.post(f"{base}/nouvelle", data={**CARD, "act": "submit"})
    assert sent.status_code == 303, sent.text
    number = db.session.scalar(select(Proposal.id))
    assert sent.location.endswith(f"{base}/{number}/soumettre")
    page = lead.get(sent.location)
    assert "Bruno Exemple" in page.text
    sent = lead.post(sent.location)
    assert sent.status_code == 303
    reference = f"P-{clock.today().year}-001"
    assert sent.location.endswith(f"/propositions/{reference}")
    assert lead.get(sent.location).status_code == 200
    assert client.get(f"/propositions/{reference}").status_code == 302
    pdf = lead.get(f"/propositions/{reference}/accuse-de-reception.pdf")
    assert pdf.data.startswith(b"%PDF")

    team = f"/gestion/propositions/{reference}"
    assert reference in staff.get("/gestion/propositions").text
    assert staff.get(team).status_code == 200
    assert staff.get(f"{team}/confier").status_code == 200
    due = (clock.today() + timedelta(days=40)).isoformat()
    sent = staff.post(f"{team}/confier", data={"instructor_id": who.staff.id, "due_on": due})
    assert sent.status_code == 303, sent.text
    public = client.get(f"/propositions/{reference}")
    assert public.status_code == 200
    assert "En instruction" in public.text
    assert "halte" not in public.text
    opinion = {"kind": "reserved", "reasons": "Utile mais cher.", "cost": "90 000", "service": ""}
    assert staff.post(f"{team}/avis", data=opinion).status_code == 303

    desk = commissioner.get("/gestion/decisions")
    assert reference in desk.text
    assert "Utile mais cher" in commissioner.get(f"/gestion/decisions/{reference}").text
    answer = {"text": "Nous ne pouvons pas.", "reasons": "", "outcome": "declined"}
    refused = commissioner.post(f"/gestion/decisions/{reference}", data=answer)
    assert refused.status_code == 422
    assert "Nous ne pouvons pas." in refused.text
    answer["reasons"] = REASONS
    decided = commissioner.post(f"/gestion/decisions/{reference}", data=answer)
    assert decided.status_code == 303
    for outsider in (client, lead):
        assert "Nous ne pouvons pas" not in outsider.get(f"/propositions/{reference}").text
    assert "0 proposition" in client.get("/propositions?statut=non-retenue").text.replace(
        "\xa0", " "
    )
    before = len(mails())
    notify = f"/gestion/decisions/notifier?reference={reference}"
    told = commissioner.post("/gestion/decisions/notifier", page=notify)
    assert told.status_code == 303
    assert [kind for kind, _ in mails()[before:]] == ["decision", "decision"]
    public = client.get(f"/propositions/{reference}")
    assert "Nous ne pouvons pas" in public.text
    assert "halte" in public.text
    assert reference in client.get("/propositions?statut=non-retenue").text
    assert "Utile mais cher" not in public.text
