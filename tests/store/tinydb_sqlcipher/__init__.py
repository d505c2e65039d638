"""Tests of the TinyDB plugin on SQLCipher."""
