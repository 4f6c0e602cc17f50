"""Importing a programme."""

from __future__ import annotations

import hashlib
from pathlib import Path

from sqlalchemy import select

from app.audit import services as audit
from app.kernel.access import SYSTEM, Actor
from app.kernel.db import db, start_writing
from app.programme import document, sections, sheets
from app.programme.document import Unreadable
from app.programme.merge import Merge
from app.programme.models import ProgrammeImport
from app.programme.reading import Reading
from app.programme.report import Outcome, Report
from app.reference.models import Source
from app.resources import data_path
from app.strategy.models import Framework

DEFAULT_PROGRAMME = "programme-2023.yaml"
_LIMIT = 5_000_000
TOO_LARGE = "Le fichier est trop lourd pour être un programme."


def default_file() -> Path:
    """The programme that the service carries."""
    return data_path() / DEFAULT_PROGRAMME


def import_file(path: Path) -> Report:
    """Import one file in the current writing transaction; the caller commits.

    What is valid is taken even when other entries are refused: the report names those. Raises
    `Unreadable` when the file cannot be read at all.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"{path} ne peut pas être lu ({error.strerror}).") from error
    return import_content(content, path.name)


def import_content(
    content: bytes, filename: str, actor: Actor = SYSTEM, *, overwrite: bool = False
) -> Report:
    """Import the bytes of a file, as `import_file` does: YAML, or a spreadsheet of a framework.

    `overwrite`: what the file says wins over what the team completed.
    """
    if len(content) > _LIMIT:
        raise Unreadable(TOO_LARGE)
    return _apply(_read(content, filename), content, filename, actor, overwrite=overwrite)


def _apply(
    reading: Reading, content: bytes, filename: str, actor: Actor, *, overwrite: bool
) -> Report:
    # Nobody waits while a file is read: a late transaction begins to write here.
    start_writing()
    report = Report(
        refusals=list(reading.refusals), aside=list(reading.aside), notes=list(reading.notes)
    )
    Merge(report, actor, overwrite=overwrite).apply(reading.rows)
    report.refusals.sort(key=lambda refusal: refusal.line)
    db.session.flush()
    # An import that changes nothing leaves no trace: reading again is no act.
    if report.wrote:
        _conclude(actor, report, filename, hashlib.sha256(content).hexdigest())
    return report


def foresee(content: bytes, filename: str, actor: Actor, *, overwrite: bool = False) -> Report:
    """What importing this would do: done, then undone."""
    if len(content) > _LIMIT:
        raise Unreadable(TOO_LARGE)
    reading = _read(content, filename)
    start_writing()
    savepoint = db.session.begin_nested()
    try:
        return _apply(reading, content, filename, actor, overwrite=overwrite)
    finally:
        savepoint.rollback()


def _read(content: bytes, filename: str) -> Reading:
    known = db.session.scalars(select(Source.code).order_by(Source.code)).all()
    if sheets.is_sheet(content, filename):
        return sheets.read(content, known)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("Le fichier doit être en UTF-8.") from error
    return sections.read(document.read(text), known)


def _conclude(actor: Actor, report: Report, filename: str, digest: str) -> None:
    run = ProgrammeImport(
        filename=filename,
        digest=digest,
        added=report.total(Outcome.ADDED),
        changed=report.total(Outcome.CHANGED),
        refused=len(report.refusals),
    )
    db.session.add(run)
    db.session.flush()
    told = {"added": run.added, "changed": run.changed, "refused": run.refused}
    audit.record(actor, "programme:import", run, after={"file": filename, **told})


def import_if_empty() -> Report | None:
    """Load the programme that the service carries, when the database holds none; None otherwise."""
    if db.session.scalars(select(Framework.id).limit(1)).first() is not None:
        return None
    return import_file(default_file())
