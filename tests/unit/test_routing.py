"""Routes say who may use them, or the application does not start."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.typing import ResponseReturnValue
from flask_login import LoginManager

from app.kernel import access, bus
from app.kernel.access import ANONYMOUS, Actor
from app.kernel.db import db
from app.kernel.errors import Conflict, Refused
from app.minutes.enums import MinutesAction, MinutesStatus
from app.minutes.states import MINUTES
from app.web import routing
from app.web.routing import PUBLIC, SIGNED_IN, Section, allow, visible
from app.web.session import SessionUser

LEAD = Actor(account_id=1, name="Camille", group_roles=frozenset({(7, "lead")}))


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Flask:
    """An application with nothing but routes; requests carry the account they come from."""
    monkeypatch.setattr(access, "_permissions", dict(access._permissions))
    # No database here: the transaction of a writing request is tested in tests/concurrency.
    monkeypatch.setattr(routing, "in_transaction", lambda work, **_: work())
    monkeypatch.setattr(db.session, "rollback", lambda: None)
    app = Flask("bare", instance_path=str(tmp_path))
    app.testing = True
    app.register_error_handler(Refused, lambda error: (f"refused: {error.message}", error.status))
    manager = LoginManager(app)
    who = {"lead": LEAD, "other": Actor(account_id=2)}
    manager.request_loader(
        lambda request: SessionUser(who[name], 0) if (name := request.headers.get("Who")) else None
    )
    return app


def status(app: Flask, path: str, who: str = "", method: str = "GET") -> int:
    headers = {"Who": who} if who else {}
    return app.test_client().open(path, method=method, headers=headers).status_code


def add(app: Flask, rule: str, rule_access: routing.Access) -> None:
    section = Section("test", __name__)

    @section.page(rule, access=rule_access, methods=("GET", "POST"), endpoint="page")
    def view(*subjects: object, **values: object) -> ResponseReturnValue:
        return f"{subjects} {values}"

    app.register_blueprint(section)
    accounts = Section("accounts", __name__)

    @accounts.page("/connexion", access=PUBLIC)
    def sign_in() -> ResponseReturnValue:
        return "connexion"

    app.register_blueprint(accounts)


def test_a_view_without_a_rule_stops_the_start(bare: Flask) -> None:
    bare.add_url_rule("/oubli", "oubli", lambda: "")
    routing.declare_static(bare, "static")
    with pytest.raises(RuntimeError, match=r"oubli .*declares no access rule"):
        routing.refuse_undeclared(bare)


def test_a_permission_nobody_declared_stops_the_start(bare: Flask) -> None:
    add(bare, "/x", allow("nobody:knows"))
    routing.declare_static(bare, "static")
    with pytest.raises(RuntimeError, match="nobody:knows is not declared"):
        routing.refuse_undeclared(bare)


def test_declared_rules_let_the_application_start(bare: Flask) -> None:
    add(bare, "/x", PUBLIC)
    routing.declare_static(bare, "static")
    routing.refuse_undeclared(bare)
    assert routing.access_rules(bare)["test.page"] is PUBLIC


def test_public_pages_answer_everyone(bare: Flask) -> None:
    add(bare, "/x", PUBLIC)
    assert status(bare, "/x") == status(bare, "/x", "other") == 200


def test_signed_in_pages_ask_visitors_to_sign_in(bare: Flask) -> None:
    add(bare, "/x", SIGNED_IN)
    answer = bare.test_client().get("/x?a=1")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/connexion?suite=/x?a%3D1"
    assert status(bare, "/x", method="POST") == 403
    assert status(bare, "/x", "other") == 200


def test_permission_is_checked_on_the_object(bare: Flask) -> None:
    access.declare_permissions({"thing:edit": lambda actor, thing: actor.in_group(thing, "lead")})
    found = {"sept": 7, "huit": 8}
    add(bare, "/<name>", allow("thing:edit", load=lambda actor, name: found.get(name)))
    assert status(bare, "/sept", "lead") == 200
    assert status(bare, "/huit", "lead") == 403
    assert status(bare, "/sept", "other") == 403
    assert status(bare, "/rien", "lead") == 404
    assert status(bare, "/sept") == 302
    assert status(bare, "/sept", method="POST") == 403


def test_what_one_may_not_see_is_not_there(bare: Flask) -> None:
    add(bare, "/<name>", visible(lambda actor, name: name if actor.is_signed_in else None))
    assert status(bare, "/x") == 404
    assert status(bare, "/x", "other") == 200


def test_declaring_a_permission_twice_differently_is_refused(bare: Flask) -> None:
    access.declare_permissions({"thing:see": access.anyone})
    with pytest.raises(RuntimeError, match="thing:see"):
        access.declare_permissions({"thing:see": access.team})


def test_an_unknown_permission_is_an_error_of_ours() -> None:
    with pytest.raises(KeyError):
        access.can(ANONYMOUS, "no:such")


def test_mandates_and_roles() -> None:
    assert LEAD.in_group(7)
    assert LEAD.in_group(7, "lead", "secretary")
    assert not LEAD.in_group(7, "secretary")
    assert not LEAD.in_group(8)
    assert not LEAD.in_group(None)
    assert not LEAD.is_team
    assert Actor(roles=frozenset({"staff"})).is_team
    assert not ANONYMOUS.is_signed_in


def test_reactions_are_called_once_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []

    class Fact:
        pass

    def first(_fact: Fact) -> None:
        heard.append("first")

    def second(_fact: Fact) -> None:
        heard.append("second")

    for reaction in (first, second, first):
        bus.react(Fact, reaction)
    bus.announce(Fact())
    assert heard == ["first", "second"]
    bus._reactions.pop(Fact)


def test_a_life_cycle_is_closed() -> None:
    assert MINUTES.next(MinutesStatus.APPROVED, MinutesAction.PUBLISH) is MinutesStatus.PUBLISHED
    assert not MINUTES.allows(MinutesStatus.DRAFT, MinutesAction.PUBLISH)
    assert not MINUTES.allows(MinutesStatus.DRAFT, MinutesAction.AMEND)
    with pytest.raises(Conflict):
        MINUTES.next(MinutesStatus.DRAFT, MinutesAction.AMEND)
