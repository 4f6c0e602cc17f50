"""Acts on accounts: opening, changing and closing them, signing in by a one-time link."""

from app.accounts.services.directory import close, create, edit, edit_own, reopen
from app.accounts.services.signing_in import (
    LIFETIME,
    issue_link,
    purge_links,
    send_link,
    sign_out_everywhere,
    use_link,
)

__all__ = [
    "LIFETIME",
    "close",
    "create",
    "edit",
    "edit_own",
    "issue_link",
    "purge_links",
    "reopen",
    "send_link",
    "sign_out_everywhere",
    "use_link",
]
