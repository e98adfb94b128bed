"""Executes a notebook in its folder; the first cell that fails ends it with its traceback."""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

notebook = Path(sys.argv[1])
document = nbformat.read(notebook, as_version=4)
NotebookClient(document, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(notebook.parent)}}).execute()

outputs = [output for cell in document.cells for output in cell.get("outputs", [])]
print(sum("image/png" in output.get("data", {}) for output in outputs), "pictures")
print("".join(output.text for output in outputs if output.output_type == "stream" and output.name == "stdout"))
