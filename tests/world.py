"""A filled house: the 2023 programme and one of everything that people make, with known addresses.

Whole-app and browser tests walk it as each kind of person.
"""

from __future__ import annotations

import io
import uuid
from dataclasses import dataclass, field
from datetime import time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.accounts.enums import Role
from app.accounts.models import Account, SignInToken
from app.attendance import services as attendance
from app.attendance.certificates import reference
from app.attendance.enums import ActKind
from app.attendance.passes import token_of
from app.attendance.queries import slots_of
from app.attendance.slots import current
from app.attendance.tickets import ticket_of
from app.collecting import services as collecting
from app.collecting.columns import TITLES as FIGURE_TITLES
from app.collecting.tokens import token_of as figures_token
from app.documents import services as documents
from app.documents.services import Upload
from app.enrolment import services as enrolment
from app.enrolment.matching import TITLES as LIST_TITLES
from app.enrolment.models import ContactPerson
from app.enrolment.tokens import address_proof, contact_token, transfer_token
from app.events import services as event_acts
from app.events.enums import EventKind, EventMode, EventStatus, PoolKind, Visibility
from app.events.facts import EventPublished
from app.events.models import Event, EventSeries, ProgrammeItem, Reserve
from app.feeds import services as feeds
from app.follows.tokens import token_of as no_follow_token
from app.groups import services as groups
from app.groups.enums import GroupRole
from app.groups.models import WorkingGroup
from app.groups.queries import load_actor
from app.groups.services import joining
from app.groups.tokens import invitation_token, request_token
from app.inbox.enums import IncomingKind, Participation, Verdict
from app.inbox.models import IncomingMail
from app.kernel import clock, links
from app.kernel.access import ANONYMOUS as ANYBODY
from app.kernel.access import SYSTEM, Actor
from app.kernel.db import db, transaction
from app.kernel.links import derive_token, token_hash
from app.mailings import services as mailings
from app.mailings.queries import Audience as Readers
from app.meetings import services as meetings
from app.meetings.models import meeting_document
from app.meetings.queries import own_convocation, own_vote
from app.meetings.services import Invitee
from app.meetings.tokens import poll_token_of
from app.meetings.tokens import token_of as convocation_token
from app.minutes import services as writing
from app.minutes.content import data_of
from app.minutes.enums import Audience, MinutesStatus
from app.minutes.models import Action, Circulation, Reader, minutes_document
from app.minutes.queries import minutes_of, stored_content
from app.minutes.tokens import action_token, reader_token
from app.outbox.enums import MessageStatus
from app.outbox.models import OutboxMessage
from app.programme.services import import_if_empty
from app.proposals.enums import OpinionKind, Outcome, ProposalStatus
from app.proposals.models import (
    Answer,
    Consultation,
    FollowUp,
    InternalNote,
    Opinion,
    Proposal,
    ProposalFollower,
    Question,
)
from app.proposals.queries.consultations import PURPOSE
from app.questions.enums import YES, NeedKind, QuestionKind
from app.questions.models import DeclaredNeed, FormOptions, GivenAnswer
from app.registrations.enums import ClaimStatus
from app.registrations.models import Claim, Invitation, Registration
from app.reminders.tokens import token_of as reminder_token
from app.reviews import services as reviews
from app.reviews.enums import REGION
from app.sheets.importing import table_of
from app.sheets.reading import read_here
from app.strategy import services as strategy
from app.strategy.models import (
    AnnouncedTotal,
    Axis,
    Dispositif,
    Figure,
    Framework,
    FundingLine,
    GlossaryTerm,
    convention_document,
)
from app.surveys import services as surveys
from app.surveys.models import SurveyLink
from tests import make

