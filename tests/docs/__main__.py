"""Write the generated documents: `make docs`."""

from tests.docs.generated import DOCS, documents

for name, text in documents().items():
    (DOCS / name).write_text(text, encoding="utf-8")
    print(f"docs/{name}")
