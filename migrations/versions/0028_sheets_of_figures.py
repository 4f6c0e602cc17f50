"""spreadsheets of figures

Revision: 0028, after 0027
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "figure_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("table", sa.JSON(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("source_codes", sa.JSON(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("read_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["read_by_id"], ["account.id"], name=op.f("fk_figure_sheet_read_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_sheet")),
    )
    with op.batch_alter_table("figure_sheet", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_figure_sheet_read_by_id"), ["read_by_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("figure_sheet", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_figure_sheet_read_by_id"))

    op.drop_table("figure_sheet")
