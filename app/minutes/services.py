"""Writing, publishing and amending minutes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.audit import services as audit
from app.documents.models import Document
from app.documents.services import Upload, store_all
from app.events.models import Event
from app.kernel import clock
from app.kernel.access import SYSTEM, Actor
from app.kernel.bus import announce
from app.kernel.db import db, lock_row
from app.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from app.minutes import emails
from app.minutes.content import Content, content_hash
from app.minutes.enums import Audience, MinutesAction, MinutesStatus
from app.minutes.facts import MinutesPublished
from app.minutes.models import Decision, Minutes, MinutesEdition
from app.minutes.policies import has_begun, writes
from app.minutes.queries import minutes_of
from app.minutes.states import MINUTES

LONGEST = 400_000


def save_draft(
    actor: Actor, event: Event, content: Content, *, version: int, uploads: Sequence[Upload] = ()
) -> Minutes:
    """Keep the draft of an event's minutes, made at the first save (`version` 0).

    A save without change writes nothing. Raises `Stale` when somebody saved after `version` was
    read, `Conflict` when there is nothing to write yet or when they are published already.
    """
    event = _lock(actor, event)
    if not has_begun(event):
        raise Conflict("Le compte rendu s’écrit une fois la rencontre commencée.")
    minutes = minutes_of(event.id)
    _refuse_stale(minutes, version)
    if minutes is not None and minutes.status is not MinutesStatus.DRAFT:
        raise Conflict("Ce compte rendu est publié : il se modifie avec un motif.")
    if minutes is None:
        if not (_says_something(content) or uploads):
            raise Invalid({"body": "Écrivez au moins une ligne, ou joignez un fichier."})
        minutes = _begin(actor, event)
    changed = _write(actor, minutes, event, content, uploads)
    if changed:
        audit.record(actor, "minutes:save", minutes, after={"version": minutes.version, **changed})
    return minutes


def publish(actor: Actor, minutes: Minutes, *, version: int) -> MinutesEdition | None:
    """Show the minutes to their audience and freeze edition 1; the members are told.

    None when they are published already (a second click changes nothing).
    """
    event, minutes = _lock_both(actor, minutes)
    if minutes.status is not MinutesStatus.DRAFT:
        return None
    _refuse_stale(minutes, version)
    _refuse_empty(minutes)
    return _freeze(actor, minutes, event, MinutesAction.PUBLISH, None)


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

    None when nothing changed. Decisions keep their numbers for ever: they may be reworded, not
    removed.
    """
    event, minutes = _lock_both(actor, minutes)
    _refuse_stale(minutes, version)
    MINUTES.next(minutes.status, MinutesAction.AMEND)
    if not reason.strip():
        raise Invalid({"reason": "Dites ce qui change et pourquoi : les lecteurs le verront."})
    if len(content.decisions) < len(minutes.decisions):
        raise Invalid(
            {
                "decisions": "Une décision publiée ne se retire pas : corrigez son texte, "
                "ou écrivez qu’elle est abandonnée."
            }
        )
    if not _write(actor, minutes, event, content, uploads):
        return None
    _refuse_empty(minutes)
    return _freeze(actor, minutes, event, MinutesAction.AMEND, reason.strip())


def _lock(actor: Actor, event: Event) -> Event:
    # The event's row guards its minutes: two first saves cannot both make them.
    locked = lock_row(Event, event.id)
    if locked is None:
        raise NotFound
    if actor is not SYSTEM and not writes(actor, locked):
        raise NotAllowed
    return locked


def _lock_both(actor: Actor, minutes: Minutes) -> tuple[Event, Minutes]:
    event = lock_row(Event, minutes.event_id)
    fresh = minutes_of(minutes.event_id)
    if event is None or fresh is None:
        raise NotFound
    if actor is not SYSTEM and not writes(actor, event):
        raise NotAllowed
    return event, fresh


def _refuse_stale(minutes: Minutes | None, version: int) -> None:
    current = minutes.version if minutes is not None else 0
    if minutes is not None and version != current:
        raise Stale(
            "Quelqu’un a enregistré ce compte rendu pendant que vous écriviez.",
            {
                "plain_summary": minutes.plain_summary or "",
                "body": minutes.body,
                "decisions": "\n".join(f"D{d.number}. {d.text}" for d in minutes.decisions),
            },
        )


def _refuse_empty(minutes: Minutes) -> None:
    if not (minutes.body or minutes.decisions or minutes.documents):
        raise Invalid({"body": "Ce compte rendu est vide : il n’y a rien à publier."})


def _says_something(content: Content) -> bool:
    return bool(content.body or content.decisions or content.plain_summary)


def _begin(actor: Actor, event: Event) -> Minutes:
    made = Minutes(event_id=event.id, created_by_id=actor.account_id, version=0)
    db.session.add(made)
    db.session.flush()
    found = minutes_of(event.id)
    if found is None:
        raise NotFound
    return found


