"""A file read forwards, with what was read too far put back."""

from typing import Final, Protocol

CHUNK: Final = 65536


class Readable(Protocol):
    """What is read from: a file, or an unpacked stream that can only go forwards."""

    def read(self, size: int = -1, /) -> bytes: ...
    def seek(self, offset: int, /) -> int: ...


class Tape:
    """Reads a file from a position on. It seeks only forwards, since some files can only be read through."""

    def __init__(self, file: Readable, start: int) -> None:
        self._file, self._ahead, self._at, self.position = file, b"", 0, start
        file.seek(start)

    def read(self, size: int) -> bytes:
        """Up to `size` bytes; fewer only at the end."""
        data = self._ahead[self._at : self._at + size]
        self._at += len(data)
        if len(data) < size:
            self._ahead, self._at = b"", 0
            data += self._file.read(size - len(data))
        self.position += len(data)
        return data

    def some(self) -> bytes:
        """The next bytes: some of what was put back, else a chunk of the file; none at the end."""
        return self.read(min(CHUNK, len(self._ahead) - self._at) or CHUNK)

    def unread(self, data: bytes) -> None:
        """Put back what was read last."""
        before = self._at - len(data)
        if before >= 0 and self._ahead[before : self._at] == data:
            self._at = before
        else:
            self._ahead, self._at = data + self._ahead[self._at :], 0
        self.position -= len(data)
