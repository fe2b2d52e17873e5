"""What lists and searches read: assignees, tags, and the words of tickets and messages."""

from __future__ import annotations

from tests.bench.filling_ids import MESSAGES, SERIES, id_of

MINE_EVERY, TAGGED_EVERY = 50, 20
TAG = "urgent"

BODY = (
    "bonjour ma commande n est pas encore arrivee et le suivi ne bouge plus depuis le "
    "{day} pouvez vous me dire ou elle est merci d avance"
)
"""The words of every message, as they are indexed."""

_DAYS = 28
_STEP = MESSAGES + 1
_TOLD = f"CAST(n.i % {_DAYS} + 1 AS TEXT)"
_WHO = "CAST((n.i * 7919) % :customers + 1 AS TEXT)"

_WORK = (
    SERIES + "INSERT INTO ticket_agents (ticket_id, agent_id, part, added_at)"
    f" SELECT {id_of('tkt')}, :agent_id, 'assignee', :since FROM n WHERE n.i % {MINE_EVERY} = 0",
    SERIES + "INSERT INTO tags (ticket_id, tag, added_at)"
    f" SELECT {id_of('tkt')}, '{TAG}', :since FROM n WHERE n.i % {TAGGED_EVERY} = 0",
)


def statements(engine: str) -> list[str]:
    """Everything, in the order in which it may be written."""
    return [*_WORK, *(_SQLITE if engine == "sqlite" else _POSTGRES)]


def _documents(which: int, *, column: str = "", words: str = "") -> str:
    """Those of the tickets (-1), or of their first, second or third messages."""
    message = id_of("msg", f"(n.i * {MESSAGES} + {which})") if which >= 0 else "''"
    return (
        SERIES + f"INSERT INTO search_docs (number, shop_id, ticket_id, message_id{column})"
        f" SELECT n.i * {_STEP} + {which + 1}, :shop_id, {id_of('tkt')}, {message}{words}"
        f" FROM n WHERE n.i % {MESSAGES} >= {which}"
    )


def _fts5(which: int) -> str:
    about = (
        f"'alix moreau ' || {_WHO} || ' alix' || {_WHO}"
        " || ' courriel example qzvtrmalp ' || CAST(1000000 + n.i AS TEXT)"
    )
    before, after = BODY.split("{day}")
    text = f"'{before}' || {_TOLD} || '{after}'" if which >= 0 else about
    return (
        SERIES + "INSERT INTO search_words (rowid, words)"
        f" SELECT n.i * {_STEP} + {which + 1}, :shop_word || ' ' || {text}"
        f" FROM n WHERE n.i % {MESSAGES} >= {which}"
    )


_SQLITE = [
    *(_documents(which) for which in range(-1, MESSAGES)),
    *(_fts5(which) for which in range(-1, MESSAGES)),
    "DELETE FROM search_progress",
]

_VECTOR = (
    "array_to_tsvector(string_to_array(words, ' '))"
    " || strip(to_tsvector('french', words)) || strip(to_tsvector('english', words))"
)
# Each text that repeats is made into words once: a million times would take an hour.
_BODIES = (
    "CREATE TEMPORARY TABLE bench_bodies AS"
    f" SELECT day, {_VECTOR} AS vector FROM (SELECT day, '{BODY.partition('{day}')[0]}'"
    f" || CAST(day + 1 AS TEXT) || '{BODY.partition('{day}')[2]}' AS words"
    f" FROM generate_series(0, {_DAYS - 1}) AS day) AS texts"
)
_ABOUT = (
    f"array_to_tsvector(ARRAY['alix', 'moreau', {_WHO}, 'alix' || {_WHO}, 'courriel', 'example',"
    " 'qzvtrmalp', CAST(1000000 + n.i AS TEXT)])"
)
_OF_DAY = f"(SELECT vector FROM bench_bodies WHERE day = n.i % {_DAYS})"

_POSTGRES = [
    "DROP INDEX search_docs_by_word",
    _BODIES,
    _documents(-1, column=", words", words=f", {_ABOUT}"),
    *(_documents(which, column=", words", words=f", {_OF_DAY}") for which in range(MESSAGES)),
    "DROP TABLE bench_bodies",
    "CREATE INDEX search_docs_by_word ON search_docs USING gin (words) WITH (fastupdate = off)",
    "SELECT setval(pg_get_serial_sequence('search_docs', 'number'), max(number)) FROM search_docs",
    "DELETE FROM search_progress",
]
