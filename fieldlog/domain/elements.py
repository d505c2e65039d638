"""Collections as registers: one field an element, such as ``phone.0001k3xw9a2b``."""

from collections.abc import Callable, Iterable, Mapping
from itertools import count

ORDER_DIGITS = 4
KEY_CHARACTERS = 8


def element_values(
    collection: str, wanted: Iterable[object], known: Mapping[str, object], new_id: Callable[[], str]
) -> dict[str, object]:
    """Return the fields that make a collection hold what is wanted: new ones, and ``None`` for those gone.

    ``new_id`` gives random characters. Elements are read in the order of their keys: the number in front
    keeps what comes later behind what was there.
    """
    wanted = list(wanted)
    gone = {key: None for key, value in known.items() if value not in wanted}
    new = [value for value in wanted if value not in known.values()]
    first = 1 + max((int(key[:ORDER_DIGITS]) for key in known if key[:ORDER_DIGITS].isdecimal()), default=0)
    keys = (f"{number:0{ORDER_DIGITS}}{new_id()[:KEY_CHARACTERS]}" for number in count(first))
    added = dict(zip(keys, new, strict=False))
    return {f"{collection}.{key}": value for key, value in {**gone, **added}.items()}
