"""The placeholders of a Word template, `{{ 标题 }}` and `{% if 未报 %}`: found, mended, and checked.

Word and WPS part a placeholder among several runs when somebody edits it: it is put together again. What
cannot be mended is told in words, with where it stands.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from docx.oxml.ns import qn
from jinja2 import Environment, TemplateError, nodes
from lxml import etree

Element = etree._Element

_TAG = re.compile(r"\{\{(?P<value>[^{}]*)\}\}|\{%(?P<block>(?:(?!%\})[^{}])*)%\}|\{#(?:(?!#\}).)*#\}")
_BRACES = re.compile(r"[{}｛｝﹛﹜]")
_LEVEL = re.compile(r"(p|tr)\s+(?=\S)")  # what a block takes along: its whole paragraph, or its row
_WHOLE = {"p": "这一段", "tr": "这一行"}
_ENDS = {"endif": "if", "endfor": "for"}
_WITHIN = {"if": ("if",), "elif": ("if",), "else": ("if", "for"), "for": ("for",)}
_STRAIGHT = str.maketrans("“”‘’", "\"\"''")  # Word makes curly quotes of straight ones
_OF_LOOPS = ("index", "first", "last", "length")
_SHOWN = 24  # characters of a paragraph in a message


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of a template: its text with placeholders put together, and where people find it.

    `home` holds what a `{%p … %}` may span; `table` is the table that it is in, `row` all text of its row.
    """

    element: Element
    text: str
    place: str
    home: Element
    table: Element | None
    row: str

    @property
    def where(self) -> str:
        """Where it stands, with its beginning."""
        short = self.text if len(self.text) <= _SHOWN else f"{self.text[:_SHOWN]}…"
        return f"{self.place}“{short}”"


@dataclass(frozen=True)
class Placeholder:
    """A placeholder: what it holds, and for a block its first word, its level (p, tr or "") and the rest."""

    written: str
    paragraph: Paragraph
    value: str = ""
    word: str = ""
    level: str = ""
    rest: str = ""


def paragraphs(part: Element, named: str = "") -> list[Paragraph]:
    """The paragraphs of a part, with every placeholder mended in place; `named` is the part's name."""
    texts = {element: _mended(element) for element in part.iter(qn("w:p"))}
    rows: dict[Element | None, str] = {}
    for element, text in texts.items():
        row = _above(element, qn("w:tr"))
        rows[row] = rows.get(row, "") + text
    found: list[Paragraph] = []
    for element, text in texts.items():
        if text.strip():
            home = next(each for each in element.iterancestors() if each.tag in _HOMES)
            table, row = _above(element, qn("w:tbl")), _above(element, qn("w:tr"))
            place = named or (f"第 {len(found) + 1} 段" if row is None else "表格中")
            found.append(Paragraph(element, text, place, home, table, rows[row]))
    return found


def _above(element: Element, tag: str) -> Element | None:
    return next(element.iterancestors(tag), None)


_HOMES = {qn("w:body"), qn("w:tc"), qn("w:txbxContent"), qn("w:hdr"), qn("w:ftr"), qn("w:sdtContent")}


def _text(element: Element) -> str:
    return element.text or ""


def _mended(paragraph: Element) -> str:
    """The text of a paragraph; each placeholder now stands in one run, written as docxtpl reads it."""
    pieces = [each for each in paragraph.iter(qn("w:t")) if _above(each, qn("w:p")) is paragraph]
    text = "".join(map(_text, pieces))
    owner = [at for at, each in enumerate(pieces) for _ in _text(each)]
    written, last = [""] * len(pieces), 0
    for found in _TAG.finditer(text):
        for at in range(last, found.start()):
            written[owner[at]] += text[at]
        written[owner[found.start()]] += _canonical(found)
        last = found.end()
    for at in range(last, len(text)):
        written[owner[at]] += text[at]
    for each, new in zip(pieces, written, strict=True):
        each.text = new
        each.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return "".join(written)


def _canonical(found: re.Match[str]) -> str:
    """A placeholder without the blanks that docxtpl would not understand: `{%p if 未报 %}`."""
    if found["value"] is not None:
        return f"{{{{ {found['value'].strip()} }}}}"
    if found["block"] is None:
        return found[0]
    level, rest = _levelled(found["block"])
    return f"{{%{level} {rest} %}}"


def _levelled(block: str) -> tuple[str, str]:
    block = " ".join(block.split())
    level = _LEVEL.match(block)
    return (level[1], block[level.end() :]) if level else ("", block)


def placeholders(paragraph: Paragraph) -> Iterator[Placeholder]:
    """The placeholders of a paragraph, without comments."""
    for found in _TAG.finditer(paragraph.text):
        if found["value"] is not None:
            yield Placeholder(found[0], paragraph, value=found["value"].strip())
        elif found["block"] is not None:
            level, rest = _levelled(found["block"])
            word, _, rest = rest.partition(" ")
            yield Placeholder(found[0], paragraph, word=word, level=level, rest=rest.strip())


