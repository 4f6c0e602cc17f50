"""Pages of minutes: writing without losing a word, reading what one may."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.accounts.enums import Role
from app.accounts.models import Account
from app.documents.services import Upload
from app.events.enums import EventKind, EventStatus, Visibility
from app.events.models import Event, ProgrammeItem
from app.groups.enums import GroupRole
from app.groups.models import WorkingGroup
from app.kernel import clock
from app.kernel.access import SYSTEM
from app.kernel.dates import spoken_day
from app.kernel.db import db, transaction
from app.minutes import queries, services
from app.minutes.content import Content, ToDo
from app.minutes.enums import Audience, MinutesStatus
from app.minutes.models import Minutes
from app.minutes.services.life import first_end
from app.outbox.models import OutboxMessage
from app.proposals.enums import Outcome, ProposalStatus
from app.proposals.models import Answer, Proposal
from tests import files, make, minuting
from tests.counting import counted_queries
from tests.web import HouseClient

SECRET = "Mirliton"


class House:
    """A group with its people and a meeting held the day before yesterday."""

    def __init__(self) -> None:
        self.group = make.group(slug="g", name="Groupe fictif")
        self.lead, self.member = make.account(), make.account()
        self.partner, self.staff = make.account(Role.PARTNER), make.account(Role.STAFF)
        make.mandate(self.lead, self.group, GroupRole.LEAD)
        make.mandate(self.member, self.group, GroupRole.MEMBER)
        self.event = meeting(self.group, slug="seance")

    @property
    def path(self) -> str:
        return "/gestion/evenements/seance/compte-rendu"


def meeting(group: WorkingGroup, **values: Any) -> Event:
    return make.event(
        **{
            "kind": EventKind.GROUP_MEETING,
            "group_id": group.id,
            "starts_at": clock.now() - timedelta(days=2),
            **values,
        }
    )


@pytest.fixture
def house(app: Flask) -> House:
    return House()


def text(client: HouseClient, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, (path, response.status_code)
    return str(response.get_data(as_text=True))


def stored(event: Event) -> Minutes:
    found = queries.minutes_of(event.id)
    assert found is not None
    return found


def draft(**changes: Any) -> dict[str, Any]:
    return {
        "plain_summary": "On a parlé du guide.",
        "body": "# Ouverture\n\nTout le monde est venu.",
        "decisions-0": "Écrire un guide",
        "decisions-1": "",
        "audience": "members",
        **changes,
    }


def published(
    event: Event,
    audience: Audience = Audience.MEMBERS,
    body: str = "Texte",
    with_file: bool = False,
) -> int:
    uploads = [Upload(io.BytesIO(files.pdf(body)), "annexe.pdf")] if with_file else []
    with transaction():
        minutes = services.save_draft(
            SYSTEM,
            event,
            Content(f"Résumé {body}", body, (f"Décision {body}",), audience),
            version=0,
            uploads=uploads,
        )
        minuting.published(minutes)
    return minutes.id


def test_writing_from_nothing_to_published(client: HouseClient, house: House) -> None:
    with transaction():
        db.session.add(ProgrammeItem(event_id=house.event.id, title="Accueil", time_text="9 h"))
    client.sign_in(house.lead)
    assert client.get("/groupes/g/comptes-rendus/nouveau").headers["Location"] == house.path
    assert 'value="9 h Accueil"' in text(client, house.path)
    response = client.post(house.path, data=draft())
    assert response.status_code == 303
    page = text(client, house.path)
    assert "Écrire un guide" in page
    assert "Décision D2" in page
    assert "Décision D3" not in page
    minutes_id = stored(house.event).id
    shown = text(client, f"/comptes-rendus/{minutes_id}")
    assert "Brouillon" in shown
    assert "<h3>Ouverture</h3>" in shown
    check = text(client, f"{house.path}/relecture")
    assert "membre" in check
    version = str(stored(house.event).version)
    soon = {"until": clock.today().isoformat()}
    assert client.post(f"{house.path}/relecture", data=soon).status_code == 422
    until = {"until": first_end().isoformat()}
    shown = f"/comptes-rendus/{minutes_id}"
    assert client.post(f"{house.path}/relecture", data=until).headers["Location"] == shown
    told = list(db.session.scalars(select(OutboxMessage.recipient)))
    assert told == [house.member.email]
    opens = spoken_day(first_end() + timedelta(days=1))
    for address in (shown, f"{house.path}/approbation"):
        page = text(client, address)
        assert f"possible à partir du {opens}" in page
        assert "Approuver et publier" not in page
        assert f'href="{house.path}/approbation"' not in page
    early = client.forge(f"{house.path}/approbation", data={"version": version})
    assert early.status_code == 409
    assert "pas encore possible" in early.text
    with time_machine.travel(clock.now() + timedelta(days=14), tick=False):
        client.sign_in(house.lead)
        page = text(client, f"{house.path}/approbation")
        assert "1 action" not in page
        done = client.post(f"{house.path}/approbation", blank=True)
        assert done.headers["Location"] == shown
        form = client.get(f"{house.path}/publication")
        refused = client.post(f"{house.path}/publication", blank=True)
        assert refused.status_code == 422
        everything = {
            "audience": "members",
            "named": "y",
            "private": "y",
            "attached": "y",
        }
        response = client.post(f"{house.path}/publication", data=everything, page=form)
        assert response.headers["Location"] == shown
        again = client.post(f"{house.path}/publication", data=everything, page=form)
        assert again.status_code == 303
    kinds = list(db.session.scalars(select(OutboxMessage.kind).order_by(OutboxMessage.id)))
    assert kinds == ["minutes/circulated", "minutes/published"]


def test_from_the_form_to_its_readers_in_two_pages(client: HouseClient, house: House) -> None:
    """What a lead with ten minutes does: one page to write and send round, one to approve."""
    client.sign_in(house.lead)
    page = text(client, house.path)
    assert f'value="{first_end().isoformat()}"' in page
    assert "1\u00a0membre du groupe" in page
    early = draft(circulate="1", until=clock.today().isoformat())
    refused = client.post(house.path, data=early)
    assert refused.status_code == 422
    assert "au moins 5 jours ouvrés" in refused.text
    assert "Tout le monde est venu." in refused.text
    sent = draft(circulate="1", until=first_end().isoformat())
    shown = client.post(house.path, data=sent).headers["Location"]
    assert stored(house.event).status is MinutesStatus.CIRCULATED
    assert list(db.session.scalars(select(OutboxMessage.recipient))) == [house.member.email]
    with time_machine.travel(clock.now() + timedelta(days=14), tick=False):
        client.sign_in(house.lead)
        approval = f"{house.path}/approbation"
        unread = {"publish": "1", "audience": "members"}
        assert client.post(approval, data=unread, blank=True).status_code == 422
        assert stored(house.event).status is MinutesStatus.CIRCULATED
        ticked = {**unread, "named": "y", "private": "y", "attached": "y"}
        assert client.post(approval, data=ticked).headers["Location"] == shown
    assert stored(house.event).status is MinutesStatus.PUBLISHED


def test_what_an_early_circulation_refuses_loses_nothing(client: HouseClient, house: House) -> None:
    client.sign_in(house.lead)
    client.post(house.path, data=draft())
    late = (clock.today() + timedelta(days=400)).isoformat()
    body = draft(body="Repris.", circulate="1", until=late)
    refused = client.post(house.path, data=body)
    assert refused.status_code == 422
    assert "Repris." in refused.text
    assert client.post(house.path, data={**body, "until": ""}).status_code == 303


def test_the_public_list_of_actions_names_only_who_may_be(
    client: HouseClient, house: House
) -> None:
    make.organisation(name="Maison des Exemples")
    shy, open_one = make.account(), make.account()
    make.mandate(shy, house.group, GroupRole.MEMBER)
    mandate = make.mandate(open_one, house.group, GroupRole.MEMBER)
    with transaction():
        db.session.merge(mandate).shown = True
    owners = (("maison des exemples", None), ("Zoé Discrète", shy), ("Ali Connu", open_one))
    with transaction():
        content = Content(
            None,
            "Dit.",
            (),
            Audience.PUBLIC,
            actions=tuple(
                ToDo("Faire", name, account.email if account else None) for name, account in owners
            ),
        )
        minuting.published(services.save_draft(SYSTEM, house.event, content, version=0))
    page = text(client, "/actions")
    assert "maison des exemples" in page
    assert "Ali Connu" in page
    assert "Zoé Discrète" not in page
    assert "Faire" not in text(client, "/actions?qui=discr%C3%A8te")
    client.sign_in(house.partner)
    assert "Zoé Discrète" in text(client, "/actions?qui=discr%C3%A8te")


def test_more_boxes_for_decisions_without_a_script(client: HouseClient, house: House) -> None:
    client.sign_in(house.lead)
    rows = {f"decisions-{n}": f"Décision {n}" for n in range(4)}
    response = client.post(house.path, data=draft(more="decisions", **rows))
    assert response.status_code == 303
    assert response.headers["Location"].endswith("#decisions")
    page = text(client, house.path)
    assert 'id="decision-5"' in page
    assert [d.text for d in stored(house.event).decisions] == [f"Décision {n}" for n in range(4)]


def test_a_stale_save_answers_409_with_both_texts(client: HouseClient, house: House) -> None:
    client.sign_in(house.lead)
    client.post(house.path, data=draft())
    form = client.get(house.path)
    client.post(house.path, data=draft(body="Écrit par la secrétaire"), page=form)
    response = client.post(house.path, data=draft(body="Écrit par l’animatrice"), page=form)
    assert response.status_code == 409
    page = response.get_data(as_text=True)
    assert "Écrit par la secrétaire" in page
    assert "Écrit par l’animatrice" in page
    assert 'name="version" type="hidden" value="2"' in page
    assert stored(house.event).body == "Écrit par la secrétaire"
    again = client.post(house.path, data=draft(body="Écrit à deux"))
    assert again.status_code == 303
    assert stored(house.event).body == "Écrit à deux"


def test_a_text_of_sixty_pages_is_kept_whole(client: HouseClient, house: House) -> None:
    body = "\n\n".join(f"# Point {n}\n\n" + "Une phrase. " * 250 for n in range(60)).strip()
    client.sign_in(house.lead)
    assert client.post(house.path, data=draft(body=body)).status_code == 303
    assert stored(house.event).body == body
    assert "Point 59" in text(client, f"/comptes-rendus/{stored(house.event).id}")


HOSTILE = [
    ("programme.exe", b"MZ\x90\0" + bytes(64), "est un programme"),
    ("lettre.docm", files.docx({"word/vbaProject.bin": b"x"}, files.WORD_MACROS), "macros"),
    ("page.html", b"<!doctype html><script>alert(1)</script>", "page web"),
    ("page.pdf", b"<html><script>alert(1)</script>", "page web"),
    ("dessin.svg", b'<svg onload="alert(1)"/>', "SVG"),
    ("bombe.docx", files.bomb(), "démesurée"),
    ("verrou.pdf", files.locked_pdf(), "mot de passe"),
    ("verrou.docx", files.locked_office(), "mot de passe"),
    ("vide.pdf", b"", "est vide"),
    ("rapport.pdf", files.docx(), "contient un document DOCX"),
    ("../../../etc/passwd", b"root:x:0:0", "format accepté"),
]


@pytest.mark.parametrize(("name", "data", "words"), HOSTILE)
def test_hostile_files_are_refused_and_the_text_stays(
    client: HouseClient, house: House, name: str, data: bytes, words: str
) -> None:
    client.sign_in(house.lead)
    sent = draft(documents=(io.BytesIO(data), name))
    response = client.post(house.path, data=sent)
    assert response.status_code == 422
    page = response.get_data(as_text=True)
    assert words in page
    assert "Tout le monde est venu." in page
    assert queries.minutes_of(house.event.id) is None


def test_the_script_saves_and_is_told_in_json(client: HouseClient, house: House) -> None:
    client.sign_in(house.lead)
    ask = {"X-Autosave": "1"}
    form = client.get(house.path)
    answer = client.post(house.path, data=draft(), headers=ask, page=form)
    assert (answer.status_code, answer.json and answer.json["version"]) == (200, "1")
    assert answer.json is not None
    assert answer.json["said"].startswith("Enregistré à ")
    # The same again: nothing is written, nothing is stale.
    assert client.post(house.path, data=draft(), headers=ask).json == answer.json
    stale = client.post(house.path, data=draft(body="Autre"), headers=ask, page=form)
    assert stale.status_code == 409
    assert stale.json is not None
    assert "Quelqu’un a enregistré" in stale.json["messages"][0]
    refused = client.forge(house.path, data=draft(version="1", audience="all"), headers=ask)
    assert refused.status_code == 422
    assert refused.json is not None
    assert refused.json["messages"]
    assert stored(house.event).body.startswith("# Ouverture")


def test_files_come_and_go_with_the_draft(client: HouseClient, house: House) -> None:
    client.sign_in(house.lead)
    sent = draft(documents=[(io.BytesIO(files.pdf()), "a.pdf"), (io.BytesIO(files.odt()), "b.odt")])
    assert client.post(house.path, data=sent).status_code == 303
    first, second = stored(house.event).documents
    first_id, address = first.id, f"/documents/{first.id}/a.pdf"
    assert client.get(address).status_code == 200
    page = text(client, house.path)
    assert "Retirer «\u202fa.pdf\u202f»" in page
    response = client.post(house.path, data=draft(removed=str(first_id)))
    assert response.status_code == 303
    assert [d.id for d in stored(house.event).documents] == [second.id]
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("audience", list(Audience))
def test_who_reads_what(client: HouseClient, house: House, audience: Audience) -> None:
    minutes_id = published(house.event, audience, SECRET, with_file=True)
    document_id = stored(house.event).documents[0].id
    readers: list[tuple[Account | None, bool]] = [
        (None, audience is Audience.PUBLIC),
        (house.partner, audience is not Audience.MEMBERS),
        (house.member, True),
        (house.lead, True),
        (house.staff, True),
    ]
    for account, may in readers:
        visitor = client.application.test_client()
        assert isinstance(visitor, HouseClient)
        if account is not None:
            visitor.sign_in(account)
        status = 200 if may else 302 if account is None else 404
        assert visitor.get(f"/comptes-rendus/{minutes_id}").status_code == status
        assert visitor.get(f"/documents/{document_id}/annexe.pdf").status_code == status
        listed = [text(visitor, path) for path in ("/comptes-rendus", "/groupes/g")]
        assert [SECRET in page for page in listed] == [may, may]
        event_page = text(visitor, "/evenements/seance")
        assert (f"/comptes-rendus/{minutes_id}" in event_page) == may


def test_drafts_leak_nowhere(client: HouseClient, house: House) -> None:
    with transaction():
        minutes = services.save_draft(
            SYSTEM,
            house.event,
            Content(SECRET, SECRET, (SECRET,), Audience.PUBLIC),
            version=0,
            uploads=[Upload(io.BytesIO(files.pdf(SECRET)), f"{SECRET}.pdf")],
        )
    minutes_id, document_id = minutes.id, minutes.documents[0].id
    places = (
        "/",
        "/comptes-rendus",
        "/comptes-rendus?groupe=g",
        "/groupes",
        "/groupes/g",
        "/groupes/g.ics",
        "/agenda",
        "/agenda?periode=passees",
        "/agenda.ics",
        "/evenements/seance",
        "/evenements/seance.ics",
        "/propositions",
        "/plan-du-site",
    )
    for account in (None, house.partner, house.member):
        visitor = client.application.test_client()
        assert isinstance(visitor, HouseClient)
        if account is not None:
            visitor.sign_in(account)
        for path in places:
            assert SECRET not in visitor.get(path).get_data(as_text=True), path
        for path in (f"/comptes-rendus/{minutes_id}", f"/documents/{document_id}/x.pdf"):
            assert visitor.get(path).status_code == (302 if account is None else 404)
        edition = visitor.get(f"/comptes-rendus/{minutes_id}/editions/1")
        assert edition.status_code == (302 if account is None else 404)
    assert db.session.scalars(select(OutboxMessage)).all() == []


def test_who_may_not_write_is_turned_away(client: HouseClient, house: House) -> None:
    paths = (house.path, f"{house.path}/publication")
    for path in paths:
        assert client.get(path).status_code == 302
        assert client.forge(path, data=draft()).status_code == 403
    for account in (house.partner, house.member):
        client.sign_in(account)
        for path in paths:
            assert client.get(path).status_code == 403
            assert client.forge(path, data=draft()).status_code == 403
    assert queries.minutes_of(house.event.id) is None
    client.sign_in(house.lead)
    meeting(house.group, slug="a-venir", starts_at=clock.now() + timedelta(days=3))
    assert client.get("/gestion/evenements/a-venir/compte-rendu").status_code == 409
    assert client.get("/gestion/evenements/absent/compte-rendu").status_code == 404


def test_amending_asks_why_and_shows_it(client: HouseClient, house: House) -> None:
    minutes_id = published(house.event, Audience.PUBLIC)
    client.sign_in(house.lead)
    page = text(client, house.path)
    assert "Ce qui change, et pourquoi" in page
    sent = draft(body="Texte juste", **{"decisions-0": "Décision Texte"})
    sent |= {"audience": "public", "reason": "", "checked": ""}
    assert client.post(house.path, data=sent).status_code == 422
    sent |= {"reason": "La date était fausse", "checked": "y"}
    assert client.post(house.path, data=sent | {"more": "decisions"}).status_code == 200
    assert client.post(house.path, data=sent).status_code == 303
    assert stored(house.event).status is MinutesStatus.AMENDED
    shown = text(client, f"/comptes-rendus/{minutes_id}")
    assert "La date était fausse" in shown
    assert "Texte juste" in shown
    assert "Texte" in text(client, f"/comptes-rendus/{minutes_id}/editions/1")
    assert client.get(f"/comptes-rendus/{minutes_id}/editions/3").status_code == 404
    visitor = client.application.test_client()
    assert "La date était fausse" in visitor.get(f"/comptes-rendus/{minutes_id}").text
    assert visitor.get(f"/comptes-rendus/{minutes_id}/editions/1").status_code == 302


def test_a_link_to_a_hidden_meeting_is_not_shown(client: HouseClient, house: House) -> None:
    event = meeting(house.group, slug="cachee", visibility=Visibility.GROUP)
    minutes_id = published(event, Audience.PUBLIC)
    assert "/evenements/cachee" not in text(client, f"/comptes-rendus/{minutes_id}")
    client.sign_in(house.member)
    assert "/evenements/cachee" in text(client, f"/comptes-rendus/{minutes_id}")


def test_the_list_filters_by_group_and_year(client: HouseClient, house: House) -> None:
    other = make.group(slug="autre", name="Autre groupe")
    published(house.event, Audience.PUBLIC, "Ici")
    old = meeting(other, starts_at=make.at("2023-12-31T23:30"), status=EventStatus.HELD)
    published(old, Audience.PUBLIC, "Ailleurs")
    everything = text(client, "/comptes-rendus")
    assert "Résumé Ici" in everything
    assert "Résumé Ailleurs" in everything
    only = text(client, "/comptes-rendus?groupe=autre")
    assert "Résumé Ici" not in only
    # Half past midnight in Paris: the meeting is of 2024.
    assert "Résumé Ailleurs" in text(client, "/comptes-rendus?annee=2024")
    assert "Résumé Ailleurs" not in text(client, "/comptes-rendus?annee=2023")
    assert "Aucun compte rendu" in text(client, "/comptes-rendus?annee=1999&groupe=rien")
    assert client.get("/comptes-rendus?annee=abc&page=-4").status_code == 200


def test_the_group_page_and_the_choice_of_a_meeting(client: HouseClient, house: House) -> None:
    client.sign_in(house.lead)
    meeting(house.group, slug="seance-2", title="Deuxième séance")
    page = text(client, "/groupes/g/comptes-rendus/nouveau")
    assert "Deuxième séance" in page
    published(house.event)
    assert client.get("/groupes/g/comptes-rendus/nouveau").status_code == 303
    assert "Résumé Texte" in text(client, "/groupes/g")


@pytest.mark.parametrize("path", ["/comptes-rendus", "/groupes/g"])
def test_lists_cost_the_same_whatever_they_hold(
    client: HouseClient, house: House, path: str
) -> None:
    published(house.event, Audience.PUBLIC)
    for _ in range(2):
        published(meeting(house.group), Audience.PUBLIC)
    client.get(path)
    with counted_queries() as few:
        client.get(path)
    for _ in range(8):
        published(meeting(house.group), Audience.PUBLIC)
    with counted_queries() as many:
        client.get(path)
    assert len(few) == len(many)


def test_a_decision_shows_the_proposal_born_of_it(client: HouseClient, house: House) -> None:
    minutes_id = published(house.event, Audience.PUBLIC)
    decision = stored(house.event).decisions[0]
    client.sign_in(house.member)
    link = f"/groupes/g/propositions/nouvelle?decision={decision.id}"
    assert link in text(client, f"/comptes-rendus/{minutes_id}")
    with transaction():
        for title, reference, status in (
            ("Un guide pour tous", "P-2026-001", ProposalStatus.IMPLEMENTING),
            (SECRET, None, ProposalStatus.DRAFT),
        ):
            proposal = Proposal(
                group_id=house.group.id,
                title=title,
                reference=reference,
                status=status,
                decision_id=decision.id,
                submitted_at=clock.now(),
            )
            db.session.add(proposal)
            db.session.flush()
            if reference:
                db.session.add(
                    Answer(
                        proposal_id=proposal.id,
                        number=1,
                        outcome=Outcome.ACCEPTED,
                        text="Oui",
                        text_version=1,
                        decided_by_id=house.staff.id,
                        notified_at=clock.now(),
                    )
                )
    visitor = client.application.test_client()
    page = visitor.get(f"/comptes-rendus/{minutes_id}").text
    assert "Un guide pour tous" in page
    assert "/propositions/P-2026-001" in page
    assert SECRET not in page
    assert link not in page
