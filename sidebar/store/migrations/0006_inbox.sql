-- Lists of tickets by their last change, whichever way they are narrowed.

-- What still asks something of someone stays few, however many tickets there ever were.
CREATE INDEX tickets_active ON tickets (shop_id, updated_at, id)
  WHERE status IN ('open', 'pending', 'client_replied');
CREATE INDEX tickets_by_status ON tickets (shop_id, status, updated_at, id);
CREATE INDEX tickets_of_team ON tickets (team_id, updated_at, id) WHERE team_id IS NOT NULL;
-- Only what is out of the ordinary, which is what people look for.
CREATE INDEX tickets_by_type ON tickets (shop_id, type, updated_at, id) WHERE type <> 'standard';
CREATE INDEX tickets_by_channel ON tickets (shop_id, channel, updated_at, id)
  WHERE channel <> 'back_office';
CREATE INDEX tickets_by_department ON tickets (shop_id, department, updated_at, id)
  WHERE department <> '';
