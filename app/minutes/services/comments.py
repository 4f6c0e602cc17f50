"""What readers say of circulated minutes, and what is answered."""

from __future__ import annotations

from app.accounts.models import Account
from app.accounts.queries import team
from app.audit import services as audit
from app.events.models import Event
from app.groups.enums import ORGANISING
from app.groups.queries import people_to_tell
from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import db, lock_row
from app.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from app.minutes import emails
from app.minutes.content import text_of
from app.minutes.enums import MinutesStatus
from app.minutes.models import Circulation, Comment, Minutes, Reader
from app.minutes.policies import comments
from app.minutes.queries import minutes_of
from app.minutes.services.saving import lock_both

MOST_COMMENTS = 500


def comment(
    actor: Actor, minutes: Minutes, *, text: str, passage: str | None, reader: Reader | None = None
) -> Comment:
    """Add a remark on a passage, by a member, or by somebody present with a private link.

    The passage must be words of the circulated text. The same remark twice is there once. Those who
    write the minutes are told of it.
    """
    locked = lock_row(Minutes, minutes.id)
    found = minutes_of(locked.event_id) if locked is not None else None
    if locked is None or found is None:
        raise NotFound
    minutes = found
    if reader is None and not comments(actor, minutes):
        raise NotAllowed
    circulation = minutes.circulations[-1] if minutes.circulations else None
    if circulation is None or locked.status is not MinutesStatus.CIRCULATED:
        raise Conflict("La relecture de ce compte rendu est terminée.")
    if clock.today() > circulation.until:
        raise Conflict("La date de fin de la relecture est passée.")
    _check(circulation, text, passage)
    author = reader.name if reader is not None else actor.name
    for known in circulation.comments:
        if (known.author_name, known.text, known.passage) == (author, text, passage):
            return known
    made = Comment(
        circulation_id=circulation.id,
        author_id=actor.account_id if reader is None else None,
        reader_id=reader.id if reader is not None else None,
        author_name=author,
        passage=passage,
        text=text,
    )
    db.session.add(made)
    db.session.flush()
    audit.record(actor, "minutes:comment", locked, after={"comment": made.id})
    emails.comment_written(minutes.event, minutes, made, _writers(minutes.event))
    return made


def _writers(event: Event) -> list[Account]:
    """Who answers remarks: those who organise the group, or the team where there is nobody."""
    found = people_to_tell(event.group_id, ORGANISING) if event.group_id is not None else ()
    return list(found) or team()


def _check(circulation: Circulation, text: str, passage: str | None) -> None:
    if not text.strip():
        raise Invalid({"text": "Écrivez votre remarque."})
    if len(circulation.comments) >= MOST_COMMENTS:
        raise Conflict("Ce compte rendu a déjà reçu un très grand nombre de remarques.")
    if passage and " ".join(passage.split()) not in " ".join(text_of(circulation.content).split()):
        raise Invalid({"passage": "Recopiez le passage tel qu’il est écrit, ou laissez vide."})


def answer(
    actor: Actor, minutes: Minutes, comment_id: int, *, taken_up: bool, answer: str
) -> Comment:
    """Say what becomes of a remark: taken up, or not and why. Until the approval it may change.

    Its author is told, by the address that asked for the reading.
    """
    event, minutes = lock_both(actor, minutes)
    found = next(
        (c for round_ in minutes.circulations for c in round_.comments if c.id == comment_id), None
    )
    if found is None:
        raise NotFound
    if minutes.status is not MinutesStatus.CIRCULATED:
        raise Conflict("Ce compte rendu est approuvé : les réponses ne changent plus.")
    if not taken_up and not answer.strip():
        raise Invalid({"answer": "Dites pourquoi cette remarque n’est pas reprise."})
    if (found.taken_up, found.answer or "") == (taken_up, answer.strip()):
        return found
    found.taken_up, found.answer = taken_up, answer.strip() or None
    found.answered_at = clock.now()
    db.session.flush()
    audit.record(
        actor,
        "minutes:answer_comment",
        minutes,
        after={"comment": found.id, "taken_up": taken_up},
    )
    emails.comment_answered(actor, event, minutes, found)
    return found
