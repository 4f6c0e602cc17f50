"""what groups plan and decide, convocations, polls of dates, follows

Revision: 0008, after 0007
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None
BEFORE = ("lead", "secretary", "member")
AFTER = ("lead", "co_lead", "secretary", "referent", "member")
CHECK = "ck_mandate_grouprole"


def upgrade() -> None:
    op.create_table(
        "follow",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column(
            "pace",
            sa.Enum(
                "each",
                "weekly",
                "nothing",
                name="pace",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_follow_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["working_group.id"], name=op.f("fk_follow_group_id_working_group")
        ),
        sa.PrimaryKeyConstraint("account_id", "group_id", name=op.f("pk_follow")),
    )
    with op.batch_alter_table("follow", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_follow_group_id"), ["group_id"], unique=False)

    op.create_table(
        "group_department",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("department_code", sa.String(length=3), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_code"],
            ["department.code"],
            name=op.f("fk_group_department_department_code_department"),
        ),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["working_group.id"],
            name=op.f("fk_group_department_group_id_working_group"),
        ),
        sa.PrimaryKeyConstraint("group_id", "department_code", name=op.f("pk_group_department")),
    )
    op.create_table(
        "group_dispositif",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("dispositif_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dispositif_id"],
            ["dispositif.id"],
            name=op.f("fk_group_dispositif_dispositif_id_dispositif"),
        ),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["working_group.id"],
            name=op.f("fk_group_dispositif_group_id_working_group"),
        ),
        sa.PrimaryKeyConstraint("group_id", "dispositif_id", name=op.f("pk_group_dispositif")),
    )
    op.create_table(
        "group_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("email_key", sa.Text(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "lead",
                "co_lead",
                "secretary",
                "referent",
                "member",
                name="grouprole",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["working_group.id"],
            name=op.f("fk_group_invitation_group_id_working_group"),
        ),
        sa.ForeignKeyConstraint(
            ["invited_by_id"],
            ["account.id"],
            name=op.f("fk_group_invitation_invited_by_id_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_invitation")),
        sa.UniqueConstraint("public_id", name=op.f("uq_group_invitation_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_group_invitation_token_hash")),
    )
    with op.batch_alter_table("group_invitation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_group_invitation_group_id"), ["group_id"], unique=False
        )

    op.create_table(
        "group_metropole",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("metropole_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["working_group.id"],
            name=op.f("fk_group_metropole_group_id_working_group"),
        ),
        sa.ForeignKeyConstraint(
            ["metropole_id"],
            ["metropole.id"],
            name=op.f("fk_group_metropole_metropole_id_metropole"),
        ),
        sa.PrimaryKeyConstraint("group_id", "metropole_id", name=op.f("pk_group_metropole")),
    )
    op.create_table(
        "join_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("email_key", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "unconfirmed",
                "waiting",
                "accepted",
                "refused",
                name="joinstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_join_request_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["account.id"], name=op.f("fk_join_request_answered_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["working_group.id"], name=op.f("fk_join_request_group_id_working_group")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_join_request")),
        sa.UniqueConstraint("public_id", name=op.f("uq_join_request_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_join_request_token_hash")),
    )
    with op.batch_alter_table("join_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_join_request_group_id"), ["group_id"], unique=False)
        batch_op.create_index(
            "uq_join_request_in_hand",
            ["group_id", "email_key"],
            unique=True,
            sqlite_where=sa.text("status IN ('unconfirmed', 'waiting')"),
            postgresql_where=sa.text("status IN ('unconfirmed', 'waiting')"),
        )

    op.create_table(
        "milestone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("deliverable", sa.Text(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "reached",
                "dropped",
                name="milestonestatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("resolved_on", sa.Date(), nullable=True),
        sa.Column("resolution", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(status = 'open') = (resolved_on IS NULL)",
            name=op.f("ck_milestone_resolved_when_no_longer_open"),
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["working_group.id"], name=op.f("fk_milestone_group_id_working_group")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
    )
    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_milestone_group_id"), ["group_id"], unique=False)

    op.create_table(
        "mission_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "approved",
                name="letterstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["approved_by_id"],
            ["account.id"],
            name=op.f("fk_mission_letter_approved_by_id_account"),
        ),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["working_group.id"],
            name=op.f("fk_mission_letter_group_id_working_group"),
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["account.id"], name=op.f("fk_mission_letter_written_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mission_letter")),
        sa.UniqueConstraint("group_id", "number", name=op.f("uq_mission_letter_group_id_number")),
    )
    op.create_table(
        "status_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["working_group.id"], name=op.f("fk_status_note_group_id_working_group")
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["account.id"], name=op.f("fk_status_note_written_by_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_note")),
    )
    with op.batch_alter_table("status_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_status_note_group_id"), ["group_id"], unique=False)

    op.create_table(
        "convocation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("email_key", sa.Text(), nullable=True),
        sa.Column(
            "answer",
            sa.Enum(
                "present",
                "remote",
                "delegate",
                "excused",
                name="answer",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("delegate_name", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL)",
            name=op.f("ck_convocation_answer_has_its_moment"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_convocation_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_convocation_event_id_event")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_convocation")),
        sa.UniqueConstraint(
            "event_id", "account_id", name=op.f("uq_convocation_event_id_account_id")
        ),
        sa.UniqueConstraint(
            "event_id", "email_key", name=op.f("uq_convocation_event_id_email_key")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_convocation_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_convocation_token_hash")),
    )
    with op.batch_alter_table("convocation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_convocation_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_convocation_event_id"), ["event_id"], unique=False)

    op.create_table(
        "date_poll",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column(
            "mode",
            sa.Enum(
                "on_site",
                "remote",
                "hybrid",
                name="eventmode",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "decided",
                "cancelled",
                name="pollstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["account.id"], name=op.f("fk_date_poll_created_by_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_date_poll_event_id_event")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["working_group.id"], name=op.f("fk_date_poll_group_id_working_group")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_date_poll")),
    )
    with op.batch_alter_table("date_poll", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_date_poll_group_id"), ["group_id"], unique=False)

    op.create_table(
        "group_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_group_document_document_id_document")
        ),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["working_group.id"],
            name=op.f("fk_group_document_group_id_working_group"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_document")),
    )
    with op.batch_alter_table("group_document", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_group_document_document_id"), ["document_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_group_document_group_id"), ["group_id"], unique=False)

    op.create_table(
        "meeting_document",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_meeting_document_document_id_document")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_meeting_document_event_id_event")
        ),
        sa.PrimaryKeyConstraint("event_id", "document_id", name=op.f("pk_meeting_document")),
    )
    with op.batch_alter_table("meeting_document", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_meeting_document_document_id"), ["document_id"], unique=False
        )

    op.create_table(
        "poll_date",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_poll_date_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["poll_id"], ["date_poll.id"], name=op.f("fk_poll_date_poll_id_date_poll")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_date")),
        sa.UniqueConstraint("poll_id", "starts_at", name=op.f("uq_poll_date_poll_id_starts_at")),
    )
    op.create_table(
        "poll_voter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_poll_voter_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["poll_id"], ["date_poll.id"], name=op.f("fk_poll_voter_poll_id_date_poll")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_voter")),
        sa.UniqueConstraint("poll_id", "account_id", name=op.f("uq_poll_voter_poll_id_account_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_poll_voter_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_poll_voter_token_hash")),
    )
    with op.batch_alter_table("poll_voter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_poll_voter_account_id"), ["account_id"], unique=False)

    op.create_table(
        "poll_choice",
        sa.Column("voter_id", sa.Integer(), nullable=False),
        sa.Column("date_id", sa.Integer(), nullable=False),
        sa.Column(
            "choice",
            sa.Enum(
                "yes",
                "if_needed",
                "no",
                name="choice",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["date_id"], ["poll_date.id"], name=op.f("fk_poll_choice_date_id_poll_date")
        ),
        sa.ForeignKeyConstraint(
            ["voter_id"], ["poll_voter.id"], name=op.f("fk_poll_choice_voter_id_poll_voter")
        ),
        sa.PrimaryKeyConstraint("voter_id", "date_id", name=op.f("pk_poll_choice")),
    )
    op.create_table(
        "group_settings",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column(
            "member_list",
            sa.Enum(
                "public",
                "members",
                "team",
                name="memberlist",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["working_group.id"],
            name=op.f("fk_group_settings_group_id_working_group"),
        ),
        sa.PrimaryKeyConstraint("group_id", name=op.f("pk_group_settings")),
    )
    # Columns that may stay empty: no table that others point at is made again.
    with op.batch_alter_table("programme_item") as batch:
        batch.add_column(sa.Column("minutes", sa.Integer(), nullable=True))
    with op.batch_alter_table("working_group") as batch:
        batch.add_column(sa.Column("referent_service", sa.Text(), nullable=True))
        batch.add_column(sa.Column("covers_region", sa.Boolean(), nullable=True))
    with op.batch_alter_table("mandate") as batch:
        batch.add_column(sa.Column("organisation_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("shown", sa.Boolean(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_mandate_organisation_id_organisation"),
            "organisation",
            ["organisation_id"],
            ["id"],
        )
        batch.create_index(op.f("ix_mandate_organisation_id"), ["organisation_id"])
        _allow(batch, AFTER)
    op.execute("UPDATE mandate SET shown = false")
    # Whom they spoke for was not kept: the organisation of today is the best guess.
    op.execute(
        "UPDATE mandate SET organisation_id ="
        " (SELECT organisation_id FROM account WHERE account.id = mandate.account_id)"
    )
    with op.batch_alter_table("mandate") as batch:
        batch.alter_column("shown", existing_type=sa.Boolean(), nullable=False)


def downgrade() -> None:
    # The older table knows three roles: the two others become what they resemble most. Where the
    # person already has that role, a second running mandate has no place there.
    for newer, older in (("co_lead", "lead"), ("referent", "member")):
        op.execute(
            f"DELETE FROM mandate WHERE until IS NULL AND role = '{newer}' AND EXISTS ("  # noqa: S608
            "SELECT 1 FROM mandate AS held WHERE held.group_id = mandate.group_id"
            " AND held.account_id = mandate.account_id AND held.until IS NULL"
            f" AND held.role = '{older}')"
        )
    op.execute("UPDATE mandate SET role = 'lead' WHERE role = 'co_lead'")
    op.execute("UPDATE mandate SET role = 'member' WHERE role = 'referent'")
    with op.batch_alter_table("mandate") as batch:
        _allow(batch, BEFORE)
        batch.drop_index(op.f("ix_mandate_organisation_id"))
        batch.drop_constraint(op.f("fk_mandate_organisation_id_organisation"), type_="foreignkey")
        batch.drop_column("shown")
        batch.drop_column("organisation_id")
    with op.batch_alter_table("working_group") as batch:
        batch.drop_column("covers_region")
        batch.drop_column("referent_service")
    with op.batch_alter_table("programme_item") as batch:
        batch.drop_column("minutes")
    op.drop_table("group_settings")
    op.drop_table("poll_choice")
    with op.batch_alter_table("poll_voter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_poll_voter_account_id"))

    op.drop_table("poll_voter")
    op.drop_table("poll_date")
    with op.batch_alter_table("meeting_document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_document_document_id"))

    op.drop_table("meeting_document")
    with op.batch_alter_table("group_document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_group_document_group_id"))
        batch_op.drop_index(batch_op.f("ix_group_document_document_id"))

    op.drop_table("group_document")
    with op.batch_alter_table("date_poll", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_date_poll_group_id"))

    op.drop_table("date_poll")
    with op.batch_alter_table("convocation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_convocation_event_id"))
        batch_op.drop_index(batch_op.f("ix_convocation_account_id"))

    op.drop_table("convocation")
    with op.batch_alter_table("status_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_status_note_group_id"))

    op.drop_table("status_note")
    op.drop_table("mission_letter")
    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_milestone_group_id"))

    op.drop_table("milestone")
    with op.batch_alter_table("join_request", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_join_request_in_hand",
            sqlite_where=sa.text("status IN ('unconfirmed', 'waiting')"),
            postgresql_where=sa.text("status IN ('unconfirmed', 'waiting')"),
        )
        batch_op.drop_index(batch_op.f("ix_join_request_group_id"))

    op.drop_table("join_request")
    op.drop_table("group_metropole")
    with op.batch_alter_table("group_invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_group_invitation_group_id"))

    op.drop_table("group_invitation")
    op.drop_table("group_dispositif")
    op.drop_table("group_department")
    with op.batch_alter_table("follow", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_follow_group_id"))

    op.drop_table("follow")


def _allow(batch: Any, roles: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{role}'" for role in roles)
    batch.drop_constraint(op.f(CHECK), type_="check")
    batch.create_check_constraint(op.f(CHECK), sa.text(f"role IN ({listed})"))
