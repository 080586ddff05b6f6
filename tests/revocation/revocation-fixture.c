/* revocation-fixture: see the header. */
#include "revocation-fixture.h"

#include <glib/gstdio.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "tb-key-private.h"

const RevExtension rev_authority[] = {
  { NID_basic_constraints, "critical,CA:TRUE" },
  { NID_key_usage, "critical,keyCertSign,cRLSign" },
  { NID_subject_key_identifier, "hash" },
  { 0, NULL },
};
const RevExtension rev_device[] = {
  { NID_key_usage, "critical,digitalSignature" },
  { NID_ext_key_usage, "clientAuth" },
  { 0, NULL },
};
const RevExtension rev_responder[] = {
  { NID_key_usage, "critical,digitalSignature" },
  { NID_ext_key_usage, "OCSPSigning" },
  { NID_id_pkix_OCSP_noCheck, "ignored" },
  { 0, NULL },
};

TbStream
rev_stream (const char *name)
{
  TbStream stream;

  tb_stream_init (&stream, 42, name);
  return stream;
}

TbCertificate *
rev_certificate (TbIdentity *identity)
{
  return tb_identity_get_certificate (identity);
}

/* Sections that the values of extensions may name. */
static const char sections[] =
  "[part_a]\nfullname = URI:http://crl.house/a\n"
  "[part_b]\nfullname = URI:http://crl.house/b\n"
  "[part_dn]\nrelativename = part_rdn\n[part_rdn]\nCN = part\n"
  "[users]\nonlyuser = TRUE\n"
  "[authorities]\nonlyCA = TRUE\n"
  "[attributes]\nonlyAA = TRUE\n"
  "[some]\nonlysomereasons = keyCompromise, CACompromise\n"
  "[others]\nonlysomereasons = affiliationChanged, superseded, cessationOfOperation, certificateHold, privilegeWithdrawn, AACompromise\n"
  "[indirect]\nindirectCRL = TRUE\n"
  "[point_lists]\nfullname = URI:http://crl.house/lists\nCRLissuer = dirName:lists\n[lists]\nCN = House lists\n";

static CONF *
get_sections (void)
{
  static CONF *conf;
  BIO *in;

  if (conf != NULL)
    return conf;
  in = BIO_new_mem_buf (sections, -1);
  conf = NCONF_new (NULL);
  g_assert_cmpint (NCONF_load_bio (conf, in, NULL), ==, 1);
  BIO_free (in);
  return conf;
}

static X509_EXTENSION *
make_extension (X509 *x509, X509 *issuer, const RevExtension *row)
{
  X509V3_CTX context;
  X509_EXTENSION *extension;

  X509V3_set_ctx (&context, issuer, x509, NULL, NULL, 0);
  X509V3_set_nconf (&context, get_sections ());
  extension = X509V3_EXT_nconf_nid (get_sections (), &context, row->nid, row->value);
  g_assert_nonnull (extension);
  return extension;
}

static void
put_extensions (X509 *x509, X509 *issuer, const RevExtension *extensions)
{
  for (const RevExtension *row = extensions; row->nid != 0; row++)
    {
      X509_EXTENSION *extension = make_extension (x509, issuer, row);

      g_assert_cmpint (X509_add_ext (x509, extension, -1), ==, 1);
      X509_EXTENSION_free (extension);
    }
}

static void
put_names (X509 *x509, X509 *issuer, const char *name)
{
  X509_NAME *subject = X509_get_subject_name (x509);

  g_assert_cmpint (X509_NAME_add_entry_by_txt (subject, "CN", MBSTRING_UTF8, (const guint8 *) name, -1, -1, 0), ==, 1);
  g_assert_cmpint (X509_set_issuer_name (x509, issuer != NULL ? X509_get_subject_name (issuer) : subject), ==, 1);
}

static void
put_rest (X509 *x509, TbKey *key, const char *name)
{
  guint8 serial[8];
  BIGNUM *number;
  TbStream stream = rev_stream (name);

  tb_stream_fill (&stream, serial, sizeof serial);
  serial[0] = 0x51;
  number = BN_bin2bn (serial, sizeof serial, NULL);
  BN_to_ASN1_INTEGER (number, X509_get_serialNumber (x509));
  BN_free (number);
  X509_set_version (x509, X509_VERSION_3);
  ASN1_TIME_set (X509_getm_notBefore (x509), (time_t) ((START_US - DAY_US) / G_USEC_PER_SEC));
  ASN1_TIME_set (X509_getm_notAfter (x509), (time_t) ((START_US + 3650 * DAY_US) / G_USEC_PER_SEC));
  g_assert_cmpint (X509_set_pubkey (x509, tb_key_get_pkey (key)), ==, 1);
}

