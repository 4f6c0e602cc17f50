"""Mails about proposals; the templates of each are `emails/proposals/<message>.txt` and `.html`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.kernel.dates import spoken_day
from app.kernel.links import url
from app.outbox.services import enqueue
from app.proposals.enums import Who
from app.proposals.models import Consultation, Proposal
from app.proposals.queries.consultations import token_of
from app.proposals.queries.people import Recipient

# The subject of each message; `{reference}` alone names the proposal, whose title may be private.
# `{whose}` is "votre" for who wrote it, and "la" for who leads the group, follows or instructs.
SUBJECTS = {
    "to_submit": "Une proposition attend votre relecture",
    "submitted": "{reference} : {whose} proposition est bien arrivée",
    "received": "{reference} : une proposition vient d’être soumise",
    "returned": "{reference} : {whose} proposition est à reprendre",
    "assigned": "{reference} : l’instruction vous est confiée",
    "review_started": "{reference} : l’instruction commence",
    "redirected": "{reference} : transmise à l’autorité compétente",
    "merged": "{reference} : jointe à une autre proposition",
    "joined": "{reference} : une autre proposition la rejoint",
    "questions": "{reference} : des questions vous attendent",
    "questions_soon": "{reference} : vos réponses sont attendues",
    "unanswered": "{reference} : les auteurs n’ont pas répondu",
    "answered": "{reference} : les auteurs ont répondu",
    "reviewed": "{reference} : instruite, en attente de décision",
    "reopened": "{reference} : instruction à reprendre",
    "adjourned": "{reference} : la décision est ajournée",
    "resumed": "{reference} : de nouveau en attente de décision",
    "decision": "{reference} : la réponse du commissaire",
    "rectified": "{reference} : la réponse du commissaire est rectifiée",
    "implementing": "{reference} : la mise en œuvre commence",
    "yearly_point": "{reference} : où en est la mise en œuvre",
    "completed": "{reference} : la mise en œuvre est achevée",
    "abandoned": "{reference} : la mise en œuvre est abandonnée",
    "withdrawn": "{reference} : retirée par ses auteurs",
    "delay": "{reference} : le délai de réponse",
    "service_answered": "{reference} : un service a rendu son avis",
}
WRITERS = frozenset({Who.AUTHOR, Who.CO_AUTHOR})
_PAGES = {
    Who.TEAM: "proposals.instruct",
    Who.INSTRUCTOR: "proposals.instruct",
    Who.COMMISSIONER: "proposals.instruct",
}


def tell(
    proposal: Proposal,
    people: Iterable[Recipient],
    mark: int | str,
    extra: dict[str, Any],
    *,
    message: str | None = None,
    attachments: dict[str, dict[str, Any]] | None = None,
) -> None:
    """Write one mail to each; `mark` is the journal row of the act, so that none is doubled.

    `extra` holds what the templates need besides the reference, the title, the group and the page;
    `attachments`, by message, the payload of what goes with it (`outbox.attachments`).
    """
    for person in people:
        name = message or person.message
        writes = person.who in WRITERS
        subject = SUBJECTS[name].format(
            reference=proposal.reference or "Proposition", whose="votre" if writes else "la"
        )
        enqueue(
            kind=f"proposals/{name}",
            to=person.email,
            subject=subject,
            thread=f"proposal:{proposal.id}",
            payload={
                "reference": proposal.reference,
                "title": proposal.title,
                "group": proposal.group.name,
                "page_url": _page(proposal, person.who),
                "follows": person.who is Who.FOLLOWER,
                "writes": writes,
                **extra,
                **(attachments or {}).get(name, {}),
            },
            key=f"proposals/{name}:{mark}:{person.account_id}",
        )


def _page(proposal: Proposal, who: Who) -> str:
    if proposal.reference is None:
        return url("proposals.draft", slug=proposal.group.slug, proposal_id=proposal.id)
    return url(_PAGES.get(who, "proposals.show"), reference=proposal.reference)


def tell_delay(
    proposal: Proposal, people: Iterable[Recipient], mark: str, words: dict[str, Any]
) -> None:
    """Say how far the delay is; `mark` is the step reached, told once to each."""
    for person in people:
        enqueue(
            kind="proposals/delay",
            to=person.email,
            subject=SUBJECTS["delay"].format(reference=proposal.reference),
            thread=f"proposal:{proposal.id}",
            payload={
                "reference": proposal.reference,
                "title": proposal.title,
                "group": proposal.group.name,
                "page_url": _page(proposal, Who.TEAM),
                **words,
            },
            key=f"proposals/delay:{mark}:{person.account_id}",
        )


def ask_service(proposal: Proposal, asked: Consultation, *, reminder: bool = False) -> None:
    """Send a service its private link, or send it again."""
    subject = f"Votre avis sur la proposition {proposal.reference}"
    enqueue(
        kind="proposals/consultation",
        to=asked.email,
        subject=f"Rappel : {subject[0].lower()}{subject[1:]}" if reminder else subject,
        payload={
            "reference": proposal.reference,
            "title": proposal.title,
            "group": proposal.group.name,
            "office": asked.service,
            "question": asked.question,
            "answer_by": spoken_day(asked.answer_by),
            "reminder": reminder,
            "page_url": url("proposals.consultation", token=token_of(asked)),
        },
        key=f"proposals/consultation:{asked.id}:{'reminder' if reminder else 'first'}",
    )
