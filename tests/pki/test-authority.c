/* An authority grants what it should, in the form it should, and refuses the rest. */
#include "pki-fixture.h"

#include <openssl/x509v3.h>
#include <string.h>

static TbCertificate *
issue (PkiFixture *fixture, TbCertificateProfile profile, const char *name, const char *dns_name)
{
  g_autoptr (TbIdentity) identity = pki_issue (fixture, profile, name, dns_name);

  return tb_certificate_ref (tb_identity_get_certificate (identity));
}

static void
same_stream_same_certificate (PkiFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbCertificate) a = issue (fixture, TB_PROFILE_DEVICE, "lock-03", "lock-03.house");
  g_autoptr (TbCertificate) b = issue (fixture, TB_PROFILE_DEVICE, "lock-03", "lock-03.house");
  g_autoptr (TbCertificate) c = issue (fixture, TB_PROFILE_DEVICE, "lock-04", "lock-03.house");

  pki_assert_same_bytes (tb_certificate_get_der (a), tb_certificate_get_der (b));
  pki_assert_other_bytes (tb_certificate_get_der (a), tb_certificate_get_der (c));
}

static void
same_streams_same_authorities (PkiFixture *fixture, gconstpointer algorithm)
{
  PkiFixture again;

  pki_fixture_set_up (&again, algorithm);
  pki_assert_same_bytes (tb_certificate_get_der (tb_authority_get_root (fixture->root)),
                         tb_certificate_get_der (tb_authority_get_root (again.root)));
  pki_assert_same_bytes (tb_certificate_get_der (tb_authority_get_certificate (fixture->issuing)),
                         tb_certificate_get_der (tb_authority_get_certificate (again.issuing)));
  pki_fixture_tear_down (&again, algorithm);
}

