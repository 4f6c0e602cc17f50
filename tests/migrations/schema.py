"""What a database holds, as text that two ways of making it can be compared by.

Alembic's own comparison does not see changed CHECKs, partial indexes or triggers: this reads the
definitions from the engine itself.
"""

from __future__ import annotations

import re

from sqlalchemy import Connection, text

# Made by Alembic itself.
OUTSIDE = "alembic_version"

COLUMNS = """
SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default,
  (SELECT attstorage FROM pg_attribute
   WHERE attrelid = table_name::regclass AND attname = column_name)
FROM information_schema.columns WHERE table_schema = 'public'
"""
CONSTRAINTS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
"""
INDEXES = "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
TRIGGERS = """
SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid)
FROM pg_trigger WHERE NOT tgisinternal
"""
FUNCTIONS = "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
TYPES = """
SELECT typname FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typtype = 'e'
"""


def lines(connection: Connection) -> set[str]:
    """One line per column, constraint, index, trigger and function."""
    found = _sqlite(connection) if connection.dialect.name == "sqlite" else _postgres(connection)
    return {line for line in found if OUTSIDE not in line}


def _sqlite(connection: Connection) -> set[str]:
    found = set()
    rows = connection.execute(
        text("SELECT type, tbl_name, name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    )
    for kind, table, name, sql in rows:
        plain = re.sub(r"\s+", " ", sql.replace('"', ""))
        if kind == "table":
            # The order in which constraints are written means nothing.
            body = plain[plain.index("(") + 1 : plain.rindex(")")]
            found |= {f"{table}: {part}" for part in _parts(body)}
        else:
            found.add(f"{table}: {kind} {name}: {plain}")
    return found


def _parts(body: str) -> list[str]:
    """Cut at the commas that no parenthesis holds."""
    parts, depth = [""], 0
    for sign in body:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts]


def _postgres(connection: Connection) -> set[str]:
    found = set()
    for query in (COLUMNS, CONSTRAINTS, INDEXES, TRIGGERS, FUNCTIONS, TYPES):
        for row in connection.execute(text(query)):
            found.add(": ".join(" ".join(str(value).split()) for value in row))
    return found
