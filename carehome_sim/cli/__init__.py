"""The command line: a thin layer over scenarios, studies and reports."""

from carehome_sim.cli.entry import main

__all__ = ["main"]