static void
chain_is_good (PkiFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbIdentity) identity = pki_issue (fixture, TB_PROFILE_DEVICE, "lock-03", "lock-03.house");
  g_autoptr (GError) error = NULL;
  TbVerdict verdict;

  g_assert_true (tb_verify_chain (fixture->crypto, tb_identity_get_certificate (identity), tb_identity_get_intermediates (identity),
                                  fixture->anchors, TB_PURPOSE_TLS_CLIENT, "lock-03.house", START_US + DAY_US, &verdict, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (verdict.reason, ==, "");
  g_assert_true (verdict.valid);
}

/* --- what a certificate says --- */

static void
assert_text (X509 *x509, int nid, gboolean critical, const char *expected)
{
  int at = X509_get_ext_by_NID (x509, nid, -1);
  g_autoptr (BIO) out = BIO_new (BIO_s_mem ());
  g_autofree char *text = NULL;
  char *bytes;
  long n;

  if (expected == NULL)
    {
      g_assert_cmpint (at, <, 0);
      return;
    }
  g_assert_cmpint (at, >=, 0);
  g_assert_cmpint (X509_EXTENSION_get_critical (X509_get_ext (x509, at)), ==, critical);
  g_assert_cmpint (X509V3_EXT_print (out, X509_get_ext (x509, at), 0, 0), ==, 1);
  n = BIO_get_mem_data (out, &bytes);
  text = g_strndup (bytes, (gsize) n);
  g_assert_cmpstr (text, ==, expected);
}

static const struct
{
  TbCertificateProfile profile;
  const char *extended_key_usage;
} profiles[] = {
  { TB_PROFILE_DEVICE, "TLS Web Client Authentication" },
  { TB_PROFILE_GATEWAY, "TLS Web Server Authentication, TLS Web Client Authentication" },
  { TB_PROFILE_SERVICE, "TLS Web Server Authentication" },
};

static void
assert_same_identifier (const ASN1_OCTET_STRING *a, const ASN1_OCTET_STRING *b)
{
  g_assert_nonnull (a);
  g_assert_nonnull (b);
  g_assert_cmpint (ASN1_OCTET_STRING_cmp (a, b), ==, 0);
}

static void
profiles_decide_the_extensions (PkiFixture *fixture, gconstpointer algorithm)
{
  for (guint i = 0; i < G_N_ELEMENTS (profiles); i++)
    {
      g_autoptr (TbCertificate) certificate = issue (fixture, profiles[i].profile, "door-01", "door-01.house");
      X509 *x509 = tb_certificate_get_x509 (certificate);

      g_assert_cmpint (X509_get_version (x509), ==, X509_VERSION_3);
      g_assert_cmpint (X509_get_ext_count (x509), ==, 4);
      assert_text (x509, NID_key_usage, TRUE, "Digital Signature");
      assert_text (x509, NID_ext_key_usage, FALSE, profiles[i].extended_key_usage);
      assert_text (x509, NID_subject_alt_name, FALSE, "DNS:door-01.house");
      assert_text (x509, NID_subject_key_identifier, FALSE, NULL);
      assert_text (x509, NID_basic_constraints, FALSE, NULL);
      assert_same_identifier (X509_get0_authority_key_id (x509),
                              X509_get0_subject_key_id (tb_certificate_get_x509 (tb_authority_get_certificate (fixture->issuing))));
    }
}

static void
root_says_what_a_root_says (PkiFixture *fixture, gconstpointer algorithm)
{
  X509 *x509 = tb_certificate_get_x509 (tb_authority_get_certificate (fixture->root));

  g_assert_true (tb_authority_get_root (fixture->root) == tb_authority_get_certificate (fixture->root));
  g_assert_cmpuint (tb_authority_get_intermediates (fixture->root)->len, ==, 0);
  g_assert_cmpstr (tb_certificate_get_subject (tb_authority_get_root (fixture->root)), ==, "CN=House Root");
  g_assert_cmpstr (tb_certificate_get_issuer (tb_authority_get_root (fixture->root)), ==, "CN=House Root");
  g_assert_cmpint (X509_self_signed (x509, 1), ==, 1);
  assert_text (x509, NID_basic_constraints, TRUE, "CA:TRUE");
  assert_text (x509, NID_key_usage, TRUE, "Certificate Sign, CRL Sign");
  assert_text (x509, NID_authority_key_identifier, FALSE, NULL);
  g_assert_nonnull (X509_get0_subject_key_id (x509));
}

static void
issuing_authority_says_what_it_may (PkiFixture *fixture, gconstpointer algorithm)
{
  X509 *x509 = tb_certificate_get_x509 (tb_authority_get_certificate (fixture->issuing));
  GPtrArray *intermediates = tb_authority_get_intermediates (fixture->issuing);

  g_assert_true (tb_authority_get_root (fixture->issuing) == tb_authority_get_certificate (fixture->root));
  g_assert_cmpuint (intermediates->len, ==, 1);
  g_assert_true (g_ptr_array_index (intermediates, 0) == tb_authority_get_certificate (fixture->issuing));
  assert_text (x509, NID_basic_constraints, TRUE, "CA:TRUE, pathlen:0");
  assert_text (x509, NID_key_usage, TRUE, "Certificate Sign, CRL Sign");
  g_assert_nonnull (X509_get0_subject_key_id (x509));
  assert_same_identifier (X509_get0_authority_key_id (x509),
                          X509_get0_subject_key_id (tb_certificate_get_x509 (tb_authority_get_root (fixture->root))));
}

static void
no_names_no_alternative_name (PkiFixture *fixture, gconstpointer algorithm)
{
  TbIssueTerms terms = pki_terms (TB_PROFILE_DEVICE);
  TbStream stream = pki_stream ("nameless");
  g_autoptr (TbIdentity) identity = tb_authority_issue_identity (fixture->issuing, TB_KEY_P256, "bulb", NULL, &terms, &stream, NULL);

  g_assert_nonnull (identity);
  assert_text (tb_certificate_get_x509 (tb_identity_get_certificate (identity)), NID_subject_alt_name, FALSE, NULL);
}

static void
serials_are_of_one_length_and_differ (PkiFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *name = g_strdup_printf ("bulb-%u", i);
      g_autoptr (TbCertificate) certificate = issue (fixture, TB_PROFILE_DEVICE, name, "bulb.house");
      const char *serial = tb_certificate_get_serial (certificate);

      g_assert_cmpuint (strlen (serial), ==, 16);
      g_assert_true (serial[0] >= '4' && serial[0] <= '7');
      g_assert_true (g_hash_table_add (seen, g_strdup (serial)));
    }
}

