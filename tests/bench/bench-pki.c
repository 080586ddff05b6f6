/* Key, request and certificate: the engine's way against the plain calls a person would write with the default context. */
#include "bench.h"
#include "tb-authority.h"

#include <openssl/ec.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#define START_US (G_GINT64_CONSTANT (1772431200) * G_USEC_PER_SEC)
#define DAY_US   (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)

typedef struct
{
  TbAuthority *authority;
  guint n_threads;
  guint n_items;
  gint next;                    /* atomic: the next device to serve */
  EVP_PKEY *bare_key;
  X509 *bare_authority;
} Work;

/* --- ours --- */

static void
issue_one (Work *work, guint device)
{
  static const TbIssueTerms terms = { TB_PROFILE_DEVICE, START_US, START_US + 90 * DAY_US };
  char name[32], dns[48];
  const char *dns_names[] = { dns, NULL };
  TbStream stream;
  g_autoptr (TbIdentity) identity = NULL;

  g_snprintf (name, sizeof name, "device-%u", device);
  g_snprintf (dns, sizeof dns, "%s.lab", name);
  tb_stream_initf (&stream, 42, "key/%s/1", name);
  identity = tb_authority_issue_identity (work->authority, TB_KEY_P256, name, dns_names, &terms, &stream, NULL);
  g_assert_nonnull (identity);
}

static gpointer
issue_some (gpointer data)
{
  Work *work = data;
  guint device;

  while ((device = (guint) g_atomic_int_add (&work->next, 1)) < work->n_items)
    issue_one (work, device);
  return NULL;
}

static void
issue_ours (gpointer data, guint n_items)
{
  Work *work = data;
  GThread *threads[8];

  work->n_items = n_items;
  work->next = 0;
  for (guint i = 1; i < work->n_threads; i++)
    threads[i] = g_thread_new ("issue", issue_some, work);
  issue_some (work);
  for (guint i = 1; i < work->n_threads; i++)
    g_thread_join (threads[i]);
}

/* --- the plain calls --- */

static gsize
make_bare_request (EVP_PKEY *key, const char *name, const char *alternative_name, guint8 **der)
{
  X509_REQ *request = X509_REQ_new ();
  STACK_OF (X509_EXTENSION) *extensions = sk_X509_EXTENSION_new_null ();
  int n;

  X509_REQ_set_version (request, X509_REQ_VERSION_1);
  X509_NAME_add_entry_by_txt (X509_REQ_get_subject_name (request), "CN", MBSTRING_UTF8, (const guint8 *) name, -1, -1, 0);
  sk_X509_EXTENSION_push (extensions, X509V3_EXT_conf_nid (NULL, NULL, NID_subject_alt_name, alternative_name));
  X509_REQ_add_extensions (request, extensions);
  X509_REQ_set_pubkey (request, key);
  g_assert_cmpint (X509_REQ_sign (request, key, EVP_sha256 ()), >, 0);
  n = i2d_X509_REQ (request, der);
  sk_X509_EXTENSION_pop_free (extensions, X509_EXTENSION_free);
  X509_REQ_free (request);
  return (gsize) n;
}

static void
add_bare_extensions (X509 *certificate, X509 *authority, X509_REQ *request)
{
  static const struct { int nid; const char *value; } rows[] = {
    { NID_key_usage, "critical,digitalSignature" }, { NID_ext_key_usage, "clientAuth" }, { NID_authority_key_identifier, "keyid" },
  };
  STACK_OF (X509_EXTENSION) *asked = X509_REQ_get_extensions (request);
  X509V3_CTX context;

  X509V3_set_ctx (&context, authority, certificate, request, NULL, 0);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      X509_EXTENSION *extension = X509V3_EXT_conf_nid (NULL, &context, rows[i].nid, rows[i].value);

      g_assert_cmpint (X509_add_ext (certificate, extension, -1), ==, 1);
      X509_EXTENSION_free (extension);
    }
  for (int i = 0; i < sk_X509_EXTENSION_num (asked); i++)
    X509_add_ext (certificate, sk_X509_EXTENSION_value (asked, i), -1);
  sk_X509_EXTENSION_pop_free (asked, X509_EXTENSION_free);
}

