"""From which day the times for mediation and appeal that a letter names are counted.

They run from the letter that told its reader of the decision (SEND Regulations 2014, regulation 32; First-tier Tribunal
(HESC) Rules 2008, rule 20). A letter that only explains mediation comes later and begins nothing: with days of its own
its reader would appeal too late.
"""

from datetime import date

from sqlalchemy import select

from coordination.db import RuleBroken, db
from coordination.ehc.models import Decision, Letter

EXPLAINS = "mediation_information"


def told_on(letter: Letter) -> date | None:
    """The day of the earlier letter that told this reader of the decision; None where this letter tells it.

    Raises RuleBroken for a letter that explains what nobody was told yet.
    """
    if letter.kind != EXPLAINS or letter.decision_id is None:
        return None
    own = db.session.scalar(
        select(Letter.sent_on)
        .where(Letter.about_id == letter.decision_id, Letter.key == letter.key, Letter.kind != EXPLAINS)
        .where(Letter.sent_on.is_not(None))
        .order_by(Letter.sent_on)
        .limit(1)
    )
    told = own or db.session.get_one(Decision, letter.decision_id).told_on
    if told is None:
        raise RuleBroken("Tell them of the decision first: the time to appeal runs from that letter.")
    return told
