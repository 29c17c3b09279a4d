"""Errors that a user can mend. Each says where, what and what to do; `cli.main` prints it as one line."""

from __future__ import annotations

import enum


class Exit(enum.IntEnum):
    """Exit codes of the `cleanup` command."""

    DONE = 0
    WOULD_CHANGE = 1  # --check
    USAGE = 2
    UNUSABLE = 3  # an input, an output, the configuration or a rule
    DEGRADED = 4  # --strict
    SOME_FAILED = 5
    OUR_FAULT = 70
    INTERRUPTED = 130


class CleanupError(Exception):
    """Something outside cleanup cannot be used; `where` names the file (with line and column if known)."""

    exit_code = Exit.UNUSABLE

    def __init__(self, where: str, what: str, remedy: str) -> None:
        super().__init__(f"{where}: {what} ({remedy})")
        self.where, self.what, self.remedy = where, what, remedy

    def __reduce__(self):
        return type(self), (self.where, self.what, self.remedy)  # it must cross to another process


class UsageError(CleanupError):
    """The command was called in a way that has no meaning."""

    exit_code = Exit.USAGE


class InputError(CleanupError):
    """An input cannot be read as an article."""


class OutputError(CleanupError):
    """An output cannot be written, or must not be replaced."""


class EditedError(OutputError):
    """An output that somebody edited, or wrote, is not replaced."""


class UnwritableError(OutputError):
    """Nothing can be written there: a full disk, no access."""


class ConfigError(CleanupError):
    """A configuration file cannot be used."""


class RuleError(CleanupError):
    """A rule pack cannot be used."""
