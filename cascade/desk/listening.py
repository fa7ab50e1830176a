"""Where the desk listens: this machine only or, with accounts and encryption, an office.

What a desk with a certificate is called by stands in the certificate.
"""

import argparse
import re
import ssl
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from socket import socket
from urllib.parse import urlsplit

from cheroot.ssl.builtin import BuiltinSSLAdapter

from cascade.desk.entrance import Address
from cascade.errors import Wrong

_HERE = "127.0.0.1"
_PORT = 8443  # where --listen names none
_HTTPS = 443  # the port that browsers leave out
_PLACE = re.compile(r"(?P<name>\[[0-9a-fA-F:.%]+\]|[\w.-]+)(?::(?P<port>\d{1,5}))?")
_ROUNDS = 8  # of a handshake, at most


@dataclass(frozen=True)
class Listening:
    """The name and port to listen at, how browsers know the desk, and what encrypts."""

    name: str
    port: int
    scheme: str = "http"
    hosts: tuple[str, ...] = ()
    encryption: "Encryption | None" = None

    @property
    def is_open(self) -> bool:
        """Whether others than this machine may come in: they need accounts."""
        return bool(self.hosts)

    def address(self, port: int) -> Address:
        """How browsers know the desk, which has got this port."""
        if not self.hosts:
            return Address("http", (f"{_HERE}:{port}",))
        if self.encryption is None:
            return Address(self.scheme, self.hosts, direct=False)
        ending = "" if port == _HTTPS else f":{port}"
        return Address(self.scheme, tuple(f"{each}{ending}" for each in self.hosts))


def listening(given: argparse.Namespace, has_accounts: bool) -> Listening:
    """Where to listen, by the words of the command line. Raises Wrong with what to do instead."""
    if not given.listen:
        if given.certificate or given.key or given.behind_proxy:
            raise Wrong("--certificate、--key、--behind-proxy 要和 --listen 一起写，例如：--listen 10.1.2.3")
        return Listening(_HERE, given.port)
    name, port = _placed(given.listen, given.port)
    if not has_accounts:
        raise Wrong(
            "还没有账号，不能让别的电脑连进来。请先添加账号，例如：\n"
            "python run.py desk --add-user 姓名 --role 审核"
        )
    if given.behind_proxy and (given.certificate or given.key):
        raise Wrong("--behind-proxy 和 --certificate、--key 只能用一种：由谁加密，就在谁那里放证书。")
    if given.behind_proxy:
        return Listening(name, port, "https", (_proxied(given.behind_proxy),))
    if not (given.certificate and given.key):
        raise Wrong(
            "不加密，密码会在网上被人看见，所以没有打开。请加 --certificate 证书文件 --key 私钥文件（PEM，"
            "向单位信息部门要）；由别的服务器加密的，请写 --behind-proxy https://名称。"
        )
    return Listening(name, port, "https", _names(name, given), Encryption(given.certificate, given.key))


def _placed(listen: str, port: int) -> tuple[str, int]:
    found = _PLACE.fullmatch(listen)
    number = int(found["port"] or port or _PORT) if found else 0
    if found is None or not 0 <= number < 1 << 16:
        raise Wrong(f"--listen 后面写的不是地址：{listen}\n请写本机的地址，可加端口，例如：10.1.2.3:8443")
    return found["name"].strip("[]"), number


def _proxied(address: str) -> str:
    """The name and port in the address by which browsers know the proxy."""
    parts = urlsplit(address)
    plain = parts.netloc and not (
        parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc
    )
    if parts.scheme != "https" or not plain:
        raise Wrong(
            f"--behind-proxy 后面写的不是网址：{address}\n"
            "请写大家在浏览器里打开的加密网址，不带路径，例如：https://desk.example.com"
        )
    return parts.netloc.lower().removesuffix(f":{_HTTPS}")


def _names(name: str, given: argparse.Namespace) -> tuple[str, ...]:
    """The names that the certificate is for, first the one to listen at if it is among them. Raises Wrong."""
    try:
        presented = _presented(given.certificate, given.key)
    except OSError as error:  # what the files lack, or how they do not fit
        raise Wrong(f"证书或私钥用不了：{given.certificate}、{given.key}\n{_why(error)}") from None
    names = [str(value).lower() for _, value in presented.get("subjectAltName", ())]
    if not names:
        raise Wrong(
            f"证书里没有写给哪个名称用（subjectAltName），浏览器不认：{given.certificate}\n请换一张。"
        )
    return tuple(sorted((_bracketed(each) for each in names), key=lambda each: (each != name, "*" in each)))


def _bracketed(name: str) -> str:
    return f"[{name}]" if ":" in name else name


def _why(error: OSError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return "证书过了有效期，或者还没有到。请换一张。" if error.verify_code in (9, 10) else "证书不完整。"
    if isinstance(error, ssl.SSLError):
        return "两个文件不是一对，或者不是 PEM 格式，或者私钥有密码。请向给证书的人核对。"
    return "找不到文件，或者没有权限读。请核对路径。"


def _presented(certificate: Path, key: Path) -> dict[str, list[tuple[str, str]]]:
    """What a certificate tells a browser. Raises OSError, of which SSLError is one.

    Python reads no certificate that nobody presents, so here a server presents it to a client in memory.
    """
    server, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    server.load_cert_chain(certificate, key, password="")
    client.check_hostname = False
    client.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    client.load_verify_locations(certificate)
    to_client, to_server = ssl.MemoryBIO(), ssl.MemoryBIO()
    asks = client.wrap_bio(to_client, to_server)
    answers = server.wrap_bio(to_server, to_client, server_side=True)
    for side in (asks, answers) * _ROUNDS:
        with suppress(ssl.SSLWantReadError):
            side.do_handshake()
    return dict(asks.getpeercert() or {})  # type: ignore[arg-type]


class Encryption(BuiltinSSLAdapter):
    """TLS of at least 1.2. Who connects and says nothing keeps a thread waiting, not the whole desk."""

    def __init__(self, certificate: Path, key: Path) -> None:
        super().__init__(str(certificate), str(key))
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2

    def wrap(self, sock: socket) -> tuple[ssl.SSLSocket, dict[str, str]]:
        """Encrypt a connection; its first words are exchanged by the thread that serves it."""
        return self.context.wrap_socket(sock, server_side=True, do_handshake_on_connect=False), {}
