"""the words of a mail that a person has to answer

Revision: a38e5fef9f68, after c47e8a1d5f03
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "a38e5fef9f68"
down_revision = "c47e8a1d5f03"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("incoming_mail") as batch:
        batch.add_column(sa.Column("text", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("incoming_mail") as batch:
        batch.drop_column("text")
