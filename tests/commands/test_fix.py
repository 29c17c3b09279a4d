"""`cleanup fix`, from the command line to the files."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.articles import ARTICLE, CLEAN, one_line_error


def test_writes_text_and_record_beside_the_input(run, article):
    code, out, _ = run("fix", article)
    assert code == 0
    assert article.read_text() == ARTICLE
    assert article.with_name("article.clean.txt").read_text() == CLEAN
    record = json.loads(article.with_name("article.cleanup.json").read_text())
    assert record["input"] == {
        "path": "article.txt",
        "sha256": hashlib.sha256(ARTICLE.encode()).hexdigest(),
        "encoding": "utf-8",
        "text_sha256": hashlib.sha256(ARTICLE.encode()).hexdigest(),
    }
    assert record["output"]["path"] == "article.clean.txt"
    assert record["output"]["sha256"] == hashlib.sha256(CLEAN.encode()).hexdigest()
    assert "newsletter" in out


def test_same_input_same_bytes(run, article):
    run("fix", article, "--out", "a")
    run("fix", article, "--out", "b")
    for name in ("article.clean.txt", "article.cleanup.json"):
        assert Path("a", name).read_bytes() == Path("b", name).read_bytes().replace(b"/b/", b"/a/")


def test_other_suffixes_stay_in_the_name(run, tmp_path):
    path = tmp_path / "story.md"
    path.write_text(ARTICLE)
    run("fix", path)
    assert (tmp_path / "story.md.clean.txt").exists()
    assert (tmp_path / "story.md.cleanup.json").exists()


def test_out_folder_is_created_and_flat(run, article, tmp_path):
    (tmp_path / "sub").mkdir()
    other = tmp_path / "sub" / "other.txt"
    other.write_text(ARTICLE)
    assert run("fix", article, other, "--out", "new/out")[0] == 0
    assert sorted(p.name for p in Path("new/out").iterdir()) == [
        "article.clean.txt",
        "article.cleanup.json",
        "other.clean.txt",
        "other.cleanup.json",
    ]
    record = json.loads(Path("new/out/other.cleanup.json").read_text())
    assert (Path("new/out") / record["input"]["path"]).resolve() == other


def test_two_inputs_of_one_name_are_refused_before_anything_is_written(run, article, tmp_path):
    (tmp_path / "sub").mkdir()
    other = tmp_path / "sub" / "article.txt"
    other.write_text(ARTICLE)
    code, _, err = run("fix", article, other, "--out", "out")
    assert code == 2
    one_line_error(err, "article.txt", "different names")
    assert not Path("out").exists()


def test_an_unchanged_article_is_written_too(run, tmp_path):
    path = tmp_path / "fine.txt"
    path.write_text(CLEAN)
    assert run("fix", path)[0] == 0
    assert (tmp_path / "fine.clean.txt").read_text() == CLEAN


def test_fix_on_its_own_output_changes_nothing(run, article):
    run("fix", article)
    assert run("fix", "article.clean.txt", "--check")[0] == 0


def test_own_outputs_are_left_out_when_a_pattern_names_them(run, article, tmp_path):
    run("fix", article)
    before = sorted(p.name for p in tmp_path.iterdir())
    code, _, err = run("fix", *sorted(tmp_path.glob("article*")))
    assert code == 0
    assert "2 of our own outputs left out" in err
    assert sorted(p.name for p in tmp_path.iterdir()) == before


def test_rerun_replaces_what_nobody_edited(run, article):
    run("fix", article)
    article.write_text(ARTICLE.replace("Tuesday", "Friday"))
    assert run("fix", article)[0] == 0
    assert "Friday" in Path("article.clean.txt").read_text()


def test_rerun_keeps_what_somebody_edited_unless_forced(run, article):
    run("fix", article)
    edited = Path("article.clean.txt")
    edited.write_text("my own words")
    record = Path("article.cleanup.json").read_bytes()
    code, _, err = run("fix", article)
    assert code == 3
    one_line_error(err, "article.clean.txt", "edited", "--force")
    assert edited.read_text() == "my own words"
    assert Path("article.cleanup.json").read_bytes() == record
    assert run("fix", article, "--force")[0] == 0
    assert edited.read_text() == CLEAN


def test_a_strangers_file_is_not_replaced(run, article):
    Path("article.clean.txt").write_text("not ours")
    code, _, err = run("fix", article)
    assert code == 3
    one_line_error(err, "article.clean.txt", "not written by cleanup")
    assert Path("article.clean.txt").read_text() == "not ours"


def test_in_place_keeps_the_original_and_never_overwrites_it(run, article):
    assert run("fix", article, "--in-place")[0] == 0
    assert article.read_text() == CLEAN
    assert Path("article.txt.orig").read_text() == ARTICLE
    record = json.loads(Path("article.cleanup.json").read_text())
    assert record["input"]["path"] == "article.txt.orig"
    assert record["output"]["path"] == "article.txt"
    assert run("fix", article, "--in-place", "--keep", "newsletter")[0] == 0
    assert "newsletter" in article.read_text()
    assert Path("article.txt.orig").read_text() == ARTICLE


def test_in_place_refuses_an_original_of_unknown_origin(run, article):
    Path("article.txt.orig").write_text("somebody's backup")
    code, _, err = run("fix", article, "--in-place")
    assert code == 3
    one_line_error(err, "article.txt.orig", "move it away")
    assert Path("article.txt.orig").read_text() == "somebody's backup"
    assert article.read_text() == ARTICLE


def test_in_place_keeps_the_files_mode(run, article):
    article.chmod(0o640)
    run("fix", article, "--in-place")
    assert article.stat().st_mode & 0o777 == 0o640


def test_diff_only_shows(run, article, tmp_path):
    code, out, _ = run("fix", article, "--diff")
    assert code == 0
    assert "newsletter" in out
    assert [p.name for p in tmp_path.iterdir()] == ["article.txt"]


def test_check_only_says(run, article, tmp_path):
    code, out, _ = run("fix", article, "--check")
    assert code == 1
    assert "article.txt" in out
    assert [p.name for p in tmp_path.iterdir()] == ["article.txt"]


def test_apply_none_changes_nothing(run, article):
    run("fix", article, "--apply", "none")
    assert Path("article.clean.txt").read_bytes() == article.read_bytes()


def test_keep_leaves_a_category(run, article):
    run("fix", article, "--keep", "newsletter")
    assert "newsletter" in Path("article.clean.txt").read_text()


def test_stages_runs_only_these(run, article):
    run("fix", article, "--stages", "duplicates")
    text = Path("article.clean.txt").read_text()
    assert "newsletter" in text
    assert text.count("Council delays vote") == 1


def test_min_confidence_holds_safe_corrections_back(run, article):
    run("fix", article, "--min-confidence", "1")
    assert Path("article.clean.txt").read_text() == ARTICLE


def test_standard_input_to_standard_output(article):
    done = subprocess.run(
        [sys.executable, "-m", "cleanup", "fix", "-"], input=ARTICLE.encode(), capture_output=True
    )
    assert done.returncode == 0
    assert done.stdout.decode() == CLEAN
    assert "removed" in done.stderr.decode().lower()


def test_json_on_standard_output_is_the_record(run, article):
    code, out, _ = run("fix", article, "--format", "json", "--out", "out")
    assert code == 0
    assert out == Path("out/article.cleanup.json").read_text()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be", "cp1252", "cp1251"])
def test_output_has_the_inputs_encoding(run, tmp_path, encoding):
    extra = "Анализ рынка показывает рост цен на жильё в столице.\n\n" * 3 if encoding == "cp1251" else ""
    text = ARTICLE.replace("harbour", "café") if encoding == "cp1252" else ARTICLE
    path = tmp_path / "a.txt"
    path.write_bytes((extra + text).encode(encoding))
    assert run("fix", path)[0] == 0
    output = Path("a.clean.txt").read_bytes()
    assert "newsletter" not in output.decode(encoding)
    assert output == output.decode(encoding).encode(encoding)


def test_newlines_stay(run, tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(ARTICLE.replace("\n", "\r\n").encode())
    run("fix", path)
    assert Path("a.clean.txt").read_bytes() == CLEAN.replace("\n", "\r\n").encode()


def test_a_correction_that_the_encoding_lacks_makes_the_output_utf8(run, tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes((ARTICLE + "\nThe Sen. said &#268;eferin won.\xe9\n").encode("latin-1"))
    code, _, err = run("fix", path)
    assert code == 0
    assert "utf-8" in err
    assert "Čeferin" in Path("a.clean.txt").read_text("utf-8")


def test_help_does_not_import_spacy():
    code = (
        "import sys\nfrom cleanup.cli import main\n"
        "try: main(['fix', '--help'])\nexcept SystemExit: pass\n"
        "assert 'spacy' not in sys.modules and 'numpy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)


def test_a_reader_that_leaves_is_no_fault(article):
    command = f"{sys.executable} -m cleanup fix {article} --format json --out out | head -c 10"
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, text=True)
    assert "Traceback" not in done.stderr
    assert "failed" not in done.stderr


def test_html_is_extracted(run, tmp_path):
    body = "".join(f"<p>{p}</p>" for p in CLEAN.strip().split("\n\n")[1:])
    article = f"<article><h1>Bridge</h1>{body * 3}</article>"
    page = f"<html><head><title>Bridge</title></head><body>{article}</body></html>"
    (tmp_path / "page.html").write_text(page)
    assert run("fix", "page.html")[0] == 0
    text = Path("page.html.clean.txt").read_text()
    assert "harbour bridge" in text
    assert "<p>" not in text
