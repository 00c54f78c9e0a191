"""The command line: everything an operator does. Exit 0 done, 1 found a problem, 2 wrong usage; an error is one line.

Commands that touch children's records outside the web (imports, the demo) use the owner's login as a named process
and leave an audit row.
"""

import json
import sys
from pathlib import Path

import click
from sqlalchemy import create_engine

from coordination import clock, config, timescales
from coordination.answering import retention, sar
from coordination.backups import BackupError
from coordination.backups.commands import backup, drill, restore, when
from coordination.commanding import application, leave_audit, report
from coordination.config import Settings, WrongSetting
from coordination.database_logins import LoginError
from coordination.db import RuleBroken, db, new_id, psycopg_url
from coordination.embedded import EmbeddedError
from coordination.exchanging import export, import_, measures


@click.group()
def commands() -> None:
    """Coordination: the team around the child, in one place."""


def main() -> None:
    """The entry point: one line for an expected error, and the exit codes of the contract."""
    from coordination.serving import ServingError

    try:
        code = commands.main(standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (
        WrongSetting, ServingError, LoginError, EmbeddedError, BackupError, RuleBroken, timescales.TimescaleError,
    ) as error:  # fmt: skip
        click.echo(f"coordination: {error}", err=True)
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)


# -- running ---------------------------------------------------------------------------------------------------


@commands.command()
def init() -> None:
    """Set up the database: server, logins, migrations."""
    from coordination import serving

    serving.prepare(config.read())
    click.echo("The database is ready.")


@commands.command()
def serve() -> None:
    """Start the database, the web and the worker, and look after them until Ctrl-C."""
    from coordination import serving
    from coordination.demo.cast import CAST, SECONDS

    people = [(person.key, f"{person.name}, {person.job}") for person in CAST]
    people += [(key, f"{name}, the second {job[:1].lower()}{job[1:]}") for key, name, _, job in SECONDS]
    serving.serve(config.read(), people)


@commands.command()
def worker() -> None:
    """Take jobs from the queue until told to stop."""
    from coordination import create_app, jobs, serving

    with serving.database(config.read()) as settings:
        jobs.work(create_app(settings, login="worker"), settings)


@commands.group()
def migrations() -> None:
    """The database's shape."""


@migrations.command("check")
def migrations_check() -> None:
    """Whether the models, the migrations and the database agree."""
    from coordination import migrating, serving

    with serving.database(config.read()) as settings:
        found = migrating.findings(settings)
    for line in found:
        click.echo(line)
    if found:
        sys.exit(1)
    click.echo("Models, migrations and database agree.")


@commands.command()
@click.option("--json", "as_json", is_flag=True)
def routes(as_json: bool) -> None:
    """Every address, its verbs, and who may: read from the application itself."""
    from coordination.web.routes_table import routes_table

    with application("app") as app:
        rows = routes_table(app)
        text = "\n".join(f"{r['methods']:<10} {r['rule']:<62} {r['asks']}" for r in rows)
        report(rows, as_json, text)


@commands.command("jobs")
@click.option("--json", "as_json", is_flag=True)
def jobs_(as_json: bool) -> None:
    """Jobs that gave up and wait for a person, and whether a worker takes the others: exit 1 if not."""
    from coordination import upkeep

    with application():
        stopped = [row._asdict() for row in upkeep.stopped_jobs()]
        waiting = upkeep.waiting_jobs()._asdict()
    now = clock.now()
    alive = waiting["heard_at"] is not None and now - waiting["heard_at"] < upkeep.SILENT_AFTER
    late = waiting["since"] is not None and now - waiting["since"] > upkeep.LONGEST_WAIT
    lines = [f"{r['task_name']:<30} {r['how_many']:>6}  first on {when(r['since'])}" for r in stopped]
    lines = lines or ["No job has stopped."]
    if waiting["how_many"]:
        lines.append(f"{waiting['how_many']} wait, the first since {when(waiting['since'])}.")
    lines.append("A worker runs." if alive else "No worker runs.")
    report({"stopped": stopped, "waiting": waiting, "worker_runs": alive, "late": late}, as_json, "\n".join(lines))
    if stopped or late:
        sys.exit(1)


