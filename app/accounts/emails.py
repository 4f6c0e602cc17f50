"""The mails about accounts."""

from __future__ import annotations

from app.accounts.models import Account, SignInToken
from app.kernel import links
from app.kernel.dates import spoken_time
from app.outbox.services import enqueue


def sign_in(account: Account, token: SignInToken, url: str) -> None:
    """The one-time link somebody has just asked for."""
    enqueue(
        kind="accounts/sign_in",
        to=account.email,
        subject="Votre lien de connexion à Synergies",
        payload={"url": url, "until": spoken_time(token.expires_at)},
        key=f"accounts/sign_in:{token.id}",
    )


def welcome(account: Account) -> None:
    """The team has opened an account for somebody, who may not know of the service yet."""
    enqueue(
        kind="accounts/welcome",
        to=account.email,
        subject="Un compte Synergies est ouvert pour vous",
        payload={
            "name": account.name,
            "email": account.email,
            "url": links.url("accounts.sign_in"),
            "privacy_url": links.url("home.privacy"),
        },
        key=f"accounts/welcome:{account.id}",
    )
