/* Lists say what their authority meant, are found again whoever reads them, and broken ones are refused. */
#include "revocation-fixture.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "pki-fixture.h"

static TbCrl *
make_usual (RevFixture *fixture)
{
  TbRevocation revocations[] = {
    rev_revocation (fixture->locks[0], TB_REVOCATION_KEY_COMPROMISE),
    rev_revocation (fixture->locks[1], TB_REVOCATION_UNSPECIFIED),
  };
  TbCrlTerms terms = rev_terms (7);

  return rev_make_list (fixture->issuing, revocations, G_N_ELEMENTS (revocations), &terms);
}

/* --- what a list says --- */

static void
same_stream_same_list (RevFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbCrl) a = make_usual (fixture);
  g_autoptr (TbCrl) b = make_usual (fixture);

  pki_assert_same_bytes (tb_crl_get_der (a), tb_crl_get_der (b));
}

static void
list_tells_of_itself (RevFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbCrl) crl = make_usual (fixture);

  g_assert_cmpstr (tb_crl_get_issuer (crl), ==, "CN=House CA");
  g_assert_cmpstr (tb_crl_get_number (crl), ==, "07");
  g_assert_null (tb_crl_get_base_number (crl));
  g_assert_cmpint (tb_crl_get_this_update_us (crl), ==, START_US);
  g_assert_cmpint (tb_crl_get_next_update_us (crl), ==, START_US + 7 * DAY_US);
  g_assert_cmpuint (tb_crl_get_n (crl), ==, 2);
}

static void
listed_certificates_are_found (RevFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbCrl) crl = make_usual (fixture);
  TbRevocation found;

  g_assert_true (tb_crl_lookup (crl, rev_certificate (fixture->locks[0]), &found));
  g_assert_cmpstr (found.serial, ==, tb_certificate_get_serial (rev_certificate (fixture->locks[0])));
  g_assert_cmpint (found.revoked_us, ==, START_US);
  g_assert_cmpint (found.reason, ==, TB_REVOCATION_KEY_COMPROMISE);
  g_assert_true (tb_crl_lookup (crl, rev_certificate (fixture->locks[1]), &found));
  g_assert_cmpint (found.reason, ==, TB_REVOCATION_UNSPECIFIED);
  g_assert_false (tb_crl_lookup (crl, rev_certificate (fixture->locks[2]), &found));
}

/* Another authority may have given the same number. */
static void
another_authority_s_certificate_is_not_found (RevFixture *fixture, gconstpointer algorithm)
{
  TbRevocation revocation = rev_revocation (fixture->foreign, TB_REVOCATION_SUPERSEDED), found;
  TbCrlTerms terms = rev_terms (1);
  g_autoptr (TbCrl) ours = rev_make_list (fixture->issuing, &revocation, 1, &terms);
  g_autoptr (TbCrl) theirs = rev_make_list (fixture->other, &revocation, 1, &terms);

  g_assert_false (tb_crl_lookup (ours, rev_certificate (fixture->foreign), &found));
  g_assert_true (tb_crl_lookup (theirs, rev_certificate (fixture->foreign), &found));
}

static const char *
describe_extensions (TbCrl *crl, char **text)
{
  g_autoptr (BIO) out = BIO_new (BIO_s_mem ());
  char *bytes;
  long n;

  g_assert_cmpint (X509V3_extensions_print (out, NULL, X509_CRL_get0_extensions (tb_crl_get_x509_crl (crl)), 0, 0), ==, 1);
  n = BIO_get_mem_data (out, &bytes);
  return *text = g_strndup (bytes, (gsize) n);
}

