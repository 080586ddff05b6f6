/* tb-crl-make: lists as an authority signs them (RFC 5280 section 5.2): number, authority key identifier, and what they cover.
 *
 * Policy is the caller's: which certificates are on a list, and how it is numbered. */
#include "tb-crl-private.h"

#include <string.h>

#include <openssl/err.h>

#include "tb-key-private.h"
#include "tb-revocation-sign.h"
#include "tb-revocation-text.h"

typedef struct
{
  const TbRevocation *revocations;
  gsize n_revocations;
  const TbCrlTerms *terms;
} Content;

/* --- what is refused --- */

static gboolean
refuse (GError **error, const char *says)
{
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "%s", says);
  return FALSE;
}

static gboolean
check_terms (const TbCrlTerms *terms, GError **error)
{
  if (!tb_revocation_can_tell_time (terms->this_update_us) || !tb_revocation_can_tell_time (terms->next_update_us)
      || terms->this_update_us >= terms->next_update_us)
    return refuse (error, "A revocation list is good from one whole second to a later one before the year 10000");
  if (terms->number == 0)
    return refuse (error, "Revocation lists are numbered from 1");
  if (terms->base_number == 0 || terms->base_number < -1 || (terms->base_number > 0 && (guint64) terms->base_number >= terms->number))
    return refuse (error, "A delta list has a higher number than the full list it goes with");
  return TRUE;
}

/* RFC 5280 section 5.3.1: removeFromCRL is for delta lists. */
static gboolean
check_revocation (const TbRevocation *revocation, const TbCrlTerms *terms, GError **error)
{
  if (tb_revocation_reason_to_code (revocation->reason) == NULL)
    return refuse (error, "There is no such reason for a revocation");
  if (revocation->reason == TB_REVOCATION_REMOVE_FROM_CRL && terms->base_number < 0)
    return refuse (error, "Only a delta list can remove a certificate from the list");
  return tb_revocation_can_tell_time (revocation->revoked_us) || refuse (error, "A certificate is revoked at a whole second before the year 10000");
}

static gboolean
check_content (const Content *content, GError **error)
{
  if (!check_terms (content->terms, error))
    return FALSE;
  for (gsize i = 0; i < content->n_revocations; i++)
    if (!check_revocation (&content->revocations[i], content->terms, error))
      return FALSE;
  return TRUE;
}

/* A certificate without key usage may do anything (RFC 5280 section 4.2.1.3). */
static gboolean
check_issuer (TbKey *key, TbCertificate *issuer, GError **error)
{
  if (!tb_revocation_is_key_of (key, issuer))
    return refuse (error, "The key is not that of the authority's certificate");
  if ((X509_get_key_usage (tb_certificate_get_x509 (issuer)) & KU_CRL_SIGN) == 0)
    return refuse (error, "The authority's certificate does not allow signing revocation lists: its key usage lacks cRLSign");
  return TRUE;
}

/* --- entries --- */

static ASN1_INTEGER *
serial_from_text (const char *serial)
{
  BIGNUM *number = NULL;
  ASN1_INTEGER *integer = NULL;
  gsize n = strlen (serial) - (serial[0] == '-' ? 1 : 0);

  if (n > 0 && BN_hex2bn (&number, serial) == (int) strlen (serial))
    integer = BN_to_ASN1_INTEGER (number, NULL);
  BN_free (number);
  return integer;
}

static gboolean
put_serial (X509_REVOKED *entry, const char *serial)
{
  ASN1_INTEGER *integer = serial_from_text (serial);
  gboolean is_put = integer != NULL && X509_REVOKED_set_serialNumber (entry, integer) == 1;

  ASN1_INTEGER_free (integer);
  return is_put;
}

static gboolean
put_revocation_date (X509_REVOKED *entry, gint64 unix_us)
{
  ASN1_TIME *when = ASN1_TIME_set (NULL, (time_t) (unix_us / G_USEC_PER_SEC));
  gboolean is_put = when != NULL && X509_REVOKED_set_revocationDate (entry, when) == 1;

  ASN1_TIME_free (when);
  return is_put;
}