ANONYMOUS = "anonymous"
# Every kind of person the rules tell apart. The author is a member who wrote a proposal.
PEOPLE = (
    ANONYMOUS,
    "partner",
    "member",
    "author",
    "secretary",
    "lead",
    "other_lead",
    "staff",
    "commissioner",
    "admin",
)
YEAR = 2023
# What the programme brings, by the name that addresses give it.
PROGRAMME: dict[str, Any] = {
    "framework": Framework,
    "axis": Axis,
    "dispositif": Dispositif,
    "figure": Figure,
    "line": FundingLine,
    "total": AnnouncedTotal,
    "term": GlossaryTerm,
}
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass
class World:
    """Ids, slugs and tokens of what stands in the database."""

    accounts: dict[str, int] = field(default_factory=dict)
    # What each page is about, by the name of the thing: `event`, `meeting`, `minutes` …
    ids: dict[str, int] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)


def build() -> World:
    """Fill an empty, migrated database; commits."""
    with transaction():
        report = import_if_empty()
    assert report is not None
    assert not report.refusals, report.refusals
    world = World()
    people = _people(world)
    own = _groups(world, people)
    meetings = _events(world, own)
    _attendance(world)
    _minutes(world, people, meetings)
    _under_way(world, own, meetings["meeting"])
    _proposals(world, people, own, meetings["meeting"])
    _road_map(world, own)
    _meetings(world, meetings["private"], own)
    _feed(world, people["member"])
    _programme(world)
    _reviews(world)
    _collecting(world)
    _conventions(world)
    db.session.remove()
    return world


def _conventions(world: World) -> None:
    """A local contract with an action and its text, as everybody may read it."""
    one = make.convention(title="Contrat local d’essai (fictif)", department_code="31")
    with transaction():
        action = strategy.save_action(
            SYSTEM, None, convention=one, label="Accueil de jour (fictif)", amount_cents=1_250_000
        )
        strategy.attach(SYSTEM, one, [Upload(io.BytesIO(PDF + b"%c"), "contrat.pdf")])
        (document_id,) = db.session.scalars(select(convention_document.c.document_id))
    world.names["convention"], world.ids["convention"] = one.slug, one.id
    world.ids["convention_action"], world.ids["convention_document"] = action.id, document_id


def _collecting(world: World) -> None:
    """Figures asked of somebody without an account, and one that they proposed."""
    with transaction():
        dispositif = db.session.get_one(Dispositif, world.ids["dispositif"])
        asked = collecting.ask(
            SYSTEM,
            dispositif,
            year=YEAR,
            name="Andrée Référente",
            email="andree.referente@example.org",
            closes_on=clock.today() + timedelta(days=20),
            message="Il manque surtout le nombre de jeunes.",
        )
        given = collecting.propose(
            SYSTEM,
            asked,
            value=41,
            unit="jeunes rencontrés (fictif)",
            source="Tableau de suivi fictif",
            provisional=True,
        )
        header = "Dispositif;Année;Territoire;Nombre;Ce qui est compté;Source\n"
        lines = f"{dispositif.name};2025;31;plus de 7;ateliers;SEED\nInconnu;hier;75;-3;;\n"
        table = table_of(read_here((header + lines).encode()), FIGURE_TITLES)
        sheet = collecting.create_sheet(
            SYSTEM,
            table=table,
            filename="chiffres.csv",
            source_codes=[],
            year=None,
        )
    world.ids["figure_sheet"] = sheet.id
    world.ids["figure_request"], world.ids["proposed_figure"] = asked.id, given.id
    world.names["figure_request"] = figures_token(asked)


