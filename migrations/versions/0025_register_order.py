"""the register reads its order from indexes

Revision: 0025, after 0024
"""

from __future__ import annotations

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_proposal_register",
        "proposal",
        ["submitted_at", "id", "status", "public_title", "reference", "group_id"],
    )
    op.create_index(
        op.f("ix_proposal_department_department_code"), "proposal_department", ["department_code"]
    )
    # Entries now hold what everyone may read, and no more: the daily task writes them anew.
    op.execute("DELETE FROM search_entry")


def downgrade() -> None:
    op.drop_index(op.f("ix_proposal_department_department_code"), table_name="proposal_department")
    op.drop_index("ix_proposal_register", table_name="proposal")
