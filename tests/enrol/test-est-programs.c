/* OpenSSL's program reads what goes over EST, and what it writes is understood. */
#include "est-fixture.h"
#include "revocation-fixture.h"

#include <string.h>

#define RUN(directory, says, ...) rev_run (directory, 0, says, (const char *[]) { "openssl", __VA_ARGS__, NULL })

static char *
make_directory (void)
{
  char *directory = g_dir_make_tmp ("trustbed-est-XXXXXX", NULL);
  g_assert_nonnull (directory);
  return directory;
}

static void
remove_directory (char *directory)
{
  rev_remove (directory);
  g_free (directory);
}

static GBytes *
load (const char *directory, const char *name)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);
  char *data;
  gsize length;
  g_assert_true (g_file_get_contents (path, &data, &length, NULL));
  return g_bytes_new_take (data, length);
}

/* The body as it went over the wire. */
static void
save (const char *directory, const char *name, GBytes *body)
{
  g_autofree char *path = rev_write (directory, name, body);
  g_assert_nonnull (path);
}

static void
openssl_reads_cacerts (EstFixture *fixture, gconstpointer unused)
{
  char *directory = make_directory ();
  g_autoptr (TbHttpResponse) response = est_get (fixture, TB_EST_CACERTS);
  save (directory, "body", response->body);
  RUN (directory, "", "base64", "-d", "-A", "-in", "body", "-out", "bag.der");
  RUN (directory, "House Devices", "pkcs7", "-inform", "DER", "-in", "bag.der", "-print_certs", "-noout");
  RUN (directory, "House Root", "pkcs7", "-inform", "DER", "-in", "bag.der", "-print_certs", "-noout");
  RUN (directory, "signer_info:\n      <EMPTY>", "pkcs7", "-inform", "DER", "-in", "bag.der", "-print", "-noout");
  RUN (directory, "pkcs7-signedData", "asn1parse", "-inform", "DER", "-in", "bag.der");
  remove_directory (directory);
}

static void
client_reads_a_bag_of_openssl (EstFixture *fixture, gconstpointer unused)
{
  char *directory = make_directory ();
  g_autofree char *root = rev_write_pem (directory, "root.pem", tb_authority_get_root (fixture->pki.issuing));
  RUN (directory, "", "crl2pkcs7", "-nocrl", "-certfile", root, "-outform", "DER", "-out", "bag.der");
  RUN (directory, "", "base64", "-in", "bag.der", "-out", "body");
  g_autoptr (GBytes) body = load (directory, "body");
  g_autoptr (TbHttpResponse) response = tb_http_response_new (200, "application/pkcs7-mime", body);
  g_autoptr (GPtrArray) got = tb_est_read_cacerts (fixture->pki.crypto, response, NULL);
  g_assert_cmpuint (got->len, ==, 1);
  pki_assert_same_bytes (tb_certificate_get_der (got->pdata[0]), tb_certificate_get_der (tb_authority_get_root (fixture->pki.issuing)));
  remove_directory (directory);
}

static void
openssl_reads_csrattrs (EstFixture *fixture, gconstpointer unused)
{
  char *directory = make_directory ();
  g_autoptr (TbHttpResponse) response = est_get (fixture, TB_EST_CSRATTRS);
  save (directory, "body", response->body);
  RUN (directory, "", "base64", "-d", "-A", "-in", "body", "-out", "attributes.der");
  RUN (directory, ":prime256v1", "asn1parse", "-inform", "DER", "-in", "attributes.der");
  RUN (directory, ":id-ecPublicKey", "asn1parse", "-inform", "DER", "-in", "attributes.der");
  remove_directory (directory);
}

/* @response has a certificate that openssl finds good for the chain, at the time of the test. */
static void
assert_openssl_verifies (EstFixture *fixture, const char *directory, GBytes *body)
{
  g_autofree char *root = rev_write_pem (directory, "root.pem", tb_authority_get_root (fixture->pki.issuing));
  g_autofree char *issuing = rev_write_pem (directory, "issuing.pem", tb_authority_get_certificate (fixture->pki.issuing));
  g_autofree char *at = g_strdup_printf ("%" G_GINT64_FORMAT, EST_NOW_US / G_USEC_PER_SEC);
  save (directory, "issued", body);
  RUN (directory, "", "base64", "-d", "-A", "-in", "issued", "-out", "issued.der");
  RUN (directory, "", "pkcs7", "-inform", "DER", "-in", "issued.der", "-print_certs", "-out", "issued.pem");
  RUN (directory, "issued.pem: OK", "verify", "-attime", at, "-CAfile", root, "-untrusted", issuing, "issued.pem");
}