def problems(
    found: list[Paragraph], environment: Environment, names: Iterable[str], inner: Iterable[str]
) -> Iterator[str]:
    """What is wrong with the placeholders of a template, in words, one sentence each.

    `names` may be asked for, `inner` are those behind a dot.
    """
    all_of_them = [each for paragraph in found for each in placeholders(paragraph)]
    loops = {
        name
        for each in all_of_them
        if each.word == "for"
        for name in re.findall(r"\w+", each.rest.partition(" in ")[0])
    }
    known = _Known({*names, *loops, "loop"}, {*inner, *_OF_LOOPS})
    for paragraph in found:
        if _BRACES.search(_TAG.sub("", paragraph.text)):
            yield (
                f"{paragraph.where}中的花括号不成对，或用了全角：要写成 {{{{ 名称 }}}} 或 {{% … %}}，"
                "两边的括号都是半角，中间不能换段。"
            )
    for each in all_of_them:
        yield from _alone(each)
        if each.word and each.word not in _WITHIN and each.word not in _ENDS:
            words = "、".join(dict.fromkeys((*_WITHIN, *_ENDS)))
            yield f"{each.paragraph.where}中的 {each.written} 不认识：只能用 {words}。"
        else:
            yield from known.faults(each, environment)
    yield from _unclosed(all_of_them)


def _alone(each: Placeholder) -> Iterator[str]:
    """A block that takes its paragraph or row along must stand there alone: all else would go with it."""
    if not each.level:
        return
    around = each.paragraph.row if each.level == "tr" else each.paragraph.text
    if each.level == "tr" and each.paragraph.table is None:
        yield f"{each.paragraph.where}中的 {each.written} 不在表格里：请改用 {{%p … %}}。"
    elif around.replace(each.written, "", 1).strip():
        whole = _WHOLE[each.level]
        yield f"{each.paragraph.where}中的 {each.written} 要单独占{whole[-2:]}，否则{whole}的其他文字会丢失。"


def _unclosed(found: Iterable[Placeholder]) -> Iterator[str]:
    """Blocks that do not open and close in one paragraph, cell, page or table, as their level asks."""
    stacks: dict[tuple[str, object], list[Placeholder]] = {}
    for each in found:
        homes = {"p": each.paragraph.home, "tr": each.paragraph.table, "": each.paragraph.element}
        stack = stacks.setdefault((each.level, homes[each.level]), [])
        if each.word in ("if", "for"):
            stack.append(each)
        elif each.word in _ENDS or each.word in _WITHIN:
            wanted = (_ENDS[each.word],) if each.word in _ENDS else _WITHIN[each.word]
            if not stack or stack[-1].word not in wanted:
                yield (
                    f"{each.paragraph.where}中的 {each.written} 前面没有对应的 {'或'.join(wanted)}："
                    "两者要在同一段、同一格或同一个表格里，写法（有没有 p、tr）也要一样。"
                )
            elif each.word in _ENDS:
                stack.pop()
    for left in (each for stack in stacks.values() for each in stack):
        yield (
            f"{left.paragraph.where}中的 {left.written} 没有结束：请补上 "
            f"{{%{left.level} end{left.word} %}}，两者要在同一段、同一格或同一个表格里。"
        )


@dataclass(frozen=True)
class _Known:
    """The names that may be asked for, by themselves or behind a dot."""

    names: set[str]
    inner: set[str]

    def faults(self, each: Placeholder, environment: Environment) -> Iterator[str]:
        """What is wrong with the expression in a placeholder."""
        if each.word in (*_ENDS, "else"):
            if each.rest:
                yield f"{each.paragraph.where}中的 {each.written} 写法不对：{each.word} 后面不写别的。"
            return
        try:
            tree = environment.parse(_by_itself(each).translate(_STRAIGHT))
            environment.from_string(tree)
        except TemplateError:
            yield f"{each.paragraph.where}中的 {each.written} 写法不对，请对照使用手册改正。"
            return
        asked = {name.name for name in tree.find_all(nodes.Name) if name.ctx == "load"}
        behind = {attribute.attr for attribute in tree.find_all(nodes.Getattr)}
        for names, known in ((asked, self.names), (behind, self.inner)):
            for name in sorted(names - known):
                near = get_close_matches(name, sorted(known), 1, 0.4)
                meant = f"是不是“{near[0]}”？" if near else ""
                yield f"{each.paragraph.where}中的 {each.written}：没有“{name}”这个名称。{meant}"


def _by_itself(each: Placeholder) -> str:
    """A placeholder as a whole template."""
    if not each.word:
        return f"{{{{ {each.value} }}}}"
    word = "if" if each.word == "elif" else each.word
    return f"{{% {word} {each.rest} %}}{{% end{word} %}}"


def flat(found: Iterable[Paragraph]) -> str:
    """All placeholders as a template of plain text in which every paragraph is one line."""
    lines = ("".join(each[0] for each in _TAG.finditer(paragraph.text)) for paragraph in found)
    return "\n".join(re.sub(r"\{%(p|tr) ", "{% ", line) for line in lines).translate(_STRAIGHT)
