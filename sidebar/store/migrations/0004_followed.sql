-- Money that a shop accepted to give back is not yet money that moved: it is followed until it has.

-- When the shop was called (UTC ms); how old a call is decides whether it may still arrive.
ALTER TABLE operations ADD COLUMN sent_at INTEGER;
-- '' where the shop carries no money itself, else pending, moved, failed, unconfirmed (asked about
-- for weeks) or settled_by_hand (somebody saw to what had failed).
ALTER TABLE operations ADD COLUMN money_state TEXT NOT NULL DEFAULT '';

-- What failed is shown on its order until somebody has seen to it.
CREATE INDEX operations_money_failed ON operations (shop_id, order_id)
  WHERE money_state = 'failed';
