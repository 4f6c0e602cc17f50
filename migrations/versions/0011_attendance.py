"""the day itself: passes of the desk, acts, presence, hours, certificates

Revision: 0011, after 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "desk_pass",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_desk_pass_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_desk_pass_event_id_event")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_pass")),
        sa.UniqueConstraint("public_id", name=op.f("uq_desk_pass_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_desk_pass_token_hash")),
    )
    with op.batch_alter_table("desk_pass", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_pass_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_desk_pass_event_id"), ["event_id"], unique=False)

    op.create_table(
        "half_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "part",
            sa.Enum(
                "morning",
                "afternoon",
                name="part",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_half_day_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_half_day_event_id_event")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_half_day")),
        sa.UniqueConstraint("event_id", "day", "part", name=op.f("uq_half_day_event_id_day_part")),
    )
    op.create_table(
        "headcount",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("persons_concerned", sa.Integer(), nullable=False),
        sa.CheckConstraint("persons_concerned >= 0", name=op.f("ck_headcount_not_negative")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_headcount_event_id_event")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_headcount")),
    )
    op.create_table(
        "certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_certificate_registration_id_registration"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("number", name=op.f("uq_certificate_number")),
        sa.UniqueConstraint("registration_id", name=op.f("uq_certificate_registration_id")),
    )
    op.create_table(
        "desk_act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("act_id", sa.String(length=36), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.String(length=32), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "arrive",
                "undo",
                "walk_in",
                name="actkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pass_id", sa.Integer(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["pass_id"], ["desk_pass.id"], name=op.f("fk_desk_act_pass_id_desk_pass")
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_desk_act_registration_id_registration"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_act")),
        sa.UniqueConstraint("act_id", name=op.f("uq_desk_act_act_id")),
    )
    with op.batch_alter_table("desk_act", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_desk_act_registration_id_slot"),
            ["registration_id", "slot"],
            unique=False,
        )

    op.create_table(
        "presence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.String(length=32), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_presence_registration_id_registration"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presence")),
        sa.UniqueConstraint(
            "registration_id", "slot", name=op.f("uq_presence_registration_id_slot")
        ),
    )


def downgrade() -> None:
    op.drop_table("presence")
    with op.batch_alter_table("desk_act", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_desk_act_registration_id_slot"))

    op.drop_table("desk_act")
    op.drop_table("certificate")
    op.drop_table("headcount")
    op.drop_table("half_day")
    with op.batch_alter_table("desk_pass", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_desk_pass_event_id"))
        batch_op.drop_index(batch_op.f("ix_desk_pass_account_id"))

    op.drop_table("desk_pass")
