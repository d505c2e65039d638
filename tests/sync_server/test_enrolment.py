"""Codes and tokens: used once, hashed, revoked at once, and no lost answer locks anybody out."""

import pytest
from sqlalchemy import select

from fieldlog.domain.exchange import EnrolAnswer
from sync_server.api.limits import BY_ADDRESS
from sync_server.auth.codes import ALPHABET, LENGTH, make_code, normalise_code
from sync_server.auth.tokens import is_token, make_token
from sync_server.core.enrolment import MOST_FORKS, revoke
from sync_server.core.users import retire_user
from sync_server.database import tables
from sync_server.database.engine import reading, write
from sync_server.errors import RefusalError
from tests.sync_server.organisation import Clock, Laptop, Organisation, make_save, new_id
from tests.sync_server.web import Web


def enrol(web: Web, code: str, device: str) -> tuple[int, dict[str, str]]:
    answer = web.post("/v1/enrol", {"code": code, "device": device, "label": "laptop"})
    return answer.status_code, answer.json()


def can_pull(web: Web, token: str) -> int:
    return web.pull(token).status_code


def test_a_code_gives_the_token_of_a_laptop_and_says_whose_it_is(
    organisation: Organisation, web: Web
) -> None:
    organisation.add_user("小王")
    device = new_id()
    status, answer = enrol(web, organisation.make_code("小王"), device)
    assert status == 200
    assert (answer["user"], answer["role"], answer["zone"]) == ("小王", "rep", "Asia/Shanghai")
    assert answer["device"] == device
    assert set(answer) == set(EnrolAnswer.__struct_fields__)
    assert can_pull(web, answer["token"]) == 200


def test_a_code_works_once_and_is_forgotten_after_a_day(
    organisation: Organisation, web: Web, clock: Clock
) -> None:
    organisation.add_user("小王")
    code, late = organisation.make_code("小王"), organisation.make_code("小王")
    assert enrol(web, code, new_id())[0] == 200
    assert enrol(web, code, new_id())[0] == 403
    clock.move(hours=24)
    assert enrol(web, late, new_id())[0] == 403


def test_who_is_leaving_can_enrol_a_laptop_to_hand_in_and_receives_nothing(
    organisation: Organisation, web: Web, clock: Clock
) -> None:
    organisation.push(organisation.add_rep("小王"), make_save(f"customer:{(customer := new_id())}"))
    write(organisation.engine, lambda c: retire_user(c, "小王", 30, "test", clock.now()))
    laptop = organisation.add_laptop("小王")
    late = make_save(f"customer:{customer}", values={"notes": "x"})
    assert [one.status for one in organisation.push(laptop, late).results] == ["late"]
    assert {entry["entry"] for entry in web.pull_all(laptop.token)} == {"drop"}


def test_a_code_of_who_is_leaving_ends_with_the_time_to_hand_in(
    organisation: Organisation, web: Web, clock: Clock
) -> None:
    organisation.add_user("小王")
    write(organisation.engine, lambda c: retire_user(c, "小王", 1, "test", clock.now()))
    clock.move(hours=12)
    code = organisation.make_code("小王")
    clock.move(hours=12)
    assert enrol(web, code, new_id())[0] == 403
    with pytest.raises(RefusalError, match="user-retired"):
        organisation.make_code("小王")


def test_a_lost_answer_is_had_again_with_the_same_code_until_a_token_was_used(
    organisation: Organisation, web: Web, clock: Clock
) -> None:
    organisation.add_user("小王")
    code, device = organisation.make_code("小王"), new_id()
    _, lost = enrol(web, code, device)
    status, answer = enrol(web, code, device)
    assert status == 200
    clock.move(seconds=1)
    assert can_pull(web, answer["token"]) == 200
    assert can_pull(web, lost["token"]) == 401
    assert enrol(web, code, device)[0] == 403


