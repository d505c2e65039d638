"""Words for the names that the domain uses: states, channels, areas, classes."""

from fieldlog.domain.kind_words import KIND_WORDS
from fieldlog.domain.problems import N_
from fieldlog.domain.sources import PLACES, SOURCES
from fieldlog.locale.languages import show_list, translate

STATES = {
    "met": N_("met"),
    "missed": N_("missed"),
    "open": N_("open"),
    "excused": N_("excused"),
    "kept": N_("kept"),
    "kept_late": N_("kept late"),
    "released": N_("released"),
}
CHANNELS = {
    "home": N_("home visit"),
    "phone": N_("phone call"),
    "store": N_("in the store"),
    "event": N_("at an event"),
    "message": N_("message"),
}
AREAS = {
    "body": N_("body"),
    "diet": N_("diet"),
    "rest": N_("rest"),
    "living": N_("living"),
    "family": N_("family"),
    "mood": N_("mood"),
    "general": N_("general"),
}
KEYS = {
    "passphrase": N_("passphrase"),
    "keyring": N_("keyring of this computer"),
    "recovery": N_("recovery code"),
    "practice": N_("published practice key"),
}
CONSENTS = {
    "given": N_("given"),
    "refused": N_("refused"),
    "withdrawn": N_("withdrawn"),
    "not-asked": N_("not asked yet"),
}

DECISIONS = {
    "approve": N_("approves"),
    "praise": N_("praises"),
    "send-back": N_("sends it back"),
    "ask": N_("asks"),
    "reply": N_("replies"),
    "": N_("answers"),
}


def decision_word(decision: str, kind: str = "visit") -> str:
    """Return the word for what a supervisor decided about a kind of subject; empty is an answer to that. To
    approve a pause is to countersign it.
    """
    if (kind, decision) == ("pause", "approve"):
        return translate(N_("countersigns"))
    return translate(DECISIONS.get(decision, N_("has looked at it")))


def state_word(state: str) -> str:
    """Return the word for the state of an obligation or a promise."""
    return translate(STATES.get(state, state))


def channel_word(channel: str) -> str:
    """Return the word for a channel; one from a newer version stands for itself."""
    return translate(CHANNELS.get(channel, channel))


def area_word(area: str) -> str:
    """Return the word for an area of health."""
    return translate(AREAS.get(area, area))


def kind_word(kind: str) -> str:
    """Return the word for a kind of document; one from a newer version stands for itself."""
    return translate(KIND_WORDS.get(kind, kind))


def key_word(kind: str) -> str:
    """Return the word for a way to open a store."""
    return translate(KEYS.get(kind, kind))


def consent_word(state: str) -> str:
    """Return the word for what a customer said about health notes; empty means that nobody has asked."""
    return translate(CONSENTS.get(state or "not-asked", state))


def source_words(source: str) -> str:
    """Return in words where a rule comes from, given as "S0 r19, r20"; another source stands for itself."""
    document, _, places = source.partition(" ")
    if document not in SOURCES:
        return source
    title, template = translate(SOURCES[document]), PLACES.get(places[:1])
    if template is None:
        return title
    numbers = show_list(place.strip()[1:] for place in places.split(","))
    return translate(template, document=title, numbers=numbers)
