"""Whoever the filled house knows can be erased: every table that bears an address takes it."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from app.accounts.models import Account
from app.kernel.access import SYSTEM
from app.kernel.db import db, transaction
from app.oversight import persons
from app.oversight.traces import TRACES
from tests.world import World


def test_everybody_can_be_erased(shared_app: Flask, world: World) -> None:
    kinds, addresses = set(), set()
    for trace in TRACES:
        if trace.model is not Account:
            for address in db.session.scalars(select(trace.address)):
                if address:
                    kinds.add(trace.title)
                    addresses.add(address.lower())
    accounts = set(db.session.scalars(select(Account.email_key)))
    assert len(kinds) > 8, kinds
    for address in sorted(addresses - accounts):
        if persons.find(address):
            with transaction():
                persons.erase(SYSTEM, address, "courrier du 3 mars")
            assert not persons.find(address), address
