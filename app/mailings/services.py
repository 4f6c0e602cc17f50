"""Writing to those registered: a draft, a trial, then one mail a person."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value

from app.accounts.models import Account
from app.audit import services as audit
from app.events.enums import EventStatus
from app.events.models import Event
from app.kernel import clock
from app.kernel.access import Actor, can
from app.kernel.db import db, lock_row
from app.kernel.errors import Conflict, Invalid, NotFound, Stale
from app.mailings import emails
from app.mailings.body import Values
from app.mailings.models import Mailing, MailingTemplate
from app.mailings.placeholders import Placeholder, body_fault, subject_fault, used_in
from app.mailings.queries import Audience, mailing_of, reach
from app.registrations.models import Registration

SENT = "Ce message est déjà parti : écrivez-en un autre."
CHANGED = "Le texte a changé depuis que vous l’avez relu. Relisez-le avant de l’envoyer."
UNPUBLISHED = "Publiez d’abord l’événement : le message mène à sa page."
NOBODY = "Aucune personne à qui écrire : changez les filtres."
LACKING = {
    Placeholder.REPLAY: "Cette rencontre n’a pas de rediffusion : ajoutez-la, ou retirez {0}.",
    Placeholder.CONTACT: "Cette rencontre n’a pas d’adresse de contact : ajoutez-la, "
    "ou retirez {0}.",
}


NAME_OF_OTHERS = (
    "Un modèle de l’équipe, ou d’une autre personne, porte déjà ce nom : choisissez-en un autre."
)
NAME_TAKEN = (
    "Un modèle porte déjà ce nom. Cochez « Remplacer l’ancien texte », ou choisissez un autre nom."
)


def write(
    actor: Actor, event: Event, *, attempt: str, subject: str, body: str, audience: Audience
) -> Mailing:
    """Keep a new message as a draft; the same form sent twice is one message.

    Raises `Invalid` for a placeholder that is not known or that the event cannot fill.
    """
    if lock_row(Event, event.id) is None:
        raise NotFound
    known = mailing_of(event, attempt)
    if known is not None:
        if known.sent_at is None:
            edit(
                *(actor, known),
                version=known.version,
                subject=subject,
                body=body,
                audience=audience,
            )
        return known
    _check(event, subject, body)
    mailing = Mailing(
        event_id=event.id, attempt=attempt, subject=subject, body=body, audience=audience.stored
    )
    db.session.add(mailing)
    db.session.flush()
    audit.record(actor, "mailing:write", mailing, after={"event": event.id, "subject": subject})
    return mailing


def edit(
    actor: Actor, mailing: Mailing, *, version: int, subject: str, body: str, audience: Audience
) -> bool:
    """Change a draft; False when nothing changes. Raises `Stale` if somebody else did meanwhile."""
    locked, event = _lock(mailing)
    if locked.sent_at is not None:
        raise Conflict(SENT)
    if locked.version != version:
        raise Stale(CHANGED, {"Objet": locked.subject, "Message": locked.body})
    _check(event, subject, body)
    before = (locked.subject, locked.body, locked.audience)
    if before == (subject, body, audience.stored):
        return False
    locked.subject, locked.body, locked.audience = subject, body, audience.stored
    locked.version, locked.updated_at = locked.version + 1, clock.now()
    db.session.flush()
    audit.record(actor, "mailing:edit", locked, after={"subject": subject})
    return True


def discard(actor: Actor, mailing: Mailing) -> None:
    """Throw a draft away. Raises `Conflict` once it has left."""
    locked, _ = _lock(mailing)
    if locked.sent_at is not None:
        raise Conflict(SENT)
    audit.record(actor, "mailing:discard", locked, before={"subject": locked.subject})
    db.session.delete(locked)
    db.session.flush()


def send(actor: Actor, mailing: Mailing, *, version: int) -> int:
    """Write to those whom it has not reached yet; to how many.

    Done again it writes to nobody twice: only to those who fit since. Raises `Conflict` when the
    text is not the one that was read, or when nobody is there to read it.
    """
    locked, event = _lock(mailing)
    if event.status is EventStatus.DRAFT:
        raise Conflict(UNPUBLISHED)
    if locked.version != version:
        raise Conflict(CHANGED)
    found = reach(event, locked)
    if not found.recipients:
        if found.written:
            return 0
        raise Conflict(NOBODY)
    try:
        _check(event, locked.subject, locked.body)
    except Invalid as refusal:
        raise Conflict(str(refusal)) from refusal
    read = emails.draft(locked, event)
    ids = [one.person.registration_id for one in found.recipients]
    registrations = {
        one.id: one
        for one in db.session.scalars(select(Registration).where(Registration.id.in_(ids)))
    }
    for one in found.recipients:
        emails.message(locked, read, one, registrations[one.person.registration_id])
    locked.people += len(ids)
    locked.sent_at = locked.sent_at or clock.now()
    db.session.flush()
    audit.record(
        actor,
        "mailing:send",
        locked,
        after={
            "event": event.id,
            "subject": locked.subject,
            "people": len(ids),
            "unreached": len(found.unreached),
        },
    )
    return len(ids)


def send_trial(actor: Actor, mailing: Mailing, own: Values) -> str:
    """Send it to who asks, filled for a made-up person; the address it goes to."""
    locked, event = _lock(mailing)
    account = db.session.get(Account, actor.account_id) if actor.account_id else None
    if account is None:
        raise NotFound
    emails.trial(locked, emails.draft(locked, event), own, account.email)
    return account.email


def keep_template(
    actor: Actor, mailing: Mailing, *, name: str, replace: bool = False
) -> MailingTemplate:
    """Keep the text under a name, to start from it elsewhere.

    Raises `Invalid` where the name is taken: by somebody else's text, or by one's own unless it is
    to be replaced. The journal keeps the former text.
    """
    locked, _ = _lock(mailing)
    template = db.session.scalar(select(MailingTemplate).where(MailingTemplate.name == name))
    former = {}
    if template is None:
        author = None if actor.is_team else actor.account_id
        template = MailingTemplate(
            name=name, subject=locked.subject, body=locked.body, author_id=author
        )
        db.session.add(template)
    elif not can(actor, "mailing:replace_template", template):
        raise Invalid({"name": NAME_OF_OTHERS})
    elif (template.subject, template.body) == (locked.subject, locked.body):
        return template  # sent twice
    elif not replace:
        raise Invalid({"name": NAME_TAKEN})
    else:
        former = {"subject": template.subject, "body": template.body}
        template.subject, template.body = locked.subject, locked.body
    db.session.flush()
    audit.record(actor, "mailing:keep_template", template, before=former, after={"name": name})
    return template


def remove_template(actor: Actor, template: MailingTemplate) -> None:
    """Nobody can start from this text any more; messages written from it stay."""
    locked = lock_row(MailingTemplate, template.id)
    if locked is None:
        raise NotFound
    audit.record(actor, "mailing:remove_template", locked, before={"name": locked.name})
    db.session.delete(locked)
    db.session.flush()


def _lock(mailing: Mailing) -> tuple[Mailing, Event]:
    locked = lock_row(Mailing, mailing.id)
    if locked is None:
        raise NotFound
    event = db.session.get_one(Event, locked.event_id)
    # Reading the row anew has put aside what the page had loaded with it.
    set_committed_value(locked, "event", event)
    return locked, event


def _check(event: Event, subject: str, body: str) -> None:
    """Raise `Invalid` for what would leave a hole in somebody's mail."""
    faults = {"subject": subject_fault(subject), "body": body_fault(body)}
    known = emails.values_of_event(event)
    for placeholder, words in LACKING.items():
        if placeholder not in known and placeholder in used_in(body):
            faults["body"] = faults["body"] or words.format(placeholder.typed)
    errors = {name: fault for name, fault in faults.items() if fault}
    if errors:
        raise Invalid(errors)
