"""Default replies as a shop's managers keep them: saved whole or not at all, every change told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from sidebar import i18n, ids
from sidebar.actions import choosing, recording, staffing
from sidebar.actions.choosing import Lists
from sidebar.actions.desk import Desk
from sidebar.actions.replies import filling
from sidebar.errors import CounterError, NotFound
from sidebar.rules.replies import LANGUAGE, DefaultReply, ordered
from sidebar.rules.variables import Filled, fill, unknown_in
from sidebar.rules.viewer import Viewer
from sidebar.store import default_replies, families, tickets
from sidebar.store.database import Connection
from sidebar.store.shops import Shop

FIRST_LANGUAGES = ("fr", "en")
"""Offered without being asked for; any other is added by its code."""

LONGEST_TITLE = 120
LONGEST_CATEGORY = 60
LONGEST_TEXT = 20_000
"""Characters: eight printed pages, and room for what its variables become."""

MOST_REPLIES = 1000
"""Of one shop: each keystroke of a search reads them all."""

LONGEST_TOLD = 300

SECTION = "replies"


@dataclass(frozen=True, slots=True)
class RepliesPage:
    """The shop's replies, and those of its house that it may use and not change."""

    shop: Shop
    replies: tuple[DefaultReply, ...]
    others: tuple[tuple[str, DefaultReply], ...]
    """With the name of the shop that each is of."""


