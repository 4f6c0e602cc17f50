"""`flask --app app copy-to ADDRESS`: the whole database into another one, on either engine.

One transaction on each side: the source as it is at one instant, and a target that holds everything
once it is verified, or nothing. Rows pass through the types of the models, so that what differs
between the engines (instants, booleans, JSON) is what the models say on both.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy import Column, Engine, Table, bindparam, func, inspect, select, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from app.config import Settings
from app.kernel.base import Base
from app.kernel.db import db
from app.kernel.search import ENGINE_OWN

BATCH: Final = 500
LARGEST_SUM: Final = 2**256


@click.command("copy-to")
@click.argument("address", metavar="ADRESSE")
@with_appcontext
def copy_to(address: str) -> None:
    """Recopie toute la base dans une autre, vide : de SQLite vers PostgreSQL, ou l’inverse.

    ADRESSE s’écrit comme SYNERGIES_DATABASE_URL. Arrêtez le service d’abord : ce qui s’écrirait
    pendant la copie n’y serait pas. Les fichiers joints ne sont pas dans la base.
    """
    source = db.engine
    with empty_copy_of(current_app, address) as target:
        copied = copy(source, target)
    rows = sum(copied.values())
    click.echo(f"Copié et vérifié : {rows} lignes de {len(copied)} tables.")
    click.echo("Réglez maintenant SYNERGIES_DATABASE_URL sur cette adresse, et redémarrez.")


@contextmanager
def empty_copy_of(app: Flask, address: str) -> Iterator[Engine]:
    """The engine of a database with all our tables and no row. Refuses one that holds anything."""
    settings: Settings = app.extensions["synergies_settings"]
    if address == settings.database_url:
        raise click.ClickException("C’est l’adresse de la base en service.")
    try:
        other = another_application(app, address)
        with other.app_context():
            target = db.engine
        with _closed_at_the_end(target):
            refuse_if_filled(target)
            _upgrade(other)
            refuse_if_filled(target)
            yield target
    except (ArgumentError, NoSuchModuleError) as error:
        raise click.ClickException("Cette adresse n’est pas celle d’une base.") from error
    except DBAPIError as error:
        raise click.ClickException(f"La base d’arrivée ne répond pas : {error.orig}") from error


def another_application(app: Flask, address: str) -> Flask:
    """The same service on another database."""
    settings: Settings = app.extensions["synergies_settings"]
    # Only the commands make a second application; the factory stands above us.
    build = app.extensions["synergies_build"]
    made: Flask = build(dataclasses.replace(settings, database_url=address))
    return made


def upgraded(app: Flask, address: str) -> None:
    """Run the migrations that a database lacks."""
    other = another_application(app, address)
    _upgrade(other)
    with other.app_context():
        db.session.remove()
        db.engine.dispose()


def _upgrade(other: Flask) -> None:
    with other.app_context():
        from flask_migrate import upgrade

        upgrade()


@contextmanager
def _closed_at_the_end(engine: Engine) -> Iterator[None]:
    try:
        yield
    finally:
        engine.dispose()


def refuse_if_filled(engine: Engine) -> None:
    with engine.connect() as connection:
        there = set(inspect(connection).get_table_names())
        strange = there - Base.metadata.tables.keys() - {"alembic_version"}
        # SQLite keeps the index of full text in tables of its own.
        if strange := {name for name in strange if not name.startswith(ENGINE_OWN)}:
            raise click.ClickException(
                f"La base d’arrivée contient déjà autre chose ({', '.join(sorted(strange))})."
            )
        for table in Base.metadata.sorted_tables:
            if table.name in there and connection.scalar(select(func.count()).select_from(table)):
                raise click.ClickException(
                    f"La base d’arrivée n’est pas vide ({table.name}) : rien n’a été copié."
                )


def copy(source: Engine, target: Engine) -> dict[str, int]:
    """Copy all rows of all tables, verify them, and commit; how many rows of each table."""
    tables = Base.metadata.sorted_tables
    with _at_one_instant(source) as reading, target.begin() as writing:
        late = {table: _late_columns(table, tables) for table in tables}
        for table in tables:
            own = _own_keys(table)
            for rows in _in_order(reading, table, own) if own else _batches(reading, table):
                without = [{**row, **dict.fromkeys(late[table])} for row in rows]
                writing.execute(table.insert(), without)
        for table in tables:
            if late[table]:
                _complete(reading, writing, table, late[table])
        if writing.dialect.name == "postgresql":
            _set_sequences(writing, tables)
        return {table.name: _verified(reading, writing, table) for table in tables}


def _at_one_instant(engine: Engine) -> Connection:
    """A connection all of whose statements see the same instant: on SQLite any transaction does."""
    connection = engine.connect()
    if engine.dialect.name == "postgresql":
        return connection.execution_options(isolation_level="REPEATABLE READ")
    return connection


def _late_columns(table: Table, order: Sequence[Table]) -> list[str]:
    """Columns that point at rows of a later table: filled in once all are there."""
    ready = order[: order.index(table) + 1]
    return [
        column.name
        for column in table.columns
        if any(key.column.table not in ready for key in column.foreign_keys)
    ]


def _batches(reading: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    statement = select(table).order_by(*table.primary_key.columns)
    result = reading.execution_options(yield_per=BATCH).execute(statement)
    for rows in result.mappings().partitions(BATCH):
        yield [dict(row) for row in rows]


def _own_keys(table: Table) -> list[str]:
    """Columns that point at rows of the same table."""
    return [
        column.name
        for column in table.columns
        if any(key.column.table is table for key in column.foreign_keys)
    ]


def _in_order(reading: Connection, table: Table, own: list[str]) -> Iterator[list[dict[str, Any]]]:
    """The rows of a table that points at itself, each after those it points at.

    Filling in the column later would not do: a CHECK may bind it to another one of its row.
    """
    (key,) = table.primary_key.columns
    waiting = [row for rows in _batches(reading, table) for row in rows]
    there: set[Any] = {None}
    while waiting:
        ready = [row for row in waiting if all(row[name] in there for name in own)]
        if not ready:
            raise click.ClickException(f"Des lignes de {table.name} se désignent l’une l’autre.")
        yield ready
        there |= {row[key.name] for row in ready}
        waiting = [row for row in waiting if row[key.name] not in there]


def _complete(reading: Connection, writing: Connection, table: Table, names: list[str]) -> None:
    keys = list(table.primary_key.columns)
    statement = (
        table.update()
        .where(*(key == bindparam(f"of_{key.name}") for key in keys))
        .values({name: bindparam(f"to_{name}") for name in names})
    )
    for rows in _batches(reading, table):
        pointing = [row for row in rows if any(row[name] is not None for name in names)]
        if pointing:
            writing.execute(statement, [_parameters(row, keys, names) for row in pointing])


def _parameters(
    row: dict[str, Any], keys: Iterable[Column[Any]], names: Iterable[str]
) -> dict[str, Any]:
    of = {f"of_{key.name}": row[key.name] for key in keys}
    return of | {f"to_{name}": row[name] for name in names}


def _set_sequences(writing: Connection, tables: Sequence[Table]) -> None:
    """Let the next row of each table come after those copied."""
    for table in tables:
        column = table.autoincrement_column
        if column is None:
            continue
        named = {"table": table.name, "column": column.name}
        sequence = writing.scalar(text("SELECT pg_get_serial_sequence(:table, :column)"), named)
        highest = writing.scalar(select(func.max(column)))
        if sequence is not None and highest is not None:
            writing.execute(
                text("SELECT setval(:sequence, :highest)"),
                {"sequence": sequence, "highest": highest},
            )


def _verified(reading: Connection, writing: Connection, table: Table) -> int:
    """How many rows both sides hold, once they are found to be the same ones."""
    before, after = (_said(connection, table) for connection in (reading, writing))
    if before != after:
        raise click.ClickException(
            f"La copie de {table.name} diffère de l’original : rien n’a été copié."
        )
    return before[0]


def _said(connection: Connection, table: Table) -> tuple[int, int]:
    """Count and checksum of a table, whatever the order of its rows: engines sort text apart."""
    count = total = 0
    for rows in _batches(connection, table):
        for row in rows:
            said = repr(sorted((name, _plain(value)) for name, value in row.items()))
            total += int.from_bytes(hashlib.sha256(said.encode()).digest(), "big")
        count += len(rows)
    return count, total % LARGEST_SUM


def _plain(value: Any) -> Any:
    """JSON with its keys in order: not every engine keeps theirs."""
    if isinstance(value, dict):
        return sorted((key, _plain(held)) for key, held in value.items())
    if isinstance(value, list):
        return [_plain(held) for held in value]
    return value
