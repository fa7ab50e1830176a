"""Wrong passwords cost time, more each time; a stranger who guesses does not keep the owner out."""

from dataclasses import dataclass

from cascade.desk.slow_down import Attempts


@dataclass
class Clock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


def guessed(attempts: Attempts, clock: Clock, seconds: int, name: str = "张三", browser: str = "") -> int:
    """How many guesses somebody gets in a time who tries every second."""
    count = 0
    for _ in range(seconds):
        count += attempts.begin(name, browser) == 0
        clock.now += 1
    return count


def test_five_tries_are_free_then_each_wait_is_longer() -> None:
    clock = Clock()
    attempts = Attempts(clock)
    waits = []
    for _ in range(12):
        while wait := attempts.begin("张三", ""):
            waits.append(wait)
            clock.now += wait
        clock.now += 0.01
    assert waits == [1, 2, 4, 8, 16, 32, 64]
    assert guessed(Attempts(clock), clock, 24 * 3600) < 400  # a day of guessing at one name


def test_the_right_password_ends_the_waiting() -> None:
    attempts = Attempts(Clock())
    for _ in range(5):
        assert attempts.begin("张三", "") == 0
    assert attempts.begin("张三", "") > 0
    attempts.right("张三", "")
    assert attempts.begin("张三", "") == 0


def test_an_hour_later_nobody_remembers() -> None:
    clock = Clock()
    attempts = Attempts(clock)
    guessed(attempts, clock, 600)
    assert attempts.begin("张三", "") > 0
    clock.now += 3700
    assert [attempts.begin("张三", "") for _ in range(5)] == [0] * 5


def test_a_stranger_does_not_keep_the_owner_out() -> None:
    clock = Clock()
    attempts = Attempts(clock)
    guessed(attempts, clock, 3600)
    assert attempts.begin("张三", "") > 0
    assert attempts.begin("张三", "自己的浏览器") == 0


def test_all_strangers_share_thirty_guesses_a_minute() -> None:
    clock = Clock()
    attempts = Attempts(clock)
    tried = sum(attempts.begin(f"人{number}", "") == 0 for number in range(1000))
    assert tried == 30
    assert attempts.begin("李四", "") == 61
    assert attempts.begin("李四", "自己的浏览器") == 0
    clock.now += 61
    assert attempts.begin("李四", "") == 0


def test_names_without_end_cost_no_memory() -> None:
    clock = Clock()
    attempts = Attempts(clock)
    for number in range(30_000):
        attempts.begin(f"人{number}", "")
        clock.now += 3
    assert len(attempts._wrong) <= 10_000