/* RFC 5280 section 5.3.1: rather no reason than "unspecified". */
static gboolean
put_reason (X509_REVOKED *entry, TbRevocationReason reason)
{
  ASN1_ENUMERATED *number;
  gboolean is_put;

  if (reason == TB_REVOCATION_UNSPECIFIED)
    return TRUE;
  number = ASN1_ENUMERATED_new ();
  is_put = number != NULL && ASN1_ENUMERATED_set (number, (long) reason) == 1
           && X509_REVOKED_add1_ext_i2d (entry, NID_crl_reason, number, 0, X509V3_ADD_DEFAULT) == 1;
  ASN1_ENUMERATED_free (number);
  return is_put;
}

static gboolean
add_entry (X509_CRL *list, const TbRevocation *revocation)
{
  X509_REVOKED *entry = X509_REVOKED_new ();

  if (entry != NULL && put_serial (entry, revocation->serial) && put_revocation_date (entry, revocation->revoked_us)
      && put_reason (entry, revocation->reason) && X509_CRL_add0_revoked (list, entry) == 1)
    return TRUE;
  X509_REVOKED_free (entry);
  return FALSE;
}

/* --- extensions --- */

static gboolean
put_number (X509_CRL *list, int nid, guint64 number, gboolean is_critical)
{
  ASN1_INTEGER *value = ASN1_INTEGER_new ();
  gboolean is_put = value != NULL && ASN1_INTEGER_set_uint64 (value, number) == 1
                    && X509_CRL_add1_ext_i2d (list, nid, value, is_critical, X509V3_ADD_DEFAULT) == 1;

  ASN1_INTEGER_free (value);
  return is_put;
}

/* RFC 5280 section 5.2.1: by the issuer's subject key identifier; without one, as section 4.2.1.2 (1) would make it. */
static gboolean
put_authority_key_identifier (X509_CRL *list, TbCertificate *issuer, TbCrypto *crypto)
{
  const ASN1_OCTET_STRING *known = X509_get0_subject_key_id (tb_certificate_get_x509 (issuer));
  ASN1_OCTET_STRING *identifier = known != NULL ? ASN1_OCTET_STRING_dup (known) : ASN1_OCTET_STRING_new ();
  AUTHORITY_KEYID value = { .keyid = identifier };
  guint8 digest[EVP_MAX_MD_SIZE];
  guint n_digest = 0;
  gboolean is_put = identifier != NULL
                    && (known != NULL
                        || (tb_revocation_hash_key (crypto, "SHA1", issuer, digest, &n_digest)
                            && ASN1_OCTET_STRING_set (identifier, digest, (int) n_digest) == 1))
                    && X509_CRL_add1_ext_i2d (list, NID_authority_key_identifier, &value, 0, X509V3_ADD_DEFAULT) == 1;

  ASN1_OCTET_STRING_free (identifier);
  return is_put;
}

static gboolean
put_partition (ISSUING_DIST_POINT *scope, const char *uri)
{
  GENERAL_NAME *name = GENERAL_NAME_new ();
  ASN1_IA5STRING *text = ASN1_IA5STRING_new ();

  scope->distpoint = DIST_POINT_NAME_new ();
  if (scope->distpoint != NULL)
    {
      scope->distpoint->type = 0;       /* of the choice: the full name */
      scope->distpoint->name.fullname = GENERAL_NAMES_new ();
    }
  if (scope->distpoint != NULL && scope->distpoint->name.fullname != NULL && name != NULL && text != NULL
      && ASN1_STRING_set (text, uri, (int) strlen (uri)) == 1
      && sk_GENERAL_NAME_push (scope->distpoint->name.fullname, name) > 0)
    {
      GENERAL_NAME_set0_value (name, GEN_URI, text);
      return TRUE;
    }
  GENERAL_NAME_free (name);
  ASN1_IA5STRING_free (text);
  return FALSE;
}

/* RFC 5280 section 5.2.5: critical, and not there when the list covers everything. */
static gboolean
put_scope (X509_CRL *list, const TbCrlTerms *terms)
{
  ISSUING_DIST_POINT *scope;
  gboolean is_put;

  if (terms->partition == NULL && terms->only == TB_CRL_ALL)
    return TRUE;
  scope = ISSUING_DIST_POINT_new ();
  if (scope == NULL)
    return FALSE;
  scope->onlyuser = terms->only == TB_CRL_ONLY_END_ENTITIES ? 0xff : 0;
  scope->onlyCA = terms->only == TB_CRL_ONLY_AUTHORITIES ? 0xff : 0;
  is_put = (terms->partition == NULL || put_partition (scope, terms->partition))
           && X509_CRL_add1_ext_i2d (list, NID_issuing_distribution_point, scope, 1, X509V3_ADD_DEFAULT) == 1;
  ISSUING_DIST_POINT_free (scope);
  return is_put;
}

