"""the next meeting in minutes, and the times of actions

Revision: 0026, after 0025
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("minutes", "minutes_edition"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(
                sa.Column("next_meeting", sa.Text(), server_default="", nullable=False)
            )
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.add_column(sa.Column("created_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True))
    # When an action was written is not known any more: its minutes are the nearest witness.
    for name, source in (("created_at", "created_at"), ("updated_at", "updated_at")):
        op.execute(
            f"UPDATE action SET {name} ="  # noqa: S608  # both names are ours
            f" (SELECT minutes.{source} FROM minutes WHERE minutes.id = action.minutes_id)"
        )
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.alter_column(
            "created_at", existing_type=sa.DateTime(timezone=True), nullable=False
        )
        batch_op.alter_column(
            "updated_at", existing_type=sa.DateTime(timezone=True), nullable=False
        )


def downgrade() -> None:
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.drop_column("updated_at")
        batch_op.drop_column("created_at")
    for table in ("minutes_edition", "minutes"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("next_meeting")
