"""The browser of the tests: apart from the test's own session, and a stickler for valid pages."""

from __future__ import annotations

import contextvars
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.models import Account
from app.kernel.db import db
from tests.form_rules import form_faults, noted_forms
from tests.page_rules import faults

# What every answer carries, whatever it is.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# Where the forms that made a page are noted, beside its request.
FORMS = "tests.forms"
FORBIDDEN_IN_POLICY = ("unsafe-inline", "unsafe-eval", "http:", "https:", "*")


class HouseClient(FlaskClient):
    """A test client whose requests share nothing with the test but the database.

    Every answer is checked for its headers, and for its page when it is one (`tests.page_rules`).
    Only a test that looks at something else on very many pages may set `strict` to False.
    """

    strict = True

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        # End the test's own transaction: it would hide what the request commits, or lock it out.
        db.session.rollback()
        db.session.expire_all()
        # An empty context: the request gets its own application context, hence its own session.
        with noted_forms() as forms:
            response: TestResponse = contextvars.Context().run(super().open, *args, **kwargs)
        response.request.environ[FORMS] = forms
        if not self.strict:
            return response
        wrong = [*header_faults(response), *page_faults(response)]
        where = f"{response.request.method} {response.request.full_path.rstrip('?')}"
        assert not wrong, f"{where} answers {response.status_code}:\n  " + "\n  ".join(wrong)
        return response

    def sign_in(self, account: Account) -> None:
        """Make the next requests those of this person."""
        account_id = account.id

        def write() -> None:
            with self.session_transaction() as session:
                session["_user_id"] = str(account_id)
                session["_fresh"] = True

        contextvars.Context().run(write)


def page_faults(response: TestResponse) -> list[str]:
    """What is wrong with the page of this answer; nothing when it holds no page."""
    redirect = 300 <= response.status_code < 400
    if response.mimetype != "text/html" or redirect or response.request.method == "HEAD":
        return []
    page = response.get_data(as_text=True)
    offered = form_faults(page, response.request.environ.get(FORMS, ()))
    return [*faults(page, response.status_code), *offered]


def header_faults(response: TestResponse) -> list[str]:
    """Which of the headers and cookie flags that every answer owes are missing."""
    wrong = [
        f"header {name} is {response.headers.get(name)!r}"
        for name, value in HEADERS.items()
        if response.headers.get(name) != value
    ]
    policy = response.headers.get("Content-Security-Policy", "")
    if not policy.startswith("default-src 'none'"):
        wrong.append("the content security policy does not begin by refusing everything")
    wrong += [f"the policy allows {word}" for word in FORBIDDEN_IN_POLICY if word in policy]
    if "Cache-Control" not in response.headers:
        wrong.append("no Cache-Control")
    for cookie in response.headers.getlist("Set-Cookie"):
        parts = {part.strip().lower() for part in cookie.split(";")}
        if "httponly" not in parts or not parts & {"samesite=lax", "samesite=strict"}:
            wrong.append(f"cookie without its flags: {cookie.partition('=')[0]}")
    return wrong
