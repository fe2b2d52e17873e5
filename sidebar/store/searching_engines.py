"""How each engine keeps and finds words: FTS5 on SQLite, tsvector on PostgreSQL, one face."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from sidebar.rules.searched import Sought
from sidebar.store import subjects
from sidebar.store.database import Connection, Row

LONGEST_BEGINNING = 12
"""Letters: the longest beginning that SQLite's index holds; longer ones are cut to it."""


NEAR = 2000
"""Documents that PostgreSQL reads through in a few milliseconds: whatever every thirtieth says is
found there."""

RARE = 100
"""Words that fewer than one near document in so many says are few in all."""


@dataclass(frozen=True, slots=True)
class Document:
    """What a document is of; an old one stands before all others, and never replaces one."""

    shop_id: str
    ticket_id: str
    message_id: str = ""
    is_old: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """From a document's number on: down to older ones, or up."""

    at: int
    most: int
    is_up: bool = False

    @property
    def beyond(self) -> str:
        return "> :at" if self.is_up else "< :at"

    @property
    def order(self) -> str:
        return "ASC" if self.is_up else "DESC"


class Engine(Protocol):
    """What differs between the engines."""

    of_ticket: str
    """The tables of documents, led by those of a ticket."""

    def look(
        self, store: Connection, sought: Sought, shop_ids: Sequence[str], stretch: Stretch
    ) -> list[Row]:
        """The documents of these shops that hold every word, in the order of the stretch."""
        ...

    def matching(self, sought: Sought, shop_ids: Sequence[str]) -> tuple[str, dict[str, object]]:
        """The condition that one of these shops' documents holds every word, and its values."""
        ...

    def add(self, store: Connection, document: Document, words: list[str]) -> None:
        """Keeps a document; a ticket's own replaces the one it had, a message's stays."""
        ...

    def write(self, store: Connection, number: int, shop_id: str, words: list[str]) -> None:
        """Gives a document that is there other words."""
        ...

    def forget(self, store: Connection, column: str, values: Sequence[str]) -> None:
        """Takes the documents out for which this column is one of the values."""
        ...


def named_list(name: str, values: Sequence[str]) -> tuple[str, dict[str, object]]:
    """``:name_0, :name_1`` for a list in a statement, and the values under those names."""
    told: dict[str, object] = {f"{name}_{place}": value for place, value in enumerate(values)}
    return ", ".join(f":{key}" for key in told), told


def engine_of(store: Connection) -> Engine:
    """The one that this connection speaks to."""
    return _ENGINES[store.engine]


class Fts5:
    """SQLite: words lie in a table of their own, under the document's number."""

    of_ticket = "FROM search_docs d CROSS JOIN search_words ON search_words.rowid = d.number"

    def look(
        self, store: Connection, sought: Sought, shop_ids: Sequence[str], stretch: Stretch
    ) -> list[Row]:
        condition, values = self.matching(sought, shop_ids)
        # The words lead: what they find comes in order, and is read no further than shown.
        return store.all(
            "SELECT d.number, d.ticket_id, d.message_id"
            " FROM search_words CROSS JOIN search_docs d ON d.number = search_words.rowid"
            f" WHERE {condition} AND search_words.rowid {stretch.beyond}"
            f" ORDER BY search_words.rowid {stretch.order} LIMIT :most",
            at=stretch.at,
            most=stretch.most,
            **values,
        )

    def matching(self, sought: Sought, shop_ids: Sequence[str]) -> tuple[str, dict[str, object]]:
        # Another shop's documents, however many, are never looked through.
        shops = " OR ".join(f'"{shop_word(shop_id)}"' for shop_id in shop_ids)
        words = [f"({shops})", *(f'"{word}"' for word in sought.whole)]
        if sought.begun:
            words.append(f'"{sought.begun[:LONGEST_BEGINNING]}"*')
        within, told = named_list("shop", shop_ids)
        condition = f"search_words MATCH :words AND d.shop_id IN ({within})"
        return condition, {**told, "words": " AND ".join(words)}

    def add(self, store: Connection, document: Document, words: list[str]) -> None:
        row = store.one(
            _OLD_DOCUMENT if document.is_old else _DOCUMENT,
            shop_id=document.shop_id,
            ticket_id=document.ticket_id,
            message_id=document.message_id,
        )
        if row is None and not (document.is_old or document.message_id):
            row = store.one(
                "SELECT number FROM search_docs WHERE ticket_id = :id AND message_id = ''",
                id=document.ticket_id,
            )
        if row is not None:
            self.write(store, int(row["number"]), document.shop_id, words)

    def write(self, store: Connection, number: int, shop_id: str, words: list[str]) -> None:
        store.run("DELETE FROM search_words WHERE rowid = :number", number=number)
        store.run(
            "INSERT INTO search_words (rowid, words) VALUES (:number, :words)",
            number=number,
            words=" ".join([shop_word(shop_id), *words]),
        )

    def forget(self, store: Connection, column: str, values: Sequence[str]) -> None:
        for named, told in subjects.chunks(column, values):
            found = f"SELECT number FROM search_docs WHERE {named}"
            store.run(f"DELETE FROM search_words WHERE rowid IN ({found})", **told)
            store.run(f"DELETE FROM search_docs WHERE {named}", **told)