def _write(
    actor: Actor, minutes: Minutes, event: Event, content: Content, uploads: Sequence[Upload]
) -> dict[str, object]:
    """Write what differs; what changed, as words of the journal (never the text itself)."""
    _check(event, content)
    changed: dict[str, object] = {}
    if minutes.plain_summary != content.plain_summary:
        minutes.plain_summary = content.plain_summary
        changed["plain_summary"] = True
    if minutes.body != content.body:
        minutes.body = content.body
        changed["body"] = len(content.body)
    if minutes.audience is not content.audience:
        minutes.audience = content.audience
        changed["audience"] = content.audience
    if _write_decisions(minutes, content.decisions):
        changed["decisions"] = len(content.decisions)
    if _write_files(actor, minutes, content.removed, uploads):
        changed["files"] = len(minutes.documents)
    if changed:
        minutes.version += 1
        minutes.updated_at = max(clock.now(), minutes.updated_at + timedelta(seconds=1))
        db.session.flush()
    return changed


def _check(event: Event, content: Content) -> None:
    if len(content.body) > LONGEST:
        raise Invalid({"body": "Ce texte est trop long : joignez-le plutôt en fichier."})
    if content.audience is Audience.MEMBERS and event.group_id is None:
        raise Invalid(
            {"audience": "Cet événement n’a pas de groupe : choisissez d’autres lecteurs."}
        )


def _write_decisions(minutes: Minutes, texts: Sequence[str]) -> bool:
    """Keep the rows, and what points at them, wherever the text merely changed place or words."""
    stored = list(minutes.decisions)
    if [decision.text for decision in stored] == list(texts):
        return False
    kept, leaving = _matched(stored, texts)
    for gone in leaving:
        _remove(minutes, gone)
    for number, (decision, text) in enumerate(zip(kept, texts, strict=True), start=1):
        if decision is None:
            db.session.add(Decision(minutes_id=minutes.id, number=number, text=text))
        else:
            decision.text, decision.number = text, number
        # One at a time, in order: two rows never hold one number, even for an instant.
        db.session.flush()
    db.session.refresh(minutes, ["decisions"])
    return True


def _matched(
    stored: Sequence[Decision], texts: Sequence[str]
) -> tuple[list[Decision | None], list[Decision]]:
    """For each text the row that bears it, else the row at its place, else none; and the rest."""
    surplus = len(stored) - len(texts)
    if surplus <= 0:
        return [*stored, *[None] * -surplus], []
    wanted = set(texts)
    leaving = [decision for decision in stored if decision.text not in wanted][:surplus]
    leaving += [d for d in reversed(stored) if d not in leaving][: surplus - len(leaving)]
    return [decision for decision in stored if decision not in leaving], leaving


def _remove(minutes: Minutes, decision: Decision) -> None:
    try:
        with db.session.begin_nested():
            minutes.decisions.remove(decision)
            db.session.delete(decision)
    except IntegrityError as error:
        raise Invalid(
            {"decisions": f"D{decision.number} est à l’origine d’une proposition : gardez-la."}
        ) from error


def _write_files(
    actor: Actor, minutes: Minutes, removed: frozenset[int], uploads: Sequence[Upload]
) -> bool:
    before = [document.id for document in minutes.documents]
    stored: list[Document] = store_all(actor, uploads)
    known = {document.sha256 for document in minutes.documents if document.id not in removed}
    minutes.documents = [
        *(document for document in minutes.documents if document.id not in removed),
        # The same file sent twice, by a second click, is there once.
        *(document for document in stored if document.sha256 not in known),
    ]
    db.session.flush()
    return before != [document.id for document in minutes.documents]


def _freeze(
    actor: Actor, minutes: Minutes, event: Event, action: MinutesAction, reason: str | None
) -> MinutesEdition:
    before = minutes.status
    minutes.status = MINUTES.next(before, action)
    now = clock.now()
    minutes.published_at = minutes.published_at or now
    last = db.session.scalar(
        select(func.max(MinutesEdition.number)).where(MinutesEdition.minutes_id == minutes.id)
    )
    edition = MinutesEdition(
        minutes_id=minutes.id,
        number=(last or 0) + 1,
        plain_summary=minutes.plain_summary,
        body=minutes.body,
        decisions=[decision.text for decision in minutes.decisions],
        files=[document.filename for document in minutes.documents],
        audience=minutes.audience,
        content_hash=content_hash(
            minutes.plain_summary,
            minutes.body,
            [(decision.number, decision.text) for decision in minutes.decisions],
            [document.sha256 for document in minutes.documents],
        ),
        reason=reason,
        published_at=now,
    )
    db.session.add(edition)
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
        reason=reason,
    )
    emails.edition_published(actor, event, minutes, edition)
    announce(MinutesPublished(actor, minutes, edition.number))
    return edition