def _reviews(world: World) -> None:
    """A report of the region that was corrected once, one of a department, one in writing."""
    words = reviews.Words("Une **année** pleine.", "« On m’a écoutée », dit une personne.")
    with transaction():
        done = reviews.open_review(SYSTEM, year=YEAR, territory=REGION)
        reviews.save_section(SYSTEM, done, "annee", words, version=0)
        reviews.validate(SYSTEM, done)
        reviews.publish(SYSTEM, done)
        reviews.save_section(SYSTEM, done, "annee", reviews.Words("Une année."), version=1)
        reviews.correct(
            SYSTEM, done, reason="Une phrase était trop longue.", count_anew=False, number=1
        )
        there = reviews.open_review(SYSTEM, year=YEAR, territory="31")
        reviews.validate(SYSTEM, there)
        reviews.publish(SYSTEM, there)
        draft = reviews.open_review(SYSTEM, year=YEAR + 1, territory=REGION)
        reviews.save_section(SYSTEM, draft, "annee", words, version=0)
    world.ids["review"], world.ids["published_review"] = draft.id, done.id


def actor(world: World, who: str) -> Actor:
    found = load_actor(world.accounts[who])
    assert found is not None
    return found


def _people(world: World) -> dict[str, Account]:
    roles = {
        "partner": Role.PARTNER,
        "staff": Role.STAFF,
        "commissioner": Role.COMMISSIONER,
        "admin": Role.ADMIN,
    }
    organisation = make.organisation(name="Maison des familles (fictive)")
    world.names["organisation"] = organisation.slug
    people = {}
    for who in PEOPLE[1:]:
        given = [roles[who]] if who in roles else []
        people[who] = make.account(
            *given, name=f"Dominique {who.title()}", email=f"{who}@example.org"
        )
        world.accounts[who] = people[who].id
    secret = links.derive_token("tests", "sign in")
    with transaction():
        people["partner"].organisation_id = organisation.id
        db.session.add(
            SignInToken(
                account_id=people["partner"].id,
                token_hash=links.token_hash(secret),
                expires_at=clock.now() + timedelta(minutes=15),
            )
        )
    world.names["sign_in"] = secret
    return people


def _groups(world: World, people: dict[str, Account]) -> WorkingGroup:
    own = make.group(name="Logement et familles", slug="logement-et-familles")
    other = make.group(name="Aller vers", slug="aller-vers-fictif")
    for who, role in (
        ("member", GroupRole.MEMBER),
        ("author", GroupRole.MEMBER),
        ("secretary", GroupRole.SECRETARY),
        ("lead", GroupRole.LEAD),
    ):
        make.mandate(people[who], own, role)
    make.mandate(people["other_lead"], other)
    world.names["group"], world.ids["group"] = own.slug, own.id
    world.ids["mandate"] = make.mandate(make.account(), own, GroupRole.MEMBER).id
    return own


def _events(world: World, own: WorkingGroup) -> dict[str, Event]:
    now = clock.now()
    past: dict[str, Any] = {
        "starts_at": now - timedelta(days=20),
        "ends_at": now - timedelta(days=20, hours=-3),
    }
    meeting: dict[str, Any] = {"kind": EventKind.GROUP_MEETING, "group_id": own.id}
    events = {
        "event": make.event(
            slug="journee-ouverte",
            title="Journée d’études « habiter »",
            on_site=2,
            mode=EventMode.HYBRID,
            city="Toulouse",
            department_code="31",
            venue="Salle fictive",
            description="Une **journée** pour se rencontrer.",
            remote_url="https://visio.example.org/secret",
        ),
        "draft_event": make.event(slug="journee-brouillon", status=EventStatus.DRAFT),
        "meeting": make.event(slug="reunion-passee", title="Réunion passée", **meeting, **past),
        "unwritten": make.event(slug="reunion-sans-cr", title="Autre réunion", **meeting, **past),
        "drafting": make.event(slug="reunion-cr-brouillon", title="Réunion 3", **meeting, **past),
        "private": make.event(
            slug="reunion-privee", title="Réunion privée", visibility=Visibility.GROUP, **meeting
        ),
        "cancelled": make.event(
            slug="annulee", status=EventStatus.CANCELLED, status_reason="Salle indisponible."
        ),
        "postponed": make.event(
            slug="reportee", status=EventStatus.POSTPONED, former_starts_at=now
        ),
    }
    with transaction():
        for rank, title in enumerate(("Accueil", "Table ronde", "Clôture")):
            db.session.add(
                ProgrammeItem(
                    event_id=events["event"].id, title=title, time_text=f"{9 + rank} h", rank=rank
                )
            )
    for name, event in events.items():
        world.names[name], world.ids[name] = event.slug, event.id
    for status in (ClaimStatus.CONFIRMED, ClaimStatus.CONFIRMED, ClaimStatus.WAITING):
        one = make.registration(events["event"], status)
        world.ids["registration"] = one.id
        world.names["registration"] = links.derive_token("registration", one.public_id)
        world.names["no_reminder"] = reminder_token(one)
    make.registration(events["meeting"], ClaimStatus.ATTENDED)
    _series(world)
    _mailing(world, events["event"])
    _questions(world, events["event"])
    _others(world, events["event"])
    _seats(world, events["event"])
    return events


