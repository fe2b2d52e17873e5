"""Texts for an answer in a helpdesk's editor: which form it takes, and what may be confirmed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from platforms.moves import Done, Gives, MoneyState, MoneyWay
from platforms.shapes import Money
from sidebar.rules.conversation import without_bidi, without_controls
from sidebar.rules.following import carried

PLAIN = frozenset(
    {
        "chat",
        "messaging",
        "native_messaging",
        "sms",
        "sunshine_conversations_api",
        "whatsapp",
        "facebook",
        "facebook_messenger",
        "instagram_dm",
        "line",
        "telegram",
        "twitter",
        "twitter_dm",
        "wechat",
        "viber",
    }
)
"""Channels, by the host's own names, whose editors take letters and nothing else."""

_ADDRESS = re.compile(r"https?://[^\s<>\"'{}]*[^\s<>\"'{}.,;:!?)\]]")

_BULLETS = ("– ", "- ", "• ", "* ")


class Insertion(StrEnum):
    """What may be put into an answer."""

    TRACKING = "tracking"
    SUMMARY = "summary"
    REFUND = "refund"
    REPLY = "reply"


class Standing(StrEnum):
    """How far a refund has come, as its customer may be told."""

    GIVEN = "given"
    ON_ITS_WAY = "on_its_way"
    """Accepted; the payment provider has not confirmed it."""
    BY_HAND = "by_hand"
    """Written down; somebody of the shop pays it."""
    VOUCHER = "voucher"


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What was really given back by one operation that is done, and when (UTC ms)."""

    operation_id: str
    amount: Money
    at: int
    standing: Standing
    voucher: str = ""
    is_cancellation: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of lines, or a list of items."""

    lines: tuple[str, ...]
    is_list: bool = False


def is_plain(target_channel: str, ticket_channel: str, *, is_rich: str) -> bool:
    """Whether the editor takes letters only.

    What the editor says of its own channel counts before what the ticket came by; ``is_rich`` is
    "false" where the host says that its editor has no formatting.
    """
    channel = (target_channel or ticket_channel).strip().lower()
    return channel in PLAIN or is_rich == "false"


def standing(done: Done, *, gives: Gives, way: MoneyWay) -> Standing | None:
    """What may be said of it; nothing where the customer has nothing of it and will not."""
    if carried(done).minor <= 0:
        return None
    if gives is Gives.VOUCHER:
        return Standing.VOUCHER
    ways = [one for one in done.paid_back if one.state is not MoneyState.FAILED]
    if any(one.state is MoneyState.PENDING for one in ways):
        return Standing.ON_ITS_WAY
    if way is MoneyWay.BY_HAND or any(one.is_by_hand for one in ways):
        return Standing.BY_HAND
    return Standing.GIVEN


def on_one_line(text: str) -> str:
    """A name that a shop or a customer wrote, as part of a line of ours."""
    return " ".join(without_bidi(without_controls(" ".join(text.split()))).split())


def addresses(text: str) -> frozenset[str]:
    """What a text names as pages of the web."""
    return frozenset(_ADDRESS.findall(text))


def pieces(line: str, links: Collection[str]) -> Iterator[tuple[str, bool]]:
    """The line in order, and of each part of it whether it is one of these links.

    What else looks like an address, in a product's name for one, is letters.
    """
    known = [one for one in links if one.startswith(("https://", "http://"))]
    longest_first = sorted(known, key=lambda one: (-len(one), one))
    ways = re.compile("|".join(map(re.escape, longest_first)) or "(?!)")
    at = 0
    for met in ways.finditer(line):
        yield line[at : met.start()], False
        yield met[0], True
        at = met.end()
    yield line[at:], False


def blocks(text: str) -> Iterator[Block]:
    """The paragraphs and lists of a plain text."""
    for part in re.split(r"\n{2,}", text.strip("\n")):
        lines = [line for line in part.split("\n") if line.strip()]
        for is_list, run in groupby(lines, key=lambda line: line.startswith(_BULLETS)):
            told = tuple(line[2:] if is_list else line for line in run)
            yield Block(told, is_list=is_list)
