"""Writes anew what the samples give and what the README shows: read the difference before you commit."""

from __future__ import annotations

from cleanup.document import encode
from tests import readme, samples

if __name__ == "__main__":
    for name in samples.names():
        result = samples.clean(name)
        folder = samples.SAMPLES / name
        (folder / "expected.txt").write_bytes(encode(result.output, result.document.source)[0])
        (folder / "findings.json").write_text(samples.findings(result), "utf-8")
        print(f"{name}: {len(result.decisions)} findings")
    readme.README.write_text(readme.renewed(readme.README.read_text("utf-8")), "utf-8")