def _series(world: World) -> None:
    """A day held in two places, the second still a draft."""
    there = make.event(
        slug="droits-en-pratique-albi",
        title="Droits en pratique",
        city="Albi",
        department_code="81",
        starts_at=clock.now() + timedelta(days=45),
        on_site=20,
    )
    with transaction():
        place = event_acts.Place("46", "Cahors", capacity=15)
        event_acts.hold_elsewhere(SYSTEM, there, [place])
        series = db.session.get_one(EventSeries, there.series_id)
    world.names["series"], world.names["series_event"] = series.slug, there.slug


def _mailing(world: World, event: Event) -> None:
    """A message to those registered, not sent yet, and its text kept."""
    with transaction():
        mailing = mailings.write(
            SYSTEM,
            event,
            attempt=str(uuid.uuid4()),
            subject="Informations pratiques : {rencontre}",
            body="Bonjour {prénom},\n\nUne liste :\n\n- [ma page]({lien})\n- le {date}",
            audience=Readers(),
        )
        kept = mailings.keep_template(SYSTEM, mailing, name="Accueil du matin")
        lead = Actor(account_id=world.accounts["lead"])
        own = mailings.keep_template(lead, mailing, name="Accueil de mon groupe")
    world.ids["mailing"], world.ids["mailing_template"] = mailing.id, kept.id
    world.ids["own_template"] = own.id


def _seats(world: World, event: Event) -> None:
    """A session with seats kept aside, somebody who waits, somebody invited."""
    world.ids["session"] = make.session(event, "Atelier « accueillir »", 3, (1, 2), room="Salle B")
    invited = str(uuid.uuid4())
    with transaction():
        reserve = Reserve(pool_id=world.ids["session"], label="Intervenants", seats=1)
        invitation = Invitation(
            event_id=event.id,
            public_id=invited,
            token_hash=links.token_hash(links.derive_token("invitation", invited)),
            email="invitee@example.org",
            email_key="invitee@example.org",
        )
        db.session.add_all([reserve, invitation])
        db.session.flush()
        world.ids["reserve"], world.ids["invitation"] = reserve.id, invitation.id
    waiting = select(Claim.id).where(Claim.registration_id == world.ids["registration"])
    world.ids["claim"] = db.session.scalars(waiting).one()


