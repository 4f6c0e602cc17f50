"""the life of a year's report

Revision: 0020, after 0019
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("territory", sa.String(length=8), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "validated",
                "published",
                "corrected",
                name="reviewstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("validated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["account.id"], name="fk_review_created_by_id_account"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_review"),
        sa.UniqueConstraint("year", "territory", name="uq_review_year_territory"),
    )
    op.create_table(
        "review_edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name="fk_review_edition_review_id_review"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_review_edition"),
        sa.UniqueConstraint("review_id", "number", name="uq_review_edition_review_id_number"),
    )
    op.create_table(
        "review_section",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("testimonies", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name="fk_review_section_review_id_review"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_review_section"),
        sa.UniqueConstraint("review_id", "key", name="uq_review_section_review_id_key"),
    )
    op.create_table(
        "review_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["review_edition.id"], name="fk_review_part_edition_id_review_edition"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_review_part"),
        sa.UniqueConstraint("edition_id", "rank", name="uq_review_part_edition_id_rank"),
    )
    op.create_table(
        "review_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("writer", sa.String(length=36), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("set_aside", sa.Boolean(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["account.id"], name="fk_review_revision_author_id_account"
        ),
        sa.ForeignKeyConstraint(
            ["section_id"],
            ["review_section.id"],
            name="fk_review_revision_section_id_review_section",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_review_revision"),
    )
    with op.batch_alter_table("review_revision") as batch_op:
        batch_op.create_index("ix_review_revision_section_id", ["section_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("review_revision") as batch_op:
        batch_op.drop_index("ix_review_revision_section_id")

    op.drop_table("review_revision")
    op.drop_table("review_part")
    op.drop_table("review_section")
    op.drop_table("review_edition")
    op.drop_table("review")
