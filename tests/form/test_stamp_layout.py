"""The order of the indicators on the sheet for the stamp, whatever their numbers look like."""

from cascade.indicators import number_order


def test_numbers_follow_each_other_as_a_reader_counts() -> None:
    numbers: list[int | str] = [10, "4（2）", 4, "A-2", "4（10）", 5, "一", "(2)", "4-1"]
    expected = ["(2)", "A-2", "一", 4, "4-1", "4（2）", "4（10）", 5, 10]
    assert sorted(numbers, key=number_order) == expected
