"""Acts on accounts: opening, changing and closing them, signing in by a one-time link."""

from app.accounts.services.directory import close, create, edit, edit_own, reopen
from app.accounts.services.signing_in import (
    LIFETIME,
    end_session,
    issue_link,
    purge_links,
    send_link,
    send_link_again,
    sign_out_everywhere,
    use_link,
)

__all__ = [
    "LIFETIME",
    "close",
    "create",
    "edit",
    "edit_own",
    "end_session",
    "issue_link",
    "purge_links",
    "reopen",
    "send_link",
    "send_link_again",
    "sign_out_everywhere",
    "use_link",
]
