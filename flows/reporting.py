"""The nightly report of `serve`: what `wirehouse status` tells, kept by day, so that days can be compared."""

import io
from datetime import datetime
from pathlib import Path

from flows.console import show
from flows.settings import Settings
from flows.status import status


def write_report(settings: Settings, at: datetime) -> Path:
    """Write HOME/reports/status-YYYY-MM-DD.txt, a later one of a day over an earlier. Raises WarehouseError where there is no warehouse."""
    text = io.StringIO()
    for title, rows in status(settings).items():
        text.write(f"{title}\n")
        show(rows, "table", text)
        text.write("\n")
    path = settings.home / "reports" / f"status-{at:%Y-%m-%d}.txt"
    path.parent.mkdir(exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(text.getvalue(), encoding="utf-8")
    return part.replace(path)
