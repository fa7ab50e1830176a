"""Mails as nodemailer's parser reads them: a second reader, which shares no code with Python's."""

import json
import subprocess
from pathlib import Path
from typing import Any

from tests.support.programs import MAILPARSER, need


def parsed(paths: list[Path]) -> list[dict[str, Any]]:
    """What stands in each .eml file: a dictionary a file, in order. About half a second a call.

    from, to, cc: lists of {"name", "address"}; subject, messageId, text, html: text or None; date: in UTC as
    2020-05-30T01:00:00.000Z or None; attachments: list of {"filename", "contentType", "size", "sha256"}.
    """
    done = subprocess.run(
        [need("mailparser"), str(MAILPARSER / "parse.mjs"), *map(str, paths)],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    if done.returncode:
        raise RuntimeError(f"mailparser could not run: {done.stderr}")
    mails: list[dict[str, Any]] = json.loads(done.stdout)
    return mails
