/* path-fixture: see the header. */
#include "path-fixture.h"

#include <openssl/conf.h>
#include <openssl/x509v3.h>

#define YEAR_US (365 * DAY_US)

/* Keys by name, made once. */
static TbKey *
get_key (const char *name)
{
  static GHashTable *keys;
  TbKey *key;

  if (keys == NULL)
    keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) tb_key_unref);
  key = g_hash_table_lookup (keys, name);
  if (key == NULL)
    {
      g_autofree char *stream_name = g_strdup_printf ("path-key/%s", name);
      TbStream stream = pki_stream (stream_name);

      key = tb_key_generate (pki_get_seeded (), TB_KEY_P256, &stream, NULL);
      g_hash_table_insert (keys, g_strdup (name), key);
    }
  return key;
}

static void
set_name (X509_NAME *name, const char *common_name)
{
  if (*common_name != '\0')
    g_assert_cmpint (X509_NAME_add_entry_by_NID (name, NID_commonName, MBSTRING_UTF8, (const guint8 *) common_name, -1, -1, 0), ==, 1);
}

static void
add_extension (X509 *x509, X509 *issuer, const char *name, const char *value)
{
  X509_EXTENSION *extension;
  X509V3_CTX context;
  CONF *nothing = NCONF_new (NULL);       /* policies want one */

  X509V3_set_ctx (&context, issuer, x509, NULL, NULL, 0);
  X509V3_set_nconf (&context, nothing);
  extension = X509V3_EXT_nconf (nothing, &context, name, value);
  NCONF_free (nothing);
  if (extension == NULL)
    g_error ("extension %s=%s cannot be made", name, value);
  g_assert_cmpint (X509_add_ext (x509, extension, -1), ==, 1);
  X509_EXTENSION_free (extension);
}

static void
add_extensions (X509 *x509, X509 *issuer, const char *lines)
{
  g_auto (GStrv) each = g_strsplit (lines, "\n", -1);

  for (char **line = each; *line != NULL && **line != '\0'; line++)
    {
      char *value = strchr (*line, '=');

      *value++ = '\0';
      add_extension (x509, issuer, *line, value);
    }
}

/* Something that has the issuer's key and its identifier. */
static X509 *
make_issuer (TbKey *key)
{
  X509 *x509 = X509_new_ex (tb_crypto_get_libctx (pki_get_seeded ()), NULL);

  X509_set_version (x509, 2);
  X509_set_pubkey (x509, tb_key_get_pkey (key));
  add_extension (x509, x509, "subjectKeyIdentifier", "hash");
  return x509;
}

static void
set_fields (X509 *x509, const PathSpec *spec)
{
  gint64 from_us = spec->not_before_us != 0 ? spec->not_before_us : START_US - 30 * DAY_US;
  gint64 to_us = spec->not_after_us != 0 ? spec->not_after_us : START_US + YEAR_US;

  X509_set_version (x509, 2);
  ASN1_INTEGER_set_int64 (X509_get_serialNumber (x509), spec->serial != 0 ? spec->serial : 1);
  g_assert_nonnull (ASN1_TIME_set (X509_getm_notBefore (x509), (time_t) (from_us / G_USEC_PER_SEC)));
  g_assert_nonnull (ASN1_TIME_set (X509_getm_notAfter (x509), (time_t) (to_us / G_USEC_PER_SEC)));
  set_name (X509_get_subject_name (x509), spec->subject);
  set_name (X509_get_issuer_name (x509), spec->issuer != NULL ? spec->issuer : spec->subject);
}

static void
sign (X509 *x509, TbKey *key, const char *name)
{
  TbStream stream = pki_stream (name);
  TbJob job;

  tb_job_enter (&job, &stream, START_US);
  g_assert_cmpint (X509_sign (x509, tb_key_get_pkey (key), EVP_sha256 ()), >, 0);
  tb_job_leave (&job);
}

TbCertificate *
path_make (const PathSpec *spec)
{
  const char *issuer = spec->issuer != NULL ? spec->issuer : spec->subject;
  TbKey *key = get_key (spec->key != NULL ? spec->key : spec->subject), *signer = get_key (spec->issuer_key != NULL ? spec->issuer_key : issuer);
  g_autoptr (X509) x509 = X509_new_ex (tb_crypto_get_libctx (pki_get_seeded ()), NULL);
  g_autoptr (X509) above = make_issuer (signer);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  TbCertificate *certificate;
  guint8 *der = NULL;
  int n;

  set_fields (x509, spec);
  X509_set_pubkey (x509, tb_key_get_pkey (key));
  if (!spec->bare)
    add_extensions (x509, above, "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid:always");
  add_extensions (x509, above, spec->extensions != NULL ? spec->extensions : AUTHORITY_EXTENSIONS);
  sign (x509, signer, spec->subject);
  n = i2d_X509 (x509, &der);
  bytes = g_bytes_new (der, (gsize) n);
  OPENSSL_free (der);
  certificate = tb_certificate_new_from_der (pki_get_seeded (), bytes, &error);
  g_assert_no_error (error);
  return certificate;
}

void
path_case_init (PathCase *c, const PathSpec *leaf)
{
  *c = (PathCase) { .terms = TB_VALIDATE_TERMS_INIT };
  c->anchors = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_certificate_unref);
  c->untrusted = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_certificate_unref);
  c->leaf = path_make (leaf);
  c->terms.anchors = c->anchors;
  c->terms.untrusted = c->untrusted;
  c->terms.unix_us = START_US;
}

void
path_case_clear (PathCase *c)
{
  g_ptr_array_unref (c->anchors);
  g_ptr_array_unref (c->untrusted);
  tb_certificate_unref (c->leaf);
}

void
path_trust (PathCase *c, const PathSpec *spec)
{
  g_ptr_array_add (c->anchors, path_make (spec));
}

void
path_pass_along (PathCase *c, const PathSpec *spec)
{
  g_ptr_array_add (c->untrusted, path_make (spec));
}

TbValidation *
path_validate (PathCase *c)
{
  g_autoptr (GError) error = NULL;
  TbValidation *validation = tb_validate (pki_get_seeded (), c->leaf, &c->terms, &error);

  g_assert_no_error (error);
  g_assert_nonnull (validation);
  return validation;
}

static void
print_failures (const TbValidation *validation)
{
  const TbChecks *checks = tb_validation_get_checks (validation);

  for (guint i = 0; i < tb_checks_get_n (checks); i++)
    {
      const TbCheck *row = tb_checks_get (checks, i);

      if (!row->ok)
        g_printerr ("# %s at %d: expected %s, found %s\n", row->rule->code, row->depth, row->expected, row->found);
    }
}

/* The first row that is not good is of the rule @code, "" when it does not matter. */
void
path_assert_rule (PathCase *c, const char *reason, const char *code)
{
  g_autoptr (TbValidation) validation = path_validate (c);
  const TbCheck *failure = tb_checks_first_failure (tb_validation_get_checks (validation));

  if (g_strcmp0 (tb_validation_get_reason (validation), reason) != 0)
    print_failures (validation);
  g_assert_cmpstr (tb_validation_get_reason (validation), ==, reason);
  g_assert_true (tb_validation_is_valid (validation) == (*reason == '\0'));
  g_assert_true (tb_validation_is_valid (validation) == (failure == NULL));
  if (*code != '\0')
    g_assert_cmpstr (failure->rule->code, ==, code);
}

void
path_assert (PathCase *c, const char *reason)
{
  path_assert_rule (c, reason, "");
}
