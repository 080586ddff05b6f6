#!/usr/bin/env python3
"""What scripts rely on in `trustbed-cli verify`: exit codes, the keys of the JSON, and that nothing that is
handed over crashes or stalls it. The certificates are made by the openssl program.

Usage: test-cli-verify.py TRUSTBED-CLI"""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(1, sys.path[0] + "/../tools")
from tap import check, finish

CLI = sys.argv[1]
HERE = pathlib.Path(tempfile.mkdtemp(prefix="trustbed-verify-"))
KEYS = {"valid", "reason", "explanation", "paths", "openssl_valid", "chain", "checks"}
CHECK_KEYS = {"code", "what", "depth", "where", "expected", "found", "ok", "source"}
AUTHORITY = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n"
LEAF = "subjectAltName=DNS:lock.house,IP:192.0.2.1,email:a@house.lab\nextendedKeyUsage=serverAuth\nauthorityKeyIdentifier=keyid\n"


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True, cwd=HERE)


def make(name, issuer, extensions):
    """NAME.pem and its key, issued by ISSUER for a hundred years."""
    (HERE / f"{name}.cnf").write_text(extensions)
    openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}")
    signer = ["-CA", f"{issuer}.pem", "-CAkey", f"{issuer}.key", "-CAcreateserial"] if issuer != name else ["-key", f"{name}.key"]
    openssl("x509", "-req", "-in", f"{name}.csr", "-days", "36500", "-extfile", f"{name}.cnf", "-out", f"{name}.pem", *signer)


def run(*arguments):
    return subprocess.run([CLI, "verify", *map(str, arguments)], capture_output=True, text=True, cwd=HERE, timeout=60)


def verdict(*arguments):
    done = run("--trust", "root.pem", "--untrusted", "issuing.pem", *arguments, "--json", "lock.pem")
    return done.returncode, json.loads(done.stdout) if done.stdout else done.stderr


def check_json():
    code, answer = verdict("--host", "lock.house", "--purpose", "server")
    check("a good certificate ends with 0", code == 0 and answer["valid"] and answer["reason"] == "", code, answer)
    check("the JSON has the keys that are promised", set(answer) == KEYS and all(set(row) == CHECK_KEYS for row in answer["checks"]), answer)
    check("the chain is named, leaf first", [link["subject"] for link in answer["chain"]] == ["CN=lock", "CN=issuing", "CN=root"], answer["chain"])
    check("every check has a clause", all(row["source"] and row["what"] and row["where"] for row in answer["checks"]), answer["checks"])


def check_reasons():
    for arguments, reason in ((("--host", "door.house"), "wrong-host"), (("--ip", "192.0.2.2"), "wrong-host"), (("--email", "b@house.lab"), "wrong-host"),
                              (("--purpose", "client"), "wrong-purpose"), (("--purpose", "ca"), "wrong-purpose"), (("--depth", "0"), "not-an-authority"),
                              (("--at", "1999-01-01T00:00:00Z"), "not-yet-valid"), (("--at", "2999-01-01T00:00:00.5Z"), "expired"),
                              (("--explicit-policy",), "policy"), (("--require-crl", "leaf"), "status-unknown")):
        code, answer = verdict(*arguments)
        check(f"{' '.join(arguments)} is answered with {reason}", code == 1 and answer["reason"] == reason and not answer["valid"], code, answer)
    for arguments in (("--ip", "192.0.2.1"), ("--email", "a@house.lab"), ("--depth", "1"), ("--require-crl", "none"), ("--inhibit-any-policy",)):
        code, answer = verdict(*arguments)
        check(f"{' '.join(arguments)} is answered with yes", code == 0, code, answer)


def check_files():
    done = run("--trust", "root.pem", "lock.pem")
    check("a missing intermediate is named", done.returncode == 1 and "issuing" in done.stdout and done.stdout.startswith("invalid: unknown-authority"), done)
    (HERE / "both.pem").write_text((HERE / "lock.pem").read_text() + (HERE / "issuing.pem").read_text())
    check("what follows in the file came along", run("--trust", "root.pem", "both.pem").returncode == 0)
    openssl("x509", "-in", "lock.pem", "-outform", "DER", "-out", "lock.der")
    check("several files may follow one option, and DER is read", run("--trust", "root.pem", "--untrusted", "root.pem", "issuing.pem", "lock.der").returncode == 0)
    check("the certificate may come first", run("lock.der", "--untrusted", "issuing.pem", "--trust", "issuing.pem", "root.pem").returncode == 0)
    (HERE / "junk").write_bytes(b"\x30\x82\xff\xff junk")
    check("what came along and cannot be read is left out", run("--trust", "root.pem", "--untrusted", "junk", "issuing.pem", "lock.pem").returncode == 0)
    explained = run("--trust", "root.pem", "--untrusted", "issuing.pem", "--explain", "lock.pem")
    check("--explain lists clauses", explained.returncode == 0 and "RFC 5280 section 6.1.3" in explained.stdout, explained)


