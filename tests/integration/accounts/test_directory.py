"""Opening, changing and closing accounts."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts import services
from app.accounts.enums import Role
from app.accounts.models import Account
from app.accounts.queries import listing, whole
from app.audit.models import AuditEntry
from app.groups.queries import load_actor
from app.kernel.access import SYSTEM, Actor
from app.kernel.db import db, transaction
from app.kernel.errors import Conflict, Invalid, NotAllowed
from app.organisations.models import Organisation
from app.outbox.letters import render_bodies
from app.outbox.models import OutboxMessage
from tests import make
from tests.web import HouseClient

CREATE = ("create", "x@example.org", "--name", "X", "--role")


def actor_of(account: Account) -> Actor:
    actor = load_actor(account.id)
    assert actor is not None
    db.session.rollback()
    return actor


def create(actor: Actor, **changes: Any) -> Account:
    values = {"email": "nouvelle@example.org", "name": "Personne Nouvelle", **changes}
    with transaction():
        return services.create(actor, **values)


def edit(actor: Actor, account: Account, **changes: Any) -> None:
    values = {
        "email": account.email,
        "name": account.name,
        "roles": [Role.PARTNER],
        "organisation_id": None,
        **changes,
    }
    with transaction():
        services.edit(actor, account, **values)


def roles_of(account: Account) -> set[Role]:
    db.session.rollback()
    found = whole(account.id)
    assert found is not None
    return {one.role for one in found.roles}


def entries() -> list[AuditEntry]:
    db.session.rollback()
    return list(db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)))


def test_a_new_account_has_its_roles_a_journal_line_and_a_welcome(app: Flask) -> None:
    admin = actor_of(make.account(Role.ADMIN))
    account = create(admin, email="Ada.Exemple@Example.org", roles=[Role.STAFF, Role.COMMISSIONER])
    assert roles_of(account) == {Role.STAFF, Role.COMMISSIONER}
    assert account.email_key == "ada.exemple@example.org"
    (entry,) = entries()
    assert entry.action == "account:create"
    assert entry.after["roles"] == ["staff", "commissioner"]
    message = db.session.scalars(select(OutboxMessage)).one()
    text, html = render_bodies(message.kind, message.subject, message.payload)
    assert html is not None
    for body in (text, html):
        assert "Personne Nouvelle" in body
        assert "http://localhost/connexion" in body


def test_the_journal_names_nobody(app: Flask) -> None:
    admin = actor_of(make.account(Role.ADMIN, name="Berthe Admin"))
    account = create(admin)
    edit(admin, account, name="Autre Nom", email="autre@example.org")
    written = " ".join(f"{e.actor_label} {e.before} {e.after} {e.reason}" for e in entries())
    for personal in ("nouvelle@", "autre@", "Personne", "Autre", "Berthe"):
        assert personal not in written
    assert entries()[-1].after["fields"] == ["email", "name"]


@pytest.mark.parametrize("email", ["nouvelle@example.org", "NOUVELLE@EXAMPLE.ORG"])
def test_one_account_per_address_whatever_its_case(app: Flask, email: str) -> None:
    create(SYSTEM)
    with pytest.raises(Invalid) as refusal:
        create(SYSTEM, email=email)
    assert "email" in refusal.value.errors


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "pas une adresse"}, "email"),
        ({"name": "   "}, "name"),
        ({"name": "x" * 121}, "name"),
    ],
)
def test_what_will_not_do_is_said_beside_its_field(
    app: Flask, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        create(SYSTEM, **changes)
    assert list(refusal.value.errors) == [field]


@pytest.mark.parametrize("role", [Role.STAFF, Role.COMMISSIONER])
def test_the_team_opens_partner_accounts_only(app: Flask, role: Role) -> None:
    member = actor_of(make.account(role))
    create(member, email="partenaire@example.org")
    for wanted in (Role.STAFF, Role.COMMISSIONER, Role.ADMIN):
        with pytest.raises(NotAllowed):
            create(member, roles=[Role.PARTNER, wanted])
    with pytest.raises(NotAllowed):
        create(actor_of(make.account(Role.PARTNER)))


def test_only_administrators_change_accounts(app: Flask) -> None:
    account = make.account(Role.PARTNER)
    for role in (Role.PARTNER, Role.STAFF, Role.COMMISSIONER):
        actor = actor_of(make.account(role))
        with pytest.raises(NotAllowed):
            edit(actor, account, roles=[Role.ADMIN])
        for act in (services.close, services.reopen):
            with pytest.raises(NotAllowed), transaction():
                act(actor, account)


def test_nobody_takes_away_their_own_administration(app: Flask) -> None:
    one, _other = make.account(Role.ADMIN), make.account(Role.ADMIN)
    with pytest.raises(Invalid, match="vous-même"):
        edit(actor_of(one), one)
    with pytest.raises(Conflict), transaction():
        services.close(actor_of(one), one)
    assert roles_of(one) == {Role.ADMIN}


def test_the_last_administrator_stays(app: Flask) -> None:
    last = make.account(Role.ADMIN)
    with pytest.raises(Invalid, match="dernier"):
        edit(SYSTEM, last)
    with pytest.raises(Conflict, match="dernier"), transaction():
        services.close(SYSTEM, last)
    make.account(Role.ADMIN)
    edit(SYSTEM, last)
    assert roles_of(last) == {Role.PARTNER}


def test_a_closed_administrator_counts_for_nobody(app: Flask) -> None:
    last = make.account(Role.ADMIN)
    other = make.account(Role.ADMIN)
    with transaction():
        services.close(actor_of_in(last), other)
    with pytest.raises(Invalid, match="dernier"):
        edit(SYSTEM, last)


def actor_of_in(account: Account) -> Actor:
    """The actor of an administrator, read inside a transaction."""
    actor = load_actor(account.id)
    assert actor is not None
    return actor


def test_closing_and_reopening_keep_the_roles_and_repeat_without_effect(app: Flask) -> None:
    admin, account = actor_of(make.account(Role.ADMIN)), make.account(Role.STAFF)
    for act in (services.close, services.close, services.reopen, services.reopen):
        with transaction():
            act(admin, account)
    assert roles_of(account) == {Role.STAFF}
    assert [entry.action for entry in entries()] == ["account:close", "account:reopen"]
    assert load_actor(account.id) is not None


def test_a_save_without_change_writes_nothing(app: Flask) -> None:
    admin, account = actor_of(make.account(Role.ADMIN)), make.account(Role.PARTNER)
    edit(admin, account)
    assert entries() == []


def test_taking_the_address_of_another_is_refused(app: Flask) -> None:
    make.account(email="prise@example.org")
    account = make.account(Role.PARTNER)
    with pytest.raises(Invalid) as refusal:
        edit(SYSTEM, account, email="PRISE@example.org")
    assert list(refusal.value.errors) == ["email"]


def test_searching_takes_signs_as_they_are(app: Flask) -> None:
    make.account(name="Cent pour cent 100%")
    make.account(name="Soulignée a_b")
    make.account(name="Autre")
    assert [one.name for one in listing(words="100%").items] == ["Cent pour cent 100%"]
    assert [one.name for one in listing(words="a_b").items] == ["Soulignée a_b"]
    assert [one.name for one in listing(words="soulignée A_B").items] == ["Soulignée a_b"]
    assert [one.name for one in listing(words="soulignee").items] == ["Soulignée a_b"]
    assert listing(words="\\").total == 0


def organisation(name: str) -> Organisation:
    with transaction():
        made = Organisation(slug=name.lower().replace(" ", "-"), name=name)
        db.session.add(made)
    return made


def test_a_person_changes_their_name_and_organisation(client: HouseClient) -> None:
    one = organisation("Association fictive")
    account = make.account(name="Ancien Nom")
    client.sign_in(account)
    assert "Association fictive" in client.get("/compte/modifier").text
    answer = client.post(
        "/compte/modifier", data={"name": " Nouveau  Nom ", "organisation_id": str(one.id)}
    )
    assert answer.status_code == 303
    page = client.get("/compte").text
    assert "Nouveau Nom" in page
    assert "Association fictive" in page
    refused = client.post("/compte/modifier", data={"name": "", "organisation_id": ""})
    assert refused.status_code == 422
    unoffered = {"name": "Nom", "organisation_id": "999"}
    assert client.forge("/compte/modifier", data=unoffered).status_code == 422


def test_a_person_takes_their_data_away(client: HouseClient) -> None:
    account = make.account(Role.PARTNER, name="Ada Exemple", email="ada@example.org")
    client.sign_in(account)
    answer = client.get("/compte/mes-donnees.json")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.json is not None
    assert answer.json["compte"]["adresse"] == "ada@example.org"
    assert answer.json["compte"]["roles"] == ["Partenaire"]


def test_the_list_the_search_and_one_account(client: HouseClient) -> None:
    admin = make.account(Role.ADMIN, name="Ad Min")
    one = make.account(Role.PARTNER, name="Zoé Fictive", email="zoe@example.org")
    client.sign_in(admin)
    assert "Zoé Fictive" in client.get("/gestion/comptes").text
    assert "Zoé Fictive" not in client.get("/gestion/comptes?role=admin").text
    found = client.get("/gestion/comptes?q=zoe@").text
    assert "Zoé Fictive" in found
    assert f"/gestion/comptes/{admin.id}" not in found
    assert "Aucun compte ne répond" in client.get("/gestion/comptes?fermes=oui").text
    page = client.get(f"/gestion/comptes/{one.id}")
    assert "zoe@example.org" in page.text
    assert "Fermer le compte" in page.text
    assert client.get("/gestion/comptes/999999").status_code == 404


def test_an_administrator_runs_an_account_through_its_life(client: HouseClient) -> None:
    client.sign_in(make.account(Role.ADMIN))
    made = client.post(
        "/gestion/comptes/nouveau",
        data={
            "name": "Zoé Fictive",
            "email": "zoe@example.org",
            "organisation_id": "",
            "roles": ["partner", "staff"],
        },
    )
    assert made.status_code == 303
    again = client.post(
        "/gestion/comptes/nouveau",
        data={"name": "Zoé", "email": "ZOE@example.org", "organisation_id": "", "roles": []},
    )
    assert again.status_code == 422
    assert "Un compte a déjà cette adresse" in again.text
    where = made.location
    assert client.get(f"{where}/modifier").status_code == 200
    changed = client.post(
        f"{where}/modifier",
        data={
            "name": "Zoé Autre",
            "email": "zoe@example.org",
            "organisation_id": "",
            "roles": ["partner"],
        },
    )
    assert changed.status_code == 303
    assert client.post(f"{where}/lien").status_code == 303
    assert client.post(f"{where}/fermer").status_code == 303
    assert "Rouvrir le compte" in client.get(where).text
    assert "Zoé Autre" in client.get("/gestion/comptes?fermes=oui").text
    assert client.post(f"{where}/rouvrir").status_code == 303
    acts = [entry.action for entry in entries()]
    assert acts == [
        "account:create",
        "account:edit",
        "account:set_roles",
        "account:close",
        "account:reopen",
    ]
    kinds = db.session.scalars(select(OutboxMessage.kind).order_by(OutboxMessage.id)).all()
    assert kinds == ["accounts/welcome", "accounts/sign_in"]


def test_the_team_sees_accounts_and_opens_partner_ones(client: HouseClient) -> None:
    client.sign_in(make.account(Role.STAFF))
    one = make.account(Role.PARTNER)
    page = client.get(f"/gestion/comptes/{one.id}").text
    assert "Modifier ce compte" not in page
    assert client.get(f"/gestion/comptes/{one.id}/modifier").status_code == 403
    assert client.forge(f"/gestion/comptes/{one.id}/fermer").status_code == 403
    form = client.get("/gestion/comptes/nouveau").text
    assert "Partenaire" in form
    assert 'value="admin"' not in form
    refused = client.forge(
        "/gestion/comptes/nouveau",
        data={"name": "X", "email": "x@example.org", "organisation_id": "", "roles": ["admin"]},
    )
    assert refused.status_code == 422


def test_partners_see_no_account_but_their_own(client: HouseClient) -> None:
    client.sign_in(make.account(Role.PARTNER))
    one = make.account(Role.PARTNER)
    for path in ("/gestion/comptes", "/gestion/comptes/nouveau"):
        assert client.get(path).status_code == 403
    assert client.get(f"/gestion/comptes/{one.id}").status_code == 404


def test_closing_oneself_is_refused_with_a_sentence(client: HouseClient) -> None:
    admin = make.account(Role.ADMIN)
    client.sign_in(admin)
    answer = client.forge(f"/gestion/comptes/{admin.id}/fermer")
    assert answer.status_code == 409
    assert "votre propre compte" in answer.text


def test_a_list_costs_the_same_at_three_and_at_thirty(client: HouseClient) -> None:
    from sqlalchemy import event

    client.sign_in(make.account(Role.ADMIN))
    counts = []
    statements: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    for more in (2, 27):
        for _ in range(more):
            make.account(Role.PARTNER)
        statements.clear()
        event.listen(db.engine, "before_cursor_execute", note)
        try:
            client.get("/gestion/comptes")
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_the_commands(app: Flask) -> None:
    runner = app.test_cli_runner()
    group = make.group(slug="sante")
    words = ["accounts", "create", "ada@example.org", "--name", "Ada Exemple", "--role", "staff"]
    made = runner.invoke(args=[*words, "--group", "sante", "--group-role", "lead"])
    assert made.exit_code == 0, made.output
    db.session.rollback()
    account = db.session.scalars(select(Account)).one()
    actor = actor_of(account)
    assert actor.roles == {"staff"}
    assert actor.group_roles == {(group.id, "lead")}
    twice = runner.invoke(args=words)
    assert twice.exit_code == 1
    assert "Un compte a déjà cette adresse" in twice.output
    link = runner.invoke(args=["accounts", "sign-in-link", "ADA@example.org"])
    assert link.exit_code == 0
    assert link.output.startswith("http://localhost/connexion/")
    client = app.test_client()
    assert client.post(link.output.strip().removeprefix("http://localhost")).status_code == 303


@pytest.mark.parametrize(
    ("words", "sentence", "code"),
    [
        (["sign-in-link", "inconnue@example.org"], "Aucun compte ouvert", 1),
        (["create", "x", "--name", "X", "--role", "staff"], "ne semble pas complète", 1),
        (["create", "x@example.org", "--name", " ", "--role", "staff"], "Indiquez un nom", 1),
        (
            [*CREATE, "staff", "--group", "rien"],
            "vont ensemble",
            2,
        ),
        (
            [*CREATE, "partner", "--group", "rien", "--group-role", "lead"],
            "Aucun groupe",
            1,
        ),
    ],
)
def test_a_command_that_cannot_says_why_and_leaves_nothing(
    app: Flask, words: list[str], sentence: str, code: int
) -> None:
    result = app.test_cli_runner().invoke(args=["accounts", *words])
    assert result.exit_code == code
    assert sentence in result.output
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Account)) == 0


def test_the_team_does_not_choose_its_own_organisation(client: HouseClient) -> None:
    organisation = make.organisation(name="Structure porteuse (fictive)")
    chief = make.account(Role.COMMISSIONER, organisation_id=organisation.id)
    client.sign_in(chief)
    left = client.post("/compte/modifier", data={"name": "Autre nom", "organisation_id": ""})
    assert left.status_code == 422
    assert "déports" in left.get_data(as_text=True)
    kept = client.post(
        "/compte/modifier", data={"name": "Autre nom", "organisation_id": str(organisation.id)}
    )
    assert kept.status_code == 303
