"""The path of an idea: what the reader may see of it, and all of that."""

from __future__ import annotations

from sqlalchemy import select

from app.events.enums import EventKind, Visibility
from app.groups.enums import GroupRole
from app.kernel.db import db
from app.minutes.enums import Audience
from app.minutes.models import Decision
from app.proposals.enums import ProposalStatus
from tests import make
from tests.web import HouseClient


def test_a_public_meeting_stays_on_the_path_when_its_minutes_are_private(
    client: HouseClient,
) -> None:
    group, author = make.group(), make.account()
    make.mandate(author, group, GroupRole.MEMBER)
    for number, seen in enumerate((Visibility.PUBLIC, Visibility.GROUP), 1):
        meeting = make.event(
            kind=EventKind.GROUP_MEETING,
            group_id=group.id,
            slug=f"seance-{number}",
            title=f"Séance fictive {number}",
            visibility=seen,
        )
        minutes = make.minutes(meeting, audience=Audience.MEMBERS)
        decision = db.session.scalars(
            select(Decision.id).where(Decision.minutes_id == minutes.id)
        ).one()
        proposal = make.proposal(
            group,
            author,
            ProposalStatus.COMPLETED,
            decision_id=decision,
            meeting_id=meeting.id,
        )
        path = client.get(f"/propositions/{proposal.reference}/parcours").text
        assert (f"Séance fictive {number}" in path) is (seen is Visibility.PUBLIC)
        assert "Décision D1" not in path
        assert f"/comptes-rendus/{minutes.id}" not in path