static void
extensions_are_as_the_rfc_has_them (RevFixture *fixture, gconstpointer algorithm)
{
  TbRevocation revocation = rev_revocation (fixture->locks[0], TB_REVOCATION_REMOVE_FROM_CRL), found;
  TbCrlTerms terms = { 9, 7, START_US, START_US + DAY_US, "http://crl.example/7.crl", TB_CRL_ONLY_END_ENTITIES };
  g_autoptr (TbCrl) plain = make_usual (fixture);
  g_autoptr (TbCrl) delta = rev_make_list (fixture->issuing, &revocation, 1, &terms);
  g_autofree char *said = NULL;
  g_autofree char *said_by_delta = NULL;
  X509 *issuer = tb_certificate_get_x509 (rev_certificate (fixture->issuing));
  AUTHORITY_KEYID *identifier = X509_CRL_get_ext_d2i (tb_crl_get_x509_crl (plain), NID_authority_key_identifier, NULL, NULL);

  g_assert_cmpint (ASN1_OCTET_STRING_cmp (identifier->keyid, X509_get0_subject_key_id (issuer)), ==, 0);
  AUTHORITY_KEYID_free (identifier);
  describe_extensions (plain, &said);
  g_assert_null (strstr (said, "critical"));
  g_assert_nonnull (strstr (said, "X509v3 CRL Number: \n    7"));
  g_assert_null (strstr (said, "Issuing Distribution Point"));
  describe_extensions (delta, &said_by_delta);
  g_assert_nonnull (strstr (said_by_delta, "X509v3 Delta CRL Indicator: critical\n    7"));
  g_assert_nonnull (strstr (said_by_delta, "X509v3 Issuing Distribution Point: critical"));
  g_assert_nonnull (strstr (said_by_delta, "URI:http://crl.example/7.crl"));
  g_assert_nonnull (strstr (said_by_delta, "Only User Certificates"));
  g_assert_cmpstr (tb_crl_get_base_number (delta), ==, "07");
  g_assert_true (tb_crl_lookup (delta, rev_certificate (fixture->locks[0]), &found));
  g_assert_cmpint (found.reason, ==, TB_REVOCATION_REMOVE_FROM_CRL);
}

/* RFC 5280 section 5.1.2.6: without entries the sequence is left out. */
static void
empty_list_is_a_list (RevFixture *fixture, gconstpointer algorithm)
{
  TbCrlTerms terms = rev_terms (1);
  g_autoptr (TbCrl) crl = rev_make_list (fixture->issuing, NULL, 0, &terms);
  TbRevocation found;

  g_assert_cmpuint (tb_crl_get_n (crl), ==, 0);
  g_assert_false (tb_crl_lookup (crl, rev_certificate (fixture->locks[0]), &found));
  g_assert_null (X509_CRL_get_REVOKED (tb_crl_get_x509_crl (crl)));
}

static void
openssl_believes_the_signature (RevFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbCrl) crl = make_usual (fixture);
  X509 *issuer = tb_certificate_get_x509 (rev_certificate (fixture->issuing));
  X509 *other = tb_certificate_get_x509 (rev_certificate (fixture->other));

  g_assert_cmpint (X509_CRL_verify (tb_crl_get_x509_crl (crl), X509_get0_pubkey (issuer)), ==, 1);
  g_assert_cmpint (X509_CRL_verify (tb_crl_get_x509_crl (crl), X509_get0_pubkey (other)), !=, 1);
}

static void
live_lists_are_signed_with_live_keys (void)
{
  RevFixture fixture = { .crypto = tb_crypto_get_live (NULL), .algorithm = TB_KEY_P256 };
  g_autoptr (TbIdentity) issuer = rev_certify (&fixture, NULL, "Live CA", rev_authority);
  TbCrlTerms terms = rev_terms (1);
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCrl) crl = tb_crl_make (tb_identity_get_key (issuer), rev_certificate (issuer), NULL, 0, &terms, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (X509_CRL_verify (tb_crl_get_x509_crl (crl), X509_get0_pubkey (tb_certificate_get_x509 (rev_certificate (issuer)))), ==, 1);
}

/* --- many entries --- */

/* Serial numbers of 1 to 20 octets, some with the first octets in common. */
static char *
make_serial (guint i, TbStream *stream)
{
  static const char *const beginnings[] = { "", "01", "51", "7fffffffffffffff", "7fffffffffffffff00" };
  GString *text = g_string_new (beginnings[i % G_N_ELEMENTS (beginnings)]);

  g_string_append_printf (text, "%02x%08x", (guint) tb_stream_below (stream, 127) + 1, i);
  return g_string_free (text, FALSE);
}

