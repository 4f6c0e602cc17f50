"""Forms of minutes."""

from app.minutes.forms.acts import ActionForm, AnswerForm, CommentForm
from app.minutes.forms.imports import ImportForm, PlacesForm
from app.minutes.forms.life import ApproveForm, CirculateForm, PublishForm, SignedForm
from app.minutes.forms.writing import MinutesForm

__all__ = [
    "ActionForm",
    "AnswerForm",
    "ApproveForm",
    "CirculateForm",
    "CommentForm",
    "ImportForm",
    "MinutesForm",
    "PlacesForm",
    "PublishForm",
    "SignedForm",
]
