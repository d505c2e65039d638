"""The company's documents that rules and guidance come from, in words."""

from fieldlog.domain.problems import N_

SOURCES = {
    "S0": N_("Service principles"),
    "S1": N_("Training on caring for members"),
    "S2": N_("Guide to regular customers"),
    "S3": N_("Outline on loyal customers"),
    "S4": N_("How trust grows"),
}
PLACES = {"r": N_("{document}, no. {numbers}"), "p": N_("{document}, page {numbers}")}
"""How a place in a document is said, by the letter before its numbers."""
