"""What a service may refuse, and why. The web turns each into its status; messages are French."""

from __future__ import annotations

from collections.abc import Mapping


class Refused(Exception):
    """A request that is understood and refused; `status` is its HTTP code."""

    status = 400

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.message = message


class Invalid(Refused):
    """Input that cannot be accepted: a message per field, shown beside it (422)."""

    status = 422

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = dict(errors)


class NotAllowed(Refused):
    """The person may see this but not do it (403)."""

    status = 403


class NotFound(Refused):
    """There is nothing here that this person may see (404)."""

    status = 404


class Conflict(Refused):
    """The state has moved on and the act no longer makes sense (409)."""

    status = 409


class NotYet(Conflict):
    """The act will be possible later; the message gives the day or what comes first (409)."""


class Stale(Conflict):
    """Somebody else saved meanwhile; `theirs` is what is stored now, field by field."""

    def __init__(self, message: str, theirs: Mapping[str, str]) -> None:
        super().__init__(message)
        self.theirs = dict(theirs)


class Unavailable(Refused):
    """What the service rests on does not answer now; the same act may be done later (503)."""

    status = 503
