"""sessions that can be ended everywhere; drafts given up before anything was announced

Revision: 0009, after 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# Until now such a draft was only made visible to its group: whatever else was cancelled so had been
# published, and the journal says so.
GIVEN_UP = """
UPDATE event SET unannounced = true
WHERE status = 'cancelled' AND visibility = 'group' AND NOT EXISTS (
    SELECT 1 FROM audit_entry
    WHERE subject_type = 'event' AND subject_id = event.id AND action = 'event:publish'
)
"""


def upgrade() -> None:
    op.add_column(
        "account", sa.Column("session_number", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column(
        "event", sa.Column("unannounced", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.execute(GIVEN_UP)


def downgrade() -> None:
    op.drop_column("event", "unannounced")
    op.drop_column("account", "session_number")
