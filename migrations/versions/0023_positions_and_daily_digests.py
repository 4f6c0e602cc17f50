"""where a place is on a map, and one digest a day

Revision: 0023, after 0022
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

CHECK = "ck_follow_pace"
BEFORE = ("each", "weekly", "nothing")
AFTER = ("each", "daily", "weekly", "nothing")


def upgrade() -> None:
    with op.batch_alter_table("event") as batch:
        batch.add_column(sa.Column("position", sa.String(length=24), nullable=True))
    with op.batch_alter_table("follow") as batch:
        _allow(batch, AFTER)


def downgrade() -> None:
    # Nearer to what was asked than a mail for each thing, or nothing.
    op.execute("UPDATE follow SET pace = 'weekly' WHERE pace = 'daily'")
    with op.batch_alter_table("follow") as batch:
        _allow(batch, BEFORE)
    with op.batch_alter_table("event") as batch:
        batch.drop_column("position")


def _allow(batch: Any, paces: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{pace}'" for pace in paces)
    batch.drop_constraint(op.f(CHECK), type_="check")
    batch.create_check_constraint(op.f(CHECK), sa.text(f"pace IN ({listed})"))
