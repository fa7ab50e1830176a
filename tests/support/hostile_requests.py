"""Requests that nobody's browser sends, drawn from a seed: each is the bytes of one request."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlencode

FORM = "application/x-www-form-urlencoded"
_ID = (
    "..",
    "../..",
    "..\\..\\windows\\win.ini",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "....//....//etc/passwd",
    "/etc/passwd",
    "C:\\x.xlsx",
    "CON",
    "nul.txt",
    "\x00",
    "a\x00b",
    "\u202eexe",
    "\ud7ff\ufffe",
    "<script>alert(1)</script>",
    "{{7*7}}",
    "${7*7}",
    "' OR 1=1 --",
    "%s%n",
    "a" * 4000,
    "-1",
    "99999999999999999999999999",
    "0x10",
    "1e9",
    "",
    " ",
    "．．／",
    "🦄",
    "=cmd|' /C calc'!A0",
    "f" * 64,
    "330100",
    "strangers",
    "breakdown",
    "zhejiang-2020",
    "9" * 19,
    "9" * 5000,
    "\ud800",
    "zhejiang-2020.",
    "zhejiang%2d2020",
    "breakdоwn",  # with a Cyrillic letter
    "ｂｒｅａｋｄｏｗｎ",
    "\u200fbreakdown",
)
_VALUES = tuple(each for each in _ID if each != "330100")
_HOSTS = (
    "example.invalid",
    "localhost",
    "127.0.0.1",
    "127.0.0.1:1",
    "",
    "a b",
    "@",
    "127.0.0.1.example.invalid",
)
_METHODS = ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "G ET", "")
_NAMES = ("city", "file", "number", "because", "how", "looked", "only", "parts", "fate", "seen", "format")
_MORE_NAMES = ("paper", "what", "sheet", "split", "confirm", "smtp.host", "office.address", "day", "region")


@dataclass(frozen=True)
class Seat:
    """What a browser that was let in knows.

    `routes` are the addresses that there are, `{}` for a part; `acts` those that change something where they
    get what they ask for.
    """

    host: str
    cookie: str
    token: str
    routes: tuple[str, ...]
    acts: tuple[str, ...]


@dataclass(frozen=True)
class HostileRequest:
    """One request: its kind, and its bytes."""

    kind: str
    raw: bytes


def hostile_requests(seat: Seat, number: int, seed: int) -> Iterator[HostileRequest]:
    """Some requests of all kinds, in a drawn order."""
    draw = random.Random(seed)
    kinds = list(_KINDS.items())
    for at in range(number):
        kind, make = kinds[at % len(kinds)] if at < len(kinds) else draw.choice(kinds)
        yield HostileRequest(kind, make(seat, draw))


def _request(seat: Seat, method: str, path: str, body: bytes = b"", **headers: str | None) -> bytes:
    """A request as a browser at this seat sends it, with other headers where they are given."""
    usual: dict[str, str | None] = {
        "Host": seat.host,
        "Cookie": seat.cookie,
        "Origin": f"http://{seat.host}",
        "X-Desk-Token": seat.token,
        "Content-Type": FORM if body else None,
        "Content-Length": str(len(body)),
        "Connection": "close",
    }
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{name}: {value}" for name, value in (usual | named).items() if value is not None]
    return "\r\n".join((f"{method} {path} HTTP/1.1", *lines, "", "")).encode("utf-8", "replace") + body


def _path(draw: random.Random, routes: tuple[str, ...], likely: float = 0.5) -> str:
    """One of these addresses with hostile parts; with `likely` a part is one that there is."""
    route = draw.choice(routes)
    real = ("zhejiang-2020", "breakdown")
    at = iter(range(route.count("{}")))
    while "{}" in route:
        number = next(at)
        there = number < len(real) and draw.random() < likely
        part = real[number] if there else draw.choice(_ID)
        route = route.replace("{}", quote(part, draw.choice(("", "/%.")), errors="surrogatepass"), 1)
    return route


def _form(draw: random.Random) -> bytes:
    values = {
        name: draw.choice(_VALUES) for name in draw.sample((*_NAMES, *_MORE_NAMES), draw.randrange(1, 8))
    }
    return urlencode(values, errors="surrogatepass").encode()


def _wrong_host(seat: Seat, draw: random.Random) -> bytes:
    return _request(
        seat,
        draw.choice(("GET", "POST")),
        _path(draw, seat.routes + seat.acts, 1),
        _form(draw),
        Host=draw.choice(_HOSTS),
    )


def _no_session(seat: Seat, draw: random.Random) -> bytes:
    name, _, value = seat.cookie.partition("=")
    broken = draw.choice(
        (
            None,
            "",
            name,
            f"{name}=",
            f"{name}={value[:-1]}",
            f"{name}={value}x",
            "=;=;=",
            f"{name}={'x' * 9000}",
            "\x01",
        )
    )
    return _request(
        seat,
        draw.choice(("GET", "POST")),
        _path(draw, seat.routes + seat.acts, 1),
        _form(draw),
        Cookie=broken,
    )


def _other_origin(seat: Seat, draw: random.Random) -> bytes:
    origin = draw.choice((None, "", "null", "http://example.invalid", f"https://{seat.host}", seat.host))
    return _request(seat, "POST", _path(draw, seat.acts, 1), _form(draw), Origin=origin)


def _bad_token(seat: Seat, draw: random.Random) -> bytes:
    token = draw.choice((None, "", "x", seat.token[:-1], f"{seat.token}x", "é"))
    return _request(seat, "POST", _path(draw, seat.acts, 1), _form(draw), X_Desk_Token=token)


def _wrong_method(seat: Seat, draw: random.Random) -> bytes:
    return _request(seat, draw.choice(_METHODS), _path(draw, seat.routes + seat.acts, 1), _form(draw))


def _hostile_path(seat: Seat, draw: random.Random) -> bytes:
    query = f"?{_form(draw).decode()}" if draw.random() < 0.5 else ""
    return _request(seat, "GET", _path(draw, seat.routes, 0.7) + query)


def _hostile_values(seat: Seat, draw: random.Random) -> bytes:
    return _request(seat, "POST", _path(draw, seat.acts, 0.95), _form(draw))


def _raw_path(seat: Seat, draw: random.Random) -> bytes:
    path = draw.choice(
        (
            "/../../etc/passwd",
            "//etc/passwd",
            "/%00",
            "/p/%ff%fe",
            "/" + "a" * 20_000,
            "*",
            "http://example.invalid/",
            "/p/%",
        )
    )
    return _request(seat, "GET", path)


def _huge_headers(seat: Seat, draw: random.Random) -> bytes:
    if draw.random() < 0.5:
        return _request(seat, "GET", "/", Cookie=seat.cookie + "; x=" + "y" * 200_000)
    many = "".join(f"X-{number}: {'y' * 100}\r\n" for number in range(2000)).encode()
    return _request(seat, "GET", "/").replace(b"Host:", many + b"Host:")


def _malformed_upload(seat: Seat, draw: random.Random) -> bytes:
    """A drop that holds no file, or not the whole of one."""
    name, field = draw.choice(_ID).replace('"', "%22"), draw.choice(("file", "token", ""))
    part = f'--b\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n\r\n'
    bodies = (
        (part + "PK" + "x" * draw.randrange(5000)).encode("utf-8", "replace"),
        b"--b--\r\n",
        b"--b\r\n\r\n\r\n--b--",
        b"x" * draw.randrange(1, 5000),
        b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n\r\n' * 6000 + b"--b--\r\n",
        b'--b\r\nContent-Disposition: form-data; name="token"\r\n\r\n' + b"y" * (2 << 20) + b"\r\n--b--\r\n",
        b"--b\r\n" + b"Content-Type: " + b"z" * 100_000,
    )
    kinds = (
        "multipart/form-data; boundary=b",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "text/x",
        FORM,
    )
    path = "/p/zhejiang-2020/breakdown/drop"
    return _request(seat, "POST", path, draw.choice(bodies), Content_Type=draw.choice(kinds))


def _garbage(seat: Seat, draw: random.Random) -> bytes:
    usual = _request(seat, "POST", "/p/zhejiang-2020/breakdown/act/collect", b"")
    return draw.choice(
        (
            b"\r\n\r\n",
            b"GET\r\n\r\n",
            b"GET / HTTP/9.9\r\n\r\n",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200),
            draw.randbytes(500) + b"\r\n\r\n",
            usual.replace(b"Content-Length: 0", b"Content-Length: -5"),
            usual.replace(b"Content-Length: 0", b"Content-Length: x"),
            usual.replace(b"Content-Length: 0", b"Transfer-Encoding: chunked") + b"ffffffff\r\nx",
            usual.replace(b"Content-Length: 0", b"Content-Length: 5\r\nTransfer-Encoding: chunked")
            + b"0\r\n\r\n",
            usual.replace(b"\r\nCookie", b"\r\nHost: x\r\nCookie"),
            usual.replace(b"\r\nHost", b"\r\n Host"),
        )
    )


_KINDS: dict[str, Callable[[Seat, random.Random], bytes]] = {
    "wrong host": _wrong_host,
    "no session": _no_session,
    "other origin": _other_origin,
    "bad token": _bad_token,
    "wrong method": _wrong_method,
    "hostile path": _hostile_path,
    "hostile values": _hostile_values,
    "raw path": _raw_path,
    "huge headers": _huge_headers,
    "malformed upload": _malformed_upload,
    "garbage": _garbage,
}
