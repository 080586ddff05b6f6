/* Lists with a million entries and OCSP responses, against OpenSSL alone: its own parse, its own look-up, and bare signatures. */
#include <openssl/x509v3.h>

#include "bench.h"
#include "tb-authority.h"
#include "tb-ocsp.h"

#define START_US (G_GINT64_CONSTANT (1772431200) * G_USEC_PER_SEC)
#define DAY_US   (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)

#define N_ENTRIES 1000000

typedef struct
{
  TbCrypto *crypto;
  TbIdentity *authority;
  TbIdentity *lock;
  GBytes *der;                  /* of the list */
  TbCrl *crl;
  X509_CRL *bare_crl;
  TbCertificate **asked;        /* half of them listed */
  guint n_asked;
  TbOcspResponder *responder;
  GBytes *request;
  guint8 signed_bytes[1024];
  gsize n_signed_bytes;
} Work;

/* --- loading --- */

static void
load_ours (gpointer data, guint n_items)
{
  Work *work = data;

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (TbCrl) crl = tb_crl_new_from_bytes (work->crypto, work->der, NULL);

      g_assert_cmpuint (tb_crl_get_n (crl), ==, N_ENTRIES);
    }
}

static void
load_bare (gpointer data, guint n_items)
{
  Work *work = data;

  for (guint i = 0; i < n_items; i++)
    {
      gsize n;
      const guint8 *at = g_bytes_get_data (work->der, &n);
      X509_CRL *crl = d2i_X509_CRL (NULL, &at, (long) n);

      g_assert_nonnull (crl);
      X509_CRL_free (crl);
    }
}

/* --- looking up --- */

static void
look_up_ours (gpointer data, guint n_items)
{
  Work *work = data;
  TbRevocation found;
  guint n_found = 0;

  for (guint i = 0; i < n_items; i++)
    n_found += tb_crl_lookup (work->crl, work->asked[i % work->n_asked], &found);
  g_assert_cmpuint (n_found, >=, n_items / 2);
}

static void
look_up_bare (gpointer data, guint n_items)
{
  Work *work = data;
  X509_REVOKED *entry;
  guint n_found = 0;

  for (guint i = 0; i < n_items; i++)
    {
      const ASN1_INTEGER *serial = X509_get0_serialNumber (tb_certificate_get_x509 (work->asked[i % work->n_asked]));

      n_found += X509_CRL_get0_by_serial (work->bare_crl, &entry, serial) == 1;
    }
  g_assert_cmpuint (n_found, >=, n_items / 2);
}

/* --- answering --- */

static void
look_up_good (const char *serial, TbOcspAnswer *answer, gpointer user_data)
{
  answer->status = TB_OCSP_GOOD;
}

static GBytes *
respond (Work *work, TbStream *stream)
{
  static const TbOcspTerms terms = { START_US, START_US + DAY_US, START_US, FALSE };

  return tb_ocsp_respond (work->responder, work->request, look_up_good, NULL, &terms, stream, NULL);
}

static void
respond_ours (gpointer data, guint n_items)
{
  TbStream stream;

  tb_stream_init (&stream, 42, "responses");
  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (GBytes) response = respond (data, &stream);

      g_assert_nonnull (response);
    }
}

/* Nothing but the signature over as many bytes, with the same key and as little as OpenSSL asks for. */
static void
sign_bare (gpointer data, guint n_items)
{
  Work *work = data;
  EVP_PKEY *key = tb_key_get_pkey (tb_identity_get_key (work->authority));
  g_autoptr (EVP_MD_CTX) signing = EVP_MD_CTX_new ();
  TbStream stream;
  TbJob job;

  tb_stream_init (&stream, 42, "signatures");
  tb_job_enter (&job, &stream, START_US);
  g_assert_cmpint (EVP_DigestSignInit_ex (signing, NULL, "SHA2-256", tb_crypto_get_libctx (work->crypto), NULL, key, NULL), ==, 1);
  for (guint i = 0; i < n_items; i++)
    {
      guint8 signature[256];
      gsize n = sizeof signature;

      g_assert_cmpint (EVP_DigestSignInit_ex (signing, NULL, NULL, NULL, NULL, NULL, NULL), ==, 1);
      g_assert_cmpint (EVP_DigestSign (signing, signature, &n, work->signed_bytes, work->n_signed_bytes), ==, 1);
    }
  tb_job_leave (&job);
}

