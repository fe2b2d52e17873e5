-- Helpdesks: hosts without orders of their own, whose agents work on those of the connected shops.

CREATE TABLE helpdesks (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  -- Where its own pages stand, "https://atelier.zendesk.com".
  origin TEXT NOT NULL,
  -- The host's own number of the place where our app is installed in that account.
  installation TEXT NOT NULL,
  name TEXT NOT NULL,
  -- What its launches are signed with, as PEM.
  public_key TEXT NOT NULL,
  -- Other origins of the same account that may frame our pages, as JSON.
  more_origins TEXT NOT NULL,
  -- The host's id of a person, or *, and the role, as JSON.
  roles TEXT NOT NULL,
  refunds_on INTEGER NOT NULL,
  cancellations_on INTEGER NOT NULL,
  connected_at INTEGER NOT NULL,
  removed_at INTEGER
) STRICT;

CREATE UNIQUE INDEX helpdesks_once ON helpdesks (kind, origin, installation)
  WHERE removed_at IS NULL;

-- The shops whose orders it shows; one that is put away keeps its row and its people.
CREATE TABLE helpdesk_shops (
  helpdesk_id TEXT NOT NULL REFERENCES helpdesks (id),
  shop_id TEXT NOT NULL REFERENCES shops (id),
  is_shown INTEGER NOT NULL,
  -- Of one put away: by its own people, so that nobody of the helpdesk brings it back.
  is_withheld INTEGER NOT NULL DEFAULT 0,
  -- The shop's own id of the employee in whose name it is asked, where it knows nobody else.
  acts_as TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (helpdesk_id, shop_id)
) STRICT;

CREATE INDEX helpdesk_shops_of_shop ON helpdesk_shops (shop_id);

-- Someone who comes from a helpdesk is one agent in each of its shops.
ALTER TABLE agents ADD COLUMN helpdesk_id TEXT REFERENCES helpdesks (id);

CREATE INDEX agents_of_helpdesk ON agents (helpdesk_id, host_id) WHERE helpdesk_id IS NOT NULL;

-- A launch is accepted once; its row outlives it by nothing.
CREATE TABLE helpdesk_launches (
  helpdesk_id TEXT NOT NULL REFERENCES helpdesks (id),
  token_id TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (helpdesk_id, token_id)
) STRICT;

CREATE INDEX helpdesk_launches_by_expiry ON helpdesk_launches (expires_at);

-- Which of the host's tickets one of ours belongs to; either may have several.
CREATE TABLE helpdesk_tickets (
  helpdesk_id TEXT NOT NULL REFERENCES helpdesks (id),
  host_ticket_id TEXT NOT NULL,
  ticket_id TEXT NOT NULL REFERENCES tickets (id),
  linked_by TEXT NOT NULL,
  linked_at INTEGER NOT NULL,
  PRIMARY KEY (helpdesk_id, host_ticket_id, ticket_id)
) STRICT;

CREATE INDEX helpdesk_tickets_of_ticket ON helpdesk_tickets (ticket_id);

-- What was merged into a ticket brings its links along.
CREATE INDEX tickets_merged ON tickets (merged_into) WHERE merged_into IS NOT NULL;

-- What the host's ticket is to be told, by whichever of its agents has it open next.
CREATE TABLE helpdesk_news (
  id TEXT PRIMARY KEY,
  helpdesk_id TEXT NOT NULL REFERENCES helpdesks (id),
  host_ticket_id TEXT NOT NULL,
  ticket_id TEXT NOT NULL REFERENCES tickets (id),
  operation_id TEXT NOT NULL REFERENCES operations (id),
  tag TEXT NOT NULL,
  staged_at INTEGER NOT NULL,
  told_at INTEGER,
  UNIQUE (helpdesk_id, host_ticket_id, operation_id, tag)
) STRICT;

CREATE INDEX helpdesk_news_to_tell ON helpdesk_news (helpdesk_id, host_ticket_id)
  WHERE told_at IS NULL;

-- Reports: what a shop's operations came to in a time, in the order in which they were settled.
CREATE INDEX operations_by_moment ON operations (shop_id, (coalesce(settled_at, asked_at)), id);
