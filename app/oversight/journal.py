"""The journal's rows in words: what each table holds, and where a row of it can be seen."""

from __future__ import annotations

from typing import Final

from app.accounts.enums import Role
from app.accounts.models import Account
from app.audit.subjects import SubjectKind
from app.collecting.enums import ProposedState
from app.documents.models import Document
from app.events.enums import EventKind, EventMode, EventStatus
from app.events.models import Event
from app.feeds.models import CalendarFeed
from app.groups.enums import GroupRole, GroupStatus
from app.groups.models import WorkingGroup
from app.minutes.enums import ActionStatus, Approval, Audience, Counting, MinutesStatus
from app.minutes.models import Minutes
from app.organisations.models import Organisation
from app.outbox.enums import MessageStatus
from app.outbox.models import OutboxMessage
from app.programme.models import ProgrammeImport
from app.proposals.enums import OpinionKind, Outcome, ProposalStatus
from app.proposals.models import Proposal
from app.questions.enums import NeedKind
from app.registrations.enums import ClaimStatus
from app.reviews.enums import ReviewStatus
from app.reviews.models import Review
from app.strategy.enums import ConventionKind, ConventionStatus
from app.strategy.models import Axis, Convention, Dispositif, Framework

JOURNAL_LABELS: Final = (
    EventStatus,
    ProposalStatus,
    MinutesStatus,
    ReviewStatus,
    ProposedState,
    ActionStatus,
    Approval,
    Counting,
    GroupStatus,
    ClaimStatus,
    NeedKind,
    MessageStatus,
    Role,
    GroupRole,
    EventKind,
    EventMode,
    Audience,
    Outcome,
    OpinionKind,
    ConventionKind,
    ConventionStatus,
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
    SubjectKind("department", "Département"),
    SubjectKind("figure", "Chiffre"),
    SubjectKind("funding_line", "Ligne de financement"),
    SubjectKind("funding_total", "Financements d’une année"),
    # Its name before figures were superseded: the journal is never rewritten.
    SubjectKind("funding_year", "Financements d’une année"),
    SubjectKind("group_alias", "Autre nom d’un groupe"),
    SubjectKind("group_offshoot", "Prolongement d’un groupe"),
    SubjectKind("mandate", "Mandat"),
    SubjectKind("metropole", "Métropole"),
    SubjectKind("partner_kind", "Famille de partenaires"),
    SubjectKind("source", "Source"),
    # The first half of an act's name, where it is no table.
    SubjectKind("group", "Groupe"),
    SubjectKind("attendance", "Présence"),
    SubjectKind("meeting", "Réunion"),
    SubjectKind("poll", "Sondage de dates"),
    SubjectKind("calendar", "Calendrier privé"),
    SubjectKind("outbox", "Courriel"),
    SubjectKind("incoming_mail", "Courriel reçu"),
    SubjectKind("inbox", "Courriel reçu"),
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