# -- people ----------------------------------------------------------------------------------------------------


@commands.group()
def people() -> None:
    """Accounts."""


@people.command("list")
@click.option("--json", "as_json", is_flag=True)
def people_list(as_json: bool) -> None:
    """Everybody who has an account."""
    from coordination.accounts import operations

    with application():
        rows = operations.listing()
        report(rows, as_json, "\n".join(f"{r['email'] or '-':<40} {r['name']:<30} {r['kind']}" for r in rows))


@people.command("add")
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option("--kind", type=click.Choice(["workforce", "family", "young_person"]), default="workforce")
@click.option("--password", help="Asked for when left out, so that it stays out of the shell's history.")
def people_add(email: str, name: str, kind: str, password: str | None) -> None:
    """Add an account."""
    from coordination.accounts import operations

    secret = password or click.prompt("Password", hide_input=True, confirmation_prompt=True)
    with application():
        operations.add_person(id=new_id(), name=name, email=email, kind=kind, password=secret)
        leave_audit("people add")
    click.echo("Added.")


@people.command("disable")
@click.argument("email")
def people_disable(email: str) -> None:
    """End an account: its sessions end at once."""
    from coordination.accounts import operations
    from coordination.agencies import queries

    with application():
        found = queries.person_by_email(email)
        if found is None:
            raise RuleBroken("Nobody has that e-mail address.")
        operations.disable_person(found, by=None)
        leave_audit("people disable")
    click.echo("Disabled.")


# -- statutory time --------------------------------------------------------------------------------------------


@commands.group("timescales")
def timescales_() -> None:
    """Statutory time."""


@timescales_.command("list")
@click.option("--json", "as_json", is_flag=True)
@click.option("--write", "write", is_flag=True, help="Print docs/time-limits.md anew from the rules.")
def timescales_list(as_json: bool, write: bool) -> None:
    """Every rule, with its source."""
    if write:
        from coordination.timescales import printing

        click.echo("Written." if printing.write() else "It was already as the rules say.")
        return
    report(timescales.listing(), as_json, timescales.listing_text())


@timescales_.command("explain")
@click.argument("rule")
@click.option("--from", "from_on", required=True, help="The date the clock starts, YYYY-MM-DD.")
@click.option("--fact", "given", multiple=True, help="A fact of the case, name=value; 'list --json' names each rule's.")
@click.option("--terms", type=click.Path(exists=True, dir_okay=False), help="A JSON file of term dates.")
@click.option("--json", "as_json", is_flag=True)
def timescales_explain(rule: str, from_on: str, given: tuple[str, ...], terms: str | None, as_json: bool) -> None:
    """When something is due, and why; or, where a rule is no limit in time, what it says."""
    start, wanted = timescales.read_date(from_on), timescales.rule(rule)
    facts = dict(timescales.read_fact(wanted, each) for each in given)
    calendar = timescales.calendar_for(_terms(terms), start) if wanted.needs_terms else None
    found = timescales.explain(wanted.id, start, facts=facts or None, calendar=calendar)
    report(found.as_json(), as_json, timescales.describe(found))


def _terms(path: str | None) -> object:
    if path is None:
        return None
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))
    except ValueError as problem:
        raise timescales.BadSetting(f"{path} is not a JSON file of term dates.") from problem


@commands.command()
def rebuild() -> None:
    """Make every child's clocks anew from what happened: the clocks are a projection of the events."""
    from sqlalchemy import select

    from coordination.children.models import Child
    from coordination.deadlines import operations

    changed = 0
    with application():
        for authority_id, child_id in db.session.execute(select(Child.authority_id, Child.id)).all():
            changed += operations.rebuild(authority_id, child_id)
        leave_audit("rebuild", changed=changed)
    click.echo(f"{changed} clocks changed.")


# -- access and audit ------------------------------------------------------------------------------------------


@commands.group()
def access() -> None:
    """Who may see and do what."""


