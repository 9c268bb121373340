"""Archives and dumps: one file of many articles, read record by record in bounded memory.

In: an opened, seekable binary file (local, or of any fsspec backend) and where to start. Out: one `Step` a record, with the position
after it and the document or refusal it amounts to, if any.

A record that is broken, too large or packed in a way we cannot unpack is refused with its reason, and the next one read. Positions are
what resuming needs: bytes of the file for WARC, of all members together for WACZ, rows for Parquet, lines for JSON Lines.
"""

from flows.sources.archives.reader import ArchiveReader, Resume
from flows.sources.archives.steps import Unreadable
from flows.sources.archives.stored import SUFFIXES, local, remote, scheme_of, suffix_of

__all__ = ["SUFFIXES", "ArchiveReader", "Resume", "Unreadable", "local", "remote", "scheme_of", "suffix_of"]
