"""rejections, retry, accept: what was not published, and what a person does about it."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from flows.commands.options import HOME, moment_of, settings_of
from flows.errors import UsageError, WirehouseError
from flows.settings import Settings

if TYPE_CHECKING:
    from flows.warehouse_rejections import Which

MANY: Final = 25
"""From so many rejections on, they are told by reason where nothing else was asked for."""
STAGES: Final = click.Choice(["land", "clean", "parse", "extract", "audit"])

REASON = click.option("--reason", metavar="NAME", help="Only those rejected for this: paywall, index_page, failed_audit …")
STAGE = click.option("--stage", type=STAGES, help="Only those that fell out there.")
SOURCE = click.option("--source", metavar="SOURCE_ID", help="Only those of this source.")


@click.command()
@click.argument("document", required=False)
@REASON
@STAGE
@SOURCE
@click.option("--since", metavar="DATE", help="Only those rejected since (2026-03-01, or with a time).")
@click.option("--limit", type=click.IntRange(min=1), help="List so many, the newest first.")
@click.option("--accepted", is_flag=True, help="List instead what a person accepted, and what was revoked.")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@HOME
def rejections(
    document: str | None,
    reason: str | None,
    stage: str | None,
    source: str | None,
    since: str | None,
    limit: int | None,
    accepted: bool,
    form: str,
    home: Path | None,
) -> None:
    """Tell which documents were rejected and why; of one DOCUMENT (its id, the beginning of it, or its URL) everything.

    Where there are many, a table tells them by stage and reason; a filter, --limit, CSV and JSON list them.
    """
    from flows.console import show
    from flows.warehouse_rejections import Which, list_overrides

    settings = settings_of(home)
    which = Which(reason, stage, source, moment_of(since, "--since"))
    if document is not None:
        if any(which) or accepted or limit:
            raise UsageError("DOCUMENT: one document needs no filter; leave one of them out")
        _explain(settings, document, form)
    elif accepted:
        show(list_overrides(settings.warehouse), form)
    else:
        _list(settings, which, limit, form)


@click.command()
@click.argument("documents", nargs=-1, metavar="[DOCUMENT]...")
@REASON
@STAGE
@SOURCE
@click.option("--all", "everything", is_flag=True, help="All that were rejected.")
@HOME
def retry(
    documents: tuple[str, ...], reason: str | None, stage: str | None, source: str | None, everything: bool, home: Path | None
) -> None:
    """Clean, read and audit rejected documents again, from the landing log: after a rule, a seed or a check was mended.

    Nothing is fetched. Name documents (ids, beginnings of ids, URLs), or say by --reason, --stage and --source which, or --all. The
    table tells what became of each.
    """
    from flows import main_job
    from flows.console import progress
    from flows.quarantine import to_retry
    from flows.warehouse_rejections import Which

    settings, which = settings_of(home), Which(reason, stage, source)
    if sum((bool(documents), any(which), everything)) != 1:
        raise UsageError("retry: name documents, or say which with --reason, --stage, --source, or say --all; one of these")
    wanted = to_retry(settings, documents, which)
    if not wanted:
        click.echo("wirehouse: nothing rejected matches that; `wirehouse rejections` tells what there is", err=True)
        return
    with progress() as say:
        main_job.retry(settings, [r.document_id for r in wanted], progress=say)
    _tell_outcomes(settings, [r.document_id for r in wanted])


@click.command()
@click.argument("documents", nargs=-1, required=True, metavar="DOCUMENT...")
@click.option("--reason", required=True, help="Why: it is kept beside the document.")
@click.option("--revoke", is_flag=True, help="Take back that a document was accepted; it is judged again.")
@HOME
def accept(documents: tuple[str, ...], reason: str, revoke: bool, home: Path | None) -> None:
    """Publish a rejected document all the same, because a person says so.

    Only judgements can be overruled: that a page is a teaser, an index, an error page, too short or in another language, and
    implausible rows. Later runs and backfills keep to it. What would break the warehouse (spans that do not repeat their characters,
    null or doubled keys, bytes without text) stays rejected. `wirehouse rejections --accepted` lists what was accepted.
    """
    from flows import main_job
    from flows.console import progress
    from flows.quarantine import to_accept, to_revoke

    settings, why = settings_of(home), " ".join(reason.split())
    if not why:
        raise UsageError("--reason: is empty; say why, it is kept beside the document")
    with progress() as say:
        if revoke:
            ids = main_job.revoke(settings, to_revoke(settings, documents), reason=why, progress=say)
        else:
            ids = main_job.accept(settings, to_accept(settings, documents), reason=why, progress=say)
    still = _tell_outcomes(settings, ids)
    if still and not revoke:
        raise WirehouseError(f"{still} of {len(ids)} are still rejected, for something else; the override is kept")


def _list(settings: Settings, which: "Which", limit: int | None, form: str) -> None:
    from flows.console import show
    from flows.warehouse_rejections import count_rejections, list_rejections

    listed = list_rejections(settings.warehouse, which, limit)
    if not listed.num_rows:
        click.echo("wirehouse: nothing that was rejected matches", err=True)
    if form != "table" or limit or any(which) or listed.num_rows <= MANY:
        show(listed, form)
    else:
        show(count_rejections(settings.warehouse, which), form)
        click.echo(f"wirehouse: {listed.num_rows} documents; --limit 50, --reason or --stage list them", err=True)


def _explain(settings: Settings, document: str, form: str) -> None:
    from flows.console import told_json
    from flows.quarantine import explain
    from flows.quarantine_text import as_text

    if form == "csv":
        raise UsageError("--format csv: one document is told as text or JSON")
    told: dict[str, Any] = explain(settings, document)
    click.echo(told_json(told) if form == "json" else as_text(told))


def _tell_outcomes(settings: Settings, document_ids: list[str]) -> int:
    """What became of the documents, a line each; gives how many are rejected."""
    from flows.console import table
    from flows.warehouse_rejections import outcomes_of

    found = outcomes_of(settings.warehouse, document_ids)
    lines = [
        (document_id, "rejected" if stage else outcome, f"{stage}: {reason}" if stage else "", url)
        for document_id, outcome, stage, reason, url in found
    ]
    table(["document", "became", "why", "url"], lines)
    return sum(stage is not None for _, _, stage, _, _ in found)