static void
assert_same_answer (TbCrl *crl, X509_CRL *theirs, const char *serial, TbCertificate *certificate)
{
  /* The certificate is only there for its issuer: entries are looked for through OpenSSL's own list as well. */
  BIGNUM *number = NULL;
  ASN1_INTEGER *integer;
  X509_REVOKED *entry = NULL;
  g_autoptr (X509) probe = X509_dup (tb_certificate_get_x509 (certificate));
  g_autoptr (TbCertificate) read = NULL;
  g_autoptr (GBytes) der = NULL;
  TbRevocation found;
  unsigned char *bytes = NULL;
  int n;

  BN_hex2bn (&number, serial);
  integer = BN_to_ASN1_INTEGER (number, NULL);
  X509_set_serialNumber (probe, integer);
  n = i2d_re_X509_tbs (probe, NULL);
  g_assert_cmpint (n, >, 0);
  n = i2d_X509 (probe, &bytes);
  der = g_bytes_new (bytes, (gsize) n);
  read = tb_certificate_new_from_der (tb_crypto_get_seeded (NULL), der, NULL);
  g_assert_nonnull (read);
  g_assert_cmpint (tb_crl_lookup (crl, read, &found), ==, X509_CRL_get0_by_serial (theirs, &entry, integer) == 1);
  OPENSSL_free (bytes);
  ASN1_INTEGER_free (integer);
  BN_free (number);
}

#define N_MANY 1000

static void
many_entries_are_found_as_openssl_finds_them (RevFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (GPtrArray) serials = g_ptr_array_new_with_free_func (g_free);
  g_autofree TbRevocation *revocations = g_new0 (TbRevocation, N_MANY);
  TbStream stream = rev_stream ("serials");
  TbCrlTerms terms = rev_terms (1);
  g_autoptr (TbCrl) crl = NULL;

  for (guint i = 0; i < 2 * N_MANY; i++)
    g_ptr_array_add (serials, make_serial (i, &stream));
  for (guint i = 0; i < N_MANY; i++)
    revocations[i] = (TbRevocation) { g_ptr_array_index (serials, 2 * i), START_US, (TbRevocationReason) (i % 7) };
  crl = rev_make_list (fixture->issuing, revocations, N_MANY, &terms);
  g_assert_cmpuint (tb_crl_get_n (crl), ==, N_MANY);
  for (guint i = 0; i < serials->len; i++)
    assert_same_answer (crl, tb_crl_get_x509_crl (crl), g_ptr_array_index (serials, i), rev_certificate (fixture->locks[0]));
}

/* Not every authority sorts its entries, and one number may stand for certificates of two authorities. */
static void
entries_are_found_in_any_order (RevFixture *fixture, gconstpointer algorithm)
{
  static const RevForgery forgery = { 0, 7 * DAY_US, 5, FALSE, { 0, NULL } };
  RevEntry orders[][3] = {
    { { fixture->locks[0] }, { fixture->locks[1] }, { fixture->locks[2] } },
    { { fixture->locks[2] }, { fixture->locks[1] }, { fixture->locks[0] } },
    { { fixture->locks[1] }, { fixture->locks[2] }, { fixture->locks[0] } },
  };
  TbRevocation found;

  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      g_autoptr (TbCrl) crl = rev_forge_list (fixture, fixture->issuing, fixture->issuing, &forgery, orders[i], 3);

      for (guint k = 0; k < 3; k++)
        g_assert_true (tb_crl_lookup (crl, rev_certificate (fixture->locks[k]), &found));
      g_assert_false (tb_crl_lookup (crl, rev_certificate (fixture->foreign), &found));
    }
}

static void
same_number_of_two_authorities_is_told_apart (RevFixture *fixture, gconstpointer algorithm)
{
  static const RevForgery forgery = { 0, 7 * DAY_US, 5, FALSE, { NID_issuing_distribution_point, "critical,@indirect" } };
  RevEntry ours[] = { { fixture->locks[0], fixture->other, 0 }, { fixture->locks[0], fixture->issuing, 0 } };
  g_autoptr (TbCrl) both = rev_forge_list (fixture, fixture->issuing, fixture->issuing, &forgery, ours, 2);
  g_autoptr (TbCrl) theirs = rev_forge_list (fixture, fixture->issuing, fixture->issuing, &forgery, ours, 1);
  TbRevocation found;

  g_assert_true (tb_crl_lookup (both, rev_certificate (fixture->locks[0]), &found));
  g_assert_false (tb_crl_lookup (theirs, rev_certificate (fixture->locks[0]), &found));
}

