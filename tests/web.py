"""The browser of the tests: apart from the test's own session, and a stickler for valid pages."""

from __future__ import annotations

import contextvars
from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from app.accounts.models import Account
from app.kernel.db import db
from app.web.session import marks
from tests.filling import NotOnThePage, fill
from tests.form_rules import form_faults, noted_forms
from tests.page_rules import faults
from tests.rendered import Form, Page, page_of, path_of

# What every answer carries, whatever it is.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# Where the forms that made a page are noted, beside its request.
FORMS = "tests.forms"
# How many pages a browser goes back to, and how far up an address it looks for a form.
RECENT = 4
UP = 3
FORBIDDEN_IN_POLICY = ("unsafe-inline", "unsafe-eval", "http:", "https:", "*")


class HouseClient(FlaskClient):
    """A test client whose requests share nothing with the test but the database.

    Every answer is checked for its headers, and for its page when it is one (`tests.page_rules`).
    Only a test that looks at something else on very many pages may set `strict` to False.

    Three ways to send something, by what a test plays:

    * `post`: a person, who fills in a form as a page shows it;
    * `forge`: an attacker, or a page that has gone stale: any field, with a valid token or none;
    * `send`: a programme (a mail reader, a device, a script of ours), which has no form.
    """

    strict = True
    # The browser of an attacker: `post` sends what it is given, as `forge` does.
    raw = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._recent: deque[tuple[str, str]] = deque(maxlen=RECENT)

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        # End the test's own transaction: it would hide what the request commits, or lock it out.
        db.session.rollback()
        db.session.expire_all()
        # An empty context: the request gets its own application context, hence its own session.
        with noted_forms() as forms:
            response: TestResponse = contextvars.Context().run(super().open, *args, **kwargs)
        response.request.environ[FORMS] = forms
        if _is_page(response):
            address = response.request.full_path.rstrip("?")
            self._recent.append((address, response.get_data(as_text=True)))
        if not self.strict:
            return response
        wrong = [*header_faults(response), *page_faults(response)]
        where = f"{response.request.method} {response.request.full_path.rstrip('?')}"
        assert not wrong, f"{where} answers {response.status_code}:\n  " + "\n  ".join(wrong)
        return response

    def post(
        self,
        action: str,
        data: Any = None,
        *,
        page: str | TestResponse | None = None,
        blank: bool = False,
        button: str = "",
        **kwargs: Any,
    ) -> TestResponse:
        """Fill in the form that posts to this address, as its page renders it, and send it.

        action: the address the form sends to, as the page says it.
        data: what a person types and chooses (`tests.filling.fill`); the rest goes as rendered.
        page: the page that has the form, as an address to fetch or an answer. Without it: a page
            this client has fetched since it last sent something, else the address itself, else
            one of those above it.
        blank: send the form although required answers were never given.
        button: the text of the button to press, where there are several.

        Returns the answer. NotOnThePage (an AssertionError): no page offers to send this.
        """
        if self.raw:
            return self.forge(action, data, **kwargs)
        refusals = []
        for one in self._pages(action, page):
            for form in one.forms:
                if form.method != "post" or not _leads_to(one, form, action):
                    continue
                try:
                    return self.submit(one, form, data, blank=blank, button=button, **kwargs)
                except NotOnThePage as refusal:
                    refusals.append(f"{one.address}: {refusal}")
        raise NotOnThePage(
            f"no page offers to post this to {action}:\n  "
            + ("\n  ".join(dict.fromkeys(refusals)) or "no form leads there")
        )

    def submit(
        self,
        page: Page,
        form: Form,
        data: Any = None,
        *,
        blank: bool = False,
        button: str = "",
        **kwargs: Any,
    ) -> TestResponse:
        """Send a form of a page, as `post` and `fill` say."""
        entries = fill(form, data, blank=blank, button=button)
        address = path_of(urljoin(f"http://localhost{page.address}", form.action))
        if form.method == "get":
            return self.get(address.partition("?")[0], query_string=MultiDict(entries), **kwargs)
        # Where forms are not sent in parts, only the names of files would go.
        parts = form.enctype == "multipart/form-data"
        files = [name for name, value in entries if not isinstance(value, str)]
        if files and not parts:
            raise NotOnThePage(f"the form does not send files ({files})")
        kwargs.setdefault("content_type", form.enctype or "application/x-www-form-urlencoded")
        answer: TestResponse = super().post(address, data=MultiDict(entries), **kwargs)
        if 300 <= answer.status_code < 400:
            # The person is elsewhere now: what they had before them is no longer true.
            self._recent.clear()
        return answer

    def forge(
        self, action: str, data: Any = None, *, token: bool = True, **kwargs: Any
    ) -> TestResponse:
        """Post what no page sends, with a valid token unless `token` is False."""
        if token:
            headers = dict(kwargs.pop("headers", None) or {})
            kwargs["headers"] = {"X-CSRFToken": self.token(), **headers}
        answer: TestResponse = super().post(action, data=data, **kwargs)
        return answer

    def send(self, address: str, data: Any = None, **kwargs: Any) -> TestResponse:
        """Post as a programme does: without a page, a form or a token."""
        answer: TestResponse = super().post(address, data=data, **kwargs)
        return answer

    def token(self) -> str:
        """A token that the forms of this browser may carry."""

        def read() -> str:
            with self.session_transaction() as session:
                return str(session.setdefault("csrf_token", "a token for tests"))

        key = self.application.secret_key
        assert key is not None
        serializer = URLSafeTimedSerializer(key, salt="wtf-csrf-token")
        return str(serializer.dumps(contextvars.Context().run(read)))

    def _pages(self, action: str, page: str | TestResponse | None) -> Iterator[Page]:
        """The pages that may have the form, the likeliest first."""
        if page is not None:
            answer = self.get(page) if isinstance(page, str) else page
            address = answer.request.full_path.rstrip("?")
            yield page_of(answer.get_data(as_text=True), address)
            return
        for address, html in reversed(list(self._recent)):
            yield page_of(html, address)
        address = path_of(action)
        for _ in range(UP):
            answer = self.get(address)
            if answer.status_code < 300 and _is_page(answer):
                yield page_of(answer.get_data(as_text=True), address)
            address = address.partition("?")[0].rpartition("/")[0]
            if not address:
                return

    def sign_in(self, account: Account) -> None:
        """Make the next requests those of this person."""
        account_id = account.id

        def write() -> None:
            with self.session_transaction() as session:
                session.update(session_of(account_id))

        contextvars.Context().run(write)
        self._recent.clear()


def session_of(account_id: int) -> dict[str, Any]:
    """What the cookie of this person holds: a session that is always recent and never ends."""
    return {"_user_id": str(account_id), "_fresh": True, **marks(datetime(2100, 1, 1, tzinfo=UTC))}


def _is_page(response: TestResponse) -> bool:
    redirect = 300 <= response.status_code < 400
    shown = response.request.method != "HEAD"
    return response.mimetype == "text/html" and shown and not redirect


def _leads_to(page: Page, form: Form, action: str) -> bool:
    """Whether the form is sent to this address; one without a query stands for any."""
    wanted = path_of(action)
    targets = [form.action, *(b.action for b in form.buttons if b.action is not None)]
    for target in targets:
        # An empty action is the page itself, its query included.
        address = path_of(urljoin(f"http://localhost{page.address}", target))
        if wanted in (address, urlsplit(address).path):
            return True
    return False


def page_faults(response: TestResponse) -> list[str]:
    """What is wrong with the page of this answer; nothing when it holds no page."""
    if not _is_page(response):
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
