"""The screens: the rep's whole day on one keyboard. The only part of fieldlog that knows Textual.

Screens hold no logic: the domain decides, actions do, the store saves on its one thread
(``store_thread``), and messages carry what happened. One file a screen (``screens/``, registered in
``screens/__init__``), one a widget (``widgets/``), one style sheet a screen (``styles/``); every key
stands in ``keys``.
"""

import os

# Kitty's key reporting loses what Chinese input methods compose in several terminals; Textual reads this
# once, when it is first imported.
os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")
