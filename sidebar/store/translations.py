"""Messages in other languages, kept beside them: asked for once, gone with what they say."""

from __future__ import annotations

from dataclasses import dataclass

from sidebar.store.database import Connection


@dataclass(frozen=True, slots=True)
class Translation:
    """One message in one language. Empty where it was written in that language already."""

    message_id: str
    language: str
    body: str
    provider: str
    translated_at: int


_COLUMNS = "message_id, language, body, provider, translated_at"


def find(store: Connection, message_id: str, language: str) -> Translation | None:
    """What was had before."""
    row = store.one(
        f"SELECT {_COLUMNS} FROM translations"
        " WHERE message_id = :message_id AND language = :language",
        message_id=message_id,
        language=language,
    )
    return None if row is None else Translation(**row)


def keep(store: Connection, translation: Translation, *, original: str) -> bool:
    """Keeps it if the message still says what was translated; answers whether it does.

    One that was erased meanwhile, or changed, is not brought back by its translation.
    """
    kept = store.run(
        f"INSERT INTO translations ({_COLUMNS}) SELECT m.id, :language, :body, :provider,"
        " CAST(:translated_at AS BIGINT) FROM messages m WHERE m.id = :message_id"
        " AND m.body = :original ON CONFLICT (message_id, language) DO UPDATE"
        " SET body = excluded.body, provider = excluded.provider,"
        " translated_at = excluded.translated_at",
        message_id=translation.message_id,
        language=translation.language,
        body=translation.body,
        provider=translation.provider,
        translated_at=translation.translated_at,
        original=original,
    )
    return kept == 1
