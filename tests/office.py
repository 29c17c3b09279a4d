"""LibreOffice, as the tests drive it: what a document reads once its tracked changes are accepted or
rejected, and its comments. Run as a script, it is the half that speaks with LibreOffice."""

from __future__ import annotations

import atexit
import contextlib
import functools
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

NEEDED = "apt-get install --no-install-recommends libreoffice-writer python3-uno"
# With a document that has comments, LibreOffice dies for want of it: it is in the Debian packages with a
# graphical interface only.
WINDOWS = "share/config/soffice.cfg/modules/swriter/ui/annotation.ui"
PATIENCE = 120  # seconds, for the start and for each document


class Comment(NamedTuple):
    author: str
    initials: str
    text: str
    anchor: str  # what it is about, with deleted and inserted words


def accepted(docx: bytes) -> list[str]:
    """The paragraphs once all changes are accepted."""
    return _ask(docx, "AcceptAllTrackedChanges")["paragraphs"]


def rejected(docx: bytes) -> list[str]:
    """The paragraphs once all changes are rejected."""
    return _ask(docx, "RejectAllTrackedChanges")["paragraphs"]


def comments(docx: bytes) -> list[Comment]:
    """In no particular order."""
    return [Comment(*comment) for comment in _ask(docx, "")["comments"]]


def _ask(docx: bytes, command: str) -> dict:
    folder, speaker = _office()
    path = folder / "document.docx"
    path.write_bytes(docx)
    speaker.stdin.write(json.dumps([path.as_uri(), command]) + "\n")
    speaker.stdin.flush()
    answer = speaker.stdout.readline()
    assert answer, "LibreOffice has died, or does not answer"
    return json.loads(answer)


@functools.cache
def _office() -> tuple[Path, subprocess.Popen]:
    """A folder for documents, and the process that speaks with a LibreOffice of our own."""
    from tests.needs import missing

    office = Path(os.path.realpath(shutil.which("soffice") or "soffice"))
    python = _python(office)
    if not (python and (office.parents[1] / WINDOWS).exists()):
        missing(f"LibreOffice is missing: {NEEDED}")
    folder = Path(tempfile.mkdtemp(prefix="cleanup-office-"))
    pipe = f"cleanup-{os.getpid()}"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    options = ["--headless", "--norestore", "--nologo", f"--accept=pipe,name={pipe};urp;"]
    running = subprocess.Popen([office, profile, *options], start_new_session=True, stderr=subprocess.DEVNULL)
    speaker = subprocess.Popen(
        [python, __file__, pipe], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    )

    @atexit.register
    def end() -> None:
        speaker.kill()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        running.wait()
        shutil.rmtree(folder, ignore_errors=True)

    return folder, speaker


def _python(office: Path) -> str | None:
    """One that can speak with LibreOffice: its own, or Debian's."""
    for python in (str(office.with_name("python")), "/usr/bin/python3"):
        with contextlib.suppress(OSError):
            if not subprocess.run([python, "-c", "import uno"], stderr=subprocess.DEVNULL).returncode:
                return python
    return None


def _speak(pipe: str) -> None:
    """Answers each line, the URL of a document and a command, with a line."""
    import uno

    signal.alarm(PATIENCE)  # ends this process: whoever asks gets no answer
    create = _connect(uno, pipe)
    desktop, dispatcher = create("com.sun.star.frame.Desktop"), create("com.sun.star.frame.DispatchHelper")
    hidden = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    hidden.Name, hidden.Value = "Hidden", True
    signal.alarm(0)
    try:
        for line in sys.stdin:
            signal.alarm(PATIENCE)
            url, command = json.loads(line)
            document = desktop.loadComponentFromURL(url, "_blank", 0, (hidden,))
            if command:
                dispatcher.executeDispatch(document.CurrentController.Frame, f".uno:{command}", "", 0, ())
            answer = {
                "paragraphs": [paragraph.String for paragraph in _items(document.Text)],
                "comments": [
                    [field.Author, field.Initials, field.Content, field.Anchor.String]
                    for field in _items(document.TextFields)
                    if field.supportsService("com.sun.star.text.textfield.Annotation")
                ],
            }
            document.close(True)
            print(json.dumps(answer), flush=True)
            signal.alarm(0)
    finally:  # whoever asked may be dead, and cannot end it
        desktop.terminate()


def _connect(uno, pipe: str):
    """What makes the services of the LibreOffice that listens, or soon will."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    while True:
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except Exception:
            time.sleep(0.2)
        else:
            return lambda name: context.ServiceManager.createInstanceWithContext(name, context)


def _items(container):
    items = container.createEnumeration()
    while items.hasMoreElements():
        yield items.nextElement()


if __name__ == "__main__":
    _speak(sys.argv[1])
