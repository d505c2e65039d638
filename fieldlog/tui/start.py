"""Starting the screens: the store opens on its thread while Textual is loaded, so that neither waits for the
other.
"""

import gc
import os
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from traceback import format_tb

from fieldlog.domain.errors import FieldlogError
from fieldlog.domain.problems import N_
from fieldlog.locale import translate
from fieldlog.locale.text_width import printable
from fieldlog.store.keys.key_file import KeyFile
from fieldlog.store.opening import has_store
from fieldlog.tui.store_thread import StoreThread, open_workspace

DEFECT_EXIT = 70
DEFECT_FILE = "last-defect.txt"
FRAMES = "1000"
"""How often a second Textual may paint: what a key has changed is shown as soon as it is known, and not when
the sixtieth of a second is over.
"""


def run_screens(home: Path, environ: Mapping[str, str]) -> int:
    """Show the screens on the store of a folder until they are left, and return the exit code.

    The language must be set; FIELDLOG_LANG in ``environ`` says that the rep's own preference does not change
    it. Raises what went wrong in the screens where it cannot be written down, after the terminal is itself
    again.
    """
    # Until the first screen is shown all that is made stays: looking for garbage would only cost time.
    gc.disable()
    os.environ.setdefault("TEXTUAL_FPS", FRAMES)
    desk = StoreThread(home, partial(open_workspace, home, environ.get("FIELDLOG_PASSPHRASE")))
    try:
        from fieldlog.tui.app import FieldlogApp

        is_practice = has_store(home) and _is_practice(home)
        app = FieldlogApp(desk, is_practice, has_fixed_language=bool(environ.get("FIELDLOG_LANG")))
        app.run()
        if app.defect is not None:
            return _tell_defect(home, app.defect)
        return app.return_value or 0
    finally:
        desk.close()


def _is_practice(home: Path) -> bool:
    try:
        return KeyFile.load(home).is_practice
    except FieldlogError:
        # What is wrong with the keys is told by whoever opens the store with them.
        return False


def _tell_defect(home: Path, defect: BaseException) -> int:
    """Say calmly that the screens had to stop; where they stopped goes into a file, without any name."""
    # The message of an error may quote what somebody typed; the places in the code do not.
    places = "".join(format_tb(defect.__traceback__))
    path = home / DEFECT_FILE
    try:
        with open(path, "w", encoding="utf-8", opener=partial(os.open, mode=0o600)) as file:
            file.write(f"{type(defect).__name__}\n{places}")
    except OSError:
        raise defect from None
    sentences = (
        translate(N_("fieldlog had to stop: this is a defect, and not your doing.")),
        translate(
            N_("What was saved is saved. What you were typing is kept: start fieldlog again and go on.")
        ),
        translate(N_("Where it stopped is in {file}, without names; please report it."), file=path),
    )
    for sentence in sentences:
        sys.stderr.write(printable(sentence) + "\n")
    return DEFECT_EXIT
