"""Compares the recovery code on paper with the store, before it is needed."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import ClassVar

from textual.binding import BindingType

from fieldlog.actions.keys import check_recovery_code
from fieldlog.actions.recovery_paper import note_code_on_paper
from fieldlog.domain.problems import N_
from fieldlog.locale import translate
from fieldlog.tui.form_card import FormCard
from fieldlog.tui.keys import bind
from fieldlog.tui.widgets.fields import Field, TextLine


class CheckCodeScreen(FormCard[None]):
    """Says whether a code opens this store."""

    BINDINGS: ClassVar[list[BindingType]] = [bind("save", N_("Compare"))]
    aliases = {"recovery_code": "recovery-code"}

    def title_words(self) -> str:
        """Return what the card is about."""
        return translate(N_("Is the code on the paper right?"))

    def introduction(self) -> Iterable[str]:
        """Yield how it may be typed."""
        yield translate(N_("Small letters do, and gaps and hyphens do not matter."))

    def compose_fields(self) -> Iterable[Field]:
        """Yield the code."""
        yield TextLine("recovery-code", translate(N_("Recovery code")))

    def busy_words(self) -> str:
        """Return what is said meanwhile."""
        return translate(N_("Checking ..."))

    async def act(self, values: Mapping[str, str]) -> None:
        """Compare, note that it is on paper, and say so."""
        await asyncio.to_thread(check_recovery_code, self.fieldlog.desk.home, values["recovery-code"])
        await self.fieldlog.desk.run(note_code_on_paper)
        self.form.show_problems(())
        self.say(translate(N_("It is right: it opens this store. Put the paper back in its place.")), "calm")
