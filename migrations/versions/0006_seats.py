"""sessions, reserves, options of registration

An event gets as many pools of seats as it has sessions; seats may be kept aside; a registration
may need an approval, an invitation or a confirmed address.

Revision: 0006, after 0005
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NOT_SESSION = sa.text("kind != 'session'")
NOT_REVOKED = sa.text("revoked_at IS NULL")
POOL_CHECKS = {
    "ck_pool_poolkind": "kind IN ('on_site', 'remote', 'session')",
    "ck_pool_title_of_session": "(kind = 'session') = (title IS NOT NULL)",
    "ck_pool_both_ends": "(starts_at IS NULL) = (ends_at IS NULL)",
    "ck_pool_ends_after_start": "ends_at IS NULL OR ends_at > starts_at",
}


def _new_columns() -> dict[str, tuple[sa.Column[Any], ...]]:
    return {
        "event": (
            sa.Column("approval_required", sa.Boolean(), server_default=sa.false(), nullable=False),
            sa.Column("invitation_only", sa.Boolean(), server_default=sa.false(), nullable=False),
            sa.Column("seats_per_organisation", sa.Integer(), nullable=True),
            sa.Column("confirmation_hours", sa.Integer(), nullable=True),
        ),
        "registration": (
            sa.Column("organisation_key", sa.Text(), nullable=True),
            sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
            sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
            sa.Column("confirm_by", sa.DateTime(timezone=True), nullable=True),
        ),
    }


def upgrade() -> None:
    for table, columns in _new_columns().items():
        for column in columns:
            op.add_column(table, column)
    op.create_index(
        op.f("ix_registration_event_id_organisation_key"),
        "registration",
        ["event_id", "organisation_key"],
    )
    _write_organisation_keys()
    _widen_pool()
    op.create_table(
        "reserve",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pool_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("release_on", sa.Date(), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("seats > 0", name=op.f("ck_reserve_seats_positive")),
        sa.ForeignKeyConstraint(["pool_id"], ["pool.id"], name=op.f("fk_reserve_pool_id_pool")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reserve")),
    )
    op.create_index(op.f("ix_reserve_pool_id"), "reserve", ["pool_id"])
    _widen_claim()
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=36), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("email_key", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_invitation_event_id_event")
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_invitation_registration_id_registration"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("public_id", name=op.f("uq_invitation_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    op.create_index(op.f("ix_invitation_event_id"), "invitation", ["event_id"])
    op.create_index(op.f("ix_invitation_registration_id"), "invitation", ["registration_id"])
    op.create_index(
        "uq_invitation_live",
        "invitation",
        ["event_id", "email_key"],
        unique=True,
        sqlite_where=NOT_REVOKED,
        postgresql_where=NOT_REVOKED,
    )


def downgrade() -> None:
    """Sessions, what was claimed of them, reserves and invitations are lost."""
    op.drop_table("invitation")
    session_pools = "SELECT id FROM pool WHERE kind = 'session'"
    op.execute(f"DELETE FROM claim WHERE pool_id IN ({session_pools})")  # noqa: S608
    _narrow_claim()
    op.drop_table("reserve")
    op.execute("DELETE FROM pool WHERE kind = 'session'")
    _narrow_pool()
    op.drop_index(op.f("ix_registration_event_id_organisation_key"), "registration")
    for table, columns in _new_columns().items():
        for column in columns:
            op.drop_column(table, column.name)


def _widen_pool() -> None:
    with op.batch_alter_table("pool") as batch:
        batch.drop_constraint("uq_pool_event_id_kind", type_="unique")
        batch.drop_constraint(op.f("ck_pool_poolkind"), type_="check")
        for name in ("title", "description", "room"):
            batch.add_column(sa.Column(name, sa.Text(), nullable=True))
        for name in ("starts_at", "ends_at"):
            batch.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("alerted", sa.Integer(), server_default="0", nullable=False))
        for name, rule in POOL_CHECKS.items():
            batch.create_check_constraint(op.f(name), sa.text(rule))
    op.create_index(op.f("ix_pool_event_id"), "pool", ["event_id"])
    op.create_index(
        "uq_pool_mode",
        "pool",
        ["event_id", "kind"],
        unique=True,
        sqlite_where=NOT_SESSION,
        postgresql_where=NOT_SESSION,
    )


def _narrow_pool() -> None:
    op.drop_index("uq_pool_mode", "pool")
    op.drop_index(op.f("ix_pool_event_id"), "pool")
    with op.batch_alter_table("pool") as batch:
        for name in POOL_CHECKS:
            batch.drop_constraint(op.f(name), type_="check")
        for name in ("title", "description", "room", "starts_at", "ends_at", "alerted"):
            batch.drop_column(name)
        batch.create_check_constraint(
            op.f("ck_pool_poolkind"), sa.text("kind IN ('on_site', 'remote')")
        )
        batch.create_unique_constraint(op.f("uq_pool_event_id_kind"), ["event_id", "kind"])


def _widen_claim() -> None:
    _remake_claim_with(
        sa.Column("interim", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("reserve_id", sa.Integer(), nullable=True),
        sa.Column("over_capacity", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    awaited = "SELECT replaces_id FROM claim WHERE status = 'waiting' AND replaces_id IS NOT NULL"
    op.execute(
        f"UPDATE claim SET interim = {_true()} "  # noqa: S608
        f"WHERE status = 'confirmed' AND id IN ({awaited})"
    )
    with op.batch_alter_table("claim") as batch:
        batch.drop_constraint("fk_claim_replaces_id_claim", type_="foreignkey")
        batch.drop_column("replaces_id")
        batch.create_foreign_key(
            op.f("fk_claim_reserve_id_reserve"), "reserve", ["reserve_id"], ["id"]
        )
    op.create_index(op.f("ix_claim_reserve_id"), "claim", ["reserve_id"])


def _narrow_claim() -> None:
    """A seat held meanwhile points again at nothing: the one awaited points at it."""
    op.drop_index(op.f("ix_claim_reserve_id"), "claim")
    _remake_claim_with(sa.Column("replaces_id", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE claim SET replaces_id = (SELECT MIN(kept.id) FROM claim AS kept "
        "WHERE kept.registration_id = claim.registration_id AND kept.status = 'confirmed' "
        "AND kept.interim) WHERE status = 'waiting'"
    )
    with op.batch_alter_table("claim") as batch:
        batch.drop_constraint("fk_claim_reserve_id_reserve", type_="foreignkey")
        for name in ("interim", "reserve_id", "over_capacity"):
            batch.drop_column(name)
        batch.create_foreign_key(
            op.f("fk_claim_replaces_id_claim"), "claim", ["replaces_id"], ["id"]
        )


def _remake_claim_with(*columns: sa.Column[Any]) -> None:
    with op.batch_alter_table("claim") as batch:
        for column in columns:
            batch.add_column(column)


def _true() -> str:
    return "1" if op.get_bind().dialect.name == "sqlite" else "TRUE"


def _write_organisation_keys() -> None:
    """As the application writes them from now on: no case, no accents, no signs."""
    bind = op.get_bind()
    rows = bind.execute(
        sa.text("SELECT DISTINCT organisation FROM registration WHERE organisation IS NOT NULL")
    )
    for (name,) in rows.all():
        bind.execute(
            sa.text("UPDATE registration SET organisation_key = :key WHERE organisation = :name"),
            {"key": _key(name), "name": name},
        )


def _key(name: str) -> str | None:
    letters = name.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae").replace("Æ", "AE")
    plain = unicodedata.normalize("NFKD", letters.casefold())
    return re.sub("[^a-z0-9]+", "", plain) or None
