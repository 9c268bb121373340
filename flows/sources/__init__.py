"""Where articles come from: the only network code there is.

In: paths and URLs as given on the command line, or the rows of `seeds/sources.csv`. Out: `Fetched`, one for each file read or
request made (a long `.jsonl` file in several parts), as a stream: what was asked for is never held in memory as a whole.

Nothing fetched is trusted. Only http(s) is spoken, only to public addresses, checked and pinned at every redirect (hosts in
`Settings.allow_hosts` excepted); time, redirects, compressed and decompressed bytes are capped; no cookies, no credentials, no
proxies, no document types or entities in XML. trafilatura and feedparser get bytes from here and never fetch.

Nobody is pressed. A host's robots.txt is obeyed, its crawl-delay and its Retry-After kept; hosts are asked side by side, each one
thing at a time, and what they say has not changed is not asked for whole.

Nothing here raises for a bad input: it becomes a `Fetched` whose record says `failed` or `refused` and why, and the others go on.
"""

from flows.sources.inputs import configured, read_inputs
from flows.sources.values import Fetched, FetchRecord, Input, Limits, Politeness, Remembered, RobotsFile, Validators

__all__ = [
    "FetchRecord",
    "Fetched",
    "Input",
    "Limits",
    "Politeness",
    "Remembered",
    "RobotsFile",
    "Validators",
    "configured",
    "read_inputs",
]