/* A device that may be valid when its issuer is not. */
static const TbIssueProfile *
eternal_device (void)
{
  static TbIssueProfile profile;

  profile = *tb_issue_profile_get_builtin (TB_PROFILE_DEVICE);
  profile.may_outlive_issuer = TRUE;
  return &profile;
}

/* RFC 5280 section 4.1.2.5: the form of a time changes with 2050. */
static void
times_are_written_by_the_rule (PkiFixture *fixture, gconstpointer algorithm)
{
  static const struct { gint64 seconds; int type; const char *text; } rows[] = {
    { 0, V_ASN1_UTCTIME, "700101000000Z" },
    { -631152000, V_ASN1_UTCTIME, "500101000000Z" },
    { -631152001, V_ASN1_GENERALIZEDTIME, "19491231235959Z" },
    { 2524607999, V_ASN1_UTCTIME, "491231235959Z" },
    { 2524608000, V_ASN1_GENERALIZEDTIME, "20500101000000Z" },
    { 253402300799, V_ASN1_GENERALIZEDTIME, "99991231235959Z" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      TbIssueTerms terms = { TB_PROFILE_DEVICE, -2208988800 * G_USEC_PER_SEC, rows[i].seconds * G_USEC_PER_SEC, eternal_device () };
      TbStream stream = pki_stream ("time");
      g_autoptr (TbIdentity) identity = tb_authority_issue_identity (fixture->issuing, TB_KEY_P256, "bulb", NULL, &terms, &stream, NULL);
      const ASN1_TIME *when;

      g_assert_nonnull (identity);
      when = X509_get0_notAfter (tb_certificate_get_x509 (tb_identity_get_certificate (identity)));
      g_assert_cmpint (when->type, ==, rows[i].type);
      g_assert_cmpmem (when->data, when->length, rows[i].text, strlen (rows[i].text));
    }
}

/* The widest validity that can be written is read back as it was meant. */
static void
widest_validity_reads_back (PkiFixture *fixture, gconstpointer algorithm)
{
  TbIssueTerms terms = { TB_PROFILE_DEVICE, G_GINT64_CONSTANT (-62167219200) * G_USEC_PER_SEC, G_GINT64_CONSTANT (253402300799) * G_USEC_PER_SEC,
                         eternal_device () };
  TbStream stream = pki_stream ("wide");
  g_autoptr (TbIdentity) identity = tb_authority_issue_identity (fixture->issuing, TB_KEY_P256, "bulb", NULL, &terms, &stream, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCertificate) read = NULL;

  g_assert_nonnull (identity);
  read = tb_certificate_new_from_der (fixture->crypto, tb_certificate_get_der (tb_identity_get_certificate (identity)), &error);
  g_assert_no_error (error);
  g_assert_cmpint (tb_certificate_get_not_before_us (read), ==, terms.not_before_us);
  g_assert_cmpint (tb_certificate_get_not_after_us (read), ==, terms.not_after_us);
}

/* --- what is refused --- */

static void
assert_refused (PkiFixture *fixture, GBytes *request, const TbIssueTerms *terms, TbCryptoError code, const char *says)
{
  TbStream stream = pki_stream ("refused");
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCertificate) certificate = tb_authority_issue (fixture->issuing, request, terms, &stream, &error);

  g_assert_null (certificate);
  g_assert_error (error, TB_CRYPTO_ERROR, (int) code);
  if (strstr (error->message, says) == NULL)
    g_error ("\"%s\" does not say \"%s\"", error->message, says);
}

static GBytes *
make_request (const char *name)
{
  TbStream stream = pki_stream (name);
  g_autoptr (TbKey) key = tb_key_generate (pki_get_seeded (), TB_KEY_P256, &stream, NULL);

  return tb_key_make_request (key, name, NULL, &stream, NULL);
}

