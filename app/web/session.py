"""Who is signed in, kept in a signed cookie by flask-login."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, session
from flask_login import LoginManager, UserMixin, login_user, logout_user

from app.kernel.access import Actor


class SessionUser(UserMixin):  # type: ignore[misc]  # flask-login ships no types
    """What flask-login holds of a signed-in person: the actor, nothing else."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor

    def get_id(self) -> str:
        return str(self.actor.account_id)


def install(app: Flask, load_actor: Callable[[int], Actor | None]) -> None:
    """Let `load_actor` turn the cookie's account id into an actor; None signs the person out."""
    manager = LoginManager()
    manager.session_protection = None
    manager.init_app(app)
    # We use no "remember me" cookie. flask-login would look for one after every request, which
    # reads the session, hence adds `Vary: Cookie` to answers that anyone may cache (calendar rule
    # H10).
    app.after_request_funcs[None].remove(manager._update_remember_cookie)

    def load(account_id: str) -> SessionUser | None:
        actor = load_actor(int(account_id)) if account_id.isdigit() else None
        return SessionUser(actor) if actor else None

    manager.user_loader(load)


def sign_in(actor: Actor) -> None:
    """Start a session for this person; whatever an earlier session held is dropped."""
    session.clear()
    session.permanent = True
    login_user(SessionUser(actor))


def sign_out() -> None:
    logout_user()
    session.clear()
