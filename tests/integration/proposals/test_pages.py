"""The pages of proposals: forms that lose nothing, buttons that are rights, lists of any length."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select

from app.events.enums import EventKind
from app.kernel.db import db, transaction
from app.minutes.enums import MinutesStatus
from app.minutes.models import Decision, Minutes
from app.proposals.enums import ProposalAction as A
from app.proposals.enums import ProposalStatus as S
from app.proposals.models import Proposal
from app.proposals.policies import permitted_actions
from app.proposals.queries.loading import reload
from app.proposals.views.act_pages import ACTS as ACT_PAGES
from tests import make
from tests.proposing import PATHS, REASONS, TEXT, Cast, brought_to, cast, soon, written
from tests.web import HouseClient

CARD = {
    "title": TEXT.title,
    "findings": TEXT.findings,
    "content": TEXT.content,
    "audience": TEXT.audience,
    "decision_level": "regional",
}
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


TEAM = ("staff", "instructor", "commissioner", "recused")
GROUP = ("author", "member")
LINKS = {
    A.EDIT: "modifier",
    A.SUBMIT: "soumettre",
    A.WITHDRAW: "retirer",
    A.ANSWER: "repondre",
    A.ADD_CO_AUTHOR: "coauteurs",
}


def base(people: Cast) -> str:
    return f"/groupes/{people.group.slug}/propositions"


def signed(app: Flask, people: Cast, who: str) -> HouseClient:
    client = app.test_client()
    assert isinstance(client, HouseClient)
    client.sign_in(people.accounts[who])
    return client


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_a_draft_keeps_files_and_comes_back_to_be_changed(app: Flask) -> None:
    people = cast()
    author = signed(app, people, "author")
    sent = author.post(
        f"{base(people)}/nouvelle",
        data={
            "title": "Une idée",
            "cost": "12 500,50",
            "act": "save",
            "documents": (BytesIO(PDF), "note.pdf"),
        },
        blank=True,
    )
    assert sent.status_code == 303, sent.text
    page = author.get(sent.location)
    assert "note.pdf" in page.text
    assert "Il manque encore" in page.text
    proposal = db.session.scalars(select(Proposal).order_by(Proposal.id.desc())).first()
    assert proposal is not None
    assert proposal.cost_cents == 1_250_050
    document = reload(proposal.id).documents[0]
    form = author.get(f"{sent.location}/modifier")
    assert "12500,50" in form.text
    saved = author.post(
        f"{sent.location}/modifier",
        data={"title": "Une idée", "act": "save", "removed": str(document.id)},
        blank=True,
    )
    assert saved.status_code == 303
    assert reload(proposal.id).documents == []


def test_a_refused_card_keeps_what_was_typed(app: Flask) -> None:
    people = cast()
    author = signed(app, people, "author")
    typed = {"title": "Une idée", "findings": "Ce que je vois", "cost": "beaucoup", "act": "submit"}
    refused = author.post(f"{base(people)}/nouvelle", data=typed, blank=True)
    assert refused.status_code == 422
    assert "Ce que je vois" in refused.text
    assert "beaucoup" in refused.text
    assert plain(refused.text).count("nécessaire pour soumettre") >= 2


def test_a_stale_form_shows_both_texts(app: Flask) -> None:
    people = cast()
    proposal = written(people)
    address = f"{base(people)}/{proposal.id}/modifier"
    lead, author = signed(app, people, "lead"), signed(app, people, "author")
    before = author.get(address)
    sent = lead.post(address, data={**CARD, "findings": "Le sien.", "act": "save"})
    assert sent.status_code == 303
    mine = {**CARD, "findings": "Le mien.", "act": "save"}
    stale = author.post(address, data=mine, page=before)
    assert stale.status_code == 409
    assert "Le sien." in stale.text
    assert "Le mien." in stale.text
    # The form now carries the new version: sent again, it is accepted knowingly.
    assert re.search(r'name="version"[^>]*value="2"', stale.text)
    again = {**CARD, "findings": "Le mien.", "version": "2", "act": "save"}
    assert author.post(address, data=again).status_code == 303


def test_a_decision_of_a_meeting_opens_a_draft(app: Flask) -> None:
    people = cast()
    meeting = make.event(group_id=people.group.id, kind=EventKind.GROUP_MEETING)
    with transaction():
        minutes = Minutes(event_id=meeting.id)
        db.session.add(minutes)
        db.session.flush()
        decision = Decision(minutes_id=minutes.id, number=2, text="Ouvrir une halte.")
        db.session.add(decision)
    author = signed(app, people, "author")
    # Minutes being written are for those who write them, not for the whole group.
    early = author.get(f"{base(people)}/nouvelle?decision={decision.id}")
    assert "Ouvrir une halte." not in early.text
    with transaction():
        db.session.get_one(Minutes, minutes.id).status = MinutesStatus.PUBLISHED
    form = author.get(f"{base(people)}/nouvelle?decision={decision.id}")
    assert "Ouvrir une halte." in form.text
    sent = author.post(
        f"{base(people)}/nouvelle",
        data={**CARD, "origin": f"d{decision.id}", "act": "save"},
    )
    page = author.get(sent.location)
    assert "Décision du groupe (D2)" in page.text
    other = make.event(group_id=people.target.group_id)
    refused = author.forge(
        f"{base(people)}/nouvelle", data={**CARD, "origin": f"r{other.id}", "act": "save"}
    )
    assert refused.status_code == 422


def test_minutes_lead_to_the_drafts_of_their_decisions(app: Flask) -> None:
    people = cast()
    meeting = make.event(group_id=people.group.id, kind=EventKind.GROUP_MEETING)
    minutes = make.minutes(meeting)
    decided = db.session.scalars(
        select(Decision.id).where(Decision.minutes_id == minutes.id).limit(1)
    ).one()
    draft = make.proposal(
        people.group, people.accounts["author"], title="Née ici", decision_id=decided
    )
    page = f"/comptes-rendus/{minutes.id}"
    inside = signed(app, people, "author").get(page).text
    assert f"/propositions/{draft.id}" in inside
    assert "Née ici" in inside
    # A draft is its group's: everybody else reads the decision only.
    for who in (signed(app, people, "recused"), app.test_client()):
        outside = who.get(page)
        assert outside.status_code == 200
        assert "Née ici" not in outside.text


def test_authors_are_chosen_in_the_group(app: Flask) -> None:
    people = cast()
    proposal = written(people)
    author = signed(app, people, "author")
    address = f"{base(people)}/{proposal.id}/coauteurs"
    newcomer = str(people.accounts["newcomer"].id)
    assert author.post(address, data={"account_id": newcomer}).status_code == 303
    assert "Personne nouvelle" in author.get(f"{base(people)}/{proposal.id}").text
    assert author.post(f"{address}/retirer", data={"account_id": newcomer}).status_code == 303
    stranger = str(people.accounts["staff"].id)
    assert author.forge(address, data={"account_id": stranger}).status_code == 422
    assert signed(app, people, "member").get(address).status_code == 403
    assert signed(app, people, "staff").get(address).status_code == 404


@pytest.mark.slow
def test_the_buttons_are_the_rights(app: Flask) -> None:
    """On the team's page, and on the authors': an act has a link exactly when it is permitted."""
    people = cast()
    browsers = {who: signed(app, people, who) for who in (*TEAM, *GROUP)}
    slugs = {act.action: act.slug for act in ACT_PAGES}
    for situation in PATHS:
        found = reload(brought_to(situation, people).id)
        acts = {who: set(permitted_actions(people[who], found)) for who in browsers}
        number = f"{base(people)}/{found.id}"
        own = f"/propositions/{found.reference}" if found.reference else number
        team = f"/gestion/propositions/{found.reference}"
        for who in TEAM if found.reference else ():
            page = browsers[who].get(team).text
            for act, slug in slugs.items():
                assert (f'{team}/{slug}"' in page) == (act in acts[who]), (situation, who, act)
            assert ("/gestion/decisions/" in page) == (A.ACCEPT in acts[who])
        for who in GROUP:
            page = browsers[who].get(own).text
            for act, slug in LINKS.items():
                assert (f'{number}/{slug}"' in page) == (act in acts[who]), (situation, who, act)


@pytest.mark.slow
def test_every_act_has_a_page_that_works(app: Flask) -> None:
    """By the forms alone: asked, answered, reviewed, adjourned, decided, rectified, carried out."""
    people = cast()
    proposal = brought_to("submitted", people)
    reference = reload(proposal.id).reference
    day = soon(30).isoformat()
    instructor = str(people.accounts["instructor"].id)
    staff = str(people.accounts["staff"].id)
    action = {"text": "Trouver un local", "owner": "La DDETS", "due_on": day}
    rectified = {
        "outcome": "accepted",
        "text": "Oui.",
        "reasons": "",
        "rectification_reason": "Erreur.",
    }
    walk: list[tuple[str, str, dict[str, str], S]] = [
        ("staff", "rendre", {"reason": "À revoir."}, S.DRAFT),
        ("author", "soumettre", {}, S.SUBMITTED),
        ("staff", "confier", {"instructor_id": staff, "due_on": day}, S.UNDER_REVIEW),
        (
            "staff",
            "confier-a-quelqu-un-d-autre",
            {"instructor_id": instructor},
            S.UNDER_REVIEW,
        ),
        (
            "instructor",
            "questionner",
            {"questions": "Combien ?\nOù ?", "answer_by": day},
            S.MORE_INFORMATION,
        ),
        ("instructor", "ne-plus-attendre", {"reason": "Urgent."}, S.UNDER_REVIEW),
        ("instructor", "questionner", {"questions": "Qui ?", "answer_by": day}, S.MORE_INFORMATION),
        ("author", "repondre", {}, S.UNDER_REVIEW),
        ("instructor", "avis", {"kind": "favourable", "reasons": "Utile."}, S.REVIEWED),
        ("commissioner", "rouvrir", {"reason": "Chiffrer."}, S.UNDER_REVIEW),
        ("instructor", "avis", {"kind": "reserved", "reasons": "Cher."}, S.REVIEWED),
        ("commissioner", "ajourner", {"until": day, "reason": "Budget."}, S.ADJOURNED),
        ("commissioner", "reprendre", {}, S.REVIEWED),
        ("commissioner", "decide", {"text": "Non.", "reasons": REASONS}, S.DECLINED),
        ("staff", "notifier", {}, S.DECLINED),
        ("commissioner", "rectifier", rectified, S.ACCEPTED),
        ("staff", "mettre-en-oeuvre", action, S.IMPLEMENTING),
        ("staff", "ajouter-une-action", {**action, "text": "Ouvrir"}, S.IMPLEMENTING),
        ("staff", "action-terminee", {}, S.IMPLEMENTING),
        ("staff", "action-terminee", {}, S.IMPLEMENTING),
        ("staff", "achever", {"report": "C’est ouvert."}, S.COMPLETED),
    ]
    for who, act, typed, expected in walk:
        browser, found, data = signed(app, people, who), reload(proposal.id), typed
        address = f"/gestion/propositions/{reference}/{act}"
        if act in {"soumettre", "repondre"}:
            address = f"{base(people)}/{proposal.id}/{act}"
            data = {
                f"question_{one.id}": "Voilà."
                for one in found.questions
                if not (one.answered_at or one.dropped_at)
            }
        elif act == "decide":
            address, data = f"/gestion/decisions/{reference}", {**data, "outcome": "declined"}
        elif act == "action-terminee":
            todo = next(one for one in found.follow_ups if one.done_at is None)
            data = {"follow_up_id": str(todo.id)}
        if act != "action-terminee":
            page = browser.get(address)
            assert page.status_code == 200, (act, page.status_code)
            if data and act != "decide":
                empty = browser.post(address, data=dict.fromkeys(data, ""))
                assert empty.status_code == 422, act
        sent = browser.post(address, data=data)
        assert sent.status_code == 303, (act, sent.text)
        assert reload(proposal.id).status is expected
        assert browser.get(sent.location).status_code == 200
    public = app.test_client().get(f"/propositions/{reference}")
    assert "Mise en œuvre achevée" in public.text
    assert "C’est ouvert." in public.text
    assert "Réponse rectifiée" in public.text


def test_an_act_that_comes_too_late_is_a_conflict(app: Flask) -> None:
    people = cast()
    proposal = brought_to("reviewed", people)
    reference = reload(proposal.id).reference
    staff = signed(app, people, "staff")
    late = staff.get(f"/gestion/propositions/{reference}/confier")
    assert late.status_code == 409
    assert staff.get(f"/gestion/propositions/{reference}/avis").status_code == 403
    assert staff.get(f"/gestion/decisions/{reference}").status_code == 403
    recused = signed(app, people, "recused")
    page = recused.get(f"/gestion/decisions/{reference}")
    assert "Déport" in page.text
    assert 'name="outcome"' not in page.text
    data = {"text": "Oui.", "outcome": "accepted"}
    assert recused.forge(f"/gestion/decisions/{reference}", data=data).status_code == 403
