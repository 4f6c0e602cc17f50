"""Proposals that reach every state of their life."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import Select, select

from app.demo import words
from app.demo.people import Cast, Group, stored
from app.demo.timeline import Timeline, days
from app.kernel import clock
from app.kernel.db import db
from app.organisations.models import Organisation
from app.proposals import services
from app.proposals.enums import DecisionLevel, OpinionKind, Outcome
from app.proposals.models import Proposal
from app.proposals.queries.loading import reload
from app.proposals.services.follow_up import PlannedAction
from app.proposals.services.instruction import open_questions
from app.proposals.services.text import ProposalText
from app.strategy.models import Dispositif

# How far each proposal goes, in turn: every state of the life cycle is reached.
FATES = (
    "completed", "declined", "implementing", "accepted", "partly_accepted", "more_information",
    "redirected", "merged", "withdrawn", "adjourned", "abandoned", "rectified", "reviewed",
    "under_review", "submitted", "draft", "decided",
)  # fmt: skip

ORGANISATIONS = len(words.ORGANISATIONS)
MORE = "Dans une ville volontaire d’abord."
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
            if number % 2:
                other = group.members[(number + 1) % len(group.members)]
                proposal = services.add_co_author(author, proposal, account_id=other)
            self._lead(Life(self, proposal.id, author.account_id or 0, group.lead), number)

        self.timeline.plan(moment + days(3), write)

    def _text(self, number: int, event_id: int, decision_id: int) -> ProposalText:
        axis_id = self.chance.sample(self.cast.axis_ids, 1)[0]
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
            measure="Mesure fictive : un questionnaire à l’entrée, un autre six mois plus tard.",
            references="Enquête fictive du groupe auprès de douze structures.",
            public_title=number % 2 == 0,
            decision_id=decision_id,
            meeting_id=event_id,
            axis_ids=frozenset({axis_id}),
            dispositif_ids=_first(select(Dispositif.id).where(Dispositif.axis_id == axis_id)),
            # Of those of the fiction: nobody real supports what is made up.
            supporter_ids=_first(
                select(Organisation.id).where(
                    Organisation.name == self.cast.organisations[number % ORGANISATIONS]
                )
            ),
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
        # Somebody of another group wants to know what becomes of it.
        self.follower = next(group.lead for group in cast.groups if group.lead != lead)

    def steps(self, fate: str) -> list[Step]:
        """What leads to this fate, in order."""
        begun: list[Step] = [(5, self.submit), (4, self.start)]
        reviewed: list[Step] = [*begun, (9, self.review)]
        completed: list[Step] = [(3, self.ask), (4, self.correct), (0, self.answer)]
        heard: list[Step] = [(1, self.note), (1, self.consult)]
        answered = {
            outcome.value: [*reviewed, (6.0, self.decides(outcome)), (2.0, self.notify)]
            for outcome in Outcome
        }
        implementing: list[Step] = [
            *answered[Outcome.ACCEPTED],
            (1, self.follow),
            (7, self.implement),
            (20, self.progress),
        ]
        paths: dict[str, list[Step]] = {
            **answered,
            "partly_accepted": [*begun, *completed, *answered[Outcome.PARTLY_ACCEPTED][2:]],
            "rectified": [*answered[Outcome.DECLINED], (9, self.rectify)],
            "draft": [],
            "submitted": begun[:1],
            "under_review": [*begun, *heard],
            "reviewed": [*begun, *heard, (3, self.service_answers), (4, self.review)],
            "decided": answered[Outcome.ACCEPTED][:-1],
            "more_information": [*begun, (3, self.ask)],
            "redirected": [*begun, (3, self.redirect)],
            "merged": [*begun, (3, self.merge)],
            "withdrawn": [*begun, (3, self.withdraw)],
            "adjourned": [*reviewed, (5, self.adjourn)],
            "implementing": [*implementing, (40, self.point)],
            "completed": [*implementing, (10, self.finish_actions), (2, self.complete)],
            "abandoned": [*implementing, (1, self.abandon)],
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

    def correct(self) -> object:
        """The authors change their text before they answer: a second version."""
        author, found = self.actor(self.author), self.proposal
        text = replace(services.stored_text(reload(found.id)), content=f"{words.CONTENT} {MORE}")
        return services.edit(author, found, version=found.version, text=text)

    def answer(self) -> object:
        questions = open_questions(reload(self.id))
        answers = {one.id: "Une centaine de personnes. (réponse fictive)" for one in questions}
        return services.answer(self.actor(self.author), self.proposal, answers=answers)

    def note(self) -> object:
        text = "Note fictive : voir si un territoire est volontaire."
        return services.note(self.actor(self.staff), self.proposal, text=text)

    def consult(self) -> object:
        return services.consult(
            self.actor(self.instructor),
            self.proposal,
            service="Service départemental d’essai (fictif)",
            email="service@demo.example.org",
            question="Un local serait-il disponible, et à quel coût ? (question fictive)",
            answer_by=_in(15),
        )

    def service_answers(self) -> object:
        asked = reload(self.id).consultations[-1]
        return services.answer_consultation(
            asked,
            kind=OpinionKind.RESERVED,
            text="Avis fictif : possible dans un seul lieu la première année.",
            name="Pôle fictif",
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

    def rectify(self) -> object:
        return services.rectify(
            self.actor(self.chief),
            self.proposal,
            outcome=Outcome.PARTLY_ACCEPTED,
            text="Réponse fictive : un territoire s’est déclaré, l’essai y est possible.",
            reasons=words.REASONS,
            reason="Raison fictive : un territoire s’est déclaré après la première réponse.",
        )

    def follow(self) -> None:
        services.follow(self.actor(self.follower), self.proposal)

    def implement(self) -> object:
        actions = [
            PlannedAction("Trouver le lieu (fictif)", "Organisation fictive", _in(20)),
            PlannedAction("Mener l’essai (fictif)", "Organisation fictive", _in(60), weight=3),
        ]
        return services.implement(self.actor(self.staff), self.proposal, actions=actions)

    def progress(self) -> object:
        staff, (place, trial) = self.actor(self.staff), reload(self.id).follow_ups
        services.complete_follow_up(staff, self.proposal, follow_up_id=place.id)
        return services.progress_follow_up(staff, self.proposal, follow_up_id=trial.id, percent=40)

    def point(self) -> object:
        text = "Point fictif : le lieu est ouvert, l’essai a pris du retard."
        return services.add_point(self.actor(self.staff), self.proposal, text=text)

    def finish_actions(self) -> None:
        for one in reload(self.id).follow_ups:
            services.complete_follow_up(self.actor(self.staff), self.proposal, follow_up_id=one.id)

    def complete(self) -> object:
        report = "Bilan fictif : l’essai a eu lieu et se poursuit."
        return services.complete(self.actor(self.staff), self.proposal, report=report)

    def abandon(self) -> object:
        return services.abandon(self.actor(self.chief), self.proposal, reason=words.REASONS)


def _first(ids: Select[int]) -> frozenset[int]:
    """One of them, none when there is none."""
    return frozenset(db.session.scalars(ids.limit(1)))


def _in(number: int) -> date:
    return clock.today() + timedelta(days=number)
