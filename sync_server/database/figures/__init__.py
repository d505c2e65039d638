"""Queries of the figures: every one takes a sight, and is a range of an index."""
