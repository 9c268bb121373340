"""What can go wrong, told in one line each.

    WirehouseError          exit code 1: the run failed
    ├── UsageError          exit code 2: what was asked for makes no sense
    ├── InputError          an input cannot be read at all
    ├── PipelineError       the language pipeline cannot be loaded
    ├── AuditError          a check itself broke, or a whole-warehouse check failed: nothing was published
    ├── WarehouseError      the published file or the home folder cannot be read or written
    └── BusyError           another run holds the home folder

Every message names the input, the reason and the mend.
"""


class WirehouseError(Exception):
    """Something failed; the message says what, why, and what to do."""

    exit_code = 1


class UsageError(WirehouseError):
    """What was asked for makes no sense."""

    exit_code = 2


class InputError(WirehouseError):
    """An input cannot be read at all."""


class PipelineError(WirehouseError):
    """The language pipeline cannot be loaded."""


class AuditError(WirehouseError):
    """A check itself broke, or a whole-warehouse check failed: nothing was published."""


class WarehouseError(WirehouseError):
    """The published file or the home folder cannot be read or written."""


class BusyError(WirehouseError):
    """Another run holds the home folder."""