def test_of_a_request_that_arrives_twice_either_answer_is_good(organisation: Organisation, web: Web) -> None:
    organisation.add_user("小王")
    code, device = organisation.make_code("小王"), new_id()
    first, _second = enrol(web, code, device)[1], enrol(web, code, device)[1]
    assert can_pull(web, first["token"]) == 200
    forked = [web.post("/v1/fork", {"device": new}, first["token"]).json() for new in [new_id()] * 2]
    assert can_pull(web, forked[0]["token"]) == 200
    # Once more, long after: whoever asks has another token by then, and goes on with it.
    web.post("/v1/fork", {"device": forked[0]["device"]}, first["token"]).raise_for_status()
    assert can_pull(web, forked[0]["token"]) == 200


@pytest.mark.parametrize("typed", ["", "no code", "0000-0000-0000-0000-0000", "\x00", "7" * 5000])
def test_what_is_no_code_is_refused_like_a_used_one(organisation: Organisation, web: Web, typed: str) -> None:
    status, answer = enrol(web, typed, new_id())
    assert status in (403, 413)
    assert answer["code"] in ("code-unknown", "body-too-large")


def test_a_code_is_read_as_people_type_it() -> None:
    code = make_code()
    assert len(code.replace("-", "")) == LENGTH
    assert len(ALPHABET) ** LENGTH >= 2**80
    plain = code.replace("-", "")
    assert normalise_code(f" {code.lower().replace('-', ' ')} ") == plain
    assert normalise_code(plain.replace("0", "O").replace("1", "l")) == plain


def test_neither_codes_nor_tokens_lie_in_the_database(organisation: Organisation, web: Web) -> None:
    organisation.add_user("小王")
    code = organisation.make_code("小王")
    _, answer = enrol(web, code, new_id())
    with reading(organisation.engine) as connection:
        stored = str([connection.execute(select(one)).all() for one in tables.metadata.sorted_tables])
    assert answer["token"] not in stored
    assert code not in stored
    assert code.replace("-", "") not in stored


def test_a_store_of_another_user_is_not_taken_over(organisation: Organisation, web: Web) -> None:
    laptop = organisation.add_rep("小王")
    organisation.add_user("小张")
    status, answer = enrol(web, organisation.make_code("小张"), laptop.device)
    assert (status, answer["code"]) == (409, "device-of-another")
    assert can_pull(web, laptop.token) == 200


def test_a_revoked_laptop_is_refused_at_once_and_can_be_enrolled_again_where_it_stood(
    organisation: Organisation, web: Web, clock: Clock
) -> None:
    laptop = organisation.add_rep("小王")
    web.push(laptop.token, laptop.lines(make_save(f"customer:{new_id()}")))
    write(organisation.engine, lambda c: revoke(c, laptop.device[:8], "test", clock.now()))
    for answer in (web.pull(laptop.token), web.push(laptop.token, [])):
        assert (answer.status_code, answer.json()["code"]) == (403, "device-revoked")
    _, again = enrol(web, organisation.make_code("小王"), laptop.device)
    answer = web.push(again["token"], laptop.lines(make_save(f"customer:{new_id()}")))
    assert answer.json()["results"][0]["dseq"] == 2


def test_revoking_takes_the_identities_along_that_were_taken_from_a_laptop(
    organisation: Organisation, web: Web, clock: Clock
) -> None:
    laptop = organisation.add_rep("小王")
    forked = web.post("/v1/fork", {"device": new_id()}, laptop.token).json()
    write(organisation.engine, lambda c: revoke(c, laptop.device, "test", clock.now()))
    assert can_pull(web, forked["token"]) == 403


@pytest.mark.parametrize("beginning", ["", "zz"])
def test_revoking_needs_one_laptop(organisation: Organisation, clock: Clock, beginning: str) -> None:
    organisation.add_rep("小王")
    with pytest.raises(RefusalError):
        write(organisation.engine, lambda c: revoke(c, beginning, "test", clock.now()))


