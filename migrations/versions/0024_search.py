"""full text search

Revision: 0024, after 0023
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

# The index keeps no text of its own (`content=`): triggers tell it what the table held and holds.
ON_SQLITE = (
    "CREATE VIRTUAL TABLE search_words USING fts5"
    "(title, body, content='search_entry', content_rowid='id', tokenize='ascii')",
    "CREATE TRIGGER search_words_added AFTER INSERT ON search_entry BEGIN"
    " INSERT INTO search_words(rowid, title, body) VALUES (new.id, new.title, new.body); END",
    "CREATE TRIGGER search_words_removed AFTER DELETE ON search_entry BEGIN"
    " INSERT INTO search_words(search_words, rowid, title, body)"
    " VALUES ('delete', old.id, old.title, old.body); END",
    "CREATE TRIGGER search_words_changed AFTER UPDATE ON search_entry BEGIN"
    " INSERT INTO search_words(search_words, rowid, title, body)"
    " VALUES ('delete', old.id, old.title, old.body);"
    " INSERT INTO search_words(rowid, title, body) VALUES (new.id, new.title, new.body); END",
)
ON_POSTGRESQL = (
    "ALTER TABLE search_entry ADD COLUMN search_words tsvector GENERATED ALWAYS AS ("
    "setweight(to_tsvector('simple', title), 'A') || setweight(to_tsvector('simple', body), 'D')"
    ") STORED",
    "CREATE INDEX ix_search_entry_search_words ON search_entry USING gin (search_words)",
)


def upgrade() -> None:
    op.create_table(
        "search_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_entry")),
        sa.UniqueConstraint("kind", "subject_id", name=op.f("uq_search_entry_kind_subject_id")),
    )
    for statement in ON_SQLITE if _on_sqlite() else ON_POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    if _on_sqlite():
        op.execute("DROP TABLE search_words")
    op.drop_table("search_entry")


def _on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
