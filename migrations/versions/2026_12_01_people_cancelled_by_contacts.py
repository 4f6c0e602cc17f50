"""a person whom their contact has taken off the list

Revision: d19a4c6be207, after a38e5fef9f68
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "d19a4c6be207"
down_revision = "a38e5fef9f68"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("contact_person") as batch:
        batch.add_column(sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("contact_person") as batch:
        batch.drop_column("cancelled_at")
