"""the words of a mail that a person has to answer

Revision: a38e5fef9f68, after f9fd5fea5330
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "a38e5fef9f68"
down_revision = "f9fd5fea5330"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("incoming_mail") as batch:
        batch.add_column(sa.Column("text", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("incoming_mail") as batch:
        batch.drop_column("text")