def _attendance(world: World) -> None:
    """A study day that was held this morning, with its desk still open and somebody who came."""
    now = clock.now()
    # The whole day in Paris, so that the desk is open whatever the hour of the run.
    day = clock.paris(now).date()
    begins = clock.from_paris(day, time(0))
    held = make.event(
        slug="journee-tenue",
        title="Journée tenue ce matin",
        department_code="31",
        starts_at=begins,
        ends_at=max(now, begins + timedelta(minutes=1)),
    )
    world.names["held_day"], world.ids["held_day"] = held.slug, held.id
    came = make.registration(held, first_name="Camille", last_name="Venue")
    absent = make.registration(held)
    world.names["absent"] = links.derive_token("registration", absent.public_id)
    world.names["came"] = links.derive_token("registration", came.public_id)
    world.names["ticket"] = ticket_of(came.public_id)
    world.ids["came"] = came.id
    slot = current(slots_of(held), now)
    assert slot is not None
    with transaction():
        arrival = attendance.Act(
            act_id=str(uuid.uuid4()), kind=ActKind.ARRIVE, at=now, slot=slot.key, person=came.id
        )
        attendance.note(SYSTEM, held, [arrival])
        issued = attendance.issue(SYSTEM, came)
        desk = attendance.give_pass(SYSTEM, held, label="Téléphone de l’entrée")
        # Random where it is made, known here.
        token = links.derive_token("tests", "survey")
        meeting = db.session.get_one(Event, world.ids["meeting"])
        closes_on = day + timedelta(days=14)
        surveys.create(SYSTEM, meeting, closes_on=closes_on)
        survey = surveys.create(SYSTEM, held, closes_on=closes_on)
        surveys.send(SYSTEM, survey)
        db.session.add(SurveyLink(token_hash=links.token_hash(token), survey_id=survey.id))
        upload = Upload(io.BytesIO(PDF), "diaporama.pdf")
        (support,) = attendance.add_supports(SYSTEM, held, [upload], for_all=True)
    world.names["survey"] = token
    world.ids["support"] = support.document_id
    world.names["certificate"] = reference(issued)
    world.names["desk"], world.ids["desk"] = token_of(desk), desk.id


def _others(world: World, event: Event) -> None:
    """Somebody without an address and who registered them, a seat on offer, a file just read."""
    with transaction():
        contact = enrolment.register_others(
            SYSTEM,
            event,
            attempt="",
            who=enrolment.Who("Claude", "Contact", "claude@example.org"),
            people=[enrolment.Somebody("Dominique", "Sans-Adresse")],
            attendance_mode=PoolKind.REMOTE,
        )
        pending = enrolment.ask_to_register(
            ANYBODY,
            event,
            attempt="",
            who=enrolment.Who("Claude", "Visite", "visite@example.org"),
            people=[enrolment.Somebody("Ada", "Exemple", "ada@example.org")],
            attendance_mode=PoolKind.REMOTE,
        )
        alone = db.session.scalars(select(Registration).where(Registration.email.is_(None))).one()
        seated = select(Registration).join(Claim).where(Claim.status == ClaimStatus.CONFIRMED)
        giver = db.session.scalars(
            seated.where(Registration.event_id == event.id, Registration.email.is_not(None))
            .order_by(Registration.id)
            .limit(1)
        ).one()
        offer = enrolment.offer(
            SYSTEM, giver, first_name="Alix", last_name="Relais", email="alix.relais@example.org"
        )
        content = "Nom;Prénom;Courriel\nExemple;Ada;ada@example.org\nFautif;;x".encode()
        sheet = enrolment.create_import(
            SYSTEM,
            event,
            table=table_of(read_here(content), LIST_TITLES),
            filename="liste.csv",
            mode=PoolKind.ON_SITE,
        )
    world.names["contact"] = contact_token(contact.public_id)
    of_contact = select(ContactPerson.id).where(ContactPerson.contact_id == contact.id)
    world.ids["contact_person"] = db.session.scalars(of_contact).one()
    world.names["pending"] = contact_token(pending.public_id)
    world.names["proof"] = address_proof(pending)
    world.names["alone"] = links.derive_token("registration", alone.public_id)
    world.names["seat_offer"] = transfer_token(offer.public_id)
    world.ids["sheet"] = sheet.id


