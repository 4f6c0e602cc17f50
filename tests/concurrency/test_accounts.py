"""Races between people who sign in and people who keep accounts."""

from __future__ import annotations

import threading
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts import services
from app.accounts.enums import Role
from app.accounts.models import Account, AccountRole
from app.groups.queries import load_actor
from app.kernel.db import db, transaction
from app.kernel.errors import Refused
from app.outbox.models import OutboxMessage
from app.outbox.services import enqueue
from tests import make


def together(app: Flask, *works: Callable[[], object]) -> list[object]:
    """Run the works at the same moment, each in a thread with a session of its own."""
    barrier = threading.Barrier(len(works))
    results: list[object] = [None] * len(works)

    def run(index: int, work: Callable[[], object]) -> None:
        with app.app_context():
            barrier.wait(10)
            try:
                with transaction():
                    results[index] = work()
            except Refused as refusal:
                results[index] = refusal
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def test_two_administrators_cannot_dismiss_each_other(app: Flask) -> None:
    one, two = make.account(Role.ADMIN), make.account(Role.ADMIN)

    def dismiss(by: Account, other: Account) -> Callable[[], object]:
        actor = load_actor(by.id)
        assert actor is not None
        number, email, name = other.id, other.email, other.name

        def work() -> object:
            services.edit(
                actor,
                db.session.get_one(Account, number),
                email=email,
                name=name,
                roles=[Role.PARTNER],
                organisation_id=None,
            )
            return None

        return work

    results = together(app, dismiss(one, two), dismiss(two, one))
    db.session.rollback()
    left = db.session.scalar(
        select(func.count()).select_from(AccountRole).where(AccountRole.role == Role.ADMIN)
    )
    assert left == 1
    assert sum(isinstance(result, Refused) for result in results) == 1


def test_one_link_signs_in_once_however_fast_one_clicks(app: Flask) -> None:
    account = make.account()
    with transaction():
        url = services.issue_link(account.email)
    assert url is not None
    token = urlsplit(url).path.rpartition("/")[2]
    results = together(app, *[lambda: services.use_link(token)] * 5)
    assert sum(result is not None for result in results) == 1


@pytest.mark.parametrize("times", [6])
def test_one_key_is_one_message_whoever_writes_first(app: Flask, times: int) -> None:
    def write() -> object:
        return enqueue(
            kind="essai", to="personne@example.org", subject="Essai", payload={}, key="une-cle"
        )

    results = together(app, *[write] * times)
    assert len(set(results)) == 1
    assert None not in results
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(OutboxMessage)) == 1
