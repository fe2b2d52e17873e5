-- Work on tickets: where they come from, what they are, who does them, and all that is said on them.

CREATE TABLE teams (
  id TEXT PRIMARY KEY,
  shop_id TEXT NOT NULL REFERENCES shops (id),
  name TEXT NOT NULL,
  archived_at INTEGER
) STRICT;

CREATE INDEX teams_of_shop ON teams (shop_id);

CREATE TABLE team_agents (
  team_id TEXT NOT NULL REFERENCES teams (id),
  agent_id TEXT NOT NULL REFERENCES agents (id),
  PRIMARY KEY (team_id, agent_id)
) STRICT;

-- 1 for the order's own ticket, which a click on the order opens; others are beside it.
ALTER TABLE tickets ADD COLUMN is_main INTEGER NOT NULL DEFAULT 1;
ALTER TABLE tickets ADD COLUMN type TEXT NOT NULL DEFAULT 'standard';
-- Of a review, 1 to 5.
ALTER TABLE tickets ADD COLUMN rating INTEGER;
ALTER TABLE tickets ADD COLUMN department TEXT NOT NULL DEFAULT '';
ALTER TABLE tickets ADD COLUMN team_id TEXT REFERENCES teams (id);
-- The customer's name at the marketplace, where the ticket comes from one.
ALTER TABLE tickets ADD COLUMN account TEXT NOT NULL DEFAULT '';
-- Since when (UTC ms) the customer waits for an answer; nothing while it is theirs to write.
ALTER TABLE tickets ADD COLUMN waiting_since INTEGER;
CREATE INDEX tickets_waiting ON tickets (shop_id, waiting_since) WHERE waiting_since IS NOT NULL;
-- The beginning of what was last said, and what kind of message it was: a list reads no messages.
ALTER TABLE tickets ADD COLUMN excerpt TEXT NOT NULL DEFAULT '';
ALTER TABLE tickets ADD COLUMN excerpt_kind TEXT NOT NULL DEFAULT '';
ALTER TABLE tickets ADD COLUMN merged_into TEXT REFERENCES tickets (id);

-- One own ticket that is not closed per shop and order, however many clicks arrive at once.
CREATE UNIQUE INDEX tickets_one_main_per_order ON tickets (shop_id, order_id)
  WHERE status <> 'closed' AND is_main = 1;
DROP INDEX tickets_one_open_per_order;

CREATE TABLE ticket_agents (
  ticket_id TEXT NOT NULL REFERENCES tickets (id),
  agent_id TEXT NOT NULL REFERENCES agents (id),
  part TEXT NOT NULL CHECK (part IN ('assignee', 'follower')),
  added_at INTEGER NOT NULL,
  -- When they were last told of news by mail; never, so far.
  told_at INTEGER,
  PRIMARY KEY (ticket_id, agent_id, part)
) STRICT;

CREATE INDEX ticket_agents_of_agent ON ticket_agents (agent_id, part, ticket_id);
-- How many tickets someone was told of in an hour.
CREATE INDEX ticket_agents_told ON ticket_agents (agent_id, told_at);
CREATE INDEX tags_by_name ON tags (tag, ticket_id);

-- What an agent of one shop may do in another: never more than to answer.
CREATE TABLE grants (
  agent_id TEXT NOT NULL REFERENCES agents (id),
  shop_id TEXT NOT NULL REFERENCES shops (id),
  role TEXT NOT NULL CHECK (role IN ('read', 'reply')),
  given_by TEXT NOT NULL,
  given_at INTEGER NOT NULL,
  PRIMARY KEY (agent_id, shop_id)
) STRICT;

CREATE INDEX grants_of_shop ON grants (shop_id);

-- A shop's own entries of the lists to choose from; one with the code of ours takes its place.
CREATE TABLE choices (
  id TEXT PRIMARY KEY,
  shop_id TEXT NOT NULL REFERENCES shops (id),
  list TEXT NOT NULL CHECK (list IN ('channel', 'department', 'type', 'attachment')),
  code TEXT NOT NULL,
  name_fr TEXT NOT NULL,
  name_en TEXT NOT NULL,
  details TEXT NOT NULL,
  position INTEGER NOT NULL,
  archived_at INTEGER,
  UNIQUE (shop_id, list, code)
) STRICT;

-- Who changed what in the settings, and when.
CREATE TABLE setting_events (
  id TEXT PRIMARY KEY,
  shop_id TEXT NOT NULL REFERENCES shops (id),
  actor_id TEXT NOT NULL,
  actor_name TEXT NOT NULL,
  section TEXT NOT NULL,
  subject TEXT NOT NULL,
  old TEXT NOT NULL,
  new TEXT NOT NULL,
  happened_at INTEGER NOT NULL
) STRICT;

