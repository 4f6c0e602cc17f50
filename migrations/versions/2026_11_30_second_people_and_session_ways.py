"""two people at one address; how a session is attended

A session of an event held in one way is attended that way; elsewhere it stays open to both, from
one stock of seats, as it was until now: only the team knows which of them are held in a room.

Revision: 7c1e5a90d3b2, after e4fe4ef76a36
"""

from __future__ import annotations

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "7c1e5a90d3b2"
down_revision = "e4fe4ef76a36"
branch_labels = None
depends_on = None

INDEX = "uq_registration_live"
LIVE = sa.text("withdrawn_at IS NULL AND email_key IS NOT NULL")
WAYS = "attendance IN ('on_site', 'remote', 'hybrid')"
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "’": "'", "ß": "ss"})


def upgrade() -> None:
    with op.batch_alter_table("registration") as batch:
        batch.add_column(
            sa.Column("name_key", sa.Text(), nullable=False, server_default=sa.text("''"))
        )
        batch.drop_index(INDEX)
    _write_keys()
    _index(["event_id", "email_key", "name_key"])
    with op.batch_alter_table("pool") as batch:
        batch.add_column(
            sa.Column("attendance", sa.String(length=32), nullable=False, server_default="hybrid")
        )
        batch.create_check_constraint(op.f("ck_pool_eventmode"), sa.text(WAYS))
    op.execute(
        "UPDATE pool SET attendance = (SELECT mode FROM event WHERE event.id = pool.event_id)"
        " WHERE kind = 'session'"
    )


def downgrade() -> None:
    with op.batch_alter_table("pool") as batch:
        batch.drop_constraint(op.f("ck_pool_eventmode"), type_="check")
        batch.drop_column("attendance")
    # One address was one person: the others keep the address, and are no longer known by it.
    op.execute(
        "UPDATE registration SET email_key = NULL WHERE withdrawn_at IS NULL AND EXISTS ("
        "SELECT 1 FROM registration AS earlier WHERE earlier.event_id = registration.event_id"
        " AND earlier.email_key = registration.email_key AND earlier.withdrawn_at IS NULL"
        " AND earlier.id < registration.id)"
    )
    with op.batch_alter_table("registration") as batch:
        batch.drop_index(INDEX)
        batch.drop_column("name_key")
    _index(["event_id", "email_key"])


def _index(columns: list[str]) -> None:
    op.create_index(
        INDEX, "registration", columns, unique=True, sqlite_where=LIVE, postgresql_where=LIVE
    )


def _write_keys() -> None:
    """As `registrations.models` writes them; a name beyond Latin letters had no key."""
    table = sa.table(
        "registration",
        sa.column("id", sa.Integer()),
        *(sa.column(name, sa.Text()) for name in ("first_name", "last_name", "name_key")),
        *(sa.column(name, sa.Text()) for name in ("organisation", "organisation_key")),
    )
    bind = op.get_bind()
    rows = bind.execute(
        sa.select(table.c.id, table.c.first_name, table.c.last_name, table.c.organisation)
    ).all()
    values = [
        {
            "row": number,
            "name_key": " ".join(sorted(_words(f"{first} {last}"))),
            "organisation_key": "".join(_words(organisation or "")) or None,
        }
        for number, first, last, organisation in rows
    ]
    if values:
        bind.execute(
            table.update()
            .where(table.c.id == sa.bindparam("row"))
            .values(
                name_key=sa.bindparam("name_key"),
                organisation_key=sa.bindparam("organisation_key"),
            ),
            values,
        )


def _words(text: str) -> list[str]:
    split = unicodedata.normalize("NFKD", text.translate(_LIGATURES).casefold())
    plain = "".join(sign for sign in split if not unicodedata.combining(sign))
    return re.findall(r"[^\W_]+", plain)
