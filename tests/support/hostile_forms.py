"""What a hostile or clumsy person types or uploads: every field of every form, drawn from a seed."""

import ast
import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from cascade import desk
from cascade.desk.mail_settings import ENTRIES, SECTIONS
from cascade.theme import TEMPLATES

FORM = "application/x-www-form-urlencoded"
_READERS = ("get", "getlist", "one", "all", "hidden", "Field")  # what the desk reads or offers a field with
_SHORT = (5000, 300)  # characters of a value in an address: all ASCII, or others, which take nine times more
_FIELD = re.compile(r"[a-z_.]+")
_ODD = (
    "",
    " ",
    "0",
    "-1",
    "9" * 19,  # more than SQLite counts
    "9" * 5000,  # more than Python turns into a number
    "1e999",
    "nan",
    "２",
    "①",
    "²",
    "0x10",
    "0000-00-00",
    "9999-12-31",
    "10000-01-01",
    "2020-02-30",
    "２０２０年５月３０日",
    "a\x00b",
    "\ud800",
    "\udfff\ud83d",
    "\u202e反\u2066写\u200f",
    "\ufeff",
    "\r\nBcc: 甲@example.invalid\r\n\r\n正文",
    "第一行\n第二行",
    "\x1b[31m红",
    "\x85\u2028\u2029",
    "字" * 20_000,
    "<script>alert(1)</script>",
    "{{7*7}}",
    "{0.__class__}",
    "%s%n%(x)s",
    "..",
    "../../etc/passwd",
    "/dev/zero",
    "C:\\Windows\\win.ini",
    "CON",
    "breakdоwn",  # with a Cyrillic letter
    "zhejiang-2020.",
    "zhejiang%2d2020",
    "３３０１００",
    "330000",
    "110100",
    "甲@example.invalid",
    "a@b@c",
    "a@example.invalid;;,；、b@example.invalid",
    '"a\nb"@example.invalid',
    "a@" + "b" * 300 + ".invalid",
    "localhost",
    "[::1",
    "a b",
    "xn--\ud800",
    "." * 70,
    "f" * 64,
    "=1+1",
    "🦄",
    "null",
    "[]",
)
FILE_NAMES = (
    "",
    " ",
    ".",
    "..",
    "../../../出来.xlsx",
    "C:\\出来.xlsx",
    "\\\\server\\share\\出来.xlsx",
    "CON",
    "nul.xlsx",
    "COM1.csv",
    "尾点.xlsx.",
    "尾空 .xlsx ",
    "名" * 300 + ".xlsx",
    "a" * 5000,
    "a\x00b.xlsx",
    "a\x1f\x7f.xlsx",
    "a:b*c?d|e.xlsx",
    "\u202exslx.出来",
    "🦄.zip",
    "~$锁.xlsx",
    ".desk.json",
    "indicators.csv",
    "ledger.sqlite",
    "<script>alert(1)</script>.xlsx",
)


@dataclass(frozen=True)
class HostileForm:
    """What is sent: `query` of the address, `body` and its content type; `odd` are the odd fields."""

    query: str
    body: bytes
    content: str
    odd: Mapping[str, list[str]]


@cache
def fields() -> tuple[str, ...]:
    """All fields that a request can bring, by the source of the desk: what it reads and what it offers."""
    found = {each.key for each in ENTRIES} | {f"{each}.password" for each in SECTIONS}
    for page in (TEMPLATES / "desk").glob("*.html"):
        found |= set(re.findall(r' name="([^"{]+)"', page.read_text("utf-8")))
    for path in Path(desk.__path__[0]).glob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and ast.unparse(call.func).rpartition(".")[2] in _READERS:
                found |= {str(each.value) for each in call.args if isinstance(each, ast.Constant)}
    return tuple(sorted(each for each in found if _FIELD.fullmatch(each)))


def hostile_forms(usual: Mapping[str, str], number: int, draw: random.Random) -> Iterator[HostileForm]:
    """Some forms of all these fields; each field is odd in one of them, usual or missing in the others."""
    names = sorted({*fields(), *usual})
    draw.shuffle(names)
    for at in range(number):
        odd = {name: draw.sample(_ODD, draw.choice((1, 1, 1, 3))) for name in names[at::number]}
        values = {name: [value] for name, value in usual.items() if draw.random() < 0.9} | odd
        yield HostileForm(_query(values), *_body(values, draw), odd)


def _query(values: Mapping[str, list[str]]) -> str:
    """The query of an address, mostly no longer than the server reads."""
    pairs = [(name, value[: _SHORT[not value.isascii()]]) for name, each in values.items() for value in each]
    return urlencode(pairs, errors="surrogatepass")


def _body(values: Mapping[str, list[str]], draw: random.Random) -> tuple[bytes, str]:
    """The bytes of a form, and the content type that they are sent with."""
    pairs = [(name, value) for name, each in values.items() for value in each]
    plain = urlencode(pairs, errors="surrogatepass").encode()
    ways = (
        (plain, FORM),
        (plain, FORM),
        (plain, FORM),
        (plain, f"{FORM}; charset=utf-7"),
        (plain, "text/plain"),
        (json.dumps(values).encode(), "application/json"),
        (json.dumps(values).encode(), FORM),
        (_multipart(pairs, draw), "multipart/form-data; boundary=b"),
        (_multipart(pairs, draw), "multipart/form-data; boundary=b"),
        (b"", "multipart/form-data; boundary=b"),
        (plain, "multipart/form-data"),
        (plain.replace(b"%", b"%%"), FORM),
    )
    return draw.choice(ways)


def _multipart(pairs: Sequence[tuple[str, str]], draw: random.Random) -> bytes:
    parts = [
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in pairs
    ]
    for name in draw.sample(FILE_NAMES, draw.randrange(3)):
        head = f'Content-Disposition: form-data; name="files"; filename="{name}"'
        parts.append(f"--b\r\n{head}\r\n\r\n{draw.choice(('', 'PK', '甲,乙'))}\r\n")
    return "".join(parts).encode("utf-8", "surrogatepass") + b"--b--\r\n"
