"""Forms of those who read and carry out: comments, their answers, steps of an action."""

from __future__ import annotations

from wtforms import DateField, HiddenField
from wtforms.validators import InputRequired, Length, Optional

from app.minutes.enums import ActionAct
from app.web.fields import ChoiceField, TextField
from app.web.forms import ConditionallyRequired, Form


class CommentForm(Form):
    passage = TextField(
        "Passage concerné",
        description="Facultatif : recopiez la phrase dont vous parlez.",
        validators=[Optional(), Length(max=2_000)],
        render_kw={"rows": 2},
    )
    text = TextField(
        "Votre remarque", validators=[InputRequired(), Length(max=4_000)], render_kw={"rows": 4}
    )


class AnswerForm(Form):
    """What becomes of one remark."""

    comment = HiddenField()
    answer = TextField("Réponse", validators=[Optional(), Length(max=4_000)])


class ActionForm(Form):
    """One step in the life of an action."""

    act = ChoiceField("Que devient cette action ?", validators=[InputRequired()])
    reason = TextField(
        "Pourquoi ?",
        description="Nécessaire pour abandonner ou reporter.",
        validators=[ConditionallyRequired(), Optional(), Length(max=1_000)],
        render_kw={"rows": 2},
    )
    due_on = DateField(
        "Nouvelle date",
        description="Nécessaire pour reporter.",
        validators=[ConditionallyRequired(), Optional()],
    )

    acts = ActionAct