static void
key_of_openssl_is_enrolled (EstFixture *fixture, gconstpointer unused)
{
  char *directory = make_directory ();
  RUN (directory, "", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "key.pem", "-subj", "/CN=lock-18",
       "-addext", "subjectAltName=DNS:lock-18.example", "-outform", "DER", "-out", "csr.der");
  RUN (directory, "", "base64", "-in", "csr.der", "-out", "body");
  g_autoptr (GBytes) body = load (directory, "body");
  g_autoptr (TbHttpRequest) request = tb_http_request_new ("POST", "/.well-known/est/simpleenroll", "application/pkcs10", body);
  g_autoptr (TbHttpResponse) response = est_talk (fixture, request, tb_identity_get_certificate (fixture->factory));
  g_assert_cmpuint (response->status, ==, 200);
  assert_openssl_verifies (fixture, directory, response->body);
  RUN (directory, "DNS:lock-18.example", "x509", "-in", "issued.pem", "-noout", "-ext", "subjectAltName");
  remove_directory (directory);
}

static void
openssl_reads_requests (EstFixture *fixture, gconstpointer unused)
{
  char *directory = make_directory ();
  TbStream stream = pki_stream ("renewal");
  g_autoptr (TbCertificate) current = est_enrol (fixture);
  g_autoptr (GBytes) csr = tb_est_make_request_like (fixture->key, current, &stream, NULL);
  g_autoptr (TbHttpRequest) request = tb_est_ask (TB_EST_SIMPLE_REENROLL, NULL, csr);
  save (directory, "body", request->body);
  RUN (directory, "", "base64", "-d", "-A", "-in", "body", "-out", "csr.der");
  RUN (directory, "verify OK", "req", "-inform", "DER", "-in", "csr.der", "-verify", "-noout");
  RUN (directory, "DNS:lock-17.example", "req", "-inform", "DER", "-in", "csr.der", "-noout", "-text");
  RUN (directory, "lock-17", "req", "-inform", "DER", "-in", "csr.der", "-noout", "-subject");
  remove_directory (directory);
}

/* The part of a multipart body after @type, up to the next delimiter. */
static GBytes *
cut_part (GBytes *body, const char *type)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  char *at = strstr (strstr (text, type), "\r\n\r\n") + 4;
  return g_bytes_new (at, strstr (at, "\r\n--") - at);
}

static void
openssl_reads_the_key_that_the_server_made (EstFixture *fixture, gconstpointer unused)
{
  char *directory = make_directory ();
  g_autoptr (GBytes) csr = est_csr (fixture, "lock-17");
  g_autoptr (TbHttpResponse) response = est_post (fixture, TB_EST_SERVER_KEYGEN, csr, tb_identity_get_certificate (fixture->factory));
  g_autoptr (GBytes) key = cut_part (response->body, "application/pkcs8"), certificate = cut_part (response->body, "application/pkcs7-mime");
  save (directory, "key", key);
  RUN (directory, "", "base64", "-d", "-A", "-in", "key", "-out", "key.der");
  RUN (directory, "Key is valid", "pkey", "-inform", "DER", "-in", "key.der", "-check", "-noout");
  assert_openssl_verifies (fixture, directory, certificate);
  RUN (directory, "", "x509", "-in", "issued.pem", "-noout", "-pubkey", "-out", "certified.pub");
  RUN (directory, "", "pkey", "-inform", "DER", "-in", "key.der", "-pubout", "-out", "made.pub");
  g_autoptr (GBytes) certified = load (directory, "certified.pub"), made = load (directory, "made.pub");
  pki_assert_same_bytes (certified, made);
  remove_directory (directory);
}

int
main (int argc, char **argv)
{
  static const struct { const char *path; void (*test) (EstFixture *, gconstpointer); } tests[] = {
    { "reads-cacerts", openssl_reads_cacerts },
    { "bag-is-read", client_reads_a_bag_of_openssl },
    { "reads-csrattrs", openssl_reads_csrattrs },
    { "key-is-enrolled", key_of_openssl_is_enrolled },
    { "reads-requests", openssl_reads_requests },
    { "reads-the-key-that-the-server-made", openssl_reads_the_key_that_the_server_made },
  };
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/enrol/est/openssl/", tests[i].path, NULL);
      g_test_add (path, EstFixture, NULL, est_fixture_set_up, tests[i].test, est_fixture_tear_down);
    }
  return g_test_run ();
}
