#!/usr/bin/env python3
"""What scripts rely on in `trustbed-cli audit`, held against other programs: root hashes with Python's own SHA-256, proofs with a shell, sha256sum and
basenc, signatures with openssl, canonical JSON with Python's; changes are found with exit 1, bad input is 2, and files are written whole or not at all.

Usage: test-cli-audit.py TRUSTBED-CLI"""

import base64
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(1, sys.path[0] + "/../tools")
from tap import check, finish

CLI = sys.argv[1]
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
HERE = pathlib.Path(tempfile.mkdtemp(prefix="trustbed-audit-", dir=MEMORY))
PLAY = ("--until", "3h", "--quiet")


def run(*arguments, **more):
    return subprocess.run([str(argument) for argument in arguments], capture_output=True, timeout=120, cwd=HERE, check=False, **more)


def audit(subcommand, *arguments):
    return run(CLI, "audit", subcommand, *arguments)


def says(done, *words):
    text = (done.stdout + done.stderr).decode(errors="replace")
    return all(word in text for word in words)


def lines_of(name):
    return (HERE / name).read_bytes().split(b"\n")[:-1]


# --- the tree of RFC 9162 section 2.1.1, once more ---

def leaf_hash(line):
    return hashlib.sha256(b"\0" + line).digest()


def tree_hash(leaves):
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return hashlib.sha256(b"\1" + tree_hash(leaves[:half]) + tree_hash(leaves[half:])).digest()


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def check_export():
    done = audit("export", "revocation", *PLAY, "--out", "log.jsonl", "--json")
    told, lines = json.loads(done.stdout), lines_of("log.jsonl")
    header, *entries, checkpoint = map(json.loads, lines)
    check("an export ends with 0", done.returncode == 0 and done.stderr == b"", done)
    check("the header says which run it is, and what its keys are worth",
          header["scenario"] == "revocation" and header["seed"] == "44" and header["format"] == "trustbed-audit-log-1" and "guessable" in header["keys"], header)
    check("every line is what Python's canonical JSON is", all(canonical(json.loads(line)) == line for line in lines))
    check("entries are numbered", [entry["number"] for entry in entries] == list(range(1, len(entries) + 1)))
    check("the root hash is what Python's SHA-256 makes of the lines", tree_hash([leaf_hash(line) for line in lines[:-1]]).hex() == checkpoint["tree"] == told["tree"],
          checkpoint, told)
    check("the size is that of the tree", checkpoint["size"] == told["size"] == len(lines) - 1 and told["entries"] == len(entries))
    check("standard output gives the same", audit("export", "revocation", *PLAY).stdout == (HERE / "log.jsonl").read_bytes())
    return entries


def check_entries(entries):
    """Against what the tables say of the same run."""
    sql = "SELECT serial, sha256, device, issued_us FROM certificate WHERE NOT is_authority ORDER BY id"
    rows = json.loads(run(CLI, "query", "revocation", *PLAY, "--json", sql).stdout)["rows"]
    issued = [[e["serial"], e["certificate"], e["who"], e["time_us"]] for e in entries if e["what"] == "certificate-issued"]
    check("what was issued is what the table of certificates has", issued == rows, issued[:2], rows[:2])
    sql = "SELECT device, reason, revoked_us FROM revocation ORDER BY revoked_us"
    rows = json.loads(run(CLI, "query", "revocation", *PLAY, "--json", sql).stdout)["rows"]
    check("and so with what was revoked", [[e["who"], e["reason"], e["time_us"]] for e in entries if e["what"] == "certificate-revoked"] == rows, rows)


def check_proofs():
    lines = lines_of("log.jsonl")
    root = json.loads(lines[-1])["tree"]
    for entry in (0, 1, 12, len(lines) - 2):
        done = audit("prove", "log.jsonl", "--entry", entry)
        computed = [line.split()[0] for line in run("sh", "-c", done.stdout.decode()).stdout.decode().splitlines()]
        said = re.findall(r"(?m)^# ([0-9a-f]{64})$", done.stdout.decode())
        check(f"a shell computes every step of the proof of entry {entry}", computed == said[:-1] and computed[-1] == root == said[-1], computed, said, done)
        proof = json.loads(audit("prove", "log.jsonl", "--entry", entry, "--json").stdout)
        check(f"the proof of entry {entry} as JSON has the same steps", [proof["leaf_hash"]] + [step["result"] for step in proof["steps"]] == computed)
    check("a run can be asked without a file", json.loads(audit("prove", "revocation", *PLAY, "--entry", 3, "--json").stdout)["tree"] == root)
    check("an entry that is not there is bad usage", audit("prove", "log.jsonl", "--entry", 100000).returncode == 2)


