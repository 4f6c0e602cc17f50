"""Who is signed in, kept in a signed cookie by flask-login, and until when.

The cookie says when its session began, when it last served, and its random key. Nothing is written
while people read: only a session that is ended before its time leaves a trace in the database,
which closes every copy of its cookie.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from flask import Flask, session
from flask.sessions import SecureCookieSessionInterface
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from itsdangerous import URLSafeTimedSerializer

from app.kernel import clock
from app.kernel.access import Actor

_SIGNER = "synergies_signer"
_KEY, _BEGAN, _SEEN = "key", "began", "seen"
# Where Flask-WTF keeps the key of the forms of this browser.
_FORMS = "csrf_token"
# The cookie is sent again at most this often to say that it serves.
_STEP: Final = timedelta(minutes=5)
# What a session that acts on accounts and lists of people may count as "just signed in".
RECENT: Final = timedelta(minutes=30)
# The form of such an act was opened in time; filling it in may take longer.
RECENT_TO_SEND: Final = timedelta(hours=2)


@dataclass(frozen=True)
class Lifetime:
    """How long a session lives without serving, and at most."""

    idle: timedelta
    whole: timedelta


MEMBERS: Final = Lifetime(idle=timedelta(days=14), whole=timedelta(days=30))
TEAM: Final = Lifetime(idle=timedelta(hours=12), whole=timedelta(days=7))
ADMINISTRATION: Final = Lifetime(idle=timedelta(hours=2), whole=timedelta(hours=12))


def lifetime_of(actor: Actor) -> Lifetime:
    """The more a role may do, the sooner its sessions end."""
    if actor.has_role("admin"):
        return ADMINISTRATION
    return TEAM if actor.is_team else MEMBERS


class Cookies(SecureCookieSessionInterface):
    """The session in a signed cookie, signed by one signer: Flask makes another per request."""

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        known: URLSafeTimedSerializer | None = app.extensions.get(_SIGNER)
        if known is None:
            known = app.extensions[_SIGNER] = super().get_signing_serializer(app)
        return known


class SessionUser(UserMixin):  # type: ignore[misc]  # flask-login ships no types
    """What flask-login holds of a signed-in person: the actor, and when the session began."""

    def __init__(self, actor: Actor, number: int, began: datetime | None = None) -> None:
        self.actor = actor
        self.number = number
        self.began = began or clock.now()

    def get_id(self) -> str:
        return f"{self.actor.account_id}.{self.number}"


# The account, the number and the key that a cookie bears; None when they open nothing any more.
LoadActor = Callable[[int, int, str], Actor | None]


def install(app: Flask, load_actor: LoadActor) -> None:
    """Let `load_actor` turn what a cookie bears into an actor.

    None signs the person out: closed, signed out here, or everywhere since that cookie was given.
    """
    app.session_interface = Cookies()
    manager = LoginManager()
    manager.session_protection = None
    manager.init_app(app)
    # We use no "remember me" cookie. flask-login would look for one after every request, which
    # reads the session, hence adds `Vary: Cookie` to answers that anyone may cache (calendar rule
    # H10).
    app.after_request_funcs[None].remove(manager._update_remember_cookie)

    def load(borne: str) -> SessionUser | None:
        account_id, _, number = borne.partition(".")
        number = number or "0"  # a cookie given before sessions had numbers
        key, began, seen = session.get(_KEY), _moment(_BEGAN), _moment(_SEEN)
        if not (account_id.isdecimal() and number.isdecimal() and key and began and seen):
            return None
        actor = load_actor(int(account_id), int(number), str(key))
        if actor is None or _is_over(actor, began, seen):
            return None
        if clock.now() - seen > _STEP:
            session[_SEEN] = int(clock.now().timestamp())
        return SessionUser(actor, int(number), began)

    manager.user_loader(load)


def _moment(name: str) -> datetime | None:
    stored = session.get(name)
    return datetime.fromtimestamp(stored, UTC) if isinstance(stored, int) else None


def _is_over(actor: Actor, began: datetime, seen: datetime) -> bool:
    lifetime, now = lifetime_of(actor), clock.now()
    return now - began > lifetime.whole or now - seen > lifetime.idle


def marks(began: datetime) -> Mapping[str, Any]:
    """What the cookie of a session that begins says of it."""
    moment = int(began.timestamp())
    return {_KEY: secrets.token_urlsafe(16), _BEGAN: moment, _SEEN: moment}


def sign_in(actor: Actor, number: int) -> None:
    """Start a session of this person, good until their account counts beyond `number`.

    Whatever an earlier session held is dropped, but the key of forms that the same person has left
    open in this browser: they are still to be sent.
    """
    former = str(session.get("_user_id", "")).partition(".")[0]
    forms = session.get(_FORMS) if former == str(actor.account_id) else None
    session.clear()
    session.permanent = True
    session.update(marks(clock.now()))
    if forms is not None:
        session[_FORMS] = forms
    login_user(SessionUser(actor, number))


def key_and_end() -> tuple[str, datetime] | None:
    """The key of this session, and when it would end by itself at the latest; None for none."""
    key, began = session.get(_KEY), _moment(_BEGAN)
    return (str(key), began + MEMBERS.whole) if key and began else None


def is_recent(*, to_send: bool) -> bool:
    """Whether the person signed in just now, as acts on accounts and on lists of people ask."""
    began: datetime | None = getattr(current_user, "began", None)
    return began is not None and clock.now() - began <= (RECENT_TO_SEND if to_send else RECENT)


def sign_out() -> None:
    logout_user()
    session.clear()
