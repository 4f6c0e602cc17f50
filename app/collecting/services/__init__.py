"""Asking for figures, proposing them, taking or refusing them."""

from __future__ import annotations

from app.collecting.services.answering import finish, propose, take_back
from app.collecting.services.asking import ask, end, forget_referents, put_off, remind
from app.collecting.services.deciding import accept, refuse

__all__ = [
    "accept",
    "ask",
    "end",
    "finish",
    "forget_referents",
    "propose",
    "put_off",
    "refuse",
    "remind",
    "take_back",
]
