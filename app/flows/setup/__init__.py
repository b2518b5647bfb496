"""Setting up: connections with their secrets, sign-in, the choice of books, and routes."""
