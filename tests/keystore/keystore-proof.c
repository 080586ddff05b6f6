/* keystore-proof: a key signs a request, a certificate and a revocation list, and OpenSSL's own program, which knows nothing of the token, finds
 * nothing wrong with them. */
#include <string.h>

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "keystore-fixture.h"
#include "tb-key-private.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_CRL, X509_CRL_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ASN1_TIME, ASN1_TIME_free)

static void
openssl_agrees (const char *const *argv, const char *word)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL, *complaint = NULL;
  int status;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, &complaint, &status, &error);
  g_assert_no_error (error);
  if (!g_spawn_check_wait_status (status, NULL) || (strstr (output, word) == NULL && strstr (complaint, word) == NULL))
    g_error ("openssl %s: %s%s", argv[1], output, complaint);
}

static void
set_subject (X509 *certificate, const char *common_name)
{
  X509_NAME *name = X509_NAME_new ();

  g_assert_cmpint (X509_NAME_add_entry_by_txt (name, "CN", MBSTRING_ASC, (const guint8 *) common_name, -1, -1, 0), ==, 1);
  g_assert_cmpint (X509_set_subject_name (certificate, name), ==, 1);
  X509_NAME_free (name);
}

static void
add_extension (X509 *certificate, X509 *issuer, int nid, const char *value)
{
  X509V3_CTX context;
  X509_EXTENSION *extension;

  X509V3_set_ctx (&context, issuer != NULL ? issuer : certificate, certificate, NULL, NULL, 0);
  extension = X509V3_EXT_conf_nid (NULL, &context, nid, value);
  g_assert_nonnull (extension);
  g_assert_cmpint (X509_add_ext (certificate, extension, -1), ==, 1);
  X509_EXTENSION_free (extension);
}

static X509 *
make_certificate (TbKey *key, X509 *issuer, TbKey *issuer_key, const char *name)
{
  X509 *certificate = X509_new ();
  g_autoptr (EVP_MD_CTX) signing = tb_key_begin_signing (issuer_key);

  X509_set_version (certificate, X509_VERSION_3);
  ASN1_INTEGER_set (X509_get_serialNumber (certificate), issuer == NULL ? 1 : 2);
  set_subject (certificate, name);
  X509_set_issuer_name (certificate, X509_get_subject_name (issuer != NULL ? issuer : certificate));
  ASN1_TIME_set_string_X509 (X509_getm_notBefore (certificate), "20260101000000Z");
  ASN1_TIME_set_string_X509 (X509_getm_notAfter (certificate), "20360101000000Z");
  g_assert_true (tb_key_put_public (X509_get_X509_PUBKEY (certificate), tb_key_get_pkey (key)));
  add_extension (certificate, issuer, NID_basic_constraints, issuer == NULL ? "critical,CA:TRUE" : "CA:FALSE");
  add_extension (certificate, issuer, NID_key_usage, issuer == NULL ? "critical,keyCertSign,cRLSign" : "digitalSignature");
  g_assert_cmpint (X509_sign_ctx (certificate, signing), >, 0);
  return certificate;
}

static char *
write_certificate (X509 *certificate, const char *name)
{
  char *path = keystore_path (name);
  g_autoptr (BIO) bio = BIO_new_file (path, "w");

  g_assert_cmpint (PEM_write_bio_X509 (bio, certificate), ==, 1);
  return path;
}

static char *
write_crl (X509 *issuer, TbKey *key)
{
  g_autoptr (X509_CRL) crl = X509_CRL_new ();
  g_autoptr (EVP_MD_CTX) signing = tb_key_begin_signing (key);
  g_autoptr (ASN1_TIME) time = ASN1_TIME_new ();
  char *path = keystore_path ("proof.crl");
  g_autoptr (BIO) bio = BIO_new_file (path, "w");

  X509_CRL_set_version (crl, X509_CRL_VERSION_2);
  X509_CRL_set_issuer_name (crl, X509_get_subject_name (issuer));
  ASN1_TIME_set_string_X509 (time, "20260101000000Z");
  X509_CRL_set1_lastUpdate (crl, time);
  ASN1_TIME_set_string_X509 (time, "20360101000000Z");
  X509_CRL_set1_nextUpdate (crl, time);
  g_assert_cmpint (X509_CRL_sign_ctx (crl, signing), >, 0);
  g_assert_cmpint (PEM_write_bio_X509_CRL (bio, crl), ==, 1);
  return path;
}

static void
assert_makes_request (TbKey *key)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) request = tb_key_make_request (key, "lock-03", NULL, NULL, &error);
  g_autofree char *path = keystore_path ("proof.csr");
  const char *argv[] = { "openssl", "req", "-inform", "DER", "-in", path, "-verify", "-noout", NULL };

  g_assert_no_error (error);
  g_file_set_contents (path, g_bytes_get_data (request, NULL), (gssize) g_bytes_get_size (request), &error);
  g_assert_no_error (error);
  openssl_agrees (argv, "verify OK");
}

/* The authority's key is @key; what it certifies is a device's key in memory. */
static void
assert_issues (TbKey *key)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbKey) device = tb_key_generate (tb_crypto_get_live (NULL), TB_KEY_P256, NULL, &error);
  g_autoptr (X509) root = make_certificate (key, NULL, key, "Root"), leaf = make_certificate (device, root, key, "lock-03");
  g_autofree char *anchor = write_certificate (root, "proof-root.pem"), *end = write_certificate (leaf, "proof-leaf.pem");
  g_autofree char *crl = write_crl (root, key);
  const char *argv[] = { "openssl", "verify", "-attime", "1772431200", "-CAfile", anchor, "-crl_check", "-CRLfile", crl, "-check_ss_sig", end, NULL };

  openssl_agrees (argv, ": OK");
}

void
keystore_assert_signs (TbKey *key)
{
  assert_makes_request (key);
  assert_issues (key);
}
