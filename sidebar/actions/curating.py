"""The lists that a shop's manager keeps: channels, departments, types of tickets and of files."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from dataclasses import dataclass

from platforms.shapes import Wording
from sidebar import ids
from sidebar.actions import choosing, recording, staffing
from sidebar.actions.choosing import Lists
from sidebar.actions.desk import Desk
from sidebar.errors import NotFound, Refused
from sidebar.rules.choices import LASTING, Choice, ChoiceList
from sidebar.rules.viewer import Viewer
from sidebar.store import choices
from sidebar.store.database import Connection
from sidebar.store.shops import Shop

MOST_ENTRIES = 100
MOST_ALIASES = 20
LONGEST_CODE = 40


@dataclass(frozen=True, slots=True)
class Written:
    """An entry as a manager writes it."""

    name_fr: str
    name_en: str
    aliases: str = ""
    """Separated by commas."""
    takes_rating: bool = False
    is_marketplace: bool = False


def show(desk: Desk, viewer: Viewer) -> tuple[Shop, Lists]:
    """The lists of the viewer's shop. Raises Forbidden or NotFound."""
    staffing.check(viewer)
    with desk.database.reading() as store:
        shop = staffing.found(store, viewer)
        return shop, choosing.lists(store, shop.id)


def add(desk: Desk, viewer: Viewer, which: ChoiceList, written: Written) -> None:
    """A new entry, last of its list.

    Raises Forbidden or Refused (``bad_name``, ``name_taken``, ``too_many``, ``bad_aliases``).
    """
    staffing.check(viewer)
    choice = _choice(written, code=_code(written))
    with desk.database.writing() as store:
        known = choosing.lists(store, staffing.found(store, viewer).id).by_list[which]
        if len(known) >= MOST_ENTRIES:
            raise Refused("too_many")
        if any(one.code == choice.code for one in known):
            raise Refused("name_taken")
        _keep(store, desk, viewer, which, choice, old="", new=_told(choice))


def change(desk: Desk, viewer: Viewer, which: ChoiceList, code: str, written: Written) -> None:
    """The entry as it shall be. Raises as ``add`` does, and NotFound."""
    staffing.check(viewer)
    with desk.database.writing() as store:
        known = _found(store, viewer, which, code)
        fresh = dataclasses.replace(_choice(written, code=code), is_archived=known.is_archived)
        if fresh != known:
            _keep(store, desk, viewer, which, fresh, old=_told(known), new=_told(fresh))


def archive(desk: Desk, viewer: Viewer, which: ChoiceList, code: str, *, is_archived: bool) -> None:
    """Offers it no more, or again. Raises Forbidden, NotFound or Refused (``lasting``)."""
    staffing.check(viewer)
    if code in LASTING and is_archived:
        raise Refused("lasting")
    with desk.database.writing() as store:
        known = _found(store, viewer, which, code)
        if known.is_archived is is_archived:
            return
        fresh = dataclasses.replace(known, is_archived=is_archived)
        told = _told(known)
        old, new = (told, "") if is_archived else ("", told)
        _keep(store, desk, viewer, which, fresh, old=old, new=new)


def _found(store: Connection, viewer: Viewer, which: ChoiceList, code: str) -> Choice:
    known = choosing.lists(store, staffing.found(store, viewer).id).by_list[which]
    choice = next((one for one in known if one.code == code), None)
    if choice is None:
        raise NotFound
    return choice


def _keep(
    store: Connection,
    desk: Desk,
    viewer: Viewer,
    which: ChoiceList,
    choice: Choice,
    *,
    old: str,
    new: str,
) -> None:
    now = desk.clock.now()
    choices.keep(store, viewer.shop_id, which, choice, fresh_id=ids.new_id("cho", now), now=now)
    recording.settled(
        store, desk, viewer, section=which.value, subject=new or old, old=old, new=new
    )


def _choice(written: Written, *, code: str) -> Choice:
    french, english = written.name_fr.strip(), written.name_en.strip()
    names = {
        "fr": staffing.plain_name(french or english),
        "en": staffing.plain_name(english or french),
    }
    return Choice(
        code=code,
        name=Wording(names["en"], names),
        aliases=_aliases(written.aliases),
        takes_rating=written.takes_rating,
        is_marketplace=written.is_marketplace,
    )


def _aliases(written: str) -> tuple[str, ...]:
    given = [" ".join(part.split()) for part in written.split(",")]
    kept = tuple(dict.fromkeys(part for part in given if part))
    if len(kept) > MOST_ALIASES or not all(_is_alias(part) for part in kept):
        raise Refused("bad_aliases")
    return kept


def _is_alias(part: str) -> bool:
    return part.isprintable() and 2 <= len(part) <= staffing.LONGEST_NAME


def _told(choice: Choice) -> str:
    """An entry as the history tells it; ours that was never renamed is told by its code."""
    if choice.name is None:
        return choice.code
    names = dict.fromkeys(filter(None, (choice.name.to("fr"), choice.name.to("en"))))
    extra = f" ({', '.join(choice.aliases)})" if choice.aliases else ""
    return " / ".join(names) + extra


def _code(written: Written) -> str:
    """A stable word out of the name: ``Cdiscount Marché`` is cdiscount_marche."""
    name = staffing.plain_name(written.name_en or written.name_fr)
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    code = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:LONGEST_CODE].strip("_")
    # A name in another script has no letters left: any stable word will do for it.
    return code or name.encode().hex()[:LONGEST_CODE]
