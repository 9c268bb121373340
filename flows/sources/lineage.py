"""Posts lineage events to the URL a person set: their own server, so its address may be private. It lies with the other network code,
which is kept in one place; nothing is read from the answer but its status."""

from collections.abc import Mapping
from typing import Any, Final

import httpx

SECONDS: Final = 5.0
"""A run waits no longer for a lineage server, twice a run."""


def post_event(url: str, event: Mapping[str, Any]) -> str | None:
    """Post one event as JSON; gives why it was not taken, None where it was. Redirects are not followed."""
    try:
        answer = httpx.post(url, json=event, timeout=SECONDS, follow_redirects=False, trust_env=False)
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as failure:
        return f"{type(failure).__name__}: {failure}"
    return None if answer.is_success else f"answered {answer.status_code}"
