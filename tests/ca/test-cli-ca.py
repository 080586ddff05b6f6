#!/usr/bin/env python3
"""What scripts rely on in `trustbed-cli ca`, held against the openssl and GnuTLS programs: certificates, lists and OCSP answers
are accepted by them, refusals say why and exit 1, bad usage exits 2, and kill -9 at any moment loses nothing that was handed out.

Usage: test-cli-ca.py TRUSTBED-CLI"""

import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.path.insert(1, sys.path[0] + "/../tools")
from tap import check, finish

CLI = sys.argv[1]
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None         # a disk makes each of the many commits wait
HERE = pathlib.Path(tempfile.mkdtemp(prefix="trustbed-ca-", dir=MEMORY))
LAB = HERE / "lab"
ROOT, ISSUING = LAB / "root.pem", LAB / "issuing-1.pem"
N_KILLED = 24


def run(*arguments):
    return subprocess.run([str(argument) for argument in arguments], capture_output=True, timeout=120, cwd=HERE, check=False)


def ca(subcommand, *arguments, directory=LAB):
    return run(CLI, "ca", subcommand, directory, *arguments)


def says(done, *words):
    text = (done.stdout + done.stderr).decode(errors="replace")
    return all(word in text for word in words)


def issue(name, profile="device", *more):
    done = ca("issue", "--profile", profile, "--key", "P-256", "--out-key", f"{name}.key", "--subject", f"CN={name}", "--out", f"{name}.pem", *more)
    return done if done.returncode else HERE / f"{name}.pem"


def serial(path):
    return run("openssl", "x509", "-in", path, "-noout", "-serial").stdout.decode().strip().partition("=")[2].lower()


def openssl_accepts(path, *more):
    return run("openssl", "verify", "-CAfile", ROOT, "-untrusted", ISSUING, *more, path)


def check_init():
    done = run(CLI, "ca", "init", LAB, "--subject", "CN=Lab Root,O=Trustbed", "--issuing", "2", "--json")
    names = [row["name"] for row in json.loads(done.stdout)["authorities"]]
    check("init makes a root and issuing authorities", done.returncode == 0 and names == ["root", "issuing-1", "issuing-2"], done)
    check("openssl accepts the issuing authority", openssl_accepts(ISSUING).returncode == 0)
    check("keys are readable by their owner alone", all(file.stat().st_mode & 0o77 == 0 for file in (LAB / "keys").iterdir()) and LAB.stat().st_mode & 0o77 == 0)
    check("a second init leaves the folder alone", run(CLI, "ca", "init", LAB).returncode == 1)
    bad = run(CLI, "ca", "init", HERE / "other", "--subject", "nobody")
    relative = run(CLI, "ca", "init", "other-keys", "--key-store", "flash:the-keys", "--key", "Ed25519")
    check("keys may be in another folder, which is found from anywhere", relative.returncode == 0
          and subprocess.run([CLI, "ca", "crl", HERE / "other-keys"], capture_output=True, cwd="/", check=False).returncode == 0, relative)
    check("a bad name makes no folder", bad.returncode == 2 and not (HERE / "other").exists() and not list(HERE.glob("other.new*")), bad)


def check_issue():
    lock = issue("lock-01", "device", "--san", "DNS:lock-01.lab,IP:192.0.2.7", "--days", "30")
    text = run("openssl", "x509", "-in", lock, "-noout", "-text")
    check("openssl accepts a device certificate", says(openssl_accepts(lock, "-purpose", "sslclient"), "lock-01.pem: OK"))
    check("it says what the profile and the officer say", says(text, "TLS Web Client Authentication", "DNS:lock-01.lab, IP Address:192.0.2.7"), text)
    whole = (HERE / "chain.pem")
    whole.write_bytes(lock.read_bytes() + ISSUING.read_bytes() + ROOT.read_bytes())
    check("certtool accepts the chain", says(run("certtool", "--verify-chain", "--infile", whole), "Chain verification output: Verified."))
    factory = issue("factory", "idevid", "--san", "HW:1.3.6.1.4.1.55555.1:0a0b0c")
    check("a factory identity has no end", says(run("openssl", "x509", "-in", factory, "-noout", "-enddate"), "Dec 31 23:59:59 9999 GMT"))
    check("without a hardware module name there is none", says(issue("factory-2", "idevid"), "hardwareModuleName"))
    sub = issue("Sub", "authority")
    check("an external authority is certified below the root", says(run("openssl", "verify", "-CAfile", ROOT, sub), "OK")
          and says(run("openssl", "x509", "-in", sub, "-noout", "-text"), "CA:TRUE, pathlen:0"))


