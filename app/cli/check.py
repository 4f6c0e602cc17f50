"""`flask --app app check`: the rules that must hold, verified over the real data."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import click
from flask.cli import with_appcontext
from sqlalchemy import String, and_, cast, exists, or_, select
from sqlalchemy.orm import aliased

from app.attendance.models import DeskAct, Presence
from app.cli import proposal_rules
from app.documents import storage
from app.documents.models import Document
from app.events.enums import EventMode, PoolKind
from app.events.models import Event, Pool
from app.kernel import clock
from app.kernel.db import db
from app.kernel.errors import Unavailable
from app.minutes.models import Minutes, MinutesEdition
from app.minutes.policies import LIVE
from app.outbox.enums import MessageStatus
from app.outbox.models import OutboxMessage
from app.proposals.enums import ProposalStatus
from app.proposals.models import Proposal, ReferenceCounter
from app.reference.models import Source
from app.registrations.allocation import SEATED_OR_WAITING, fills_of
from app.registrations.enums import ClaimStatus
from app.registrations.models import Claim, Registration
from app.registrations.opening import closed_because
from app.strategy.models import (
    AnnouncedTotal,
    Convention,
    Figure,
    FundingLine,
    FundingTotal,
    GlossaryTerm,
)

# Each yields one French line per broken rule; it names rows by number, never people.
Check = Callable[[], Iterator[str]]


def seats() -> Iterator[str]:
    """Never a seat too many; nobody waits while one is free and registration is open.

    In each pool, sessions too: seats that the team added beyond the capacity are counted apart, and
    those kept aside are nobody's until given.
    """
    for event in db.session.scalars(select(Event).order_by(Event.id)):
        for pool in fills_of(event):
            where = f"{event.slug}, {pool.label}"
            if pool.capacity is not None:
                if pool.taken - pool.extra > pool.capacity:
                    yield f"{where} : {pool.taken} places prises sur {pool.capacity}"
                if pool.held < 0:
                    yield f"{where} : plus de places réservées données que gardées"
            free = pool.room_left is None or pool.room_left > 0
            if pool.waiting and free and closed_because(event, clock.now()) is None:
                yield f"{where} : {pool.waiting} en attente alors qu’une place est libre"


def wishes() -> Iterator[str]:
    """One seat for one place and time; a seat kept meanwhile stands in for something awaited."""
    mine, other = aliased(Claim), aliased(Claim)
    one, two = aliased(Pool), aliased(Pool)
    both_modes = and_(one.kind != PoolKind.SESSION, two.kind != PoolKind.SESSION)
    at_one_time = and_(
        one.kind == PoolKind.SESSION,
        two.kind == PoolKind.SESSION,
        one.starts_at < two.ends_at,
        two.starts_at < one.ends_at,
    )
    other_way = and_(
        one.kind == PoolKind.SESSION,
        two.kind != PoolKind.SESSION,
        one.attendance != EventMode.HYBRID,
        cast(one.attendance, String) != cast(two.kind, String),
    )
    rivals = (
        select(mine.registration_id)
        .join(other, and_(other.registration_id == mine.registration_id, other.id != mine.id))
        .join(one, one.id == mine.pool_id)
        .join(two, two.id == other.pool_id)
        .where(mine.status.in_(SEATED_OR_WAITING), other.status.in_(SEATED_OR_WAITING))
        .where(or_(both_modes, at_one_time, other_way))
    )
    for number in db.session.scalars(
        rivals.where(mine.interim.is_(False), other.interim.is_(False)).distinct()
    ):
        yield f"inscription {number} : deux places pour un même moment"
    stands_in = rivals.where(mine.interim, other.status == ClaimStatus.WAITING)
    for number in db.session.scalars(
        select(Claim.registration_id).where(
            Claim.interim,
            Claim.status.in_(SEATED_OR_WAITING),
            Claim.registration_id.not_in(stands_in),
        )
    ):
        yield f"inscription {number} : une place gardée en attendant, mais rien n’est attendu"


def registrations() -> Iterator[str]:
    """A live registration holds or awaits something; a cancelled one holds nothing."""
    alive = exists().where(
        Claim.registration_id == Registration.id, Claim.status.in_(SEATED_OR_WAITING)
    )
    for number in db.session.scalars(
        select(Registration.id).where(Registration.withdrawn_at.is_(None), ~alive)
    ):
        yield f"inscription {number} : ni place ni rang"
    for number in db.session.scalars(
        select(Registration.id).where(Registration.withdrawn_at.is_not(None), alive)
    ):
        yield f"inscription {number} : annulée, mais garde une place"
    strayed = (
        select(Claim.id)
        .join(Pool, Pool.id == Claim.pool_id)
        .join(Registration, Registration.id == Claim.registration_id)
        .where(Pool.event_id != Registration.event_id)
    )
    for number in db.session.scalars(strayed):
        yield f"place {number} : prise dans un autre événement"


def presences() -> Iterator[str]:
    """Who was noted present has an attended seat, and an attended seat somebody who was there."""
    here = exists().where(Presence.registration_id == Registration.id)
    seated = exists().where(
        Claim.registration_id == Registration.id,
        Claim.pool_id == Pool.id,
        Pool.kind != PoolKind.SESSION,
        Claim.status == ClaimStatus.ATTENDED,
    )
    for number in db.session.scalars(
        select(Registration.id).where(here, ~seated).order_by(Registration.id)
    ):
        yield f"inscription {number} : présente, sans place tenue"
    noted = exists().where(DeskAct.registration_id == Registration.id)
    for number in db.session.scalars(
        select(Registration.id).where(noted, seated, ~here).order_by(Registration.id)
    ):
        yield f"inscription {number} : place tenue, sans présence notée"


def references() -> Iterator[str]:
    """P-AAAA-NNN: given once submitted, numbered from 1 without a hole."""
    given: defaultdict[int, list[int]] = defaultdict(list)
    for number, reference, status in db.session.execute(
        select(Proposal.id, Proposal.reference, Proposal.status).order_by(Proposal.id)
    ):
        if reference is not None:
            _, in_year, rank = reference.split("-")
            given[int(in_year)].append(int(rank))
        elif status not in {ProposalStatus.DRAFT, ProposalStatus.WITHDRAWN}:
            yield f"proposition {number} : soumise sans référence"
    counters = db.session.scalars(select(ReferenceCounter))
    last = {counter.year: counter.last for counter in counters}
    for year, numbers in given.items():
        if sorted(numbers) != list(range(1, last.get(year, 0) + 1)):
            yield f"références de {year} : la suite a un trou ou un doublon"


def editions() -> Iterator[str]:
    """Published minutes have their frozen edition."""
    frozen = exists().where(MinutesEdition.minutes_id == Minutes.id)
    for number in db.session.scalars(select(Minutes.id).where(Minutes.status.in_(LIVE), ~frozen)):
        yield f"compte rendu {number} : publié sans édition gardée"


def files() -> Iterator[str]:
    """Every document's bytes are in the storage, and are those that were put there."""
    for number, sha256 in db.session.execute(select(Document.id, Document.sha256)):
        try:
            storage.read(sha256)
        except FileNotFoundError:
            yield f"document {number} : le fichier manque"
        except storage.Damaged:
            yield f"document {number} : le fichier a changé depuis son dépôt, il est abîmé"
        except Unavailable:
            yield "les fichiers : leur espace de stockage ne répond pas"
            return


