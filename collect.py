"""Collect a round's returns: `collect.py PLAN ROUND [PATH …]`; see `--help`."""

import sys

if __name__ == "__main__":  # the processes that read returns load this file as well, and need nothing of it
    from cascade.commands.collect import main

    sys.exit(main())