def check_requests():
    run("openssl", "req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", "r.key", "-subj", "/O=x/CN=broker.lab", "-addext", "subjectAltName=DNS:broker.lab", "-out", "r.csr")
    done = ca("issue", "--profile", "service", "--csr", "r.csr", "--out", "r.pem")
    check("a request from openssl is answered", done.returncode == 0 and says(openssl_accepts("r.pem", "-verify_hostname", "broker.lab"), "OK"), done)
    check("the subject is the one common name of the request", says(run("openssl", "x509", "-in", "r.pem", "-noout", "-subject"), "subject=CN = broker.lab"))
    run("openssl", "req", "-new", "-newkey", "rsa:1024", "-nodes", "-keyout", "w.key", "-subj", "/CN=weak", "-out", "w.csr")
    weak = ca("issue", "--profile", "service", "--csr", "w.csr", "--out", "w.pem")
    check("a weak key is refused with the reason and writes nothing", weak.returncode == 1 and says(weak, "1024 bits", "2048") and not (HERE / "w.pem").exists(), weak)
    long = issue("long", "device", "--days", "9999")
    check("a lifetime beyond the profile's is refused", long.returncode == 1 and says(long, "at most 3650 days"), long)


def check_again():
    old = serial("lock-01.pem")
    ca("renew", "--serial", old, "--out", "renewed.pem")
    ca("rekey", "--serial", old, "--key", "P-256", "--out-key", "new.key", "--out", "rekeyed.pem")
    keys = [run("openssl", "x509", "-in", name, "-noout", "-pubkey").stdout for name in ("lock-01.pem", "renewed.pem", "rekeyed.pem")]
    check("renewal keeps the key and rekeying does not", keys[0] == keys[1] != keys[2] and keys[2] == run("openssl", "pkey", "-in", "new.key", "-pubout").stdout)
    check("both have a number of their own", len({old, serial("renewed.pem"), serial("rekeyed.pem")}) == 3)


def crl_check(name):
    return run("openssl", "verify", "-crl_check", "-CRLfile", "full.crl", "-CAfile", ROOT, "-untrusted", ISSUING, f"{name}.pem")


def check_revocation():
    for name in ("stolen", "paused", "good"):
        issue(name, "device-revocable")
    check("a delta needs a full list", ca("crl", "--delta").returncode == 1)
    revoked, held = ca("revoke", "--serial", serial("stolen.pem"), "--reason", "keyCompromise"), ca("hold", "--serial", serial("paused.pem"))
    check("revoke and hold say what became of it", says(revoked, "revoked") and says(held, "held"), revoked, held)
    check("what is revoked stays so", ca("release", "--serial", serial("stolen.pem")).returncode == 1)
    check("an unknown reason is bad usage", ca("revoke", "--serial", serial("good.pem"), "--reason", "mood").returncode == 2)
    check("an unknown number is bad input", ca("revoke", "--serial", "abcd").returncode == 2)
    full = ca("crl", "--out", "full.crl")
    check("openssl accepts the list's signature", full.returncode == 0 and says(run("openssl", "crl", "-in", "full.crl", "-noout", "-CAfile", ISSUING), "verify OK"), full)
    check("certtool reads the list", says(run("certtool", "--crl-info", "--infile", "full.crl"), "Revoked certificates (2)"))
    check("openssl refuses what it lists and nothing else", says(crl_check("stolen"), "certificate revoked") and says(crl_check("paused"), "certificate revoked")
          and crl_check("good").returncode == 0)
    ca("release", "--serial", serial("paused.pem"))
    delta = json.loads(ca("crl", "--delta", "--out", "delta.crl", "--json").stdout)
    check("the delta has the next number and tells of the release", delta["number"] == "02" and delta["base_number"] == "01" and delta["entries"] == 1
          and says(run("openssl", "crl", "-in", "delta.crl", "-noout", "-text"), "Delta CRL Indicator: critical", "Remove From CRL"), delta)
    numbers = [json.loads(ca("crl", "--json").stdout)["number"] for _ in range(3)]
    check("numbers rise", numbers == ["03", "04", "05"], numbers)