CREATE INDEX setting_events_of_shop ON setting_events (shop_id, id);

CREATE TABLE projects (
  id TEXT PRIMARY KEY,
  shop_id TEXT NOT NULL REFERENCES shops (id),
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  archived_at INTEGER
) STRICT;

CREATE INDEX projects_of_shop ON projects (shop_id);

CREATE TABLE tasks (
  id TEXT PRIMARY KEY,
  shop_id TEXT NOT NULL REFERENCES shops (id),
  ticket_id TEXT REFERENCES tickets (id),
  project_id TEXT REFERENCES projects (id),
  title TEXT NOT NULL,
  owner_id TEXT REFERENCES agents (id),
  -- A date in the shop's own time zone, as 2026-12-31; empty for none.
  due_on TEXT NOT NULL,
  done_at INTEGER,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  -- Grows with every change: whoever changes it saw what it was.
  version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE INDEX tasks_of_ticket ON tasks (ticket_id);
CREATE INDEX tasks_of_owner ON tasks (owner_id, shop_id, due_on);
CREATE INDEX tasks_of_shop ON tasks (shop_id, due_on);
CREATE INDEX tasks_of_project ON tasks (project_id);

-- Lists that people keep; with an agent theirs alone, without one the whole shop's.
CREATE TABLE saved_views (
  id TEXT PRIMARY KEY,
  shop_id TEXT NOT NULL REFERENCES shops (id),
  agent_id TEXT REFERENCES agents (id),
  name TEXT NOT NULL,
  filters TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX saved_views_of_shop ON saved_views (shop_id);

CREATE TABLE default_replies (
  id TEXT PRIMARY KEY,
  shop_id TEXT NOT NULL REFERENCES shops (id),
  category TEXT NOT NULL,
  title TEXT NOT NULL,
  -- JSON lists of codes and shop ids; empty for wherever.
  channels TEXT NOT NULL,
  types TEXT NOT NULL,
  shops TEXT NOT NULL,
  created_by TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  archived_at INTEGER
) STRICT;

CREATE INDEX default_replies_of_shop ON default_replies (shop_id);

CREATE TABLE default_reply_texts (
  reply_id TEXT NOT NULL REFERENCES default_replies (id),
  language TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (reply_id, language)
) STRICT;

-- The default replies that the text was written with, with spaces between.
ALTER TABLE drafts ADD COLUMN reply_ids TEXT NOT NULL DEFAULT '';
-- Its ticket was merged and the text goes on at the other one: kept for when that is taken back.
ALTER TABLE drafts ADD COLUMN carried INTEGER NOT NULL DEFAULT 0;

-- '' for what was written here, mail for what came by mail.
ALTER TABLE messages ADD COLUMN source TEXT NOT NULL DEFAULT '';
ALTER TABLE messages ADD COLUMN from_address TEXT NOT NULL DEFAULT '';
ALTER TABLE messages ADD COLUMN subject TEXT NOT NULL DEFAULT '';
-- Cleaned, without anything that a browser would fetch or run.
ALTER TABLE messages ADD COLUMN html TEXT NOT NULL DEFAULT '';
-- What the mail repeats of earlier ones.
ALTER TABLE messages ADD COLUMN quoted TEXT NOT NULL DEFAULT '';
-- The default reply that it began with, and what that was called then.
ALTER TABLE messages ADD COLUMN reply_id TEXT NOT NULL DEFAULT '';
ALTER TABLE messages ADD COLUMN reply_title TEXT NOT NULL DEFAULT '';
-- Of a note that was forwarded: to which address.
ALTER TABLE messages ADD COLUMN sent_to TEXT NOT NULL DEFAULT '';
-- How many files it carries: most carry none, and are asked for none.
ALTER TABLE messages ADD COLUMN files INTEGER NOT NULL DEFAULT 0;
-- 1 for what a rule of ours, or a machine elsewhere, wrote.
ALTER TABLE messages ADD COLUMN is_automatic INTEGER NOT NULL DEFAULT 0;
ALTER TABLE messages ADD COLUMN retracted_at INTEGER;

-- An answer names what it answers.
CREATE INDEX messages_by_mail_id ON messages (mail_id) WHERE mail_id <> '';

CREATE TABLE mentions (
  message_id TEXT NOT NULL REFERENCES messages (id),
  agent_id TEXT NOT NULL REFERENCES agents (id),
  ticket_id TEXT NOT NULL REFERENCES tickets (id),
  PRIMARY KEY (message_id, agent_id)
) STRICT;

CREATE INDEX mentions_of_agent ON mentions (agent_id, ticket_id);

CREATE TABLE translations (
  message_id TEXT NOT NULL REFERENCES messages (id),
  language TEXT NOT NULL,
  body TEXT NOT NULL,
  provider TEXT NOT NULL,
  translated_at INTEGER NOT NULL,
  PRIMARY KEY (message_id, language)
) STRICT;

CREATE TABLE attachments (
  id TEXT PRIMARY KEY,
  shop_id TEXT NOT NULL REFERENCES shops (id),
  ticket_id TEXT NOT NULL REFERENCES tickets (id),
  -- Nothing while it waits beside a text that is being written, by agent_id.
  message_id TEXT REFERENCES messages (id),
  agent_id TEXT NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  content_type TEXT NOT NULL,
  size INTEGER NOT NULL,
  digest TEXT NOT NULL,
  key TEXT NOT NULL,
  -- Why it was not kept; empty for one that was.
  refused TEXT NOT NULL,
  added_at INTEGER NOT NULL
) STRICT;

CREATE INDEX attachments_of_message ON attachments (message_id);
CREATE INDEX attachments_of_ticket ON attachments (ticket_id, agent_id) WHERE message_id IS NULL;

-- The outbox again, for letters that are no reply: to followers, or forwarded.
CREATE TABLE letters_grown (
  id TEXT PRIMARY KEY,
  shop_id TEXT NOT NULL REFERENCES shops (id),
  ticket_id TEXT NOT NULL REFERENCES tickets (id),
  message_id TEXT UNIQUE REFERENCES messages (id),
  -- A reply goes to whoever the customer is when it leaves, all else where it is addressed.
  purpose TEXT NOT NULL CHECK (purpose IN ('reply', 'forward', 'news')),
  content TEXT NOT NULL,
  state TEXT NOT NULL CHECK
    (state IN ('queued', 'sending', 'handing', 'sent', 'refused', 'unsure', 'retracted')),
  attempt INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  lease_until INTEGER NOT NULL,
  fault TEXT NOT NULL,
  staged_at INTEGER NOT NULL,
  settled_at INTEGER,
  -- What the ticket's status was before sending moved it; empty where it did not.
  status_before TEXT NOT NULL DEFAULT ''
) STRICT;

INSERT INTO letters_grown (id, shop_id, ticket_id, message_id, purpose, content, state, attempt,
    due_at, lease_until, fault, staged_at, settled_at)
  SELECT id, shop_id, ticket_id, message_id, 'reply', content, state, attempt, due_at, lease_until,
    fault, staged_at, settled_at FROM letters;

DROP TABLE letters;

ALTER TABLE letters_grown RENAME TO letters;

CREATE INDEX letters_to_do ON letters (due_at) WHERE state IN ('queued', 'sending', 'handing');

-- Where a shop's mail arrives.
CREATE TABLE mailboxes (
  shop_id TEXT PRIMARY KEY REFERENCES shops (id),
  kind TEXT NOT NULL CHECK (kind IN ('imap', 'folder')),
  host TEXT NOT NULL,
  port INTEGER NOT NULL,
  security TEXT NOT NULL,
  user_name TEXT NOT NULL,
  folder TEXT NOT NULL,
  sealed TEXT NOT NULL,
  is_on INTEGER NOT NULL,
  -- 1 where support+anything@shop arrives at support@shop: replies then carry a signed tag.
  takes_tags INTEGER NOT NULL,
  uid_validity INTEGER NOT NULL,
  last_uid INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  checked_at INTEGER,
  fault TEXT NOT NULL,
  -- How often in a row it could not be read, and its next mail could not be kept.
  failures INTEGER NOT NULL,
  stumbles INTEGER NOT NULL
) STRICT;

CREATE INDEX mailboxes_due ON mailboxes (due_at) WHERE is_on = 1;

-- Until when a shop's letters wait, because its mail server asked for it.
ALTER TABLE shops ADD COLUMN letters_wait_until INTEGER NOT NULL DEFAULT 0;
-- What a shop sent in an hour.
CREATE INDEX letters_settled ON letters (shop_id, settled_at);

-- Every mail that arrived, once, whatever became of it.
CREATE TABLE mails (
  id TEXT PRIMARY KEY,
  shop_id TEXT NOT NULL REFERENCES shops (id),
  uid_validity INTEGER NOT NULL,
  uid INTEGER NOT NULL,
  -- Of what makes it the same mail, however often it is delivered.
  digest TEXT NOT NULL,
  mail_id TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('kept', 'ignored', 'refused')),
  reason TEXT NOT NULL,
  from_address TEXT NOT NULL,
  subject TEXT NOT NULL,
  -- Where the whole of it is kept.
  key TEXT NOT NULL,
  ticket_id TEXT REFERENCES tickets (id),
  message_id TEXT REFERENCES messages (id),
  arrived_at INTEGER NOT NULL,
  UNIQUE (shop_id, uid_validity, uid),
  UNIQUE (shop_id, digest)
) STRICT;

CREATE INDEX mails_of_shop ON mails (shop_id, id);
CREATE INDEX mails_not_kept ON mails (shop_id, id) WHERE state <> 'kept';
-- How many tickets a sender, or all of them, began in an hour.
CREATE INDEX mails_that_began ON mails (shop_id, arrived_at) WHERE reason = 'began';
-- Those of too many at once, until they are tried again.
CREATE INDEX mails_held ON mails (shop_id, id) WHERE reason IN ('held_sender', 'held_shop');
-- What follows a closed ticket.
CREATE INDEX tickets_by_previous ON tickets (previous_id) WHERE previous_id IS NOT NULL;
CREATE INDEX mails_of_message ON mails (message_id);
-- A sender's customer is found by their address.
CREATE INDEX customers_by_email ON customers (shop_id, lower(email));

-- Tickets joined, and messages split off: what was moved where, so that it can be taken back.
CREATE TABLE regroupings (
  id TEXT PRIMARY KEY,
  shop_id TEXT NOT NULL REFERENCES shops (id),
  kind TEXT NOT NULL CHECK (kind IN ('merge', 'split')),
  from_id TEXT NOT NULL REFERENCES tickets (id),
  into_id TEXT NOT NULL REFERENCES tickets (id),
  messages TEXT NOT NULL,
  old_status TEXT NOT NULL,
  agent_id TEXT NOT NULL,
  done_at INTEGER NOT NULL,
  undone_at INTEGER
) STRICT;

CREATE INDEX regroupings_from ON regroupings (from_id);
CREATE INDEX regroupings_into ON regroupings (into_id);

-- What is done by itself: when, under which conditions, and what.
CREATE TABLE automations (
  id TEXT PRIMARY KEY,
  shop_id TEXT NOT NULL REFERENCES shops (id),
  name TEXT NOT NULL,
  cause TEXT NOT NULL CHECK (cause IN ('new_ticket', 'client_replied', 'tag_added', 'no_answer')),
  conditions TEXT NOT NULL,
  deeds TEXT NOT NULL,
  position INTEGER NOT NULL,
  is_on INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  -- Who wrote it: in another shop of the house it acts only while they may answer there.
  updated_by TEXT NOT NULL DEFAULT '',
  archived_at INTEGER
) STRICT;

CREATE INDEX automations_of_shop ON automations (shop_id);

-- What may set rules off, staged in the transaction that causes it.
CREATE TABLE causes (
  id TEXT PRIMARY KEY,
  shop_id TEXT NOT NULL REFERENCES shops (id),
  ticket_id TEXT NOT NULL REFERENCES tickets (id),
  kind TEXT NOT NULL,
  -- The message, the tag, the moment since which someone waits: the same is caused once.
  subject TEXT NOT NULL,
  -- 1 for what a machine wrote: it is never answered by another.
  is_automatic INTEGER NOT NULL,
  happened_at INTEGER NOT NULL,
  -- How many rules stand between it and what a human did.
  depth INTEGER NOT NULL,
  -- Held by a worker until then.
  due_at INTEGER NOT NULL,
  worked_at INTEGER,
  UNIQUE (ticket_id, kind, subject)
) STRICT;

CREATE INDEX causes_to_work ON causes (due_at) WHERE worked_at IS NULL;

CREATE TABLE firings (
  automation_id TEXT NOT NULL REFERENCES automations (id),
  cause_id TEXT NOT NULL REFERENCES causes (id),
  ticket_id TEXT NOT NULL REFERENCES tickets (id),
  outcome TEXT NOT NULL,
  fired_at INTEGER NOT NULL,
  PRIMARY KEY (automation_id, cause_id)
) STRICT;

CREATE INDEX firings_of_ticket ON firings (ticket_id, fired_at);

-- Bytes that may belong to nothing: written down before they are kept, looked at when it is time,
-- and deleted unless a row names them then. One that ends in / is everything below it.
CREATE TABLE loose_files (
  key TEXT PRIMARY KEY,
  due_at INTEGER NOT NULL
) STRICT;

CREATE INDEX loose_files_due ON loose_files (due_at);
-- Whether anything still names the bytes under a key.
CREATE INDEX attachments_by_key ON attachments (key);
CREATE INDEX mails_by_key ON mails (key);
-- Whom a ticket was about before an order was tied to it, and since.
CREATE INDEX events_order_tied ON events (old) WHERE kind = 'order_tied';
CREATE INDEX events_customer_tied ON events (old) WHERE kind = 'customer_tied';
