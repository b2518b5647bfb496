"""Every API call of every connector against everything that can go wrong with a request: what is known then, and what the user is told."""
