-- What can be found by its words: one document a ticket (no message), one a message.
CREATE TABLE search_docs (
  -- Newer ones are higher: the last document is found first, and a page ends at one.
  number INTEGER PRIMARY KEY,
  shop_id TEXT NOT NULL REFERENCES shops (id),
  ticket_id TEXT NOT NULL REFERENCES tickets (id),
  message_id TEXT NOT NULL,
  UNIQUE (ticket_id, message_id)
) STRICT;

CREATE INDEX search_docs_of_shop ON search_docs (shop_id, number);
CREATE INDEX search_docs_of_message ON search_docs (message_id) WHERE message_id <> '';

-- Words arrive folded, and with their shop among them. Beginnings of words are words of the index:
-- looking for one costs the same whatever it begins.
CREATE VIRTUAL TABLE search_words USING fts5 (
  words, tokenize = 'ascii', detail = 'none', prefix = '2 3 4 5 6 7 8 9 10 11 12'
);

-- Tickets with this id and newer ones are indexed; no row once all are.
CREATE TABLE search_progress (down_to TEXT NOT NULL) STRICT;

INSERT INTO search_progress (down_to) VALUES ('~');