static void
impossible_validity_is_refused (PkiFixture *fixture, gconstpointer algorithm)
{
  static const TbIssueTerms terms[] = {
    { TB_PROFILE_DEVICE, START_US, START_US },
    { TB_PROFILE_DEVICE, START_US, START_US - DAY_US },
    { TB_PROFILE_DEVICE, START_US + 1, START_US + DAY_US },
    { TB_PROFILE_DEVICE, START_US, START_US + DAY_US + 1 },
    { TB_PROFILE_DEVICE, START_US, G_GINT64_CONSTANT (253402300800) * G_USEC_PER_SEC },
    { TB_PROFILE_DEVICE, G_MININT64, START_US },
  };
  g_autoptr (GBytes) request = make_request ("lamp");

  for (guint i = 0; i < G_N_ELEMENTS (terms); i++)
    assert_refused (fixture, request, &terms[i], TB_CRYPTO_ERROR_REFUSED, "valid from one whole second to a later one");
}

static void
malformed_and_tampered_requests_are_refused (PkiFixture *fixture, gconstpointer algorithm)
{
  TbIssueTerms terms = pki_terms (TB_PROFILE_DEVICE);
  g_autoptr (GBytes) request = make_request ("lamp"), nothing = g_bytes_new (NULL, 0);
  g_autoptr (GBytes) shorter = pki_truncate (request, g_bytes_get_size (request) - 1);
  g_autoptr (GBytes) tampered = pki_flip (request, g_bytes_get_size (request) - 1, 4);

  assert_refused (fixture, nothing, &terms, TB_CRYPTO_ERROR_MALFORMED, "not a certification request");
  assert_refused (fixture, shorter, &terms, TB_CRYPTO_ERROR_MALFORMED, "not a certification request");
  assert_refused (fixture, tampered, &terms, TB_CRYPTO_ERROR_REFUSED, "no proof of possession");
}

typedef struct
{
  const char *curve;
  guint rsa_bits;
  const char *common_name;
  const char *says;
} Unfit;

static const Unfit unfit[] = {
  { NULL, 1024, "lamp", "RSA keys of 1024 bits are not certified" },
  { "P-224", 0, "lamp", "curve secp224r1" },
  { "secp256k1", 0, "lamp", "curve secp256k1" },
  { "P-256", 0, NULL, "names nobody" },
  { "P-256", 0, "", "1 to 64 characters" },
  { "P-256", 0, "a\nb", "no control characters" },
};

static GBytes *
write_unfit (const Unfit *row)
{
  OSSL_LIB_CTX *libctx = tb_crypto_get_libctx (pki_get_seeded ());
  TbStream stream = pki_stream (row->says);
  g_autoptr (X509_REQ) request = X509_REQ_new_ex (libctx, NULL);
  g_autoptr (EVP_PKEY) key = NULL;
  g_autoptr (EVP_MD_CTX) signing = EVP_MD_CTX_new ();
  unsigned char *der = NULL;
  GBytes *bytes;
  TbJob job;
  int n;

  tb_job_enter (&job, &stream, START_US);
  key = row->curve != NULL ? EVP_PKEY_Q_keygen (libctx, NULL, "EC", row->curve) : EVP_PKEY_Q_keygen (libctx, NULL, "RSA", (size_t) row->rsa_bits);
  if (row->common_name != NULL)
    {
      X509_NAME_ENTRY *entry = X509_NAME_ENTRY_create_by_NID (NULL, NID_commonName, V_ASN1_UTF8STRING, (const guint8 *) row->common_name, -1);

      X509_NAME_add_entry (X509_REQ_get_subject_name (request), entry, -1, 0);
      X509_NAME_ENTRY_free (entry);
    }
  X509_REQ_set_pubkey (request, key);
  EVP_DigestSignInit_ex (signing, NULL, "SHA2-256", libctx, NULL, key, NULL);
  g_assert_cmpint (X509_REQ_sign_ctx (request, signing), >, 0);
  tb_job_leave (&job);
  n = i2d_X509_REQ (request, &der);
  bytes = g_bytes_new (der, (gsize) n);
  OPENSSL_free (der);
  return bytes;
}

