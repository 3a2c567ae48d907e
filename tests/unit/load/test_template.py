"""`<< >>` in texts: values, filters, refusals, and Liquid that stays as it is."""

import time
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from braze_gitops.load.template import MAX_EXPRESSION, Rendered, Renderer
from braze_gitops.load.template_filters import FILTERS
from support.yaml_sources import variables

VALUES: Mapping[str, object] = {
    "brand": "Shop",
    "segments": {"newsletter": "seg-1", "a-b": "x"},
    "n": 3,
    "f": 1.5,
    "yes": True,
    "no": False,
    "l": ["a", "b"],
    "empty": [],
    "none": None,
    "half": "{",
    "dollar": "$",
    "blank": "",
    "braces": "{{x}}",
    "tag": "{% if %}",
    "attribute": "${email}",
    "end": "a }} b",
    "deep": {"x": ["{{y}}"]},
    "key": {"{{k}}": 1},
    "big": "x" * 1_000_000,
}
LIQUID: Mapping[str, object] = {"greeting": "Hi {{${first_name}}}", "opened": "{% if x"}


def render(text: str, *, keep_type: bool = True) -> Rendered:
    """Render a text with the variables of this module."""
    return Renderer(variables(VALUES, LIQUID)).render(text, keep_type=keep_type)


def test_a_text_without_an_expression_stays_as_it_is() -> None:
    """Liquid and single signs included."""
    assert Rendered(value="a < b > {{c}}") == render("a < b > {{c}}")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("<< brand >>", "Shop"),
        ("<<brand>>", "Shop"),
        ("  << n >> ", 3),
        ("<< f >>", 1.5),
        ("<< yes >>", True),
        ("<< l >>", ("a", "b")),
        ("<< none >>", None),
        ("<< segments.newsletter >>", "seg-1"),
        ("<< segments['newsletter'] >>", "seg-1"),
        ('<< segments["a-b"] >>', "x"),
        ("<< l[1] >>", "b"),
        ("<< l.0 >>", "a"),
        ("<< (brand) >>", "Shop"),
        ("<< 'x' >>", "x"),
        ("<< 'x' 'y' >>", "xy"),
        ("<< 5 >>", 5),
        ("<< 2.5 >>", 2.5),
        ("<< true >>", True),
        ("<< none and none >>", None),
        ("<< '>>' >>", ">>"),
        ("<< '<<' >>", "<<"),
        ("<< (l if yes else n)[0] >>", "a"),
        ("<< (brand | default('x')) >>", "Shop"),
        ("<< 'a\\'b' >>", "a'b"),
        ("<< brand\n | upper >>", "SHOP"),
        ("a << brand >> b << n >> << yes >> << no >> << f >>", "a Shop b 3 true false 1.5"),
        ("<< brand >><< brand >>", "ShopShop"),
        ("<< 'a' if n > 2 else 'b' >>", "a"),
        ("<< 'a' if not yes else brand >>", "Shop"),
        ("<< brand or 'x' >>", "Shop"),
        ("<< blank or 'x' >>", "x"),
        ("<< blank and 'x' >>", ""),
        ("<< brand and n >>", 3),
        ("<< n == 3 >>", True),
        ("<< n != 3 >>", False),
        ("<< 1 < n < 4 >>", True),
        ("<< n >= 4 >>", False),
        ("<< n <= 3 >>", True),
        ("<< 'a' < 'b' >>", True),
        ("<< 'a' in l >>", True),
        ("<< 'S' not in brand >>", False),
        ("<< 'newsletter' in segments >>", True),
        ("<< nothing | default('x') >>", "x"),
        ("<< segments.nothing | default('x') | upper >>", "X"),
        ("<< brand | default('x') >>", "Shop"),
        ("<< none | default('x') >>", "x"),
        ("<< brand | lower >>", "shop"),
        ("<< 'it is o\\'clock' | title >>", "It Is O'clock"),
        ("<< 'aBC' | capitalize >>", "Abc"),
        ("<< ' a ' | trim >>", "a"),
        ("<< brand | replace('S', 'Ch') >>", "Chhop"),
        ("<< l | join(', ') >>", "a, b"),
        ("<< l | join >>", "ab"),
        ("<< l | length >>", 2),
        ("<< l | first >>", "a"),
        ("<< brand | last >>", "p"),
        ("<< '<a>' | e >>", "&lt;a&gt;"),
        ("<< '<a>' | escape >>", "&lt;a&gt;"),
        ("<< 'a b&c/é' | urlencode >>", "a%20b%26c%2F%C3%A9"),
        ("<< n | upper >>", "3"),
        ("<< greeting >>!", "Hi {{${first_name}}}!"),
        ("<< greeting | upper >>", "HI {{${FIRST_NAME}}}"),
        ("{{ << brand >> }}", "{{ Shop }}"),
        ("{% if x == '<< brand >>' %}", "{% if x == 'Shop' %}"),
        ("<< end >>", "a }} b"),
        ("}} << end >>", "}} a }} b"),
        ("<< opened >> << brand >>", "{% if x Shop"),
        ("<< half >> {", "{ {"),
        ("<< '{' >>{ x }}", "{{ x }}"),
    ],
)
def test_an_expression_is_replaced(text: str, value: object) -> None:
    """A value that is exactly one expression keeps its type; in a text it becomes text."""
    rendered = render(text)
    assert ((), value, type(value)) == (rendered.problems, rendered.value, type(rendered.value))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("<< brand >>", "brand"),
        ("<< segments.newsletter >>", "segments.newsletter"),
        ("<< l[1] >>", "l.1"),
        ("<< brand | upper >>", ""),
        ("<< brand if yes else n >>", ""),
        ("<< brand or n >>", ""),
        ("<< blank or brand >>", ""),
        ("x << brand >>", ""),
    ],
)
def test_a_value_that_is_one_variable_knows_its_name(text: str, name: str) -> None:
    """Only a variable as it is gives its name to the whole value."""
    assert name == render(text).only_name


