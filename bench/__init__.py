"""Benchmarks: one script for each figure, ratios of two things measured in the same run; see README.md."""
