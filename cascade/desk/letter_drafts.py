"""The drafts as the page of the letters shows them: by kind and time, with what need not leave any more."""

from collections.abc import Sequence
from dataclasses import dataclass

from cascade.desk import downloads
from cascade.desk.mailing_acts import group_of
from cascade.desk.round_view import RoundView
from cascade.ledger import Purpose
from cascade.posting.drafts import draft_path
from cascade.posting.letters import PURPOSE_WORDS
from cascade.posting.waiting_drafts import LetterDraft


@dataclass(frozen=True)
class DraftLine:
    """A draft to take: `digest` is that of its file, "" where that is gone.

    `addressed` says whether the city's office has an address.
    """

    draft: LetterDraft
    city: str
    digest: str
    addressed: bool


@dataclass(frozen=True)
class DraftGroup:
    """The drafts of one kind that were written together; those that need not leave come last."""

    name: str
    purpose: str
    lines: Sequence[DraftLine]

    @property
    def leaving(self) -> Sequence[DraftLine]:
        """Those that should leave."""
        return [each for each in self.lines if not each.draft.idle]

    @property
    def written(self) -> str:
        """When, and by whom."""
        first = self.lines[0].draft.message
        return f"{first.at[:16].replace('T', ' ')}　{first.by}".strip()


def groups_of(view: RoundView) -> list[DraftGroup]:
    """The drafts by their kinds and when they were written: the newest first, receipts after all else."""
    found: dict[str, list[DraftLine]] = {}
    out = {each.code for each in view.places.plan.unreachable}
    for each in view.drafts:
        digest = downloads.digest(draft_path(view.places, each.message))
        city = each.message.city
        line = DraftLine(each, view.places.plan.name(city), digest, city not in out)
        found.setdefault(group_of(each.message), []).append(line)
    groups = [
        DraftGroup(
            name,
            PURPOSE_WORDS[Purpose(lines[0].draft.message.purpose)],
            sorted(lines, key=lambda each: bool(each.draft.idle)),
        )
        for name, lines in found.items()
    ]
    newest = sorted(groups, key=lambda each: each.lines[0].draft.message.at, reverse=True)
    return sorted(newest, key=lambda each: each.purpose == PURPOSE_WORDS[Purpose.RECEIPT])


def unknown_drafts(view: RoundView) -> list[tuple[str, str]]:
    """Drafts that no ledger knows, of an older version of the program, by name and digest."""
    known = {draft_path(view.places, each.message) for each in view.drafts}
    paths = (path for path in sorted(view.places.outbox.glob("*.eml")) if path not in known)
    return [(path.name, digest) for path in paths if (digest := downloads.digest(path))]


def zipped_drafts(view: RoundView, group: str) -> tuple[bytes, str]:
    """The drafts that should leave, of a group or with "" all, in a zip archive (b"" for none), and its name.

    The name tells the kind, how many, and when they were written.
    """
    drafts = [each.message for each in view.drafts if not each.idle]
    mine = [each for each in drafts if group in ("", group_of(each))]
    paths = [path for each in mine if (path := draft_path(view.places, each)).exists()]
    kinds = {PURPOSE_WORDS[Purpose(each.purpose)] for each in mine}
    kind = kinds.pop() if len(kinds) == 1 else "草稿"
    written = max((each.at for each in mine), default="")[:16].replace(":", "").replace("T", "-")
    name = f"{view.places.round.name}_{kind}_{len(paths)}封_{written}.zip"
    return downloads.zipped(view.places, paths), name
