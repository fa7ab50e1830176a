"""Every hard limit of the reader.

The reader reads or refuses any file within 1 s of one slow core and 150 MB. A return (10-100 rows by 20-130
columns, several sheets, pasted pictures) stays far below all limits.
"""

from typing import NamedTuple

from cascade.grid import Refused


class Limit(NamedTuple):
    """The largest amount (`most`) of something, with Chinese words for it (`what`) and its unit."""

    what: str
    most: int
    unit: str

    def refused(self) -> Refused:
        """The refusal of a file that exceeds this limit."""
        most = self.most >> 20 if self.unit == "MB" else self.most
        return Refused("F09", what=self.what, limit=f"{most:,} {self.unit}")


# The file and its directory. The reader never inflates pictures: they count towards the file only.
FILE = Limit("文件大小", 40 << 20, "MB")
ENTRIES = Limit("压缩包内的条目", 2_000, "个")

# The inflated bytes of the parts that the reader opens.
PART = Limit("文件内单个部分解压后的大小", 20 << 20, "MB")
TOTAL = Limit("文件解压后的大小", 24 << 20, "MB")
RATIO = Limit("文件的压缩比", 500, "倍")
RATIO_FROM = 2 << 20  # bytes: a smaller part has no limit on its ratio

# The work of the XML parser. The first bytes of a file do not count: they cannot cost much.
UNCOUNTED = 1 << 20
MARKS = Limit("工作表中单元格、行等标记的总数", 900_000, "个")
ATTRIBUTES = Limit("工作表中单元格、行等属性的总数", 1_200_000, "个")
BREAKS = Limit("换行和转义符的总数", 8_000_000, "个")
TAG = Limit("文件内单个标记的长度", 256 << 10, "字节")  # expat scans a longer one again at every feed
VOCABULARY = Limit("文件内标记名称的种数", 2_000, "种")
RESOLVED = Limit("另行声明命名空间的部分中的标记", 150_000, "个")  # each costs four times as much as another
DECLARED = Limit("同时有效的命名空间声明", 100, "个")
DEPTH = Limit("文件内标记的嵌套层数", 200, "层")
# One row or another element: it stays in memory until it is complete.
ELEMENT = Limit("文件内单个元素的大小", 4 << 20, "MB")
ELEMENT_MARKS = Limit("文件内单个元素的标记", 120_000, "个")

# The cache of parts keeps no larger part.
REMEMBERED = 64 << 10

# The contents of a workbook.
SHEETS = Limit("工作表", 200, "张")
NAMES = Limit("定义的名称", 5_000, "个")
PROPERTIES = Limit("自定义文档属性", 1_000, "个")
FORMATS = Limit("单元格样式", 70_000, "种")  # Excel's own limit is 65,490
STRINGS = Limit("不同的文本", 150_000, "条")
CHARACTERS = Limit("文本的总字数", 6_000_000, "字")
TEXT = Limit("单元格文本", 100_000, "字")  # Excel's own limit is 32,767
CELLS = Limit("有内容的单元格", 120_000, "个")
LINES = Limit("工作表的行（含空行）", 250_000, "行")
ROWS = Limit("有内容的行号", 20_000, "行")
COLUMNS = Limit("有内容的列号", 2_000, "列")
AREAS = Limit("合并单元格和列格式", 20_000, "处")
MERGED = Limit("单个合并区域", 4_000_000, "格")
ARRAYS = Limit("数组公式", 10_000, "个")
ARRAYED = Limit("数组公式覆盖的单元格", 100_000, "格")
SHARED = Limit("共享公式展开后的长度", 400_000, "段")

# The size of a sheet as the format defines it: a file that goes beyond is damaged.
LAST_ROW = 1_048_576
LAST_COLUMN = 16_384


class Allowance:
    """Counts what one workbook spends of the limits that apply to it as a whole."""

    def __init__(self) -> None:
        self._spent: dict[str, int] = {}

    def spend(self, limit: Limit, amount: int) -> None:
        """Add an amount to what the file has spent. Raises `Refused` F09 beyond the limit."""
        spent = self._spent[limit.what] = self._spent.get(limit.what, 0) + amount
        if spent > limit.most:
            raise limit.refused()

    def parse(self, chunk: bytes) -> None:
        """Count what a chunk of XML will cost, before the parser gets it. Raises `Refused` F09."""
        self.spend(TOTAL, len(chunk))
        if self._spent[TOTAL.what] > UNCOUNTED:
            self.spend(MARKS, chunk.count(b"<") + chunk.count(b"/>"))  # each element twice
            self.spend(ATTRIBUTES, chunk.count(b"="))
            self.spend(BREAKS, chunk.count(b"\n") + chunk.count(b"\r") + chunk.count(b"&"))