def check_lists():
    (HERE / "index.txt").write_text("")
    (HERE / "number").write_text("01\n")
    (HERE / "ca.cnf").write_text("[ca]\ndatabase=index.txt\ncrlnumber=number\ndefault_md=sha256\n[e]\nauthorityKeyIdentifier=keyid\n")
    gencrl = ["ca", "-config", "ca.cnf", "-name", "ca", "-gencrl", "-crldays", "36500", "-crlexts", "e", "-cert", "issuing.pem", "-keyfile", "issuing.key"]
    openssl(*gencrl, "-out", "empty.crl")
    openssl("ca", "-config", "ca.cnf", "-name", "ca", "-revoke", "lock.pem", "-cert", "issuing.pem", "-keyfile", "issuing.key")
    openssl(*gencrl, "-out", "full.crl")
    code, answer = verdict("--crl", "empty.crl")
    check("a list without the certificate is good news", code == 0, code, answer)
    code, answer = verdict("--crl", "full.crl")
    check("a list with it is not", code == 1 and answer["reason"] == "revoked", code, answer)
    check("OpenSSL, given the list, refuses it too", answer["openssl_valid"] is False, answer)
    (HERE / "both.crl").write_text((HERE / "empty.crl").read_text() + (HERE / "full.crl").read_text())
    code, answer = verdict("--crl", "both.crl")
    check("a file may hold several lists", code == 1 and answer["reason"] == "revoked", code, answer)
    code, answer = verdict("--crl", "full.crl", "--require-crl", "none")
    check("soft-fail forgives what is unknown, not what is revoked", code == 1 and answer["reason"] == "revoked", code, answer)
    code, answer = verdict("--crl", "empty.crl", "--require-crl", "all")
    check("hard-fail wants to know of the authority too", code == 1 and answer["reason"] == "status-unknown", code, answer)


def check_responses():
    serial = subprocess.run(["openssl", "x509", "-in", "lock.pem", "-noout", "-serial"], check=True, capture_output=True, text=True, cwd=HERE).stdout.strip()[7:]
    openssl("ocsp", "-issuer", "issuing.pem", "-cert", "lock.pem", "-no_nonce", "-reqout", "request.der")
    for name, line in (("good", f"V\t21260101000000Z\t\t{serial}"), ("revoked", f"R\t21260101000000Z\t200101000000Z\t{serial}")):
        (HERE / f"{name}.txt").write_text(f"{line}\tunknown\t/CN=lock\n")
        openssl("ocsp", "-index", f"{name}.txt", "-rsigner", "issuing.pem", "-rkey", "issuing.key", "-CA", "issuing.pem", "-reqin", "request.der",
                "-respout", f"{name}.der", "-ndays", "36500")
        code, answer = verdict("--ocsp", f"{name}.der")
        check(f"a response that says {name} is believed", answer["reason"] == {"good": "", "revoked": "revoked"}[name], code, answer)


def check_bad_input():
    der = (HERE / "lock.der").read_bytes()
    for name, content in (("empty", b""), ("truncated", der[:100]), ("zeros", bytes(1000)), ("nested", b"\x30\x80" * 5000), ("text", b"-----BEGIN CERTIFICATE-----\n")):
        (HERE / name).write_bytes(content)
        done = run("--trust", "root.pem", name)
        check(f"a file that is {name} ends with 2 and a sentence", done.returncode == 2 and name in done.stderr and done.stdout == "", done)
    for words in ((), ("lock.pem",), ("--trust", "nowhere.pem", "lock.pem"), ("--trust", "root.pem", "--explain", "lock.pem", "lock.pem"), ("--nonsense",),
                  ("--trust", "root.pem", "--at", "noon", "lock.pem"), ("--trust", "root.pem", "--purpose", "cake", "lock.pem"),
                  ("--trust", "root.pem", "--policy", "x", "lock.pem"), ("--trust", "root.pem", "--ip", "x", "lock.pem"),
                  ("--trust", "root.pem", "--host", ".house", "lock.pem"), ("--trust", "root.pem", "--depth", "-7", "lock.pem"),
                  ("--trust", "root.pem", "--crl", "root.pem", "lock.pem"), ("--trust", "root.pem", "--ocsp", "lock.der", "lock.pem")):
        done = run(*words)
        check(f"\"verify {' '.join(words)}\" ends with 2 and a sentence", done.returncode == 2 and done.stderr.strip() and done.stdout == "", done)


def main():
    make("root", "root", AUTHORITY.replace("authorityKeyIdentifier=keyid\n", ""))
    make("issuing", "root", AUTHORITY)
    make("lock", "issuing", LEAF)
    for part in (check_json, check_reasons, check_files, check_lists, check_responses, check_bad_input):
        part()
    shutil.rmtree(HERE)
    return finish()


if __name__ == "__main__":
    sys.exit(main())
