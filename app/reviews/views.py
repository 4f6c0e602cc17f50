"""The page of a year (bilan)."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.events.cards import cards
from app.events.enums import EventKind
from app.events.queries import card_rows
from app.kernel import clock
from app.kernel.text import plural
from app.proposals.enums import Outcome
from app.reference.queries import notes
from app.reviews import figures, queries
from app.reviews.queries import Review
from app.web.responses import render
from app.web.routing import PUBLIC, Section, current_actor, visible

reviews = Section("reviews", __name__)

# One and several, as they stand under a figure.
KINDS = {
    EventKind.CONFERENCE: ("conférence régionale", "conférences régionales"),
    EventKind.STUDY_DAY: ("journée d’études", "journées d’études"),
    EventKind.GROUP_MEETING: ("réunion de groupe", "réunions de groupe"),
    EventKind.OTHER: ("autre rendez-vous", "autres rendez-vous"),
}
OUTCOMES = {
    Outcome.ACCEPTED: ("proposition retenue", "propositions retenues"),
    Outcome.PARTLY_ACCEPTED: ("proposition retenue en partie", "propositions retenues en partie"),
    Outcome.DECLINED: ("proposition non retenue", "propositions non retenues"),
}
LISTED = (EventKind.CONFERENCE, EventKind.STUDY_DAY, EventKind.OTHER)


@reviews.page("/bilan", access=PUBLIC, remember=True)
def index() -> ResponseReturnValue:
    return render("reviews/index.html", years=queries.years())


@reviews.page("/bilan/<int:year>", access=visible(queries.review))
def show(review: Review) -> ResponseReturnValue:
    # Meetings of groups are counted, not listed: there are dozens, and each group has its page.
    events = card_rows(
        current_actor(), figures.in_year(review.year), figures.is_one_of(LISTED), limit=60
    )
    return render(
        "reviews/show.html",
        review=review,
        events=cards(events, with_seats=False),
        kinds=[(plural(count, *KINDS[kind]), count) for kind, count in _events(review)],
        outcomes=[(plural(count, *OUTCOMES[one]), count) for one, count in _answers(review)],
        notes=notes(*_cited(review)),
        running=review.year == clock.today().year,
    )


def _events(review: Review) -> list[tuple[EventKind, int]]:
    return [(kind, review.activity.events_of(kind)) for kind in EventKind]


def _answers(review: Review) -> list[tuple[Outcome, int]]:
    return [(outcome, review.activity.answers.get(outcome, 0)) for outcome in Outcome]


def _cited(review: Review) -> list[list[str]]:
    cited = [total.source_codes for total in review.announced]
    if review.funding is not None:
        cited += [review.funding.source_codes]
        cited += [line.source_codes for line in review.funding.lines]
    for framework in review.frameworks if review.is_stated else ():
        for axis in framework.axes:
            cited.append(axis.source_codes)
            for dispositif in axis.dispositifs:
                cited += [figure.source_codes for figure in dispositif.figures]
    return cited
