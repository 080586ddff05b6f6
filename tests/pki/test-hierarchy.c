/* Authorities at any depth, from elsewhere and across: the paths they make are good, and what they issue stays inside their own time. */
#include "pki-fixture.h"

#include <openssl/x509v3.h>
#include <string.h>

static gboolean
is_good (TbCertificate *leaf, GPtrArray *intermediates, TbCertificate *anchor)
{
  g_autoptr (GPtrArray) anchors = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  TbVerdict verdict;

  g_ptr_array_add (anchors, anchor);
  g_assert_true (tb_verify_chain (pki_get_seeded (), leaf, intermediates, anchors, TB_PURPOSE_ANY, NULL, START_US + DAY_US, &verdict, &error));
  g_assert_no_error (error);
  return verdict.valid;
}

static TbAuthority *
make_below (TbAuthority *parent, const char *name, TbCertificateProfile profile)
{
  TbIssueTerms terms = { profile, START_US, START_US + 900 * DAY_US };
  TbStream stream = pki_stream (name);
  g_autoptr (GError) error = NULL;
  TbAuthority *authority = tb_authority_new_below (parent, name, TB_KEY_P256, &terms, &stream, &error);

  g_assert_no_error (error);
  return authority;
}

static TbIdentity *
issue (TbAuthority *authority, const char *name)
{
  TbIssueTerms terms = pki_terms (TB_PROFILE_SERVICE);
  TbStream stream = pki_stream (name);

  return tb_authority_issue_identity (authority, TB_KEY_P256, name, NULL, &terms, &stream, NULL);
}

static void
six_authorities_deep_is_a_good_path (PkiFixture *fixture, gconstpointer algorithm)
{
  TbAuthority *authority = tb_authority_ref (fixture->root);
  g_autoptr (TbIdentity) leaf = NULL;

  for (guint i = 0; i < 6; i++)
    {
      g_autofree char *name = g_strdup_printf ("Level %u", i);
      TbAuthority *below = make_below (authority, name, i < 5 ? TB_PROFILE_INTERMEDIATE : TB_PROFILE_AUTHORITY);

      tb_authority_unref (authority);
      authority = below;
    }
  leaf = issue (authority, "leaf");
  g_assert_cmpuint (tb_identity_get_intermediates (leaf)->len, ==, 6);
  g_assert_true (is_good (tb_identity_get_certificate (leaf), tb_identity_get_intermediates (leaf), tb_authority_get_root (fixture->root)));
  tb_authority_unref (authority);
}

static void
certificates_end_with_their_issuer (PkiFixture *fixture, gconstpointer algorithm)
{
  TbStream stream = pki_stream ("inside");
  g_autoptr (TbAuthority) brief = tb_authority_new_issuing (fixture->root, "Brief", TB_KEY_P256, START_US, START_US + DAY_US, &stream, NULL);
  TbIssueTerms terms = { TB_PROFILE_DEVICE, START_US - DAY_US, START_US + 90 * DAY_US }, late = { TB_PROFILE_DEVICE, START_US + 2 * DAY_US, START_US + 3 * DAY_US };
  g_autoptr (TbIdentity) identity = tb_authority_issue_identity (brief, TB_KEY_P256, "x", NULL, &terms, &stream, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (tb_certificate_get_not_before_us (tb_identity_get_certificate (identity)), ==, START_US);
  g_assert_cmpint (tb_certificate_get_not_after_us (tb_identity_get_certificate (identity)), ==, START_US + DAY_US);
  g_assert_null (tb_authority_issue_identity (brief, TB_KEY_P256, "x", NULL, &late, &stream, &error));
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "CN=Brief is not valid itself"));
}

/* --- renew and rekey --- */

