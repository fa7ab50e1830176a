"""Collect a round's returns: `collect.py PLAN ROUND [PATH …]`; see `--help`."""

import sys

from cascade.commands.collect import main

if __name__ == "__main__":
    sys.exit(main())
