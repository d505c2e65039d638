"""Tokens, one-time codes, passwords and second factors: made, hashed and compared here, stored elsewhere."""
