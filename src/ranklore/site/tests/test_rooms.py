"""Forms, views, actions and queries are in the modules of that name, and names are unique. Import-linter checks the
layers."""

import ast
from collections import defaultdict
from pathlib import Path

SOURCE = Path(__file__).parents[2]
MODULES = {
    ".".join(("ranklore", *path.relative_to(SOURCE).with_suffix("").parts)): ast.parse(path.read_text())
    for path in sorted(SOURCE.rglob("*.py"))
    if not {"tests", "migrations"} & {*path.relative_to(SOURCE).parts}
}
INNER_CLASSES_OF_DJANGO = {"Command"}

# These answer requests but are not pages: middleware, error pages, and the functions that allauth calls.
ANSWERS_WITHOUT_PAGES = {
    "ranklore.core.middleware",
    "ranklore.core.page_cache.shared_page",
    "ranklore.core.responses",
    "ranklore.people.middleware",
    "ranklore.people.sign_in.providers.adapter",
    "ranklore.people.sign_in.providers.responses",
}

FORMER_MODULES = """
    said me newest mine comparing replying otherwise pairing close shown shared unfinished past moves ledger picture
    place settling keeping catching_up checking rebuilding leaving merging claiming lately by_person visible fold guard
    reading arguments linking editing subjects addresses doubles alike takings lively relating browsing naming checks
    grade rhythm roles header marks makers performers people_words decode html_scan tree pieces pasted finish buttons
    typed rules news gathering moving duties postman letters among findable refused work spelling readings index_words
    door sealing lookalikes adding talk person offers heads structured front cells factor inflation wording
"""
FORMER_CLASSES = """
    Said Word OwnOrder PastPlace Move Told Moved Subject PastWords Pulse Thing Telling Reader Held Bend Cells
    PublishedOrder Stale Pasted PastedItem PastedComment Refusal Findable
"""


def path_of(module: str) -> list[str]:
    return module.split(".")[2:]


def functions_of(tree: ast.Module) -> list[ast.FunctionDef]:
    return [node for node in tree.body if isinstance(node, ast.FunctionDef)]


def takes_request(function: ast.FunctionDef) -> bool:
    return any(each.annotation and "HttpRequest" in ast.unparse(each.annotation) for each in function.args.args)


def imports_of(module: str) -> set[str]:
    """The modules that a module imports, at the top or inside."""
    found = set()
    for node in ast.walk(MODULES[module]):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.update([node.module, *(f"{node.module}.{each.name}" for each in node.names)])
        elif isinstance(node, ast.Import):
            found.update(each.name for each in node.names)
    return found


def test_no_class_name_is_used_twice():
    places = defaultdict(list)
    for module, tree in MODULES.items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and node.name not in INNER_CLASSES_OF_DJANGO:
                places[node.name].append(module)
    assert {name: modules for name, modules in places.items() if len(modules) > 1} == {}


def test_forms_are_in_forms():
    misplaced = [
        f"{module}.{node.name}"
        for module, tree in MODULES.items()
        for node in tree.body
        if isinstance(node, ast.ClassDef) and any(ast.unparse(base).endswith("Form") for base in node.bases)
        if "forms" not in path_of(module)
    ]
    assert misplaced == []


def test_functions_that_answer_a_request_are_in_views():
    misplaced = [
        f"{module}.{function.name}"
        for module, tree in MODULES.items()
        for function in functions_of(tree)
        if takes_request(function) and function.returns and "Response" in ast.unparse(function.returns)
        if "views" not in path_of(module) and module not in ANSWERS_WITHOUT_PAGES
    ]
    assert misplaced == []


def test_actions_and_queries_take_no_request():
    misplaced = [
        f"{module}.{function.name}"
        for module, tree in MODULES.items()
        for function in functions_of(tree)
        if takes_request(function) and {"actions", "queries"} & {*path_of(module)}
    ]
    assert misplaced == []


def test_only_urls_and_views_of_the_same_app_import_a_view():
    misplaced = [
        f"{module} imports {used}"
        for module in MODULES
        for used in imports_of(module)
        if used.startswith("ranklore.") and "views" in path_of(used)
        if path_of(module) != ["urls"]
        and not ("views" in path_of(module) and module.split(".")[1] == used.split(".")[1])
    ]
    assert misplaced == []


def test_no_module_imports_a_test():
    assert [module for module in MODULES for used in imports_of(module) if ".tests" in used] == []


def test_no_module_changes_a_global():
    misplaced = [module for module, tree in MODULES.items() for node in ast.walk(tree) if isinstance(node, ast.Global)]
    assert misplaced == []


def test_imports_inside_functions_have_a_comment():
    without_comment = []
    for module, tree in MODULES.items():
        path = SOURCE.parent / Path(*module.split(".")).with_suffix(".py")
        lines = path.read_text().splitlines()
        for function in ast.walk(tree):
            if not isinstance(function, ast.FunctionDef):
                continue
            inside = [node for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom)]
            if inside and not any("#" in line for line in lines[inside[0].lineno - 2 : inside[-1].end_lineno]):
                without_comment.append(f"{module}.{function.name}")
    assert without_comment == []


def test_no_module_or_class_has_a_former_name():
    modules = [module for module in MODULES if {*FORMER_MODULES.split()} & {*path_of(module)}]
    classes = [
        f"{module}.{node.name}"
        for module, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and node.name in FORMER_CLASSES.split()
    ]
    assert (modules, classes) == ([], [])
