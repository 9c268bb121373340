"""A file that remembers when its storage failed it."""

from collections.abc import Callable
from typing import Any


class Watched:
    """A file as the readers of archives use it. What its storage fails to bring is no broken record of the archive, whatever a library
    in between makes of it: `fault` is the first failure of a read, and every later read fails in the same way.

    No read asks for more than the file's size: a hostile length must not become memory.
    """

    def __init__(self, file: Any, size: int) -> None:
        self._file, self._size = file, size
        self.fault: Exception | None = None
        self.seek: Callable[..., int] = file.seek
        self.tell: Callable[[], int] = file.tell
        self.close: Callable[[], None] = file.close

    @property
    def closed(self) -> bool:
        return bool(self._file.closed)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes. Raises what the storage raises."""
        if self.fault is not None:
            raise self.fault
        try:
            return bytes(self._file.read(size if 0 <= size <= self._size else self._size))
        except Exception as fault:
            self.fault = fault
            raise
