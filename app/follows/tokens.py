"""The address by which one person hears no more of one group: it does that and nothing else."""

from __future__ import annotations

import hmac

from app.kernel import links

PURPOSE = "no-follow"


def token_of(account_id: int, group_id: int) -> str:
    return links.derive_token(PURPOSE, f"{account_id}:{group_id}")


def opens(token: str, account_id: int, group_id: int) -> bool:
    return hmac.compare_digest(token_of(account_id, group_id).encode(), token.encode())


def stop_url(account_id: int, group_id: int) -> str:
    return links.url(
        "follows.stop",
        account_id=account_id,
        group_id=group_id,
        token=token_of(account_id, group_id),
    )
