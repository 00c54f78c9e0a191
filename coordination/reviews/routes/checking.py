"""The public check of a paper: whether the code at its foot is of the newest one. Nobody signs in for it.

Each code costs the same and is answered in the same shape: genuine and current, genuine and superseded, or not found.
It never says of whom or for whom a paper is. That a code was checked is written to the audit, without a child.
"""

import hashlib
import hmac
from datetime import timedelta

from flask import current_app, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import TooManyRequests

from coordination.access.guard import access, public
from coordination.accounts import limits
from coordination.documents import operations as documents
from coordination.reviews import paper_pages as pages
from coordination.reviews.routes.papers import blueprint
from coordination.web.forms import page

# Codes have nine signs of thirty-two: at this rate nobody comes upon one. A school has a single address.
WINDOW = timedelta(minutes=15)
FROM_ONE_ADDRESS = 30
FROM_EVERYWHERE = 1000


@blueprint.route("/check", methods=["GET", "POST"])
@public
def check() -> ResponseReturnValue:
    """Ask for a code, and say whether the paper it stands on is the newest."""
    form, answer = pages.CheckForm(), ""
    if form.validate_on_submit():
        _count_this_check()
        answer = documents.check(form.code.fact())
        access().verb = "check_code"
        access().details |= {"answer": answer, "code": _digest(form.code.fact())}
    return page("papers/check.html", form=form, answer=answer)


def _count_this_check() -> None:
    """Count one check, of this address and of all. Raises TooManyRequests."""
    where = request.remote_addr or "unknown"
    for key, most in ((f"check of a code from {where}", FROM_ONE_ADDRESS), ("check of a code", FROM_EVERYWHERE)):
        if not limits.allow(key, most, WINDOW):
            access().verb, access().rule = "check_code", "too-many-tries"
            raise TooManyRequests(retry_after=limits.seconds_left(WINDOW))


def _digest(code: str) -> str:
    """A keyed digest of what was typed: the same code is recognised in the audit, and none can be read there."""
    secret: bytes = current_app.config["SETTINGS"].secret_key.encode()
    typed = "".join(code.split()).replace("-", "").upper()
    return hmac.new(secret, b"checked " + typed.encode(), hashlib.sha256).hexdigest()
