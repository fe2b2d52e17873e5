-- Money: what was asked of a shop, once each, and the account of every order that it moves.

ALTER TABLE shops ADD COLUMN module TEXT NOT NULL DEFAULT '{}';
ALTER TABLE shops ADD COLUMN money TEXT NOT NULL DEFAULT '{}';

-- As of the last launch: what the shop's roles of today are read by when money is about to move.
-- Who has not launched since may do no more than any unknown profile.
ALTER TABLE agents ADD COLUMN profile TEXT NOT NULL DEFAULT '';
ALTER TABLE agents ADD COLUMN is_superuser INTEGER NOT NULL DEFAULT 0;

-- One row for each order on which money was ever prepared. The version is read before the shop is,
-- and every write of ours raises it: a reading that an operation has overtaken cannot be used.
CREATE TABLE accounts (
  shop_id TEXT NOT NULL REFERENCES shops (id),
  order_id TEXT NOT NULL,
  currency TEXT NOT NULL,
  version INTEGER NOT NULL,
  reserved INTEGER NOT NULL CHECK (reserved >= 0),
  moved INTEGER NOT NULL CHECK (moved >= 0),
  PRIMARY KEY (shop_id, order_id)
) STRICT;

CREATE TABLE operations (
  id TEXT PRIMARY KEY,
  shop_id TEXT NOT NULL REFERENCES shops (id),
  ticket_id TEXT NOT NULL REFERENCES tickets (id),
  order_id TEXT NOT NULL,
  order_reference TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('refund', 'cancel')),
  state TEXT NOT NULL
    CHECK (state IN ('awaiting_approval', 'asked', 'sending', 'unsure', 'done', 'refused')),
  -- Whether the shop was called, 1 or 0, and how often it was asked what became of the call.
  attempt INTEGER NOT NULL,
  checks INTEGER NOT NULL,
  -- The id that the page minted for this ask; the same ask again is the same operation.
  ask_id TEXT NOT NULL,
  parameters TEXT NOT NULL,
  review TEXT NOT NULL,
  amount INTEGER NOT NULL CHECK (amount >= 0),
  -- What the shop really moved; nothing until it is done.
  moved INTEGER NOT NULL CHECK (moved >= 0),
  currency TEXT NOT NULL,
  reason TEXT NOT NULL,
  note TEXT NOT NULL,
  mails INTEGER NOT NULL,
  agent_id TEXT NOT NULL REFERENCES agents (id),
  agent_name TEXT NOT NULL,
  approver_id TEXT REFERENCES agents (id),
  approver_name TEXT NOT NULL,
  approved_at INTEGER,
  result TEXT NOT NULL,
  fault TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  lease_until INTEGER NOT NULL,
  -- Until then a shop that cannot be read is tried again, as long as it was not called.
  give_up_at INTEGER NOT NULL,
  asked_at INTEGER NOT NULL,
  -- When nobody could tell any more what the shop had done.
  doubted_at INTEGER,
  settled_at INTEGER,
  UNIQUE (shop_id, ask_id)
) STRICT;

-- A second operation while one is in flight is refused, whichever ticket or agent it comes from.
CREATE UNIQUE INDEX operations_one_in_flight ON operations (shop_id, order_id)
  WHERE state IN ('asked', 'sending', 'unsure');
-- The sweep looks only at what is not settled, however many operations there ever were.
CREATE INDEX operations_to_do ON operations (due_at) WHERE state IN ('asked', 'sending', 'unsure');
CREATE INDEX operations_of_order ON operations (shop_id, order_id, id);
CREATE INDEX operations_to_approve ON operations (shop_id, id) WHERE state = 'awaiting_approval';
-- What an agent has asked for, and what they have approved, since this time yesterday.
CREATE INDEX operations_of_agent ON operations (agent_id, asked_at);
CREATE INDEX operations_of_approver ON operations (approver_id, approved_at)
  WHERE approver_id IS NOT NULL;

CREATE TABLE tags (
  ticket_id TEXT NOT NULL REFERENCES tickets (id),
  tag TEXT NOT NULL,
  added_at INTEGER NOT NULL,
  PRIMARY KEY (ticket_id, tag)
) STRICT;

-- Who is preparing money on an order, from whichever ticket.
CREATE TABLE order_presence (
  shop_id TEXT NOT NULL REFERENCES shops (id),
  order_id TEXT NOT NULL,
  agent_id TEXT NOT NULL REFERENCES agents (id),
  ticket_id TEXT NOT NULL REFERENCES tickets (id),
  seen_at INTEGER NOT NULL,
  PRIMARY KEY (shop_id, order_id, agent_id)
) STRICT;

-- What the shop told us of itself, each notice once.
CREATE TABLE notices (
  shop_id TEXT NOT NULL REFERENCES shops (id),
  notice_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  order_id TEXT NOT NULL,
  operation_id TEXT NOT NULL,
  body TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  PRIMARY KEY (shop_id, notice_id)
) STRICT;

-- A signed call is accepted once within its window.
CREATE TABLE nonces (
  shop_id TEXT NOT NULL REFERENCES shops (id),
  nonce TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (shop_id, nonce)
) STRICT;

CREATE INDEX nonces_by_expiry ON nonces (expires_at);

-- The inbox: a shop's tickets by their last change, one page at a time.
CREATE INDEX tickets_by_change ON tickets (shop_id, updated_at, id);
