"""Minutes walked along their whole life, as an oracle for tests that need published ones."""

from __future__ import annotations

from datetime import timedelta

from app.kernel import clock
from app.kernel.access import SYSTEM, Actor
from app.minutes import services
from app.minutes.models import Minutes, MinutesEdition
from app.minutes.queries import minutes_of
from app.minutes.services.life import first_end


def approved(minutes: Minutes, *, actor: Actor = SYSTEM) -> Minutes:
    """Circulated, read for as long as it takes, approved; inside a transaction of the caller."""
    until = first_end()
    services.circulate(actor, minutes, version=minutes.version, until=until)
    with clock.at(clock.now() + timedelta(days=(until - clock.today()).days + 1)):
        found = minutes_of(minutes.event_id)
        assert found is not None
        services.approve(actor, found, version=found.version)
    found = minutes_of(minutes.event_id)
    assert found is not None
    return found


def published(minutes: Minutes, *, actor: Actor = SYSTEM) -> MinutesEdition:
    """The same, and shown to its audience."""
    edition = services.publish(actor, approved(minutes, actor=actor), version=minutes.version)
    assert edition is not None
    return edition
