"""Pages about accounts: signing in, one's own account, the team's list."""

# Imported for the routes they add.
from app.accounts.views import manage as _manage  # noqa: F401
from app.accounts.views import own as _own  # noqa: F401
from app.accounts.views import signing_in as _signing_in  # noqa: F401
from app.accounts.views.section import accounts

__all__ = ["accounts"]
