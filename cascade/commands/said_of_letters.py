"""What a person says of letters: they left from somebody's own mailbox, have arrived, or have not left."""

from collections.abc import Callable, Iterable, Sequence

from cascade.commands import console
from cascade.commands.opening import exclusive_ledger
from cascade.errors import Needless
from cascade.ledger import Dispatch, Purpose, Sending, opened
from cascade.model import Region
from cascade.places import Places
from cascade.posting import drafts, outbox
from cascade.posting.letters import PURPOSE_WORDS
from cascade.posting.waiting_drafts import LetterDraft, drafts_of
from cascade.rounds import Rounds, is_gone

_NAME = "记录信件"  # as others see it at the lock
POSTED = "已自行发出，不再发"
DROPPED = "不发了，“下一步”不再催"
GIVEN = "填报表已用别的办法发给对方，不再寄"


def say_posted(
    places: Places, choose: Callable[[Sequence[LetterDraft]], Sequence[Dispatch]], by: str
) -> None:
    """Enter that the drafts chosen have left from somebody's own mailbox. Raises Wrong for none."""
    with exclusive_ledger(places, _NAME):
        mine = choose(_drafts(places))
        drafts.say_posted(places, mine, by)
    if not mine:
        raise Needless(
            "没有等着从自己的邮箱发出的草稿：可能已经记过，或者又写了新的。"
            "要写草稿，请用 generate.py 加 --drafts。"
        )
    _tell(places, mine, POSTED)


def say_dropped(
    places: Places, choose: Callable[[Sequence[LetterDraft]], Sequence[Dispatch]], by: str
) -> None:
    """Enter that the drafts chosen will not be sent, and remove them. Raises Wrong for none."""
    with exclusive_ledger(places, _NAME):
        mine = choose(_drafts(places))
        drafts.drop(places, mine, by)
    if not mine:
        raise Needless("没有待发的草稿：可能已经记为发出，或者已经不发了。")
    _tell(places, mine, DROPPED)


def say_given(places: Places, cities: Sequence[Region], by: str) -> None:
    """Enter that cities have got their forms in another way. Raises Wrong where all were written to."""
    with exclusive_ledger(places, _NAME):
        mine = drafts.say_given(places, cities, by)
    if not mine:
        raise Needless("这些单位都已寄过填报表，或者还没有制作，没有要记的。")
    _tell(places, mine, GIVEN)


def say_sent(places: Places, named: Sequence[Region], by: str) -> None:
    """Enter that drafts have left: those of the `named` cities, or without any all that should leave.

    Where there is no draft at all, the forms got to the cities in another way. Raises Wrong.
    """
    if _drafts(places):
        say_posted(places, drafts_to(named), by)
    else:
        say_given(places, named or places.plan.cities, by)


def drafts_to(named: Sequence[Region]) -> Callable[[Sequence[LetterDraft]], Sequence[Dispatch]]:
    """The choice of the drafts to the `named` cities, without any of all that should leave."""
    codes = {each.code for each in named}
    return lambda found: [e.message for e in found if (e.message.city in codes if codes else not e.idle)]


def say_not_posted(places: Places, chosen: Callable[[Dispatch], bool], by: str) -> list[Dispatch]:
    """Take back that letters have left from somebody's own mailbox; return those."""
    with exclusive_ledger(places, _NAME):
        with opened(places.ledger) as ledger:
            known = ledger.dispatches(places.round.id)
        mine = [each for each in known if each.state is Sending.POSTED and chosen(each)]
        drafts.take_back(places, mine, by)
    if mine:
        _tell(places, mine, "改为没有发出")
    return mine


def settle_unknown(places: Places, city: Region, arrived: bool, by: str) -> None:
    """Enter what a person found out about a city's messages of unknown fate. Raises Wrong for none.

    They have `arrived`, or the next run sends them again; then what is said to have left from somebody's own
    mailbox has not, either.
    """
    with exclusive_ledger(places, _NAME):
        state = Sending.SENT if arrived else Sending.QUEUED
        count = outbox.settle_unknown(places, city.code, state, by)
    back = [] if arrived else say_not_posted(places, lambda each: each.city == city.code, by)
    if not count and not back:
        raise Needless(
            f"{city.name}没有结果不明的邮件。需要再发一次的，请用 --drafts 写成草稿（用 --city 写明单位），"
            "核对后从邮件程序发送。"
        )
    if count:
        told = "已送达" if arrived else "待重发，下次发送时发出"
        console.conclude(f"{city.name}的 {count} 封邮件已记为{told}。")


def _drafts(places: Places) -> tuple[LetterDraft, ...]:
    with opened(places.ledger) as ledger:
        settled = Rounds(ledger, places.plan).settled(places.round)
        return drafts_of(places, ledger, [each for each in settled if not is_gone(each)])


def _tell(places: Places, messages: Iterable[Dispatch], what: str) -> None:
    rows = [(places.plan.name(each.city), PURPOSE_WORDS[Purpose(each.purpose)], what) for each in messages]
    console.conclude(f"已记下 {len(rows)} {'家' if what is GIVEN else '封'}：{what}。")
    console.table((places.plan.levels.unit, "事由", "结果"), rows)
