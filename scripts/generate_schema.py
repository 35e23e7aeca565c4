"""Write `schema/` from the models: `python scripts/generate_schema.py [FOLDER]`.

What lies in FOLDER and is no part of the contract is removed; a folder that holds no contract is left alone.
"""

import sys
from pathlib import Path

from onrecord.dataset.contract import files

folder = Path(sys.argv[1] if len(sys.argv) > 1 else "schema")
wanted = files()
if folder.is_dir() and any(folder.iterdir()) and not (folder / "DICTIONARY.md").is_file():
    sys.exit(f"{folder} holds other files, which would be removed: name another folder")
for path in sorted(folder.rglob("*"), reverse=True):
    if path.is_file() and path.relative_to(folder).as_posix() not in wanted:
        path.unlink()
    elif path.is_dir() and not any(path.iterdir()):
        path.rmdir()
for name, content in wanted.items():
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
print(f"{len(wanted)} files in {folder}/")
