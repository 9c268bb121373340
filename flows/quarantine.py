"""The quarantine as a workplace: rejected documents explained, chosen to be tried again, or accepted by a person."""

import getpass
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

from flows.cleaning import clean_one
from flows.errors import UsageError
from flows.landing_lookup import Landed, landed_document
from flows.settings import Settings
from flows.warehouse_rejections import (
    RejectedDocument,
    Which,
    find_documents,
    findings_of,
    overrides_of,
    rejected_documents,
    twins_of,
)
from schemas import TABLES
from schemas.ops import Override
from schemas.render import is_judgement
from transforms.documents import JUDGEMENTS, Rejected

SHORTEST: Final = 4
"""Characters of the shortest beginning of an id that is looked for."""
LINES: Final = 8
"""Lines of what was read that an explanation shows."""
WIDTH: Final = 160

RULES: Final = {
    "not_an_article": "transforms/clean/verdict.py (MIN_PROSE, consent notices) or, where its text was not found, transforms/clean/body.py",
    "index_page": "transforms/clean/verdict.py (lists of links and headlines)",
    "paywall": "transforms/clean/verdict.py (WALL, MAX_TEASER)",
    "not_found": "transforms/clean/verdict.py (GONE)",
    "language": "transforms/clean/language.py",
    "too_complex": "transforms/clean/complexity.py",
    "too_long": "the input: one article a document",
    "empty": "the input: it has no text",
    "binary": "the input: save it as text or HTML",
    "broken_json": "the record: it is no JSON",
    "bad_record": "the record: the field that is named",
    "clean_failed": "the cleaning step that broke; please report it",
    "parse_failed": "the language pipeline, which broke on it; please report it",
    "extract_failed": "the extractor that broke; please report it",
    "failed_audit": "the extractor of the table that the finding names, or the check where it is at fault",
}
"""Reason -> what would have to change for such documents not to be rejected."""


def one_document(settings: Settings, named: str) -> tuple[str, str, str]:
    """(document_id, outcome, url) of the one document that an id, the beginning of one, or a URL names.

    Raises UsageError where none does, or several do.
    """
    found = find_documents(settings.warehouse, named) if len(named) >= SHORTEST else []
    if not found:
        raise UsageError(
            f"{named}: names no document; give an id, its first {SHORTEST} characters or more, or a URL as it stands in ops.documents"
        )
    if len(found) > 1:
        some = ", ".join(f"{document_id} ({outcome})" for document_id, outcome, _ in found[:5])
        raise UsageError(f"{named}: names {len(found)} documents ({some}); give the id of one")
    return found[0]


def rejected_document(settings: Settings, named: str) -> RejectedDocument:
    """The one rejected document that is named. Raises UsageError where none is, or where it is no rejection."""
    document_id, outcome, url = one_document(settings, named)
    found = [r for r in rejected_documents(settings.warehouse, Which()) if r.document_id == document_id]
    if not found:
        raise UsageError(f"{named}: is not rejected: {url} became a {outcome}")
    return found[0]


def explain(settings: Settings, named: str) -> dict[str, Any]:
    """All there is to know about one rejection, as JSON could have it: why, what was found, where its bytes are, what to do next."""
    rejection = rejected_document(settings, named)
    findings = findings_of(settings.warehouse, rejection.document_id)
    landed = landed_document(settings.landing, rejection.document_id)
    return {
        **rejection._asdict(),
        "reasons": rejection.detail.split("; ") if rejection.stage == "audit" else [rejection.detail],
        "findings": findings,
        "landed": _place(settings, landed),
        "first_lines": first_lines(landed) if landed else [],
        "override": overrides_of(settings.warehouse, rejection.document_id),
        "next": list(advice(rejection, findings, is_readable=landed is not None and landed.document is not None)),
    }


def first_lines(landed: Landed) -> list[str]:
    """The first lines of what cleaning makes of a document if it must; of its bytes as text where it makes nothing."""
    if landed.document is None:
        return []
    read = clean_one(landed.document, accepted=True)
    text = landed.document.body[:20_000].decode("utf-8", "replace") if isinstance(read, Rejected) else read.revision.text
    return [line[:WIDTH] for line in text.splitlines() if line.strip()][:LINES]


