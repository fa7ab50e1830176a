"""`docProps/custom.xml`: the custom document properties that are texts."""

from collections.abc import Iterable

from cascade.xlsx import limits
from cascade.xlsx.markup import Part, pieces, plain_text
from cascade.xlsx.strings import unescaped

_NAMESPACE = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_TEXTS = ("vt:lpwstr", "vt:lpstr", "vt:bstr")


def read_properties(label: str, chunks: Iterable[bytes], allowance: limits.Allowance) -> dict[str, str]:
    """Each property that is a text, by its name; raises `Refused`.

    Numbers are left out: LibreOffice turns them into others.
    """
    part = Part(label, "Properties", allowance, namespace=_NAMESPACE)
    properties: dict[str, str] = {}
    for _, element in pieces(part, chunks, depth=1):
        allowance.spend(limits.PROPERTIES, 1)
        name = element.get("name", "")
        for value in element:
            if value.tag in _TEXTS:
                if name in properties:
                    raise part.damaged(f"文档属性“{name[:40]}”重复")
                properties[name] = unescaped(plain_text(part, value))
    return properties
