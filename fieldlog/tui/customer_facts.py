"""What the page of a customer says: whom one sees, the profile, and how contact went and may go."""

from collections.abc import Iterable, Iterator
from datetime import date

from fieldlog.actions.customer_pages import CustomerPage
from fieldlog.domain.cards import Card
from fieldlog.domain.contact_strip import LEGEND_OF_ALL, NOT_DUE, describe_strip
from fieldlog.domain.problems import N_
from fieldlog.domain.standing import pauses_on
from fieldlog.domain.views import Consent, Pause
from fieldlog.locale import say, show_day, show_list, translate
from fieldlog.locale.text_width import cut
from fieldlog.locale.words import consent_word
from fieldlog.tui.brief_facts import CAUTION, POINT
from fieldlog.tui.customer_words import (
    birthday_words,
    class_words,
    last_contact_words,
    opt_out_words,
    pause_words,
    spaced,
    who_words,
)
from fieldlog.tui.widgets.facts import TITLE, Fact, heading

LONGEST_CAUTION = 150
CONSENT_TONES = {"given": "good", "refused": "warn", "withdrawn": "warn"}


def who_facts(page: CustomerPage, alike: Iterable[Card], join: str) -> Iterator[Fact]:
    """Yield the head of the page: the form of address, what must not be overlooked, possible duplicates
    and the key that joins them.
    """
    brief, today = page.brief, page.today
    yield Fact(spaced(brief.addressed), tone=TITLE)
    name = brief.name if brief.name != brief.addressed else ""
    contact = translate(N_("last contact: {when}"), when=last_contact_words(brief.days_since_contact))
    consent = translate(N_("health notes: {state}"), state=consent_word(brief.consent))
    about = (name, class_words(brief.letter, brief.key), brief.district)
    yield Fact("   ".join(part for part in about if part))
    yield Fact(f"{contact}   {consent}", tone="dim")
    if brief.taboos:
        text = cut(" ".join(brief.taboos.split()), LONGEST_CAUTION)
        yield Fact(translate(N_("Do not mention: {text}"), text=text), CAUTION, "overdue")
    for words in (opt_out_words(brief, today), pause_words(brief, today)):
        if words:
            yield Fact(cut(words, LONGEST_CAUTION), CAUTION, "warn")
    candidates = tuple(alike)
    if candidates:
        names = cut(show_list(map(who_words, candidates)), LONGEST_CAUTION)
        words = translate(
            N_("May be the same person: {names}. Press {key} to join them."), names=names, key=join
        )
        yield Fact(words, CAUTION, "warn")


def profile_facts(page: CustomerPage, edit: str) -> Iterator[Fact]:
    """Yield all that is known of the person, and the family; ``edit`` is the key that adds to it."""
    brief, profile = page.brief, page.profile
    yield heading(translate(N_("Profile")))
    known = (
        (N_("Name"), profile.name),
        (N_("Honorific"), profile.honorific),
        (N_("Phone"), "\n".join(profile.phones)),
        (N_("District"), profile.district),
        (N_("Address"), profile.address),
        (N_("Class"), class_words(brief.letter, brief.key)),
        (N_("Birthday"), birthday_words(brief.birthday, page.today)),
        (N_("Do not mention"), profile.taboos),
        (N_("Character"), profile.character),
        (N_("Agreed hours"), profile.agreed_hours),
        (N_("Notes"), profile.notes),
    )
    yield from (Fact(text, translate(label)) for label, text in known if text)
    yield heading(translate(N_("Family")))
    for member in profile.family.values():
        yield Fact(member.name, member.relation or POINT)
    if not profile.family:
        yield Fact(translate(N_("nobody noted yet; press {key} to add"), key=edit), tone="dim")
    if page.dossier.joined:
        yield heading(translate(N_("Joined entries")))
        for one in page.dossier.joined:
            yield Fact("  ".join((one.name, *one.phones)), POINT)


def contact_facts(page: CustomerPage, pause: str, consent: str) -> Iterator[Fact]:
    """Yield how weekly contact went, and what limits it: pauses, the opt-out, consent to health notes,
    with the keys that note them.
    """
    yield heading(translate(N_("Weekly contact, the last 52 weeks")))
    strip = page.card["strip"]
    yield Fact(say(describe_strip(strip)))
    if set(strip) - {NOT_DUE}:
        yield Fact(strip)
        yield Fact(
            show_list(f"{mark} {translate(meaning)}" for mark, meaning in LEGEND_OF_ALL if mark in strip),
            tone="dim",
        )
    yield heading(translate(N_("Pauses")))
    yield from (_pause(one, page.today) for one in reversed(page.dossier.pauses))
    if not page.dossier.pauses:
        yield Fact(translate(N_("none yet; press {key} to note one"), key=pause), tone="dim")
    for one in page.dossier.opt_outs:
        yield heading(translate(N_("Wants no regular contact")))
        yield Fact(f"{show_day(one.start, page.today)}  {one.reason}", POINT, "warn")
    yield heading(translate(N_("Consent to health notes")))
    yield from (_consent(one, page) for one in reversed(page.dossier.consents))
    if not page.dossier.consents:
        yield Fact(translate(N_("not asked yet; press {key} to note the answer"), key=consent), tone="dim")


def _pause(pause: Pause, today: date) -> Fact:
    is_now = bool(pauses_on((pause,), today))
    span = translate(
        N_("{first} to {last}"), first=show_day(pause.start, today), last=show_day(pause.until, today)
    )
    return Fact(f"{span}  {pause.reason}", POINT, "warn" if is_now else "" if pause.until >= today else "dim")


def _consent(consent: Consent, page: CustomerPage) -> Fact:
    day = show_day(consent.at.astimezone(page.zone).date(), page.today)
    parts = (day, consent_word(consent.state), consent.how)
    return Fact("  ".join(part for part in parts if part), POINT, CONSENT_TONES.get(consent.state, ""))
