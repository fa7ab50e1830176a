"""Read templates strictly, and keep the program's own compiled beside them, as Python keeps its modules.

To compile the templates of a page takes longer than to fill them in.
"""

import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket


def strict_environment(
    folders: Sequence[Path], own: Path, html: bool, finalize: Callable[[object], object] | None
) -> Environment:
    """The templates of some folders, of which `own` holds the program's; a missing variable is an error.

    In HTML all facts are escaped; `finalize` gets each before it is put in.
    """
    return Environment(
        loader=FileSystemLoader(folders),
        undefined=StrictUndefined,
        autoescape=html,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_Compiled(own, "html" if html else "text"),
    )


class _Compiled(FileSystemBytecodeCache):
    """The compiled templates of one folder; those of other folders, e.g. beside a plan, are not kept.

    `kind` tells environments apart: they make different code of one template.
    """

    def __init__(self, folder: Path, kind: str) -> None:
        self._folder = folder
        super().__init__(str(folder / "__pycache__"), f"%s.{kind}.jinja")

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """What tells a template from others, "" for one that is not kept."""
        mine = filename is not None and Path(filename).is_relative_to(self._folder)
        return super().get_cache_key(name, filename) if mine else ""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take the kept code; a file that was spoilt is none."""
        if bucket.key:
            try:
                super().load_bytecode(bucket)
            except Exception:  # whatever pickle and marshal say
                bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code, where the folder may be written."""
        if bucket.key and not sys.dont_write_bytecode:
            with suppress(OSError):
                Path(self.directory).mkdir(exist_ok=True)
                super().dump_bytecode(bucket)
