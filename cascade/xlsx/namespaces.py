"""Resolve the namespaces of a part that declares some below its root, as some programs write it.

Elements of the part's own namespace lose their prefix. Those of the namespaces that the reader knows get the
usual one (`vt:lpwstr`, `mc:Fallback`, `r:id`), whichever the part uses. All others are written `{uri}name`.
"""

from collections.abc import Mapping

from cascade.xlsx import limits

STRICT = "http://purl.oclc.org/ooxml/"
_XML = "http://www.w3.org/XML/1998/namespace"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/"
_PREFIXES: Mapping[str, str] = {
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    f"{_DOCUMENT}relationships": "r",
    f"{STRICT}officeDocument/relationships": "r",
    f"{_DOCUMENT}docPropsVTypes": "vt",
    _XML: "xml",
}
_USUAL = frozenset(_PREFIXES.values())
_EXTENSION = "ext"  # holds elements of any namespace, which the reader ignores


class Undeclared(Exception):
    """A prefix without a declaration: the part is no XML with namespaces. Its text is the prefix."""


class Unclear(Exception):
    """An element without a prefix, of a namespace that the reader does not know.

    A program that looks at names alone takes it for an element of the part.
    """


def declared(attrs: Mapping[str, str]) -> dict[str, str]:
    """The namespaces that an element declares, by prefix; "" is the default namespace."""
    return {key.partition(":")[2]: value for key, value in attrs.items() if _declares(key)}


def are_usual(namespaces: Mapping[str, str], own: str) -> bool:
    """Whether the names of a part can be used as they stand.

    That is so if one prefix alone stands for the part's `own` namespace, and the usual prefixes for all
    others that the reader knows.
    """
    return list(namespaces.values()).count(own) == 1 and all(
        _PREFIXES.get(uri, prefix) == prefix and (prefix not in _USUAL or uri in _PREFIXES)
        for prefix, uri in namespaces.items()
    )


class Namespaces:
    """The namespaces in scope while a part is parsed: the parser reports all elements that open and close."""

    def __init__(self, own: str, of_root: Mapping[str, str]) -> None:
        """Begin below the root, or in some element below it that declares nothing."""
        self._own = own
        self._scopes: list[tuple[str, Mapping[str, str]]] = [("", {"xml": _XML, **of_root})]

    def open(self, name: str, attrs: Mapping[str, str]) -> tuple[str, dict[str, str]]:
        """The resolved name and attributes of an element. Raises Undeclared, Unclear, `Refused` F09."""
        parent, scope = self._scopes[-1]
        here = {**scope, **new} if (new := declared(attrs)) else scope
        if len(here) > limits.DECLARED.most:
            raise limits.DECLARED.refused()
        prefix, _, local = name.rpartition(":")
        uri = _uri(here, prefix) if prefix else here.get("", "")
        tag = local if uri == self._own else _written(uri, local)
        if not prefix and tag.startswith("{") and not parent.startswith("{") and parent != _EXTENSION:
            raise Unclear
        self._scopes.append((tag, here))
        return tag, {_attribute(here, key): value for key, value in attrs.items() if not _declares(key)}

    def close(self) -> None:
        """Leave an element, which may have been opened before the first one that `open` was told of."""
        if len(self._scopes) > 1:
            self._scopes.pop()


def _attribute(scope: Mapping[str, str], key: str) -> str:
    """The resolved name of an attribute; one without a prefix belongs to its element."""
    prefix, _, local = key.rpartition(":")
    return _written(_uri(scope, prefix), local) if prefix else key


def _uri(scope: Mapping[str, str], prefix: str) -> str:
    if not (uri := scope.get(prefix)):
        raise Undeclared(prefix)
    return uri


def _written(uri: str, local: str) -> str:
    return f"{_PREFIXES[uri]}:{local}" if uri in _PREFIXES else f"{{{uri}}}{local}"


def _declares(key: str) -> bool:
    return key == "xmlns" or key.startswith("xmlns:")
