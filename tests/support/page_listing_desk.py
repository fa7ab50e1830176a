"""A desk that lists the pages that it makes: `python -m tests.support.page_listing_desk`.

A line of the file `pages` beside the workbooks folder is an endpoint with the template that it has filled.
"""

import sys
from pathlib import Path
from typing import Any

from flask import request, template_rendered

from cascade.desk.start import main


def listed(home: Path) -> set[tuple[str, str]]:
    """The endpoints, "" for an address that is none, with their templates."""
    lines = home.with_name("pages").read_text("utf-8").splitlines()
    return {(endpoint, template) for endpoint, _, template in (line.partition("\t") for line in lines)}


if __name__ == "__main__":
    path = Path(sys.argv[sys.argv.index("--workbooks") + 1]).with_name("pages")

    def note(sender: object, template: Any, **more: object) -> None:
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{request.endpoint or ''}\t{template.name}\n")

    template_rendered.connect(note)
    sys.exit(main())
