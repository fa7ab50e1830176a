"""The demonstration, told in the process of a test, and its commands without their start."""

import subprocess
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO

import pytest

from demo import __main__ as demo
from demo import office
from tests.support.office import run


def tell(*words: str) -> tuple[int, str]:
    """Exit code and output of `python -m demo`.

    No Python is started for it, for its commands, or for their readers of workbooks, which takes two fifths
    of the time.
    """
    said = StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(said), redirect_stderr(said):
        patch.setattr(office, "_ran", _ran)
        code = demo.main([*words])
    return code, said.getvalue()


def _ran(command: list[str]) -> subprocess.CompletedProcess[str]:
    answer = run(*command)
    return subprocess.CompletedProcess(command, answer.code, answer.out + answer.error)
