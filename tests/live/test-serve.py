#!/usr/bin/env python3
"""`trustbed-cli serve` with programs that other people wrote: curl and strongSwan enrol and renew, openssl asks for the state of what they got, openssl,
gnutls and mosquitto connect with it and are refused once it is revoked. And whatever moment the server is killed at: what a client has received is in
the index.

Usage: test-serve.py TRUSTBED-CLI"""

import base64
import concurrent.futures
import contextlib
import http.client
import os
import pathlib
import re
import shutil
import signal
import sqlite3
import ssl
import subprocess
import sys
import tempfile

sys.path.insert(1, sys.path[0] + "/../tools")
from tap import check, finish

CLI = sys.argv[1]
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None         # a disk makes each of the many commits wait
HERE = pathlib.Path(tempfile.mkdtemp(prefix="trustbed-serve-", dir=MEMORY))
PATIENCE_S = 60
NONSENSE = "0\0"        # a message before CONNECT: no broker goes on after that


def run(*words, said=None):
    return subprocess.run([str(word) for word in words], capture_output=True, text=True, errors="replace", cwd=HERE, timeout=PATIENCE_S, input=said or "")


class Server:
    """Ours. It is ready when the last of its lines has come."""

    def __init__(self, *words, last="crl"):
        self.process = subprocess.Popen([CLI, "serve", *map(str, words)], cwd=HERE, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.url = {}
        for line in self.process.stdout:
            word, name, url = line.split()
            assert word == "READY", line
            self.url[name] = url
            if name == last:
                return
        raise AssertionError(f"READY {last} never came: {self.process.communicate()}")

    def port(self, name):
        return int(re.search(r":(\d+)(/|$)", self.url[name]).group(1))

    def end(self, by=signal.SIGTERM):
        self.process.send_signal(by)
        self.said, self.complaint = self.process.communicate(timeout=PATIENCE_S)
        return self.process.returncode


def serial(certificate):
    return run("openssl", "x509", "-in", certificate, "-noout", "-serial").stdout.strip().removeprefix("serial=").lower()


def subject(certificate):
    return run("openssl", "x509", "-in", certificate, "-noout", "-subject").stdout.strip()


def make_request(name):
    run("openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", f"{name}.key", "-out", f"{name}.csr", "-outform", "DER",
        "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}.lab")
    (HERE / f"{name}.b64").write_bytes(base64.b64encode((HERE / f"{name}.csr").read_bytes()))


# --- EST ---


def curl(server, operation, *words, body=None, name="answer"):
    """The status; what came is in a file."""
    send = ("-H", "Content-Type: application/pkcs10", "--data-binary", f"@{body}") if body else ()
    done = run("curl", "--silent", "--show-error", "--max-time", PATIENCE_S, "--cacert", "ca/root.pem", "--output", name, "--write-out", "%{http_code}", *words, *send,
               f"{server.url['est']}/{operation}")
    return done.stdout if done.returncode == 0 else f"{done.returncode}: {done.stderr}"


def unpack(answer, certificate):
    (HERE / "answer.p7").write_bytes(base64.b64decode((HERE / answer).read_bytes()))
    return run("openssl", "pkcs7", "-inform", "DER", "-in", "answer.p7", "-print_certs", "-out", certificate).returncode == 0


def check_curl(server):
    make_request("lock-1")
    check("curl fetches the authorities", curl(server, "cacerts") == "200" and unpack("answer", "cacerts.pem") and "Live Root" in (HERE / "cacerts.pem").read_text())
    status = curl(server, "simpleenroll", "--user", "lock-1:one", body="lock-1.b64")
    check("curl enrols with a secret", status == "200" and unpack("answer", "lock-1.pem") and subject("lock-1.pem").endswith("CN = lock-1"), status)
    status = curl(server, "simpleenroll", "--user", "lock-1:one", body="lock-1.b64")
    check("a secret is good once", status == "401", status)
    status = curl(server, "simplereenroll", "--cert", "lock-1.pem", "--key", "lock-1.key", body="lock-1.b64")
    check("curl re-enrols with its certificate", status == "200" and unpack("answer", "lock-1b.pem") and serial("lock-1b.pem") != serial("lock-1.pem"), status)
    status = curl(server, "simplereenroll", body="lock-1.b64")
    check("without one it does not", status == "401", status)
    make_request("bank")
    status = curl(server, "simpleenroll", "--cert", "lock-1.pem", "--key", "lock-1.key", body="bank.b64")
    check("a certificate is no licence for other names", status == "403", status)
    status = curl(server, "simplereenroll", "--tls-max", "1.2", "--cert", "lock-1.pem", "--key", "lock-1.key", body="lock-1.b64")
    check("TLS 1.2 will do", status == "200", status)


def make_factory(maker, number):
    """A maker's root, and the identity of one of its devices (IEEE 802.1AR), made by openssl."""
    run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", f"{maker}.key", "-out", f"{maker}.pem", "-subj", f"/CN={maker}",
        "-days", "3650", "-addext", "keyUsage=critical,keyCertSign")
    run("openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", f"{maker}-device.key", "-out", f"{maker}-device.csr",
        "-subj", f"/CN=Lock model 5/serialNumber={number}")
    (HERE / "idevid.ext").write_text("keyUsage=critical,digitalSignature\nbasicConstraints=critical,CA:FALSE\n")
    run("openssl", "x509", "-req", "-in", f"{maker}-device.csr", "-CA", f"{maker}.pem", "-CAkey", f"{maker}.key", "-days", "3650", "-extfile", "idevid.ext", "-out", f"{maker}-device.pem")


