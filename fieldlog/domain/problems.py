"""A problem is a value: what is wrong with one field of what a person typed.

``SENTENCES`` gives each code its English sentence, a template over the problem's arguments that says what is
wrong and what to do next. The edge translates it and puts the field's label in front.
"""

from collections.abc import Mapping
from typing import NamedTuple


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "translate this later"
    """Mark a message for translation without translating it."""
    return message


class Sentence(NamedTuple):
    """An English template marked for translation, and what fills it in."""

    template: str
    arguments: Mapping[str, object] = {}


class Said(NamedTuple):
    """Words that are there in both languages, such as what a server said or a lunar day; shown in the one
    that is spoken.
    """

    en: str
    zh: str


class Problem(NamedTuple):
    """One field that cannot be taken: the field's name, a stable code, and the values of the sentence."""

    field: str
    code: str
    arguments: Mapping[str, object] = {}


SENTENCES: dict[str, str] = {
    "empty": N_("is empty. Type something."),
    "too-long": N_("has {length} characters; at most {limit} fit. Shorten it or split it."),
    "forbidden-character": N_("holds a character that cannot be stored (number {position}). Delete it."),
    # keys of the store
    "recovery-code-character": N_("has a character that cannot be in one (number {position}). Correct it."),
    "recovery-code-length": N_("has {length} letters and digits; a recovery code has {wanted}. Compare it."),
    "recovery-code-mistake": N_("has a typing mistake, likely in group {group}. Compare it with your note."),
    "recovery-code-mistakes": N_("has typing mistakes. Compare each group with your note."),
    "practice-key": N_("cannot be changed in a practice store. Make a store of your own: fieldlog init"),
    # Customer lists and other files that people bring or take away.
    "file-missing": N_("{file} is not there. Check the name and the folder."),
    "file-not-a-file": N_("{file} is not a file. Name a CSV or XLSX file."),
    "file-unreadable": N_(
        "{file} cannot be read: {reason}. Close it in other programs or copy it to your own folder."
    ),
    "file-empty": N_("{file} holds no rows. Choose the file with the customers."),
    "file-too-large": N_(
        "{file} is larger than {limit} MB. Save only the list of customers in a file of its own."
    ),
    "file-too-many-rows": N_("{file} has more than {limit} rows. Split it into several files."),
    "file-unpacks-too-large": N_(
        "{file} unpacks to far more than a list. Copy the rows into a new workbook and save that."
    ),
    "file-ending": N_("{file} is neither CSV nor XLSX. Save it in Excel as .xlsx and import that."),
    "file-old-excel": N_(
        "{file} is in an old Excel format. Open it in Excel, save it as .xlsx and import that."
    ),
    "file-protected": N_("{file} is protected by a password. Save it without one and import that."),
    "file-damaged": N_(
        "{file} is damaged or no Excel workbook. Open it in Excel, save it again and import that."
    ),
    "file-encoding": N_(
        "{file} is neither UTF-8, UTF-16 nor GB18030 text. Save it in Excel as .xlsx and import that."
    ),
    "file-quotes": N_(
        "{file} has a quotation mark that never closes, or closes too early, near row {row}. Correct it "
        "there."
    ),
    "file-exists": N_("{file} is there already. Choose another name, or replace it with --force."),
    "file-not-writable": N_("{file} cannot be written. Close it in other programs or choose another folder."),
    "not-a-practice-store": N_(
        "{home} holds something else than a practice store. Name an empty folder with --home."
    ),
    "folder-missing": N_("the folder for {file} is not there. Make it or choose another one."),
    "no-header": N_(
        "has no row of titles with a name column (such as 姓名 or Name). Put one above the customers."
    ),
    "excel-error": N_("holds the Excel error {value}. Correct the cell or empty it."),
    "row-of-totals": N_("is {text}, which looks like a line of totals. Delete the row, or correct the name."),
    "name-without-letters": N_("is {text}, which holds no letter. Type the customer's name."),
    "phone-not-understood": N_(
        "{text} is no phone number. A mobile has 11 digits, a landline looks like 010-12345678; put words "
        "into the notes."
    ),
    "phone-lost-digits": N_(
        "{text} has lost digits in Excel. Type the number again in a cell of the format Text."
    ),
    "phone-without-area-code": N_("{text} lacks its area code. Write it like 010-12345678."),
    "class-not-understood": N_("{text} is no class. Write A, B or C."),
    "key-not-understood": N_("{text} does not say whether the customer is key. Write Y or N."),
    "two-values": N_("has two values in this row: {first} and {second}. Keep one."),
    "rows-disagree": N_(
        "differs between row {earlier} and row {row}, which are the same customer. Make them agree or "
        "delete one."
    ),
    # due dates and birthdays in words
    "due-not-understood": N_(
        "{phrase} cannot be read. Write it like 2026-12-02, 2 Dec, tomorrow, next wednesday, in 3 days or "
        "end of month."
    ),
    "due-missing": N_(
        "is missing in: {phrase}. Put one at the end after a space, such as 2 Dec, next wednesday or "
        "in 3 days."
    ),
    "due-doubtful": N_(
        "may be {phrase} ({readings}), or that may be a part of the promise. "
        "Put the due date at the end, after a space."
    ),
    "due-ambiguous": N_("{phrase} may mean {readings}. Write the one that is meant."),
    "due-in-the-past": N_(
        "{phrase} is {reading}, before the promise was made on {made}. "
        "Choose that day or a later one, or correct the day it was made."
    ),
    "no-such-time": N_("{phrase} has no time of day that can be placed. Write it like 15:30."),
    "no-such-date": N_("{phrase} is not in the calendar. Correct the day, month or year."),
    "no-such-lunar-date": N_(
        "{phrase} is not in the lunar calendar of that year: a month has 29 or 30 days, "
        "and few years have a leap month. Choose another day or the solar date."
    ),
    "lunar-years-unknown": N_(
        "needs the lunar calendar of a year outside {first} to {last}. Write the solar date."
    ),
    "birthday-not-understood": N_(
        "{phrase} cannot be read. Write it like 1950-03-05, 5 March, lunar 3-8 or lunar 1950-3-8."
    ),
    "birthday-ambiguous": N_("{phrase} may mean {readings}. Write it like 1950-03-05, 5 March or lunar 3-8."),
    "birthday-in-the-future": N_("{phrase} is still to come. Correct the year, or leave it out."),
    "birthday-too-early": N_("{phrase} is before {first}. Correct the year, or leave it out."),
    "birthday-not-lunar": N_("{phrase} is of the solar calendar. Give it as the solar birthday."),
    # naming things, times and choices
    "not-found": N_(
        '"{words}" is not known here. Look it up: fieldlog customer list, visit list, promise list or today'
    ),
    "ambiguous": N_('"{words}" matches {count}: {candidates}. Name one of them by its id.'),
    "unknown-choice": N_('"{words}" is no choice. Choose one of: {choices}'),
    "not-a-moment": N_('"{words}" is no time. Write it like 2026-11-20 14:05.'),
    "skipped-moment": N_("{words} does not exist in {zone}: the clock was put forward then. Correct it."),
    "doubled-moment": N_(
        "comes twice, because the clock was put back: {first} or {second}. Write one of these."
    ),
    "no-such-week": N_('"{words}" is no week. Write it like 2026-W47.'),
    "week-in-the-future": N_("has not begun. Name this week or an earlier one."),
    # visits
    "already-running": N_(
        "is running: {name}, since {time} ({purpose}). "
        "First finish it with fieldlog visit stop, or take it back with fieldlog visit discard --reason R"
    ),
    "none-running": N_(
        "is not running. Start one with fieldlog visit start, or type it with fieldlog visit add"
    ),
    "negative-length": N_("would end before its start. Correct the time, or give the length: --minutes N"),
    "visit-too-long": N_(
        "would last {hours} hours; a visit has at most {limit}. Give the true length: --minutes N"
    ),
    "no-minutes": N_('"{words}" is no length. Type whole minutes, such as 35.'),
    "too-early": N_("lies before {year}. Correct the date, or the clock of this laptop."),
    "in-the-future": N_("lies in the future. Correct it, or the clock of this laptop."),
    "ends-in-the-future": N_("would end in the future. Give fewer minutes, or correct the start."),
    "clock-behind": N_(
        "says {now}, but something was saved at {last} (both UTC). "
        "Set the clock of this laptop, or say that it is right: --accept-clock"
    ),
    "answer-by-missing": N_(
        "has no day for its answer in: {phrase}. "
        "Put one at the end after a space, such as next friday or in 3 days; "
        'if it was answered on the spot, put "answered" there.'
    ),
    "consent-missing": N_(
        "is needed to keep a health note. "
        "Say --consent given, refused or not-asked, or record it: fieldlog customer consent"
    ),
    "consent-how-missing": N_("needs how it was given, such as spoken or in writing. Say how."),
    "consent-refused": N_(
        "may not be kept: the customer refused. "
        "Leave --health out, or agree to its removal: --confirm-removal"
    ),
    "consent-refused-before": N_(
        "may not be kept: the customer refused or withdrew it before. "
        "Leave --health out, or ask again and say --consent given"
    ),
    "held-notes-to-remove": N_(
        "would remove waiting health notes ({count}). Agree to that: --confirm-removal"
    ),
    "incomplete": N_("is not complete here: a newer fieldlog wrote it. Upgrade fieldlog and do it again."),
    "withdrawn": N_("was taken back before. Bring it back with fieldlog undo if that was the last save."),
    "nothing-to-change": N_("is like that already. Say what to change; see: fieldlog visit amend --help"),
    # promises and the day's list
    "before-made": N_("lies before the day of the promise, {day}. Correct it."),
    "made-in-the-future": N_("{day} is still to come. Give today or an earlier day."),
    "not-open": N_("is not open any more. See what became of it: fieldlog promise show"),
    "moved-to-the-past": N_("{phrase} is {reading}, before today. Choose today or a later day."),
    "file-not-html": N_("{file} does not end in .html. Choose a name that does."),
    "due-too-far": N_("{phrase} is more than {years} years ahead. Correct the year."),
    "too-many-days": N_("{days} is too many. Give fewer days."),
    "too-few-days": N_("{days} is too few. Give 0 for today, or more days."),
    "snooze-out-of-range": N_("must be a day from {first} to {last}. Choose one of them."),
    "unfinished-visit-stays": N_(
        "is the visit that runs; it cannot be put off. Finish it: fieldlog visit stop"
    ),
    "unfinished-form-stays": N_(
        "is a form that was not saved; it cannot be put off. Save it or throw it away where it was typed."
    ),
    "heard-goes-by-itself": N_("is not put off: it goes once you have looked at it, with fieldlog reviews."),
    "not-reviewed": N_("was not looked at by a supervisor yet. See what waits: fieldlog reviews"),
    "no-such-signal": N_('"{words}" is no signal at this visit. See: fieldlog visit show'),
    "another-save-since": N_(
        "has been followed by another one in the meantime. Look at it first, then undo."
    ),
    "nothing-to-undo": N_("has nothing to take back: nothing was saved on this laptop yet."),
    "empty-save": N_("would change nothing. Say what to change."),
    "document-twice": N_("changes the same thing twice. Save one change after the other."),
    "too-many-documents": N_("changes {count} things at once; at most {limit} fit. Split it."),
    "too-many-bytes": N_("is too large ({size} bytes; at most {limit} fit). Shorten it or split it."),
    # customers
    "maybe-known": N_("may be known already: {candidates}. If this is somebody else, add --anyway."),
    "nothing-said": N_("has nothing to change. Name what to change; see: fieldlog customer edit --help"),
    "relation-missing": N_(
        '"{words}" is no person of the family. Write it like Wang Fang:daughter (NAME:RELATION).'
    ),
    "before-start": N_("{until} is before the start, {start}. Choose that day or a later one."),
    "pause-too-long": N_("would pause for {days} days; at most {limit} are possible. Choose an earlier day."),
    "same-customer": N_("{name} is named twice. Name two different customers."),
    "not-merged": N_("{name} was not merged with another one. See: fieldlog customer show"),
    "differs": N_(
        "is {listed} in the list, but {known} here; nothing was overwritten. If the list is right: fieldlog "
        "customer edit {id}"
    ),
    "matches-several": N_(
        "fits several customers: {candidates}. Correct the row, or join them: fieldlog customer merge"
    ),
    # the exchange with the server
    "not-enrolled": N_(
        "is not known: this store belongs to no server yet. Enrol it: fieldlog enrol URL CODE, both of which "
        "your administrator gives you."
    ),
    "practice-enrol": N_(
        "is a practice store, which belongs to no server. Make a store of your own: fieldlog init"
    ),
    "no-server-address": N_("{words} is no address of a server. Write it like https://fieldlog.example.org"),
    "not-encrypted": N_("{words} would send names in the clear. Write https:// at the front."),
    "handed-over": N_("{name} is no longer yours. What was begun can be finished; nothing new can be added."),
    "handed-over-to": N_(
        "{name} was handed over to {to}. What was begun can be finished; nothing new can be added."
    ),
    "no-such-conflict": N_('"{words}" is not in conflict there. See: fieldlog conflicts'),
    "no-such-number": N_("{number} is not in the list; it goes from 1 to {last}."),
    "not-like-the-others": N_("{words} does not fit this field. Write it in the form of the other values."),
    "keep-or-value": N_("is missing. Say which value to keep (--keep N), or write another (--value V)."),
    "accepted-before": N_("was accepted before. See: fieldlog handovers"),
    # the store, its files and keys
    "typed-differently": N_("was typed differently the second time. Type both again."),
    "clock-doubtful": N_("says {now} (UTC), which cannot be. Set date and time of this laptop first."),
    # preferences
    "minutes-out-of-range": N_("must be a number of minutes from 0 (never) to {limit}."),
    "no-such-action": N_('"{words}" is no name of an action. Write it like keymap.keep.'),
    "key-not-usable": N_(
        "{key} cannot be used: it is no key, or terminals and input methods take it. "
        "Choose a letter, a digit, f1 to f12, or ctrl+ and another letter."
    ),
    "key-twice": N_("{key} is given to two actions: {first} and {second}. Keep one."),
    "keymap-without-action": N_("needs the name of an action, such as keymap.keep, or the value default."),
    "no-such-setting": N_('"{words}" is no setting. There are: {choices}'),
    "no-such-zone": N_('"{words}" is no time zone. Write it like Asia/Shanghai.'),
    "file-of-the-store": N_("{file} belongs to the store itself. Choose another name or folder."),
    "export-ending": N_("{file} has no known ending. Choose a name with .xlsx, .csv, .json or .ics."),
    "not-for-this-file": N_("{option} does not go with {ending} files. Leave it out."),
    "passphrase-empty": N_(
        "is empty. Without one anybody could open the store. Type a few words that only you put together."
    ),
    "passphrase-exists": N_("has a passphrase already. Change it with: fieldlog key change"),
    "no-passphrase-yet": N_("has no passphrase to change. Add one with: fieldlog key add passphrase"),
    "new-passphrase-missing": N_(
        "is missing. Set FIELDLOG_NEW_PASSPHRASE, give it with --new-passphrase-stdin, or run this in a "
        "terminal."
    ),
    "recovery-code-missing": N_("is missing. Give it with --code, or run this in a terminal."),
}