def _questions(world: World, event: Event) -> None:
    """The study day asks about needs and two questions, one of which depends on the other."""
    opener = make.question(event, QuestionKind.YES_NO, label="Venez-vous en voiture ?")
    asked = make.question(
        event,
        label="De quelle commune partez-vous ?",
        only_if_id=opener.id,
        only_if_value=YES,
    )
    world.ids["question"] = asked.id
    with transaction():
        options = db.session.get_one(FormOptions, event.id)
        options.needs, options.meals = [NeedKind.HEARING_LOOP, NeedKind.OTHER], True
        number = world.ids["registration"]
        db.session.add_all(
            [
                DeclaredNeed(registration_id=number, kind=NeedKind.HEARING_LOOP),
                GivenAnswer(registration_id=number, question_id=opener.id, values=[YES]),
                GivenAnswer(registration_id=number, question_id=asked.id, values=["Muret"]),
            ]
        )


def _minutes(world: World, people: dict[str, Account], meetings: dict[str, Event]) -> None:
    published = make.minutes(
        meetings["meeting"], plain_summary="On a parlé de logement.", created_by_id=None
    )
    draft = make.minutes(meetings["drafting"], MinutesStatus.DRAFT, Audience.MEMBERS)
    content = (Path(__file__).parent / "documents" / "compte-rendu.odt").read_bytes()
    found = writing.read_file(content, "compte-rendu.odt")
    with transaction():
        document = documents.store(actor(world, "lead"), io.BytesIO(PDF), "compte rendu.pdf")
        db.session.execute(
            minutes_document.insert().values(minutes_id=published.id, document_id=document.id)
        )
        text = writing.create_import(
            actor(world, "lead"),
            meetings["unwritten"],
            found=found,
            content=content,
            filename="compte-rendu.odt",
            keep=True,
        )
    world.ids["text_read"] = text.id
    world.ids["minutes"], world.ids["draft_minutes"] = published.id, draft.id
    world.ids["document"], world.names["document"] = document.id, document.filename


def _road_map(world: World, own: WorkingGroup) -> None:
    """A letter of mission in draft, a milestone, a note, a file for the members."""
    lead = actor(world, "lead")
    with transaction():
        groups.write_letter(lead, own, body="## Mission\n\nDire ce qui manque aux familles.")
        step = groups.add_milestone(
            lead, own, title="Rendre une note", due_on=clock.today() - timedelta(days=3)
        )
        groups.add_note(lead, own, body="Le groupe avance.", told_on=clock.today())
        upload = Upload(io.BytesIO(PDF), "note de cadrage.pdf")
        kept = groups.add_document(lead, own, upload, title="Note de cadrage", is_public=False)
        asked = joining.ask_to_join(
            ANYBODY, own, name="Camille Fictive", email="camille.demande@example.org"
        )
        joining.confirm_request(asked)
        link = joining.invite(lead, own, name="Sacha Fictif", email="sacha@example.org")
    world.ids["join_request"], world.ids["group_invitation"] = asked.id, link.id
    world.names["join_request"] = request_token(asked)
    world.names["group_invitation"] = invitation_token(link)
    world.ids["milestone"], world.ids["group_document"] = step.id, kept.id
    world.names["no_follow"] = no_follow_token(world.accounts["member"], own.id)


