"""the years of dispositifs, and of the bilan that names them

Revision: c47e8a1d5f03, after f9fd5fea5330
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "c47e8a1d5f03"
down_revision = "f9fd5fea5330"
branch_labels = None
depends_on = None

DISPOSITIF = sa.table(
    "dispositif",
    sa.column("id", sa.Integer),
    sa.column("details", sa.JSON),
    sa.column("source_codes", sa.JSON),
    sa.column("cited_year", sa.Integer),
)
# The programme that the service brings is that of the bilan of 2023.
PROGRAMME, YEAR = "SEED", 2023


def upgrade() -> None:
    with op.batch_alter_table("dispositif") as batch:
        for name in ("starts_year", "ends_year", "cited_year"):
            batch.add_column(sa.Column(name, sa.Integer(), nullable=True))
    bind = op.get_bind()
    rows = bind.execute(sa.select(DISPOSITIF.c.id, DISPOSITIF.c.details, DISPOSITIF.c.source_codes))
    for number, details, sources in rows.all():
        cited = details.get("year") or (YEAR if PROGRAMME in sources else None)
        rest = {name: value for name, value in details.items() if name != "year"}
        bind.execute(
            DISPOSITIF.update()
            .where(DISPOSITIF.c.id == number)
            .values(cited_year=cited, details=rest)
        )


def downgrade() -> None:
    bind = op.get_bind()
    rows = bind.execute(sa.select(DISPOSITIF.c.id, DISPOSITIF.c.details, DISPOSITIF.c.cited_year))
    for number, details, cited in rows.all():
        if cited is not None:
            bind.execute(
                DISPOSITIF.update()
                .where(DISPOSITIF.c.id == number)
                .values(details={**details, "year": cited})
            )
    with op.batch_alter_table("dispositif") as batch:
        for name in ("cited_year", "ends_year", "starts_year"):
            batch.drop_column(name)
