import extruct
from django.test import Client
from lxml import html as lxml_html

SITE = "http://testserver"


LIST = "/l/saddest-songs"


def meta_elements_of(address, client=None):
    """The title, the meta and link elements of a page."""
    response = (client or Client()).get(address)
    page = lxml_html.document_fromstring(response.content)
    metas = {meta.get("name") or meta.get("property"): meta.get("content") for meta in page.iterfind(".//meta")}
    found = {link.get("rel"): link.get("href") for link in page.iterfind(".//link")}
    return {**metas, **found, "title": page.findtext(".//title")}


def canonical_path_of(address):
    return meta_elements_of(address)["canonical"].removeprefix(SITE)


def structured_data_of(address):
    """The schema.org objects of a page by type, as the library extruct reads them."""
    page = Client().get(address).content.decode()
    (found,) = extruct.extract(page, syntaxes=["json-ld"])["json-ld"]
    assert found["@context"] == "https://schema.org"
    return {thing["@type"]: thing for thing in found["@graph"]}


def structured_comments_of(address):
    return structured_data_of(address)["WebPage"].get("comment", [])
