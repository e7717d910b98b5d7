"""Write the tables of effects, which simulate every measure in every scenario: the second half of `make docs`."""

from experiments.analysis.effects import effects
from experiments.analysis.effects_document import effects_document
from scenarios import builtin, load
from tests.docs.generated import DOCS


def name_of(pack: str) -> str:
    """The file in docs/ of a pack's table of effects."""
    return f"effects-{pack}.md"


def shown() -> list[str]:
    """The packs of real plans; an invented one has no effects to tell."""
    return [name for name in builtin() if not load(name).pack.invented]


if __name__ == "__main__":
    for pack in shown():
        (DOCS / name_of(pack)).write_text(effects_document(effects(load(pack))), encoding="utf-8")
        print(f"docs/{name_of(pack)}")
