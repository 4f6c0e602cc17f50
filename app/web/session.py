"""Who is signed in, kept in a signed cookie by flask-login."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, session
from flask.sessions import SecureCookieSessionInterface
from flask_login import LoginManager, UserMixin, login_user, logout_user
from itsdangerous import URLSafeTimedSerializer

from app.kernel.access import Actor

_SIGNER = "synergies_signer"


class Cookies(SecureCookieSessionInterface):
    """The session in a signed cookie, signed by one signer: Flask makes another per request."""

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        known: URLSafeTimedSerializer | None = app.extensions.get(_SIGNER)
        if known is None:
            known = app.extensions[_SIGNER] = super().get_signing_serializer(app)
        return known


class SessionUser(UserMixin):  # type: ignore[misc]  # flask-login ships no types
    """What flask-login holds of a signed-in person: the actor, nothing else."""

    def __init__(self, actor: Actor, number: int) -> None:
        self.actor = actor
        self.number = number

    def get_id(self) -> str:
        return f"{self.actor.account_id}.{self.number}"


def install(app: Flask, load_actor: Callable[[int, int], Actor | None]) -> None:
    """Let `load_actor` turn the account and the number that a cookie bears into an actor.

    None signs the person out: closed, or signed out everywhere since that cookie was given.
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
        if not (account_id.isdecimal() and number.isdecimal()):
            return None
        actor = load_actor(int(account_id), int(number))
        return SessionUser(actor, int(number)) if actor else None

    manager.user_loader(load)


def sign_in(actor: Actor, number: int) -> None:
    """Start a session of this person, good until their account counts beyond `number`.

    Whatever an earlier session held is dropped.
    """
    session.clear()
    session.permanent = True
    login_user(SessionUser(actor, number))


def sign_out() -> None:
    logout_user()
    session.clear()
