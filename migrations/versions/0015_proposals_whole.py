"""proposals made whole: notes, services consulted, followers, weighted follow-up, yearly points

Revision: 0015, after 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

FOLLOW_UP_CHECKS = {
    "ck_follow_up_weight_in_range": "weight BETWEEN 1 AND 100",
    "ck_follow_up_progress_in_range": "progress BETWEEN 0 AND 100",
}


def upgrade() -> None:
    op.create_table(
        "consultation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("text_version", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "favourable",
                "reserved",
                "unfavourable",
                name="opinionkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["account.id"], name=op.f("fk_consultation_asked_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_consultation_proposal_id_proposal")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation")),
        sa.UniqueConstraint("public_id", name=op.f("uq_consultation_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_consultation_token_hash")),
    )
    op.create_index(op.f("ix_consultation_proposal_id"), "consultation", ["proposal_id"])

    op.create_table(
        "internal_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["account.id"], name=op.f("fk_internal_note_author_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_internal_note_proposal_id_proposal")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_internal_note")),
    )
    op.create_index(op.f("ix_internal_note_proposal_id"), "internal_note", ["proposal_id"])

    op.create_table(
        "proposal_dispositif",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("dispositif_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dispositif_id"],
            ["dispositif.id"],
            name=op.f("fk_proposal_dispositif_dispositif_id_dispositif"),
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposal.id"],
            name=op.f("fk_proposal_dispositif_proposal_id_proposal"),
        ),
        sa.PrimaryKeyConstraint(
            "proposal_id", "dispositif_id", name=op.f("pk_proposal_dispositif")
        ),
    )
    op.create_index(
        op.f("ix_proposal_dispositif_dispositif_id"), "proposal_dispositif", ["dispositif_id"]
    )

    op.create_table(
        "proposal_follower",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_proposal_follower_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_follower_proposal_id_proposal")
        ),
        sa.PrimaryKeyConstraint("proposal_id", "account_id", name=op.f("pk_proposal_follower")),
    )
    op.create_index(op.f("ix_proposal_follower_account_id"), "proposal_follower", ["account_id"])

    op.create_table(
        "proposal_metropole",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("metropole_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["metropole_id"],
            ["metropole.id"],
            name=op.f("fk_proposal_metropole_metropole_id_metropole"),
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposal.id"],
            name=op.f("fk_proposal_metropole_proposal_id_proposal"),
        ),
        sa.PrimaryKeyConstraint("proposal_id", "metropole_id", name=op.f("pk_proposal_metropole")),
    )
    op.create_table(
        "proposal_organisation",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_proposal_organisation_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposal.id"],
            name=op.f("fk_proposal_organisation_proposal_id_proposal"),
        ),
        sa.PrimaryKeyConstraint(
            "proposal_id", "organisation_id", name=op.f("pk_proposal_organisation")
        ),
    )
    op.create_index(
        op.f("ix_proposal_organisation_organisation_id"),
        "proposal_organisation",
        ["organisation_id"],
    )

    op.create_table(
        "proposal_term",
        sa.Column("term", sa.String(length=40), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_term_proposal_id_proposal")
        ),
        sa.PrimaryKeyConstraint("term", "proposal_id", name=op.f("pk_proposal_term")),
    )
    op.create_index(op.f("ix_proposal_term_proposal_id"), "proposal_term", ["proposal_id"])

    op.create_table(
        "yearly_point",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_yearly_point_proposal_id_proposal")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_yearly_point")),
        sa.UniqueConstraint("proposal_id", "year", name=op.f("uq_yearly_point_proposal_id_year")),
    )
    with op.batch_alter_table("follow_up") as batch_op:
        batch_op.add_column(
            sa.Column("weight", sa.Integer(), server_default=sa.text("1"), nullable=False)
        )
        batch_op.add_column(
            sa.Column("progress", sa.Integer(), server_default=sa.text("0"), nullable=False)
        )
        batch_op.add_column(sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("dropped_reason", sa.Text(), nullable=True))
        for name, rule in FOLLOW_UP_CHECKS.items():
            batch_op.create_check_constraint(op.f(name), rule)
    # What was done before counts whole.
    op.execute("UPDATE follow_up SET progress = 100 WHERE done_at IS NOT NULL")

    with op.batch_alter_table("proposal") as batch_op:
        batch_op.add_column(sa.Column("measure", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(
            sa.Column("suspended_days", sa.Integer(), server_default=sa.text("0"), nullable=False)
        )
        batch_op.add_column(
            sa.Column("alert_step", sa.Integer(), server_default=sa.text("0"), nullable=False)
        )
        batch_op.add_column(
            sa.Column("submission_asked_at", sa.DateTime(timezone=True), nullable=True)
        )

    with op.batch_alter_table("working_group") as batch_op:
        batch_op.add_column(
            sa.Column("lead_submits", sa.Boolean(), server_default=sa.false(), nullable=False)
        )


def downgrade() -> None:
    """Notes, services' opinions, followers and yearly points are lost."""
    with op.batch_alter_table("working_group") as batch_op:
        batch_op.drop_column("lead_submits")

    with op.batch_alter_table("proposal") as batch_op:
        batch_op.drop_column("submission_asked_at")
        batch_op.drop_column("alert_step")
        batch_op.drop_column("suspended_days")
        batch_op.drop_column("measure")

    with op.batch_alter_table("follow_up") as batch_op:
        for name in FOLLOW_UP_CHECKS:
            batch_op.drop_constraint(op.f(name), type_="check")
        batch_op.drop_column("dropped_reason")
        batch_op.drop_column("dropped_at")
        batch_op.drop_column("progress")
        batch_op.drop_column("weight")

    op.drop_table("yearly_point")
    op.drop_table("proposal_term")
    op.drop_table("proposal_organisation")
    op.drop_table("proposal_metropole")
    op.drop_table("proposal_follower")
    op.drop_table("proposal_dispositif")
    op.drop_table("internal_note")
    op.drop_table("consultation")