def check_signature():
    run("openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "auditor.key")
    run("openssl", "pkey", "-in", "auditor.key", "-pubout", "-out", "auditor.pub")
    run("openssl", "genpkey", "-algorithm", "ED25519", "-out", "other.key")
    run("openssl", "pkey", "-in", "other.key", "-pubout", "-out", "other.pub")
    done = audit("export", "revocation", *PLAY, "--out", "signed.jsonl", "--key-file", "auditor.key")
    end = json.loads(lines_of("signed.jsonl")[-1])
    text = f"trustbed audit log {end['origin']}\nsize {end['size']}\ntree {end['tree']}\ntime {end['time']}\n"
    (HERE / "text").write_text(text, encoding="utf-8")
    (HERE / "signature").write_bytes(base64.b64decode(end["signature"]))
    check("a log can be signed", done.returncode == 0, done)
    check("openssl verifies the signature", run("openssl", "dgst", "-sha256", "-verify", "auditor.pub", "-signature", "signature", "text").returncode == 0)
    bare = {name: value for name, value in end.items() if name != "sha256"}
    check("the last line has its own SHA-256", hashlib.sha256(canonical(bare)).hexdigest() == end["sha256"])
    check("the right key is recognised", audit("verify", "signed.jsonl", "--key", "auditor.pub").returncode == 0)
    wrong = audit("verify", "signed.jsonl", "--key", "other.pub")
    check("another key is not", wrong.returncode == 1 and says(wrong, "another key made the signature"), wrong)
    check("a log that nobody signed is not signed", audit("verify", "log.jsonl", "--key", "auditor.pub").returncode == 1)
    check("a key that is none is bad input", audit("verify", "signed.jsonl", "--key", "log.jsonl").returncode == 2)


def check_verify():
    good = audit("verify", "log.jsonl", "--json")
    told = json.loads(good.stdout)
    check("a log as it was written is good", good.returncode == 0 and told["valid"] and all(row["ok"] for row in told["checks"]), good)
    check("and what it cannot show is said", "made anew" in told["cannot_know"], told)
    check("played again it is the same", audit("verify", "log.jsonl", "--replay", "revocation", "--quiet").returncode == 0)
    data = (HERE / "log.jsonl").read_bytes()
    (HERE / "changed.jsonl").write_bytes(data.replace(b"keyCompromise", b"unspecified", 1))
    changed = audit("verify", "changed.jsonl")
    check("a changed reason is found", changed.returncode == 1 and says(changed, "NO   The lines have the root hash"), changed)
    check("nobody proves anything about it", audit("prove", "changed.jsonl", "--entry", 1).returncode == 1 and audit("checkpoint", "changed.jsonl").returncode == 1)
    for name, garbage in (("nothing", b""), ("bytes", bytes(range(256)) * 40), ("brackets", b"[" * 200000), ("a line", b"{}\n"), ("a half", data[: len(data) // 2])):
        (HERE / "garbage").write_bytes(garbage)
        check(f"{name} instead of a log is refused", audit("verify", "garbage").returncode == (1 if name == "a half" else 2))
    (HERE / "garbage").write_bytes(b"\n" * 4000000)
    check("a file of empty lines is refused at once", audit("verify", "garbage").returncode == 2)
    check("no file is bad input", audit("verify", "nowhere").returncode == 2)


def check_checkpoints():
    audit("export", "revocation", *PLAY, "--at", "30m", "--out", "early.jsonl")
    early = audit("checkpoint", "early.jsonl", "--key-file", "auditor.key", "--out", "kept")
    late = audit("checkpoint", "log.jsonl", "--previous", "kept", "--out", "later")
    check("checkpoints are written", early.returncode == late.returncode == 0 and (HERE / "kept").read_text().startswith("trustbed audit log run of revocation"), early, late)
    check("a later one proves that the log has only grown", "\nproof " in (HERE / "later").read_text())
    check("a log fits what was kept of it", audit("verify", "log.jsonl", "--checkpoint", "kept", "--key", "auditor.pub").returncode == 1)      # the log is not signed itself
    check("and with the key that signed both", audit("verify", "signed.jsonl", "--checkpoint", "kept", "--key", "auditor.pub").returncode == 0)
    check("and its older copy", audit("verify", "log.jsonl", "--consistent-with", "early.jsonl", "--checkpoint", "kept").returncode == 0)
    back = audit("verify", "early.jsonl", "--checkpoint", "later")
    check("a log that was cut does not", back.returncode == 1 and says(back, "NO   The log is at least as long as it was then"), back)
    back = audit("verify", "early.jsonl", "--consistent-with", "log.jsonl")
    check("nor does an older one that is longer", back.returncode == 1 and says(back, "what follows is missing"), back)
    foreign = audit("export", "revocation", *PLAY, "--seed", "45", "--out", "foreign.jsonl")
    foreign = audit("verify", "foreign.jsonl", "--checkpoint", "kept")
    check("the log of another run is told from it", foreign.returncode == 1 and says(foreign, "NO   The checkpoint that was kept is of this log"), foreign)


def forge():
    """Somebody takes a revocation out, and makes numbers, tree and checkpoint anew."""
    header, *entries, end = map(json.loads, lines_of("log.jsonl"))
    kept = [entry for entry in entries if entry["what"] != "certificate-revoked"]
    lines = [canonical(header)] + [canonical({**entry, "number": i + 1}) for i, entry in enumerate(kept)]
    end |= {"size": len(lines), "tree": tree_hash([leaf_hash(line) for line in lines]).hex()}
    end.pop("sha256")
    end["sha256"] = hashlib.sha256(canonical(end)).hexdigest()
    (HERE / "forged.jsonl").write_bytes(b"\n".join(lines + [canonical(end)]) + b"\n")


def check_forged():
    forge()
    check("a log that was made anew shows nothing by itself, as its documentation says", audit("verify", "forged.jsonl").returncode == 0)
    check("against a checkpoint it does", audit("checkpoint", "log.jsonl", "--out", "kept-all").returncode == 0
          and audit("verify", "forged.jsonl", "--checkpoint", "kept-all").returncode == 1)
    replay = audit("verify", "forged.jsonl", "--replay", "revocation", "--quiet")
    check("and against the run, which names the line", replay.returncode == 1 and says(replay, "should be", "certificate-revoked"), replay)


def check_follow():
    done = audit("follow", "revocation", "lock-02", *PLAY)
    text = done.stdout.decode()
    order = [text.find(words) for words in ("issued by authority", "first shown to list-broker", "revoked by authority (keyCompromise)", "list-broker nevertheless",
                                            "on the list of authority", "first refused after that")]
    check("a certificate is followed through its life", done.returncode == 0 and -1 not in order and order == sorted(order), text)
    told = json.loads(audit("follow", "revocation", "lock-02", *PLAY, "--json").stdout)
    again = json.loads(audit("follow", "revocation", told["serial"].upper(), *PLAY, "--json").stdout)
    check("by its serial number too", told == again and told["holder"] == "lock-02")
    check("who took it after it was revoked is counted", [use["shown_after_revocation"] for use in told["uses"] if use["party"] == "list-broker"] == [1], told["uses"])
    check("nobody is no certificate", audit("follow", "revocation", "nobody", *PLAY).returncode == 2)


def check_files():
    (HERE / "there").write_bytes(b"what was there")
    os.symlink("there", HERE / "link")
    check("bad options leave a file as it is", audit("export", "revocation", "--until", "soon", "--out", "there").returncode == 2 and (HERE / "there").read_bytes() == b"what was there")
    check("a key that is none leaves it too", audit("export", "revocation", *PLAY, "--key-file", "there", "--out", "there").returncode == 2
          and (HERE / "there").read_bytes() == b"what was there")
    check("a folder that is not there is bad input", audit("export", "revocation", *PLAY, "--out", "no/where").returncode == 2)
    check("what a link points to is replaced", audit("export", "revocation", *PLAY, "--out", "link").returncode == 0 and (HERE / "link").is_symlink()
          and (HERE / "there").read_bytes() == (HERE / "log.jsonl").read_bytes())
    full = run("sh", "-c", f"{CLI} audit export revocation --until 3h --quiet > /dev/full")
    check("a full disk is noticed", full.returncode == 2, full)


def check_usage():
    check("no subcommand is bad usage", run(CLI, "audit").returncode == 2 and run(CLI, "audit", "dance").returncode == 2)
    for subcommand in ("export", "verify", "follow", "prove", "checkpoint"):
        check(f"audit {subcommand} without arguments is bad usage", audit(subcommand).returncode == 2)
        check(f"audit {subcommand} has help", says(audit(subcommand, "--help"), "Usage:"))
    check("--json without a file is bad usage", audit("export", "revocation", "--json").returncode == 2)
    check("a scenario that is not there is bad input", audit("export", "nowhere").returncode == 2)


def main():
    entries = check_export()
    check_entries(entries)
    for part in (check_proofs, check_signature, check_verify, check_checkpoints, check_forged, check_follow, check_files, check_usage):
        part()
    shutil.rmtree(HERE)
    return finish()


if __name__ == "__main__":
    sys.exit(main())
