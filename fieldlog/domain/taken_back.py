"""What was taken back, when a taking back can be taken back as well."""

from collections.abc import Iterable


def find_taken_back(pairs: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Return the targets of these (id, target) pairs that are taken back by one that is not taken back
    itself.

    Pairs that name each other in a circle can only be forged; they take nothing back.
    """
    target_of = dict(pairs)
    open_takers: dict[str, int] = {}
    for target in target_of.values():
        open_takers[target] = open_takers.get(target, 0) + 1
    settled = [taker for taker in target_of if taker not in open_takers]
    taken: set[str] = set()
    for taker in settled:
        target = target_of[taker]
        if taker not in taken:
            taken.add(target)
        open_takers[target] -= 1
        if not open_takers[target] and target in target_of:
            settled.append(target)
    return frozenset(taken)
