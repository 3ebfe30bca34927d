"""The interface for programs, asked what its own OpenAPI description allows and what it does not.

Schemathesis is not used: it needs a server to send to, ten packages, and most of what it would
send the description already refuses; what is drawn here comes from the same description.
"""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openasylum.app.description import description
from openasylum.app.jobs import Jobs
from openasylum.app.levers import each_lever
from openasylum.app.question import question
from openasylum.app.server import Options, application
from openasylum.app.store import Store
from openasylum.errors import OpenasylumError
from openasylum.records.library import names_of
from tests.app.asgi import call
from tests.bad_input.effort import run, told, tried


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The application with its queue, but no worker that takes from it."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Jobs, "_go", lambda self: None)
        store = Store(tmp_path_factory.mktemp("api"))
        yield application(store, Options(port=8000))
        store.close()


WORDS = st.one_of(
    st.text(max_size=30),
    st.sampled_from([*names_of("scenarios"), "", "0", "-1", "nan", "1e999", "2019-01-01",
                     "0001-01-01", "9999-12-31", "../../etc/passwd",
                     "..%2f", "\0", "<script>", "\ud800", "٣",
                     "title: a\nquestion: b\n", "title: '\\ud800'", "a" * 5000, "2" * 5000]),
)  # fmt: skip
FIELDS = st.sampled_from(
    ["a", "b", "own", "from", "to", "until", "seed", *(each.name for each in each_lever()), "zz"]
)
QUERIES = st.lists(st.tuples(FIELDS, WORDS), max_size=5).map(
    lambda pairs: urlencode(pairs, errors="surrogatepass")
)
ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), WORDS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(WORDS, inner, max_size=3)),
    max_leaves=6,
)


@tried(80, 8_000)
def test_the_query_of_a_question_is_a_question_or_refused_in_words(effort):
    @given(st.one_of(QUERIES, st.text(max_size=80)))
    def ask(query):
        try:
            found = question(query)
        except OpenasylumError as error:
            told(error)
        else:
            assert question(found.address).record() == found.record()

    run(ask, effort)


@st.composite
def requests(draw: Any) -> tuple[str, str, bytes, str]:
    """A path, a method, a body and its kind, after the description or beside it."""
    path, verbs = draw(st.sampled_from(sorted(description()["paths"].items())))
    for verb, operation in verbs.items():
        method = draw(st.sampled_from([verb.upper()] * 5 + ["GET", "POST", "PUT", "DELETE"]))
        for each in operation["parameters"]:
            value = draw(WORDS).encode("utf-8", "surrogatepass")
            if each["in"] == "path":
                path = path.replace(f"{{{each['name']}}}", quote(value, safe=""))
    query = draw(st.one_of(st.just(""), QUERIES))
    asked = verbs.get("post", {}).get("requestBody", {}).get("content", {})
    fields = asked.get("application/json", {}).get("schema", {}).get("properties") or {"zz": {}}
    sent = draw(
        st.one_of(
            st.dictionaries(st.sampled_from(sorted(fields)), WORDS | QUERIES, max_size=4),
            ANYTHING,
        )
    )
    body = json.dumps(sent).encode()
    if draw(st.integers(0, 9)) == 0:
        body = body[:-1]
    kind = draw(st.sampled_from(["application/json"] * 6 + ["text/plain", ""]))
    return f"{path}?{query}" if query else path, method, body, kind


@tried(80, 5_000)
def test_no_request_makes_the_interface_fail(app, effort):
    """Every answer is below 500, and a refusal says why."""

    @given(requests())
    def send(asked):
        path, method, body, kind = asked
        status, _, text = call(app, path, method, body, content_type=kind)
        assert status < 500, text
        if status >= 400 and "error" in text[:20]:
            assert len(json.loads(text)["error"]) > 5

    run(send, effort)


def test_the_same_field_twice_in_a_body_is_refused(app):
    body = b'{"address": "b=without_mpp", "address": "b=as_enacted"}'
    status, _, text = call(app, "/api/questions", "POST", body, content_type="application/json")
    assert (status, "twice" in json.loads(text)["error"]) == (400, True)


PAGES = (
    "/",
    "/compare",
    "/people",
    "/law",
    "/claims",
    "/evidence",
    "/records",
    "/api/scenario.yaml",
)


@tried(30, 2_000)
def test_no_address_makes_a_page_fail_or_carries_markup_into_it(app, effort):
    @given(st.sampled_from(PAGES), QUERIES, WORDS)
    def visit(page, query, like):
        query = f"{query}&{urlencode({'like': like}, errors='surrogatepass')}"
        status, headers, text = call(app, f"{page}?{query}")
        assert status < 500, text
        if headers["content-type"].startswith("text/html"):
            assert "<script>" not in text

    run(visit, effort)
