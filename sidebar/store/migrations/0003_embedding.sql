-- Hosts that vouch for each person: keys that end, what they push to us, and what must be forgotten.

-- Shops with the same name of a house see each other's orders of one customer; empty for none.
ALTER TABLE shops ADD COLUMN family TEXT NOT NULL DEFAULT '';
-- 1 once the shop's key can be renewed no more: someone must open the app in the shop again.
ALTER TABLE shops ADD COLUMN needs_opening INTEGER NOT NULL DEFAULT 0;
-- When a key that nobody used is renewed for its own sake, so that its chain never ends.
ALTER TABLE shops ADD COLUMN renew_at INTEGER;
-- When the key of now was had.
ALTER TABLE shops ADD COLUMN key_had_at INTEGER NOT NULL DEFAULT 0;
-- Since when it is certain that the shop has left: the host itself said so, or an administrator.
ALTER TABLE shops ADD COLUMN left_at INTEGER;

-- Looked at every second, however many shops there are.
CREATE INDEX shops_to_renew ON shops (renew_at) WHERE renew_at IS NOT NULL;
-- A shop that comes back is found by its address, connected or not.
CREATE INDEX shops_by_address ON shops (kind, base_url);
-- The others of one house, whoever else is connected.
CREATE INDEX shops_by_family ON shops (family);

-- The key of one person in one shop: what moves money there, with their own rights.
CREATE TABLE person_keys (
  shop_id TEXT NOT NULL REFERENCES shops (id),
  agent_id TEXT NOT NULL REFERENCES agents (id),
  sealed TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (shop_id, agent_id)
) STRICT;

CREATE INDEX person_keys_by_expiry ON person_keys (expires_at);

-- What one process at a time may do, whichever machine it runs on, until it ends or dies.
CREATE TABLE leases (
  name TEXT PRIMARY KEY,
  holder TEXT NOT NULL,
  until INTEGER NOT NULL
) STRICT;

-- What a host pushed: kept as it came, then worked. Its body is emptied as soon as it was.
CREATE TABLE deliveries (
  id TEXT PRIMARY KEY,
  shop_id TEXT NOT NULL REFERENCES shops (id),
  topic TEXT NOT NULL,
  delivery_id TEXT NOT NULL,
  event_id TEXT NOT NULL,
  -- Of what was signed: the rest is said by whoever sends it.
  digest TEXT NOT NULL,
  -- 1 for what the law asks for: it is never given up.
  is_owed INTEGER NOT NULL,
  sealed TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('received', 'worked', 'refused')),
  attempts INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  fault TEXT NOT NULL,
  triggered_at INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  -- The same try again, and the same event by another subscription, are one delivery.
  UNIQUE (shop_id, topic, delivery_id),
  UNIQUE (shop_id, topic, event_id)
) STRICT;

CREATE INDEX deliveries_to_work ON deliveries (due_at) WHERE state = 'received';
CREATE INDEX deliveries_by_age ON deliveries (received_at);
CREATE INDEX deliveries_by_digest ON deliveries (shop_id, topic, digest);
-- What the doctor looks for.
CREATE INDEX deliveries_owed ON deliveries (received_at) WHERE state = 'received' AND is_owed = 1;

-- What a customer asked to be told, written for the shop's manager.
CREATE TABLE data_requests (
  id TEXT PRIMARY KEY,
  shop_id TEXT NOT NULL REFERENCES shops (id),
  request_id TEXT NOT NULL,
  host_customer_id TEXT NOT NULL,
  sealed TEXT NOT NULL,
  asked_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  UNIQUE (shop_id, request_id)
) STRICT;

CREATE INDEX data_requests_by_expiry ON data_requests (expires_at);

-- That something was forgotten, when and how much of it; nobody's name, and of no shop that is
-- gone but its id.
CREATE TABLE erasures (
  id TEXT PRIMARY KEY,
  shop_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('customer', 'shop', 'unmatched')),
  cause TEXT NOT NULL,
  counts TEXT NOT NULL,
  asked_at INTEGER NOT NULL,
  erased_at INTEGER NOT NULL
) STRICT;

CREATE INDEX erasures_of_shop ON erasures (shop_id, id);

-- What was said to the shop, word for word, and when money that is still under way is asked about.
ALTER TABLE operations ADD COLUMN sent TEXT NOT NULL DEFAULT '';
ALTER TABLE operations ADD COLUMN follow_at INTEGER;
-- Since when its words are to be forgotten as soon as it is settled.
ALTER TABLE operations ADD COLUMN forget_at INTEGER;

CREATE INDEX operations_to_forget ON operations (forget_at) WHERE forget_at IS NOT NULL;

CREATE INDEX operations_to_follow ON operations (follow_at) WHERE follow_at IS NOT NULL;

-- People and what happened to them are read as orders are.
CREATE TABLE readings_grown (
  shop_id TEXT NOT NULL REFERENCES shops (id),
  kind TEXT NOT NULL CHECK (kind IN ('order', 'related', 'profile', 'happenings')),
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  read_at INTEGER NOT NULL,
  PRIMARY KEY (shop_id, kind, subject)
) STRICT;

INSERT INTO readings_grown (shop_id, kind, subject, body, read_at)
  SELECT shop_id, kind, subject, body, read_at FROM readings;

DROP TABLE readings;

ALTER TABLE readings_grown RENAME TO readings;
