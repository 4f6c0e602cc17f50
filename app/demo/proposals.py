"""Proposals that reach every state of their life."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta

from app.demo import words
from app.demo.people import Cast, Group, stored
from app.demo.timeline import Timeline, days
from app.kernel import clock
from app.kernel.db import db
from app.proposals import services
from app.proposals.enums import DecisionLevel, OpinionKind, Outcome
from app.proposals.models import Proposal
from app.proposals.services.follow_up import PlannedAction
from app.proposals.services.text import ProposalText

# How far each proposal goes, in turn: every state of the life cycle is reached.
FATES = (
    "completed", "declined", "implementing", "accepted", "partly_accepted", "more_information",
    "redirected", "merged", "withdrawn", "adjourned", "abandoned", "reviewed", "under_review",
    "submitted", "draft", "decided",
)  # fmt: skip

# How many days after the step before, and what is done then.
Step = tuple[float, Callable[[], object]]


class Proposals:
    """Writes a proposal from a meeting's decision, then leads it to its fate."""

    def __init__(self, timeline: Timeline, cast: Cast, chance: random.Random) -> None:
        self.timeline, self.cast, self.chance = timeline, cast, chance
        self.count = 0
        # Those under review: a later one may be joined to the first.
        self.reviewed: list[int] = []

    def from_decision(
        self, group: Group, event_id: int, decision_id: int, moment: datetime
    ) -> None:
        """Every other decision becomes a proposal three days later."""
        number, odd = divmod(self.count, 2)
        self.count += 1
        if odd or number >= len(words.PROPOSALS):
            return

        def write() -> None:
            author = self.cast.actor(group.members[number % len(group.members)])
            text = self._text(number, event_id, decision_id)
            proposal = services.create(author, stored(group), text=text)
            self._lead(Life(self, proposal.id, author.account_id or 0, group.lead), number)

        self.timeline.plan(moment + days(3), write)

    def _text(self, number: int, event_id: int, decision_id: int) -> ProposalText:
        return ProposalText(
            title=words.PROPOSALS[number],
            findings=words.FINDINGS,
            content=words.CONTENT,
            audience=words.AUDIENCE,
            decision_level=DecisionLevel.REGIONAL,
            means="Moyens fictifs : un mi-temps et une salle.",
            cost_cents=(number + 1) * 1_000_000,
            carrier="Organisation fictive",
            expected_effect=words.EFFECT,
            public_title=number % 2 == 0,
            decision_id=decision_id,
            meeting_id=event_id,
            axis_ids=frozenset(self.chance.sample(self.cast.axis_ids, 1)),
            department_codes=frozenset({self.chance.choice(words.CITIES)[1]}),
        )

    def _lead(self, life: Life, number: int) -> None:
        moment = clock.now()
        for wait, act in life.steps(FATES[number % len(FATES)]):
            moment += days(wait)
            self.timeline.plan(moment, act)


class Life:
    """The acts on one proposal, each by who may do it."""

    def __init__(self, proposals: Proposals, proposal_id: int, author: int, lead: int) -> None:
        self.proposals, self.id = proposals, proposal_id
        cast = proposals.cast
        self.actor = cast.actor
        self.author, self.lead = author, lead
        self.staff, self.instructor, self.chief = cast.staff[0], cast.staff[1], cast.commissioner

    def steps(self, fate: str) -> list[Step]:
        """What leads to this fate, in order."""
        begun: list[Step] = [(5, self.submit), (4, self.start)]
        reviewed: list[Step] = [*begun, (9, self.review)]
        answered = {
            outcome.value: [*reviewed, (6.0, self.decides(outcome)), (2.0, self.notify)]
            for outcome in Outcome
        }
        implementing: list[Step] = [*answered[Outcome.ACCEPTED], (8, self.implement)]
        paths: dict[str, list[Step]] = {
            **answered,
            "draft": [],
            "submitted": begun[:1],
            "under_review": begun,
            "reviewed": reviewed,
            "decided": answered[Outcome.ACCEPTED][:-1],
            "more_information": [*begun, (3, self.ask)],
            "redirected": [*begun, (3, self.redirect)],
            "merged": [*begun, (3, self.merge)],
            "withdrawn": [*begun, (3, self.withdraw)],
            "adjourned": [*reviewed, (5, self.adjourn)],
            "implementing": implementing,
            "completed": [*implementing, (30, self.finish_action), (2, self.complete)],
            "abandoned": [*implementing, (20, self.abandon)],
        }
        return paths[fate]

    @property
    def proposal(self) -> Proposal:
        return db.session.get_one(Proposal, self.id)

    def submit(self) -> object:
        return services.submit(self.actor(self.lead), self.proposal)

    def start(self) -> object:
        self.proposals.reviewed.append(self.id)
        return services.start_review(
            self.actor(self.staff),
            self.proposal,
            instructor_id=self.instructor,
            due_on=_in(30),
        )

    def ask(self) -> object:
        question = "Combien de personnes seraient concernées ? (question fictive)"
        return services.ask_information(
            self.actor(self.instructor), self.proposal, questions=[question], answer_by=_in(15)
        )

    def review(self) -> object:
        return services.review(
            self.actor(self.instructor),
            self.proposal,
            kind=OpinionKind.FAVOURABLE,
            reasons="Avis fictif : idée utile, à essayer sur un territoire volontaire.",
            cost_cents=2_500_000,
            service="Service régional d’essai (fictif)",
        )

    def decides(self, outcome: Outcome) -> Callable[[], object]:
        return lambda: services.decide(
            self.actor(self.chief),
            self.proposal,
            outcome=outcome,
            text=words.ANSWER,
            reasons="" if outcome is Outcome.ACCEPTED else words.REASONS,
        )

    def notify(self) -> object:
        return services.notify(self.actor(self.staff), self.proposal)

    def redirect(self) -> object:
        return services.redirect(
            self.actor(self.staff),
            self.proposal,
            authority="Autorité fictive",
            reason=words.REASONS,
        )

    def merge(self) -> object:
        into = db.session.get_one(Proposal, self.proposals.reviewed[0])
        return services.merge(self.actor(self.staff), self.proposal, target=into)

    def withdraw(self) -> object:
        return services.withdraw(self.actor(self.author), self.proposal, reason="Retrait fictif.")

    def adjourn(self) -> object:
        return services.adjourn(
            self.actor(self.chief), self.proposal, until=_in(300), reason="Ajournement fictif."
        )

    def implement(self) -> object:
        action = PlannedAction("Lancer l’essai (fictif)", "Organisation fictive", _in(40))
        return services.implement(self.actor(self.staff), self.proposal, actions=[action])

    def finish_action(self) -> object:
        found = self.proposal
        db.session.refresh(found, ["follow_ups"])
        return services.complete_follow_up(
            self.actor(self.staff), found, follow_up_id=found.follow_ups[0].id
        )

    def complete(self) -> object:
        report = "Bilan fictif : l’essai a eu lieu et se poursuit."
        return services.complete(self.actor(self.staff), self.proposal, report=report)

    def abandon(self) -> object:
        return services.abandon(self.actor(self.chief), self.proposal, reason=words.REASONS)


def _in(number: int) -> date:
    return clock.today() + timedelta(days=number)
