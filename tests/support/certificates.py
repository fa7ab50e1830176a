"""A throw-away certificate authority and the certificate of a server on this machine, for TLS in tests."""

import ssl
from dataclasses import dataclass
from pathlib import Path

import trustme

HOSTS = ("localhost", "127.0.0.1")


@dataclass(frozen=True)
class Certificate:
    """A server's certificate with its key, and the authority that issued it, as PEM files.

    Nobody but a client that is told to trusts the authority: `authority` is the file for its option
    (`ssl.create_default_context(cafile=…)`).
    """

    authority: Path
    chain: Path
    key: Path

    def server_context(self) -> ssl.SSLContext:
        """What a server encrypts with."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.chain, self.key)
        return context

    def client_context(self) -> ssl.SSLContext:
        """What a client trusts that trusts this authority only; it checks the host's name too."""
        return ssl.create_default_context(cafile=str(self.authority))


def make_certificate(folder: Path, *hosts: str) -> Certificate:
    """Found an authority and issue the certificate of `hosts` (this machine's, if none), in a new folder."""
    folder.mkdir(parents=True)
    files = Certificate(folder / "authority.pem", folder / "chain.pem", folder / "key.pem")
    authority = trustme.CA()
    issued = authority.issue_cert(*(hosts or HOSTS))
    authority.cert_pem.write_to_path(files.authority)
    issued.private_key_pem.write_to_path(files.key)
    for part in issued.cert_chain_pems:
        part.write_to_path(files.chain, append=True)
    return files
