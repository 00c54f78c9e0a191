"""The rooms that have pages, in the order of the house's floors from the ground up."""

from flask import Blueprint

from coordination.accounts import routes as accounts
from coordination.agencies import routes as agencies
from coordination.care import routes as care
from coordination.cases import routes as cases
from coordination.children import routes as children
from coordination.concerns import routes as concerns
from coordination.deadlines import routes as deadlines
from coordination.ehc import routes as ehc
from coordination.family import routes as family
from coordination.handovers import routes as handovers
from coordination.household import routes as household
from coordination.insight import routes as insight
from coordination.links import routes as links
from coordination.messages import routes as messages
from coordination.plans import routes as plans
from coordination.reviews import routes as reviews
from coordination.rights import routes as rights
from coordination.schools import routes as schools
from coordination.sharing import routes as sharing
from coordination.social_care import routes as social_care
from coordination.stability import routes as stability
from coordination.statutory_plans import routes as statutory_plans
from coordination.story import routes as story
from coordination.transitions import routes as transitions
from coordination.voice import routes as voice
from coordination.web import drafts, health, home
from coordination.whereabouts import routes as whereabouts
from coordination.wording import routes as wording

BLUEPRINTS: tuple[Blueprint, ...] = (
    health.blueprint,
    home.blueprint,
    messages.blueprint,
    agencies.blueprint,
    accounts.blueprint,
    drafts.blueprint,
    children.blueprint,
    wording.blueprint,
    deadlines.blueprint,
    cases.blueprint,
    sharing.blueprint,
    whereabouts.blueprint,
    concerns.blueprint,
    voice.blueprint,
    plans.blueprint,
    schools.blueprint,
    reviews.blueprint,
    reviews.documents,
    links.blueprint,
    ehc.blueprint,
    ehc.mine,
    care.blueprint,
    statutory_plans.blueprint,
    transitions.blueprint,
    handovers.blueprint,
    household.blueprint,
    social_care.blueprint,
    stability.blueprint,
    story.blueprint,
    rights.blueprint,
    insight.blueprint,
    family.blueprint,
)
