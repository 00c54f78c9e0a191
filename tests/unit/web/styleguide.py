"""A small application that shows every layout and component, for tests and for looking at.

Its people are invented. ``application()`` needs no database.
"""

from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, Flask, flash, render_template
from flask_wtf import CSRFProtect

from coordination.web import charts, filters, forms, headers, languages

HERE = Path(__file__).resolve().parent
NOW = datetime(2026, 3, 12, 10, 42, tzinfo=UTC)
PEOPLE = [forms.SelectChoice("1", "Sam Rivers, social worker"), forms.SelectChoice("2", "Noor Haddad, SENCO")]
HOSTILE = '<script>alert("x")</script>'


class ActionRow(forms.Row):
    """One action of a review."""

    text = forms.TextField("What will be done", hint="Start with a verb")
    owner = forms.ChoiceField("Who will do it", shown_as="select")
    due_on = forms.DateField("By when", subject="The date", required=False)


class EveryField(forms.AddingForm):
    """One of each field."""

    text = forms.TextField("What will be done", hint="Start with a verb, like “ring” or “visit”", maxlength=80)
    why = forms.LongTextField("Why", required=False, maxlength=300)
    owner = forms.ChoiceField("Who will do it", shown_as="search")
    due_on = forms.DateField("When is it due?", subject="Due date", earliest=date(2026, 3, 12))
    start = forms.TimeField("Start time")
    decision = forms.ChoiceField(
        "Does the support stay at this level?",
        choices=[
            forms.SelectChoice("yes", "Yes", {"hint": "Nothing changes until the next review"}),
            forms.SelectChoice("no", "No"),
        ],
    )
    reason = forms.LongTextField("Why not", asked_when=lambda form: form.decision.data == "no", rows=2)
    audiences = forms.ChoicesField(
        "Who can see this?",
        choices=[forms.SelectChoice("team", "The team"), forms.SelectChoice("family", "Family")],
    )
    score = forms.ScaleField("How are things?", low="could not be worse", high="could not be better", required=False)
    cost = forms.DecimalField("Cost each week", suffix="a week", required=False)
    hours = forms.WholeNumberField("Hours", suffix="hours", width="3", required=False)
    email = forms.EmailField("Email address", required=False)
    password = forms.PasswordField("Password", required=False)
    report = forms.UploadField("Report", hint="PDF or Word, up to 10 MB", required=False)
    told = forms.TickField("I read this with the child")
    actions = forms.RowsField(ActionRow, "Action", add_text="Add another action")


class FamilyForm(forms.Form):
    """What a young person is asked."""

    words = forms.LongTextField(languages.gettext("What would you like us to know?"), rows=4)
    score = forms.ScaleField("How are things?", low="Not good", high="Really good", required=False)


def application(static_folder: Path | None = None, translations: Path | None = None) -> Flask:
    """The styleguide. ``static_folder`` replaces the product's (it may hold the fetched assets)."""
    app = Flask("coordination")
    if static_folder:
        app.static_folder = str(static_folder)
    app.config |= {"SECRET_KEY": "styleguide " * 4, "TESTING": True, "WTF_CSRF_TIME_LIMIT": None}
    if translations:
        app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(translations)
    CSRFProtect(app)
    languages.register(app)
    filters.register(app)
    headers.register(app, production=False)
    app.context_processor(_frame)
    _add_pages(app)
    return app


def _frame() -> dict[str, Any]:
    return {
        "authority_name": "Two Rivers Council",
        "demo": True,
        "contact_phone": "01632 960 001",
        "contact_email": "help@two-rivers.example",
        "footer_links": [("Privacy", "/privacy"), ("Accessibility", "/accessibility")],
        "account": {
            "name": "Sam Rivers",
            "organisation": "Two Rivers",
            "url": "/account",
            "sign_out_url": "/sign-out",
        },
        "navigation": [
            ("Children", "/", True),
            ("My actions", "/actions", False),
            ("Timetable", "/timetable", False),
        ],
    }