static void
unfit_keys_and_names_are_refused (PkiFixture *fixture, gconstpointer algorithm)
{
  TbIssueTerms terms = pki_terms (TB_PROFILE_DEVICE);

  for (guint i = 0; i < G_N_ELEMENTS (unfit); i++)
    {
      g_autoptr (GBytes) request = write_unfit (&unfit[i]);

      assert_refused (fixture, request, &terms, TB_CRYPTO_ERROR_REFUSED, unfit[i].says);
    }
}

static void
bad_authorities_are_refused (void)
{
  TbStream stream = pki_stream ("bad");
  g_autoptr (GError) error = NULL;

  g_assert_null (tb_authority_new_root (pki_get_seeded (), "", TB_KEY_P256, START_US, START_US + DAY_US, &stream, &error));
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_null (tb_authority_new_root (pki_get_seeded (), "Root", TB_KEY_P256, START_US, START_US, &stream, &error));
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_null (tb_authority_new_root (pki_get_seeded (), "Root", TB_KEY_P256, START_US, START_US + DAY_US, NULL, &error));
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_FAILED);
}

/* What was not asked of policy is not granted: a request for CA:TRUE gets an end-entity certificate. */
static void
requested_extensions_are_not_copied (PkiFixture *fixture, gconstpointer algorithm)
{
  OSSL_LIB_CTX *libctx = tb_crypto_get_libctx (fixture->crypto);
  TbStream stream = pki_stream ("greedy");
  g_autoptr (TbKey) key = tb_key_generate (fixture->crypto, TB_KEY_P256, &stream, NULL);
  g_autoptr (X509_REQ) request = X509_REQ_new_ex (libctx, NULL);
  g_autoptr (EVP_MD_CTX) signing = EVP_MD_CTX_new ();
  STACK_OF (X509_EXTENSION) *extensions = sk_X509_EXTENSION_new_null ();
  g_autoptr (TbCertificate) certificate = NULL;
  g_autoptr (GBytes) bytes = NULL;
  TbIssueTerms terms = pki_terms (TB_PROFILE_DEVICE);
  unsigned char *der = NULL;
  TbJob job;
  int n;

  sk_X509_EXTENSION_push (extensions, X509V3_EXT_conf_nid (NULL, NULL, NID_basic_constraints, "critical,CA:TRUE"));
  sk_X509_EXTENSION_push (extensions, X509V3_EXT_conf_nid (NULL, NULL, NID_key_usage, "critical,keyCertSign"));
  X509_REQ_add_extensions (request, extensions);
  sk_X509_EXTENSION_pop_free (extensions, X509_EXTENSION_free);
  X509_NAME_add_entry_by_txt (X509_REQ_get_subject_name (request), "CN", MBSTRING_UTF8, (const guint8 *) "greedy", -1, -1, 0);
  X509_NAME_add_entry_by_txt (X509_REQ_get_subject_name (request), "O", MBSTRING_UTF8, (const guint8 *) "The Bank", -1, -1, 0);
  X509_REQ_set_pubkey (request, tb_key_get_pkey (key));
  EVP_DigestSignInit_ex (signing, NULL, "SHA2-256", libctx, NULL, tb_key_get_pkey (key), NULL);
  tb_job_enter (&job, &stream, START_US);
  g_assert_cmpint (X509_REQ_sign_ctx (request, signing), >, 0);
  tb_job_leave (&job);
  n = i2d_X509_REQ (request, &der);
  bytes = g_bytes_new (der, (gsize) n);
  OPENSSL_free (der);
  certificate = tb_authority_issue (fixture->issuing, bytes, &terms, &stream, NULL);
  g_assert_nonnull (certificate);
  g_assert_cmpstr (tb_certificate_get_subject (certificate), ==, "CN=greedy");
  assert_text (tb_certificate_get_x509 (certificate), NID_basic_constraints, FALSE, NULL);
  assert_text (tb_certificate_get_x509 (certificate), NID_key_usage, TRUE, "Digital Signature");
}

/* --- threads --- */

#define N_DEVICES 48

