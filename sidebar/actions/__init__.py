"""What the counter does: one verb per public function, each opening its own transactions."""
