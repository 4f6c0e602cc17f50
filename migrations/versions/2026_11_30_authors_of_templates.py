"""who wrote a kept text of messages

Revision: 9d03b7f1c26e, after 5b8d20c4e7a1
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "9d03b7f1c26e"
down_revision = "5b8d20c4e7a1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("mailing_template") as batch:
        batch.add_column(sa.Column("author_id", sa.Integer(), nullable=True))
        batch.create_index(batch.f("ix_mailing_template_author_id"), ["author_id"])
        batch.create_foreign_key(
            batch.f("fk_mailing_template_author_id_account"), "account", ["author_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("mailing_template") as batch:
        batch.drop_constraint(batch.f("fk_mailing_template_author_id_account"), type_="foreignkey")
        batch.drop_index(batch.f("ix_mailing_template_author_id"))
        batch.drop_column("author_id")
