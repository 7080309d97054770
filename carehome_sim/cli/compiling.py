"""Gets the compiled rules ready so that Ctrl-C is heard meanwhile.

The compiler is not Python: an interrupt that arrives inside it is lost, and the program would
go on for minutes. So it works in a thread of its own while the main one listens.
"""

from __future__ import annotations

import os
import sys
import threading

from carehome_sim.cli.screen import say
from carehome_sim.errors import Interrupted

LISTENS_EVERY_S = 0.2
STACK_BYTES = 64 << 20  # some systems give threads too little for a compiler


def compile_rules(*, quiet: bool) -> None:
    """Compile every rule, or load the machine code of an earlier start.

    Says so on standard error where it takes long. After Ctrl-C the process ends at once: the
    compiler cannot be asked to stop.
    """
    from carehome_sim import home

    if not quiet and home.needs_compiling():
        say("Compiling the rules: once, one to two minutes.")
    failed: list[BaseException] = []

    def work() -> None:
        try:
            home.warm_up_compiler()
        except BaseException as error:
            failed.append(error)

    before = threading.stack_size(STACK_BYTES)
    try:
        thread = threading.Thread(target=work, name="compiler", daemon=True)
        thread.start()
    finally:
        threading.stack_size(before)
    try:
        while thread.is_alive():
            thread.join(LISTENS_EVERY_S)
    except KeyboardInterrupt:
        say("carehome: stopped while getting the rules ready; nothing was simulated.")
        sys.stdout.flush()
        os._exit(Interrupted.exit_code)
    if failed:
        raise failed[0]
