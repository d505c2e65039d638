"""Templates are ready before the first viewer asks for a page, and nobody's text turns a page around."""

from sync_server.review.rendering import compile_templates, environment
from tests.sync_server.review.visitor import Team, Visitor


def test_no_template_is_left_to_be_compiled_for_the_first_viewer() -> None:
    compile_templates()
    loader = environment().loader
    assert loader is not None
    assert {name for _, name in environment().cache or ()} >= set(loader.list_templates())


def test_what_turns_a_line_around_is_written_out_and_fields_hold_what_was_typed(
    visitor: Visitor, team: Team
) -> None:
    turned = "李\u202e明\x07朗"
    customer = team.fieldwork.add_customer("王丽", turned, district="东\u2066湖", taboos="一\n二\t三")
    visitor.sign_in("周敏")
    page = visitor.open(f"/review/customers/{customer}").text
    assert "\u202e" not in page
    assert "<h1>李\\u202e明\\x07朗</h1>" in page
    assert "<title>李\\u202e明\\x07朗 · fieldlog</title>" in page
    assert "一\n二\t三" in page
    listed = visitor.open("/review/customers?words=x%E2%80%AEx").text
    assert 'value="x\u202ex"' in listed
    assert '<option value="东\u2066湖">东\\u2066湖</option>' in listed
    assert turned not in listed