@access.command("table")
@click.option("--json", "as_json", is_flag=True)
@click.option("--write", "write", is_flag=True, help="Print docs/permissions.md anew from the rules.")
def access_table(as_json: bool, write: bool) -> None:
    """The access rules, as they are in force."""
    from coordination.access import printing

    if write:
        click.echo("Written." if printing.write() else "It was already as the rules say.")
        return
    report(printing.table(), as_json, "\n".join(printing.lines()))


@commands.group()
def audit() -> None:
    """Who did, who looked."""


def checkpoints_of(settings: Settings) -> Path:
    """Where the signed checkpoints of the audit are written, outside the database."""
    return settings.instance / "checkpoints.txt"


@audit.command("verify")
@click.option("--json", "as_json", is_flag=True)
def audit_verify(as_json: bool) -> None:
    """Whether the audit is whole: exit 0 whole, 1 broken or truncated, and which row says so."""
    from coordination import serving
    from coordination.audit.verify import verify

    with serving.database(config.read()) as settings:
        engine = create_engine(psycopg_url(settings.database_urls["auditor"]))
        with engine.connect() as connection:
            verdict = verify(connection, checkpoints_of(settings), settings.secret_key)
        engine.dispose()
    text = "\n".join(verdict.problems) or f"The audit is whole: {verdict.rows} rows."
    report({"whole": verdict.whole, "rows": verdict.rows, "problems": verdict.problems}, as_json, text)
    if not verdict.whole:
        sys.exit(1)


# -- protected places ------------------------------------------------------------------------------------------


@commands.group()
def protect() -> None:
    """Protected places."""


@protect.command("rotate")
def protect_rotate() -> None:
    """Seal every protected place and held text with the first of FILE_KEYS. Safe to run again, and to break off."""
    from coordination.protected import store

    done = 0
    with application():
        for done, total in store.rotate():
            # Each step is whole: broken off, the next run goes on after it.
            leave_audit("protect rotate", changed=done)
            click.echo(f"{done} of {total}", err=True)
    click.echo(f"{done} sealed anew.")


# -- the demo borough ------------------------------------------------------------------------------------------


@commands.command()
@click.option("--if-empty", is_flag=True, help="Do nothing where there is an authority already.")
def demo(if_empty: bool) -> None:
    """Fill an empty database with the demo borough. Refused in production."""
    from coordination.demo import borough

    settings = config.read()
    if settings.production:
        raise WrongSetting("The demo is refused where COORDINATION_ENV is production.")
    with application():
        if borough.fill(progress=sys.stderr.isatty(), password=settings.demo_password, if_empty=if_empty):
            leave_audit("demo", on=clock.today().isoformat())
            click.echo("The demo borough is ready.")


@commands.command("scale-data")
@click.option("--children", type=click.IntRange(1), required=True)
@click.option("--database", help="A database to make for it; the present one when left out.")
def scale_data(children: int, database: str | None) -> None:
    """Fill a database with many invented children, for measuring. Refused in production."""
    from coordination.demo import scale

    settings = config.read()
    if settings.production:
        raise WrongSetting("scale-data is refused where COORDINATION_ENV is production.")
    from coordination import serving

    with serving.database(settings) as ready:
        scale.fill(ready, children, database=database, progress=sys.stderr.isatty())


# -- keeping it ------------------------------------------------------------------------------------------------

for command in (import_, export, measures, backup, restore, drill, retention, sar):
    commands.add_command(command)


# -- paper -----------------------------------------------------------------------------------------------------


@commands.group()
def documents() -> None:
    """Paper."""


@documents.command("render")
@click.argument("kind")
@click.argument("reference")
@click.option("--audience", required=True)
@click.option("--out", "out", type=click.Path(path_type=Path), required=True)
def documents_render(kind: str, reference: str, audience: str, out: Path) -> None:
    """Render one document of a child (by the record's reference) for one audience, to a file."""
    from coordination.reviews import papers

    with application():
        pages = papers.render_to(kind, reference, audience, out)
        leave_audit("documents render", kind=kind, audience=audience)
    click.echo(f"{pages} pages written to {out}.")