def mails() -> Iterator[str]:
    """No mail is stuck between two states."""
    for number in db.session.scalars(
        select(OutboxMessage.id).where(
            OutboxMessage.status == MessageStatus.SENDING,
            OutboxMessage.leased_until < clock.now(),
        )
    ):
        yield f"courriel {number} : un envoi s’est interrompu (le facteur le reprendra)"


def sources() -> Iterator[str]:
    """Everything stated names where it comes from, and what it names is described."""
    known = set(db.session.scalars(select(Source.code)))
    for model, word in STATED.items():
        for row in db.session.scalars(select(model).order_by(model.id)):
            unknown = [code for code in row.source_codes if code not in known]
            if not row.source_codes:
                yield f"{word} {row.id} : sans source"
            elif unknown:
                yield f"{word} {row.id} : la source {unknown[0]} n’est pas décrite"


# What carries sources, in a word.
STATED: dict[Any, str] = {
    Figure: "chiffre",
    FundingTotal: "total de financement",
    FundingLine: "ligne de financement",
    AnnouncedTotal: "total annoncé",
    Convention: "convention",
    GlossaryTerm: "sigle",
}
CHECKS: tuple[tuple[str, Check], ...] = (
    ("places", seats),
    ("souhaits", wishes),
    ("inscriptions", registrations),
    ("présences", presences),
    ("références", references),
    ("propositions", proposal_rules.proposals),
    ("journal", proposal_rules.journal),
    ("comptes rendus", editions),
    ("documents", files),
    ("courriels", mails),
    ("sources", sources),
)


@click.command("check")
@with_appcontext
def check() -> None:
    """Vérifie les règles du service sur les vraies données ; 1 si l’une est rompue."""
    broken = 0
    for name, rule in CHECKS:
        lines = list(rule())
        broken += len(lines)
        click.echo(f"{name} : {'rien à signaler' if not lines else f'{len(lines)} à revoir'}")
        for line in lines:
            click.echo(f"  - {line}")
    if broken:
        sys.exit(1)
