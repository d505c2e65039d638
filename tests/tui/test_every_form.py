"""Every form was looked at as it comes, filled, and with what cannot be taken, in both languages."""

from pathlib import Path

import pytest

from fieldlog.actions.workspace import Workspace
from fieldlog.domain import forms
from fieldlog.locale import Language
from tests.store.stores import add_customer
from tests.tui.exchanging import journey
from tests.tui.looking import IN_BOTH, assert_every_theme_can_be_read, look
from tests.tui.running import running
from tests.tui.test_hostile_everywhere import open_form, values_of
from tests.tui.test_unfinished_forms import subject_of

EMPTY, FILLED, PROBLEM = "empty", "filled", "problem"
States = dict[str, dict[str, str]]
FORMS: dict[str, States] = {
    forms.NEW_CUSTOMER: {
        FILLED: {
            "name": "陈志远",
            "honorific": "陈叔",
            "phones": "13900001234\n0571-88001234",
            "district": "东湖花园",
            "address": "5号楼102",
            "birthday": "农历三月初八",
            "taboos": "不提老伴",
        }
    },
    forms.EDIT_CUSTOMER: {
        EMPTY: {},
        FILLED: {"honorific": "桂姨", "character": "爱听戏，说话慢"},
        PROBLEM: {"name": "", "birthday": "1950-02-30"},
    },
    forms.KEEP_PROMISE: {EMPTY: {}, FILLED: {"at": "昨天 15:30"}, PROBLEM: {"at": "2099-01-01"}},
    forms.MOVE_PROMISE: {EMPTY: {}, PROBLEM: {}},
    forms.RELEASE_PROMISE: {EMPTY: {}, FILLED: {"reason": "女儿已经带来了"}, PROBLEM: {}},
    forms.START_VISIT: {FILLED: {"purpose": "送体检报告", "channel": "phone"}},
    forms.DISCARD_VISIT: {EMPTY: {}, FILLED: {"reason": "记到别的顾客名下了"}, PROBLEM: {}},
    forms.TYPED_VISIT: {
        FILLED: {
            "purpose": "量血压",
            "start": "昨天 10:00",
            "minutes": "35",
            "note": "聊了孙子上学。",
            "promise": "送少盐食谱 下周三",
        }
    },
    forms.VISIT_CORRECTION: {
        EMPTY: {},
        FILLED: {"note": "女儿也在。", "promise": "送相册 周三"},
    },
    forms.PAUSE: {FILLED: {"reason": "住院", "until": "11月30日"}},
    forms.OPT_OUT: {EMPTY: {}, FILLED: {"reason": "搬到女儿家去了"}, PROBLEM: {}},
    forms.CONSENT: {FILLED: {"answer": "given", "how": "口头"}},
    forms.SNOOZE: {
        EMPTY: {},
        FILLED: {"until": "后天", "reason": "等报告"},
        PROBLEM: {"until": "2099-01-01"},
    },
    forms.NOT_DONE: {EMPTY: {}, FILLED: {"reason": "她出门了"}, PROBLEM: {}},
    forms.CONFLICT_VALUE: {
        EMPTY: {},
        FILLED: {"value": "不提儿子，也不提房子"},
        PROBLEM: {"value": "长" * 10_001},
    },
    forms.ANSWER: {FILLED: {"text": "她要去接孙子，只能坐二十分钟。"}},
}
"""What is put into the fields for a picture. States that a journey of their own shows are not here."""


@IN_BOTH
@pytest.mark.parametrize("form", FORMS)
@journey
async def test_a_form_as_it_was_found_good(
    form: str, language: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR")
    found: dict[str, str] = {"customer": ""}

    def fill(workspace: Workspace) -> None:
        if form != forms.NEW_CUSTOMER:
            found["customer"] = add_customer(workspace, "王桂兰", honorific="王阿姨", taboos="不提老伴")
        found["subject"] = subject_of(workspace, form, found["customer"])

    async with running(tmp_path / "home", fill, language=language) as rep:
        await rep.until_screen("TodayScreen")
        for state, values in FORMS[form].items():
            screen = await open_form(rep, form, found)
            known = values_of(screen)
            assert values.keys() <= known.keys()
            screen.fields.fill(values)
            await rep.pilot.pause()
            if state == PROBLEM:
                await rep.press("f8")
                await rep.until_seen("! ")
            await look(rep, f"{form.replace('_', '-')}-{state}-{language}")
            if language == "zh":
                await assert_every_theme_can_be_read(rep)
            await rep.press(*(["f9", "f9"] if values else ["f9"]))
            await rep.until_screen("TodayScreen")
