"""Issue the forms of a round: `generate.py PLAN ROUND [--city CODE …]`; see `--help`."""

import sys

from cascade.commands.generate import main

if __name__ == "__main__":
    sys.exit(main())
