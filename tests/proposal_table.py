"""The life cycle of a proposal said once more, by hand: which act, from where, by whom, to where.

Tests compare it with what the services do, and with the buttons (integration, stateful).
"""

from __future__ import annotations

from app.proposals.enums import ProposalAction as A
from app.proposals.enums import ProposalStatus
from tests.proposing import PATHS

# situation | act | who | state after
TABLE = """
draft, returned      | edit              | author co_author lead          | draft
draft, returned      | add_co_author     | author lead                    | draft
draft, returned      | remove_co_author  | author lead                    | draft
draft, returned      | submit            | author lead                    | submitted
draft, returned      | withdraw          | author                         | withdrawn
submitted            | return            | staff instructor               | draft
submitted            | start_review      | staff instructor               | under_review
submitted            | redirect          | staff instructor commissioner recused | redirected
submitted            | merge             | staff instructor               | merged
submitted            | note              | staff instructor commissioner recused | submitted
under_review         | note              | staff instructor commissioner recused | under_review
more_information     | note              | staff instructor commissioner recused | more_information
reviewed             | note              | staff instructor commissioner recused | reviewed
adjourned            | note              | staff instructor commissioner recused | adjourned
accepted             | note              | staff instructor commissioner recused | accepted
accepted, notified   | note              | staff instructor commissioner recused | accepted
partly_accepted      | note              | staff instructor commissioner recused | partly_accepted
partly_accepted, notified | note         | staff instructor commissioner recused | partly_accepted
declined             | note              | staff instructor commissioner recused | declined
declined, notified   | note              | staff instructor commissioner recused | declined
implementing         | note              | staff instructor commissioner recused | implementing
implementing, all done | note            | staff instructor commissioner recused | implementing
under_review         | consult           | instructor                     | under_review
more_information     | consult           | instructor                     | more_information
validated by the lead | edit             | author co_author lead          | draft
validated by the lead | add_co_author    | author lead                    | draft
validated by the lead | remove_co_author | author lead                    | draft
validated by the lead | ask_submission   | author co_author               | draft
validated by the lead | submit           | lead                           | submitted
validated by the lead | withdraw         | author                         | withdrawn
implementing         | progress_follow_up | staff instructor              | implementing
implementing         | drop_follow_up    | staff instructor               | implementing
implementing         | add_point         | staff instructor               | implementing
implementing, all done | add_point       | staff instructor               | implementing
submitted            | withdraw          | author                         | withdrawn
under_review         | reassign          | staff instructor               | under_review
under_review         | redirect          | staff instructor commissioner recused | redirected
under_review         | merge             | staff instructor               | merged
under_review         | ask_information   | instructor                     | more_information
under_review         | review            | instructor                     | reviewed
under_review         | withdraw          | author                         | withdrawn
more_information     | edit              | author co_author               | more_information
more_information     | reassign          | staff instructor               | more_information
more_information     | answer            | author co_author               | under_review
more_information     | give_up_waiting   | instructor                     | under_review
more_information     | withdraw          | author                         | withdrawn
reviewed             | reassign          | staff instructor               | reviewed
reviewed             | reopen_review     | staff instructor commissioner recused | under_review
reviewed             | adjourn           | commissioner recused           | adjourned
reviewed             | accept            | commissioner                   | accepted
reviewed             | accept_partly     | commissioner                   | partly_accepted
reviewed             | decline           | commissioner                   | declined
reviewed             | withdraw          | author                         | withdrawn
adjourned            | resume            | commissioner recused           | reviewed
adjourned            | withdraw          | author                         | withdrawn
accepted             | notify            | staff instructor commissioner recused | accepted
partly_accepted      | notify            | staff instructor commissioner recused | partly_accepted
declined             | notify            | staff instructor commissioner recused | declined
accepted             | rectify           | commissioner                   | partly_accepted
partly_accepted      | rectify           | commissioner                   | partly_accepted
declined             | rectify           | commissioner                   | partly_accepted
accepted, notified   | rectify           | commissioner                   | partly_accepted
partly_accepted, notified | rectify      | commissioner                   | partly_accepted
declined, notified   | rectify           | commissioner                   | partly_accepted
accepted, notified   | implement         | staff instructor               | implementing
partly_accepted, notified | implement    | staff instructor               | implementing
accepted, notified   | abandon           | commissioner recused           | abandoned
partly_accepted, notified | abandon      | commissioner recused           | abandoned
implementing         | add_follow_up     | staff instructor               | implementing
implementing         | complete_follow_up | staff instructor              | implementing
implementing         | abandon           | commissioner recused           | abandoned
implementing, all done | add_follow_up   | staff instructor               | implementing
implementing, all done | complete        | staff instructor               | completed
implementing, all done | abandon         | commissioner recused           | abandoned
"""


def _read_table() -> dict[tuple[str, A], tuple[frozenset[str], ProposalStatus]]:
    found = {}
    for line in TABLE.strip().splitlines():
        situations, act, who, after = (part.strip() for part in line.split("|"))
        names = ["draft", "returned"] if situations == "draft, returned" else [situations]
        for name in names:
            assert name in PATHS, name
            found[(name, A(act))] = (frozenset(who.split()), ProposalStatus(after))
    return found


EXPECTED = _read_table()
