"""What is late, what will be, and on whom each waits."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.kernel import clock
from app.proposals.queries.delays import delays as read_delays
from app.proposals.views.section import proposals
from app.web.responses import render
from app.web.routing import allow


@proposals.page("/gestion/propositions/delais", access=allow("proposal:manage"))
def delays() -> ResponseReturnValue:
    today = clock.today()
    return render("proposals/delays.html", delays=read_delays(today), today=today)
