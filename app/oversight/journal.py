"""The journal's rows in words: what each table holds, and where a row of it can be seen."""

from __future__ import annotations

from typing import Final

from app.accounts import journal as accounts
from app.accounts.models import Account
from app.attendance import journal as attendance
from app.audit.subjects import SubjectKind
from app.audit.words import Words
from app.collecting import journal as collecting
from app.documents import journal as documents
from app.documents.models import Document
from app.enrolment import journal as enrolment
from app.events import journal as events
from app.events.models import Event, EventSeries, Pool
from app.feeds import journal as feeds
from app.feeds.models import CalendarFeed
from app.follows import journal as follows
from app.groups import journal as groups
from app.groups.models import WorkingGroup
from app.inbox import journal as inbox
from app.mailings import journal as mailings
from app.meetings import journal as meetings
from app.minutes import journal as minutes
from app.minutes.models import Minutes
from app.organisations import journal as organisations
from app.organisations.models import Organisation, PartnerKind
from app.outbox import journal as outbox
from app.outbox.models import OutboxMessage
from app.programme import journal as programme
from app.programme.models import ProgrammeImport
from app.proposals import journal as proposals
from app.proposals.models import Proposal
from app.questions import journal as questions
from app.questions.models import EventQuestion
from app.reference.models import Department, Metropole
from app.registrations import journal as registrations
from app.reminders import journal as reminders
from app.reviews import journal as reviews
from app.reviews.models import Review
from app.strategy import journal as strategy
from app.strategy.models import Axis, Convention, Dispositif, Framework
from app.surveys import journal as surveys

PERSONS: Final = Words(
    "person",
    acts={"erase": "Effacement d’une personne, à sa demande"},
    fields={"rows": "Lignes effacées"},
)
JOURNAL_WORDS: Final = (
    PERSONS,
    *accounts.JOURNAL,
    *attendance.JOURNAL,
    *collecting.JOURNAL,
    *documents.JOURNAL,
    *enrolment.JOURNAL,
    *events.JOURNAL,
    *feeds.JOURNAL,
    *follows.JOURNAL,
    *groups.JOURNAL,
    *inbox.JOURNAL,
    *mailings.JOURNAL,
    *meetings.JOURNAL,
    *minutes.JOURNAL,
    *organisations.JOURNAL,
    *outbox.JOURNAL,
    *programme.JOURNAL,
    *proposals.JOURNAL,
    *questions.JOURNAL,
    *registrations.JOURNAL,
    *reminders.JOURNAL,
    *reviews.JOURNAL,
    *strategy.JOURNAL,
    *surveys.JOURNAL,
)

JOURNAL_SUBJECTS: Final = (
    SubjectKind(
        Account.__tablename__,
        "Compte",
        Account.id,
        Account.name,
        "accounts.manage_one",
        "account_id",
        Account.id,
    ),
    SubjectKind(
        Event.__tablename__,
        "Rencontre",
        Event.id,
        Event.title,
        "events.manage_one",
        "slug",
        Event.slug,
    ),
    SubjectKind(
        WorkingGroup.__tablename__,
        "Groupe",
        WorkingGroup.id,
        WorkingGroup.name,
        "groups.show",
        "slug",
        WorkingGroup.slug,
    ),
    SubjectKind(
        Review.__tablename__,
        "Bilan",
        Review.id,
        Review.year,
        "reviews.prepare",
        "review_id",
        Review.id,
    ),
    SubjectKind(Proposal.__tablename__, "Proposition", Proposal.id, Proposal.title),
    SubjectKind(Organisation.__tablename__, "Partenaire", Organisation.id, Organisation.name),
    SubjectKind(OutboxMessage.__tablename__, "Courriel", OutboxMessage.id, OutboxMessage.subject),
    SubjectKind(Document.__tablename__, "Document", Document.id, Document.filename),
    SubjectKind(Framework.__tablename__, "Cadre", Framework.id, Framework.name),
    SubjectKind(Axis.__tablename__, "Axe", Axis.id, Axis.label),
    SubjectKind(Dispositif.__tablename__, "Dispositif", Dispositif.id, Dispositif.name),
    SubjectKind(
        ProgrammeImport.__tablename__,
        "Import du programme",
        ProgrammeImport.id,
        ProgrammeImport.filename,
    ),
    SubjectKind(CalendarFeed.__tablename__, "Calendrier privé"),
    SubjectKind(
        Minutes.__tablename__,
        "Compte rendu",
        Minutes.id,
        Minutes.id,
        "minutes.show",
        "minutes_id",
        Minutes.id,
    ),
    # A registration names a person: the journal keeps to its number.
    SubjectKind("registration", "Inscription"),
    SubjectKind("claim", "Place"),
    SubjectKind("desk_pass", "Lien d’accueil"),
    SubjectKind("certificate", "Attestation de présence"),
    SubjectKind("convocation", "Convocation"),
    SubjectKind("date_poll", "Sondage de dates"),
    SubjectKind("survey", "Questionnaire"),
    SubjectKind("mailing", "Message aux personnes inscrites"),
    SubjectKind("mailing_template", "Modèle de message"),
    SubjectKind("action", "Action"),
    SubjectKind("announced_total", "Total annoncé"),
    SubjectKind(Department.__tablename__, "Département", Department.code, Department.name),
    SubjectKind(Pool.__tablename__, "Atelier", Pool.id, Pool.title),
    SubjectKind("event_question", "Question", EventQuestion.id, EventQuestion.label),
    SubjectKind(EventSeries.__tablename__, "Série", EventSeries.id, EventSeries.title),
    SubjectKind("figure", "Chiffre"),
    SubjectKind("funding_line", "Ligne de financement"),
    SubjectKind("funding_total", "Financements d’une année"),
    # Its name before figures were superseded: the journal is never rewritten.
    SubjectKind("funding_year", "Financements d’une année"),
    SubjectKind("group_alias", "Autre nom d’un groupe"),
    SubjectKind("group_offshoot", "Prolongement d’un groupe"),
    SubjectKind("mandate", "Mandat"),
    SubjectKind(Metropole.__tablename__, "Métropole", Metropole.id, Metropole.name),
    SubjectKind("partner_kind", "Famille de partenaires", PartnerKind.id, PartnerKind.name),
    SubjectKind("source", "Source"),
    # The first half of an act's name, where it is no table.
    SubjectKind("group", "Groupe"),
    SubjectKind("person", "Personne"),
    SubjectKind("attendance", "Présence"),
    SubjectKind("meeting", "Réunion"),
    SubjectKind("poll", "Sondage de dates"),
    SubjectKind("calendar", "Calendrier privé"),
    SubjectKind("outbox", "Courriel"),
    SubjectKind("incoming_mail", "Courriel reçu"),
    SubjectKind("inbox", "Courriel reçu"),
    SubjectKind("collecting", "Chiffres demandés"),
    SubjectKind("programme", "Programme"),
    SubjectKind("strategy", "Stratégie"),
    SubjectKind("figure_request", "Chiffres demandés"),
    SubjectKind("proposed_figure", "Chiffre proposé"),
    SubjectKind(
        Convention.__tablename__,
        "Convention",
        Convention.id,
        Convention.title,
        "strategy.convention",
        "slug",
        Convention.slug,
    ),
    SubjectKind("convention_action", "Action de convention"),
    SubjectKind("glossary_term", "Sigle"),
    SubjectKind("figure_sheet", "Tableau de chiffres"),
    SubjectKind("reference", "Référence"),
)
