"""Each act reads what its rights and its own work need, in a fixed number of statements."""

from __future__ import annotations

import pytest
from flask import Flask

from app.kernel.db import transaction
from app.proposals.enums import ProposalAction as A
from app.proposals.queries.loading import reload
from app.proposals.services.acting import begin
from tests.counting import counted_queries
from tests.proposing import brought_to, cast

# The lock, the proposal with its group, its authors, answers, actions and yearly points.
RIGHTS = 6
SITUATIONS = {
    (A.RETURN, "submitted", "staff"): 0,
    (A.NOTIFY, "accepted", "staff"): 0,
    (A.COMPLETE_FOLLOW_UP, "implementing", "staff"): 0,
    (A.NOTE, "submitted", "staff"): 1,
    (A.ASK_INFORMATION, "under_review", "instructor"): 1,
    (A.CONSULT, "under_review", "instructor"): 2,
    (A.ACCEPT, "reviewed", "commissioner"): 2,
    # The text with its axes, dispositifs, departments, métropoles, supporters and documents.
    (A.EDIT, "draft", "author"): 6,
    (A.SUBMIT, "draft", "author"): 7,
    (A.ANSWER, "more_information", "author"): 8,
}


@pytest.mark.parametrize(("situation", "more"), SITUATIONS.items(), ids=str)
@pytest.mark.usefixtures("app")
def test_an_act_loads_what_it_needs_and_no_more(situation: tuple[A, str, str], more: int) -> None:
    action, state, who = situation
    people = cast()
    proposal_id = brought_to(state, people).id
    with transaction():
        proposal = reload(proposal_id)
        with counted_queries() as sent:
            assert begin(people[who], proposal, action) is not None
    assert len(sent) == RIGHTS + more, "\n".join(sent)


def test_the_second_of_two_clicks_reads_no_more(app: Flask) -> None:
    people = cast()
    proposal_id = brought_to("submitted", people).id
    with transaction():
        proposal = reload(proposal_id)
        with counted_queries() as sent:
            assert begin(people["author"], proposal, A.SUBMIT) is None
    # And the last line of the journal.
    assert len(sent) <= RIGHTS + 7 + 1, "\n".join(sent)
