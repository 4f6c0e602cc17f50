"""How fast a form came back: programmes send at once and often, people do not.

A form carries the signed moment it was drawn, and a number of its own by which a second click is
known. One that comes back faster than anyone types, or without that moment, passes all the same –
a browser may have filled it in – unless many such come from one address within a minute: then it is
shown again, with all that was typed, and a word. A form serves once: sent again with another
content, it is shown again too.
"""

from __future__ import annotations

import secrets
import time
from datetime import UTC, datetime, timedelta

from flask import current_app, g, request
from itsdangerous import BadSignature, Signer
from limits import parse

from app.kernel import clock, counting
from app.web.security import limiter, network

FIELD = "opened"
TYPING_SECONDS = 2
PATIENCE = parse("20 per minute")
# Beyond it, nothing tells any more whether a form was used.
LASTING = timedelta(days=7)
USED_AGAIN = (
    "Ce formulaire a déjà servi, ou il est ouvert depuis longtemps. Rien n’est perdu : relisez vos "
    "réponses, puis envoyez-les de nouveau."
)
_SPENT = "synergies_form_spent"
TOO_FAST = (
    "Beaucoup de formulaires arrivent de chez vous, plus vite qu’on ne les écrit. Rien n’est "
    "perdu : relisez vos réponses, puis envoyez-les de nouveau."
)


def stamp() -> str:
    """The signed moment that a form carries; the first one, when it is shown again unused."""
    sent = None if g.get(_SPENT) else sent_stamp()
    return sent or _signer().sign(f"{int(time.time())}-{secrets.token_hex(8)}").decode()


def sent_stamp() -> str | None:
    """What came back with a form; None when it is none of ours."""
    sent = request.form.get(FIELD, "")
    return sent if _drawn(sent) is not None else None


def is_used_again(content: str) -> bool:
    """Whether this form was used before for something else: the page gives another one.

    The same content sent twice is a second click, which the act knows by itself.
    """
    sent = sent_stamp()
    if not limiter.enabled or sent is None:
        return False
    drawn = _drawn(sent)
    assert drawn is not None  # noqa: S101  # `sent_stamp` has read it
    drawn_at = datetime.fromtimestamp(drawn, UTC)
    old = clock.now() - drawn_at > LASTING
    if not old and counting.is_first_use("form", sent, content, drawn_at):
        return False
    setattr(g, _SPENT, True)
    return True


def is_too_fast() -> bool:
    """Whether this form is one of too many that no person has typed."""
    if not limiter.enabled:
        return False
    drawn = _drawn(request.form.get(FIELD, ""))
    if drawn is not None and time.time() - drawn >= TYPING_SECONDS:
        return False
    try:
        return not limiter.limiter.hit(PATIENCE, "too fast", network())
    except limiter.storage.base_exceptions:
        # Where nothing can be counted now, nobody is kept out.
        return False


def _drawn(sent: str) -> int | None:
    """When the form was drawn, in seconds; None when nobody can tell."""
    try:
        return int(_signer().unsign(sent).split(b"-")[0])
    except (BadSignature, ValueError):
        return None


def _signer() -> Signer:
    return Signer(str(current_app.secret_key), salt="form opened")
