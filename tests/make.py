"""Objects for tests, each with the least it needs; names are fictitious."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select

from app.accounts.enums import Role
from app.accounts.models import Account, AccountRole
from app.collecting import services as collecting
from app.collecting.models import FigureRequest
from app.events.enums import EventKind, EventMode, EventStatus, PoolKind
from app.events.models import Event, Pool
from app.groups.enums import GroupRole
from app.groups.models import Mandate, WorkingGroup
from app.kernel import clock, links
from app.kernel.access import SYSTEM
from app.kernel.db import db, transaction
from app.minutes.enums import Approval, Audience, MinutesStatus
from app.minutes.models import Decision, Minutes, MinutesEdition
from app.organisations.models import Organisation
from app.proposals.enums import DecisionLevel, ProposalStatus
from app.proposals.models import Proposal, ProposalAuthor, ProposalVersion
from app.proposals.queries.loading import reload
from app.proposals.services.index import index_for_search
from app.proposals.services.text import snapshot
from app.questions.enums import QuestionKind
from app.questions.models import EventQuestion, FormOptions
from app.reference.models import Department
from app.registrations.enums import ClaimStatus
from app.registrations.models import Claim, Registration
from app.strategy import services as strategy
from app.strategy.enums import ConventionKind, ConventionStatus
from app.strategy.models import Axis, Convention, Dispositif, Framework

_number = count(1)


def account(*roles: Role, name: str | None = None, **values: Any) -> Account:
    number = next(_number)
    email = values.pop("email", f"personne{number}@example.org")
    with transaction():
        made = Account(
            email=email, email_key=email.casefold(), name=name or f"Personne {number}", **values
        )
        db.session.add(made)
        db.session.flush()
        for role in roles:
            db.session.add(AccountRole(account_id=made.id, role=role))
    return made


def group(**values: Any) -> WorkingGroup:
    number = next(_number)
    with transaction():
        made = WorkingGroup(
            **{"slug": f"groupe-{number}", "name": f"Groupe fictif {number}", **values}
        )
        db.session.add(made)
    return made


def mandate(of: Account, in_group: WorkingGroup, role: GroupRole = GroupRole.LEAD) -> Mandate:
    with transaction():
        made = Mandate(
            group_id=in_group.id,
            account_id=of.id,
            role=role,
            since=clock.today() - timedelta(days=30),
            organisation_id=of.organisation_id,
        )
        db.session.add(made)
    return made


def event(*, on_site: int | None = None, remote: int | None = None, **values: Any) -> Event:
    """A published study day in a month, open to registration; capacities None are unlimited."""
    number = next(_number)
    mode = values.setdefault("mode", EventMode.ON_SITE)
    starts = values.pop("starts_at", None) or (
        clock.now().astimezone(UTC) + timedelta(days=30)
    ).replace(hour=8, minute=0, second=0)
    ends = values.pop("ends_at", None) or starts + timedelta(hours=7)
    with transaction():
        made = Event(
            **{
                "slug": f"evenement-{number}",
                "title": f"Journée fictive {number}",
                "kind": EventKind.STUDY_DAY,
                "status": EventStatus.PUBLISHED,
                "registration_open": True,
                "starts_at": starts,
                "ends_at": ends,
                "sorts_on": clock.paris(starts).date(),
                **values,
            }
        )
        db.session.add(made)
        db.session.flush()
        if mode in {EventMode.ON_SITE, EventMode.HYBRID}:
            db.session.add(Pool(event_id=made.id, kind=PoolKind.ON_SITE, capacity=on_site))
        if mode in {EventMode.REMOTE, EventMode.HYBRID}:
            db.session.add(Pool(event_id=made.id, kind=PoolKind.REMOTE, capacity=remote, rank=1))
    return made


def session(
    of: Event,
    title: str,
    capacity: int | None = None,
    hours: tuple[int, int] | None = None,
    **values: Any,
) -> int:
    """A session of the event, its hours counted from the beginning; its id."""
    assert of.starts_at is not None
    if hours is not None:
        values["starts_at"] = of.starts_at + timedelta(hours=hours[0])
        values["ends_at"] = of.starts_at + timedelta(hours=hours[1])
    with transaction():
        made = Pool(
            event_id=of.id,
            kind=PoolKind.SESSION,
            title=title,
            capacity=capacity,
            rank=10 + next(_number),
            **values,
        )
        db.session.add(made)
        db.session.flush()
        return made.id


def organisation(**values: Any) -> Organisation:
    number = next(_number)
    with transaction():
        made = Organisation(
            **{"slug": f"structure-{number}", "name": f"Structure fictive {number}", **values}
        )
        db.session.add(made)
    return made


def begun(of: Event) -> None:
    """Let the event have begun a minute ago; its registrations stay."""
    with transaction():
        stored = db.session.get_one(Event, of.id)
        stored.starts_at = clock.now() - timedelta(minutes=1)
        stored.ends_at = clock.now() + timedelta(hours=6)


def registration(
    of: Event, status: ClaimStatus = ClaimStatus.CONFIRMED, **values: Any
) -> Registration:
    """Somebody registered in the first pool of the event, without mail or any rule asked."""
    number = next(_number)
    public_id = str(uuid.uuid4())
    email = values.pop("email", f"inscrit{number}@example.org")
    with transaction():
        pool = db.session.scalars(
            select(Pool).where(Pool.event_id == of.id).order_by(Pool.rank)
        ).first()
        assert pool is not None, "an event without seats"
        made = Registration(
            **{
                "event_id": of.id,
                "public_id": public_id,
                "token_hash": links.token_hash(links.derive_token("registration", public_id)),
                "first_name": "Dominique",
                "last_name": f"Fictif {number}",
                "email": email,
                "email_key": email.casefold() if email else None,
                **values,
            }
        )
        db.session.add(made)
        db.session.flush()
        db.session.add(Claim(registration_id=made.id, pool_id=pool.id, status=status))
    return made


def dispositif(**values: Any) -> Dispositif:
    """A dispositif of an axis of a framework of its own."""
    number = next(_number)
    with transaction():
        framework = Framework(code=f"C{number}", slug=f"cadre-{number}", name=f"Cadre {number}")
        db.session.add(framework)
        db.session.flush()
        axis = Axis(framework_id=framework.id, number=1, label=f"Axe fictif {number}")
        db.session.add(axis)
        db.session.flush()
        made = Dispositif(
            axis_id=axis.id,
            **{"slug": f"dispositif-{number}", "name": f"Dispositif fictif {number}", **values},
        )
        db.session.add(made)
    return made


def convention(**values: Any) -> Convention:
    """A signed local contract with a department, which is made when the programme is not there."""
    number = next(_number)
    told = {
        "kind": ConventionKind.CLS,
        "status": ConventionStatus.SIGNED,
        "title": f"Contrat fictif {number}",
        "department_code": "09",
        "starts_on": date(2024, 1, 1),
        "ends_on": date(2027, 12, 31),
        "amount_cents": 100_000_000,
        "state_share": 50,
        "source_codes": ["SEED"],
        **values,
    }
    code = told["department_code"]
    with transaction():
        if code and db.session.get(Department, code) is None:
            db.session.add(Department(code=code, name=f"Département {code}"))
            db.session.flush()
        return strategy.save_convention(SYSTEM, None, **told)


def figure_request(of: Dispositif | None = None, **values: Any) -> FigureRequest:
    """Figures asked of somebody, who proposed one."""
    number = next(_number)
    of = of or dispositif()
    with transaction():
        made = collecting.ask(
            SYSTEM,
            of,
            **{
                "year": 2025,
                "name": f"Andrée Référente {number}",
                "email": f"referente-{number}@example.org",
                "closes_on": clock.today() + timedelta(days=20),
                **values,
            },
        )
        collecting.propose(SYSTEM, made, value=number, unit="personnes", source="Suivi fictif")
    return made


def question(of: Event, kind: QuestionKind = QuestionKind.TEXT, **values: Any) -> EventQuestion:
    """A question of the event, after the others."""
    number = next(_number)
    with transaction():
        if db.session.get(FormOptions, of.id) is None:
            db.session.add(FormOptions(event_id=of.id))
        made = EventQuestion(
            **{
                "event_id": of.id,
                "kind": kind,
                "label": f"Question fictive {number}",
                "purpose": "préparer la journée",
                "erase_on": clock.today() + timedelta(days=90),
                "rank": number,
                **values,
            }
        )
        db.session.add(made)
    return made


def minutes(
    of: Event,
    status: MinutesStatus = MinutesStatus.PUBLISHED,
    audience: Audience = Audience.PUBLIC,
    **values: Any,
) -> Minutes:
    """Minutes with one decision; published ones have their first edition."""
    draft = status in {
        MinutesStatus.TO_WRITE,
        MinutesStatus.DRAFT,
        MinutesStatus.CIRCULATED,
    }
    body = "## Tour de table\n\nChaque structure présente son action."
    with transaction():
        made = Minutes(
            **{
                "event_id": of.id,
                "status": status,
                "audience": audience,
                "body": body,
                "published_at": None if draft else clock.now(),
                "approved_at": None if draft else clock.now(),
                "approval": None if draft else Approval.LEAD,
                **values,
            }
        )
        db.session.add(made)
        db.session.flush()
        db.session.add(Decision(minutes_id=made.id, number=1, text="Écrire une proposition."))
        if not draft:
            db.session.add(
                MinutesEdition(
                    minutes_id=made.id,
                    number=1,
                    plain_summary=made.plain_summary,
                    body=made.body,
                    decisions=["Écrire une proposition."],
                    files=[],
                    audience=audience,
                    content_hash="0" * 64,
                )
            )
    return made


def proposal(
    in_group: WorkingGroup,
    author: Account,
    status: ProposalStatus = ProposalStatus.DRAFT,
    **values: Any,
) -> Proposal:
    """A complete proposal; beyond draft it has a reference and its first version."""
    number = next(_number)
    submitted = status is not ProposalStatus.DRAFT
    texts = {
        "title": f"Proposition fictive {number}",
        "findings": "Des familles ne savent pas à qui s’adresser.",
        "content": "Ouvrir un accueil commun.",
        "audience": "Les familles hébergées.",
    }
    with transaction():
        made = Proposal(
            **{
                "group_id": in_group.id,
                "status": status,
                "reference": f"P-2026-{number:03d}" if submitted else None,
                "submitted_at": clock.now() if submitted else None,
                "decision_level": DecisionLevel.REGIONAL,
                **texts,
                **values,
            }
        )
        db.session.add(made)
        db.session.flush()
        db.session.add(ProposalAuthor(proposal_id=made.id, account_id=author.id))
        if submitted:
            frozen = snapshot(reload(made.id))
            db.session.add(ProposalVersion(proposal_id=made.id, number=1, content=frozen))
            db.session.flush()
            index_for_search(made)
    return made


def at(text: str) -> datetime:
    """An instant from ISO text, read as UTC when it names no zone."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
