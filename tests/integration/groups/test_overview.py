"""All groups at a glance: who meets, who is late, who has gone silent."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.accounts.enums import Role
from app.events.enums import EventKind
from app.groups import overview, services
from app.groups.enums import GroupStatus
from app.kernel import clock
from app.kernel.access import SYSTEM
from app.kernel.db import transaction
from app.proposals.enums import ProposalStatus
from app.sheets import reading
from tests import make
from tests.web import HouseClient

pytestmark = pytest.mark.usefixtures("app")


def met(group_id: int, days: int) -> None:
    starts = clock.now() + timedelta(days=days)
    make.event(
        kind=EventKind.GROUP_MEETING,
        group_id=group_id,
        starts_at=starts,
        ends_at=starts + timedelta(hours=2),
    )


def test_each_group_with_what_lives_and_what_is_late(client: HouseClient) -> None:
    lively, silent = make.group(name="=Vif"), make.group(name="Silencieux")
    make.group(name="Clos", status=GroupStatus.CLOSED)
    old = clock.now() - timedelta(days=400)
    sleeping = make.group(name="Dormeur", status=GroupStatus.DORMANT, created_at=old)
    met(lively.id, -300)
    met(lively.id, -10)
    met(lively.id, 15)
    met(silent.id, -130)
    make.proposal(lively, make.account(), ProposalStatus.SUBMITTED)
    make.proposal(lively, make.account(), ProposalStatus.DRAFT)
    with transaction():
        services.add_milestone(
            SYSTEM, lively, title="En retard", due_on=clock.today() - timedelta(days=1)
        )
    rows = {row.group.name: row for row in overview.rows()}
    assert set(rows) == {"=Vif", "Silencieux", "Dormeur"}
    row = rows["=Vif"]
    assert (row.late_milestones, row.waiting_proposals, row.silent_for) == (1, 1, None)
    assert row.meetings.last is not None
    assert (clock.now() - row.meetings.last).days == 9
    assert rows["Silencieux"].silent_for in {129, 130}
    assert rows["Dormeur"].silent_for is None, "nobody expects it to meet"
    assert sleeping.created_at == old
    client.sign_in(make.account(Role.COMMISSIONER))
    page = client.get("/gestion/groupes?tri=jalons").text
    assert page.index("=Vif") < page.index("Silencieux")
    assert "1 groupe actif" in page.replace("\u00a0", " ")
    lines = client.get("/gestion/groupes.csv").get_data().decode("utf-8-sig").splitlines()
    assert len(lines) == 4
    assert any(line.startswith("'=Vif;Actif;") for line in lines)
    ods = reading.read(client.get("/gestion/groupes.ods").get_data())
    read = {row.cells[0]: row.cells for row in ods}
    assert read["Silencieux"][7] in {"129", "130"}
    assert [cells[6] for name, cells in read.items() if name.endswith("=Vif")] == ["1"]
    client.sign_in(make.account())
    assert client.get("/gestion/groupes.ods").status_code == 403
    assert client.get("/gestion/groupes").status_code == 403
    assert client.get("/gestion/groupes.csv").status_code == 403