def advice(rejection: RejectedDocument, findings: Sequence[dict[str, Any]], *, is_readable: bool) -> list[str]:
    """What can be done about a rejection, one sentence each."""
    short = rejection.document_id
    if not is_readable:
        return [f"Its bytes are not in the landing log: fetch it again with `wirehouse run {rejection.url}`."]
    told = []
    if (why := fixed_because(rejection, findings)) is None:
        told.append(f'If it is an article all the same: `wirehouse accept {short} --reason "…"`.')
    else:
        told.append(f"It cannot be accepted: {why}.")
    told.append(f"To be mended for all like it: {RULES.get(rejection.reason, 'the rule that is named')}.")
    told.append(f"After that: `wirehouse retry {short}`, or `wirehouse retry --reason {rejection.reason}`; nothing is fetched.")
    return told


def fixed_because(rejection: RejectedDocument, findings: Sequence[dict[str, Any]]) -> str | None:
    """Why no person can accept a rejected document; None for a judgement, which a person can overrule."""
    if rejection.stage == "clean":
        return None if rejection.reason in JUDGEMENTS else "there is no text in it that could be read, or more than can be"
    if rejection.stage != "audit":
        return f"the {rejection.stage} stage got no rows out of it"
    errors = [f for f in findings if f["severity"] == "error"]
    broken = [f for f in errors if not is_judgement(TABLES[f["table_name"]], f["check_name"])]
    if broken:
        names = ", ".join(sorted({f"{f['table_name']}.{f['column_name'] or '*'} {f['check_name']}" for f in broken}))
        return f"its rows would break the warehouse ({names})"
    return None if errors else "what the audit found on it is not known any more; retry it first"


def to_accept(settings: Settings, named: Sequence[str]) -> list[RejectedDocument]:
    """The rejected documents that are named. Raises UsageError for one that no person can accept, saying why."""
    found = [rejected_document(settings, name) for name in named]
    for rejection in found:
        if why := fixed_because(rejection, findings_of(settings.warehouse, rejection.document_id)):
            raise UsageError(
                f"{rejection.url}: rejected for {rejection.reason} at stage {rejection.stage}, which cannot be overridden: {why}; "
                f"`wirehouse rejections {rejection.document_id}` says more"
            )
    return found


def to_revoke(settings: Settings, named: Sequence[str]) -> list[Override]:
    """The overrides in force of the documents that are named. Raises UsageError for a document without one."""
    found = []
    for name in named:
        document_id, _, url = one_document(settings, name)
        row = overrides_of(settings.warehouse, document_id)
        if row is None or row["revoked_at"] is not None:
            raise UsageError(f"{url}: nobody accepted it; `wirehouse rejections --accepted` lists what was")
        found.append(Override(**row))
    return found


def to_retry(settings: Settings, named: Sequence[str], which: Which) -> list[RejectedDocument]:
    """The rejected documents that are named, or all that match."""
    if named:
        return [rejected_document(settings, name) for name in named]
    return rejected_documents(settings.warehouse, which)


def with_twins(settings: Settings, document_ids: Collection[str]) -> set[str]:
    """The documents, and those that were rejected with them for the rows of one and the same text."""
    return {twin for document_id in document_ids for twin in twins_of(settings.warehouse, document_id)}


def override(rejection: RejectedDocument, *, run_id: str, reason: str, at: datetime) -> Override:
    """The row that keeps a person's decision to accept a document."""
    return Override(
        document_id=rejection.document_id,
        run_id=run_id,
        reason=reason,
        accepted_at=at,
        accepted_by=_who(),
        stage=rejection.stage,
        rejected_for=rejection.reason,
        detail=rejection.detail,
        url=rejection.url,
        revoked_at=None,
    )


def _who() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a process without an entry among the users
        return "unknown"


def _place(settings: Settings, landed: Landed | None) -> dict[str, Any] | None:
    if landed is None:
        return None
    return {
        "file": f"{settings.landing.name}/{landed.path.name}",
        "digest": landed.digest,
        "bytes": len(landed.document.body) if landed.document else None,
        "media_type": landed.media_type,
        "headers": landed.headers,
        "pruned": landed.pruned,
    }
