"""frameworks written on the site

Revision: 0030, after 0029
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("framework", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("contractual", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("axis", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("objectives", sa.JSON(), nullable=False, server_default=sa.text("'[]'"))
        )
    with op.batch_alter_table("dispositif", schema=None) as batch_op:
        batch_op.add_column(sa.Column("description", sa.Text(), nullable=True))
    # The rows that were there have their value: nothing is given by default from here on.
    with op.batch_alter_table("framework", schema=None) as batch_op:
        batch_op.alter_column("contractual", server_default=None)
    with op.batch_alter_table("axis", schema=None) as batch_op:
        batch_op.alter_column("objectives", server_default=None)

    op.create_table(
        "axis_correspondence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("axis_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("axis_id < other_id", name=op.f("ck_axis_correspondence_ordered")),
        sa.ForeignKeyConstraint(
            ["axis_id"], ["axis.id"], name=op.f("fk_axis_correspondence_axis_id_axis")
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["axis.id"], name=op.f("fk_axis_correspondence_other_id_axis")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_axis_correspondence")),
        sa.UniqueConstraint(
            "axis_id", "other_id", name=op.f("uq_axis_correspondence_axis_id_other_id")
        ),
    )
    with op.batch_alter_table("axis_correspondence", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_axis_correspondence_other_id"), ["other_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("axis_correspondence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_axis_correspondence_other_id"))

    op.drop_table("axis_correspondence")
    with op.batch_alter_table("dispositif", schema=None) as batch_op:
        batch_op.drop_column("description")
    with op.batch_alter_table("axis", schema=None) as batch_op:
        batch_op.drop_column("objectives")
    with op.batch_alter_table("framework", schema=None) as batch_op:
        batch_op.drop_column("contractual")
