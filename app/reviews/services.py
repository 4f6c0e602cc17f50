"""The life of a year's report: opened, written, validated, published, corrected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import select

from app.audit import services as audit
from app.kernel import clock
from app.kernel.access import Actor, can
from app.kernel.db import db, lock_row
from app.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from app.reviews import queries
from app.reviews.content import Part, Report, content_hash, data_of
from app.reviews.enums import ReviewAction, ReviewStatus
from app.reviews.models import (
    Review,
    ReviewEdition,
    ReviewPart,
    ReviewRevision,
    ReviewSection,
)
from app.reviews.states import REVIEWS, WRITABLE

# Saves of one page within this time are one line of the history.
ONE_SITTING = timedelta(minutes=10)
LONGEST = 200_000
SHORTEST_REASON = 10


@dataclass(frozen=True)
class Words:
    """What people write in one section, in Markdown."""

    text: str = ""
    testimonies: str = ""

    @property
    def data(self) -> dict[str, str]:
        return {"text": self.text, "testimonies": self.testimonies}


def open_review(actor: Actor, *, year: int, territory: str) -> Review:
    """Begin the report of a year; the one that is there already when somebody has."""
    _require(actor, "review:write")
    if not queries.is_territory(territory):
        raise Invalid({"territory": "Choisissez la région ou un département de la liste."})
    if year not in queries.years():
        raise Invalid(
            {"year": f"Rien n’est connu de {year} : ni rencontre, ni proposition, ni chiffre."}
        )
    found = queries.review_of(year, territory)
    if found is not None:
        return found
    made = Review(year=year, territory=territory, created_by_id=actor.account_id)
    db.session.add(made)
    db.session.flush()
    audit.record(actor, "review:open", made, after={"year": year, "territory": territory})
    return made


def save_section(
    actor: Actor,
    review: Review,
    key: str,
    words: Words,
    *,
    version: int,
    writer: str | None = None,
) -> ReviewSection:
    """Keep the text of a section as somebody writes it, made at the first save (`version` 0).

    A save without change writes nothing. `writer` names the open page: its saves follow each other,
    even when an answer was lost on the way. Raises `Stale` when somebody else saved after `version`
    was read, `Conflict` while the report is validated.
    """
    review = lock(actor, review, "review:write")
    if review.status not in WRITABLE:
        raise Conflict("Ce bilan est validé : rouvrez-le pour changer son texte.")
    section = queries.section_of(review, key)
    _refuse_stale(section, version, words, writer)
    if len(words.text) + len(words.testimonies) > LONGEST:
        raise Invalid({"text": "Ce texte est trop long pour une section de bilan."})
    if section is None:
        section = ReviewSection(review_id=review.id, key=key)
        db.session.add(section)
        db.session.flush()
    if (section.text, section.testimonies) == (words.text, words.testimonies):
        return section
    section.text, section.testimonies = words.text, words.testimonies
    section.version += 1
    section.updated_at = max(clock.now(), section.updated_at + timedelta(seconds=1))
    _keep_revision(actor, section, writer)
    db.session.flush()
    audit.record(
        actor,
        "review:write",
        review,
        after={"section": key, "version": section.version, "text": len(words.text)},
    )
    return section


def keep_aside(actor: Actor, review: Review, key: str, words: Words) -> None:
    """Keep a text that its writer gives up in favour of what is stored: it stays in the history."""
    review = lock(actor, review, "review:write")
    section = queries.section_of(review, key)
    if section is None:
        raise NotFound
    db.session.add(
        ReviewRevision(
            section_id=section.id,
            number=section.version,
            author_id=actor.account_id,
            writer=None,
            content=words.data,
            set_aside=True,
        )
    )
    db.session.flush()
    audit.record(actor, "review:set_text_aside", review, after={"section": key})


def validate(actor: Actor, review: Review) -> ReviewEdition | None:
    """Freeze figures and texts as they are now; None when that is done already."""
    review = lock(actor, review, "review:validate")
    if review.status is ReviewStatus.VALIDATED:
        return None
    status = REVIEWS.next(review.status, ReviewAction.VALIDATE)
    found = queries.report(queries.scope_of(review)).with_texts(queries.texts_of(review))
    made = _freeze(review, found.parts, number=1)
    before, review.status, review.validated_at = review.status, status, clock.now()
    db.session.flush()
    audit.record(
        actor,
        "review:validate",
        review,
        before={"status": before},
        after={"status": status, "content_hash": made.content_hash},
    )
    return made


def reopen(actor: Actor, review: Review) -> bool:
    """Back to writing, before anybody has read it: figures will be counted anew."""
    review = lock(actor, review, "review:validate")
    if review.status is ReviewStatus.DRAFT:
        return False
    status = REVIEWS.next(review.status, ReviewAction.REOPEN)
    for edition in review.editions:
        db.session.delete(edition)
    before, review.status, review.validated_at = review.status, status, None
    db.session.flush()
    audit.record(
        actor, "review:reopen", review, before={"status": before}, after={"status": status}
    )
    return True


def publish(actor: Actor, review: Review) -> bool:
    """Show the validated edition to everybody; False when that is done already."""
    review = lock(actor, review, "review:publish")
    if review.status is ReviewStatus.PUBLISHED:
        return False
    status = REVIEWS.next(review.status, ReviewAction.PUBLISH)
    before, review.status = review.status, status
    review.published_at = review.editions[-1].published_at = clock.now()
    db.session.flush()
    audit.record(
        actor, "review:publish", review, before={"status": before}, after={"status": status}
    )
    return True


def correct(
    actor: Actor, review: Review, *, reason: str, count_anew: bool, number: int
) -> ReviewEdition | None:
    """A new edition, with its reason, beside those before it; None when nothing would change.

    `number` is the last edition that the person read. `count_anew` takes today's figures; else
    those frozen before stay, and the texts alone are new.
    """
    review = lock(actor, review, "review:publish")
    status = REVIEWS.next(review.status, ReviewAction.CORRECT)
    last = review.editions[-1]
    if last.number != number:
        raise Conflict("Une autre correction a été publiée pendant que vous écriviez.")
    if len(reason) < SHORTEST_REASON:
        raise Invalid({"reason": "Dites en une phrase ce qui change, et pourquoi."})
    parts = corrected(review, count_anew=count_anew).parts
    if content_hash(parts) == last.content_hash:
        return None
    made = _freeze(review, parts, number=last.number + 1, reason=reason)
    made.published_at = clock.now()
    if not count_anew:
        made.frozen_at = last.frozen_at
    before, review.status = review.status, status
    db.session.flush()
    audit.record(
        actor,
        "review:correct",
        review,
        before={"status": before},
        after={"status": status, "content_hash": made.content_hash},
        reason=reason,
    )
    return made


def corrected(review: Review, *, count_anew: bool) -> Report:
    """What a correction would publish."""
    scope = queries.scope_of(review)
    if count_anew:
        base = queries.report(scope)
    else:
        frozen = queries.edition_report(scope, review.editions[-1])
        blank = tuple(replace(part, text="", testimonies="") for part in frozen.parts)
        base = replace(frozen, parts=blank)
    return base.with_texts(queries.texts_of(review))


def lock(actor: Actor, review: Review, permission: str) -> Review:
    """The report as it now is, nobody else writing it meanwhile."""
    _require(actor, permission)
    if lock_row(Review, review.id) is None:
        raise NotFound
    fresh = queries.review_by_id(actor, review_id=review.id)
    if fresh is None:
        raise NotFound
    return fresh


def _require(actor: Actor, permission: str) -> None:
    if not actor.is_system and not can(actor, permission):
        raise NotAllowed


def _freeze(
    review: Review, parts: Sequence[Part], *, number: int, reason: str | None = None
) -> ReviewEdition:
    made = ReviewEdition(
        review_id=review.id, number=number, content_hash=content_hash(parts), reason=reason
    )
    db.session.add(made)
    db.session.flush()
    for rank, part in enumerate(parts):
        db.session.add(ReviewPart(edition_id=made.id, rank=rank, key=part.key, data=data_of(part)))
    db.session.flush()
    return made


def _refuse_stale(
    section: ReviewSection | None, version: int, words: Words, writer: str | None
) -> None:
    """Raise `Stale`, with what is stored, unless `version` is the last or nothing differs."""
    if section is None or version == section.version:
        return
    same = (section.text, section.testimonies) == (words.text, words.testimonies)
    if same or _follows(section, version, writer):
        return
    raise Stale(
        "Quelqu’un a enregistré cette section pendant que vous écriviez.",
        {"text": section.text, "testimonies": section.testimonies},
    )


def _follows(section: ReviewSection, version: int, writer: str | None) -> bool:
    """Whether all that was saved since `version` came from this same open page."""
    if writer is None or not 0 <= version < section.version:
        return False
    since = db.session.execute(
        select(ReviewRevision.number, ReviewRevision.writer)
        .where(ReviewRevision.section_id == section.id, ReviewRevision.number > version)
        .where(ReviewRevision.set_aside.is_(False))
    ).all()
    return bool(since) and all(one.writer == writer for one in since)


def _keep_revision(actor: Actor, section: ReviewSection, writer: str | None) -> None:
    """Saves of one open page within a few minutes are one line of the history."""
    now = clock.now()
    last = db.session.scalar(
        select(ReviewRevision)
        .where(ReviewRevision.section_id == section.id)
        .order_by(ReviewRevision.id.desc())
        .limit(1)
    )
    content = {"text": section.text, "testimonies": section.testimonies}
    if (
        last is not None
        and writer is not None
        and last.writer == writer
        and not last.set_aside
        and now - last.began_at < ONE_SITTING
    ):
        last.number, last.content, last.saved_at = section.version, content, now
        return
    db.session.add(
        ReviewRevision(
            section_id=section.id,
            number=section.version,
            author_id=actor.account_id,
            writer=writer,
            content=content,
        )
    )
