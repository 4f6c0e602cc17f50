"""Acts on minutes and on their actions."""

from app.minutes.services.actions import change as change_action
from app.minutes.services.actions import close_by_link, remind_of_actions
from app.minutes.services.comments import answer, comment
from app.minutes.services.imports import (
    create_import,
    forget_imports,
    pieces_of,
    read_file,
    start_of,
    take,
)
from app.minutes.services.life import (
    amend,
    approve,
    attach_signed,
    circulate,
    publish,
    set_aside,
)
from app.minutes.services.opening import open_over, remind_writers
from app.minutes.services.saving import keep_aside, save_draft

__all__ = [
    "amend",
    "answer",
    "approve",
    "attach_signed",
    "change_action",
    "circulate",
    "close_by_link",
    "comment",
    "create_import",
    "forget_imports",
    "keep_aside",
    "open_over",
    "pieces_of",
    "publish",
    "read_file",
    "remind_of_actions",
    "remind_writers",
    "save_draft",
    "set_aside",
    "start_of",
    "take",
]