typedef struct
{
  PkiFixture *fixture;
  GBytes *issued[N_DEVICES];
  gint next;                    /* atomic */
} Fleet;

static gpointer
issue_some (gpointer data)
{
  Fleet *fleet = data;
  int device;

  while ((device = g_atomic_int_add (&fleet->next, 1)) < N_DEVICES)
    {
      g_autofree char *name = g_strdup_printf ("device-%02d", device);
      g_autoptr (TbCertificate) certificate = issue (fleet->fixture, TB_PROFILE_DEVICE, name, "device.house");

      fleet->issued[device] = g_bytes_ref (tb_certificate_get_der (certificate));
    }
  return NULL;
}

static void
threads_issue_the_same_bytes (PkiFixture *fixture, gconstpointer algorithm)
{
  Fleet alone = { fixture }, together = { fixture };
  GThread *threads[4];

  issue_some (&alone);
  for (guint i = 0; i < 4; i++)
    threads[i] = g_thread_new ("issue", issue_some, &together);
  for (guint i = 0; i < 4; i++)
    g_thread_join (threads[i]);
  for (guint i = 0; i < N_DEVICES; i++)
    {
      pki_assert_same_bytes (alone.issued[i], together.issued[i]);
      g_bytes_unref (alone.issued[i]);
      g_bytes_unref (together.issued[i]);
    }
}

/* --- the live context --- */

static void
live_authority_works_and_never_repeats (void)
{
  TbCrypto *live = tb_crypto_get_live (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TbAuthority) a = tb_authority_new_root (live, "Root", TB_KEY_P256, START_US, START_US + DAY_US, NULL, &error);
  g_autoptr (TbAuthority) b = tb_authority_new_root (live, "Root", TB_KEY_P256, START_US, START_US + DAY_US, NULL, &error);
  TbIssueTerms terms = { TB_PROFILE_DEVICE, START_US, START_US + DAY_US };
  g_autoptr (TbIdentity) identity = tb_authority_issue_identity (a, TB_KEY_P256, "lock", NULL, &terms, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (identity);
  pki_assert_other_bytes (tb_certificate_get_der (tb_authority_get_root (a)), tb_certificate_get_der (tb_authority_get_root (b)));
}

#define ADD_ONE(path, kind, test) \
  g_test_add (path, PkiFixture, GUINT_TO_POINTER (kind), pki_fixture_set_up, test, pki_fixture_tear_down)
#define ADD(path, test) \
  ADD_ONE (path "/p256", TB_KEY_P256, test); \
  ADD_ONE (path "/rsa", TB_KEY_RSA2048, test)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/authority/repeatable", same_stream_same_certificate);
  ADD ("/authority/repeatable/authorities", same_streams_same_authorities);
  ADD ("/authority/chain", chain_is_good);
  ADD ("/authority/profiles", profiles_decide_the_extensions);
  ADD ("/authority/root", root_says_what_a_root_says);
  ADD ("/authority/issuing", issuing_authority_says_what_it_may);
  ADD ("/authority/threads", threads_issue_the_same_bytes);
  ADD_ONE ("/authority/no-names", TB_KEY_P256, no_names_no_alternative_name);
  ADD_ONE ("/authority/serials", TB_KEY_P256, serials_are_of_one_length_and_differ);
  ADD_ONE ("/authority/times", TB_KEY_P256, times_are_written_by_the_rule);
  ADD_ONE ("/authority/times/widest", TB_KEY_P256, widest_validity_reads_back);
  ADD_ONE ("/authority/refused/validity", TB_KEY_P256, impossible_validity_is_refused);
  ADD_ONE ("/authority/refused/requests", TB_KEY_P256, malformed_and_tampered_requests_are_refused);
  ADD_ONE ("/authority/refused/unfit", TB_KEY_P256, unfit_keys_and_names_are_refused);
  ADD_ONE ("/authority/not-copied", TB_KEY_P256, requested_extensions_are_not_copied);
  g_test_add_func ("/authority/refused/authorities", bad_authorities_are_refused);
  g_test_add_func ("/authority/live", live_authority_works_and_never_repeats);
  return g_test_run ();
}