#define N_LARGE 100000

/* OpenSSL would take twenty times the memory of the file. */
static void
large_list_is_kept_from_openssl (RevFixture *fixture, gconstpointer algorithm)
{
  g_autofree TbRevocation *revocations = g_new0 (TbRevocation, N_LARGE);
  GStringChunk *serials = g_string_chunk_new (1 << 16);
  TbCrlTerms terms = rev_terms (1);
  g_autoptr (TbCrl) crl = NULL;
  TbRevocation found;

  for (guint i = 1; i < N_LARGE; i++)
    {
      char serial[32];

      g_snprintf (serial, sizeof serial, "33%08x%08x", i * 2654435761u, i);
      revocations[i] = (TbRevocation) { g_string_chunk_insert (serials, serial), START_US, TB_REVOCATION_SUPERSEDED };
    }
  revocations[0] = rev_revocation (fixture->locks[0], TB_REVOCATION_KEY_COMPROMISE);
  crl = rev_make_list (fixture->issuing, revocations, N_LARGE, &terms);
  g_assert_cmpuint (tb_crl_get_n (crl), ==, N_LARGE);
  g_assert_null (tb_crl_get_x509_crl (crl));
  g_assert_true (tb_crl_lookup (crl, rev_certificate (fixture->locks[0]), &found));
  g_assert_cmpint (found.reason, ==, TB_REVOCATION_KEY_COMPROMISE);
  g_assert_false (tb_crl_lookup (crl, rev_certificate (fixture->locks[1]), &found));
  g_string_chunk_free (serials);
}

/* --- reading --- */

static GBytes *
to_pem (TbCrl *crl, const char *before)
{
  g_autoptr (BIO) out = BIO_new (BIO_s_mem ());
  char *bytes;
  long n;

  BIO_puts (out, before);
  g_assert_cmpint (PEM_write_bio_X509_CRL (out, tb_crl_get_x509_crl (crl)), ==, 1);
  n = BIO_get_mem_data (out, &bytes);
  return g_bytes_new (bytes, (gsize) n);
}

static void
pem_is_read_with_anything_around (RevFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbCrl) crl = make_usual (fixture);
  g_autoptr (GBytes) pem = to_pem (crl, "Some words.\n-----BEGIN NOTHING-----\nAAAA\n-----END NOTHING-----\n");
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCrl) read = tb_crl_new_from_bytes (fixture->crypto, pem, &error);

  g_assert_no_error (error);
  pki_assert_same_bytes (tb_crl_get_der (crl), tb_crl_get_der (read));
}

static void
several_lists_in_one_file_are_all_read (RevFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbCrl) crl = make_usual (fixture);
  g_autoptr (GBytes) pem = to_pem (crl, "");
  g_autofree char *twice = g_strdup_printf ("%.*s%.*s", (int) g_bytes_get_size (pem), (const char *) g_bytes_get_data (pem, NULL),
                                            (int) g_bytes_get_size (pem), (const char *) g_bytes_get_data (pem, NULL));
  g_autoptr (GBytes) both = g_bytes_new (twice, strlen (twice));
  g_autoptr (GPtrArray) lists = tb_crl_read_all (fixture->crypto, both, NULL);

  g_assert_nonnull (lists);
  g_assert_cmpuint (lists->len, ==, 2);
}

static void
assert_unreadable (TbCrypto *crypto, GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCrl) crl = tb_crl_new_from_bytes (crypto, bytes, &error);

  g_assert_null (crl);
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_MALFORMED);
}

static void
truncated_lists_are_refused (RevFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbCrl) crl = make_usual (fixture);

  for (gsize n = 0; n < g_bytes_get_size (tb_crl_get_der (crl)); n++)
    {
      g_autoptr (GBytes) part = pki_truncate (tb_crl_get_der (crl), n);

      assert_unreadable (fixture->crypto, part);
    }
}

