"""The browser of the tests: apart from the test's own session, a stickler for valid pages."""

from __future__ import annotations

import contextvars
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.models import Account
from app.kernel.db import db


class HouseClient(FlaskClient):
    """A test client whose requests share nothing with the test but the database."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        # End the test's own transaction: it would hide what the request commits, or lock it out.
        db.session.rollback()
        db.session.expire_all()
        # An empty context: the request gets its own application context, hence its own session.
        response: TestResponse = contextvars.Context().run(super().open, *args, **kwargs)
        return response

    def sign_in(self, account: Account) -> None:
        """Make the next requests those of this person."""
        account_id = account.id

        def write() -> None:
            with self.session_transaction() as session:
                session["_user_id"] = str(account_id)
                session["_fresh"] = True

        contextvars.Context().run(write)
