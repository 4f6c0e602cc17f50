"""mails that come back, and the marks by which they are known

Revision: 0004, after 0003
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None
BEFORE = ("queued", "sending", "sent", "failed", "cancelled")
AFTER = ("queued", "sending", "sent", "bounced", "failed", "cancelled")
CHECK = "ck_outbox_message_messagestatus"


def upgrade() -> None:
    with op.batch_alter_table("outbox_message") as batch:
        batch.add_column(sa.Column("mark", sa.String(length=32), nullable=True))
        batch.create_unique_constraint(op.f("uq_outbox_message_mark"), ["mark"])
        _allow(batch, AFTER)
    op.create_table(
        "incoming_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("kind", _words("incomingkind", "answer", "return", "other"), nullable=False),
        sa.Column(
            "verdict",
            _words("verdict", "applied", "forged", "late", "unknown", "unreadable"),
            nullable=False,
        ),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column(
            "participation",
            _words("participation", "ACCEPTED", "DECLINED", "TENTATIVE"),
            nullable=True,
        ),
        sa.Column("stamped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_incoming_mail_event_id_event")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming_mail")),
        sa.UniqueConstraint("digest", name=op.f("uq_incoming_mail_digest")),
    )
    op.create_index(op.f("ix_incoming_mail_event_id"), "incoming_mail", ["event_id"])
    op.create_index(
        op.f("ix_incoming_mail_verdict_handled_at"), "incoming_mail", ["verdict", "handled_at"]
    )


def downgrade() -> None:
    op.drop_table("incoming_mail")
    # A mail that came back had left: that is all the older table can say.
    op.execute("UPDATE outbox_message SET status = 'sent' WHERE status = 'bounced'")
    with op.batch_alter_table("outbox_message") as batch:
        _allow(batch, BEFORE)
        batch.drop_constraint(op.f("uq_outbox_message_mark"), type_="unique")
        batch.drop_column("mark")


def _words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _allow(batch: Any, values: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{value}'" for value in values)
    batch.drop_constraint(op.f(CHECK), type_="check")
    batch.create_check_constraint(op.f(CHECK), sa.text(f"status IN ({listed})"))