@dataclass(frozen=True, slots=True)
class Editor:
    """One reply as written, with what it may be limited to, and what cannot be saved, by field."""

    shop: Shop
    reply: DefaultReply
    lists: Lists
    shops: tuple[Shop, ...]
    """Those of the house, its own first."""
    categories: tuple[str, ...]
    faults: Mapping[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    """Names in braces that are no variables."""


class ReplyFaulty(CounterError):
    """Something cannot be saved as written; ``editor`` says what. Nothing was saved."""

    reason = "reply_faulty"

    def __init__(self, editor: Editor) -> None:
        super().__init__()
        self.editor = editor


def show(desk: Desk, viewer: Viewer, *, wanted: str = "", is_archived: bool = False) -> RepliesPage:
    """The replies in which every wanted word stands. Raises Forbidden or NotFound."""
    staffing.check(viewer)
    with desk.database.reading() as store:
        shop = staffing.found(store, viewer)
        own = default_replies.of_shop(store, shop.id)
        house = [] if is_archived else default_replies.of_house(store, shop.id)
        names = {other.id: other.name for other in families.relatives(store, shop)}
    kept = (one for one in own if one.is_archived is is_archived and one.says(wanted))
    beside = (
        one
        for one in house
        if one.shop_id in names and one.says(wanted) and (not one.shops or shop.id in one.shops)
    )
    others = tuple((names[one.shop_id], one) for one in ordered(beside))
    return RepliesPage(shop, tuple(ordered(kept)), others)


def open_one(desk: Desk, viewer: Viewer, reply_id: str = "") -> Editor:
    """The reply of that id, or an empty one. Raises Forbidden or NotFound."""
    staffing.check(viewer)
    with desk.database.reading() as store:
        shop = staffing.found(store, viewer)
        reply = default_replies.find(store, reply_id, shop_id=shop.id) if reply_id else _blank(shop)
        if reply is None:
            raise NotFound
        return _editor(store, shop, reply)


def rewritten(desk: Desk, viewer: Viewer, written: DefaultReply, *, language: str) -> Editor:
    """The editor with room for another language, and everything as it was typed.

    Raises Forbidden, NotFound or ReplyFaulty.
    """
    staffing.check(viewer)
    code = language.strip().lower()
    with desk.database.reading() as store:
        editor = _editor(store, staffing.found(store, viewer), written)
    if not is_language(code):
        raise ReplyFaulty(replace(editor, faults={"add_language": "bad_language"}))
    texts = {**written.texts, code: written.texts.get(code, "")}
    return replace(editor, reply=replace(written, texts=texts))


def save(desk: Desk, viewer: Viewer, written: DefaultReply) -> DefaultReply:
    """Keeps the reply; one without an id is new. Raises Forbidden, NotFound or ReplyFaulty."""
    staffing.check(viewer)
    now = desk.clock.now()
    with desk.database.writing() as store:
        shop = staffing.found(store, viewer)
        editor = _editor(store, shop, written)
        reply = _known(editor, replace(written, shop_id=shop.id, updated_at=now))
        old = _old(store, shop, written.id)
        faults = dict(_faults(reply))
        if not written.id and len(default_replies.of_shop(store, shop.id)) >= MOST_REPLIES:
            faults["title"] = "too_many_replies"
        if faults:
            unknown = tuple(dict.fromkeys(n for t in reply.texts.values() for n in unknown_in(t)))
            raise ReplyFaulty(replace(editor, faults=faults, unknown=unknown))
        kept = replace(reply, id=written.id or ids.new_id("rep", now), texts=_said(reply.texts))
        default_replies.keep(store, kept, by=viewer.agent_id)
        default_replies.clear_texts(store, kept.id)
        for language, body in kept.texts.items():
            default_replies.keep_text(store, kept.id, language, body)
        _tell(store, desk, viewer, old=old, new=kept, editor=editor)
    return kept


def archive(desk: Desk, viewer: Viewer, reply_id: str, *, is_archived: bool) -> None:
    """Offers it no more, or again. Raises Forbidden or NotFound."""
    staffing.check(viewer)
    now = desk.clock.now()
    with desk.database.writing() as store:
        shop = staffing.found(store, viewer)
        reply = default_replies.find(store, reply_id, shop_id=shop.id)
        if reply is None:
            raise NotFound
        if not default_replies.archive(store, reply_id, at=now if is_archived else None, now=now):
            return
        old, new = (reply.title, "") if is_archived else ("", reply.title)
        recording.settled(
            store, desk, viewer, section=SECTION, subject=reply.title, old=old, new=new
        )


def previews(desk: Desk, viewer: Viewer, texts: Mapping[str, str]) -> dict[str, Filled]:
    """Each text as it would read on the shop's newest ticket, or on one made up where it has none.

    Raises Forbidden or NotFound.
    """
    staffing.check(viewer)
    with desk.database.reading() as store:
        shop = staffing.found(store, viewer)
        sample = default_replies.sample_ticket(store, shop.id)
        ticket = tickets.find(store, sample, shop_id=shop.id) if sample else None
        on = filling.ground(store, shop, ticket, agent_name=viewer.name) if ticket else None
    return {
        language: fill(
            body,
            filling.values(on, language)
            if on
            else filling.made_up(shop, viewer.name, language, now=desk.clock.now()),
        )
        for language, body in texts.items()
        if body.strip() and is_language(language)
    }


def is_language(code: str) -> bool:
    return LANGUAGE.fullmatch(code) is not None and i18n.is_language(code)


def _blank(shop: Shop) -> DefaultReply:
    return DefaultReply(id="", shop_id=shop.id, category="", title="")


def _old(store: Connection, shop: Shop, reply_id: str) -> DefaultReply | None:
    old = default_replies.find(store, reply_id, shop_id=shop.id) if reply_id else None
    if reply_id and old is None:
        raise NotFound
    return old


def _editor(store: Connection, shop: Shop, reply: DefaultReply) -> Editor:
    texts = {**dict.fromkeys(FIRST_LANGUAGES, ""), **reply.texts}
    own = default_replies.of_shop(store, shop.id)
    return Editor(
        shop=shop,
        reply=replace(reply, texts=texts),
        lists=choosing.lists(store, shop.id),
        shops=(shop, *families.relatives(store, shop)),
        categories=tuple(dict.fromkeys(one.category for one in ordered(own) if one.category)),
    )


def _known(editor: Editor, written: DefaultReply) -> DefaultReply:
    """Without what a form cannot have offered."""
    return replace(
        written,
        title=" ".join(written.title.split()),
        category=" ".join(written.category.split()),
        channels=_only(written.channels, (one.code for one in editor.lists.channels)),
        types=_only(written.types, (one.code for one in editor.lists.types)),
        shops=_only(written.shops, (one.id for one in editor.shops)),
    )


def _only(given: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    wanted = set(given)
    return tuple(code for code in known if code in wanted)


def _said(texts: Mapping[str, str]) -> dict[str, str]:
    return {language: body.strip() for language, body in texts.items() if body.strip()}


def _faults(reply: DefaultReply) -> Iterator[tuple[str, str]]:
    if not reply.title or not reply.title.isprintable() or len(reply.title) > LONGEST_TITLE:
        yield "title", "bad_title"
    if len(reply.category) > LONGEST_CATEGORY or not reply.category.isprintable():
        yield "category", "bad_category"
    if not _said(reply.texts):
        yield f"text-{next(iter(reply.texts), FIRST_LANGUAGES[0])}", "no_text"
    for language, body in reply.texts.items():
        if not is_language(language):
            yield "add_language", "bad_language"
        elif len(body) > LONGEST_TEXT:
            yield f"text-{language}", "text_too_long"
        elif unknown_in(body):
            yield f"text-{language}", "unknown_variable"


def _tell(
    store: Connection,
    desk: Desk,
    viewer: Viewer,
    *,
    old: DefaultReply | None,
    new: DefaultReply,
    editor: Editor,
) -> None:
    """One entry for what it is and where it is used, and one for each text that changed."""
    told = [(new.title, _told(old, editor), _told(new, editor))]
    before = old.texts if old else {}
    for language in dict.fromkeys((*before, *new.texts)):
        pair = (_cut(before.get(language, "")), _cut(new.texts.get(language, "")))
        if before.get(language) != new.texts.get(language):
            told.append((f"{new.title} ({language})", *pair))
    for subject, was, now in told:
        if was != now or subject != new.title:
            recording.settled(
                store, desk, viewer, section=SECTION, subject=subject, old=was, new=now
            )


def _told(reply: DefaultReply | None, editor: Editor) -> str:
    """A reply in one line: its category, its title and what it is limited to."""
    if reply is None:
        return ""
    names = {shop.id: shop.name for shop in editor.shops}
    limits = (*reply.channels, *reply.types, *(names.get(shop, shop) for shop in reply.shops))
    line = " · ".join(part for part in (reply.category, reply.title) if part)
    return f"{line} [{', '.join(limits)}]" if limits else line


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_TOLD else f"{line[:LONGEST_TOLD]}…"