/* --- what is needed --- */

static TbIdentity *
certify (Work *work, TbIdentity *issuer, TbKey *key, const char *name, guint64 serial)
{
  g_autoptr (X509) x509 = X509_new ();
  X509_EXTENSION *usage = X509V3_EXT_conf_nid (NULL, NULL, NID_key_usage, "critical,keyCertSign,cRLSign");
  g_autoptr (EVP_MD_CTX) signing = EVP_MD_CTX_new ();
  TbKey *signer = issuer != NULL ? tb_identity_get_key (issuer) : key;
  g_autoptr (GBytes) der = NULL;
  g_autoptr (TbCertificate) certificate = NULL;
  unsigned char *bytes = NULL;
  TbStream stream;
  TbJob job;
  int n;

  X509_NAME_add_entry_by_txt (X509_get_subject_name (x509), "CN", MBSTRING_UTF8, (const guint8 *) name, -1, -1, 0);
  X509_set_issuer_name (x509, X509_get_subject_name (issuer != NULL ? tb_certificate_get_x509 (tb_identity_get_certificate (issuer)) : x509));
  ASN1_INTEGER_set_uint64 (X509_get_serialNumber (x509), serial);
  ASN1_TIME_set (X509_getm_notBefore (x509), START_US / G_USEC_PER_SEC);
  ASN1_TIME_set (X509_getm_notAfter (x509), (START_US + DAY_US) / G_USEC_PER_SEC);
  X509_set_version (x509, X509_VERSION_3);
  X509_add_ext (x509, usage, -1);
  X509_EXTENSION_free (usage);
  X509_set_pubkey (x509, tb_key_get_pkey (key));
  tb_stream_init (&stream, serial, "certificates");
  tb_job_enter (&job, &stream, START_US);
  EVP_DigestSignInit_ex (signing, NULL, "SHA2-256", tb_crypto_get_libctx (work->crypto), NULL, tb_key_get_pkey (signer), NULL);
  X509_sign_ctx (x509, signing);
  tb_job_leave (&job);
  n = i2d_X509 (x509, &bytes);
  der = g_bytes_new (bytes, (gsize) n);
  OPENSSL_free (bytes);
  certificate = tb_certificate_new_from_der (work->crypto, der, NULL);
  g_assert_nonnull (certificate);
  return tb_identity_new (key, certificate, NULL);
}

/* Eight octets that look drawn, and differ. */
static guint64
make_serial (guint i)
{
  guint64 mixed = ((guint64) i + 1) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  return (mixed & (G_MAXUINT64 >> 2)) | (G_GUINT64_CONSTANT (1) << 62);
}

static void
set_up_list (Work *work)
{
  static const TbCrlTerms terms = { 1, -1, START_US, START_US + DAY_US, NULL, TB_CRL_ALL };
  TbRevocation *revocations = g_new (TbRevocation, N_ENTRIES);
  GStringChunk *texts = g_string_chunk_new (1 << 20);
  const guint8 *at;
  TbStream stream;
  gsize n;

  for (guint i = 0; i < N_ENTRIES; i++)
    {
      char text[20];

      g_snprintf (text, sizeof text, "%016" G_GINT64_MODIFIER "x", make_serial (i));
      /* Every third entry has a reason, which makes it half as long again. */
      revocations[i] = (TbRevocation) { g_string_chunk_insert (texts, text), START_US, i % 3 == 0 ? TB_REVOCATION_SUPERSEDED : TB_REVOCATION_UNSPECIFIED };
    }
  tb_stream_init (&stream, 42, "list");
  work->crl = tb_crl_make (tb_identity_get_key (work->authority), tb_identity_get_certificate (work->authority), revocations, N_ENTRIES, &terms,
                           &stream, NULL);
  g_assert_nonnull (work->crl);
  work->der = g_bytes_ref (tb_crl_get_der (work->crl));
  at = g_bytes_get_data (work->der, &n);
  work->bare_crl = d2i_X509_CRL (NULL, &at, (long) n);
  g_string_chunk_free (texts);
  g_free (revocations);
}