static GBytes *
sign (X509 *x509, TbKey *key, TbStream *stream)
{
  g_autoptr (EVP_MD_CTX) signing = NULL;
  unsigned char *der = NULL;
  GBytes *bytes;
  TbJob job;
  int n;

  tb_job_enter (&job, stream, START_US);
  signing = tb_key_begin_signing (key);
  g_assert_cmpint (X509_sign_ctx (x509, signing), >, 0);
  tb_job_leave (&job);
  n = i2d_X509 (x509, &der);
  bytes = g_bytes_new (der, (gsize) n);
  OPENSSL_free (der);
  return bytes;
}

/* @issuer: NULL for a root */
TbIdentity *
rev_certify (RevFixture *fixture, TbIdentity *issuer, const char *name, const RevExtension *extensions)
{
  TbStream stream = rev_stream (name);
  g_autoptr (TbKey) key = tb_key_generate (fixture->crypto, fixture->algorithm, &stream, NULL);
  g_autoptr (X509) x509 = X509_new_ex (tb_crypto_get_libctx (fixture->crypto), NULL);
  X509 *above = issuer != NULL ? tb_certificate_get_x509 (rev_certificate (issuer)) : NULL;
  g_autoptr (GBytes) der = NULL;
  g_autoptr (TbCertificate) certificate = NULL;
  g_autoptr (GError) error = NULL;

  put_names (x509, above, name);
  put_rest (x509, key, name);
  put_extensions (x509, above != NULL ? above : x509, extensions);
  der = sign (x509, issuer != NULL ? tb_identity_get_key (issuer) : key, &stream);
  certificate = tb_certificate_new_from_der (fixture->crypto, der, &error);
  g_assert_no_error (error);
  return tb_identity_new (key, certificate, NULL);
}

/* @algorithm: a TbKeyAlgorithm, for the authority */
void
rev_fixture_set_up (RevFixture *fixture, gconstpointer algorithm)
{
  g_autoptr (GError) error = NULL;

  fixture->crypto = tb_crypto_get_seeded (&error);
  g_assert_no_error (error);
  fixture->algorithm = (TbKeyAlgorithm) GPOINTER_TO_UINT (algorithm);
  fixture->issuing = rev_certify (fixture, NULL, "House CA", rev_authority);
  fixture->algorithm = TB_KEY_P256;             /* RSA keys take long to make */
  fixture->other = rev_certify (fixture, NULL, "Garden CA", rev_authority);
  fixture->responder = rev_certify (fixture, fixture->issuing, "House responder", rev_responder);
  for (guint i = 0; i < G_N_ELEMENTS (fixture->locks); i++)
    {
      g_autofree char *name = g_strdup_printf ("lock-%02u", i);

      fixture->locks[i] = rev_certify (fixture, fixture->issuing, name, rev_device);
    }
  fixture->foreign = rev_certify (fixture, fixture->other, "pump-01", rev_device);
}

void
rev_fixture_tear_down (RevFixture *fixture, gconstpointer algorithm)
{
  for (guint i = 0; i < G_N_ELEMENTS (fixture->locks); i++)
    tb_identity_unref (fixture->locks[i]);
  tb_identity_unref (fixture->foreign);
  tb_identity_unref (fixture->responder);
  tb_identity_unref (fixture->other);
  tb_identity_unref (fixture->issuing);
}

/* --- lists --- */

TbRevocation
rev_revocation (TbIdentity *identity, TbRevocationReason reason)
{
  return (TbRevocation) { tb_certificate_get_serial (rev_certificate (identity)), START_US, reason };
}

/* A full list for a week. */
TbCrlTerms
rev_terms (guint64 number)
{
  return (TbCrlTerms) { number, -1, START_US, START_US + 7 * DAY_US, NULL, TB_CRL_ALL };
}

TbCrl *
rev_make_list (TbIdentity *issuer, const TbRevocation *revocations, gsize n, const TbCrlTerms *terms)
{
  TbStream stream = rev_stream ("list");
  g_autoptr (GError) error = NULL;
  TbCrl *crl = tb_crl_make (tb_identity_get_key (issuer), rev_certificate (issuer), revocations, n, terms, &stream, &error);

  g_assert_no_error (error);
  g_assert_nonnull (crl);
  return crl;
}

/* --- forged lists --- */

static void
add_entry (X509_CRL *list, const RevEntry *row)
{
  X509_REVOKED *entry = X509_REVOKED_new ();
  ASN1_TIME *when = ASN1_TIME_set (NULL, START_US / G_USEC_PER_SEC);

  X509_REVOKED_set_serialNumber (entry, X509_get_serialNumber (tb_certificate_get_x509 (rev_certificate (row->who))));
  X509_REVOKED_set_revocationDate (entry, when);
  if (row->issuer != NULL)
    {
      GENERAL_NAMES *names = GENERAL_NAMES_new ();
      GENERAL_NAME *name = GENERAL_NAME_new ();

      name->type = GEN_DIRNAME;
      name->d.directoryName = X509_NAME_dup (X509_get_subject_name (tb_certificate_get_x509 (rev_certificate (row->issuer))));
      sk_GENERAL_NAME_push (names, name);
      X509_REVOKED_add1_ext_i2d (entry, NID_certificate_issuer, names, 1, 0);
      GENERAL_NAMES_free (names);
    }
  if (row->critical_nid != 0)
    X509_REVOKED_add1_ext_i2d (entry, row->critical_nid, when, 1, 0);
  X509_CRL_add0_revoked (list, entry);
  ASN1_TIME_free (when);
}

