"""`python -m cascade generate …`, `collect …` and `desk …`, for where Cascade is installed.

The desk is always started from here: a process that reads a file first loads the module that the command was
started from, unless it is called `__main__`, and the desk is half a second of modules.
"""

import sys

from cascade.commands import collect, generate
from cascade.commands.command_line import DONE, WRONG


def desk(words: list[str] | None = None) -> int:
    """Start the desk with the words of a command line, by default this program's; return the exit code."""
    from cascade.desk.start import main as start  # a web server, which no other command needs

    return start(words)


_COMMANDS = {"generate": generate.main, "collect": collect.main, "desk": desk}
_USAGE = """用法：python -m cascade <命令> [参数…]

  generate   下发填报表
  collect    收集上报表
  desk       在浏览器里办理

各命令的参数：python -m cascade <命令> --help"""


def main() -> int:
    """Run the command that the first word names; the exit code is its own, or 2 for a wrong word."""
    name, *words = sys.argv[1:] or [""]
    if name in _COMMANDS:
        sys.argv[0] = f"python -m cascade {name}"  # the name that argparse gives the command in its usage
        return _COMMANDS[name](words)
    print(_USAGE)
    return DONE if name in ("-h", "--help") else WRONG


if __name__ == "__main__":
    sys.exit(main())
