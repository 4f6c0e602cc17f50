"""Letter of mission, road map, documents, settings: who writes, who reads, what is kept."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.accounts.enums import Role
from app.accounts.models import Account
from app.documents.services import Upload
from app.groups import queries, services
from app.groups.enums import GroupRole, GroupStatus, LetterStatus, MemberList, MilestoneStatus
from app.groups.models import Mandate, MissionLetter, WorkingGroup
from app.groups.queries import load_actor
from app.kernel import clock
from app.kernel.access import ANONYMOUS, Actor
from app.kernel.db import db, transaction
from app.kernel.errors import Conflict, Invalid, NotAllowed
from tests import make
from tests.web import HouseClient
from tests.world import PDF

pytestmark = pytest.mark.usefixtures("app")


def actor(account: Account) -> Actor:
    found = load_actor(account.id)
    assert found is not None
    return found


@pytest.fixture
def lead(app: object) -> tuple[WorkingGroup, Actor]:
    group, person = make.group(slug="g"), make.account(name="Anim Fictive")
    make.mandate(person, group, GroupRole.LEAD)
    return group, actor(person)


def test_versions_of_the_letter_are_kept_and_drafts_are_private(
    client: HouseClient, lead: tuple[WorkingGroup, Actor]
) -> None:
    group, who = lead
    staff = actor(make.account(Role.STAFF))
    with transaction():
        services.write_letter(who, group, body="MARQUEUR projet")
    assert "MARQUEUR" not in client.get("/groupes/g/lettre-de-mission").text
    assert "MARQUEUR" not in client.get("/groupes/g").text
    with pytest.raises(NotAllowed), transaction():
        services.approve_letter(who, group, number=1)
    with transaction():
        assert services.approve_letter(staff, group, number=1)
    with transaction():
        assert not services.approve_letter(staff, group, number=1)
    assert "MARQUEUR projet" in client.get("/groupes/g/lettre-de-mission").text
    with transaction():
        services.write_letter(who, group, body="Deuxième texte")
    with pytest.raises(Conflict), transaction():
        services.write_letter(who, group, body="Lu avant le deuxième")
    with transaction():
        services.write_letter(who, group, body="Deuxième texte, relu", number=2)
    kept = db.session.scalars(select(MissionLetter).order_by(MissionLetter.number)).all()
    assert [(one.number, one.status, one.body) for one in kept] == [
        (1, LetterStatus.APPROVED, "MARQUEUR projet"),
        (2, LetterStatus.DRAFT, "Deuxième texte, relu"),
    ]
    assert "relu" not in client.get("/groupes/g/lettre-de-mission").text


def test_a_milestone_is_late_then_reached_then_taken_up_again(
    lead: tuple[WorkingGroup, Actor],
) -> None:
    group, who = lead
    with transaction():
        step = services.add_milestone(
            who, group, title="Rendre une note", due_on=clock.today() - timedelta(days=1)
        )
        later = services.add_milestone(who, group, title="Plus tard")
    assert [(one.milestone.title, one.is_late) for one in queries.milestones(group.id)] == [
        ("Rendre une note", True),
        ("Plus tard", False),
    ]
    with pytest.raises(Invalid), transaction():
        services.resolve_milestone(who, step, status=MilestoneStatus.REACHED, resolution=" ")
    for expected in (True, False):
        with transaction():
            done = services.resolve_milestone(
                who, step, status=MilestoneStatus.REACHED, resolution="Note rendue."
            )
        assert done is expected
    with pytest.raises(Conflict), transaction():
        services.change_milestone(who, step, title="Autre")
    assert [one.milestone.id for one in queries.milestones(group.id)] == [later.id, step.id]
    with transaction():
        assert services.reopen_milestone(who, step)
    assert queries.milestones(group.id)[0].milestone.resolved_on is None


def test_pages_of_the_road_map(client: HouseClient, lead: tuple[WorkingGroup, Actor]) -> None:
    group, who = lead
    account = db.session.get_one(Account, who.account_id)
    client.sign_in(account)
    road = "/groupes/g/feuille-de-route"
    assert client.post(road, data={"title": ""}).status_code == 422
    sent = {"title": "Rendre une note", "due_on": "2030-05-01", "deliverable": "Une note"}
    assert client.post(road, data=sent).status_code == 303
    step = queries.milestones(group.id)[0].milestone
    assert client.get(f"{road}/{step.id}").status_code == 200
    changed = {**sent, "title": "Rendre deux notes"}
    assert client.post(f"{road}/{step.id}", data=changed).status_code == 303
    unsaid = {"status": "reached", "resolution": ""}
    assert client.post(f"{road}/{step.id}/fin", data=unsaid).status_code == 422
    ended = {"status": "dropped", "resolution": "Plus personne pour la rédiger."}
    assert client.post(f"{road}/{step.id}/fin", data=ended).status_code == 303
    assert "Plus personne" in client.get("/groupes/g").text
    assert client.post(f"{road}/{step.id}/rouvrir").status_code == 303
    note = {"told_on": clock.today().isoformat(), "body": "On avance."}
    assert client.post("/groupes/g/points-d-etape", data=note).status_code == 303
    future = (clock.today() + timedelta(days=2)).isoformat()
    refused = client.post("/groupes/g/points-d-etape", data={**note, "told_on": future})
    assert refused.status_code == 422
    born = {"name": "Une journée annuelle", "since_year": "2024"}
    assert client.post("/groupes/g/nes-du-groupe", data=born).status_code == 303
    assert (
        client.post("/groupes/g/nes-du-groupe", data={**born, "since_year": "12"}).status_code
        == 422
    )
    page = client.get("/groupes/g").text
    for said in ("On avance.", "Une journée annuelle", "Rendre deux notes"):
        assert said in page
    write = "/groupes/g/lettre-de-mission/ecrire"
    before = client.get(write)
    assert client.post(write, data={"body": "## Mission"}, page=before).status_code == 303
    assert client.get(write).status_code == 200
    assert client.post(write, data={"body": "Autre"}, page=before).status_code == 409
    client.sign_in(make.account())
    assert client.get(road).status_code == 403
    assert client.get("/groupes/g/lettre-de-mission/ecrire").status_code == 403


def test_files_are_for_the_members_unless_said_otherwise(
    client: HouseClient, lead: tuple[WorkingGroup, Actor]
) -> None:
    group, who = lead
    client.sign_in(db.session.get_one(Account, who.account_id))
    for title, public in (("Pour nous", ""), ("Pour tous", "y")):
        data = {"title": title, "documents": (io.BytesIO(PDF), f"{title}.pdf")}
        if public:
            data["is_public"] = public
        assert client.post("/groupes/g/documents", data=data).status_code == 303
    private, public_one = sorted(queries.documents_of(who, group.id), key=lambda one: one.is_public)
    visitor = client.application.test_client()
    page = visitor.get("/groupes/g").text
    assert "Pour tous" in page
    assert "Pour nous" not in page
    for one, status in ((private, 302), (public_one, 200)):
        link = f"/documents/{one.document_id}/x"
        assert visitor.get(link).status_code == status
    private_id = private.id
    take_away = f"/groupes/g/documents/{private_id}/retirer"
    held = client.get("/groupes/g/documents")
    assert client.post(take_away, page=held).status_code == 303
    assert client.post(take_away, page=held).status_code == 404
    with pytest.raises(Invalid), transaction():
        services.add_document(
            who, group, Upload(io.BytesIO(b""), "vide.pdf"), title="Vide", is_public=True
        )


def test_names_are_for_those_the_group_and_each_person_chose(
    client: HouseClient, lead: tuple[WorkingGroup, Actor]
) -> None:
    group, who = lead
    organisation = make.organisation(name="MARQUEUR Association")
    member = make.account(name="MARQUEUR Personne", organisation_id=organisation.id)
    make.mandate(member, group, GroupRole.MEMBER)
    browser = client.application.test_client()
    assert isinstance(browser, HouseClient)
    public = [client.get(path).text for path in ("/groupes/g", "/groupes/g.ics", "/groupes")]
    assert not any("MARQUEUR Personne" in text for text in public)
    assert "MARQUEUR Association" in public[0]
    browser.sign_in(member)
    assert browser.post("/groupes/g/membres/mon-nom", data={"shown": "oui"}).status_code == 303
    assert "MARQUEUR Personne" in client.get("/groupes/g").text
    assert browser.post("/groupes/g/membres/mon-nom", data={"shown": "non"}).status_code == 303
    assert "MARQUEUR Personne" not in client.get("/groupes/g").text
    with transaction():
        services.show_name(actor(member), group, shown=True)
        services.set_member_list(who, group, MemberList.MEMBERS)
    page = client.get("/groupes/g").text
    assert "MARQUEUR" not in page, "closed to the public, whatever each person agreed to"
    assert "MARQUEUR Personne" in browser.get("/groupes/g/membres").text
    with transaction():
        services.set_member_list(who, group, MemberList.TEAM)
    assert browser.get("/groupes/g/membres").status_code == 403
    browser.sign_in(db.session.get_one(Account, who.account_id))
    assert browser.get("/groupes/g/membres").status_code == 200


def test_who_held_a_role_on_a_day_has_a_page(
    client: HouseClient, lead: tuple[WorkingGroup, Actor]
) -> None:
    group, who = lead
    former = make.account(name="Ancienne Fictive")
    mandate = make.mandate(former, group, GroupRole.CO_LEAD)
    with transaction():
        row = db.session.get_one(Mandate, mandate.id)
        row.since, row.until = date(2024, 1, 1), date(2025, 1, 1)
    client.sign_in(db.session.get_one(Account, who.account_id))
    assert "Ancienne Fictive" not in client.get("/groupes/g/membres").text
    then = client.get("/groupes/g/membres?au=2024-06-01").text
    assert "Ancienne Fictive" in then
    assert "Co-animation" in then
    assert '<th scope="row">Anim Fictive' not in then
    assert "Personne n’avait de rôle" in client.get("/groupes/g/membres?au=1999-01-01").text
    assert client.get("/groupes/g/membres?au=pas-une-date").status_code == 200


def test_what_a_group_works_on_and_where(
    site: HouseClient,
) -> None:
    staff = make.account(Role.STAFF)
    group = make.group(slug="g")
    site.sign_in(staff)
    form = {
        "name": group.name,
        "referent_service": "Service fictif de l’État",
        "territory": "listed",
        "department_codes": ["31", "09"],
        "seen": group.updated_at.isoformat(),
    }
    assert site.post("/gestion/groupes/g", data=form).status_code == 303
    page = site.get("/groupes/g").text
    for said in ("Service fictif de l’État", "Ariège", "Haute-Garonne"):
        assert said in page
    group = db.session.get_one(WorkingGroup, group.id)
    seen = group.updated_at.isoformat()
    form |= {"territory": "region", "seen": seen}
    assert site.post("/gestion/groupes/g", data=form).status_code == 303
    page = site.get("/groupes/g").text
    assert "Toute la région" in page
    assert "Ariège" not in page
    other = {"name": "Ancien nom fictif", "from_year": "2021", "to_year": "2019"}
    assert site.post("/groupes/g/autres-noms", data=other).status_code == 422
    other["to_year"] = "2023"
    assert site.post("/groupes/g/autres-noms", data=other).status_code == 303
    assert "(2021–2023)" in site.get("/groupes/g").text


def test_the_state_says_since_when_and_members_read_why(
    client: HouseClient, lead: tuple[WorkingGroup, Actor]
) -> None:
    group, _ = lead
    staff = actor(make.account(Role.STAFF))
    with transaction():
        services.set_status(staff, group, status=GroupStatus.DORMANT, reason="MARQUEUR pause")
    page = client.get("/groupes/g").text
    assert "En sommeil depuis le" in page
    assert "MARQUEUR" not in page
    assert queries.letters(ANONYMOUS, group.id) == []
