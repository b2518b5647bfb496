"""Plain data and pure functions: what the books mean, with no network, no disk, no window and no clock."""
