"""keys of mails without names; what was typed about registrations may be forgotten

A refused seat wrote the name of a person into the key of its mail, where nothing ever cleared it,
and an alert wrote an unsalted hash of an address. The journal stays append-only: the reason of
an act on registrations alone may be emptied, once the people whom it was about are forgotten.

Revision: e4fe4ef76a36, after 0033
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "e4fe4ef76a36"
down_revision = "0033"
branch_labels = None
depends_on = None

KEYS = ("contact:%:refused:%", "fill:%")
COLUMNS = (
    *("id", "at", "actor_id", "actor_label", "action"),
    *("subject_type", "subject_id", "before", "after"),
)
REFUSED = "audit_entry is append-only"
TRIGGER = "CREATE TRIGGER audit_entry_no_update BEFORE update ON audit_entry "


def upgrade() -> None:
    clean = sa.text("UPDATE outbox_message SET key = 'former-' || id WHERE key LIKE :pattern")
    for pattern in KEYS:
        op.execute(clean.bindparams(pattern=pattern))
    if op.get_bind().dialect.name == "sqlite":
        same = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in COLUMNS)
        op.execute("DROP TRIGGER audit_entry_no_update")
        op.execute(
            f"{TRIGGER}WHEN NOT (OLD.action LIKE 'registration:%' AND NEW.reason IS NULL "
            f"AND {same}) BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        )
        return
    same = "to_jsonb(NEW) - 'reason' = to_jsonb(OLD) - 'reason'"
    op.execute(
        "CREATE OR REPLACE FUNCTION audit_entry_is_append_only() RETURNS trigger "
        "LANGUAGE plpgsql AS $$ BEGIN "
        "IF TG_OP = 'UPDATE' AND OLD.action LIKE 'registration:%' AND NEW.reason IS NULL "
        f"AND {same} THEN RETURN NEW; END IF; "
        f"RAISE EXCEPTION '{REFUSED}'; END $$"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_entry_no_update")
        op.execute(f"{TRIGGER}BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END")
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION audit_entry_is_append_only() RETURNS trigger "
        f"LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$"
    )
