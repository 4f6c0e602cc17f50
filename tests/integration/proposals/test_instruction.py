"""Notes, services consulted, similar proposals, delays."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.groups.models import WorkingGroup
from app.kernel import clock
from app.kernel.db import db, transaction
from app.kernel.errors import Conflict
from app.kernel.links import derive_token
from app.outbox.letters import write_letter
from app.outbox.models import OutboxMessage
from app.proposals import services
from app.proposals.enums import OpinionKind, ProposalStatus
from app.proposals.models import Answer, Consultation, FollowUp, Proposal, Question
from app.proposals.policies import alert_due, share_gone
from app.proposals.queries.consultations import PURPOSE, token_of
from app.proposals.queries.loading import reload
from app.proposals.queries.similar import similar
from app.proposals.queries.work import waiting_for
from app.proposals.services import ProposalText
from tests.proposing import TEXT, brought_to, cast, soon, written
from tests.web import HouseClient

ANSWER = {"kind": "reserved", "text": "SERVICEMARQUE oui, au second semestre.", "name": "Pôle"}


def _asked(people: object) -> tuple[Proposal, Consultation]:
    proposal = brought_to("under_review", people)  # type: ignore[arg-type]  # the cast
    with transaction():
        services.consult(
            people["instructor"],  # type: ignore[index]  # the cast
            proposal,
            service="La DDETS fictive",
            email="service@example.org",
            question="Est-ce faisable ?",
            answer_by=soon(10),
        )
    return proposal, db.session.scalars(select(Consultation)).one()


def _mails(kind: str) -> list[OutboxMessage]:
    return list(
        db.session.scalars(
            select(OutboxMessage)
            .where(OutboxMessage.kind == f"proposals/{kind}")
            .order_by(OutboxMessage.id)
        )
    )


def test_a_service_reads_and_answers_without_an_account(app: Flask, client: HouseClient) -> None:
    people = cast()
    proposal, asked = _asked(people)
    (mail,) = _mails("consultation")
    token = token_of(asked)
    assert mail.recipient == "service@example.org"
    assert mail.payload["page_url"].endswith(f"/avis/{token}")
    assert asked.token_hash != token
    assert token == derive_token(PURPOSE, asked.public_id)
    page = client.get(f"/avis/{token}")
    assert "Est-ce faisable" in page.text
    assert "Des femmes dorment dehors" in page.text
    assert "Personne auteur" not in page.text
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert client.post(f"/avis/{token}", data={**ANSWER, "text": ""}).status_code == 422
    assert client.get("/avis/unautrejeton").status_code == 404
    for _twice in range(2):
        assert client.post(f"/avis/{token}", data=ANSWER, page=page).status_code == 303
    assert "Votre avis est arrivé" in client.get(f"/avis/{token}").text
    other = client.forge(f"/avis/{token}", data={**ANSWER, "text": "Non."})
    assert other.status_code == 409
    (told,) = _mails("service_answered")
    assert told.recipient == people.accounts["instructor"].email
    reference = reload(proposal.id).reference
    for who, sees in (("author", False), ("lead", False), ("staff", True), ("commissioner", True)):
        client.sign_in(people.accounts[who])
        address = f"/gestion/propositions/{reference}" if sees else f"/propositions/{reference}"
        assert ("SERVICEMARQUE" in client.get(address).text) == sees, who


def test_a_service_is_heard_only_while_the_proposal_is_instructed(app: Flask) -> None:
    people = cast()
    proposal, asked = _asked(people)
    with transaction():
        services.review(
            people["instructor"], proposal, kind=OpinionKind.FAVOURABLE, reasons="Utile."
        )
    with pytest.raises(Conflict), transaction():
        services.answer_consultation(asked, kind=OpinionKind.RESERVED, text="Tard.", name="Pôle")


def test_a_service_is_reminded_once(app: Flask) -> None:
    people = cast()
    _, asked = _asked(people)
    with transaction():
        assert services.remind_services() == 0
        db.session.get_one(Consultation, asked.id).answer_by = soon(2)
    with transaction():
        assert services.remind_services() == 1
        assert services.remind_services() == 0
    assert [one.subject for one in _mails("consultation")][1].startswith("Rappel")


def test_the_address_of_a_service_is_forgotten(app: Flask) -> None:
    people = cast()
    proposal, asked = _asked(people)
    with transaction():
        assert services.forget_services(soon(20)) == 0
        services.withdraw(people["author"], proposal)
    with transaction():
        assert services.forget_services(soon(20)) == 1
        assert db.session.get_one(Consultation, asked.id, populate_existing=True).email is None


def test_notes_stay_with_the_team(app: Flask, client: HouseClient) -> None:
    people = cast()
    proposal = brought_to("under_review", people)
    waiting_since = reload(proposal.id).updated_at
    for _twice in range(2):
        with transaction():
            services.note(people["staff"], proposal, text="NOTEMARQUE")
    stored = reload(proposal.id)
    assert [one.text for one in stored.notes] == ["NOTEMARQUE"]
    assert stored.updated_at == waiting_since
    for who in ("author", "lead", "member"):
        client.sign_in(people.accounts[who])
        assert "NOTEMARQUE" not in client.get(f"/propositions/{stored.reference}").text
    client.sign_in(people.accounts["commissioner"])
    assert "NOTEMARQUE" in client.get(f"/gestion/propositions/{stored.reference}").text
    assert not any(
        "NOTEMARQUE" in str(one.payload) for one in db.session.scalars(select(OutboxMessage))
    )


def _like(title: str, content: str) -> ProposalText:
    return ProposalText(**{**vars(TEXT), "title": title, "findings": content, "content": content})


def test_earlier_proposals_like_this_one_are_found_with_their_reason(app: Flask) -> None:
    people = cast()
    text = _like("Des laveries solidaires", "Ouvrir des laveries solidaires près des gares.")
    told = brought_to("declined, notified", people, text)
    secret = brought_to("declined", people, text)
    brought_to("declined, notified", people, _like("Un verger", "Planter un verger partagé."))
    draft = written(people, _like("Laverie solidaire", "Une laverie solidaire dans chaque gare."))
    seen = similar(people["author"], reload(draft.id))
    assert [one.reference for one in seen] == [reload(told.id).reference]
    assert seen[0].label == "Non retenue"
    assert "raison assez longue" in seen[0].reason
    inside = {one.reference for one in similar(people["staff"], reload(draft.id))}
    assert inside == {reload(told.id).reference, reload(secret.id).reference}


def test_the_share_of_the_delay_leaves_out_the_days_it_stood_still() -> None:
    start = date(2026, 3, 2)
    proposal = Proposal(group_id=1, title="T", status=ProposalStatus.UNDER_REVIEW)
    proposal.submitted_at = clock.from_paris(start, clock.now().time().replace(hour=12))
    proposal.due_on = start + timedelta(days=60)
    assert share_gone(proposal, start + timedelta(days=30)) == 50
    # Twenty days asked of the authors: the date moved, and so much counts neither way.
    proposal.suspended_days = 20
    proposal.due_on += timedelta(days=20)
    assert share_gone(proposal, start + timedelta(days=50)) == 50
    assert [alert_due(proposal, start + timedelta(days=n)) for n in (49, 50, 68, 80, 86, 87)] == [
        None, 50, 80, 100, 100, 101,
    ]  # fmt: skip
    proposal.alert_step = 100
    assert alert_due(proposal, start + timedelta(days=80)) is None
    proposal.suspended_at = clock.now()
    assert alert_due(proposal, start + timedelta(days=300)) is None


def test_alerts_are_given_once_each_and_decide_nothing(app: Flask, client: HouseClient) -> None:
    people = cast()
    proposal = brought_to("under_review", people)
    with transaction():
        db.session.get_one(Proposal, proposal.id).due_on = soon(-15)
    for _twice in range(2):
        with transaction():
            services.alert_delays()
    mails = _mails("delay")
    assert {one.recipient for one in mails} == {
        people.accounts[who].email for who in ("instructor", "staff", "commissioner", "recused")
    }
    assert len(mails) == 4
    assert reload(proposal.id).status is ProposalStatus.UNDER_REVIEW
    client.sign_in(people.accounts["staff"])
    page = client.get("/gestion/propositions/delais").text
    assert "15" in page
    assert "À l’instruction" in page
    asked = brought_to("more_information", people)
    with transaction():
        db.session.get_one(Proposal, asked.id).due_on = soon(-15)
        services.alert_delays()
    assert len(_mails("delay")) == 4


def test_questions_without_an_answer_are_recalled_and_decide_nothing(
    app: Flask, client: HouseClient
) -> None:
    people = cast()
    proposal = brought_to("more_information", people)

    def day_comes(days: int) -> int:
        with transaction():
            db.session.execute(update(Question).values(answer_by=soon(days)))
        with transaction():
            services.remind_authors()
        with transaction():
            return services.remind_authors()

    assert day_comes(9) == 0
    assert day_comes(2) == 1
    authors = {people.accounts[who].email for who in ("author", "co_author")}
    assert {one.recipient for one in _mails("questions_soon")} == authors
    assert len(_mails("questions_soon")) == 2
    assert day_comes(-1) == 1
    (mail,) = _mails("unanswered")
    assert mail.recipient == people.accounts["instructor"].email
    stored = reload(proposal.id)
    assert stored.status is ProposalStatus.MORE_INFORMATION
    client.sign_in(people.accounts["staff"])
    page = client.get("/gestion/propositions/delais").text
    assert "Chez les auteurs" in page
    assert "Date passée" in page
    with transaction():
        services.give_up_waiting(people["instructor"], stored, reason="Trop long.")
    assert day_comes(-2) == 0


def test_late_actions_and_points_to_make_are_said(app: Flask, client: HouseClient) -> None:
    people = cast()
    proposal = brought_to("implementing", people)
    client.sign_in(people.accounts["staff"])
    assert "Actions en retard" not in client.get("/gestion/propositions/delais").text
    with transaction():
        db.session.execute(update(FollowUp).values(due_on=soon(-4)))
        last_year = clock.now() - timedelta(days=370)
        db.session.execute(update(Answer).values(notified_at=last_year))
    page = client.get("/gestion/propositions/delais").text
    assert "Actions en retard" in page
    assert "4\u00a0jours" in page
    assert "Point de l’année à faire" in page
    todo = [one.text for one in waiting_for(people["staff"])]
    assert "1\u00a0action en retard dans les mises en œuvre" in todo
    assert "1\u00a0point de l’année à faire" in todo
    assert not any("action" in one.text for one in waiting_for(people["author"]))
    with transaction():
        services.add_point(people["staff"], proposal, text="Le local est loué.")
        for one in reload(proposal.id).follow_ups:
            services.complete_follow_up(people["staff"], proposal, follow_up_id=one.id)
    page = client.get("/gestion/propositions/delais").text
    assert "Actions en retard" not in page
    assert "Point de l’année" not in page


def test_the_lead_submits_where_the_group_wants_it(app: Flask, client: HouseClient) -> None:
    people = cast()
    with transaction():
        db.session.get_one(WorkingGroup, people.group.id).lead_submits = True
    proposal = written(people)
    address = f"/groupes/{people.group.slug}/propositions/{proposal.id}"
    client.sign_in(people.accounts["author"])
    assert client.get(f"{address}/soumettre").status_code == 403
    assert "part aussitôt à 1" in client.get(f"{address}/demander-la-soumission").text
    assert client.post(f"{address}/demander-la-soumission").status_code == 303
    (mail,) = _mails("to_submit")
    assert mail.recipient == people.accounts["lead"].email
    client.sign_in(people.accounts["lead"])
    assert "vous demande de relire" in client.get(address).text
    assert client.post(f"{address}/soumettre").status_code == 303
    stored = reload(proposal.id)
    assert stored.status is ProposalStatus.SUBMITTED
    assert stored.submission_asked_at is None


def test_the_acknowledgement_goes_with_the_mail(app: Flask) -> None:
    people = cast()
    brought_to("submitted", people)
    letter = write_letter(_mails("submitted")[0])
    (pdf,) = [part for part in letter.mail.walk() if part.get_content_type() == "application/pdf"]
    assert pdf.get_payload(decode=True)[:5] == b"%PDF-"  # type: ignore[index]  # bytes
    assert pdf.get_filename() == f"accuse-P-{clock.today().year}-001.pdf"
    assert not [p for p in write_letter(_mails("received")[0]).mail.walk() if p.get_filename()]


def test_versions_are_read_compared_and_taken_as_pdf(app: Flask, client: HouseClient) -> None:
    people = cast()
    proposal = brought_to("more_information", people)
    with transaction():
        text = ProposalText(**{**vars(TEXT), "content": "Ouvrir deux haltes."})
        services.edit(people["author"], proposal, version=proposal.version, text=text)
    with transaction():
        answers = {one.id: "Deux." for one in reload(proposal.id).questions}
        services.answer(people["author"], proposal, answers=answers)
    address = f"/propositions/{reload(proposal.id).reference}/versions"
    for who in ("author", "staff"):
        client.sign_in(people.accounts[who])
        page = client.get(f"{address}/2").text
        assert "<ins>" in page
        assert "deux haltes" in page
        assert client.get(f"{address}/1.pdf").data.startswith(b"%PDF-")
        assert client.get(f"{address}/3").status_code == 404
    draft = written(people)
    client.sign_in(people.accounts["member"])
    paper = client.get(f"/groupes/{people.group.slug}/propositions/{draft.id}/brouillon.pdf")
    assert paper.data.startswith(b"%PDF-")
