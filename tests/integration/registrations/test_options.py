"""What an event may ask before a seat is a seat: approval, invitation, an address that answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from app.accounts.enums import Role
from app.audit.models import AuditEntry
from app.events import services as events
from app.events.models import Event
from app.kernel import clock
from app.kernel.access import SYSTEM, Actor
from app.kernel.db import db, transaction
from app.kernel.errors import Conflict, Invalid
from app.outbox import schedule
from app.outbox.models import OutboxMessage
from app.questions.queries import asked_of
from app.questions.rules import Reply
from app.registrations import services
from app.registrations.allocation import fills_of
from app.registrations.enums import ClaimStatus
from app.registrations.models import Invitation, Registration
from app.registrations.retention import anonymise
from app.registrations.services.lapse import lapse_due
from app.registrations.tokens import invitation_token
from tests import make
from tests.registering import held, loaded, register, withdraw
from tests.web import HouseClient

pytestmark = pytest.mark.usefixtures("app")

TEAM = Actor(account_id=None, roles=frozenset({Role.STAFF.value}), label="équipe")


def kinds_of_mail() -> list[str]:
    rows = db.session.scalars(select(OutboxMessage.kind).order_by(OutboxMessage.id))
    return [kind.removeprefix("registrations/") for kind in rows]


def acts() -> int:
    return db.session.scalar(select(func.count()).select_from(AuditEntry)) or 0


def approve(registration_id: int) -> bool:
    with transaction():
        return services.approve(TEAM, loaded(registration_id))


def refuse(registration_id: int) -> bool:
    with transaction():
        return services.refuse(TEAM, loaded(registration_id), reason="Réservé aux communes.")


def options(event: Event, **values: Any) -> None:
    db.session.expire_all()
    fresh = db.session.get_one(Event, event.id)
    with transaction():
        events.edit(SYSTEM, fresh, version=fresh.version, **values)


class TestApproval:
    def test_a_request_holds_its_seat_until_the_answer(self) -> None:
        event = make.event(on_site=1, approval_required=True)
        first = register(event, "p1@example.org").registration.id
        second = register(event, "p2@example.org").registration.id
        assert held(first) == {"Sur place": "requested"}
        assert held(second) == {"Sur place": "waiting"}
        assert approve(first)
        assert held(first) == {"Sur place": "confirmed"}
        assert kinds_of_mail() == ["requested", "waiting", "approved"]
        messages = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
        # Nothing enters a calendar before the team has said yes.
        assert [bool(message.calendar) for message in messages] == [False, False, True]
        before = acts()
        assert not approve(first)
        assert acts() == before

    def test_a_refusal_seats_who_waits_next_and_says_why(self) -> None:
        event = make.event(on_site=1, approval_required=True)
        first = register(event, "p1@example.org").registration.id
        second = register(event, "p2@example.org").registration.id
        assert refuse(first)
        assert not refuse(first)
        assert held(first) == {}
        assert [claim.status for claim in loaded(first).claims] == [ClaimStatus.REFUSED]
        assert held(second) == {"Sur place": "requested"}
        assert kinds_of_mail() == ["requested", "waiting", "refused", "promoted"]
        reason = db.session.scalars(
            select(OutboxMessage.payload).where(OutboxMessage.kind == "registrations/refused")
        ).one()["reason"]
        assert reason == "Réservé aux communes."
        with pytest.raises(Conflict):
            approve(first)

    def test_who_waits_may_be_approved_ahead_of_a_seat(self) -> None:
        event = make.event(on_site=1, approval_required=True)
        first = register(event, "p1@example.org").registration.id
        second = register(event, "p2@example.org").registration.id
        approve(second)
        assert held(second) == {"Sur place": "waiting"}
        withdraw(first)
        assert held(second) == {"Sur place": "confirmed"}

    def test_a_refused_address_cannot_ask_again_but_the_team_may_register_it(self) -> None:
        event = make.event(on_site=2, approval_required=True)
        first = register(event, "p1@example.org").registration.id
        refuse(first)
        again = register(event, "P1@example.org")
        assert (again.already, again.registration.id) == (True, first)
        by_team = register(event, "p1@example.org", actor=TEAM)
        assert not by_team.already
        # What the team registers needs no approval.
        assert held(by_team.registration.id) == {"Sur place": "confirmed"}

    def test_what_was_accepted_is_not_refused_any_more(self) -> None:
        event = make.event(on_site=1, approval_required=True)
        first = register(event, "p1@example.org").registration.id
        approve(first)
        with pytest.raises(Conflict):
            refuse(first)
        plain = register(make.event(on_site=1), "p1@example.org").registration.id
        with pytest.raises(Conflict):
            refuse(plain)

    def test_asking_for_approvals_no_more_confirms_what_was_held(self) -> None:
        event = make.event(on_site=1, approval_required=True)
        first = register(event, "p1@example.org").registration.id
        options(event, approval_required=False)
        assert held(first) == {"Sur place": "confirmed"}
        assert kinds_of_mail() == ["requested", "approved"]


class TestInvitation:
    def invite(self, event: Event, *addresses: str) -> list[Invitation]:
        with transaction():
            services.invite(TEAM, event, addresses=addresses)
        rows = select(Invitation).where(Invitation.event_id == event.id).order_by(Invitation.id)
        return list(db.session.scalars(rows))

    def test_only_a_personal_link_opens_the_form_and_once(self) -> None:
        event = make.event(invitation_only=True)
        with pytest.raises(Invalid, match="personnes invitées"):
            register(event, "p@example.org")
        (invited,) = self.invite(event, "p@example.org")
        token = invitation_token(invited)
        with pytest.raises(Invalid):
            register(event, "p@example.org", invitation=token[:-1] + "x")
        first = register(event, "p@example.org", invitation=token)
        # A double click finds its registration; somebody else finds a link that has served.
        assert register(event, "p@example.org", invitation=token).already
        with pytest.raises(Invalid):
            register(event, "q@example.org", invitation=token)
        db.session.refresh(invited)
        assert invited.registration_id == first.registration.id

    def test_a_link_of_another_event_opens_nothing(self) -> None:
        event, other = make.event(invitation_only=True), make.event(invitation_only=True)
        (invited,) = self.invite(other, "p@example.org")
        with pytest.raises(Invalid):
            register(event, "p@example.org", invitation=invitation_token(invited))

    def test_a_revoked_link_opens_nothing_and_the_person_may_be_invited_again(self) -> None:
        event = make.event(invitation_only=True)
        (invited,) = self.invite(event, "p@example.org", "P@example.org")
        with transaction():
            assert services.revoke(TEAM, invited)
        with transaction():
            assert not services.revoke(TEAM, invited)
        with pytest.raises(Invalid):
            register(event, "p@example.org", invitation=invitation_token(invited))
        assert len(self.invite(event, "p@example.org")) == 2
        assert kinds_of_mail() == ["invitation", "invitation"]

    def test_a_link_that_served_is_not_revoked(self) -> None:
        event = make.event(invitation_only=True)
        (invited,) = self.invite(event, "p@example.org")
        register(event, "p@example.org", invitation=invitation_token(invited))
        with pytest.raises(Conflict), transaction():
            services.revoke(TEAM, invited)

    def test_the_team_needs_no_link(self) -> None:
        event = make.event(invitation_only=True)
        assert not register(event, "p@example.org", actor=TEAM).already


class TestSeatsPerOrganisation:
    def test_an_organisation_has_its_seats_however_it_is_written(self) -> None:
        event = make.event(seats_per_organisation=2, contact_email="contact@example.org")
        register(event, "p1@example.org", organisation="C.C.A.S. de Fictiville")
        second = register(event, "p2@example.org", organisation="ccas de fictiville")
        with pytest.raises(Invalid) as refused:
            register(event, "p3@example.org", organisation="CCAS de Fictiville ")
        said = refused.value.errors["organisation"]
        assert "a déjà ses 2\u00a0places" in said
        assert "contact@example.org" in said
        # In one's own name, or for another, there is room.
        register(event, "p3@example.org")
        register(event, "p4@example.org", organisation="CCAS d’Ailleurs")
        withdraw(second.registration.id)
        register(event, "p5@example.org", organisation="CCAS de Fictiville")

    def test_a_known_organisation_counts_under_its_name_and_its_acronym(self) -> None:
        make.organisation(name="Union fictive des aidants", acronym="UFA")
        event = make.event(seats_per_organisation=1)
        register(event, "p1@example.org", organisation="U.F.A.")
        with pytest.raises(Invalid, match="sa place"):
            register(event, "p2@example.org", organisation="Union Fictive des Aidants")

    def test_whoever_types_a_colleagues_address_does_not_learn_that_it_is_registered(self) -> None:
        """Refused as for an unknown address; only the same form sent twice is known again."""
        event = make.event(seats_per_organisation=1)
        mine = register(event, "p1@example.org", organisation="CCAS", attempt="drawn once")
        for email, attempt in (("p1@example.org", "drawn twice"), ("p2@example.org", "other")):
            with pytest.raises(Invalid) as refused:
                register(event, email, organisation="CCAS", attempt=attempt)
            assert "a déjà sa" in refused.value.errors["organisation"]
        again = register(event, "P1@example.org", organisation="CCAS", attempt="drawn once")
        assert (again.already, again.registration.id) == (True, mine.registration.id)
        # Cancelled, then the same form once more from a page left open: a registration anew.
        withdraw(mine.registration.id)
        anew = register(event, "p1@example.org", organisation="CCAS", attempt="drawn once")
        assert (anew.already, anew.registration.id != mine.registration.id) == (False, True)

    def test_the_limit_holds_when_one_changes_organisation(self) -> None:
        event = make.event(seats_per_organisation=1)
        register(event, "p1@example.org", organisation="CCAS")
        other = loaded(register(event, "p2@example.org").registration.id)

        def change(organisation: str) -> bool:
            with transaction():
                return services.edit_details(
                    SYSTEM,
                    loaded(other.id),
                    first_name="Camille",
                    last_name="Exemple",
                    organisation=organisation,
                    asked=asked_of(event),
                    reply=Reply(),
                )

        with pytest.raises(Invalid) as refused:
            change("C.C.A.S.")
        assert "a déjà sa" in refused.value.errors["organisation"]
        assert change("Mairie")
        # What one has already is no second seat.
        assert change("MAIRIE")


class TestAddress:
    def test_a_seat_is_held_until_the_address_answers(self) -> None:
        event = make.event(on_site=1, confirmation_hours=24)
        first = register(event, "p1@example.org").registration.id
        assert held(first) == {"Sur place": "requested"}
        assert kinds_of_mail() == ["confirm_address"]
        with transaction():
            assert services.confirm_address(SYSTEM, loaded(first))
        assert held(first) == {"Sur place": "confirmed"}
        with transaction():
            assert not services.confirm_address(SYSTEM, loaded(first))
        assert kinds_of_mail() == ["confirm_address", "confirmed"]

    def test_without_an_answer_it_lapses_and_seats_who_waits(self) -> None:
        event = make.event(on_site=1, confirmation_hours=24)
        first = register(event, "p1@example.org").registration.id
        second = register(event, "p2@example.org").registration.id
        with transaction():
            services.confirm_address(SYSTEM, loaded(second))
        assert held(second) == {"Sur place": "waiting"}
        with clock.at(clock.now() + timedelta(hours=23)), transaction():
            assert lapse_due() == 0
        later = clock.now() + timedelta(hours=24)
        with clock.at(later), transaction():
            assert lapse_due() == 1
        with clock.at(later), transaction():
            assert lapse_due() == 0
        assert held(first) == {}
        assert held(second) == {"Sur place": "confirmed"}
        assert kinds_of_mail() == [
            "confirm_address",
            "confirm_address",
            "waiting",
            "lapsed",
            "promoted",
        ]
        with clock.at(later), pytest.raises(Conflict), transaction():
            services.confirm_address(SYSTEM, loaded(first))

    def test_the_worker_ends_it_within_the_minute(self) -> None:
        event = make.event(on_site=1, confirmation_hours=1)
        first = register(event, "p1@example.org").registration.id
        schedule.run_rounds()
        assert held(first) == {"Sur place": "requested"}
        with clock.at(clock.now() + timedelta(hours=1)):
            schedule.run_rounds()
            schedule.run_rounds()
        assert held(first) == {}
        assert kinds_of_mail() == ["confirm_address", "lapsed"]

    def test_a_newcomer_finds_the_seat_that_lapsed_meanwhile(self) -> None:
        """Even before the worker has passed."""
        event = make.event(on_site=1, confirmation_hours=1)
        register(event, "p1@example.org")
        with clock.at(clock.now() + timedelta(hours=2)):
            second = register(event, "p2@example.org")
        assert second.rank is None
        assert [fill.taken for fill in fills_of(event)] == [1]

    def test_who_lapsed_may_register_again(self) -> None:
        event = make.event(on_site=1, confirmation_hours=1)
        register(event, "p1@example.org")
        with clock.at(clock.now() + timedelta(hours=2)):
            again = register(event, "p1@example.org")
        assert not again.already

    def test_a_promotion_before_the_answer_is_only_held(self) -> None:
        event = make.event(on_site=1, confirmation_hours=24)
        first = register(event, "p1@example.org").registration.id
        second = register(event, "p2@example.org").registration.id
        withdraw(first)
        assert held(second) == {"Sur place": "requested"}

    def test_the_address_of_ones_account_has_answered_already(self) -> None:
        event = make.event(on_site=1, confirmation_hours=24)
        account = make.account(Role.PARTNER)
        mine = register(event, account.email, actor=Actor(account_id=account.id))
        assert held(mine.registration.id) == {"Sur place": "confirmed"}

    def test_no_seat_is_held_beyond_the_beginning(self) -> None:
        starts = clock.now() + timedelta(hours=2)
        event = make.event(starts_at=starts, confirmation_hours=24)
        assert register(event, "p1@example.org").registration.confirm_by == starts

    def test_both_the_address_and_the_team_must_say_yes(self) -> None:
        event = make.event(on_site=1, confirmation_hours=24, approval_required=True)
        first = register(event, "p1@example.org").registration.id
        approve(first)
        assert held(first) == {"Sur place": "requested"}
        with transaction():
            services.confirm_address(SYSTEM, loaded(first))
        assert held(first) == {"Sur place": "confirmed"}
        assert kinds_of_mail() == ["confirm_address", "confirmed"]


def test_what_is_forgotten_takes_the_invitations_along() -> None:
    event = make.event(invitation_only=True)
    with transaction():
        services.invite(TEAM, event, addresses=["p@example.org"])
    with transaction():
        anonymise(clock.now() + timedelta(days=365))
    db.session.expire_all()
    invited = db.session.scalars(select(Invitation)).one()
    assert (invited.email, invited.email_key) == (None, None)
    assert db.session.scalars(select(Registration)).all() == []


def test_who_has_an_account_finds_their_invitations_in_their_data(client: HouseClient) -> None:
    account = make.account(Role.PARTNER)
    event = make.event(invitation_only=True)
    with transaction():
        services.invite(TEAM, event, addresses=[account.email.upper()])
    client.sign_in(account)
    said = client.get("/compte/mes-donnees.json").get_json()
    found = [one for one in said["inscriptions"] if "invitation_le" in one]
    assert [one["rencontre"] for one in found] == [event.title]
