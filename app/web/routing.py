"""Routes that say who may use them.

Every view is added through `Section.page`, with an access rule; `refuse_undeclared` stops the start
of an application that has a route without one. The wrapper loads the object, checks the right, and
runs the view in one transaction: a reading one, or a writing one for methods that change something.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Flask, abort, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from flask_login import current_user
from werkzeug.routing import IntegerConverter, Map

from app.kernel.access import ANONYMOUS, Actor, can, is_declared
from app.kernel.db import db, in_transaction
from app.kernel.errors import NotAllowed
from app.kernel.numbers import LARGEST, whole
from app.web import remembered, session
from app.web.security import csrf, mark_private

# Where the application keeps the access rule of each endpoint.
RULES = "synergies_access"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

# What another program posts without a page of ours: an answer, or the arrivals of a day.
LARGEST_FROM_OUTSIDE = 512 * 1024

SIGN_IN_FIRST = (
    "Votre connexion a pris fin. Connectez-vous dans un autre onglet, puis revenez à cette page "
    "par le bouton « Précédent » : ce que vous avez écrit y est encore, et vous pourrez l’envoyer."
)

# What an integer column holds on both engines.

# What the secret of a private link is called in its rule.
SECRET_PART = "token"  # noqa: S105  # a name

# What is done with a request that changes something once it is read, before its transaction.
before_acts: list[Callable[[], None]] = []

# Finds the object of a page from its URL values, as the actor may see it; None is a 404.
Loader = Callable[..., Any]
View = Callable[..., ResponseReturnValue]


@dataclass(frozen=True)
class Access:
    """The rule of a route: a permission (or none for all), and how its object is found.

    `anonymous` routes never look at who asks: no session is read, so the answer can be cached by
    anyone (no `Vary: Cookie`).

    `secret` routes have addresses that are themselves the secret. `restricted` routes lead to
    objects of which some are shown only to people who sign in. What a visitor gets where the
    loader finds nothing depends on it (ADR 23).
    """

    permission: str | None = None
    load: Loader | None = None
    signed_in: bool = False
    anonymous: bool = False
    secret: bool = False
    restricted: bool = False

    @property
    def is_private(self) -> bool:
        """Whether the page belongs to one person or one role: nothing may store or index it."""
        return self.secret or self.signed_in or self.permission is not None


PUBLIC = Access()
ANONYMOUSLY = Access(anonymous=True)
SIGNED_IN = Access(signed_in=True)
SECRET = Access(secret=True)


def allow(permission: str, load: Loader | None = None) -> Access:
    """For actors who hold `permission` on the object that `load(actor, **url_values)` finds.

    A visitor is sent to the sign-in page, whether or not there is such an object.
    """
    return Access(permission=permission, load=load, restricted=True)


def visible(load: Loader) -> Access:
    """For objects that everybody sees alike: None is a 404, signed in or not."""
    return Access(load=load)


def restricted(load: Loader) -> Access:
    """For objects of which some are shown only to people who sign in (`load` is scoped).

    None is a 404 for whoever is signed in. A visitor is sent to the sign-in page and comes back
    after it: the same answer for what is hidden and for what does not exist, so it tells nothing.
    """
    return Access(load=load, restricted=True)


def by_link(load: Loader) -> Access:
    """For objects found by an address that is itself the secret: None is a 404 for everybody."""
    return Access(load=load, secret=True)


class RowNumber(IntegerConverter):
    """`<int:…>` in an address: beyond what a column holds there is no such row, hence a 404."""

    def __init__(self, url_map: Map, **options: Any) -> None:
        super().__init__(url_map, **{"max": LARGEST, **options})


def row_number(text: str) -> int:
    """The same for `request.args.get(…, type=row_number)`. Raises ValueError for another text."""
    return whole(text)


def current_actor() -> Actor:
    """Who is making this request."""
    actor: Actor = getattr(current_user, "actor", ANONYMOUS)
    return actor


class Section(Blueprint):
    """A blueprint whose routes all carry an access rule."""

    def page(
        self,
        rule: str,
        *,
        access: Access,
        methods: Iterable[str] = ("GET",),
        endpoint: str | None = None,
        remember: bool = False,
        late: bool = False,
        from_outside: bool = False,
        recent: bool = False,
    ) -> Callable[[View], View]:
        """Route `rule` to the view. A view with a loader receives the object first.

        `remember`: visitors all see this page alike, so it is answered from memory while nothing
        it shows has changed (`web.remembered`). For pages that read the address, the database and
        the clock, and neither headers nor the session.

        `late`: a page that many send at once, whose act locks before anything else. It reads its
        form before it waits for its turn to write (`kernel.db.transaction`).

        `from_outside`: another program posts here without a page of ours, hence without a CSRF
        token. Only for an address that is itself the secret, and does one harmless thing.

        `recent`: an act on accounts or on lists of people, of whoever signed in just now
        (`web.session`): from a session left open or a stolen cookie it goes no further.
        """
        methods = tuple(methods)

        def decorate(view: View) -> View:
            checked = _of_recent_sessions(view) if recent else view
            guarded = _guard(checked, access, remember=remember, late=late, small=from_outside)
            if from_outside:
                csrf.exempt(guarded)
            name = endpoint or view.__name__
            self.add_url_rule(rule, name, guarded, methods=methods)
            self.record_once(
                lambda state: _keep_rule(state.app.extensions, f"{self.name}.{name}", access)
            )
            return view

        return decorate


def _guard(view: View, access: Access, *, remember: bool, late: bool, small: bool) -> View:
    @functools.wraps(view)
    def guarded(**url_values: Any) -> Response:
        if access.is_private:
            mark_private()
        if request.method in SAFE_METHODS:
            if remember:
                return remembered.answer(lambda: _answer(view, access, url_values))
            return _answer(view, access, url_values)
        _read_body(small)
        for act in before_acts:
            act()
        return in_transaction(lambda: _answer_or_undo(view, access, url_values), late=late)

    return guarded


def _read_body(small: bool) -> None:
    """Read and take apart what was sent, before anybody waits for the transaction.

    Raises `RequestEntityTooLarge`; what another program sends is `small`.
    """
    if small:
        request.max_content_length = LARGEST_FROM_OUTSIDE
    request.get_data(parse_form_data=True)


def _answer(view: View, access: Access, url_values: dict[str, Any]) -> Response:
    actor = ANONYMOUS if access.anonymous else current_actor()
    if access.signed_in and not actor.is_signed_in:
        return ask_to_sign_in()
    arguments: tuple[Any, ...] = ()
    subject = None
    if access.load is not None:
        subject = access.load(actor, **url_values)
        if subject is None:
            if access.restricted and not actor.is_signed_in and request.method in SAFE_METHODS:
                return ask_to_sign_in()
            abort(404)
        arguments, url_values = (subject,), {}
    if access.permission is not None and not can(actor, access.permission, subject):
        if not actor.is_signed_in:
            return ask_to_sign_in()
        raise NotAllowed
    return make_response(view(*arguments, **url_values))


def _answer_or_undo(view: View, access: Access, url_values: dict[str, Any]) -> Response:
    response = _answer(view, access, url_values)
    if response.status_code >= 400:
        db.session.rollback()
    return response


def _of_recent_sessions(view: View) -> View:
    """The view, or the page that sends a new link where the session began too long ago."""

    @functools.wraps(view)
    def checked(*arguments: Any, **url_values: Any) -> ResponseReturnValue:
        writes = request.method not in SAFE_METHODS
        if session.is_recent(to_send=writes):
            return view(*arguments, **url_values)
        back = urlsplit(request.referrer or "").path if writes else request.full_path.rstrip("?")
        return redirect(url_for("accounts.confirm", suite=back), code=303 if writes else 302)

    return checked


def ask_to_sign_in() -> Response:
    """To the sign-in page, which comes back here; 403 for what would be sent again."""
    if request.method not in SAFE_METHODS:
        abort(403, SIGN_IN_FIRST)
    # Only the path: an address elsewhere could be smuggled in.
    return make_response(redirect(url_for("accounts.sign_in", suite=request.full_path.rstrip("?"))))


def _keep_rule(extensions: dict[str, Any], endpoint: str, access: Access) -> None:
    extensions.setdefault(RULES, {})[endpoint] = access


def _rules(app: Flask) -> dict[str, Access]:
    rules: dict[str, Access] = app.extensions.get(RULES, {})
    return rules


def access_rules(app: Flask) -> dict[str, Access]:
    """The access rule of every endpoint."""
    return dict(_rules(app))


def refuse_undeclared(app: Flask) -> None:
    """Stop the start if a route has no rule or names a permission that nobody declared."""
    rules = _rules(app)
    for route in app.url_map.iter_rules():
        access = rules.get(route.endpoint)
        if access is None:
            raise RuntimeError(f"{route.endpoint} ({route.rule}) declares no access rule")
        if access.permission is not None and not is_declared(access.permission):
            raise RuntimeError(f"{route.endpoint}: permission {access.permission} is not declared")
        if SECRET_PART in route.arguments and not access.secret:
            raise RuntimeError(f"{route.endpoint} ({route.rule}) is a private link: say by_link")


def declare_static(app: Flask, endpoint: str) -> None:
    """Give a framework route that serves our own files the public rule."""
    _keep_rule(app.extensions, endpoint, PUBLIC)
