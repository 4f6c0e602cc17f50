"""Asking for figures, proposing them, taking or refusing them; importing spreadsheets of them."""

from __future__ import annotations

from app.collecting.services.answering import finish, propose, take_back
from app.collecting.services.asking import ask, end, forget_referents, put_off, remind
from app.collecting.services.deciding import accept, refuse
from app.collecting.services.sheets import (
    counts,
    create_sheet,
    forget_figure_sheets,
    preview,
    read_file,
    run,
    set_columns,
)

__all__ = [
    "accept",
    "ask",
    "counts",
    "create_sheet",
    "end",
    "finish",
    "forget_figure_sheets",
    "forget_referents",
    "preview",
    "propose",
    "put_off",
    "read_file",
    "refuse",
    "remind",
    "run",
    "set_columns",
    "take_back",
]