def test_the_variables_that_took_part_are_remembered() -> None:
    """Names in tests, arguments and both sides count; a branch not taken does not."""
    renderer = Renderer(variables(VALUES))
    renderer.render("<< brand if n == 3 else f >> << segments.newsletter | replace(blank or 's', half) >>")
    assert {"n", "brand", "segments.newsletter", "blank", "half"} == set(renderer.used)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"<< {'(' * 900} >>", id="parentheses"),
        pytest.param(f"<< {'not ' * 240} yes >>", id="nots"),
        pytest.param(f"<< {'-' * 900}n >>", id="minuses"),
        pytest.param(f"<< {'9' * 990} >>", id="digits"),
        pytest.param(f"<< {'brand ' + '| upper' * 140} >>", id="filters"),
        pytest.param(f"<< {'brand or ' * 110}n >>", id="ors"),
        pytest.param("<< 'x'" + " | replace('x', 'xxxxxxxxxx')" * 33 + " >>", id="replace bomb"),
        pytest.param("<< '&'" + " | e" * 200 + " >>", id="escape growth"),
        pytest.param("<< '&&'" + " | urlencode" * 80 + " >>", id="encode growth"),
        pytest.param("<< big | replace('x', 'yyyyy') >>", id="long replace"),
        pytest.param("<< big | replace('x', '%') | urlencode >>", id="long encode"),
        pytest.param("<< big >>" * 10, id="much text"),
        pytest.param(f"<< {'x' * MAX_EXPRESSION} >>", id="long expression"),
        pytest.param("<< " * 300_000, id="many openings"),
        pytest.param("<< '" * 300_000, id="many open quotes"),
        pytest.param("<<" + '"a"' * 300_000, id="many quotes"),
    ],
)
def test_no_expression_takes_long_or_makes_much(text: str) -> None:
    """Whatever is written, it ends quickly with a bounded value or a problem."""
    begun = time.process_time()
    rendered = render(text)
    assert 2 > time.process_time() - begun
    assert rendered.problems or len(str(rendered.value)) <= 4_000_000


def test_a_list_repeated_without_end_is_refused() -> None:
    """Values that keep their type are counted with all they hold, over the whole document."""
    renderer = Renderer(variables({"l": [{"k": "x" * 1_000}] * 1_500}))
    assert [0, 0, 1] == [len(renderer.render("<< l >>").problems) for _ in range(3)]


