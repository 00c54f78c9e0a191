"""Every table of the house in one import, for migrations and for tests that ask about all of them."""

from coordination.access import models as access
from coordination.accounts import models as accounts
from coordination.agencies import models as agencies
from coordination.audit import models as audit
from coordination.care import models as care
from coordination.cases import models as cases
from coordination.children import models as children
from coordination.children import statements
from coordination.concerns import models as concerns
from coordination.db import Base
from coordination.deadlines import models as deadlines
from coordination.documents import models as documents
from coordination.ehc import models as ehc
from coordination.ehc import plan_models as ehc_plans
from coordination.ehc import type_models as plan_types
from coordination.ehc import withholding
from coordination.events import models as events
from coordination.exchange import models as exchange
from coordination.handovers import models as handovers
from coordination.household import models as household
from coordination.insight import models as insight
from coordination.links import models as links
from coordination.messages import models as messages
from coordination.plans import models as plans
from coordination.protected import models as protected
from coordination.reviews import models as reviews
from coordination.reviews.circulation import models as circulation
from coordination.rights import models as rights
from coordination.schools import models as schools
from coordination.sharing import models as sharing
from coordination.social_care import models as social_care
from coordination.stability import models as stability
from coordination.stability import move_models as moves
from coordination.statutory_plans import models as statutory_plans
from coordination.story import models as story
from coordination.transitions import models as transitions
from coordination.voice import models as voice
from coordination.web import models as web
from coordination.wording import models as wording

ROOMS = (
    access, accounts, agencies, audit, care, cases, children, circulation, concerns, deadlines, documents, ehc,
    ehc_plans, events, exchange, handovers, household, insight, links, messages, plan_types, plans, protected,
    statutory_plans, reviews, rights, schools, sharing, social_care, stability, statements, story, transitions, voice,
    web, withholding, wording, moves,
)  # fmt: skip

metadata = Base.metadata


def child_tables() -> list[str]:
    """Names of every table whose rows belong to a child, ``child`` first."""
    held = [table.name for table in metadata.sorted_tables if "child_id" in table.columns]
    return ["child", *[name for name in held if name != "child_index"]]
