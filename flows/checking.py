"""What `wirehouse sources check` does: looks at the configured sources."""

from collections.abc import Collection

from flows.context import now
from flows.errors import UsageError
from flows.seeds import read_seeds
from flows.settings import Settings
from flows.sources import configured
from flows.sources.checks import SourceCheck, check_inputs


def check_sources(settings: Settings, source_ids: Collection[str]) -> list[SourceCheck]:
    """A look at each source of those ids, or at all of them. Raises UsageError for an id that is not configured."""
    inputs = configured(read_seeds(settings.seeds)["sources"])
    if unknown := sorted(set(source_ids) - {str(item.given.source_id) for item in inputs}):
        raise UsageError(f"{', '.join(unknown)}: no such source in {settings.seeds / 'sources.csv'}; name one that stands there")
    wanted = [item for item in inputs if not source_ids or item.given.source_id in source_ids]
    return check_inputs(wanted, settings=settings, now=now)
