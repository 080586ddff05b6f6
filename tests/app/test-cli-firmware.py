#!/usr/bin/env python3
"""What scripts rely on in `trustbed-cli firmware`: the openssl program accepts what it makes, it accepts what the openssl program makes,
each bad image is refused with the reason and the check, and bad input ends with a sentence.

Usage: test-cli-firmware.py TRUSTBED-CLI"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(1, sys.path[0] + "/../tools")
from tap import check, finish

CLI = sys.argv[1]
HERE = pathlib.Path(tempfile.mkdtemp(prefix="trustbed-firmware-"))
KEYS = {"accepted", "reason", "failing", "signer", "manifest", "checks"}
CHECK_KEYS = {"code", "what", "depth", "expected", "found", "ok", "source"}
AT = "2026-03-02T06:00:00Z"


def program(*words):
    return subprocess.run([*map(str, words)], capture_output=True, text=True, cwd=HERE, timeout=60)


def cli(*words):
    return program(CLI, *words)


def must(done):
    assert done.returncode == 0, done
    return done


def authority(name):
    must(cli("ca", "init", name, "--issuing", 1, "--at", AT, "--as", "maker"))


def issue(name, directory, profile):
    must(cli("ca", "issue", directory, "--profile", profile, "--key", "P-256", "--out-key", f"{name}.key", "--subject", f"CN={name}", "--chain",
             "--out", f"{name}.pem", "--at", AT, "--as", "maker"))


def make(out, *words, signer="signer", version=3):
    return cli("firmware", "make", "payload", "--cert", f"{signer}.pem", "--key-file", f"{signer}.key", "--vendor", "House", "--model", "lock",
               "--version", version, "--at", AT, "--out", out, *words)


def verify(manifest, *words, payload="payload"):
    done = cli("firmware", "verify", payload, "--manifest", manifest, "--trust", "maker/root.pem", "--at", "2026-03-03T06:00:00Z", "--json", *words)
    return done.returncode, json.loads(done.stdout) if done.stdout else done.stderr


def set_up():
    (HERE / "payload").write_bytes(bytes(range(256)) * 100)
    (HERE / "other").write_bytes(b"x" + (bytes(range(256)) * 100)[1:])
    authority("maker")
    authority("stranger")
    issue("signer", "maker", "code-signing")
    issue("broker", "maker", "service")
    issue("thief", "stranger", "code-signing")
    must(make("good"))
    must(make("good.der", "--der"))


def check_good():
    for manifest in ("good", "good.der"):
        code, answer = verify(manifest, "--installed-version", 2, "--vendor", "House", "--model", "lock")
        check(f"{manifest} is installed", code == 0 and answer["accepted"] and answer["reason"] == "" and answer["failing"] is None, code, answer)
    check("the JSON has the keys that are promised", set(answer) == KEYS and all(set(row) == CHECK_KEYS for row in answer["checks"]), answer)
    check("every check has a source", all(row["source"] and row["what"] for row in answer["checks"]), answer)
    check("the manifest says what was asked for", (answer["manifest"]["version"], answer["manifest"]["size"], answer["manifest"]["created"]) == (3, 25600, AT), answer)
    explained = cli("firmware", "verify", "payload", "--manifest", "good", "--trust", "maker/root.pem", "--at", AT, "--explain")
    check("--explain lists sources", explained.returncode == 0 and "RFC 9124" in explained.stdout and explained.stdout.startswith("install: version 3"), explained)
    told = json.loads(must(make("again", "--json")).stdout)
    check("make says what it has made", told["signed"] and told["manifest"]["model"] == "lock", told)


def check_openssl():
    at = str(1772517600)
    for form, manifest in (("PEM", "good"), ("DER", "good.der")):
        done = program("openssl", "cms", "-verify", "-in", manifest, "-inform", form, "-CAfile", "maker/root.pem", "-purpose", "any", "-attime", at, "-out", "text")
        check(f"openssl cms -verify accepts the {form}", done.returncode == 0, done)
    text = (HERE / "text").read_text()
    digest = program("openssl", "dgst", "-sha256", "-r", "payload").stdout.split()[0]
    check("and hands out the manifest, with the digest that openssl dgst finds", "Version=3\n" in text and f"Sha256={digest}\n" in text, text)
    done = program("openssl", "cms", "-verify", "-in", "good", "-inform", "PEM", "-CAfile", "stranger/root.pem", "-purpose", "any", "-attime", at)
    check("openssl refuses it below another root, as we do", done.returncode != 0, done)
    for words, good in ((["-noattr"], True), ([], True), (["-md", "sha1"], False)):
        must(program("openssl", "cms", "-sign", "-in", "text", "-binary", "-nodetach", "-signer", "signer.pem", "-inkey", "signer.key", "-certfile", "maker/issuing-1.pem",
                     "-outform", "PEM", "-out", "theirs", *words))
        code, answer = verify("theirs")
        check(f"what openssl cms -sign {' '.join(words)} makes is {'installed' if good else 'refused'}", (code == 0) == good, code, answer)
    check("a weak digest is named", answer["reason"] == "weak-signature", answer)


def check_refusals():
    must(cli("firmware", "make", "payload", "--unsigned", "--vendor", "House", "--model", "lock", "--version", 3, "--at", AT, "--out", "unsigned"))
    must(make("by-broker", signer="broker"))
    must(make("by-thief", signer="thief"))
    (HERE / "cut").write_bytes((HERE / "good.der").read_bytes()[:-20])
    der = (HERE / "good.der").read_bytes()
    (HERE / "changed").write_bytes(der.replace(b"Version=3", b"Version=9"))
    for words, reason, failing in ((("unsigned",), "unsigned", "signed"), (("by-broker",), "wrong-purpose", "extended-key-usage"),
                                   (("by-thief",), "wrong-key", "signature"), (("changed",), "altered", "manifest-signature"),
                                   (("cut",), "malformed", "envelope"), (("good", "--installed-version", 4), "rolled-back", "firmware-version"),
                                   (("good", "--installed-version", 3), "same-version", "firmware-version"), (("good", "--model", "camera"), "wrong-model", "model"),
                                   (("good", "--vendor", "Utility"), "wrong-model", "vendor"), (("good", "--at", "2036-01-01T00:00:00Z"), "expired", "validity")):
        code, answer = verify(*words)
        check(f"{' '.join(map(str, words))} is refused as {reason}", code == 1 and (answer["reason"], answer["failing"]) == (reason, failing), code, answer)
    code, answer = verify("good", payload="other")
    row = next(row for row in answer["checks"] if not row["ok"])
    check("an altered payload shows both digests", code == 1 and answer["reason"] == "altered" and len(row["expected"]) == len(row["found"]) == 64, code, row)
    code, answer = verify("good", "--at", "2036-01-01T00:00:00Z", "--at-signing-time")
    check("a device that goes by the signing time installs it", code == 0, code, answer)
    plain = cli("firmware", "verify", "payload", "--manifest", "unsigned", "--trust", "maker/root.pem")
    check("without --json the reason is the first line", plain.returncode == 1 and plain.stdout.startswith("refuse: unsigned\n"), plain)


def check_bad_input():
    (HERE / "empty").write_bytes(b"")
    with open(HERE / "huge", "wb") as huge:
        os.truncate(huge.fileno(), 64 * 1024 * 1024 + 1)
    (HERE / "no.pem").write_text("-----BEGIN CMS-----\n")
    before = (HERE / "good").read_bytes()
    sign = ("--cert", "signer.pem", "--key-file", "signer.key", "--vendor", "House", "--model", "lock", "--version", "3")
    ask = ("--manifest", "good", "--trust", "maker/root.pem")
    for words in ((), ("make",), ("verify",), ("bake",), ("make", "payload"), ("make", "empty", *sign, "--out", "good"), ("make", "nowhere", *sign, "--out", "good"),
                  ("make", "huge", *sign, "--out", "good"), ("make", "payload", *sign, "--version", "0"), ("make", "payload", *sign, "--version", "65536"),
                  ("make", "payload", *sign, "--key-file", "broker.key", "--out", "good"), ("make", "payload", *sign, "--cert", "signer.key", "--out", "good"),
                  ("make", "payload", *sign, "--json"), ("make", "payload", *sign, "--at", "noon"), ("make", "payload", *sign, "--unsigned"),
                  ("make", "payload", *sign, "--out", "nowhere/good"), ("verify", "payload"), ("verify", "payload", "other", *ask), ("verify", "nowhere", *ask),
                  ("verify", "huge", *ask), ("verify", "payload", "--manifest", "nowhere", "--trust", "maker/root.pem"), ("verify", "payload", "--manifest", "good"),
                  ("verify", "payload", "--manifest", "no.pem", "--trust", "maker/root.pem"), ("verify", "payload", "--manifest", "signer.pem", "--trust", "maker/root.pem"),
                  ("verify", "payload", *ask, "--installed-version", "-1"), ("verify", "payload", *ask, "--at", "noon"), ("verify", "payload", *ask, "--nonsense")):
        done = cli("firmware", *words)
        check(f"\"firmware {' '.join(words)}\" ends with 2 and a sentence", done.returncode == 2 and (done.stderr.strip() or not words) and not done.stdout.startswith("install"), done)
    check("a file is left as it was when nothing can be made", (HERE / "good").read_bytes() == before)


def main():
    set_up()
    for part in (check_good, check_openssl, check_refusals, check_bad_input):
        part()
    shutil.rmtree(HERE)
    return finish()


if __name__ == "__main__":
    sys.exit(main())
