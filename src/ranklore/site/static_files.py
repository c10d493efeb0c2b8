"""Where the static files of a deployed site are collected, hashed and compressed.

A style sheet or script that only imports others becomes one file with their content: on a phone, a request takes longer
than these few bytes. Without `collectstatic`, the browser follows the imports. The result is the same.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from posixpath import normpath
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]

Read = Callable[[str], str]

STYLE_IMPORT = re.compile(r'^@import url\("(?P<path>[^"]+)"\);\n', re.M)
SCRIPT_IMPORT = re.compile(r'^import "(?P<path>[^"]+)";\n', re.M)
NAMES_IMPORT = re.compile(r'^import \{[^}]+\} from "(?P<path>[^"]+)";\n', re.M)
ADDRESS = re.compile(r"""url\((?!["']?data:)""")
STYLE_COMMENT = re.compile(r"[ \t]*/\*.*?\*/\n?", re.S)
SCRIPT_COMMENT = re.compile(r"^[ \t]*//.*\n", re.M)


class JoinedStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        def read(name: str) -> str:
            storage, path = paths[name]
            with storage.open(path) as file:
                return str(file.read().decode())

        joined = InMemoryStorage()
        for name in [name for name in paths if name.endswith((".css", ".js"))]:
            text = joined_text(name, read)
            if text is not None:
                joined.save(name, ContentFile(text.encode()))
                paths[name] = (joined, name)
        yield from super().post_process(paths, dry_run, **options)


def joined_text(name: str, read: Read) -> str | None:
    """The content of what a file imports, without comments, if it does nothing but import; None for any other file."""
    text = read(name)
    is_style = name.endswith(".css")
    pattern, comment = (STYLE_IMPORT, STYLE_COMMENT) if is_style else (SCRIPT_IMPORT, SCRIPT_COMMENT)
    imported = _paths(pattern, text, name)
    if not imported or comment.sub("", pattern.sub("", text)).strip():
        return None
    return comment.sub("", _joined_styles(name, imported, read) if is_style else _joined_scripts(imported, read))


def _joined_styles(name: str, imported: list[str], read: Read) -> str:
    texts = {path: read(path) for path in imported}
    for path, text in texts.items():
        # The addresses in a style sheet are relative to it, so it can only be joined to a file beside it.
        if ADDRESS.search(text) and PurePosixPath(path).parent != PurePosixPath(name).parent:
            raise ValueError(f"{name} cannot import {path}, which has addresses of its own, from another folder")
    return "\n".join(texts.values())


def _joined_scripts(imported: list[str], read: Read) -> str:
    """One module. What several of them import comes first, and a block around each keeps its own names apart."""
    texts = {path: read(path) for path in imported}
    shared = dict.fromkeys(path for name, text in texts.items() for path in _paths(NAMES_IMPORT, text, name))
    exports = [read(path).replace("export const ", "const ") for path in shared]
    return "\n".join(exports + [f"{{\n{NAMES_IMPORT.sub('', text)}}}" for text in texts.values()])


def _paths(pattern: re.Pattern[str], text: str, name: str) -> list[str]:
    """The paths that a file imports, from the root of all static files."""
    folder = PurePosixPath(name).parent
    return [normpath(folder / path) for path in pattern.findall(text)]