#define N_ASKED 2000

static void
set_up_certificates (Work *work, TbKey *key)
{
  work->asked = g_new (TbCertificate *, N_ASKED);
  work->n_asked = N_ASKED;
  for (guint i = 0; i < N_ASKED; i++)
    {
      guint64 serial = make_serial (i % 2 == 0 ? i * 487 : N_ENTRIES + i);
      g_autoptr (TbIdentity) identity = certify (work, work->authority, key, "lock", serial);

      work->asked[i] = tb_certificate_ref (tb_identity_get_certificate (identity));
    }
}

static void
set_up (Work *work)
{
  TbStream stream;
  g_autoptr (TbKey) key = NULL;
  g_autoptr (GBytes) response = NULL;

  work->crypto = tb_crypto_get_seeded (NULL);
  tb_stream_init (&stream, 42, "key");
  key = tb_key_generate (work->crypto, TB_KEY_P256, &stream, NULL);
  work->authority = certify (work, NULL, key, "House CA", 1);
  set_up_list (work);
  set_up_certificates (work, key);
  work->responder = tb_ocsp_responder_new (work->authority, tb_identity_get_certificate (work->authority), NULL);
  work->request = tb_ocsp_make_request (work->crypto, work->asked[0], tb_identity_get_certificate (work->authority), NULL, NULL);
  response = respond (work, &stream);
  /* All but the signature and some sixty bytes around is what is signed. */
  work->n_signed_bytes = MIN (g_bytes_get_size (response) - 130, sizeof work->signed_bytes);
}

static void
tear_down (Work *work)
{
  for (guint i = 0; i < work->n_asked; i++)
    tb_certificate_unref (work->asked[i]);
  g_free (work->asked);
  tb_ocsp_responder_free (work->responder);
  g_bytes_unref (work->request);
  g_bytes_unref (work->der);
  X509_CRL_free (work->bare_crl);
  tb_crl_unref (work->crl);
  tb_identity_unref (work->authority);
}

int
main (void)
{
  Work work = { 0 };
  BenchResult result;

  set_up (&work);
  result = bench_compare (BENCH_PROCESSOR, load_ours, load_bare, &work, 1, 5);
  bench_print_row ("crl-load", 1 / result.ratio, BENCH_AT_MOST, 2.0, "%u entries, %" G_GSIZE_FORMAT " bytes in %.0f ms, OpenSSL %.0f ms", N_ENTRIES,
                   g_bytes_get_size (work.der), result.ours_ns / 1e6, result.theirs_ns / 1e6);
  result = bench_compare (BENCH_PROCESSOR, look_up_ours, look_up_bare, &work, 200000, 11);
  bench_print_row ("crl-look-up", 1 / result.ratio, BENCH_AT_MOST, 3.0, "%.0f ns, OpenSSL %.0f ns", result.ours_ns, result.theirs_ns);
  result = bench_compare (BENCH_PROCESSOR, respond_ours, sign_bare, &work, 2000, 11);
  bench_print_row ("ocsp-respond", result.ratio, BENCH_AT_LEAST, 0.9, "%.0f responses/s, bare signatures %.0f/s", 1e9 / result.ours_ns,
                   1e9 / result.theirs_ns);
  tear_down (&work);
  return 0;
}
