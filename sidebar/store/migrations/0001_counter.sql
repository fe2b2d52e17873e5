-- The counter's first tables. Written in the subset both engines share; STRICT and the integer
-- width are adapted by migrate.py. A migration that has been released is never edited: add one.

CREATE TABLE shops (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  base_url TEXT NOT NULL,
  timezone TEXT NOT NULL,
  admin_origins TEXT NOT NULL,
  roles TEXT NOT NULL,
  mail TEXT NOT NULL,
  sealed TEXT NOT NULL,
  added_at INTEGER NOT NULL,
  removed_at INTEGER
) STRICT;

-- The same shop is connected once; a removed one may come back as a new row.
CREATE UNIQUE INDEX shops_connected_once ON shops (kind, base_url) WHERE removed_at IS NULL;

CREATE TABLE agents (
  id TEXT PRIMARY KEY,
  shop_id TEXT NOT NULL REFERENCES shops (id),
  host_id TEXT NOT NULL,
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  language TEXT NOT NULL,
  seen_at INTEGER NOT NULL,
  UNIQUE (shop_id, host_id)
) STRICT;

CREATE TABLE customers (
  id TEXT PRIMARY KEY,
  shop_id TEXT NOT NULL REFERENCES shops (id),
  host_id TEXT NOT NULL,
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  phone TEXT NOT NULL,
  language TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  UNIQUE (shop_id, host_id)
) STRICT;

CREATE TABLE counters (
  name TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT;

INSERT INTO counters (name, value) VALUES ('ticket', 1000);

CREATE TABLE tickets (
  id TEXT PRIMARY KEY,
  number INTEGER UNIQUE,
  shop_id TEXT NOT NULL REFERENCES shops (id),
  order_id TEXT NOT NULL,
  order_reference TEXT NOT NULL,
  customer_id TEXT REFERENCES customers (id),
  subject TEXT NOT NULL,
  status TEXT NOT NULL
    CHECK (status IN ('open', 'pending', 'client_replied', 'resolved', 'closed')),
  channel TEXT NOT NULL,
  version INTEGER NOT NULL,
  opened_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  closed_at INTEGER,
  last_message_at INTEGER,
  previous_id TEXT REFERENCES tickets (id)
) STRICT;

-- One ticket that is not closed per shop and order, however many clicks arrive at once.
CREATE UNIQUE INDEX tickets_one_open_per_order ON tickets (shop_id, order_id)
  WHERE status <> 'closed';
-- "The last ticket of this order", closed ones included.
CREATE INDEX tickets_of_order ON tickets (shop_id, order_id, id);
-- "Earlier tickets of this customer", newest first.
CREATE INDEX tickets_of_customer ON tickets (customer_id, id);

CREATE TABLE messages (
  id TEXT PRIMARY KEY,
  ticket_id TEXT NOT NULL REFERENCES tickets (id),
  kind TEXT NOT NULL CHECK (kind IN ('customer', 'agent', 'note')),
  author_id TEXT NOT NULL,
  author_name TEXT NOT NULL,
  body TEXT NOT NULL,
  mail_id TEXT NOT NULL,
  ask_id TEXT NOT NULL,
  written_at INTEGER NOT NULL,
  -- A send repeated by a double click or a lost answer is the same message.
  UNIQUE (ticket_id, ask_id)
) STRICT;

CREATE INDEX messages_of_ticket ON messages (ticket_id, id);

CREATE TABLE events (
  id TEXT PRIMARY KEY,
  ticket_id TEXT NOT NULL REFERENCES tickets (id),
  kind TEXT NOT NULL,
  actor_id TEXT NOT NULL,
  actor_name TEXT NOT NULL,
  old TEXT NOT NULL,
  new TEXT NOT NULL,
  happened_at INTEGER NOT NULL
) STRICT;

CREATE INDEX events_of_ticket ON events (ticket_id, id);

-- The outbox: a letter is staged in the transaction that causes it and delivered after.
CREATE TABLE letters (
  id TEXT PRIMARY KEY,
  shop_id TEXT NOT NULL REFERENCES shops (id),
  ticket_id TEXT NOT NULL REFERENCES tickets (id),
  message_id TEXT NOT NULL UNIQUE REFERENCES messages (id),
  content TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'handing', 'sent', 'refused', 'unsure')),
  attempt INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  lease_until INTEGER NOT NULL,
  fault TEXT NOT NULL,
  staged_at INTEGER NOT NULL,
  settled_at INTEGER
) STRICT;

-- The worker looks only at what is still to do, however many letters were ever sent.
CREATE INDEX letters_to_do ON letters (due_at) WHERE state IN ('queued', 'sending', 'handing');

CREATE TABLE presence (
  ticket_id TEXT NOT NULL REFERENCES tickets (id),
  agent_id TEXT NOT NULL REFERENCES agents (id),
  is_writing INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  PRIMARY KEY (ticket_id, agent_id)
) STRICT;

CREATE TABLE drafts (
  ticket_id TEXT NOT NULL REFERENCES tickets (id),
  agent_id TEXT NOT NULL REFERENCES agents (id),
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  next_status TEXT NOT NULL,
  -- The id of the message being written: one text in one tab goes on saving over itself.
  ask_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  saved_at INTEGER NOT NULL,
  PRIMARY KEY (ticket_id, agent_id)
) STRICT;

-- A launch is accepted once; its row outlives it by nothing.
CREATE TABLE launches (
  shop_id TEXT NOT NULL REFERENCES shops (id),
  token_id TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (shop_id, token_id)
) STRICT;

CREATE INDEX launches_by_expiry ON launches (expires_at);

-- The last reading of the shop, shown with its age when the shop is slow or away.
CREATE TABLE readings (
  shop_id TEXT NOT NULL REFERENCES shops (id),
  kind TEXT NOT NULL CHECK (kind IN ('order', 'related')),
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  read_at INTEGER NOT NULL,
  PRIMARY KEY (shop_id, kind, subject)
) STRICT;
