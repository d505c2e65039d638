"""The practice territory: made-up people and what happened to them in a year, the same for the same chance.

Laptop and server make it alike; where the saves go is up to them.
"""
