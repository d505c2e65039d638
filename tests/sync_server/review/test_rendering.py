"""Templates are ready before the first viewer asks for a page."""

from sync_server.review.rendering import compile_templates, environment


def test_no_template_is_left_to_be_compiled_for_the_first_viewer() -> None:
    compile_templates()
    loader = environment().loader
    assert loader is not None
    assert {name for _, name in environment().cache or ()} >= set(loader.list_templates())