static void
set_bare_serial (X509 *certificate)
{
  guint8 bytes[8];
  BIGNUM *serial;

  RAND_bytes (bytes, sizeof bytes);
  bytes[0] = (bytes[0] & 0x3f) | 0x40;
  serial = BN_bin2bn (bytes, sizeof bytes, NULL);
  BN_to_ASN1_INTEGER (serial, X509_get_serialNumber (certificate));
  BN_free (serial);
}

static void
answer_bare_request (Work *work, const guint8 *der, gsize n_der)
{
  X509_REQ *request = d2i_X509_REQ (NULL, &der, (long) n_der);
  EVP_PKEY *key = X509_REQ_get0_pubkey (request);
  X509 *certificate = X509_new ();
  guint8 *out = NULL;

  g_assert_cmpint (X509_REQ_verify (request, key), ==, 1);
  X509_set_version (certificate, X509_VERSION_3);
  set_bare_serial (certificate);
  ASN1_TIME_set (X509_getm_notBefore (certificate), START_US / G_USEC_PER_SEC);
  ASN1_TIME_set (X509_getm_notAfter (certificate), (START_US + 90 * DAY_US) / G_USEC_PER_SEC);
  X509_set_subject_name (certificate, X509_REQ_get_subject_name (request));
  X509_set_issuer_name (certificate, X509_get_subject_name (work->bare_authority));
  X509_set_pubkey (certificate, key);
  add_bare_extensions (certificate, work->bare_authority, request);
  g_assert_cmpint (X509_sign (certificate, work->bare_key, EVP_sha256 ()), >, 0);
  g_assert_cmpint (i2d_X509 (certificate, &out), >, 0);
  OPENSSL_free (out);
  X509_free (certificate);
  X509_REQ_free (request);
}

static void
issue_bare (gpointer data, guint n_items)
{
  for (guint i = 0; i < n_items; i++)
    {
      char name[32], alternative_name[48];
      EVP_PKEY *key = EVP_EC_gen ("P-256");
      guint8 *request = NULL;
      gsize n;

      g_snprintf (name, sizeof name, "device-%u", i);
      g_snprintf (alternative_name, sizeof alternative_name, "DNS:%s.lab", name);
      n = make_bare_request (key, name, alternative_name, &request);
      answer_bare_request (data, request, n);
      OPENSSL_free (request);
      EVP_PKEY_free (key);
    }
}

/* --- both --- */

static void
set_up (Work *work)
{
  TbCrypto *crypto = tb_crypto_get_seeded (NULL);
  g_autoptr (TbAuthority) root = NULL;
  const guint8 *at;
  GBytes *der;
  TbStream stream;

  tb_stream_init (&stream, 42, "authorities");
  root = tb_authority_new_root (crypto, "Root", TB_KEY_P256, START_US, START_US + 7300 * DAY_US, &stream, NULL);
  work->authority = tb_authority_new_issuing (root, "Devices", TB_KEY_P256, START_US, START_US + 3650 * DAY_US, &stream, NULL);
  g_assert_nonnull (work->authority);
  /* The plain side's authority: a key of its own under the same names and extensions. */
  der = tb_certificate_get_der (tb_authority_get_certificate (work->authority));
  at = g_bytes_get_data (der, NULL);
  work->bare_authority = d2i_X509 (NULL, &at, (long) g_bytes_get_size (der));
  work->bare_key = EVP_EC_gen ("P-256");
}

static void
compare (Work *work, const char *name, guint n_threads, double goal)
{
  BenchResult result;

  work->n_threads = n_threads;
  result = bench_compare (BENCH_WALL, issue_ours, issue_bare, work, 300, 11);
  bench_print_row (name, result.ratio, BENCH_AT_LEAST, goal, "%.0f certificates/s, plain calls %.0f", 1e9 / result.ours_ns, 1e9 / result.theirs_ns);
}

int
main (void)
{
  Work work = { 0 };

  set_up (&work);
  compare (&work, "issue-1-thread", 1, 1.0);
  compare (&work, "issue-2-threads", 2, 1.5);
  tb_authority_unref (work.authority);
  X509_free (work.bare_authority);
  EVP_PKEY_free (work.bare_key);
  return 0;
}
