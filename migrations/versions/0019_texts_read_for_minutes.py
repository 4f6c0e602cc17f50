"""texts read for minutes

Revision: 0019, after 0018
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "minutes_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("sections", sa.JSON(), nullable=False),
        sa.Column("warnings", sa.JSON(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_minutes_import_document_id_document")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_minutes_import_event_id_event")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_import")),
    )
    with op.batch_alter_table("minutes_import", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_minutes_import_document_id"), ["document_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_minutes_import_event_id"), ["event_id"], unique=False)


def downgrade() -> None:

    with op.batch_alter_table("minutes_import", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_minutes_import_event_id"))
        batch_op.drop_index(batch_op.f("ix_minutes_import_document_id"))

    op.drop_table("minutes_import")