def test_a_new_token_follows_the_old_one_when_it_has_been_used(organisation: Organisation, web: Web) -> None:
    laptop = organisation.add_rep("小王")
    lost = web.post("/v1/token", {}, laptop.token).json()["token"]
    token = web.post("/v1/token", {}, laptop.token).json()["token"]
    # The first answer was lost: the old token is good until the one that arrived is used.
    assert [can_pull(web, one) for one in (lost, laptop.token)] == [401, 200]
    assert can_pull(web, token) == 200
    assert [can_pull(web, one) for one in (laptop.token, token)] == [401, 200]


def test_a_new_token_is_settled_by_a_push_too(organisation: Organisation, web: Web) -> None:
    laptop = organisation.add_rep("小王")
    token = web.post("/v1/token", {}, laptop.token).json()["token"]
    assert web.push(token, []).status_code == 200
    assert can_pull(web, laptop.token) == 401


def test_a_new_token_can_itself_be_exchanged(organisation: Organisation, web: Web) -> None:
    laptop = organisation.add_rep("小王")
    second = web.post("/v1/token", {}, laptop.token).json()["token"]
    third = web.post("/v1/token", {}, second).json()["token"]
    assert [can_pull(web, one) for one in (laptop.token, second, third, second)] == [401, 200, 200, 401]


def test_a_copied_laptop_takes_an_identity_of_its_own_and_a_lost_answer_changes_nothing(
    organisation: Organisation, web: Web
) -> None:
    laptop = organisation.add_rep("小王")
    save = make_save(f"customer:{new_id()}")
    web.push(laptop.token, laptop.lines(save))
    device = new_id()
    lost = web.post("/v1/fork", {"device": device}, laptop.token).json()
    answer = web.post("/v1/fork", {"device": device}, laptop.token).json()
    assert answer["device"] == device
    assert [can_pull(web, one) for one in (answer["token"], lost["token"], laptop.token)] == [200, 401, 200]
    copy = Laptop(answer["token"], device, laptop.user_id, iter(range(1, 9)))  # type: ignore[arg-type]
    results = web.push(copy.token, copy.lines(save, make_save(f"customer:{new_id()}"))).json()["results"]
    assert [one["status"] for one in results] == ["duplicate", "applied"]


@pytest.mark.parametrize("device", ["", "UPPER", "g" * 32])
def test_an_identity_that_is_none_is_refused(organisation: Organisation, web: Web, device: str) -> None:
    laptop = organisation.add_rep("小王")
    assert web.post("/v1/fork", {"device": device}, laptop.token).status_code == 422
    assert web.post("/v1/fork", {"device": laptop.device}, laptop.token).status_code == 422


def test_an_identity_of_somebody_else_is_refused(organisation: Organisation, web: Web) -> None:
    laptop, other = organisation.add_rep("小王"), organisation.add_rep("小张")
    answer = web.post("/v1/fork", {"device": other.device}, laptop.token)
    assert (answer.status_code, answer.json()["code"]) == (409, "device-of-another")


def test_a_stolen_token_does_not_fill_the_server_with_identities(
    organisation: Organisation, web: Web
) -> None:
    laptop = organisation.add_rep("小王")
    answers = [web.post("/v1/fork", {"device": new_id()}, laptop.token) for _ in range(MOST_FORKS + 1)]
    assert [one.status_code for one in answers] == [200] * MOST_FORKS + [403]


def test_guessing_is_slowed_down_and_nobody_is_locked_out(
    organisation: Organisation, web: Web, clock: Clock
) -> None:
    organisation.add_user("小王")
    code = organisation.make_code("小王")
    guesses = [enrol(web, make_code(), new_id())[0] for _ in range(int(BY_ADDRESS.burst) + 2)]
    assert guesses == [403] * int(BY_ADDRESS.burst) + [429] * 2
    refused = web.post("/v1/enrol", {"code": code, "device": new_id()})
    assert refused.status_code == 429
    wait = int(refused.headers["retry-after"])
    assert refused.json()["retry_after"] == wait
    clock.move(seconds=wait)
    assert enrol(web, code, new_id())[0] == 200


def test_tokens_have_a_form_that_scanners_of_leaked_secrets_can_find() -> None:
    assert is_token(make_token())
    assert make_token().startswith("fieldlog_")
    assert not is_token("fieldlog_short")