def ask(name, *more):
    run("openssl", "ocsp", "-issuer", ISSUING, "-cert", f"{name}.pem", "-no_nonce", "-reqout", "request.der")
    done = ca("ocsp", "--request", "request.der", "--out", "response.der", *more)
    return done if done.returncode else run("openssl", "ocsp", "-respin", "response.der", "-issuer", ISSUING, "-cert", f"{name}.pem", "-no_nonce",
                                           "-CAfile", ROOT, "-verify_other", ISSUING)


def check_ocsp():
    check("openssl accepts an answer: good", says(ask("good"), "Response verify OK", "good.pem: good"), ask("good"))
    check("openssl accepts an answer: revoked", says(ask("stolen"), "Response verify OK", "stolen.pem: revoked", "keyCompromise"), ask("stolen"))
    check("openssl accepts a delegated responder", says(ask("stolen", "--delegated"), "Response verify OK", "stolen.pem: revoked"), ask("stolen", "--delegated"))
    check("ocsptool reads the answer", says(run("ocsptool", "-j", "--infile", "response.der"), "Certificate Status: revoked"))
    run("openssl", "ocsp", "-issuer", ISSUING, "-cert", "good.pem", "-reqout", "nonce.der")
    ca("ocsp", "--request", "nonce.der", "--out", "fresh.der")
    fresh = run("openssl", "ocsp", "-reqin", "nonce.der", "-respin", "fresh.der", "-CAfile", ROOT, "-verify_other", ISSUING)
    check("the nonce comes back", says(fresh, "Response verify OK") and not says(fresh, "onceerr") and not says(fresh, "WARNING"), fresh)
    stale = ask("good", "--at", "2026-03-02T06:00:00Z")
    check("a stale answer is refused", says(stale, "status expired") and not says(stale, "good.pem: good\n\tThis Update: Nov"), stale)
    (HERE / "junk").write_bytes(b"junk")
    ca("ocsp", "--request", "junk", "--out", "junk.der")
    check("junk gets an answer that says so", says(run("openssl", "ocsp", "-respin", "junk.der", "-resp_text"), "malformedrequest"))


def check_external():
    run("openssl", "req", "-x509", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", "ext.key", "-subj", "/O=Elsewhere/CN=External Root",
        "-addext", "keyUsage=critical,keyCertSign,cRLSign", "-out", "ext.pem", "-days", "900")
    check("an external authority is imported with its key", says(ca("import", "--name", "ext", "--certificate", "ext.pem", "--key", "ext.key"), "ext.pem"))
    issue("visitor", "device", "--issuer", "ext")
    check("it issues from here", says(run("openssl", "verify", "-CAfile", "ext.pem", "visitor.pem"), "OK"))
    ca("cross", "--certificate", "ext.pem", "--out", "cross.pem")
    check("a cross-certificate makes a path from the own root", says(run("openssl", "verify", "-CAfile", ROOT, "-untrusted", "cross.pem", "visitor.pem"), "OK"))
    check("a key of somebody else is refused", ca("import", "--name", "odd", "--certificate", ROOT, "--key", "ext.key").returncode == 1)
    ca("import", "--name", "far", "--certificate", "ext.pem")
    check("with the certificate alone nothing is issued", says(issue("x", "device", "--issuer", "far"), "key of far is not here"))
    ca("authority", "--name", "mid", "--profile", "intermediate", "--subject", "CN=Mid")
    ca("authority", "--name", "low", "--parent", "mid", "--subject", "CN=Low")
    deep = issue("deep", "device", "--issuer", "low", "--chain")
    check("three levels below the root make a path", says(run("openssl", "verify", "-CAfile", ROOT, "-untrusted", deep, deep), "OK"))