def test_a_joined_list_is_bounded() -> None:
    """A separator is counted before the text is made."""
    renderer = Renderer(variables({"l": [""] * 100_000}))
    assert "too long" in renderer.render(f"<< l | join('{'x' * 900}') >>").problems[0].message


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("<< brnd >>", "did you mean `brand`?"),
        ("<< segments.newsleter >>", "did you mean `newsletter`?"),
        ("<< greting >>", "did you mean `greeting`?"),
        ("<< zzzzzzz >>", "there are: attribute"),
        ("<< brand | uper >>", "did you mean `upper`?"),
        ("<< brand | zzzzz >>", f"there are: {', '.join(sorted(FILTERS))}"),
        ("<< l[5] >>", "it has 2"),
    ],
)
def test_a_near_name_is_offered(text: str, hint: str) -> None:
    """An unknown name comes with the nearest one, or with what there is."""
    assert hint in render(text).problems[0].hint


def test_without_variables_the_hint_says_where_they_live() -> None:
    """A project without variables is told how to have some."""
    assert "variables:" in Renderer(variables()).render("<< x >>").problems[0].hint


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("<< braces >>", "braces"),
        ("<< tag >>", "tag"),
        ("x << attribute >>", "attribute"),
        ("x << braces >>", "braces"),
        ("{<< half >> x", "half"),
        ("<< half >>{ x", "half"),
        ("<< half >><< blank >>{", "half"),
        ("<< half >><< '{' >>", "half"),
        ("<< dollar >>{email}", "dollar"),
        ("{<< blank >><< half >>", "half"),
        ("{<< half >>", "half"),
        ("{{ << end >>", "end"),
        ("<< opened >><< end >>", "end"),
        ("{{ ${x} << end >>", "end"),
        ("<< deep >>", "deep"),
        ("<< key >>", "key"),
        ("<< deep.x[0] >>", "deep.x.0"),
    ],
)
def test_a_variable_never_brings_in_liquid(text: str, name: str) -> None:
    """Liquid in a value, whole or put together at its edges, or one that ends an open tag, is an error by name."""
    (problem,) = render(text).problems
    assert ("liquid-in-variable", True) == (problem.code, f"`{name}`" in problem.message)


@pytest.mark.parametrize(
    "text", ["<< braces | upper >>", "<< braces if yes else n >>", "<< greeting | replace('H', braces) >>"]
)
def test_liquid_of_a_variable_is_refused_behind_filters(text: str) -> None:
    """A filter or a choice does not make a value trusted."""
    assert ["liquid-in-variable"] == [problem.code for problem in render(text).problems]


def test_each_problem_has_the_place_of_its_expression() -> None:
    """All expressions of a text are looked at, and each problem knows where it stands."""
    problems = render("a << x >> << brand >> << y >> << ").problems
    assert [(2, "<< x >>"), (22, "<< y >>"), (30, "<< ")] == [
        (problem.offset, problem.source) for problem in problems
    ]


def test_a_text_that_must_stay_text_does() -> None:
    """A templated file that is one expression gives its text, blanks around it included."""
    assert ("3\n", "") == (
        render("<< n >>\n", keep_type=False).value,
        render("<< n >>\n", keep_type=False).only_name,
    )


_LIQUID_TEXT = st.lists(
    st.sampled_from([*"abc {}%$|'\"#-:\r\n\t.[]()é😀>", "{{", "}}", "{%", "%}", "{#", "#}", "{{${", "{%-", "${"]),
    max_size=40,
).map("".join)


@given(_LIQUID_TEXT)
def test_text_without_expressions_passes_byte_for_byte(text: str) -> None:
    """Liquid, comments, line ends and blanks of any kind are not touched."""
    assert (text, ()) == (render(text).value, render(text).problems)


@given(_LIQUID_TEXT, _LIQUID_TEXT)
def test_text_around_an_expression_passes_byte_for_byte(before: str, after: str) -> None:
    """Only the expression itself is replaced."""
    assert f"{before}Shop{after}" == render(f"{before}<< brand >>{after}", keep_type=False).value


@given(_LIQUID_TEXT, st.text("{}%$ab", max_size=6), st.text("{}%$ab", max_size=6), _LIQUID_TEXT)
def test_no_values_together_make_liquid(before: str, first: str, second: str, after: str) -> None:
    """What passes has no more Liquid than the text around the values has, whatever the values are."""
    renderer = Renderer(variables({"a": first, "b": second}))
    rendered = renderer.render(f"{before}<< a >><< b >>{after}", keep_type=False)
    signs = ("{{", "{%", "${")
    inside = str(rendered.value)[max(0, len(before) - 1) : len(before) + len(first + second) + 1]
    glued = (before[-1:] + after[:1]) in signs and not first + second
    assert rendered.problems or glued or not any(sign in inside for sign in signs)
