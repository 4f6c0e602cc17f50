"""append-only audit

The journal refuses UPDATE and DELETE in the database itself, so that no code path can rewrite it.

Revision: 0002, after 0001
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ACTS = ("update", "delete")


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for act in ACTS:
            op.execute(
                f"CREATE TRIGGER audit_entry_no_{act} BEFORE {act} ON audit_entry "
                "BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION audit_entry_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'audit_entry is append-only'; END $$"
    )
    for act in ACTS:
        op.execute(
            f"CREATE TRIGGER audit_entry_no_{act} BEFORE {act} ON audit_entry "
            "FOR EACH ROW EXECUTE FUNCTION audit_entry_is_append_only()"
        )


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for act in ACTS:
        op.execute(f"DROP TRIGGER audit_entry_no_{act}" + ("" if sqlite else " ON audit_entry"))
    if not sqlite:
        op.execute("DROP FUNCTION audit_entry_is_append_only()")