_DOCUMENT = (
    "INSERT INTO search_docs (shop_id, ticket_id, message_id)"
    " VALUES (:shop_id, :ticket_id, :message_id)"
    " ON CONFLICT (ticket_id, message_id) DO NOTHING RETURNING number"
)
_OLD_DOCUMENT = (
    "INSERT INTO search_docs (number, shop_id, ticket_id, message_id)"
    " SELECT coalesce(min(number), 0) - 1, :shop_id, :ticket_id, :message_id FROM search_docs"
    " WHERE true ON CONFLICT (ticket_id, message_id) DO NOTHING RETURNING number"
)


def shop_word(shop_id: str) -> str:
    """The shop's id as a word among a document's words."""
    return shop_id.replace("_", "")


_VECTOR = (
    "array_to_tsvector(string_to_array(:words, ' '))"
    " || strip(to_tsvector('french', :words)) || strip(to_tsvector('english', :words))"
)
"""Each word as it is, for beginnings, and both languages' stems."""


class Tsvector:
    """PostgreSQL: words lie beside the document.

    It does not know how rare a word is that its statistics lack, so it is not left to choose: the
    nearest documents are read through, and words too rare to fill a page there are looked up. Of
    a beginning it gathers all that begins so: where the whole words are rare, they are looked up
    alone, and the beginning is asked of what they found.
    """

    of_ticket = "FROM search_docs d"

    def look(
        self, store: Connection, sought: Sought, shop_ids: Sequence[str], stretch: Stretch
    ) -> list[Row]:
        condition, values = self.matching(sought, shop_ids)
        within, shops = named_list("shop", shop_ids)
        nearest = max(NEAR, 4 * stretch.most)
        told = {**values, **shops, "at": stretch.at, "most": stretch.most, "near": nearest}
        place = f"d.shop_id IN ({within}) AND d.number {stretch.beyond}"
        order = f"ORDER BY d.number {stretch.order}"
        near = f"(SELECT * FROM search_docs d WHERE {place} {order} LIMIT :near) d"
        found = store.all(
            f"SELECT d.number, d.ticket_id, d.message_id FROM {near}"
            f" WHERE {condition} {order} LIMIT :most",
            **told,
        )
        if len(found) == stretch.most:
            return found
        documents = "search_docs d"
        if sought.whole and sought.begun:
            whole, _ = self.matching(replace(sought, begun=""), shop_ids)
            row = store.one(f"SELECT count(*) AS many FROM {near} WHERE {whole}", **told)
            if row is not None and int(row["many"]) * RARE < nearest:
                documents = f"(SELECT * FROM search_docs d WHERE {whole} OFFSET 0) d"
        store.one("SELECT set_config('enable_seqscan', 'off', true)")
        return store.all(
            f"WITH d AS MATERIALIZED (SELECT number, shop_id, ticket_id, message_id"
            f" FROM {documents} WHERE {condition})"
            f" SELECT number, ticket_id, message_id FROM d WHERE {place} {order} LIMIT :most",
            **told,
        )

    def matching(self, sought: Sought, _shop_ids: Sequence[str]) -> tuple[str, dict[str, object]]:
        told: dict[str, object] = {}
        parts = []
        for place, word in enumerate((*sought.whole, *([sought.begun] if sought.begun else []))):
            is_begun = place == len(sought.whole)
            told[f"word_{place}"] = word
            told[f"lexeme_{place}"] = f"'{word}':*" if is_begun else f"'{word}'"
            parts.append(
                f"(CAST(:lexeme_{place} AS tsquery) || plainto_tsquery('french', :word_{place})"
                f" || plainto_tsquery('english', :word_{place}))"
            )
        return f"d.words @@ ({' && '.join(parts)})", told

    def add(self, store: Connection, document: Document, words: list[str]) -> None:
        columns = "shop_id, ticket_id, message_id, words"
        values = f":shop_id, :ticket_id, :message_id, {_VECTOR}"
        fresh = f"INSERT INTO search_docs ({columns}) VALUES ({values})"
        if document.is_old:
            fresh = (
                f"INSERT INTO search_docs (number, {columns})"
                f" SELECT coalesce(min(number), 0) - 1, {values} FROM search_docs"
            )
        is_replaced = not (document.is_old or document.message_id)
        change = "UPDATE SET words = excluded.words" if is_replaced else "NOTHING"
        store.run(
            f"{fresh} ON CONFLICT (ticket_id, message_id) DO {change}",
            shop_id=document.shop_id,
            ticket_id=document.ticket_id,
            message_id=document.message_id,
            words=" ".join(words),
        )

    def write(self, store: Connection, number: int, shop_id: str, words: list[str]) -> None:
        store.run(
            f"UPDATE search_docs SET words = {_VECTOR}"
            " WHERE number = :number AND shop_id = :shop_id",
            number=number,
            shop_id=shop_id,
            words=" ".join(words),
        )

    def forget(self, store: Connection, column: str, values: Sequence[str]) -> None:
        subjects.run(store, "DELETE FROM search_docs WHERE ", column, values)


_ENGINES: dict[str, Engine] = {"sqlite": Fts5(), "postgres": Tsvector()}