static void
renewed_certificate_has_key_and_names (PkiFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbIdentity) old = pki_issue (fixture, TB_PROFILE_DEVICE, "lock-03", "lock-03.house");
  TbIssueTerms terms = { TB_PROFILE_DEVICE, START_US + 60 * DAY_US, START_US + 150 * DAY_US };
  TbStream stream = pki_stream ("renew");
  g_autoptr (TbKey) key = tb_key_generate (fixture->crypto, TB_KEY_P256, &stream, NULL);
  TbCertificate *before = tb_identity_get_certificate (old);
  g_autoptr (TbCertificate) renewed = tb_authority_renew (fixture->issuing, before, NULL, &terms, &stream, NULL);
  g_autoptr (TbCertificate) rekeyed = tb_authority_renew (fixture->issuing, before, key, &terms, &stream, NULL);
  X509 *a = tb_certificate_get_x509 (before), *b = tb_certificate_get_x509 (renewed), *c = tb_certificate_get_x509 (rekeyed);

  g_assert_cmpint (EVP_PKEY_eq (X509_get0_pubkey (a), X509_get0_pubkey (b)), ==, 1);
  g_assert_cmpint (EVP_PKEY_eq (X509_get0_pubkey (a), X509_get0_pubkey (c)), ==, 0);
  g_assert_cmpint (EVP_PKEY_eq (tb_key_get_pkey (key), X509_get0_pubkey (c)), ==, 1);
  g_assert_cmpstr (tb_certificate_get_subject (renewed), ==, tb_certificate_get_subject (before));
  g_assert_cmpint (X509_check_host (b, "lock-03.house", 0, 0, NULL), ==, 1);
  g_assert_cmpint (X509_check_host (c, "lock-03.house", 0, 0, NULL), ==, 1);
  g_assert_cmpstr (tb_certificate_get_serial (renewed), !=, tb_certificate_get_serial (before));
  g_assert_cmpint (tb_certificate_get_not_after_us (renewed), ==, START_US + 150 * DAY_US);
}

/* --- across --- */

static TbAuthority *
other_root (void)
{
  TbStream stream = pki_stream ("other root");

  return tb_authority_new_root (pki_get_seeded (), "Other Root", TB_KEY_P256, START_US - DAY_US, START_US + 7300 * DAY_US, &stream, NULL);
}

/* Whoever trusts the other root finds a path to what the house issued. */
static void
cross_certificate_makes_a_second_path (PkiFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbIdentity) lock = pki_issue (fixture, TB_PROFILE_DEVICE, "lock-03", "lock-03.house");
  g_autoptr (TbAuthority) other = other_root ();
  g_autoptr (GPtrArray) intermediates = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  TbIssueTerms terms = { TB_PROFILE_INTERMEDIATE, START_US, START_US + 365 * DAY_US };
  TbStream stream = pki_stream ("cross");
  g_autoptr (TbCertificate) cross = tb_authority_cross_certify (other, tb_authority_get_root (fixture->root), &terms, &stream, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (tb_certificate_get_subject (cross), ==, "CN=House Root");
  g_assert_cmpstr (tb_certificate_get_issuer (cross), ==, "CN=Other Root");
  g_ptr_array_add (intermediates, tb_authority_get_certificate (fixture->issuing));
  g_assert_false (is_good (tb_identity_get_certificate (lock), intermediates, tb_authority_get_root (other)));
  g_ptr_array_add (intermediates, cross);
  g_assert_true (is_good (tb_identity_get_certificate (lock), intermediates, tb_authority_get_root (other)));
}

static void
cross_certificates_are_for_authorities (PkiFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (TbIdentity) lock = pki_issue (fixture, TB_PROFILE_DEVICE, "lock-03", "lock-03.house");
  TbIssueTerms good = { TB_PROFILE_INTERMEDIATE, START_US, START_US + DAY_US }, bad = { TB_PROFILE_DEVICE, START_US, START_US + DAY_US };
  TbStream stream = pki_stream ("no cross");
  g_autoptr (TbAuthority) other = other_root ();
  g_autoptr (GError) error = NULL;

  g_assert_null (tb_authority_cross_certify (other, tb_identity_get_certificate (lock), &good, &stream, &error));
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_null (tb_authority_cross_certify (other, tb_authority_get_root (fixture->root), &bad, &stream, &error));
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED);
}

/* --- from elsewhere --- */

static void
add_extension (X509 *x509, int nid, const char *text)
{
  X509_EXTENSION *extension = X509V3_EXT_conf_nid (NULL, NULL, nid, text);

  g_assert_cmpint (X509_add_ext (x509, extension, -1), ==, 1);
  X509_EXTENSION_free (extension);
}

