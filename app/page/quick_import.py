"""Makes importing Gradio take about half its time.

While it is imported, Gradio parses the source of each of its components to write type stubs beside them:
more than half of the whole import, for files that only an editor reads. This leaves that out. Knows no
more of Gradio than the name of the function that does it; without it, nothing changes.
"""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

_MODULE = "gradio.component_meta"
_WRITES_STUBS = "create_or_modify_pyi"


class _WithoutStubs(MetaPathFinder):
    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name != _MODULE:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is None or spec.loader is None:
            return spec
        run = spec.loader.exec_module

        def exec_module(module: ModuleType) -> None:
            run(module)
            if hasattr(module, _WRITES_STUBS):
                setattr(module, _WRITES_STUBS, lambda *_: None)

        spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


def install() -> None:
    """From now on in this process; without effect where Gradio has been imported already."""
    sys.meta_path.insert(0, _WithoutStubs())
