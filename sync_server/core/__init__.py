"""The protocol without HTTP: what a push, a pull, a hand-over and an erasure do in one transaction."""
