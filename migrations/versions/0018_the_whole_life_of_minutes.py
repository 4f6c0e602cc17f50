"""the whole life of minutes

Revision: 0018, after 0017
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None
BEFORE = ("draft", "published", "amended")
AFTER = (
    *("to_write", "draft", "circulated", "approved", "published", "amended"),
    "not_applicable",
)
CHECK = "ck_minutes_minutesstatus"


def upgrade() -> None:
    op.create_table(
        "action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("owner_email", sa.Text(), nullable=True),
        sa.Column("owner_account_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "to_do",
                "in_progress",
                "done",
                "dropped",
                "postponed",
                name="actionstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["minutes_id"], ["minutes.id"], name=op.f("fk_action_minutes_id_minutes")
        ),
        sa.ForeignKeyConstraint(
            ["owner_account_id"], ["account.id"], name=op.f("fk_action_owner_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
        sa.UniqueConstraint("minutes_id", "number", name=op.f("uq_action_minutes_id_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_action_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_action_token_hash")),
    )
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_due_on"), ["due_on"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_action_owner_account_id"), ["owner_account_id"], unique=False
        )

    op.create_table(
        "minutes_circulation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["minutes_id"], ["minutes.id"], name=op.f("fk_minutes_circulation_minutes_id_minutes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_circulation")),
    )
    with op.batch_alter_table("minutes_circulation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_minutes_circulation_minutes_id"), ["minutes_id"], unique=False
        )

    op.create_table(
        "minutes_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column(
            "presence",
            sa.Enum(
                "present",
                "excused",
                "absent",
                name="presence",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["minutes_id"], ["minutes.id"], name=op.f("fk_minutes_person_minutes_id_minutes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_person")),
    )
    with op.batch_alter_table("minutes_person", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_minutes_person_minutes_id"), ["minutes_id"], unique=False
        )

    op.create_table(
        "minutes_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("writer", sa.String(length=36), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("set_aside", sa.Boolean(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["account.id"], name=op.f("fk_minutes_revision_author_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["minutes_id"], ["minutes.id"], name=op.f("fk_minutes_revision_minutes_id_minutes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_revision")),
    )
    with op.batch_alter_table("minutes_revision", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_minutes_revision_minutes_id"), ["minutes_id"], unique=False
        )

    op.create_table(
        "minutes_reader",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("circulation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email_key", sa.Text(), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["circulation_id"],
            ["minutes_circulation.id"],
            name=op.f("fk_minutes_reader_circulation_id_minutes_circulation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_reader")),
        sa.UniqueConstraint(
            "circulation_id", "email_key", name=op.f("uq_minutes_reader_circulation_id_email_key")
        ),
        sa.UniqueConstraint("token_hash", name=op.f("uq_minutes_reader_token_hash")),
    )
    op.create_table(
        "minutes_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("circulation_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("reader_id", sa.Integer(), nullable=True),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("passage", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_up", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"], ["account.id"], name=op.f("fk_minutes_comment_author_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["circulation_id"],
            ["minutes_circulation.id"],
            name=op.f("fk_minutes_comment_circulation_id_minutes_circulation"),
        ),
        sa.ForeignKeyConstraint(
            ["reader_id"],
            ["minutes_reader.id"],
            name=op.f("fk_minutes_comment_reader_id_minutes_reader"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_comment")),
    )
    with op.batch_alter_table("minutes_comment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_minutes_comment_author_id"), ["author_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_minutes_comment_circulation_id"), ["circulation_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_minutes_comment_reader_id"), ["reader_id"], unique=False
        )

    with op.batch_alter_table("minutes", schema=None) as batch_op:
        _allow(batch_op, AFTER)
        batch_op.add_column(
            sa.Column("items", sa.JSON(), server_default=sa.text("'[]'"), nullable=False)
        )
        batch_op.add_column(
            sa.Column(
                "counting",
                sa.Enum(
                    "named",
                    "counted",
                    name="counting",
                    native_enum=False,
                    create_constraint=True,
                    length=32,
                ),
                server_default="named",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column("counts", sa.JSON(), server_default=sa.text("'[]'"), nullable=False)
        )
        batch_op.add_column(sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column(
                "approval",
                sa.Enum(
                    "lead",
                    "meeting",
                    name="approval",
                    native_enum=False,
                    create_constraint=True,
                    length=32,
                ),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("approved_by_event_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("signed_document_id", sa.Integer(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_minutes_signed_document_id"), ["signed_document_id"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_minutes_approved_by_event_id_event"),
            "event",
            ["approved_by_event_id"],
            ["id"],
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_minutes_signed_document_id_document"),
            "document",
            ["signed_document_id"],
            ["id"],
        )

    # What is published was approved by who published it, on that day.
    op.execute(
        "UPDATE minutes SET approved_at = published_at, approval = 'lead' "
        "WHERE published_at IS NOT NULL"
    )

    with op.batch_alter_table("minutes_edition", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("items", sa.JSON(), server_default=sa.text("'[]'"), nullable=False)
        )
        batch_op.add_column(
            sa.Column("actions", sa.JSON(), server_default=sa.text("'[]'"), nullable=False)
        )
        batch_op.add_column(
            sa.Column("people", sa.JSON(), server_default=sa.text("'[]'"), nullable=False)
        )
        batch_op.add_column(
            sa.Column("counts", sa.JSON(), server_default=sa.text("'[]'"), nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("minutes_edition", schema=None) as batch_op:
        batch_op.drop_column("counts")
        batch_op.drop_column("people")
        batch_op.drop_column("actions")
        batch_op.drop_column("items")

    # States that the older release does not know: what nobody has published is a draft.
    op.execute("UPDATE minutes SET status = 'draft' WHERE status NOT IN ('published', 'amended')")
    with op.batch_alter_table("minutes", schema=None) as batch_op:
        _allow(batch_op, BEFORE)
        batch_op.drop_constraint(op.f("ck_minutes_counting"), type_="check")
        batch_op.drop_constraint(op.f("ck_minutes_approval"), type_="check")
        batch_op.drop_constraint(
            batch_op.f("fk_minutes_signed_document_id_document"), type_="foreignkey"
        )
        batch_op.drop_constraint(
            batch_op.f("fk_minutes_approved_by_event_id_event"), type_="foreignkey"
        )
        batch_op.drop_index(batch_op.f("ix_minutes_signed_document_id"))
        batch_op.drop_column("signed_document_id")
        batch_op.drop_column("approved_by_event_id")
        batch_op.drop_column("approval")
        batch_op.drop_column("approved_at")
        batch_op.drop_column("counts")
        batch_op.drop_column("counting")
        batch_op.drop_column("items")

    with op.batch_alter_table("minutes_comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_minutes_comment_reader_id"))
        batch_op.drop_index(batch_op.f("ix_minutes_comment_circulation_id"))
        batch_op.drop_index(batch_op.f("ix_minutes_comment_author_id"))

    op.drop_table("minutes_comment")
    op.drop_table("minutes_reader")
    with op.batch_alter_table("minutes_revision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_minutes_revision_minutes_id"))
    op.drop_table("minutes_revision")
    with op.batch_alter_table("minutes_person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_minutes_person_minutes_id"))

    op.drop_table("minutes_person")
    with op.batch_alter_table("minutes_circulation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_minutes_circulation_minutes_id"))

    op.drop_table("minutes_circulation")
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_action_owner_account_id"))
        batch_op.drop_index(batch_op.f("ix_action_due_on"))

    op.drop_table("action")


def _allow(batch: Any, states: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{state}'" for state in states)
    batch.drop_constraint(op.f(CHECK), type_="check")
    batch.create_check_constraint(op.f(CHECK), sa.text(f"status IN ({listed})"))
