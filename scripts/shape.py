"""Print the shape of the source: sizes of modules, entries of folders, and forms or views outside their rooms."""

import ast
import sys
from pathlib import Path
from statistics import median

SOURCE = Path(__file__).parents[1] / "src" / "ranklore"
LARGEST = 5
BESIDE_VIEWS = ("middleware.py", "responses.py")  # they answer requests too, but are no pages


def is_code(path: Path) -> bool:
    return not {"tests", "migrations"} & set(path.relative_to(SOURCE).parts)


def defines_form(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.ClassDef) and any(ast.unparse(base).endswith("Form") for base in node.bases)
        for node in tree.body
    )


def defines_view(tree: ast.Module) -> bool:
    """Whether a public function takes an HttpRequest first and gives a response."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and node.args.args and node.returns:
            first = node.args.args[0].annotation
            if first and ast.unparse(first) == "HttpRequest" and "Response" in ast.unparse(node.returns):
                return True
    return False


def room_of(path: Path) -> set[str]:
    return {*path.relative_to(SOURCE).with_suffix("").parts}


def main() -> int:
    modules = [path for path in sorted(SOURCE.rglob("*.py")) if is_code(path) and path.stat().st_size]
    sizes = {path: len(path.read_text().splitlines()) for path in modules}
    print(f"{len(modules)} modules, median {median(sizes.values()):.0f} lines; the largest:")
    for path in sorted(modules, key=lambda path: -sizes[path])[:LARGEST]:
        print(f"  {sizes[path]:4}  {path.relative_to(SOURCE)}")

    folders = {path.parent for path in modules}
    entries = {
        folder: len([each for each in folder.iterdir() if each.name not in ("__pycache__", "__init__.py")])
        for folder in folders
    }
    print(f"{len(folders)} folders of code, median {median(entries.values()):.0f} entries; the fullest:")
    for folder in sorted(folders, key=lambda folder: -entries[folder])[:LARGEST]:
        print(f"  {entries[folder]:4}  {folder.relative_to(SOURCE.parent)}")

    trees = {path: ast.parse(path.read_text()) for path in modules}
    astray = [path for path in modules if defines_form(trees[path]) and "forms" not in room_of(path)]
    astray += [
        path
        for path in modules
        if defines_view(trees[path]) and "views" not in room_of(path) and path.name not in BESIDE_VIEWS
    ]
    print(f"{len(astray)} modules with forms or views outside their rooms")
    for path in astray:
        print(f"        {path.relative_to(SOURCE)}")
    return 1 if astray else 0


if __name__ == "__main__":
    sys.exit(main())