def check_factory(server):
    shows = ("--cert", "maker-device.pem", "--key", "maker-device.key")
    run("openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "LX5-0017.key", "-out", "LX5-0017.csr", "-outform", "DER", "-subj", "/CN=LX5-0017")
    (HERE / "LX5-0017.b64").write_bytes(base64.b64encode((HERE / "LX5-0017.csr").read_bytes()))
    status = curl(server, "simpleenroll", *shows, body="LX5-0017.b64")
    check("a device enrols with its factory certificate", status == "200" and unpack("answer", "LX5-0017.pem") and subject("LX5-0017.pem").endswith("CN = LX5-0017"), status)
    status = curl(server, "simpleenroll", *shows, body="lock-1.b64")
    check("for its serial number, and no other name", status == "403", status)
    status = curl(server, "simplereenroll", *shows, body="LX5-0017.b64")
    check("nothing is renewed with a factory certificate", status == "403", status)
    status = curl(server, "simplereenroll", "--cert", "LX5-0017.pem", "--key", "LX5-0017.key", body="LX5-0017.b64")
    check("what it got renews like any other", status == "200", status)
    done = connect(server, "mosquitto_pub", "maker-device.pem", "maker-device.key")
    check("the broker takes no factory certificate", done.returncode != 0, done)
    status = curl(server, "simpleenroll", "--cert", "stranger-device.pem", "--key", "stranger-device.key", body="LX5-0017.b64")
    check("nor does anybody one of another maker", status != "200", status)


def check_strongswan_est(server):
    base = server.url["est"].removesuffix("/.well-known/est")
    trust = ("--cacert", "ca/root.pem", "--cacert", "ca/issuing-1.pem")
    done = run("pki", "--estca", "--url", base, "--cacert", "ca/root.pem", "--caout", "est-root.pem", "--outform", "pem")
    check("strongSwan fetches the authorities by EST", done.returncode == 0 and (HERE / "est-root.pem").exists() and (HERE / "est-root-1.pem").exists(), done)
    make_request("lock-2")
    done = run("pki", "--est", "--url", base, "--in", "lock-2.csr", *trust, "--userpass", "lock-2:two", "--outform", "pem")
    (HERE / "lock-2.pem").write_text(done.stdout)
    check("strongSwan enrols by EST", done.returncode == 0 and subject("lock-2.pem").endswith("CN = lock-2"), done)
    done = run("pki", "--est", "--url", base, "--in", "lock-2.csr", *trust, "--cert", "lock-2.pem", "--key", "lock-2.key", "--outform", "pem")
    (HERE / "lock-2b.pem").write_text(done.stdout)
    check("strongSwan re-enrols by EST", done.returncode == 0 and serial("lock-2b.pem") not in ("", serial("lock-2.pem")), done)


# --- SCEP ---


def check_strongswan_scep(server):
    url, ra = server.url["scep"], ("--cacert-enc", "ra.pem", "--cacert-sig", "ra.pem", "--cacert", "ca/root.pem", "--cacert", "ca/issuing-1.pem", "--outform", "pem")
    done = run("pki", "--scepca", "--url", url, "--caout", "scep-root.pem", "--raout", "ra.pem", "--outform", "pem")
    check("strongSwan fetches the authorities by SCEP", done.returncode == 0 and (HERE / "scep-root.pem").exists() and (HERE / "ra.pem").exists(), done)
    for name in ("lock-3", "lock-3b"):
        run("openssl", "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", f"{name}.key")
    done = run("pki", "--scep", "--url", url, "--in", "lock-3.key", "--dn", "CN=lock-3", "--san", "lock-3.lab", "--password", "three", *ra)
    (HERE / "lock-3.pem").write_text(done.stdout)
    check("strongSwan enrols by SCEP", done.returncode == 0 and subject("lock-3.pem").endswith("CN = lock-3"), done)
    done = run("pki", "--scep", "--url", url, "--in", "lock-3b.key", "--dn", "CN=lock-3", "--san", "lock-3.lab", "--cert", "lock-3.pem", "--key", "lock-3.key", *ra)
    (HERE / "lock-3b.pem").write_text(done.stdout)
    check("strongSwan renews by SCEP", done.returncode == 0 and serial("lock-3b.pem") not in ("", serial("lock-3.pem")), done)
    done = run("pki", "--scep", "--url", url, "--in", "lock-3b.key", "--dn", "CN=lock-4", "--password", "guess", *ra)
    check("with a wrong challenge it does not", done.returncode != 0 and done.stdout == "", done)


# --- what became of it ---


def ask_openssl(server, certificate):
    return run("openssl", "ocsp", "-issuer", "ca/issuing-1.pem", "-cert", certificate, "-url", server.url["ocsp"], "-CAfile", "ca/root.pem",
               "-verify_other", "ca/issuing-1.pem")


def connect(server, program, certificate, key):
    port, files = server.port("broker"), (certificate, key)
    if program == "mosquitto_pub":
        return run("mosquitto_pub", "-h", "localhost", "-p", port, "--cafile", "ca/root.pem", "--cert", files[0], "--key", files[1], "-q", "1", "-t", "door/1", "-m", "open")
    if program == "gnutls-cli":
        return run("gnutls-cli", "--port", port, "--x509cafile", "ca/root.pem", "--x509certfile", files[0], "--x509keyfile", files[1], "localhost", said=NONSENSE)
    return run("openssl", "s_client", "-connect", f"localhost:{port}", "-CAfile", "ca/root.pem", "-cert", files[0], "-key", files[1], "-verify_return_error", "-ign_eof", said=NONSENSE)


def is_refused(program, done):
    return done.returncode != 0 if program == "mosquitto_pub" else "ertificate was revoked" in done.stdout + done.stderr or "alert certificate revoked" in done.stdout + done.stderr


def check_subscriber(server):
    files = ("--cafile", "ca/root.pem", "--cert", "lock-2b.pem", "--key", "lock-2.key")
    listener = subprocess.Popen(["stdbuf", "--output=L", "mosquitto_sub", "-d", "-h", "localhost", "-p", str(server.port("broker")), *files, "-t", "door/+", "-C", "1"], cwd=HERE, text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    heard = []
    for line in listener.stdout:
        heard.append(line)
        if "SUBACK" in line:
            break
    connect(server, "mosquitto_pub", "lock-1b.pem", "lock-1.key")
    heard += listener.communicate(timeout=PATIENCE_S)[0].splitlines(keepends=True)
    check("mosquitto_sub hears what mosquitto_pub says", "open\n" in heard and listener.returncode == 0, heard)


def check_revocation(server):
    programs = ("mosquitto_pub", "gnutls-cli", "openssl")
    for program in programs:
        done = connect(server, program, "lock-1b.pem", "lock-1.key")
        check(f"{program} connects with what curl got", not is_refused(program, done) and "fatal alert" not in done.stdout + done.stderr, done)
    check_subscriber(server)
    done = run("mosquitto_pub", "-h", "localhost", "-p", server.port("broker"), "--cafile", "ca/root.pem", "-t", "door/1", "-m", "open")
    check("the broker demands a certificate", done.returncode != 0, done)
    done = ask_openssl(server, "lock-1b.pem")
    check("openssl ocsp hears that it is good", "Response verify OK" in done.stderr and "lock-1b.pem: good" in done.stdout, done)
    done = run(CLI, "ca", "revoke", "ca", "--serial", serial("lock-1b.pem"), "--reason", "keyCompromise")
    check("another process revokes it", done.returncode == 0, done)
    done = ask_openssl(server, "lock-1b.pem")
    check("openssl ocsp hears that it is revoked", "Response verify OK" in done.stderr and "lock-1b.pem: revoked" in done.stdout and "keyCompromise" in done.stdout, done)
    for program in programs:
        done = connect(server, program, "lock-1b.pem", "lock-1.key")
        check(f"{program} is refused with it", is_refused(program, done), done)
    status = curl(server, "simplereenroll", "--cert", "lock-1b.pem", "--key", "lock-1.key", body="lock-1.b64")
    check("it is not renewed any more", status == "403", status)
    run("curl", "--silent", "--output", "list.crl", server.url["crl"])
    text = run("openssl", "crl", "-in", "list.crl", "-inform", "DER", "-noout", "-text", "-CAfile", "ca/issuing-1.pem")
    check("it is in the list", serial("lock-1b.pem").upper() in text.stdout and "Key Compromise" in text.stdout, text)
    check("the others are not", serial("lock-2b.pem").upper() not in text.stdout, text)


# --- at once ---


def enrol(server, user):
    """Enrols with Python's own HTTP, and returns the serial number that arrived, or None where nothing did."""
    context = ssl.create_default_context(cafile=HERE / "ca/root.pem")
    connection = http.client.HTTPSConnection("localhost", server.port("est"), context=context, timeout=PATIENCE_S)
    secret = base64.b64encode(f"{user}:burst".encode()).decode()
    try:
        connection.request("POST", "/.well-known/est/simpleenroll", (HERE / "lock-1.b64").read_bytes(),
                           {"Content-Type": "application/pkcs10", "Authorization": f"Basic {secret}"})
        answer = connection.getresponse()
        body = answer.read()
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
    return base64.b64decode(body) if answer.status == 200 else None


def list_index():
    """All certificates in the index, DER."""
    with contextlib.closing(sqlite3.connect(HERE / "ca/index.sqlite")) as index:
        return [der for (der,) in index.execute("SELECT der FROM certificate WHERE der IS NOT NULL")]


def check_burst(server):
    with concurrent.futures.ThreadPoolExecutor(64) as pool:
        got = list(pool.map(lambda i: enrol(server, f"burst-{i}"), range(64)))
    check("64 clients enrol at once, none fails", all(got), sum(map(bool, got)))


def check_killed(server):
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        jobs = [pool.submit(enrol, server, f"burst-{i}") for i in range(64, 264)]
        for n, job in enumerate(concurrent.futures.as_completed(jobs)):
            if n == 40:
                server.end(signal.SIGKILL)
        received = [job.result() for job in jobs if job.result()]
    check("it dies in the middle of a burst", 40 <= len(received) < 200 and server.process.returncode == -signal.SIGKILL, len(received))
    again = Server("--ca", "ca", "--port", 0, "--est", last="est")
    index = list_index()
    missing = [package for package in received if not any(der in package for der in index)]
    check("every certificate that was received is in the index", len(received) > 0 and not missing, len(missing), len(index))
    status = curl(again, "simplereenroll", "--cert", "lock-2b.pem", "--key", "lock-2.key", body="lock-2.b64")
    check("whoever enrolled before renews after", status == "200", status)
    check("it ends cleanly", again.end() == 0 and again.complaint == "", again.complaint)


# --- usage ---


def check_usage():
    for words, reason in ((("--listen", "0.0.0.0"), "loopback"), (("--listen", "192.0.2.1"), "loopback"), (("--listen", "::"), "loopback"), (("--http01", "192.0.2.1:80"), "loopback"),
                          (("--port", "65536"), "--port"), (("--port", "x"), ""), (("--est-user", "nobody"), "--est-user"), (("--acme-eab", "kid"), "--acme-eab"),
                          (("--acme-eab", "kid:*"), "--acme-eab"), (("--lifetime", "soon"), "--lifetime"), (("--deadline", "0"), "--deadline"), (("word",), "word"),
                          (("--ca", CLI), ""), (("--pin-file", "nowhere"), "nowhere"), (("--factory-root", "nowhere"), "nowhere")):
        done = run(CLI, "serve", *words)
        check(f"\"serve {' '.join(words[:1])}\" with that is refused with the reason", done.returncode == 2 and done.stderr.startswith("trustbed-cli: ") and reason in done.stderr
              and done.stdout == "", done)
    folder = HERE / "full"
    folder.mkdir()
    (folder / "mine").write_text("mine")
    done = run(CLI, "serve", "--ca", folder, "--est")
    check("a folder with something else in it is left alone", done.returncode == 2 and [file.name for file in folder.iterdir()] == ["mine"], done)


def check_temporary():
    server = Server("--est", "--ocsp", last="ocsp")
    check("only what is asked for is served", sorted(server.url) == ["est", "ocsp"], server.url)
    code = server.end(signal.SIGINT)
    folder = pathlib.Path(re.search(r"is in (\S+) until", server.complaint).group(1))
    check("a temporary authority is gone with SIGINT", code == 0 and not folder.exists(), code, server.complaint)


def check_again(first):
    server = Server("--ca", "ca", "--listen", "127.0.0.2", "--est", last="est")
    check("any loopback address will do", server.url["est"].startswith("https://127.0.0.2:"), server.url)
    done = run("curl", "--silent", "--cacert", "ca/root.pem", "--output", "answer", "--write-out", "%{http_code}", f"{server.url['est']}/cacerts")
    check("its certificate names that address", done.stdout == "200", done)
    check("a folder can be served twice at once", first.process.poll() is None and server.end() == 0)


def main():
    make_factory("maker", "LX5-0017")
    make_factory("stranger", "LX5-0017")
    users = [f"burst-{i}:burst" for i in range(264)] + ["lock-1:one", "lock-2:two"]
    server = Server("--ca", "ca", "--port", 0, "--est", "--scep", "--ocsp", "--crl", "--broker", "--factory-root", "maker.pem", "--scep-challenge", "three", "--scep-challenge", "other",
                    *[word for user in users for word in ("--est-user", user)], last="broker")
    check("all that was asked for is served", sorted(server.url) == ["broker", "crl", "est", "ocsp", "scep"], server.url)
    for part in (check_curl, check_factory, check_strongswan_est, check_strongswan_scep, check_revocation, check_burst, check_again, check_killed):
        part(server)
    check_usage()
    check_temporary()
    shutil.rmtree(HERE)
    return finish()


if __name__ == "__main__":
    sys.exit(main())
