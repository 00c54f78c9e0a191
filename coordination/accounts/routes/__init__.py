"""The pages of accounts: signing in and out, one's own account, and what an administrator does about somebody's."""

from coordination.accounts.routes import (
    account,
    administering,
    calendar,
    leavers,
    passkeys,
    proving,
    second_step,
    sign_on,
    signing_in,
)
from coordination.accounts.routes.blueprint import blueprint

__all__ = [
    "account",
    "administering",
    "blueprint",
    "calendar",
    "leavers",
    "passkeys",
    "proving",
    "second_step",
    "sign_on",
    "signing_in",
]