/* An authority whose key identifier is not made the way Trustbed makes them. */
static TbCertificate *
make_foreign_authority (TbKey *key, gboolean is_authority)
{
  g_autoptr (X509) x509 = X509_new ();
  g_autoptr (GBytes) bytes = NULL;
  unsigned char *der = NULL;
  int n;

  X509_set_version (x509, X509_VERSION_3);
  ASN1_INTEGER_set (X509_get_serialNumber (x509), 7);
  ASN1_TIME_set (X509_getm_notBefore (x509), START_US / G_USEC_PER_SEC - 86400);
  ASN1_TIME_set (X509_getm_notAfter (x509), START_US / G_USEC_PER_SEC + 86400 * 900);
  X509_NAME_add_entry_by_txt (X509_get_subject_name (x509), "O", MBSTRING_ASC, (const guint8 *) "Elsewhere", -1, -1, 0);
  X509_set_issuer_name (x509, X509_get_subject_name (x509));
  X509_set_pubkey (x509, tb_key_get_pkey (key));
  add_extension (x509, NID_basic_constraints, is_authority ? "critical,CA:TRUE" : "CA:FALSE");
  add_extension (x509, NID_subject_key_identifier, "01:02:03:04");
  g_assert_cmpint (X509_sign (x509, tb_key_get_pkey (key), EVP_sha256 ()), >, 0);
  n = i2d_X509 (x509, &der);
  bytes = g_bytes_new (der, (gsize) n);
  OPENSSL_free (der);
  return tb_certificate_new_from_der (tb_crypto_get_live (NULL), bytes, NULL);
}

static void
imported_authority_issues_under_its_own_name (void)
{
  g_autoptr (TbKey) key = tb_key_generate (tb_crypto_get_live (NULL), TB_KEY_P256, NULL, NULL);
  g_autoptr (TbCertificate) certificate = make_foreign_authority (key, TRUE);
  g_autoptr (TbIdentity) brought = tb_identity_new (key, certificate, NULL), leaf = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TbAuthority) authority = tb_authority_import (brought, NULL, &error);
  TbIssueTerms terms = pki_terms (TB_PROFILE_DEVICE);
  const ASN1_OCTET_STRING *identifier;

  g_assert_no_error (error);
  leaf = tb_authority_issue_identity (authority, TB_KEY_P256, "lock", NULL, &terms, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tb_certificate_get_issuer (tb_identity_get_certificate (leaf)), ==, "O=Elsewhere");
  identifier = X509_get0_authority_key_id (tb_certificate_get_x509 (tb_identity_get_certificate (leaf)));
  g_assert_cmpmem (ASN1_STRING_get0_data (identifier), ASN1_STRING_length (identifier), "\1\2\3\4", 4);
  g_assert_true (is_good (tb_identity_get_certificate (leaf), tb_identity_get_intermediates (leaf), certificate));
}

static void
what_is_no_authority_is_not_imported (void)
{
  g_autoptr (TbKey) key = tb_key_generate (tb_crypto_get_live (NULL), TB_KEY_P256, NULL, NULL), wrong = tb_key_generate (tb_crypto_get_live (NULL), TB_KEY_P256, NULL, NULL);
  g_autoptr (TbCertificate) certificate = make_foreign_authority (key, TRUE), device = make_foreign_authority (key, FALSE);
  g_autoptr (TbIdentity) mismatched = tb_identity_new (wrong, certificate, NULL), modest = tb_identity_new (key, device, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (tb_authority_import (mismatched, NULL, &error));
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_null (tb_authority_import (modest, NULL, &error));
  g_assert_error (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED);
}

#define ADD(path, test) \
  g_test_add (path, PkiFixture, GUINT_TO_POINTER (TB_KEY_P256), pki_fixture_set_up, test, pki_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/hierarchy/deep", six_authorities_deep_is_a_good_path);
  ADD ("/hierarchy/inside", certificates_end_with_their_issuer);
  ADD ("/hierarchy/renew", renewed_certificate_has_key_and_names);
  ADD ("/hierarchy/cross", cross_certificate_makes_a_second_path);
  ADD ("/hierarchy/cross/refused", cross_certificates_are_for_authorities);
  g_test_add_func ("/hierarchy/import", imported_authority_issues_under_its_own_name);
  g_test_add_func ("/hierarchy/import/refused", what_is_no_authority_is_not_imported);
  return g_test_run ();
}
