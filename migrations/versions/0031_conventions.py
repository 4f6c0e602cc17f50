"""conventions and contracts

Revision: 0031, after 0030
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

KINDS = ("calpae", "cls", "local_pact", "cdppe", "rsa", "other")
STATUSES = ("negotiated", "signed", "ended", "abandoned")


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "convention",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("kind", _enum("conventionkind", *KINDS), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("status", _enum("conventionstatus", *STATUSES), nullable=False),
        sa.Column("department_code", sa.String(length=3), nullable=True),
        sa.Column("metropole_id", sa.Integer(), nullable=True),
        sa.Column("signatories", sa.Text(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("amount_cents", sa.BigInteger(), nullable=True),
        sa.Column("state_share", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("source_codes", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "department_code IS NOT NULL OR metropole_id IS NOT NULL",
            name=op.f("ck_convention_somewhere"),
        ),
        sa.CheckConstraint("amount_cents >= 0", name=op.f("ck_convention_amount_not_negative")),
        sa.CheckConstraint(
            "state_share BETWEEN 0 AND 100", name=op.f("ck_convention_share_in_percent")
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_convention_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["department_code"],
            ["department.code"],
            name=op.f("fk_convention_department_code_department"),
        ),
        sa.ForeignKeyConstraint(
            ["metropole_id"], ["metropole.id"], name=op.f("fk_convention_metropole_id_metropole")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_convention")),
        sa.UniqueConstraint("slug", name=op.f("uq_convention_slug")),
    )
    with op.batch_alter_table("convention", schema=None) as batch_op:
        for column in ("department_code", "metropole_id"):
            batch_op.create_index(batch_op.f(f"ix_convention_{column}"), [column], unique=False)

    op.create_table(
        "convention_action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("convention_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("axis_id", sa.Integer(), nullable=True),
        sa.Column("pilot", sa.Text(), nullable=True),
        sa.Column("amount_cents", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "amount_cents >= 0", name=op.f("ck_convention_action_amount_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["axis_id"], ["axis.id"], name=op.f("fk_convention_action_axis_id_axis")
        ),
        sa.ForeignKeyConstraint(
            ["convention_id"],
            ["convention.id"],
            name=op.f("fk_convention_action_convention_id_convention"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_convention_action")),
    )
    with op.batch_alter_table("convention_action", schema=None) as batch_op:
        for column in ("axis_id", "convention_id"):
            batch_op.create_index(
                batch_op.f(f"ix_convention_action_{column}"), [column], unique=False
            )

    op.create_table(
        "convention_document",
        sa.Column("convention_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["convention_id"],
            ["convention.id"],
            name=op.f("fk_convention_document_convention_id_convention"),
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.id"],
            name=op.f("fk_convention_document_document_id_document"),
        ),
        sa.PrimaryKeyConstraint(
            "convention_id", "document_id", name=op.f("pk_convention_document")
        ),
    )
    with op.batch_alter_table("convention_document", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_convention_document_document_id"), ["document_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("convention_document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_convention_document_document_id"))

    op.drop_table("convention_document")
    with op.batch_alter_table("convention_action", schema=None) as batch_op:
        for column in ("convention_id", "axis_id"):
            batch_op.drop_index(batch_op.f(f"ix_convention_action_{column}"))

    op.drop_table("convention_action")
    with op.batch_alter_table("convention", schema=None) as batch_op:
        for column in ("metropole_id", "department_code"):
            batch_op.drop_index(batch_op.f(f"ix_convention_{column}"))

    op.drop_table("convention")
