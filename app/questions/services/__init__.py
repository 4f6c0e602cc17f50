"""Acts on what events ask and on what people answer."""

from app.questions.services.answers import forget, forget_due, keep
from app.questions.services.editing import Draft, add, edit, move_up, remove, set_options

__all__ = [
    "Draft",
    "add",
    "edit",
    "forget",
    "forget_due",
    "keep",
    "move_up",
    "remove",
    "set_options",
]
