"""What the app refuses: foreign names and origins, what is too large, what is not its own."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from openasylum.app.guard import POLICY, is_loopback
from openasylum.app.server import Options, application, names_of_hosts
from openasylum.app.settings import settings
from openasylum.app.store import Store
from openasylum.errors import OpenasylumError
from tests.app.asgi import HOST, call

FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    store = Store(tmp_path_factory.mktemp("guard"))
    yield application(store, Options(port=8000, names=("model.example",)))
    store.close()


@pytest.mark.parametrize("host", [HOST, "localhost:8000", "[::1]:8000", "MODEL.example:8000"])
def test_own_names_are_answered(app, host):
    assert call(app, "/records", host=host)[0] == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8000", "127.0.0.1", "127.0.0.1:80", "", "a@127.0.0.1:8000"],
)
def test_foreign_host_is_refused(app, host):
    status, _, text = call(app, "/records", host=host)
    assert status == 421
    assert "does not answer to the name" in text


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "null", "https://127.0.0.1:8000", "http://127.0.0.1:9000", "http://["],
)
def test_foreign_origin_is_refused(app, origin):
    sent = {"origin": origin, "content_type": "application/json"}
    assert call(app, "/api/questions", "POST", b"{}", **sent)[0] == 403
    assert call(app, "/records", origin=origin)[0] == 403


def test_own_origin_is_answered(app):
    assert call(app, "/records", origin=f"http://{HOST}")[0] == 200


def test_link_from_another_site_works_but_nothing_else_does(app):
    link = {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate"}
    assert call(app, "/records", **link)[0] == 200
    assert call(app, "/records", "POST", **link)[0] == 403
    image = {"sec_fetch_site": "cross-site", "sec_fetch_mode": "no-cors"}
    assert call(app, "/api/jobs", **image)[0] == 403


@pytest.mark.parametrize("path", ["/", "/compare", "/api/jobs", "/nowhere", "/static/app.js"])
def test_every_answer_has_the_headers_of_safety(app, path):
    _, headers, _ = call(app, path)
    assert headers["content-security-policy"] == POLICY
    assert "unsafe" not in POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"


def test_pages_carry_no_script_or_style_of_their_own(app):
    for path in ("/", "/compare", "/people", "/law", "/claims", "/evidence", "/records"):
        _, _, text = call(app, path)
        assert "<script>" not in text
        assert "<style" not in text
        assert " style=" not in text
        assert " onclick=" not in text


def test_long_address_is_refused(app):
    assert call(app, "/compare?own=" + "x" * settings().longest_address)[0] == 414


@pytest.mark.parametrize("length", ["", "999999999", "-1", "ten"])
def test_large_body_is_refused_whatever_its_length_is_said_to_be(app, length):
    body = b'{"address": "' + b"x" * settings().largest_body + b'"}'
    sent = {"content_type": "application/json", "content_length": length}
    assert call(app, "/api/questions", "POST", body, pieces=9, **sent)[0] == 413


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{}", "text/plain", 415),
        (b"{", "application/json", 400),
        (b"[" * 20_000, "application/json", 400),
        (b"[]", "application/json", 400),
        (b"{}", "application/json", 400),
        (b'{"address": 3}', "application/json", 400),
        (b'{"address": "b=without_mpp", "path": "/etc"}', "application/json", 400),
        (b'{"address": "b=nobody"}', "application/json", 404),
        (b'{"address": "judges=nine"}', "application/json", 400),
        (b'{"address": "\\ud800"}', "application/json", 400),  # half a character
    ],
)
def test_bad_bodies_are_told_what_is_wrong(app, body, kind, status):
    found, _, text = call(app, "/api/questions", "POST", body, content_type=kind)
    assert found == status
    assert len(json.loads(text)["error"]) > 10


def test_form_of_another_kind_is_refused(app):
    assert call(app, "/compare", "POST", b"b=x", content_type="multipart/form-data")[0] == 415


@pytest.mark.parametrize(
    "path",
    [
        "/static/../settings.yaml",
        "/static/..%2fsettings.yaml",
        "/static/%2e%2e%2fserver.py",
        "/static/settings.yaml",
        "/answers/..%2f..%2f/full",
        "/api/jobs/0123456789abcdef0123456789abcdef",
        "/api/jobs/../jobs/full/report.html",
        "/evidence/..%2fx",
        "/claims/..%2f..%2fvocabulary",
        "/nowhere",
    ],
)
def test_no_path_of_a_request_reaches_a_file(app, path):
    status, _, text = call(app, path)
    assert status == 404
    assert "stages:" not in text


def test_problem_is_told_to_people_as_a_page_and_to_programs_as_json(app):
    status, _, text = call(app, "/compare?judges=two")
    assert status == 400
    assert "must be a number" in text
    assert 'role="alert"' in text
    status, _, text = call(app, "/claims/no_such_claim?lang=es")
    assert status == 404
    assert "Esto no se puede mostrar" in text
    status, _, text = call(app, "/api/law?on=never")
    assert status == 400
    assert "is not a date" in json.loads(text)["error"]


def test_unknown_language_is_refused_and_a_known_one_is_kept_in_links(app):
    status, headers, text = call(app, "/?lang=xx")
    assert (status, headers["content-language"]) == (404, "en")
    assert "is not a language of this page" in text
    _, headers, text = call(app, "/?lang=es")
    assert headers["content-language"] == "es"
    assert 'href="/law?lang=es"' in text
    _, headers, text = call(app, "/", accept_language="fr;q=0.9, es-MX, en")
    assert headers["content-language"] == "es"
    assert 'href="/law"' in text


def test_words_of_an_address_are_never_markup(app):
    _, _, text = call(app, "/people?like=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text
    _, _, text = call(app, "/compare?own=%3C/textarea%3E%3Cscript%3E")
    assert "<script>" not in text


def test_addresses_of_this_machine_are_told_from_others():
    assert all(map(is_loopback, ("127.0.0.1", "127.8.8.8", "localhost", "::1")))
    assert not any(map(is_loopback, ("0.0.0.0", "::", "192.168.1.4", "example.org", "127.evil")))


def test_names_of_hosts_are_checked():
    assert names_of_hosts(["Model.Example"]) == ("model.example",)
    with pytest.raises(OpenasylumError, match="is not the name of a machine"):
        names_of_hosts(["a b"])


def test_second_server_may_not_use_the_same_folder(tmp_path: Path):
    store = Store(tmp_path)
    with pytest.raises(OpenasylumError, match="another 'openasylum serve'"):
        Store(tmp_path)
    store.close()
    Store(tmp_path).close()
