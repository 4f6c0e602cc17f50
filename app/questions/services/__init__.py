"""Acts on what events ask and on what people answer."""

from app.questions.services.answers import forget, forget_due, forget_meals, keep
from app.questions.services.copying import copy_questions, move_erasures
from app.questions.services.editing import Draft, add, edit, move_up, remove, set_options

__all__ = [
    "Draft",
    "add",
    "copy_questions",
    "edit",
    "forget",
    "forget_due",
    "forget_meals",
    "keep",
    "move_erasures",
    "move_up",
    "remove",
    "set_options",
]