static void
what_follows_a_list_is_refused (RevFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbCrl) crl = make_usual (fixture);
  GByteArray *longer = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;

  g_byte_array_append (longer, g_bytes_get_data (tb_crl_get_der (crl), NULL), (guint) g_bytes_get_size (tb_crl_get_der (crl)));
  g_byte_array_append (longer, (const guint8 *) "", 1);
  bytes = g_byte_array_free_to_bytes (longer);
  assert_unreadable (fixture->crypto, bytes);
}

/* What is read after a change is never more than OpenSSL reads, and never bears the authority's signature unless nothing has changed. */
static void
mutated_lists_are_refused_or_unsigned (RevFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbCrl) crl = make_usual (fixture);
  EVP_PKEY *key = X509_get0_pubkey (tb_certificate_get_x509 (rev_certificate (fixture->issuing)));
  TbStream stream = rev_stream ("mutations");

  for (guint i = 0; i < 3000; i++)
    {
      g_autoptr (GBytes) bytes = pki_mutate (tb_crl_get_der (crl), &stream);
      g_autoptr (TbCrl) read = tb_crl_new_from_bytes (fixture->crypto, bytes, NULL);
      X509_CRL *theirs = read != NULL ? tb_crl_get_x509_crl (read) : NULL;

      if (read == NULL || g_bytes_equal (bytes, tb_crl_get_der (crl)))
        continue;
      g_assert_nonnull (theirs);
      g_assert_cmpint (sk_X509_REVOKED_num (X509_CRL_get_REVOKED (theirs)), ==, tb_crl_get_n (read) > 0 ? (int) tb_crl_get_n (read) : -1);
      g_assert_cmpint (X509_CRL_verify (theirs, key), !=, 1);
    }
}

/* --- what is not made --- */

static void
assert_not_made (TbKey *key, TbCertificate *issuer, const TbRevocation *revocation, const TbCrlTerms *terms)
{
  TbStream stream = rev_stream ("list");
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCrl) crl = tb_crl_make (key, issuer, revocation, revocation != NULL ? 1 : 0, terms, &stream, &error);

  g_assert_null (crl);
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED);
}

