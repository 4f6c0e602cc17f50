"""Followers, weighted progress, yearly points: who is told, and what the whole comes to."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.accounts.enums import Role
from app.groups.queries import load_actor
from app.kernel.access import ANONYMOUS, Actor
from app.kernel.db import db, transaction
from app.kernel.errors import Conflict, Invalid, NotAllowed
from app.outbox.models import OutboxMessage
from app.proposals import services
from app.proposals.enums import ProposalAction as A
from app.proposals.models import FollowUp, ProposalFollower
from app.proposals.policies import progress
from app.proposals.queries.loading import reload
from app.proposals.queries.people import recipients
from app.proposals.services import PlannedAction
from tests import make
from tests.proposing import ACTS, brought_to, cast, soon


def _reader() -> Actor:
    found = load_actor(make.account(Role.PARTNER, name="Personne lectrice").id)
    assert found is not None
    return found


def _told(kind: str) -> set[str]:
    rows = db.session.scalars(
        select(OutboxMessage.recipient).where(OutboxMessage.kind == f"proposals/{kind}")
    )
    return set(rows)


def _address(actor: Actor) -> str:
    from app.accounts.models import Account

    return db.session.get_one(Account, actor.account_id).email


def test_followers_get_the_answer_and_what_follows_once_each(app: Flask) -> None:
    people, reader = cast(), _reader()
    proposal = brought_to("under_review", people)
    for _twice in range(2):
        with transaction():
            services.follow(reader, proposal)
    for act, who in (
        (A.REVIEW, "instructor"),
        (A.ACCEPT, "commissioner"),
        (A.NOTIFY, "staff"),
        (A.IMPLEMENT, "staff"),
        (A.ADD_POINT, "staff"),
        (A.COMPLETE_FOLLOW_UP, "staff"),
        (A.COMPLETE, "staff"),
    ):
        told = {one.email for one in recipients(reload(proposal.id), act)}
        before = set(db.session.scalars(select(OutboxMessage.id)))
        db.session.rollback()
        with transaction():
            ACTS[act](people[who], proposal, people)
        new = [
            one.recipient
            for one in db.session.scalars(select(OutboxMessage))
            if one.id not in before
        ]
        # The preview said exactly who would be told.
        assert sorted(new) == sorted(told), act
        db.session.rollback()
    address = _address(reader)
    for kind in ("decision", "implementing", "yearly_point", "completed"):
        assert address in _told(kind)
    assert address not in _told("reviewed")


def test_who_stops_following_hears_no_more(app: Flask) -> None:
    people, reader = cast(), _reader()
    proposal = brought_to("accepted", people)
    with transaction():
        services.follow(reader, proposal)
    with transaction():
        services.unfollow(reader, proposal)
        services.unfollow(reader, proposal)
    assert db.session.scalars(select(ProposalFollower)).all() == []
    db.session.rollback()
    with transaction():
        services.notify(people["staff"], proposal)
    assert _address(reader) not in _told("decision")


def test_nobody_follows_what_has_ended_or_without_an_account(app: Flask) -> None:
    people, reader = cast(), _reader()
    ended = brought_to("completed", people)
    with pytest.raises(Conflict), transaction():
        services.follow(reader, ended)
    with pytest.raises(NotAllowed), transaction():
        services.follow(ANONYMOUS, ended)


def test_followers_and_authors_of_a_joined_proposal_follow_the_other(app: Flask) -> None:
    people, reader = cast(), _reader()
    proposal = brought_to("submitted", people)
    with transaction():
        services.follow(reader, proposal)
    with transaction():
        services.merge(people["staff"], proposal, target=people.target)
    found = db.session.execute(select(ProposalFollower.proposal_id, ProposalFollower.account_id))
    assert {(proposal_id, account_id) for proposal_id, account_id in found} == {
        (people.target.id, reader.account_id),
        (people.target.id, people["author"].account_id),
        (people.target.id, people["co_author"].account_id),
    }


def _action(weight: int, percent: int) -> FollowUp:
    return FollowUp(
        proposal_id=1, text="", owner="", due_on=soon(), weight=weight, progress=percent
    )


@given(st.lists(st.tuples(st.integers(1, 100), st.integers(0, 100)), max_size=12))
def test_the_whole_is_never_over_100_and_100_only_when_all_is_done(
    parts: list[tuple[int, int]],
) -> None:
    whole = progress([_action(*part) for part in parts])
    assert 0 <= whole <= 100
    assert (whole == 100) == (bool(parts) and all(percent == 100 for _, percent in parts))


def test_each_action_counts_by_its_weight_and_a_dropped_one_no_more(app: Flask) -> None:
    people = cast()
    proposal = brought_to("implementing", people)
    staff = people["staff"]
    with transaction():
        heavy = PlannedAction("Former les équipes", "Une association fictive", soon(), 3)
        services.add_follow_up(staff, proposal, action=heavy)
    light, heavy_one = sorted(reload(proposal.id).follow_ups, key=lambda one: one.weight)
    with transaction():
        services.progress_follow_up(staff, proposal, follow_up_id=heavy_one.id, percent=50)
    assert progress(reload(proposal.id).follow_ups) == 37
    db.session.rollback()
    with pytest.raises(Invalid), transaction():
        services.progress_follow_up(staff, proposal, follow_up_id=heavy_one.id, percent=101)
    with transaction():
        services.progress_follow_up(staff, proposal, follow_up_id=heavy_one.id, percent=100)
    done = {one.id: one.done_at is not None for one in reload(proposal.id).follow_ups}
    assert done == {light.id: False, heavy_one.id: True}
    db.session.rollback()
    with transaction():
        services.drop_follow_up(staff, proposal, follow_up_id=light.id, reason="Plus utile.")
    assert progress(reload(proposal.id).follow_ups) == 100
    db.session.rollback()
    with transaction():
        services.complete(staff, proposal, report="Tout est fait.")


def test_one_point_a_year(app: Flask) -> None:
    people = cast()
    proposal = brought_to("implementing", people)
    with transaction():
        services.add_point(people["staff"], proposal, text="Le local est trouvé.")
    with transaction():
        # The second of two clicks.
        services.add_point(people["staff"], proposal, text="Le local est trouvé.")
    with pytest.raises(Conflict), transaction():
        services.add_point(people["instructor"], proposal, text="Un autre.")
    assert len(reload(proposal.id).points) == 1
