"""What goes in and what goes out, on the command line: statutory files, and the returns made of the shared record.

Both touch children's records outside the web, so both are a named process and leave an audit row.
"""

import sys
from dataclasses import asdict
from pathlib import Path

import click

from coordination import config, timescales
from coordination.commanding import application, leave_audit, report


@click.command("import")
@click.argument("kind", type=click.Choice(["ssda903", "annex-a", "sen", "benchmarks"]))
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--accept", is_flag=True, help="Write it. Without this, only show what would change.")
@click.option("--authority", help="The authority's DfE code; HOME_AUTHORITY when left out.")
@click.option("--source", default="", help="benchmarks: who published it, as the page says; DfE when left out.")
@click.option("--json", "as_json", is_flag=True)
def import_(kind: str, path: Path, accept: bool, authority: str | None, source: str, as_json: bool) -> None:
    """Read a statutory file, or published figures (benchmarks): shows what is new, changed, the same or refused; writes
    only with --accept.
    """
    from coordination.exchange.imports import accepting, benchmarks

    with application():
        if kind == benchmarks.KIND:
            outcome = benchmarks.run(path, accept=accept, source=source)
        else:
            chosen = authority or config.read().home_authority or None
            outcome = accepting.run(kind, path, authority_code=chosen, accept=accept)
        if accept:
            leave_audit("import", kind=kind, **outcome.counts())
        report(outcome.as_json(), as_json, outcome.text())
    if outcome.refused_whole:
        sys.exit(1)


@click.command("export")
@click.argument("kind", type=click.Choice(["sen2"]))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The folder for the files.")
@click.option("--reference-date", help="The day it is a picture of, YYYY-MM-DD; the last one when left out.")
@click.option("--authority", help="The authority's DfE code; HOME_AUTHORITY when left out.")
@click.option("--dmo", default="", help="What the header says of the designated medical officer.")
@click.option("--dco", default="", help="What the header says of the designated clinical officer.")
@click.option("--dsco", default="", help="What the header says of the designated social care officer.")
@click.option("--anyway", is_flag=True, help="Write it although something is missing.")
@click.option("--json", "as_json", is_flag=True)
def export(
    kind: str, out: Path, reference_date: str | None, authority: str | None, anyway: bool, as_json: bool, **said: str
) -> None:
    """Write a statutory return as files. Exit 1 where something is missing: then nothing is written."""
    from coordination.exchange.returns import leaving

    on = timescales.read_date(reference_date) if reference_date else None
    with application():
        chosen = authority or config.read().home_authority or None
        outcome = leaving.run(kind, out, authority_code=chosen, reference_on=on, anyway=anyway, said=said)
        leave_audit("export", **outcome.counts())
        leaving.write(outcome, out)
        report(outcome.as_json(), as_json, outcome.text())
    if not outcome.leaves:
        sys.exit(1)


@click.command("measures")
@click.option("--year", type=click.IntRange(2014, 2999), required=True, help="The calendar year.")
@click.option(
    "--beside",
    type=click.Path(path_type=Path),
    help="Published figures, a file or a folder, to show beside them instead of those that were imported.",
)
@click.option("--authority", help="The authority's DfE code; HOME_AUTHORITY when left out.")
@click.option("--json", "as_json", is_flag=True)
def measures(year: int, beside: Path | None, authority: str | None, as_json: bool) -> None:
    """The published measures of the EHC process for one year; counts from 1 to 4 are not shown."""
    from coordination.exchange.whose import authority_of
    from coordination.insight import ehc_figures, ehc_measures, published

    with application():
        council = authority_of(authority or config.read().home_authority or None)
        found = ehc_figures.of_year(council.id, year)
        kept = None if beside else published.kept(council.dfe_code, [year])
        others = (
            published.beside(beside, year, council.dfe_code)
            if beside
            else {measure: each for (_, measure), each in kept.figures.items()}
            if kept
            else {}
        )
        leave_audit("measures", year=year)
        told = ehc_measures.as_json(found) | {"published": {name: asdict(each) for name, each in others.items()}}
        told["made_up"] = kept is not None and kept.made_up
        lines = [
            f"{ehc_measures.WORDS[name]:<48} England {_said(each.england)}, "
            f"{each.of} neighbours {_said(each.neighbours)}"
            for name, each in others.items()
        ]
        if kept is not None and kept.made_up:
            lines.append("Some of these published figures are made up for the demo.")
        report(told, as_json, "\n".join([ehc_measures.text(found), *lines]))


def _said(percent: float | None) -> str:
    return "not published" if percent is None else f"{percent}%"
