"""What a proposal is, said in plain Python: who may do what now, and what each act changes.

Who may is read from the table written by hand (`tests.proposal_table`), never from the application.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from app.proposals.enums import ProposalAction as A
from app.proposals.enums import ProposalStatus as S
from tests.proposal_table import EXPECTED

PEOPLE = ("author", "co_author", "lead", "member", "staff", "instructor", "commissioner", "recused")
DECISIONS = {A.ACCEPT: "Retenue", A.ACCEPT_PARTLY: "Retenue en partie", A.DECLINE: "Non retenue"}
STILL = frozenset({S.MORE_INFORMATION, S.ADJOURNED})
FREEZING = frozenset({A.SUBMIT, A.ANSWER, A.GIVE_UP_WAITING})
RUNNING = frozenset({S.SUBMITTED, S.UNDER_REVIEW, S.REVIEWED})
INDICATIVE = timedelta(days=60)


@dataclass
class Model:
    """One proposal, and what its people know of it."""

    lead_submits: bool
    state: S = S.DRAFT
    authors: set[str] = field(default_factory=lambda: {"author", "co_author"})
    instructor: str = ""
    reference: str | None = None
    asked: bool = False
    versions: int = 0
    # Whether the text changed since its last version.
    edited: bool = True
    saves: int = 1
    answers: list[str] = field(default_factory=list)
    notified: int = 0
    # What will be done: (what, by when) of every action, and those still open, oldest first.
    actions: list[tuple[str, date]] = field(default_factory=list)
    open: list[tuple[date, int]] = field(default_factory=list)
    points: set[int] = field(default_factory=set)
    back_on: date | None = None
    # The clock: from when, by when, since when and how many days it stood still, the last alert.
    begun_on: date | None = None
    due_on: date | None = None
    still_since: date | None = None
    days_still: int = 0
    alerted: int = 0

    @property
    def situation(self) -> str:
        """The name that the table gives to where the proposal stands."""
        if self.state is S.DRAFT:
            return "validated by the lead" if self.lead_submits else "draft"
        if self.state in {S.ACCEPTED, S.PARTLY_ACCEPTED, S.DECLINED} and self.is_told:
            return f"{self.state}, notified"
        if self.state is S.IMPLEMENTING and not self.open:
            return "implementing, all done"
        return self.state.value

    @property
    def is_told(self) -> bool:
        return self.notified > 0

    def who_may(self, act: A, today: date) -> frozenset[str]:
        """Everybody whose act would be accepted now."""
        found = EXPECTED.get((self.situation, act))
        if found is None or not self._ready(act, today):
            return frozenset()
        who = found[0]
        if "instructor" in who and "staff" not in who:
            # Where the table names the one who instructs, it is whoever does so now.
            who = who - {"instructor"} | {self.instructor}
        return who - ({"author", "co_author"} - self.authors)

    def _ready(self, act: A, today: date) -> bool:
        match act:
            case A.ASK_SUBMISSION:
                return not self.asked
            case A.REMOVE_CO_AUTHOR:
                return len(self.authors) > 1
            case A.NOTIFY:
                return not self.is_told
            case A.ADD_POINT:
                return today.year not in self.points
        return True

    def changes_nothing(self, act: A, today: date) -> bool:
        """Whether the act asks for what is there already."""
        match act:
            case A.REASSIGN:
                return self.instructor == "staff"
            case A.ADD_CO_AUTHOR:
                return "newcomer" in self.authors
            case A.REMOVE_CO_AUTHOR:
                return "co_author" not in self.authors
            case A.ADD_FOLLOW_UP:
                return ("Ouvrir", today + timedelta(days=90)) in self.actions
            case A.RECTIFY:
                return self.answers[-1] == "En partie."
        return False

    def make(self, act: A, today: date) -> None:
        """What the act changes; who may was asked before."""
        after = EXPECTED[(self.situation, act)][1]
        if act in FREEZING and self.edited:
            self.versions, self.edited = self.versions + 1, False
        self._turn_the_clock(act, today)
        match act:
            case A.EDIT:
                self.edited, self.saves = True, self.saves + 1
            case A.ADD_CO_AUTHOR:
                self.authors.add("newcomer")
            case A.REMOVE_CO_AUTHOR:
                self.authors.remove("co_author")
            case A.ASK_SUBMISSION:
                self.asked = True
            case A.SUBMIT:
                self.asked = False
            case A.START_REVIEW:
                self.instructor = "instructor"
            case A.REASSIGN:
                self.instructor = "staff"
            case A.ADJOURN:
                self.back_on = today + timedelta(days=20)
        self._answer(act)
        self._carry_out(act, today)
        self.state = after

    def _answer(self, act: A) -> None:
        match act:
            case A.RECTIFY:
                self.answers.append("En partie.")
                self.notified += 1 if self.is_told else 0
            case A.NOTIFY:
                self.notified += 1
        if act in DECISIONS:
            self.answers.append(f"Réponse : {DECISIONS[act]}.")

    def _carry_out(self, act: A, today: date) -> None:
        match act:
            case A.ADD_POINT:
                self.points.add(today.year)
            case A.IMPLEMENT:
                self._plan("Louer", today)
            case A.ADD_FOLLOW_UP:
                self._plan("Ouvrir", today)
            case A.COMPLETE_FOLLOW_UP | A.DROP_FOLLOW_UP:
                self.open.pop(0)

    def _turn_the_clock(self, act: A, today: date) -> None:
        match act:
            case A.SUBMIT:
                self.begun_on, self.due_on = today, today + INDICATIVE
                self.days_still = self.alerted = 0
            case A.RETURN:
                self.due_on, self.days_still, self.alerted = None, 0, 0
            case A.START_REVIEW:
                # What those who choose the instructor ask for (`tests.proposing.ACTS`).
                self.due_on = today + INDICATIVE
            case A.ASK_INFORMATION | A.ADJOURN:
                self.still_since = today
            case A.ANSWER | A.GIVE_UP_WAITING | A.RESUME:
                self.go_on(today)
            case A.WITHDRAW:
                self.still_since = None

    def go_on(self, today: date) -> None:
        """The clock runs again: the days that it stood still are given back."""
        assert self.still_since is not None
        assert self.due_on is not None
        still = today - self.still_since
        self.due_on, self.still_since = self.due_on + still, None
        self.days_still += still.days

    def is_alerted(self, today: date) -> bool:
        """Whether a day's task tells of the delay: at 50, 80 and 100 %, then once a week."""
        if self.state not in RUNNING or self.due_on is None or self.begun_on is None:
            return False
        begun = self.begun_on + timedelta(days=self.days_still)
        given, gone = (self.due_on - begun).days, (today - begun).days
        weeks_late = (today - self.due_on).days // 7
        steps = [0] + [percent for percent in (50, 80) if 100 * gone >= percent * given]
        if today >= self.due_on:
            steps.append(100 + weeks_late)
        before, self.alerted = self.alerted, max(self.alerted, *steps)
        return self.alerted > before

    def _plan(self, what: str, today: date) -> None:
        by = today + timedelta(days=90)
        self.actions.append((what, by))
        self.open.append((by, len(self.actions)))
        self.open.sort()
