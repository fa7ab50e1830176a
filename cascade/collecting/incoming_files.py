"""Find the files to collect: in folders, inside zip archives, attached to saved mails."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from cascade.collecting.archives import in_memory, members
from cascade.collecting.our_letters import OurLetters
from cascade.collecting.saved_mails import SavedMail, open_mail
from cascade.grid import Refused

_IGNORED_NAMES = {"thumbs.db", ".ds_store", "desktop.ini"}
_IGNORED_STARTS = ("~$", ".~", "._", ".")
_IGNORED_FOLDER = "__MACOSX"  # in which macOS packs what it alone understands


@dataclass(frozen=True, slots=True)
class Source:
    """A file to collect. The `path` of an archive's member is the archive's path and the member's name.

    `read` returns the bytes. It raises OSError when the file cannot be opened, and Refused when an archive's
    member is encrypted, damaged or too large. `archive` returns the bytes of the archive, None for a file in
    none. `mail` is the saved mail to which the file is attached; a source with the mail's own path is that
    mail itself, which brings nothing to open.
    """

    path: Path
    read: Callable[[], bytes]
    mail: SavedMail | None = None
    archive: Callable[[], bytes] | None = None

    @property
    def name(self) -> str:
        """The path as text that can be encoded in UTF-8, even if the file system's name cannot."""
        return str(self.path).encode("utf-8", "backslashreplace").decode()

    @property
    def ignored(self) -> bool:
        """Whether it is a lock file, a thumbnail or another file that programs leave behind."""
        name = self.path.name.lower()
        left_behind = name in _IGNORED_NAMES or name.startswith(_IGNORED_STARTS)
        return left_behind or _IGNORED_FOLDER in self.path.parts


def gather(paths: list[Path], letters: OurLetters | None = None) -> list[Source]:
    """The files at `paths`, each once: folders with their sub-folders, zip archives, saved mails.

    An archive may hold mails, and a mail archives; an archive in an archive comes as one file, as does a mail
    without attachments and one that `letters` know for no return. A folder that cannot be read is a source
    whose `read` raises Refused.
    """
    files: dict[Path, Source] = {}
    for path in paths:
        for each in files_below(path) if path.is_dir() else [_file(path)]:
            files.setdefault(each.path, each)
    return [each for source in files.values() for each in _opened(source, letters)]


def files_below(folder: Path) -> list[Source]:
    """All files in a folder and its sub-folders, and those of the folders that cannot be read."""
    return sorted(_files(folder, set()), key=lambda each: each.path)


def _file(path: Path) -> Source:
    absolute = path.absolute()
    return Source(absolute, absolute.read_bytes)


def _files(folder: Path, seen: set[str]) -> Iterator[Source]:
    """All files below a folder, and the folders that cannot be read; a folder with several links once."""
    real = os.path.realpath(folder)
    if real in seen:
        return
    seen.add(real)
    try:
        entries = list(os.scandir(folder))
    except OSError as error:
        yield Source(folder.absolute(), partial(_refuse, error))
        return
    for entry in entries:
        if _holds(entry.is_dir):
            yield from _files(Path(entry.path), seen)
        elif _holds(entry.is_file) or entry.is_symlink():  # a broken link is said; a pipe would never end
            yield _file(Path(entry.path))


def _holds(question: Callable[[], bool]) -> bool:
    """The answer about an entry of a folder, no where the system gives none."""
    try:
        return question()
    except OSError:
        return False


def _refuse(error: OSError) -> bytes:
    raise Refused("F12", what="文件夹", detail=why_unreadable(error))


def why_unreadable(error: OSError) -> str:
    """The reason why a file or folder cannot be read, in words."""
    return "没有读取权限" if isinstance(error, PermissionError) else error.strerror or "读取出错"


def _opened(source: Source, letters: OurLetters | None, packed: bool = False) -> Iterator[Source]:
    """The members of an archive, the attachments of a mail; any other file itself.

    `packed` says that the file lies in an archive, in which no other archive is opened.
    """
    ending = "" if source.ignored else source.path.suffix.lower()
    if ending == ".zip" and not packed:
        found = members(in_memory(source.read) if source.mail else lambda: source.path.open("rb"))
        whole = source.read
        inner = [
            replace(source, path=source.path / name, read=read, archive=whole) for name, read in found or ()
        ]
        yield from [each for member in inner for each in _opened(member, letters, True)] or [source]
    elif ending == ".eml" and source.mail is None:
        yield from _of_mail(source, letters, packed)
    else:
        yield source


def _of_mail(source: Source, letters: OurLetters | None, packed: bool) -> Iterator[Source]:
    """The attachments of a saved mail; the mail itself if it has none or is no return."""
    mail = open_mail(source.path, source.read, letters)
    if mail is None:
        yield source
        return
    source = replace(source, mail=mail)
    if mail.about or not mail.attachments:
        yield source
    for name, read in () if mail.about else mail.attachments:
        yield from _opened(replace(source, path=source.path / name, read=read), letters, packed)