def _under_way(world: World, own: WorkingGroup, meeting: Event) -> None:
    """Minutes sent round, with a reader who is no member; approved ones; an action of others."""
    for number, status in enumerate((MinutesStatus.CIRCULATED, MinutesStatus.APPROVED), start=1):
        event = make.event(
            kind=EventKind.GROUP_MEETING,
            group_id=own.id,
            title=f"Réunion d’avant {number}",
            visibility=Visibility.GROUP,
            starts_at=clock.now() - timedelta(days=20 + number),
        )
        made = make.minutes(event, status, Audience.MEMBERS)
        world.ids[status.value], world.names[status.value] = made.id, event.slug
        world.ids[f"{status.value}_event"] = event.id
    published = minutes_of(meeting.id)
    waiting = minutes_of(world.ids["circulated_event"])
    assert waiting is not None
    assert published is not None
    with transaction():
        sent = Circulation(
            minutes_id=world.ids["circulated"],
            content=data_of(stored_content(waiting)),
            until=clock.today() - timedelta(days=1),
        )
        db.session.add(sent)
        db.session.flush()
        token = reader_token(sent.id, "lectrice@example.org")
        db.session.add(
            Reader(
                circulation_id=sent.id,
                name="Camille Fictive",
                email_key="lectrice@example.org",
                token_hash=links.token_hash(token),
            )
        )
        given = Action(
            minutes_id=published.id,
            number=1,
            what="Envoyer le guide.",
            owner="Maison des familles (fictive)",
            due_on=clock.today() + timedelta(days=9),
            public_id="action-du-monde",
            token_hash=links.token_hash(action_token("action-du-monde")),
        )
        db.session.add(given)
    world.ids["action"] = given.id
    world.names["reader"], world.names["action"] = token, action_token("action-du-monde")


def _meetings(world: World, event: Event, own: WorkingGroup) -> None:
    """A meeting to come whose people are convoked, one guest among them, and a poll of dates."""
    lead = actor(world, "lead")
    with transaction():
        meetings.convoke(EventPublished(lead, db.session.get_one(Event, event.id)))
        meetings.invite(lead, event, [Invitee("Camille Fictive", "camille@example.org")])
        document = documents.store(lead, io.BytesIO(PDF), "ordre du jour.pdf")
        db.session.execute(
            meeting_document.insert().values(event_id=event.id, document_id=document.id)
        )
    world.ids["meeting_document"] = document.id
    first = clock.now() + timedelta(days=15)
    dates = [
        (first + timedelta(days=day), first + timedelta(days=day, hours=2)) for day in range(3)
    ]
    with transaction():
        poll = meetings.open_poll(
            lead, own, title="Réunion à caler", mode=EventMode.HYBRID, dates=dates
        )
    world.ids["poll"] = poll.id
    convocation = own_convocation(world.accounts["member"], event.id)
    vote = own_vote(world.accounts["member"], poll.id)
    assert convocation is not None
    assert vote is not None
    world.names["convocation"] = convocation_token(convocation)
    world.names["vote"] = poll_token_of(vote)


def _proposals(world: World, people: dict[str, Account], own: WorkingGroup, meeting: Event) -> None:
    now, today = clock.now(), clock.today()
    made: dict[str, Proposal] = {}
    for status in ProposalStatus:
        # `merged` names its target, which must be there first.
        values: dict[str, Any] = {"title": f"Proposition {status.label.lower()}"}
        if status is ProposalStatus.ADJOURNED:
            values |= {"adjourned_until": today + timedelta(days=30), "suspended_at": now}
        if status is ProposalStatus.MERGED:
            values["merged_into_id"] = made[ProposalStatus.SUBMITTED].id
        if status is ProposalStatus.REDIRECTED:
            values |= {"redirected_to": "Le département", "status_reason": "Sa compétence."}
        if status not in {ProposalStatus.DRAFT, ProposalStatus.SUBMITTED}:
            values["instructor_id"] = people["staff"].id
        made[status] = make.proposal(own, people["author"], status, **values)
        world.ids[f"proposal_{status}"] = made[status].id
        if made[status].reference:
            world.names[f"proposal_{status}"] = str(made[status].reference)
    with transaction():
        _instruct(made, people, now)
        world.names["consultation"] = _consult(made[ProposalStatus.UNDER_REVIEW], people)