static void
impossible_terms_are_refused (RevFixture *fixture, gconstpointer algorithm)
{
  static const TbCrlTerms rows[] = {
    { 0, -1, START_US, START_US + DAY_US, NULL, TB_CRL_ALL },
    { 1, -1, START_US, START_US, NULL, TB_CRL_ALL },
    { 1, -1, START_US + 1, START_US + DAY_US, NULL, TB_CRL_ALL },
    { 1, -1, START_US, G_MAXINT64, NULL, TB_CRL_ALL },
    { 1, 1, START_US, START_US + DAY_US, NULL, TB_CRL_ALL },
    { 2, 0, START_US, START_US + DAY_US, NULL, TB_CRL_ALL },
    { 2, -2, START_US, START_US + DAY_US, NULL, TB_CRL_ALL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_not_made (tb_identity_get_key (fixture->issuing), rev_certificate (fixture->issuing), NULL, &rows[i]);
}

static void
impossible_entries_are_refused (RevFixture *fixture, gconstpointer algorithm)
{
  TbRevocation rows[] = {
    { "01", START_US, TB_REVOCATION_REMOVE_FROM_CRL },
    { "01", START_US, (TbRevocationReason) 7 },
    { "01", START_US, (TbRevocationReason) -1 },
    { "01", START_US + 1, TB_REVOCATION_SUPERSEDED },
  };
  TbCrlTerms terms = rev_terms (1);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_not_made (tb_identity_get_key (fixture->issuing), rev_certificate (fixture->issuing), &rows[i], &terms);
}

static void
those_who_may_not_sign_lists_are_refused (RevFixture *fixture, gconstpointer algorithm)
{
  TbCrlTerms terms = rev_terms (1);

  assert_not_made (tb_identity_get_key (fixture->other), rev_certificate (fixture->issuing), NULL, &terms);
  assert_not_made (tb_identity_get_key (fixture->locks[0]), rev_certificate (fixture->locks[0]), NULL, &terms);
}

static void
reasons_have_names (void)
{
  TbRevocationReason reason;

  for (int i = -1; i <= 12; i++)
    {
      const char *code = tb_revocation_reason_to_code ((TbRevocationReason) i);

      g_assert_cmpint (code != NULL, ==, i >= 0 && i <= 10 && i != 7);
      g_assert_true (code == NULL || (tb_revocation_reason_from_code (code, &reason) && (int) reason == i));
    }
  g_assert_false (tb_revocation_reason_from_code ("KeyCompromise", &reason));
}

/* --- other programs --- */

static void
other_programs_accept_lists (RevFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbCrl) crl = make_usual (fixture);
  g_autofree char *directory = g_dir_make_tmp ("trustbed-crl-XXXXXX", NULL);
  g_autofree char *list = rev_write (directory, "list.der", tb_crl_get_der (crl));
  g_autofree char *issuer = rev_write_pem (directory, "issuer.pem", rev_certificate (fixture->issuing));

  rev_run (directory, 0, "verify OK", (const char *[]) { "openssl", "crl", "-inform", "DER", "-in", list, "-CAfile", issuer, "-noout", NULL });
  rev_run (directory, 0, "Key Compromise", (const char *[]) { "openssl", "crl", "-inform", "DER", "-in", list, "-text", "-noout", NULL });
  rev_run (directory, 0, "Revoked certificates (2)", (const char *[]) { "certtool", "--crl-info", "--inder", "--infile", list, NULL });
  rev_remove (directory);
}

#define ADD_ONE(path, kind, test) g_test_add (path, RevFixture, GUINT_TO_POINTER (kind), rev_fixture_set_up, test, rev_fixture_tear_down)
#define ADD(path, test) ADD_ONE (path, TB_KEY_P256, test)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/crl/repeatable/p256", same_stream_same_list);
  ADD_ONE ("/crl/repeatable/rsa", TB_KEY_RSA2048, same_stream_same_list);
  ADD ("/crl/says", list_tells_of_itself);
  ADD ("/crl/found", listed_certificates_are_found);
  ADD ("/crl/found/other-authority", another_authority_s_certificate_is_not_found);
  ADD ("/crl/found/many", many_entries_are_found_as_openssl_finds_them);
  ADD ("/crl/found/order", entries_are_found_in_any_order);
  ADD ("/crl/found/two-authorities", same_number_of_two_authorities_is_told_apart);
  ADD ("/crl/found/large", large_list_is_kept_from_openssl);
  ADD ("/crl/extensions", extensions_are_as_the_rfc_has_them);
  ADD ("/crl/empty", empty_list_is_a_list);
  ADD ("/crl/signature/p256", openssl_believes_the_signature);
  ADD_ONE ("/crl/signature/rsa", TB_KEY_RSA2048, openssl_believes_the_signature);
  ADD_ONE ("/crl/signature/p384", TB_KEY_P384, openssl_believes_the_signature);
  ADD_ONE ("/crl/signature/p521", TB_KEY_P521, openssl_believes_the_signature);
  ADD_ONE ("/crl/signature/ed25519", TB_KEY_ED25519, openssl_believes_the_signature);
  ADD ("/crl/read/pem", pem_is_read_with_anything_around);
  ADD ("/crl/read/several", several_lists_in_one_file_are_all_read);
  ADD ("/crl/read/truncated", truncated_lists_are_refused);
  ADD ("/crl/read/longer", what_follows_a_list_is_refused);
  ADD ("/crl/read/mutated", mutated_lists_are_refused_or_unsigned);
  ADD ("/crl/refused/terms", impossible_terms_are_refused);
  ADD ("/crl/refused/entries", impossible_entries_are_refused);
  ADD ("/crl/refused/signers", those_who_may_not_sign_lists_are_refused);
  ADD ("/crl/programs", other_programs_accept_lists);
  g_test_add_func ("/crl/reasons", reasons_have_names);
  g_test_add_func ("/crl/live", live_lists_are_signed_with_live_keys);
  return g_test_run ();
}
