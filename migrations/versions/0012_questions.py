"""what events ask of those who register, and what they answered

Revision: 0012, after 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "event_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "text",
                "long_text",
                "number",
                "yes_no",
                "one",
                "several",
                "date",
                "file",
                name="questionkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("hint", sa.Text(), nullable=True),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("erase_on", sa.Date(), nullable=False),
        sa.Column("only_if_id", sa.Integer(), nullable=True),
        sa.Column("only_if_value", sa.Text(), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(only_if_id IS NULL) = (only_if_value IS NULL)",
            name=op.f("ck_event_question_whole_condition"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_event_question_event_id_event")
        ),
        sa.ForeignKeyConstraint(
            ["only_if_id"],
            ["event_question.id"],
            name=op.f("fk_event_question_only_if_id_event_question"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_question")),
    )
    op.create_index(op.f("ix_event_question_event_id"), "event_question", ["event_id"])
    op.create_index(op.f("ix_event_question_only_if_id"), "event_question", ["only_if_id"])

    op.create_table(
        "form_options",
        sa.Column("event_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("meals", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_form_options_event_id_event")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_form_options")),
    )
    op.create_table(
        "declared_need",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "wheelchair",
                "sign_language",
                "hearing_loop",
                "easy_read",
                "childcare",
                "travel",
                "other",
                "meal",
                "meat_free",
                "diet",
                name="needkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_declared_need_registration_id_registration"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declared_need")),
        sa.UniqueConstraint(
            "registration_id", "kind", name=op.f("uq_declared_need_registration_id_kind")
        ),
    )
    op.create_table(
        "given_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_given_answer_document_id_document")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["event_question.id"],
            name=op.f("fk_given_answer_question_id_event_question"),
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_given_answer_registration_id_registration"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_given_answer")),
        sa.UniqueConstraint(
            "registration_id",
            "question_id",
            name=op.f("uq_given_answer_registration_id_question_id"),
        ),
    )
    op.create_index(op.f("ix_given_answer_document_id"), "given_answer", ["document_id"])
    op.create_index(op.f("ix_given_answer_question_id"), "given_answer", ["question_id"])


def downgrade() -> None:
    op.drop_table("given_answer")
    op.drop_table("declared_need")
    op.drop_table("form_options")
    op.drop_table("event_question")
