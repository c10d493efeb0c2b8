"""Pages of one visitor are compressed; what is compressed already is not."""

import gzip

import brotli
import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from ranklore.core.compression import accepted_encoding
from ranklore.core.middleware import compress_pages


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("gzip;q=0", ""),
        ("identity", ""),
        ("", ""),
    ],
)
def test_the_best_encoding_that_a_browser_accepts(accepted, encoding):
    assert accepted_encoding(accepted) == encoding


def answer(content, accepted="br", **options):
    request = RequestFactory(headers={"Accept-Encoding": accepted}).get("/")
    return compress_pages(lambda _: HttpResponse(content, **options))(request)


def test_a_page_is_compressed():
    page = "Kokoro " * 200
    assert brotli.decompress(answer(page).content).decode() == page
    assert gzip.decompress(answer(page, "gzip").content).decode() == page
    response = answer(page)
    assert response["Content-Encoding"] == "br" and int(response["Content-Length"]) == len(response.content)
    assert response["Vary"] == "Accept-Encoding" and response["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    "options",
    [{"content_type": "image/png"}, {"content_type": "application/zip"}, {"headers": {"Content-Encoding": "gzip"}}],
)
def test_what_is_compressed_already_stays_as_it_is(options):
    assert answer(b"x" * 1000, **options).content == b"x" * 1000


def test_a_short_answer_stays_as_it_is():
    assert answer("ok").content == b"ok"


def test_an_answer_that_says_how_long_it_is_good_for_keeps_that():
    assert answer("ok", headers={"Cache-Control": "public, max-age=300"})["Cache-Control"] == "public, max-age=300"