def _add_pages(app: Flask) -> None:
    @app.get("/base")
    def base() -> str:
        return render_template("styleguide/base.html", account=None, demo=False)

    @app.get("/")
    def components() -> str:
        flash("The action was added.", "success")
        flash(f"A review is due {HOSTILE}", "notice")
        return render_template("styleguide/components.html", **shown())

    @app.get("/record")
    def record() -> str:
        return render_template("styleguide/record.html", record=a_record(), back_url="/", **shown())

    @app.route("/form", methods=["GET", "POST"])
    def form() -> Any:
        asked = EveryField()
        asked.owner.offer(PEOPLE)
        asked.actions.offer("owner", PEOPLE)
        if asked.rows_changed():
            return forms.page("styleguide/form.html", form=asked)
        if asked.validate_on_submit():
            return {name: str(fact) for name, fact in asked.facts().items()}
        return forms.page("styleguide/form.html", form=asked, back_url="/")

    @app.post("/draft")
    def draft() -> dict[str, str]:
        return {"saved_at": "10:42"}

    family = languages.speaks(Blueprint("family", __name__, template_folder=str(HERE / "templates")))

    @family.route("/family", methods=["GET", "POST"])
    def my_plan() -> Any:
        asked = FamilyForm()
        asked.validate_on_submit()
        return forms.page("styleguide/family.html", form=asked, today=date(2026, 3, 13), demo=False)

    app.register_blueprint(family)

    @app.get("/error/<code>")
    def error(code: str) -> Any:
        return render_template(f"errors/{code}.html", reference="01JQ-7F3K", state=None), int(code)


def a_record() -> SimpleNamespace:
    """A record's strip, with words that must be escaped."""
    return SimpleNamespace(
        preferred_name=f"Mo {HOSTILE}",
        reference="7K2M-9QXA",
        age="9 years old",
        lead="Sam Rivers",
        facts=[("School", "Bridge Lane Primary")],
        alerts=["Allergic to nuts: carries a pen", "Never tell where the family lives"],
        tabs=[
            (label, f"/{label}", label == "Plan")
            for label in (
                "Overview",
                "Plan",
                "Views",
                "Reviews",
                "Education",
                "Health",
                "People",
                "Chronology",
                "Timetable",
                "Documents",
                "Who can see this",
            )
        ],
    )


def shown() -> dict[str, Any]:
    """What the component page shows."""
    action = SimpleNamespace(
        text=f"Ring the paediatrician about the letter {HOSTILE}",
        owner="Noor Haddad",
        agency="Bridge Lane Primary",
        due_on=date(2026, 3, 10),
        rag="red",
        rag_words=None,
        url="/actions/1",
        outcome="Mo gets to school on time",
        done=False,
    )
    later = SimpleNamespace(
        text="Visit the new school with Mo", owner="Sam Rivers", due_on=date(2026, 3, 20), rag="amber"
    )
    return {
        "actions": [action, later],
        "rows": [
            SimpleNamespace(key="Lead", value="Sam Rivers", actions=[("Change", "/lead", "the lead")]),
            SimpleNamespace(key="School", value=HOSTILE),
        ],
        "table": [
            [f"Mo {HOSTILE}", "Bridge Lane Primary", "Noor Haddad", "12 March 2026", 3],
            ["Ash", "Hill Top", "Jo Ferry", "2 April 2026", 12],
        ],
        "instant": datetime(2026, 7, 1, 9, 30, tzinfo=UTC),
        "bars": charts.bar_chart(
            "by-agency",
            "Actions done on time",
            [("Health", 82), ("School", 64.5), ("Care", None)],
            measure="Share",
            unit="%",
            highest=100,
        ),
        "lines": charts.line_chart(
            "scores",
            "How things are",
            ["12 January 2026", "20 February 2026", "12 March 2026"],
            [("Mo", [3, 5, 7]), ("Mum", [4, None, 6]), ("School", [6, 6, 5]), ("Sam", [2, 4, 4])],
        ),
    }