def check_export():
    (HERE / "password").write_text("secret\n")
    ca("export", "--serial", serial("good.pem"), "--format", "pkcs12", "--key-file", "good.key", "--password-file", "password", "--out", "good.p12")
    opened = run("openssl", "pkcs12", "-in", "good.p12", "-passin", "pass:secret", "-nodes")
    check("openssl opens the PKCS #12 file", opened.stdout.count(b"BEGIN CERTIFICATE") == 2 and b"PRIVATE KEY" in opened.stdout, opened)
    check("another key does not go into it", ca("export", "--serial", serial("good.pem"), "--format", "pkcs12", "--key-file", "stolen.key",
                                               "--password-file", "password", "--out", "odd.p12").returncode == 1 and not (HERE / "odd.p12").exists())
    ca("export", "--authority", "issuing-1", "--der", "--out", "issuing.der")
    check("DER is the same certificate", run("openssl", "x509", "-inform", "DER", "-in", "issuing.der").stdout == ISSUING.read_bytes())


def check_roles():
    refused = issue("eve", "device", "--as", "eve")
    check("who has no role does not issue", refused.returncode == 1 and says(refused, '"eve" has no role'), refused)
    ca("role", "--give", "issuing-officer", "--to", "eve")
    check("who has the role issues", isinstance(issue("eve", "device", "--as", "eve"), pathlib.Path))
    check("and does not revoke", says(ca("revoke", "--as", "eve", "--serial", serial("eve.pem")), "revocation-officer"))
    log = ca("audit", "--export", "-").stdout.decode()
    check("all of it is in the audit log", "\teve\trefused\t" in log and f"\teve\tissue\tissuing-1\tserial={serial('eve.pem')}" in log, log[-2000:])


def tampered(statement):
    copy = HERE / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(LAB, copy)
    with sqlite3.connect(copy / "index.sqlite") as index:
        index.executescript(statement)
    index.close()
    return copy


TAMPERING = {
    "an edit": "UPDATE audit SET entry = replace (entry, 'lock-01', 'lock-99') WHERE entry LIKE '%lock-01%'",
    "a deletion": "DELETE FROM audit WHERE seq = 5",
    "a deletion that is closed up": "DELETE FROM audit WHERE seq = 5; UPDATE audit SET seq = seq - 1 WHERE seq > 5",
    "an exchange of two": "UPDATE audit SET entry = CASE seq WHEN 3 THEN (SELECT entry FROM audit WHERE seq = 4) ELSE (SELECT entry FROM audit WHERE seq = 3) END WHERE seq IN (3, 4)",
    "a cut tail": "DELETE FROM audit WHERE seq > 10",
    "a changed name": "UPDATE audit SET entry = replace (entry, char (9) || 'eve' || char (9), char (9) || 'bob' || char (9))",
}


def check_audit():
    run("openssl", "genpkey", "-algorithm", "ed25519", "-out", "witness.key")
    run("openssl", "pkey", "-in", "witness.key", "-pubout", "-out", "witness.pub")
    none = ca("audit")
    check("without a checkpoint the audit says what it cannot know", none.returncode == 0 and says(none, "Without a checkpoint nothing can be said about changes"), none)
    ca("checkpoint", "--witness-key", "witness.key", "--out", "first")
    held_against = ["--checkpoint", "first", "--witness", "witness.pub"]
    check("the log is what it was at the checkpoint", ca("audit", *held_against).returncode == 0, ca("audit", *held_against))
    for name, statement in TAMPERING.items():
        done = ca("audit", *held_against, directory=tampered(statement))
        check(f"{name} is found", done.returncode == 1, done)
    issue("later")
    report = json.loads(ca("audit", *held_against, "--json").stdout)
    check("what is younger than the checkpoint is not vouched for", report["valid"] and report["entries"] == report["covered"] + 1
          and "younger" in report["cannot_know"], report)


