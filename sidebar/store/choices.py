"""A shop's own entries of the lists to choose from."""

from __future__ import annotations

import json

from platforms.shapes import Wording
from sidebar.rules.choices import Choice, ChoiceList
from sidebar.store.database import Connection, Row


def of_shop(store: Connection, shop_id: str) -> dict[ChoiceList, tuple[Choice, ...]]:
    """Every entry of the shop, archived ones included, by list and in the shop's order."""
    rows = store.all(
        "SELECT list, code, name_fr, name_en, details, archived_at FROM choices"
        " WHERE shop_id = :shop_id ORDER BY list, position, code",
        shop_id=shop_id,
    )
    found: dict[ChoiceList, tuple[Choice, ...]] = dict.fromkeys(ChoiceList, ())
    for row in rows:
        found[ChoiceList(row["list"])] += (_choice(row),)
    return found


def keep(
    store: Connection, shop_id: str, which: ChoiceList, choice: Choice, *, fresh_id: str, now: int
) -> None:
    """Adds the entry, last of its list, or writes it over the one of its code."""
    wording = choice.name or Wording("")
    details = {
        "aliases": choice.aliases,
        "takes_rating": choice.takes_rating,
        "is_marketplace": choice.is_marketplace,
    }
    store.run(
        "INSERT INTO choices (id, shop_id, list, code, name_fr, name_en, details, position,"
        " archived_at) VALUES (:id, :shop_id, :list, :code, :name_fr, :name_en, :details,"
        " (SELECT count(*) FROM choices WHERE shop_id = :shop_id AND list = :list), :archived_at)"
        " ON CONFLICT (shop_id, list, code) DO UPDATE SET name_fr = excluded.name_fr,"
        " name_en = excluded.name_en, details = excluded.details,"
        " archived_at = excluded.archived_at",
        id=fresh_id,
        shop_id=shop_id,
        list=which.value,
        code=choice.code,
        name_fr=wording.to("fr"),
        name_en=wording.to("en"),
        details=json.dumps(details),
        archived_at=now if choice.is_archived else None,
    )


def _choice(row: Row) -> Choice:
    told = json.loads(row["details"])
    names = {"fr": row["name_fr"], "en": row["name_en"]}
    has_name = any(names.values())
    return Choice(
        code=row["code"],
        name=Wording(names["en"] or names["fr"], names) if has_name else None,
        aliases=tuple(told.get("aliases", ())),
        takes_rating=bool(told.get("takes_rating")),
        is_marketplace=bool(told.get("is_marketplace")),
        is_archived=row["archived_at"] is not None,
    )