static gboolean
put_extensions (X509_CRL *list, TbCertificate *issuer, TbCrypto *crypto, const TbCrlTerms *terms)
{
  return put_authority_key_identifier (list, issuer, crypto)
         && put_number (list, NID_crl_number, terms->number, FALSE)
         && (terms->base_number < 0 || put_number (list, NID_delta_crl, (guint64) terms->base_number, TRUE))
         && put_scope (list, terms);
}

/* --- the list --- */

static gboolean
put_times (X509_CRL *list, const TbCrlTerms *terms)
{
  ASN1_TIME *when = ASN1_TIME_set (NULL, (time_t) (terms->this_update_us / G_USEC_PER_SEC));
  gboolean is_put = when != NULL && X509_CRL_set1_lastUpdate (list, when) == 1
                    && ASN1_TIME_set (when, (time_t) (terms->next_update_us / G_USEC_PER_SEC)) != NULL
                    && X509_CRL_set1_nextUpdate (list, when) == 1;

  ASN1_TIME_free (when);
  return is_put;
}

static gboolean
fill (X509_CRL *list, TbCertificate *issuer, TbCrypto *crypto, const Content *content)
{
  if (X509_CRL_set_version (list, X509_CRL_VERSION_2) != 1
      || X509_CRL_set_issuer_name (list, X509_get_subject_name (tb_certificate_get_x509 (issuer))) != 1
      || !put_times (list, content->terms) || !put_extensions (list, issuer, crypto, content->terms))
    return FALSE;
  for (gsize i = 0; i < content->n_revocations; i++)
    if (!add_entry (list, &content->revocations[i]))
      return FALSE;
  return X509_CRL_sort (list) == 1;
}

static gboolean
sign (X509_CRL *list, TbKey *key, TbStream *stream)
{
  g_autoptr (EVP_MD_CTX) signing = NULL;
  gboolean is_signed;
  TbJob job;

  tb_job_enter_stream (&job, stream);
  signing = tb_key_begin_signing (key);
  is_signed = signing != NULL && X509_CRL_sign_ctx (list, signing) > 0;
  tb_job_leave (&job);
  return is_signed;
}

static GBytes *
make_der (TbKey *key, TbCertificate *issuer, const Content *content, TbStream *stream)
{
  TbCrypto *crypto = tb_key_get_crypto (key);
  X509_CRL *list = X509_CRL_new_ex (tb_crypto_get_libctx (crypto), NULL);
  unsigned char *bytes = NULL;
  GBytes *der = NULL;
  int n = 0;

  if (list != NULL && fill (list, issuer, crypto, content) && sign (list, key, stream))
    n = i2d_X509_CRL (list, &bytes);
  if (n > 0)
    der = g_bytes_new (bytes, (gsize) n);
  OPENSSL_free (bytes);
  X509_CRL_free (list);
  return der;
}

/**
 * tb_crl_make:
 * @key: the authority's key, wherever it is held
 * @issuer: the authority's certificate
 * @revocations: (nullable) (array length=n_revocations): the entries, in any order
 * @n_revocations: how many
 * @terms: number, times and scope
 * @stream: (nullable): what the signature draws from; not used by the live context
 * @error: return location
 *
 * Makes and signs a list (RFC 5280 section 5), version 2. Entries are sorted by serial number, so that the same revocations give the same bytes.
 *
 * Returns: (transfer full) (nullable): the list; %NULL with %TB_CRYPTO_ERROR_REFUSED for a key that is not the issuer's, an issuer that may not
 *   sign lists, times and numbers that cannot be, removeFromCRL in a full list, or with %TB_CRYPTO_ERROR_FAILED
 */
TbCrl *
tb_crl_make (TbKey *key, TbCertificate *issuer, const TbRevocation *revocations, gsize n_revocations, const TbCrlTerms *terms, TbStream *stream,
             GError **error)
{
  Content content = { revocations, n_revocations, terms };
  g_autoptr (GBytes) der = NULL;

  ERR_clear_error ();
  if (!check_content (&content, error) || !check_issuer (key, issuer, error))
    return NULL;
  der = make_der (key, issuer, &content, stream);
  if (der != NULL)
    return tb_crl_new_from_bytes (tb_key_get_crypto (key), der, error);
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot make the revocation list of %s", tb_certificate_get_subject (issuer));
  return NULL;
}