def _consult(proposal: Proposal, people: dict[str, Account]) -> str:
    """A note, a follower, a service that was asked; its link."""
    public_id = "00000000-0000-4000-8000-000000000001"
    token = derive_token(PURPOSE, public_id)
    staff = people["staff"].id
    db.session.add_all(
        [
            InternalNote(proposal_id=proposal.id, author_id=staff, text="Une note fictive."),
            ProposalFollower(proposal_id=proposal.id, account_id=people["partner"].id),
            Consultation(
                proposal_id=proposal.id,
                public_id=public_id,
                token_hash=token_hash(token),
                service="Le service fictif",
                email="service@example.org",
                question="Est-ce faisable ?",
                answer_by=clock.today() + timedelta(days=20),
                asked_by_id=staff,
                text_version=1,
            ),
        ]
    )
    return token


def _instruct(made: dict[str, Proposal], people: dict[str, Account], now: Any) -> None:
    today = clock.today()
    status = ProposalStatus
    asked = made[status.MORE_INFORMATION]
    asked.suspended_at = now
    db.session.add(
        Question(proposal_id=asked.id, text="Pour combien ?", answer_by=today + timedelta(days=10))
    )
    decided = {
        status.ACCEPTED: Outcome.ACCEPTED,
        status.PARTLY_ACCEPTED: Outcome.PARTLY_ACCEPTED,
        status.DECLINED: Outcome.DECLINED,
        status.IMPLEMENTING: Outcome.ACCEPTED,
        status.COMPLETED: Outcome.ACCEPTED,
        status.ABANDONED: Outcome.ACCEPTED,
    }
    for state in (status.REVIEWED, *decided):
        opinion = Opinion(
            proposal_id=made[state].id,
            kind=OpinionKind.FAVOURABLE,
            reasons="Répond à un besoin constaté.",
            author_id=people["staff"].id,
        )
        db.session.add(opinion)
        db.session.flush()
        if state in decided:
            db.session.add(
                Answer(
                    proposal_id=made[state].id,
                    number=1,
                    outcome=decided[state],
                    text="Le commissaire répond à cette proposition fictive.",
                    reasons="Des motifs assez longs pour que chacun comprenne ce qui a compté.",
                    text_version=1,
                    opinion_id=opinion.id,
                    decided_by_id=people["commissioner"].id,
                    # Partly accepted: decided, not yet told to anybody.
                    notified_at=None if state is status.PARTLY_ACCEPTED else now,
                )
            )
    for state in (status.IMPLEMENTING, status.COMPLETED):
        db.session.add(
            FollowUp(
                proposal_id=made[state].id,
                text="Ouvrir l’accueil",
                owner="Le service fictif",
                due_on=today + timedelta(days=60),
                done_at=now if state is status.COMPLETED else None,
                progress=100 if state is status.COMPLETED else 40,
            )
        )


def _feed(world: World, person: Account) -> None:
    with transaction():
        feed = feeds.create(actor(world, "member"), name="Mon téléphone")
    world.ids["feed"], world.names["feed"] = feed.id, feeds.token(feed)


def _programme(world: World) -> None:
    for name, model in PROGRAMME.items():
        world.ids[name] = db.session.scalars(select(model.id).order_by(model.id)).first() or 0
    axis = db.session.get_one(Axis, world.ids["axis"])
    world.names["framework"] = db.session.get_one(Framework, axis.framework_id).slug
    message = OutboxMessage(
        key="tests:failed",
        kind="registrations/confirmed",
        recipient="dominique@example.org",
        subject="Un courriel qui n’est pas parti",
        payload={},
        status=MessageStatus.FAILED,
        error="550",
    )
    incoming = IncomingMail(
        digest="tests:aside",
        kind=IncomingKind.ANSWER,
        verdict=Verdict.FORGED,
        sender="dominique@example.org",
        detail="La réponse vient d’une autre adresse que l’invitation.",
        event_id=world.ids["event"],
        participation=Participation.DECLINED,
    )
    with transaction():
        db.session.add_all([message, incoming])
    world.ids["message"] = message.id
    world.ids["incoming"] = incoming.id


def build_empty() -> World:
    """Nothing but people: what the pages say before anybody has done anything; commits."""
    world = World()
    _people(world)
    db.session.remove()
    return world
