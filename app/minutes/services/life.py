"""From draft to readers: circulated, approved, published, amended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import func, select

from app.audit import services as audit
from app.documents.services import Upload, store_all
from app.events.facts import EventCancelled
from app.events.models import Event
from app.kernel import clock
from app.kernel.access import SYSTEM, Actor
from app.kernel.bus import announce
from app.kernel.db import db
from app.kernel.errors import Invalid, NotAllowed, NotYet
from app.kernel.links import token_hash
from app.kernel.workdays import after_working_days
from app.minutes import emails
from app.minutes.content import Content, content_hash, data_of
from app.minutes.enums import Approval, Audience, MinutesAction, MinutesStatus, Presence
from app.minutes.facts import MinutesPublished
from app.minutes.models import Circulation, Minutes, MinutesEdition, Reader
from app.minutes.policies import SHOWN, approval_opens, approval_waits_for, approves
from app.minutes.queries import later_meetings, minutes_of, people_expected, stored_content
from app.minutes.services.saving import (
    lock_both,
    refuse_empty,
    refuse_stale,
    write,
)
from app.minutes.states import MINUTES
from app.minutes.tokens import reader_token

# Those who read must have the time to: whole working days after the sending.
SHORTEST_READING = 5
LONGEST_READING = timedelta(days=90)
# What an edition keeps besides its text, decisions and files.
FROZEN = ("items", "actions", "people", "counts", "next_meeting")


def first_end() -> date:
    """The first date until which minutes sent round today may be commented on."""
    return after_working_days(clock.today(), SHORTEST_READING)


def circulate(actor: Actor, minutes: Minutes, *, version: int, until: date) -> Circulation | None:
    """Freeze the text and send it to the members and to those present; None when already done."""
    event, minutes = lock_both(actor, minutes)
    if minutes.status is MinutesStatus.CIRCULATED:
        return None
    refuse_stale(minutes, version)
    status = MINUTES.next(minutes.status, MinutesAction.CIRCULATE)
    refuse_empty(minutes)
    if not first_end() <= until <= clock.today() + LONGEST_READING:
        raise Invalid(
            {
                "until": f"Laissez au moins {SHORTEST_READING} jours ouvrés pour relire, "
                "et trois mois au plus."
            }
        )
    made = Circulation(minutes_id=minutes.id, content=data_of(stored_content(minutes)), until=until)
    before, minutes.status = minutes.status, status
    db.session.add(made)
    db.session.flush()
    audit.record(
        actor,
        "minutes:circulate",
        minutes,
        before={"status": before},
        after={"status": status, "until": until},
    )
    emails.circulated(actor, event, minutes, made, _readers(event, minutes, made))
    return made


def _readers(event: Event, minutes: Minutes, made: Circulation) -> list[tuple[Reader, str]]:
    """Those present who are no members, each with a private link."""
    members = {a.email_key for a in emails.members_of(event)}
    named = {p.name.casefold() for p in minutes.people if p.presence is Presence.PRESENT}
    found = []
    seen: set[str] = set()
    for one in people_expected(event):
        key = (one.email or "").casefold()
        present = one.presence is Presence.PRESENT if not named else one.name.casefold() in named
        if not key or key in members or key in seen or not present:
            continue
        seen.add(key)
        token = reader_token(made.id, key)
        reader = Reader(
            circulation_id=made.id, name=one.name, email_key=key, token_hash=token_hash(token)
        )
        db.session.add(reader)
        found.append((reader, token))
    db.session.flush()
    return found


def approve(
    actor: Actor, minutes: Minutes, *, version: int, meeting_id: int | None = None
) -> MinutesEdition | None:
    """Make the text the true one: its hash is kept, its actions become live, owners are told.

    By whoever leads, or by a meeting of the group held since the reading ended (`meeting_id`). In
    both cases the reading is over, and every comment has its answer: raises `NotYet` before.
    None when it is approved already.
    """
    event, minutes = lock_both(actor, minutes)
    if minutes.status in SHOWN or minutes.status is MinutesStatus.APPROVED:
        return None
    if actor is not SYSTEM and not approves(actor, event):
        raise NotAllowed
    refuse_stale(minutes, version)
    status = MINUTES.next(minutes.status, MinutesAction.APPROVE)
    waits = approval_waits_for(minutes)
    if waits is not None:
        raise NotYet(waits)
    if meeting_id is not None:
        _check_meeting(event, minutes.circulations[-1], meeting_id)
    refuse_empty(minutes)
    before, minutes.status = minutes.status, status
    minutes.approved_at = clock.now()
    minutes.approval = Approval.LEAD if meeting_id is None else Approval.MEETING
    minutes.approved_by_event_id = meeting_id
    edition = _freeze(minutes, None)
    audit.record(
        actor,
        "minutes:approve_text",
        minutes,
        before={"status": before},
        after={
            "status": status,
            "approval": minutes.approval,
            "content_hash": edition.content_hash,
        },
    )
    emails.actions_given(event, minutes.actions)
    return edition


def _check_meeting(event: Event, circulation: Circulation, meeting_id: int) -> None:
    """A meeting that was held before the reading ended cannot have approved what was read."""
    meetings = later_meetings(event, since=approval_opens(circulation))
    if meeting_id not in {number for number, _, _ in meetings}:
        raise Invalid(
            {"meeting": "Choisissez une réunion du groupe qui a eu lieu depuis la relecture."}
        )


def publish(
    actor: Actor, minutes: Minutes, *, version: int, audience: Audience | None = None
) -> MinutesEdition | None:
    """Show the approved text to its audience; the members are told.

    None when they are published already (a second click changes nothing).
    """
    event, minutes = lock_both(actor, minutes)
    if minutes.status in SHOWN:
        return None
    refuse_stale(minutes, version)
    status = MINUTES.next(minutes.status, MinutesAction.PUBLISH)
    if audience is Audience.MEMBERS and event.group_id is None:
        raise Invalid(
            {"audience": "Cet événement n’a pas de groupe : choisissez d’autres lecteurs."}
        )
    edition = minutes.editions[-1]
    minutes.audience = edition.audience = audience or minutes.audience
    before, minutes.status = minutes.status, status
    minutes.published_at = edition.published_at = clock.now()
    _tell(actor, event, minutes, edition, MinutesAction.PUBLISH, before)
    return edition


def amend(
    actor: Actor,
    minutes: Minutes,
    content: Content,
    *,
    version: int,
    reason: str,
    uploads: Sequence[Upload] = (),
) -> MinutesEdition | None:
    """Change published minutes: a new edition with its reason, told to the same readers.

    None when nothing changed. Decisions and actions keep their numbers for ever: they may be
    reworded, not removed.
    """
    event, minutes = lock_both(actor, minutes)
    refuse_stale(minutes, version)
    status = MINUTES.next(minutes.status, MinutesAction.AMEND)
    if not reason.strip():
        raise Invalid({"reason": "Dites ce qui change et pourquoi : les lecteurs le verront."})
    _refuse_fewer(minutes, content)
    known = len(minutes.actions)
    if not write(actor, minutes, event, content, uploads):
        return None
    refuse_empty(minutes)
    before, minutes.status = minutes.status, status
    edition = _freeze(minutes, reason.strip())
    _tell(actor, event, minutes, edition, MinutesAction.AMEND, before)
    emails.actions_given(event, minutes.actions[known:])
    return edition


def _refuse_fewer(minutes: Minutes, content: Content) -> None:
    if len(content.decisions) < len(minutes.decisions):
        raise Invalid(
            {
                "decisions": "Une décision publiée ne se retire pas : corrigez son texte, "
                "ou écrivez qu’elle est abandonnée."
            }
        )
    if len(content.actions) < len(minutes.actions):
        raise Invalid({"actions": "Une action publiée ne se retire pas : abandonnez-la plutôt."})


def attach_signed(actor: Actor, minutes: Minutes, upload: Upload) -> None:
    """Keep the signed PDF beside the approved text, which it does not change."""
    _, minutes = lock_both(actor, minutes)
    if minutes.status is not MinutesStatus.APPROVED and minutes.status not in SHOWN:
        raise NotYet("Le compte rendu signé se joint une fois approuvé.")
    (document,) = store_all(actor, [upload])
    if document.media_type != "application/pdf":
        raise Invalid({"signed": "Le compte rendu signé doit être un PDF."})
    minutes.signed_document_id = document.id
    db.session.flush()
    audit.record(actor, "minutes:attach_signed", minutes, after={"document": document.id})


def set_aside(fact: EventCancelled) -> None:
    """A meeting that does not take place has nothing to report; what was written is kept."""
    minutes = minutes_of(fact.event.id)
    if minutes is None or not MINUTES.allows(minutes.status, MinutesAction.SET_ASIDE):
        return
    before = minutes.status
    minutes.status = MINUTES.next(before, MinutesAction.SET_ASIDE)
    db.session.flush()
    audit.record(
        fact.actor,
        "minutes:set_aside",
        minutes,
        before={"status": before},
        after={"status": minutes.status},
    )


def _freeze(minutes: Minutes, reason: str | None) -> MinutesEdition:
    last = db.session.scalar(
        select(func.max(MinutesEdition.number)).where(MinutesEdition.minutes_id == minutes.id)
    )
    data = data_of(stored_content(minutes))
    more = {name: data[name] for name in FROZEN}
    edition = MinutesEdition(
        minutes_id=minutes.id,
        number=(last or 0) + 1,
        plain_summary=minutes.plain_summary,
        body=minutes.body,
        decisions=data["decisions"],
        **more,
        files=[document.filename for document in minutes.documents],
        audience=minutes.audience,
        content_hash=content_hash(
            minutes.plain_summary,
            minutes.body,
            [(decision.number, decision.text) for decision in minutes.decisions],
            [document.sha256 for document in minutes.documents],
            more,
        ),
        reason=reason,
        published_at=clock.now(),
    )
    db.session.add(edition)
    db.session.flush()
    db.session.refresh(minutes, ["editions"])
    return edition


def _tell(
    actor: Actor,
    event: Event,
    minutes: Minutes,
    edition: MinutesEdition,
    action: MinutesAction,
    before: MinutesStatus,
) -> None:
    db.session.flush()
    audit.record(
        actor,
        f"minutes:{action}",
        minutes,
        before={"status": before},
        after={
            "status": minutes.status,
            "edition": edition.number,
            "audience": minutes.audience,
            "content_hash": edition.content_hash,
        },
        reason=edition.reason,
    )
    emails.edition_published(actor, event, minutes, edition)
    announce(MinutesPublished(actor, minutes, edition.number))
