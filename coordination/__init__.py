"""Coordination: the team around the child, in one place."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from coordination.config import Settings


def create_app(settings: "Settings | None" = None, *, login: str = "app") -> "Flask":
    """The application, as a table of contents. ``login`` is the database login it uses: app, worker or owner."""
    from datetime import timedelta

    from flask import Flask
    from flask_wtf import CSRFProtect
    from jinja2 import StrictUndefined
    from werkzeug.middleware.proxy_fix import ProxyFix

    from coordination import config, jobs, tables, upkeep
    from coordination.accounts import current_user, invitations, sessions
    from coordination.accounts.routes import proving
    from coordination.agencies.people import when_address_changes
    from coordination.care.whereabouts import asked_at
    from coordination.cases.closing import stop_actions_with
    from coordination.cases.strip import record_strip
    from coordination.children.header import draw_with
    from coordination.concerns import waiting as concerns
    from coordination.db import db, psycopg_url
    from coordination.deadlines.feeds import meetings_from
    from coordination.deadlines.projection import advance
    from coordination.documents.operations import when_ready
    from coordination.ehc.process import wanting
    from coordination.ehc.reviewing.operations import follow
    from coordination.events.operations import project
    from coordination.household.sheet import asked as asked_at_home
    from coordination.household.sheet import at_home
    from coordination.messages import sending
    from coordination.plans.stopping import stop_waiting
    from coordination.reviews import contribution_views, diary
    from coordination.reviews.circulation.sending import tell
    from coordination.reviews.papers.carer_sheet import home_from
    from coordination.reviews.recording import answer_also
    from coordination.rooms import BLUEPRINTS
    from coordination.schools import reminding
    from coordination.sharing import waiting
    from coordination.web import boundary, errors, filters, first_page, headers, languages, navigation
    from coordination.whereabouts import reminding as held_words

    settings = settings or config.read()
    app = Flask(__name__, static_url_path="/static")
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=psycopg_url(settings.database_urls[login]),
        SQLALCHEMY_ENGINE_OPTIONS={
            "connect_args": {"options": "-c search_path=public,jobs -c timezone=UTC"},
            "pool_size": settings.web_threads + 1,
            "pool_pre_ping": True,
            # What people wrote stays out of every error and log.
            "hide_parameters": True,
        },
        MAX_CONTENT_LENGTH=12 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.production,
        SESSION_COOKIE_NAME="__Host-forms" if settings.production else "forms",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        WTF_CSRF_TIME_LIMIT=None,
        PROPAGATE_FAULTS=settings.environment == "test",
    )

    # The furniture every room shares
    _ = tables.metadata, upkeep
    db.init_app(app)
    headers.register(app, production=settings.production)
    filters.register(app)
    languages.register(app, navigation.language_of_the_actor, navigation.read_by_family)
    boundary.register(app, sessions.load)
    CSRFProtect(app)
    current_user.register(app)
    errors.register(app, proving.ask_again)
    navigation.register(app)
    jobs.serve_for(app)
    sending.register(app)

    if settings.production:
        # The one proxy in front says who asked and that it was over https; limits and cookies rest on both.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]

    # Hooks: a lower room that tells a higher one, hung in plain sight
    project(advance)
    project(follow)
    draw_with(record_strip)
    stop_actions_with(stop_waiting)
    home_from(at_home, asked_at_home)
    answer_also(asked_at)
    when_ready(tell)
    first_page.tell_with(first_page.Source(reminding.asked, reminding.told))
    first_page.tell_with(first_page.Source(contribution_views.asked, contribution_views.wanted))
    first_page.tell_with(first_page.Source(wanting.asked, wanting.wanted))
    first_page.tell_with(first_page.Source(held_words.asked, held_words.wanted))
    first_page.tell_with(first_page.Source(waiting.asked, waiting.told))
    first_page.tell_with(first_page.Source(concerns.asked, concerns.told))
    meetings_from(diary.meetings)
    when_address_changes(invitations.address_changed)

    # The rooms
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app
