"""Sign-in with OAuth 2.0 and PKCE in the system's browser, and the keeping of tokens. Knows no vendor."""
