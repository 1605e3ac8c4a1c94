"""Reads a letter with pypdf, for the tests of the crate `papers`.

    paper.py FILE        prints as JSON what it says: the text of each page, the order of its tags, its language and title,
                         its fonts, and what it claims to be
"""

import json
import re
import sys

import pypdf
from pypdf.generic import ArrayObject, DictionaryObject

reader = pypdf.PdfReader(sys.argv[1], strict=True)
root = reader.trailer["/Root"]
xmp = root["/Metadata"].get_object().get_data().decode()


def claim(name):
    found = re.search(rf"<{name}>(.*?)</{name}>|{name}=\"(.*?)\"", xmp)
    return found and (found.group(1) or found.group(2))


def tags(node, found):
    """The names of a structure, in reading order."""
    node = node.get_object()
    if isinstance(node, ArrayObject):
        for child in node:
            tags(child, found)
    elif isinstance(node, DictionaryObject):
        if "/S" in node:
            found.append(node["/S"][1:])
        if "/K" in node:
            tags(node["/K"], found)
    return found


fonts = {}
for page in reader.pages:
    for font in page["/Resources"].get("/Font", {}).values():
        font = font.get_object()
        descendant = font["/DescendantFonts"][0].get_object()
        descriptor = descendant["/FontDescriptor"].get_object()
        fonts[font["/BaseFont"][1:]] = "/FontFile2" in descriptor or "/FontFile3" in descriptor

json.dump(
    {
        "pages": [page.extract_text() for page in reader.pages],
        "tags": tags(root["/StructTreeRoot"], []),
        "language": root["/Lang"],
        "title": reader.metadata.title,
        "created": reader.metadata.get("/CreationDate"),
        "fonts": fonts,
        "part": claim("pdfaid:part"),
        "conformance": claim("pdfaid:conformance"),
        "ua": claim("pdfuaid:part"),
        "outline": [entry["/Title"] for entry in reader.outline],
        "encrypted": reader.is_encrypted,
        "scripts": "/Names" in root and "/JavaScript" in root["/Names"],
    },
    sys.stdout,
)
