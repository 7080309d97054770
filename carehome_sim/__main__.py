"""``python -m carehome_sim`` is the command ``carehome``."""

import sys

from carehome_sim.cli import main

if __name__ == "__main__":
    sys.exit(main())