def check_witness():
    ca("checkpoint", "--previous", "first", "--out", "second")
    signed = run(CLI, "ca", "cosign", "second", "--key", "witness.key", "--certificate", ISSUING, "--previous", "first", "--out", "second.signed")
    check("a witness cosigns a log that has only grown", signed.returncode == 0
          and ca("audit", "--checkpoint", "second.signed", "--witness", "witness.pub").returncode == 0, signed)
    check("an unsigned one does not count for the witness", ca("audit", "--checkpoint", "second", "--witness", "witness.pub").returncode == 1)
    copy = tampered(TAMPERING["an edit"])
    ca("checkpoint", "--previous", "first", "--out", "forged", directory=copy)
    forged = run(CLI, "ca", "cosign", "forged", "--key", "witness.key", "--certificate", ISSUING, "--previous", "first")
    check("a witness does not cosign a log that was rewritten", forged.returncode == 1 and says(forged, "no proof that the log has only grown"), forged)
    text = (HERE / "first").read_bytes()
    for n in (0, 10, 40, len(text) // 2):
        (HERE / "short").write_bytes(text[:n])
        check(f"{n} bytes of a checkpoint are refused", ca("audit", "--checkpoint", "short").returncode in (1, 2))


def kill_one(i, whole_s):
    """Starts issuing and kills it after a part of the time it takes, another one each time; returns the certificate if it was handed out."""
    out = HERE / f"killed-{i}.pem"
    process = subprocess.Popen([CLI, "ca", "issue", LAB, "--profile", "device", "--key", "P-256", "--out-key", HERE / f"killed-{i}.key", "--subject", f"CN=killed-{i}",
                                "--out", out], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(timeout=whole_s * (i + 10) / N_KILLED)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    return out if out.exists() else None


def time_one():
    begin = time.monotonic()
    issue("timed")
    return time.monotonic() - begin


def check_killed():
    whole_s = min(time_one() for _ in range(3))
    handed_out = [serial(path) for path in (kill_one(i, whole_s) for i in range(N_KILLED)) if path]
    rows = json.loads(ca("list", "--json").stdout)["certificates"]
    by_serial = {row["serial"]: row for row in rows}
    doomed = [row for row in rows if row["subject"].startswith("CN=killed-")]
    log = ca("audit", "--export", "-").stdout.decode()
    check("no number was used twice", len(by_serial) == len(rows))
    check("everything handed out is in the index", all(by_serial.get(number, {}).get("state") == "issued" for number in handed_out), handed_out)
    check("everything reserved or issued is in the audit log", all(f"serial={row['serial']} " in log for row in doomed), len(doomed))
    with sqlite3.connect(LAB / "index.sqlite") as index:
        check("the index is whole", index.execute("PRAGMA integrity_check").fetchone() == ("ok",))
    index.close()
    check("the authority goes on", isinstance(issue("after"), pathlib.Path) and openssl_accepts("after.pem").returncode == 0)


def check_bad_usage():
    check("no subcommand is bad usage", run(CLI, "ca").returncode == 2 and run(CLI, "ca", "dance").returncode == 2)
    check("no folder is bad usage", run(CLI, "ca", "issue").returncode == 2)
    check("a folder that is no authority is bad input", run(CLI, "ca", "list", HERE).returncode == 2)
    check("an unknown profile is bad input", says(ca("issue", "--profile", "../device", "--key", "P-256", "--out-key", "x", "--subject", "CN=x"), "no certificate profile"))
    check("neither request nor key is bad usage", ca("issue", "--profile", "device", "--subject", "CN=x").returncode == 2)
    check("a name that is none is bad usage", ca("issue", "--profile", "device", "--key", "P-256", "--out-key", "x", "--subject", "x").returncode == 2)
    check("help is there", run(CLI, "ca", "--help").returncode == 0 and says(ca("issue", "--help"), "--profile"))


def main():
    for part in (check_init, check_issue, check_requests, check_again, check_revocation, check_ocsp, check_external, check_export, check_roles, check_audit,
                 check_witness, check_killed, check_bad_usage):
        part()
    shutil.rmtree(HERE)
    return finish()


if __name__ == "__main__":
    sys.exit(main())
