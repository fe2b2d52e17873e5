"""A timeline of several sources shows every entry once, in one order, however it is paged."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from platforms.people import Group, Happening
from sidebar.rules.timeline import OURS, Entry, Mark, Source, Stretch, Wanted, woven

SHOP = Source("shp_1", "Boutique", "shopify")
OTHER = Source("shp_2", "Atelier", "shopify")
TILL = Source("shp_3", "Comptoir de Lyon", "prestashop")
PAGE = 3


def happening(number: int, at: int, group: Group = Group.ORDER) -> Happening:
    return Happening(f"e{number:04}", group, f"entry {number}", at)


def stretch(source: Source, kept: list[Happening], cursor: str) -> Stretch:
    """What a source that holds these, newest first, answers from a cursor on."""
    newest = sorted(kept, key=lambda one: (one.at, one.id), reverse=True)
    start = int(cursor or 0)
    more = start + PAGE < len(newest)
    return Stretch(source, tuple(newest[start : start + PAGE]), str(start + PAGE) if more else "")


def read_whole(sources: dict[Source, list[Happening]], wanted: Wanted) -> list[Entry]:
    """Every page, one after another."""
    shown: list[Entry] = []
    mark: Mark | None = Mark()
    for _ in range(200):
        assert mark is not None
        asked = [
            stretch(source, kept, mark.cursors.get(source.id, ""))
            for source, kept in sources.items()
            if wanted.tells(source) and (mark.is_beginning or source.id in mark.cursors)
        ]
        entries, mark = woven(asked, mark, wanted)
        shown += entries
        if mark is None:
            return shown
    raise AssertionError("a timeline ends")


TIMES = st.lists(st.integers(min_value=1, max_value=12), max_size=14)


@given(TIMES, TIMES, TIMES)
def test_every_entry_is_shown_once_and_newest_first(
    ours: list[int], shop: list[int], other: list[int]
) -> None:
    sources = {
        source: [happening(number, at) for number, at in enumerate(times)]
        for source, times in ((OURS, ours), (SHOP, shop), (OTHER, other))
    }

    shown = read_whole(sources, Wanted())

    everything = [Entry(source, one) for source, kept in sources.items() for one in kept]
    assert shown == sorted(everything, key=lambda entry: entry.place, reverse=True)


@given(TIMES, TIMES, st.lists(st.sampled_from((SHOP, OTHER, None)), max_size=12))
def test_a_source_that_does_not_answer_now_and_then_loses_no_entry(
    shop: list[int], other: list[int], silences: list[Source | None]
) -> None:
    sources = {
        source: [happening(number, at) for number, at in enumerate(times)]
        for source, times in ((SHOP, shop), (OTHER, other))
    }
    shown: list[Entry] = []
    mark: Mark | None = Mark()
    for turn in range(200):
        assert mark is not None
        due = [one for one in sources if mark.is_beginning or one.id in mark.cursors]
        silent = silences[turn] if turn < len(silences) else None
        told = [
            stretch(one, sources[one], mark.cursors.get(one.id, ""))
            for one in due
            if one is not silent
        ]
        entries, mark = woven(told, mark, Wanted(), [one.id for one in due if one is silent])
        shown += entries
        if mark is None:
            break

    assert mark is None
    everything = [Entry(source, one) for source, kept in sources.items() for one in kept]
    assert sorted(shown, key=lambda entry: entry.place) == sorted(
        everything, key=lambda entry: entry.place
    )


def test_a_source_that_does_not_answer_keeps_its_place() -> None:
    mark = Mark({"ours": "c1", SHOP.id: "c2"}, (100, "ours", "z"))
    told = Stretch(OURS, (happening(1, 90), happening(2, 80)), "c3")

    _, following = woven([told], mark, Wanted(), [SHOP.id])

    assert following is not None
    assert following.cursors == {"ours": "c3", SHOP.id: "c2"}
    assert following.limit(SHOP.id) == (100, "ours", "z")
    assert following.limit("ours") == (80, "ours", "e0002")


def test_what_two_threads_of_a_source_tell_is_shown_once() -> None:
    placed, paid, born = happening(3, 9), happening(2, 5), happening(1, 1)
    order = Stretch(SHOP, (placed, paid), "", "order")
    customer = Stretch(SHOP, (paid, born), "")

    entries, following = woven([order, customer], Mark(), Wanted())

    assert [entry.happening for entry in entries] == [placed, paid, born]
    assert following is None


def test_one_kind_of_shop_asks_no_other_source() -> None:
    told = [source for source in (OURS, SHOP, OTHER, TILL) if Wanted(app="shopify").tells(source)]

    assert told == [SHOP, OTHER]


def test_one_store_asks_that_store_alone() -> None:
    told = [source for source in (OURS, SHOP, OTHER, TILL) if Wanted(source="shp_2").tells(source)]

    assert told == [OTHER]


def test_one_group_shows_entries_of_that_group_out_of_every_source() -> None:
    paid, sent = happening(1, 5, Group.PAYMENT), happening(2, 6, Group.MAIL)

    shown = read_whole({OURS: [paid, sent], SHOP: [paid]}, Wanted(group=Group.PAYMENT))

    assert {(entry.source, entry.happening) for entry in shown} == {(OURS, paid), (SHOP, paid)}


def test_nothing_wanted_in_particular_is_everything() -> None:
    assert Wanted().is_everything
    assert not Wanted(group=Group.MAIL).is_everything