static void
put_number (X509_CRL *list, gint64 number, gboolean is_critical)
{
  ASN1_INTEGER *value = ASN1_INTEGER_new ();

  ASN1_INTEGER_set_int64 (value, number);
  X509_CRL_add1_ext_i2d (list, NID_crl_number, value, is_critical, 0);
  ASN1_INTEGER_free (value);
}

static void
put_list_times (X509_CRL *list, const RevForgery *forgery)
{
  ASN1_TIME *when = ASN1_TIME_set (NULL, (time_t) ((START_US + forgery->this_update_us) / G_USEC_PER_SEC));

  X509_CRL_set1_lastUpdate (list, when);
  if (forgery->lasts_us > 0)
    {
      ASN1_TIME_set (when, (time_t) ((START_US + forgery->this_update_us + forgery->lasts_us) / G_USEC_PER_SEC));
      X509_CRL_set1_nextUpdate (list, when);
    }
  ASN1_TIME_free (when);
}

static void
sign_list (X509_CRL *list, TbKey *key)
{
  g_autoptr (EVP_MD_CTX) signing = NULL;
  TbStream stream = rev_stream ("forge");
  TbJob job;

  tb_job_enter (&job, &stream, START_US);
  signing = tb_key_begin_signing (key);
  g_assert_cmpint (X509_CRL_sign_ctx (list, signing), >, 0);
  tb_job_leave (&job);
}

/* A list that no authority here would make. */
TbCrl *
rev_forge_list (RevFixture *fixture, TbIdentity *issuer, TbIdentity *signer, const RevForgery *forgery, const RevEntry *entries, gsize n_entries)
{
  X509 *above = tb_certificate_get_x509 (rev_certificate (issuer));
  X509_CRL *list = X509_CRL_new ();
  g_autoptr (GBytes) der = NULL;
  unsigned char *bytes = NULL;
  TbCrl *crl;
  int n;

  X509_CRL_set_version (list, X509_CRL_VERSION_2);
  X509_CRL_set_issuer_name (list, X509_get_subject_name (above));
  put_list_times (list, forgery);
  if (forgery->number >= 0)
    put_number (list, forgery->number, forgery->is_number_critical);
  if (forgery->extension.nid != 0)
    {
      X509_EXTENSION *extension = make_extension (above, above, &forgery->extension);

      X509_CRL_add_ext (list, extension, -1);
      X509_EXTENSION_free (extension);
    }
  for (gsize i = 0; i < n_entries; i++)
    add_entry (list, &entries[i]);
  sign_list (list, tb_identity_get_key (signer));
  n = i2d_X509_CRL (list, &bytes);
  der = g_bytes_new (bytes, (gsize) n);
  OPENSSL_free (bytes);
  X509_CRL_free (list);
  crl = tb_crl_new_from_bytes (fixture->crypto, der, NULL);
  g_assert_nonnull (crl);
  return crl;
}

/* --- other programs --- */

/* Runs a program in @directory: it ends with @expected and has printed @says somewhere. */
void
rev_run (const char *directory, int expected, const char *says, const char *const *argv)
{
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;
  g_autofree char *both = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  g_assert_true (g_spawn_sync (directory, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, &err, &status, &error));
  g_assert_no_error (error);
  both = g_strconcat (out, err, NULL);
  if (!WIFEXITED (status) || WEXITSTATUS (status) != expected || strstr (both, says) == NULL)
    g_error ("%s %s ended with %d and not %d, or did not say \"%s\":\n%s", argv[0], argv[1], WEXITSTATUS (status), expected, says, both);
}

char *
rev_write (const char *directory, const char *name, GBytes *bytes)
{
  char *path = g_build_filename (directory, name, NULL);
  g_autoptr (GError) error = NULL;
  gsize n;
  const char *data = g_bytes_get_data (bytes, &n);

  g_file_set_contents (path, data, (gssize) n, &error);
  g_assert_no_error (error);
  return path;
}

char *
rev_write_pem (const char *directory, const char *name, TbCertificate *certificate)
{
  g_autoptr (BIO) out = BIO_new (BIO_s_mem ());
  g_autoptr (GBytes) bytes = NULL;
  char *text;
  long n;

  g_assert_cmpint (PEM_write_bio_X509 (out, tb_certificate_get_x509 (certificate)), ==, 1);
  n = BIO_get_mem_data (out, &text);
  bytes = g_bytes_new (text, (gsize) n);
  return rev_write (directory, name, bytes);
}

/* With the files in it. */
void
rev_remove (const char *directory)
{
  g_autoptr (GDir) files = g_dir_open (directory, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (files)) != NULL)
    {
      g_autofree char *path = g_build_filename (directory, name, NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (directory), ==, 0);
}
