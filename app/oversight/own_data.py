"""What each feature holds of a person who has an account: for their page and their export."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.accounts.models import Account
from app.accounts.own_parts import OwnLine, OwnPart
from app.attendance.queries import presences_of
from app.collecting.models import FigureRequest
from app.collecting.tokens import token_of as figures_token
from app.events.enums import EventStatus
from app.events.models import Event
from app.feeds.models import CalendarFeed
from app.groups.models import Mandate, WorkingGroup
from app.kernel import clock
from app.kernel.collation import sort_key
from app.kernel.dates import TO_BE_SET, spoken_day, spoken_span
from app.kernel.db import db
from app.meetings.models import Convocation, PollVoter
from app.meetings.tokens import token_of as convocation_token
from app.oversight import own_minutes
from app.proposals.models import Proposal, ProposalAuthor, ProposalFollower
from app.proposals.policies import shown_label, shown_state
from app.questions.queries import needs_of, said_by
from app.registrations.models import Claim, Invitation, Registration
from app.registrations.tokens import token_of

SHOWN: Final = 20


def _mandates(account: Account) -> Sequence[Mandate]:
    return db.session.scalars(
        select(Mandate)
        .join(Mandate.group)
        .options(contains_eager(Mandate.group))
        .where(Mandate.account_id == account.id)
        .order_by(sort_key(WorkingGroup.name), Mandate.since.desc(), Mandate.id)
    ).all()


def _mandate_lines(account: Account) -> list[OwnLine]:
    today = clock.today()
    return [
        OwnLine(
            mandate.group.name,
            url_for("groups.show", slug=mandate.group.slug),
            f"{mandate.role.label}, depuis le {spoken_day(mandate.since, weekday=False)}",
        )
        for mandate in _mandates(account)
        if mandate.since <= today and (mandate.until is None or mandate.until > today)
    ]


def _mandate_data(account: Account) -> list[dict[str, Any]]:
    return [
        {
            "groupe": mandate.group.name,
            "role": mandate.role.label,
            "depuis": mandate.since.isoformat(),
            "jusqu_au": mandate.until.isoformat() if mandate.until else None,
            "nom_montre_au_public": mandate.shown,
        }
        for mandate in _mandates(account)
    ]


def _registrations(account: Account) -> Sequence[Registration]:
    return db.session.scalars(
        select(Registration)
        .join(Registration.event)
        .options(
            contains_eager(Registration.event),
            selectinload(Registration.claims).joinedload(Claim.pool),
        )
        .where(Registration.email_key == account.email_key)
        .order_by(Event.sorts_on.desc(), Registration.id.desc())
    ).all()


def _registration_lines(account: Account) -> list[OwnLine]:
    """Live registrations to what is still to come, the next one first."""
    today = clock.today()
    coming = [
        registration
        for registration in reversed(_registrations(account))
        if registration.withdrawn_at is None
        and (registration.event.sorts_on is None or registration.event.sorts_on >= today)
    ]
    return [
        OwnLine(
            registration.event.title,
            url_for("registrations.own", token=token_of(registration)),
            _when(registration.event),
        )
        for registration in coming[:SHOWN]
    ]


def _when(event: Event) -> str:
    return spoken_span(event.starts_at, event.ends_at) if event.starts_at else TO_BE_SET


def _registration_data(account: Account) -> list[dict[str, Any]]:
    found = _registrations(account)
    ids = [registration.id for registration in found]
    presences, said, needs = presences_of(ids), said_by(ids), needs_of(ids)
    return [
        {
            "rencontre": registration.event.title,
            "prenom": registration.first_name,
            "nom": registration.last_name,
            "adresse": registration.email,
            "organisation": registration.organisation,
            "inscription_le": registration.created_at.isoformat(),
            "annulation_le": (
                registration.withdrawn_at.isoformat() if registration.withdrawn_at else None
            ),
            "motif": registration.withdrawal_reason,
            "presences": [
                {"moment": slot, "depuis": since.isoformat()}
                for slot, since in presences.get(registration.id, [])
            ],
            "places": [
                {"modalite": claim.pool.label, "etat": claim.status.label}
                for claim in registration.claims
            ],
            "reponses": [
                {"question": one.label, "reponse": one.words}
                for one in said.get(registration.id, [])
            ],
            "besoins": [
                {"besoin": kind.label, "precision": detail}
                for kind, detail in needs.get(registration.id, {}).items()
            ],
        }
        for registration in found
    ] + _invitation_data(account)


def _invitation_data(account: Account) -> list[dict[str, Any]]:
    """The personal links that were sent to this address."""
    rows = db.session.execute(
        select(Event.title, Invitation.email, Invitation.created_at, Invitation.used_at)
        .join(Event, Event.id == Invitation.event_id)
        .where(Invitation.email_key == account.email_key)
        .order_by(Invitation.id)
    )
    return [
        {
            "rencontre": title,
            "adresse": email,
            "invitation_le": sent.isoformat(),
            "utilisee_le": used.isoformat() if used else None,
        }
        for title, email, sent, used in rows
    ]


def _proposals(account: Account) -> Sequence[Proposal]:
    return db.session.scalars(
        select(Proposal)
        .join(ProposalAuthor, ProposalAuthor.proposal_id == Proposal.id)
        .options(selectinload(Proposal.answers))
        .where(ProposalAuthor.account_id == account.id)
        .order_by(Proposal.updated_at.desc(), Proposal.id.desc())
    ).all()


def _proposal_lines(account: Account) -> list[OwnLine]:
    return [
        OwnLine(proposal.title, _proposal_url(proposal), _state(proposal))
        for proposal in _proposals(account)[:SHOWN]
    ]


def _state(proposal: Proposal) -> str:
    """As its authors know it: a decision that was not notified does not exist yet."""
    return shown_state(proposal, inside=False).label


def _proposal_url(proposal: Proposal) -> str:
    if proposal.reference is None:
        return ""
    return url_for("proposals.show", reference=proposal.reference)


def _proposal_data(account: Account) -> list[dict[str, Any]]:
    return [
        {
            "reference": proposal.reference,
            "titre": proposal.title,
            "etat": _state(proposal),
            "ecrite_le": proposal.created_at.isoformat(),
        }
        for proposal in _proposals(account)
    ]


def _followed(account: Account) -> Sequence[tuple[Proposal, datetime]]:
    rows = db.session.execute(
        select(Proposal, ProposalFollower.since)
        .join(ProposalFollower, ProposalFollower.proposal_id == Proposal.id)
        .options(selectinload(Proposal.answers))
        .where(ProposalFollower.account_id == account.id)
        .order_by(ProposalFollower.since.desc(), Proposal.id.desc())
    )
    return [(proposal, since) for proposal, since in rows]


def _followed_lines(account: Account) -> list[OwnLine]:
    """By their reference alone: a title may not be public yet."""
    return [
        OwnLine(f"Proposition {proposal.reference}", _proposal_url(proposal), _known(proposal))
        for proposal, _ in _followed(account)[:SHOWN]
    ]


def _known(proposal: Proposal) -> str:
    return shown_label(shown_state(proposal, inside=False), known=False)


def _followed_data(account: Account) -> list[dict[str, Any]]:
    return [
        {"reference": proposal.reference, "etat": _known(proposal), "depuis": since.isoformat()}
        for proposal, since in _followed(account)
    ]


def _feeds(account: Account) -> Sequence[CalendarFeed]:
    return db.session.scalars(
        select(CalendarFeed)
        .where(CalendarFeed.account_id == account.id, CalendarFeed.revoked_at.is_(None))
        .order_by(sort_key(CalendarFeed.name), CalendarFeed.id)
    ).all()


def _feed_lines(account: Account) -> list[OwnLine]:
    return [OwnLine(feed.name) for feed in _feeds(account)]


def _feed_data(account: Account) -> list[dict[str, Any]]:
    return [{"nom": feed.name, "cree_le": feed.created_at.isoformat()} for feed in _feeds(account)]


def _convocations(account: Account) -> Sequence[Convocation]:
    return db.session.scalars(
        select(Convocation)
        .join(Convocation.event)
        .options(contains_eager(Convocation.event))
        .where(Convocation.account_id == account.id)
        .order_by(Event.starts_at.desc(), Convocation.id.desc())
    ).all()


def _convocation_lines(account: Account) -> list[OwnLine]:
    """Meetings to come, the next one first, with what was answered."""
    now = clock.now()
    coming = [
        one
        for one in reversed(_convocations(account))
        if one.event.status == EventStatus.PUBLISHED
        and one.event.starts_at is not None
        and one.event.starts_at > now
    ]
    return [
        OwnLine(
            one.event.title,
            url_for("meetings.answer", token=convocation_token(one)),
            f"{_when(one.event)} – {one.answer.label if one.answer else 'à répondre'}",
        )
        for one in coming[:SHOWN]
    ]


def _convocation_data(account: Account) -> list[dict[str, Any]]:
    """Answers to convocations and to polls of dates; what minutes say of the presence."""
    attended = own_minutes.attendance_of(account)
    votes = db.session.scalars(
        select(PollVoter)
        .join(PollVoter.poll)
        .options(contains_eager(PollVoter.poll), selectinload(PollVoter.choices))
        .where(PollVoter.account_id == account.id)
        .order_by(PollVoter.id)
    )
    return [
        {
            "reunion": one.event.title,
            "reponse": one.answer.label if one.answer else None,
            "remplace_par": one.delegate_name,
            "repondu_le": one.answered_at.isoformat() if one.answered_at else None,
            "compte_rendu": attended.get(one.event_id),
        }
        for one in _convocations(account)
    ] + [
        {"sondage": vote.poll.title, "reponses": [row.choice.label for row in vote.choices]}
        for vote in votes
    ]


def _asked_figures(account: Account) -> Sequence[FigureRequest]:
    return db.session.scalars(
        select(FigureRequest)
        .options(joinedload(FigureRequest.dispositif), selectinload(FigureRequest.proposed))
        .where(FigureRequest.email_key == account.email_key)
        .order_by(FigureRequest.closes_on.desc(), FigureRequest.id.desc())
    ).all()


def _asked_lines(account: Account) -> list[OwnLine]:
    today = clock.today()
    return [
        OwnLine(
            f"{one.dispositif.name}, {one.year}",
            url_for("collecting.answer", token=figures_token(one)),
            f"jusqu’au {spoken_day(one.closes_on, weekday=False)}",
        )
        for one in _asked_figures(account)[:SHOWN]
        if one.is_open(today)
    ]


def _asked_data(account: Account) -> list[dict[str, Any]]:
    return [
        {
            "dispositif": one.dispositif.name,
            "annee": one.year,
            "nom": one.name,
            "adresse": one.email,
            "jusqu_au": one.closes_on.isoformat(),
            "mot": one.done_word,
            "chiffres": [
                {"nombre": f.value, "unite": f.unit, "source": f.source, "etat": f.state.label}
                for f in one.proposed
            ],
        }
        for one in _asked_figures(account)
    ]


OWN_PARTS: Final = (
    OwnPart(
        "inscriptions",
        "Mes inscriptions",
        _registration_lines,
        _registration_data,
        empty="Vous n’êtes sur la liste d’aucune rencontre à venir.",
        more=("Toutes mes inscriptions", "enrolment.mine"),
    ),
    OwnPart(
        "convocations",
        "Mes convocations",
        _convocation_lines,
        _convocation_data,
        empty="Aucune réunion de vos groupes n’est annoncée.",
        more=("Voir l’agenda", "events.agenda"),
    ),
    *own_minutes.PARTS,
    OwnPart(
        "groupes",
        "Mes groupes",
        _mandate_lines,
        _mandate_data,
        empty="Vous n’avez de rôle dans aucun groupe.",
        more=("Voir les groupes", "groups.index"),
    ),
    OwnPart(
        "propositions",
        "Mes propositions",
        _proposal_lines,
        _proposal_data,
        empty="Vous n’avez pas encore écrit de proposition.",
        more=("Voir les propositions", "proposals.index"),
    ),
    OwnPart(
        "propositions_suivies",
        "Propositions que je suis",
        _followed_lines,
        _followed_data,
        empty="Vous ne suivez pas de proposition.",
        more=("Voir les propositions", "proposals.index"),
    ),
    OwnPart(
        "chiffres_demandes",
        "Chiffres que l’on me demande",
        _asked_lines,
        _asked_data,
        empty="On ne vous demande pas de chiffre en ce moment.",
        more=("La stratégie", "strategy.index"),
    ),
    OwnPart(
        "calendriers",
        "Mon calendrier",
        _feed_lines,
        _feed_data,
        empty="Recevez vos rencontres dans votre propre calendrier.",
        more=("Mes calendriers", "feeds.own"),
    ),
)
