"""figures are superseded, never changed

Revision: 0022, after 0021
"""

# ruff: noqa: S608  # every name put into a statement is one of ours

from __future__ import annotations

import unicodedata
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

STATED = ("figure", "funding_total", "funding_line", "announced_total")
# What the import remembers of rows: the part of the file, and the table.
SECTIONS = {
    "chiffres": "figure",
    "lignes de financement": "funding_line",
    "totaux annoncés": "announced_total",
}
LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "’": "'", "ß": "ss"})


def upgrade() -> None:
    with op.batch_alter_table("funding_line", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_funding_line_year_funding_year"), type_="foreignkey"
        )
    op.create_table(
        "funding_total",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("total_cents", sa.BigInteger(), nullable=False),
        sa.Column("source_codes", sa.JSON(), nullable=False),
        sa.CheckConstraint("total_cents >= 0", name=op.f("ck_funding_total_total_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funding_total")),
    )
    op.execute(
        "INSERT INTO funding_total (year, total_cents, source_codes)"
        " SELECT year, total_cents, source_codes FROM funding_year ORDER BY year"
    )
    op.drop_table("funding_year")
    for table in STATED:
        _add_columns(table)
    with op.batch_alter_table("figure", schema=None) as batch_op:
        for name, kind, target in (
            ("axis_id", sa.Integer(), "axis.id"),
            ("framework_id", sa.Integer(), "framework.id"),
            ("department_code", sa.String(length=3), "department.code"),
            ("metropole_id", sa.Integer(), "metropole.id"),
        ):
            table, column = target.split(".")
            batch_op.add_column(sa.Column(name, kind, nullable=True))
            batch_op.create_foreign_key(
                batch_op.f(f"fk_figure_{name}_{table}"), table, [name], [column]
            )
            batch_op.create_index(batch_op.f(f"ix_figure_{name}"), [name], unique=False)
    _fill()
    for table in STATED:
        _constrain(table)
    with op.batch_alter_table("figure", schema=None) as batch_op:
        batch_op.alter_column("dispositif_id", existing_type=sa.Integer(), nullable=True)
        batch_op.alter_column("value", existing_type=sa.Integer(), type_=sa.BigInteger())
        batch_op.drop_constraint(batch_op.f("uq_figure_dispositif_id_year_unit"), type_="unique")
        batch_op.create_check_constraint(
            batch_op.f("ck_figure_one_subject"),
            sa.text(
                "(dispositif_id IS NOT NULL AND axis_id IS NULL AND framework_id IS NULL)"
                " OR (dispositif_id IS NULL AND axis_id IS NOT NULL AND framework_id IS NULL)"
                " OR (dispositif_id IS NULL AND axis_id IS NULL AND framework_id IS NOT NULL)"
            ),
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_figure_one_territory"),
            sa.text("department_code IS NULL OR metropole_id IS NULL"),
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_figure_value_not_negative"), sa.text("value >= 0")
        )
        batch_op.create_index(batch_op.f("ix_figure_dispositif_id"), ["dispositif_id"])
    with op.batch_alter_table("funding_line", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_funding_line_year_label"), type_="unique")
    with op.batch_alter_table("announced_total", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_announced_total_year_key"), type_="unique")
    with op.batch_alter_table("imported_row", schema=None) as batch_op:
        batch_op.alter_column("row_key", existing_type=sa.String(length=40), type_=sa.Text())
    for section, table in SECTIONS.items():
        _point(section, f"SELECT series FROM {table} WHERE CAST({table}.id AS TEXT) = row_key")


def downgrade() -> None:
    """The older release holds one value of each thing, for the region: the one in force stays."""
    bind = op.get_bind()
    gone = {
        table: f"withdrawn OR EXISTS (SELECT 1 FROM {table} AS later"
        f" WHERE later.supersedes_id = {table}.id)"
        for table in STATED
    }
    gone["figure"] += (
        " OR dispositif_id IS NULL OR department_code IS NOT NULL OR metropole_id IS NOT NULL"
    )
    for section, table in SECTIONS.items():
        # What an import once wrote and nobody holds any more: « retirée », as for any other row.
        _point(
            section,
            f"SELECT COALESCE(MAX(CAST(id AS TEXT)), '0') FROM {table}"
            f" WHERE series = row_key AND NOT ({gone[table]})",
        )
    doomed = {
        table: [
            row[0] for row in bind.execute(sa.text(f"SELECT id FROM {table} WHERE {gone[table]}"))
        ]
        for table in STATED
    }
    for table in STATED:
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name in ("entered_by_id_account", f"supersedes_id_{table}"):
                batch_op.drop_constraint(batch_op.f(f"fk_{table}_{name}"), type_="foreignkey")
        rows = sa.table(table, sa.column("id", sa.Integer))
        bind.execute(sa.delete(rows).where(rows.c.id.in_(doomed[table])))
    with op.batch_alter_table("imported_row", schema=None) as batch_op:
        batch_op.alter_column("row_key", existing_type=sa.Text(), type_=sa.String(length=40))
    with op.batch_alter_table("figure", schema=None) as batch_op:
        for name in ("one_subject", "one_territory", "value_not_negative"):
            batch_op.drop_constraint(batch_op.f(f"ck_figure_{name}"), type_="check")
        batch_op.drop_index(batch_op.f("ix_figure_dispositif_id"))
        for name, table in (
            ("axis_id", "axis"),
            ("framework_id", "framework"),
            ("department_code", "department"),
            ("metropole_id", "metropole"),
        ):
            batch_op.drop_index(batch_op.f(f"ix_figure_{name}"))
            batch_op.drop_constraint(batch_op.f(f"fk_figure_{name}_{table}"), type_="foreignkey")
            batch_op.drop_column(name)
        batch_op.alter_column("dispositif_id", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("value", existing_type=sa.BigInteger(), type_=sa.Integer())
        batch_op.create_unique_constraint(
            batch_op.f("uq_figure_dispositif_id_year_unit"), ["dispositif_id", "year", "unit"]
        )
    with op.batch_alter_table("funding_line", schema=None) as batch_op:
        batch_op.create_unique_constraint(
            batch_op.f("uq_funding_line_year_label"), ["year", "label"]
        )
    with op.batch_alter_table("announced_total", schema=None) as batch_op:
        batch_op.create_unique_constraint(
            batch_op.f("uq_announced_total_year_key"), ["year", "key"]
        )
    for table in STATED:
        _drop_columns(table)
    op.create_table(
        "funding_year",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("total_cents", sa.BigInteger(), nullable=False),
        sa.Column("source_codes", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_funding_year")),
    )
    op.execute(
        "INSERT INTO funding_year (year, total_cents, source_codes)"
        " SELECT year, total_cents, source_codes FROM funding_total"
    )
    # Lines of a year whose total was withdrawn have nothing to hang on.
    op.execute("DELETE FROM funding_line WHERE year NOT IN (SELECT year FROM funding_year)")
    op.drop_table("funding_total")
    with op.batch_alter_table("funding_line", schema=None) as batch_op:
        batch_op.create_foreign_key(
            batch_op.f("fk_funding_line_year_funding_year"), "funding_year", ["year"], ["year"]
        )


def _columns() -> list[tuple[str, Any, bool]]:
    """Name, type, and whether it may stay empty."""
    return [
        ("series", sa.Text(), False),
        ("number", sa.Integer(), False),
        ("stated_on", sa.Date(), True),
        ("provisional", sa.Boolean(), False),
        ("comment", sa.Text(), True),
        ("withdrawn", sa.Boolean(), False),
        ("entered_by_id", sa.Integer(), True),
        ("entered_at", sa.DateTime(timezone=True), False),
        ("supersedes_id", sa.Integer(), True),
    ]


def _add_columns(table: str) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        for name, kind, _empty in _columns():
            batch_op.add_column(sa.Column(name, kind, nullable=True))
        batch_op.add_column(sa.Column("origin", sa.String(length=32), nullable=True))
        if table != "figure":  # which had one
            batch_op.add_column(sa.Column("page", sa.Integer(), nullable=True))


def _fill() -> None:
    """What stood there came from the programme or from the team: the journal has told which."""
    bind = op.get_bind()
    for table in STATED:
        op.execute(
            f"UPDATE {table} SET number = 1, provisional = FALSE, withdrawn = FALSE,"
            " origin = 'import', entered_at = COALESCE("
            "(SELECT MIN(at) FROM programme_import), CURRENT_TIMESTAMP)"
        )
    op.execute("UPDATE funding_total SET series = CAST(year AS TEXT)")
    op.execute("UPDATE announced_total SET series = CAST(year AS TEXT) || '/' || key")
    for table, words, start in (
        ("figure", "unit", "'d' || CAST(dispositif_id AS TEXT) || '/' || CAST(year AS TEXT)"),
        ("funding_line", "label", "CAST(year AS TEXT)"),
    ):
        between = "/region/" if table == "figure" else "/"
        seen: set[str] = set()
        rows = bind.execute(sa.text(f"SELECT id, {start}, {words} FROM {table} ORDER BY id"))
        for number, begun, said in rows.all():
            series = f"{begun}{between}{_fold(said)}"
            # Two spellings of one unit were two figures: they stay two.
            while series in seen:
                series += " "
            seen.add(series)
            bind.execute(
                sa.text(f"UPDATE {table} SET series = :series WHERE id = :id"),
                {"series": series, "id": number},
            )


def _constrain(table: str) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        for name, kind, empty in _columns():
            if not empty:
                batch_op.alter_column(name, existing_type=kind, nullable=False)
        batch_op.alter_column("origin", existing_type=sa.String(length=32), nullable=False)
        batch_op.create_check_constraint(
            batch_op.f(f"ck_{table}_origin"),
            sa.text("origin IN ('import', 'team', 'referent', 'sheet')"),
        )
        batch_op.create_foreign_key(
            batch_op.f(f"fk_{table}_entered_by_id_account"), "account", ["entered_by_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f(f"fk_{table}_supersedes_id_{table}"), table, ["supersedes_id"], ["id"]
        )
        batch_op.create_unique_constraint(
            batch_op.f(f"uq_{table}_series_number"), ["series", "number"]
        )
        batch_op.create_unique_constraint(
            batch_op.f(f"uq_{table}_supersedes_id"), ["supersedes_id"]
        )
        batch_op.create_check_constraint(
            batch_op.f(f"ck_{table}_chained"),
            sa.text("(number = 1) = (supersedes_id IS NULL)"),
        )
        batch_op.create_index(batch_op.f(f"ix_{table}_entered_by_id"), ["entered_by_id"])
        batch_op.create_index(batch_op.f(f"ix_{table}_year"), ["year"])


def _drop_columns(table: str) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.drop_index(batch_op.f(f"ix_{table}_year"))
        batch_op.drop_index(batch_op.f(f"ix_{table}_entered_by_id"))
        for name in ("chained", "origin"):
            batch_op.drop_constraint(batch_op.f(f"ck_{table}_{name}"), type_="check")
        for name in ("series_number", "supersedes_id"):
            batch_op.drop_constraint(batch_op.f(f"uq_{table}_{name}"), type_="unique")
        for name, _kind, _empty in _columns():
            batch_op.drop_column(name)
        batch_op.drop_column("origin")
        if table != "figure":
            batch_op.drop_column("page")


def _point(section: str, answer: str) -> None:
    """Have the import find its rows of a section by what this select answers."""
    op.get_bind().execute(
        sa.text(
            f"UPDATE imported_row SET row_key = COALESCE(({answer}), row_key)"
            " WHERE section = :section"
        ),
        {"section": section},
    )


def _fold(text: str) -> str:
    split = unicodedata.normalize("NFKD", text.translate(LIGATURES).casefold())
    return "".join(sign for sign in split if not unicodedata.combining(sign))
