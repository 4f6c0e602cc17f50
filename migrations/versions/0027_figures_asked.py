"""figures asked of referents

Revision: 0027, after 0026
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "figure_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dispositif_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("email_key", sa.Text(), nullable=True),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_word", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["account.id"], name=op.f("fk_figure_request_asked_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["dispositif_id"],
            ["dispositif.id"],
            name=op.f("fk_figure_request_dispositif_id_dispositif"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_request")),
        sa.UniqueConstraint("public_id", name=op.f("uq_figure_request_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_figure_request_token_hash")),
    )
    with op.batch_alter_table("figure_request", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_figure_request_asked_by_id"), ["asked_by_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_figure_request_closes_on"), ["closes_on"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_figure_request_dispositif_id"), ["dispositif_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_figure_request_email_key"), ["email_key"], unique=False
        )
        batch_op.create_index(
            "uq_figure_request_open",
            ["dispositif_id", "year", "email_key"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "proposed_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("qualifier", sa.Text(), nullable=True),
        sa.Column("department_code", sa.String(length=3), nullable=True),
        sa.Column("metropole_id", sa.Integer(), nullable=True),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("stated_on", sa.Date(), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "accepted",
                "refused",
                name="proposedstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("figure_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state = 'accepted') = (figure_id IS NOT NULL)",
            name=op.f("ck_proposed_figure_accepted_stands"),
        ),
        sa.CheckConstraint(
            "department_code IS NULL OR metropole_id IS NULL",
            name=op.f("ck_proposed_figure_one_territory"),
        ),
        sa.CheckConstraint("value >= 0", name=op.f("ck_proposed_figure_value_not_negative")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["account.id"], name=op.f("fk_proposed_figure_decided_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["department_code"],
            ["department.code"],
            name=op.f("fk_proposed_figure_department_code_department"),
        ),
        sa.ForeignKeyConstraint(
            ["figure_id"], ["figure.id"], name=op.f("fk_proposed_figure_figure_id_figure")
        ),
        sa.ForeignKeyConstraint(
            ["metropole_id"],
            ["metropole.id"],
            name=op.f("fk_proposed_figure_metropole_id_metropole"),
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["figure_request.id"],
            name=op.f("fk_proposed_figure_request_id_figure_request"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposed_figure")),
    )
    with op.batch_alter_table("proposed_figure", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_proposed_figure_decided_by_id"), ["decided_by_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_proposed_figure_request_id"), ["request_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("proposed_figure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposed_figure_request_id"))
        batch_op.drop_index(batch_op.f("ix_proposed_figure_decided_by_id"))

    op.drop_table("proposed_figure")
    with op.batch_alter_table("figure_request", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_figure_request_open",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_figure_request_email_key"))
        batch_op.drop_index(batch_op.f("ix_figure_request_dispositif_id"))
        batch_op.drop_index(batch_op.f("ix_figure_request_closes_on"))
        batch_op.drop_index(batch_op.f("ix_figure_request_asked_by_id"))

    op.drop_table("figure_request")
