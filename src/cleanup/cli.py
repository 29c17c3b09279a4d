"""The command line. One module a command; one place where errors become messages and exit codes."""

from __future__ import annotations

import sys
import traceback
from typing import Annotated

import typer

from cleanup.commands import apply, batch, doctor, explain, fix, learn, review, rules, setup
from cleanup.errors import CleanupError, Exit
from cleanup.render.words import one_line

app = typer.Typer(
    name="cleanup",
    help="Cleans scraped, machine-translated news articles and shows the evidence for every change.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(fix.fix)
app.command()(batch.batch)
app.command()(review.review)
app.command()(apply.apply)
app.command()(learn.learn)
app.add_typer(rules.app, name="rules")
app.command()(explain.explain)
app.command()(setup.setup)
app.command()(doctor.doctor)

# Typer carries a click of its own in some versions, so its class is named through Typer's.
BAD_USAGE = typer.BadParameter.__mro__[1]


def _version(wanted: bool) -> None:
    if wanted:
        from cleanup import __version__

        typer.echo(f"cleanup {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show where an error came from.")] = False,
) -> None:
    pass


def main(arguments: list[str] | None = None) -> None:
    """Runs the command and leaves with one of `Exit`: no traceback for a user's mistake."""
    arguments = sys.argv[1:] if arguments is None else arguments
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    debug = "--debug" in arguments
    sys.exit(_run([a for a in arguments if a != "--debug"], debug))


def _run(arguments: list[str], debug: bool) -> int:
    try:
        return app(arguments, prog_name="cleanup", standalone_mode=False) or Exit.DONE
    except (KeyboardInterrupt, typer.Abort):
        return _say("interrupted", Exit.INTERRUPTED)
    except BAD_USAGE as error:
        error.show()
        return Exit.USAGE
    except SystemExit:
        return Exit.DONE  # Typer's answer to a reader of our output that has gone (`| head`): no fault
    except Exception as error:
        if debug:
            traceback.print_exc()
        if isinstance(error, CleanupError):
            return _say(str(error), error.exit_code)
        if isinstance(error, OSError) and error.filename is None:
            return _say(f"standard output: {error.strerror} (mend it there)", Exit.UNUSABLE)
        what = f"{type(error).__name__}: {error}".splitlines()[0]
        return _say(f"cleanup itself failed: {what} (run again with --debug)", Exit.OUR_FAULT)


def _say(message: str, code: Exit) -> Exit:
    print(f"cleanup: {one_line(message)}", file=sys.stderr)
    return code
