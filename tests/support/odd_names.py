"""Odd but valid names, units and measures of plans: what offices write, and what a program may trip over."""

NAMES = (
    *r"""城镇新增就业人数
规模以上工业企业研发费用支出
市场主体
城乡居民养老保险参保
所谓“双千”"工程"
A&B<C>类项目
（含外资）[试点]{在建}
'单引号'项目
=1+1
http://example.invalid/一
+新增
-存量
@平台
100%达标项目
*重点*项目?
路径\一/二
{0}{{ name }}%s
第１批　全角空格项目
工程🚀项目
合计
自检
Long English name of an indicator without any Chinese word""".splitlines(),
    "高新技术企业" * 12,
    "长" * 60,
)
LEADS = (
    *r"""市人社局
市教育局
省经济和信息化厅（省国防科学技术工业办公室、省中小企业局）
A&B<局>
局'一'
"双引号"局
[方括号]局
分解表
填报说明
总览
History
市发改委/市能源局
=局""".splitlines(),
    "委" * 40,
)
REGION_NAMES = (
    *r"""元坝镇
白果乡
柏林沟镇
新疆维吾尔自治区伊犁哈萨克自治州
A&B<区>
"引号"镇
'单引'乡
合计
全省
小计
=镇
{0}镇
高新区（筹）
甲/乙镇
第１片区
CON""".splitlines(),
    "镇" * 30,
)
UNITS = (
    "人",
    "个",
    "亿元",
    "元/月·人",
    "万吨标准煤",
    "微克/立方米",
    "m²",
    '"项"',
    "人(次)",
    "件/万人",
    "个百分点",
    "[间]",
)
WORDS = ("好", "<可>", "&慢", "'差'", "{x}", "完成得很好")
MEASURES = (  # over the inputs, with the unit of the rate
    ("a / b * 100", "%"),
    ("(a / b - 1) * 100", "%"),
    ("(1 - a / b) * 100", "%"),
    ("(a + b) / c * 100", "%"),
    ("(a / b) / (c / d) * 100 - 100", "%"),
    ("a / b", "吨/万元"),
    ("a / b * 10000", "件/万人"),
    ("a / (b - c)", "元/月·人"),
    ("100 - a", "分"),
)
WORD_TARGETS = (
    "建成并运行",
    "完成省下达任务",
    "持续改善<&>",
    "只增不减",
    "/",
    "=1+1",
    "'基本'\"消除\"",
    "长" * 80,
)
