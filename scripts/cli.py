"""The command line: `python3 scripts/portal.py COMMAND`."""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import sys

import click

from scripts.console import internal_error, use_utf8

MODULES = {
    "build": "scripts.build",
    "serve": "scripts.serve",
    "check": "scripts.check",
    "number": "scripts.number",
    "addresses": "scripts.addresses",
    "new": "scripts.new",
    "import": "scripts.import_items",
    "export": "scripts.export_item",
    "index": "scripts.index",
    "test": "scripts.run_tests",
}
"""Module of each command; it is loaded when the command is used."""


class Commands(click.Group):
    """Loads a command's module when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of a day's work."""
        del ctx
        return list(MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by name."""
        del ctx
        if cmd_name not in MODULES:
            return None
        gc.disable()  # Nothing that is loaded is garbage, and looking takes a tenth of the time.
        try:
            command: click.Command = importlib.import_module(MODULES[cmd_name]).command
        finally:
            gc.enable()
        return command


@click.group(
    cls=Commands,
    name="portal",
    help="通报：公共机构公报网站。Tongbao: a bulletin portal for public bodies.\n\n"
    "例 Example: portal.py build",
)
def portal() -> None:
    """Group the commands."""


def _leave() -> None:
    """End the process at once: taking a large portal apart, object by object, is of no use."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError):  # Nobody listens any more.
            stream.flush()
    os._exit(0)


def main() -> None:
    """Run a command; a fault of our own is told in one line, its details kept in a file."""
    use_utf8()
    try:
        portal.main(prog_name="portal.py", standalone_mode=True)
    except SystemExit as end:
        if end.code == 0:
            _leave()
        raise
    except Exception:  # noqa: BLE001 - the last resort: nobody is shown a traceback
        click.echo(internal_error(), err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
