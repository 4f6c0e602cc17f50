"""Mails about proposals; the templates of each are `emails/proposals/<message>.txt` and `.html`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.kernel.links import url
from app.outbox.services import enqueue
from app.proposals.enums import Who
from app.proposals.models import Proposal
from app.proposals.queries.people import Recipient

# The subject of each message; `{reference}` alone names the proposal, whose title may be private.
SUBJECTS = {
    "submitted": "{reference} : votre proposition est bien arrivée",
    "received": "{reference} : une proposition vient d’être soumise",
    "returned": "{reference} : votre proposition est à reprendre",
    "assigned": "{reference} : l’instruction vous est confiée",
    "review_started": "{reference} : l’instruction commence",
    "redirected": "{reference} : transmise à l’autorité compétente",
    "merged": "{reference} : jointe à une autre proposition",
    "joined": "{reference} : une autre proposition la rejoint",
    "questions": "{reference} : des questions vous attendent",
    "answered": "{reference} : les auteurs ont répondu",
    "reviewed": "{reference} : instruite, en attente de décision",
    "reopened": "{reference} : instruction à reprendre",
    "adjourned": "{reference} : la décision est ajournée",
    "resumed": "{reference} : de nouveau en attente de décision",
    "decision": "{reference} : la réponse du commissaire",
    "rectified": "{reference} : la réponse du commissaire est rectifiée",
    "implementing": "{reference} : la mise en œuvre commence",
    "completed": "{reference} : la mise en œuvre est achevée",
    "abandoned": "{reference} : la mise en œuvre est abandonnée",
    "withdrawn": "{reference} : retirée par ses auteurs",
}
_PAGES = {
    Who.TEAM: "proposals.instruct",
    Who.INSTRUCTOR: "proposals.instruct",
    Who.COMMISSIONER: "proposals.instruct",
}


def tell(
    proposal: Proposal,
    people: Iterable[Recipient],
    entry_id: int,
    extra: dict[str, Any],
    *,
    message: str | None = None,
) -> None:
    """Write one mail to each; `entry_id` is the journal row of the act, so that none is doubled.

    `extra` holds what the templates need besides the reference, the title, the group and the page.
    """
    for person in people:
        name = message or person.message
        page = _PAGES.get(person.who, "proposals.show")
        subject = SUBJECTS[name].format(reference=proposal.reference or "Proposition")
        enqueue(
            kind=f"proposals/{name}",
            to=person.email,
            subject=subject,
            thread=f"proposal:{proposal.id}",
            payload={
                "reference": proposal.reference,
                "title": proposal.title,
                "group": proposal.group.name,
                "page_url": url(page, reference=proposal.reference),
                **extra,
            },
            key=f"proposals/{name}:{entry_id}:{person.account_id}",
        )
