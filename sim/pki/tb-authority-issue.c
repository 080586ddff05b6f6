/* tb-authority-issue: what an authority issues: policy is here (what is asked, what is granted); how a certificate is made is in tb-issue. */
#include "tb-authority-private.h"

#include <openssl/err.h>

#include "tb-certificate-private.h"
#include "tb-name-text.h"
#include "tb-request.h"

/* The profile that @terms name: the one that was loaded, or one that comes with Trustbed. */
const TbIssueProfile *
tb_issue_terms_get_profile (const TbIssueTerms *terms)
{
  return terms->custom != NULL ? terms->custom : tb_issue_profile_get_builtin (terms->profile);
}

gboolean
tb_authority_check_validity (gint64 not_before_us, gint64 not_after_us, GError **error)
{
  if (tb_issue_can_tell_time (not_before_us) && tb_issue_can_tell_time (not_after_us) && not_before_us < not_after_us)
    return TRUE;
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED,
                       "A certificate is valid from one whole second to a later one before the year 10000, not from %" G_GINT64_FORMAT
                       " us to %" G_GINT64_FORMAT " us", not_before_us, not_after_us);
  return FALSE;
}

static gboolean
stay_inside (TbIssueOrder *order, TbCertificate *issuer, GError **error)
{
  if (issuer == NULL)
    return TRUE;
  tb_issue_stay_inside (order, issuer);
  if (order->not_before_us < order->not_after_us)
    return TRUE;
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "%s is not valid itself in the time asked for", tb_certificate_get_subject (issuer));
  return FALSE;
}

static TbCertificate *
sign_in_job (TbCrypto *crypto, TbIssuer *issuer, const TbIssueOrder *order, TbStream *stream)
{
  g_autoptr (X509) x509 = NULL;
  TbJob job;

  ERR_clear_error ();
  tb_job_enter_stream (&job, stream);
  x509 = tb_issuer_certify (issuer, order);
  tb_job_leave (&job);
  return x509 != NULL ? tb_certificate_new_issued (crypto, x509) : NULL;
}

/* Makes the certificate of @order, whose key was checked or is our own, inside the validity of @issuer_certificate (NULL for a root). */
TbCertificate *
tb_authority_fill (TbCrypto *crypto, TbIssuer *issuer, TbIssueOrder *order, TbCertificate *issuer_certificate, TbStream *stream, GError **error)
{
  TbCertificate *certificate;

  if (!tb_authority_check_validity (order->not_before_us, order->not_after_us, error) || !stay_inside (order, issuer_certificate, error))
    return NULL;
  certificate = sign_in_job (crypto, issuer, order, stream);
  if (certificate == NULL)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot sign the certificate");
  return certificate;
}

/* --- from a request --- */

static gboolean
check_subject (const TbRequest *request, GError **error)
{
  if (request->common_name != NULL)
    return tb_request_check_common_name (request->common_name, error);
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "The request names nobody: its subject has no common name");
  return FALSE;
}

/* RFC 7925 section 4.4.2: a device has one common name; what else a request says is not granted. */
static X509_NAME *
grant_subject (const TbIssueProfile *profile, const TbRequest *request)
{
  X509_NAME *name;

  if (profile->copies_subject)
    return X509_NAME_dup (X509_REQ_get_subject_name (request->x509));
  name = X509_NAME_new ();
  if (name != NULL && tb_request_put_name (name, request->common_name))
    return name;
  X509_NAME_free (name);
  return NULL;
}

static TbCertificate *
grant (TbAuthority *authority, const TbRequest *request, const TbIssueTerms *terms, TbStream *stream, GError **error)
{
  const TbIssueProfile *profile = tb_issue_terms_get_profile (terms);
  X509_NAME *subject = grant_subject (profile, request);
  TbIssueOrder order = { .profile = profile, .subject = subject, .public_key = request->public_key, .alternative_names = request->alternative_names,
                         .not_before_us = terms->not_before_us, .not_after_us = terms->not_after_us };
  TbCertificate *certificate = NULL;

  if (subject == NULL)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot copy the name of %s", request->common_name);
  else
    certificate = tb_authority_fill (authority->crypto, authority->issuer, &order, authority->certificate, stream, error);
  X509_NAME_free (subject);
  return certificate;
}

/**
 * tb_authority_issue_for:
 * @authority: an authority
 * @request: what [func@request_read] has read, proof of possession included; of the same context
 * @terms: what to grant
 * @stream: (nullable): what serial and signature draw from; not used by the live context
 * @error: return location
 *
 * Does the rest of [method@Authority.issue] for a request that whoever took it in has read already, so that its signature is verified once.
 *
 * Returns: (transfer full) (nullable): the certificate; %NULL with %TB_CRYPTO_ERROR_REFUSED for what policy forbids, or %TB_CRYPTO_ERROR_FAILED
 */
TbCertificate *
tb_authority_issue_for (TbAuthority *authority, const TbRequest *request, const TbIssueTerms *terms, TbStream *stream, GError **error)
{
  const TbIssueProfile *profile;

  g_return_val_if_fail (terms->profile < TB_PROFILE_N, NULL);
  profile = tb_issue_terms_get_profile (terms);
  if (!tb_authority_check_validity (terms->not_before_us, terms->not_after_us, error)
      || !tb_issue_profile_check_key (profile, request->public_key, error)
      || !check_subject (request, error)
      || !tb_issue_profile_check_names (profile, request->alternative_names, error))
    return NULL;
  return grant (authority, request, terms, stream, error);
}

/**
 * tb_authority_issue:
 * @authority: an authority
 * @request: a PKCS #10 request, DER
 * @terms: what to grant
 * @stream: (nullable): what serial and signature draw from; not used by the live context
 * @error: return location
 *
 * Checks a request and answers it with a certificate for its key and the names that the profile grants; nothing else it asks for is granted.
 * Any number of threads may call this on one authority at once.
 *
 * Returns: (transfer full) (nullable): the certificate; %NULL with %TB_CRYPTO_ERROR_MALFORMED for what is no request,
 *   %TB_CRYPTO_ERROR_REFUSED for what policy forbids: no proof of possession, a key that is too weak or of another kind, no common name, names
 *   that cannot be or are not granted, validity that cannot be
 */
TbCertificate *
tb_authority_issue (TbAuthority *authority, GBytes *request, const TbIssueTerms *terms, TbStream *stream, GError **error)
{
  g_auto (TbRequest) said = { 0 };

  if (!tb_authority_check_validity (terms->not_before_us, terms->not_after_us, error) || !tb_request_read (&said, authority->crypto, request, error))
    return NULL;
  return tb_authority_issue_for (authority, &said, terms, stream, error);
}

/**
 * tb_authority_issue_identity:
 * @authority: an authority
 * @algorithm: what kind of key to make
 * @common_name: the subject, 1 to 64 characters
 * @dns_names: (nullable) (array zero-terminated=1): names for subjectAltName
 * @terms: what to grant
 * @stream: (nullable): what key, request, serial and signature draw from, in that order; not used by the live context
 * @error: return location
 *
 * Does all three steps at once: key, request, certificate.
 *
 * Returns: (transfer full) (nullable): the identity; %NULL with an error as from [method@Authority.issue]
 */
TbIdentity *
tb_authority_issue_identity (TbAuthority *authority, TbKeyAlgorithm algorithm, const char *common_name, const char *const *dns_names,
                             const TbIssueTerms *terms, TbStream *stream, GError **error)
{
  g_autoptr (TbKey) key = tb_key_generate (authority->crypto, algorithm, stream, error);
  g_autoptr (GBytes) request = NULL;
  g_autoptr (TbCertificate) certificate = NULL;

  if (key != NULL)
    request = tb_key_make_request (key, common_name, dns_names, stream, error);
  if (request != NULL)
    certificate = tb_authority_issue (authority, request, terms, stream, error);
  if (certificate == NULL)
    return NULL;
  return tb_identity_new (key, certificate, authority->intermediates);
}

/**
 * tb_authority_issue_factory_identity:
 * @authority: a maker's
 * @algorithm: of the key that is made
 * @hardware_type: what kind of module it is, an object identifier such as `1.3.6.1.4.1.32473.1`
 * @serial_number: of the one module, in hexadecimal; its common name too
 * @terms: with the profile of factory identities
 * @stream: (nullable): what key, serial and signature draw from; not used by the live context
 * @error: return location
 *
 * Makes what a device leaves its factory with: a key, and a certificate for a hardwareModuleName (IEEE 802.1AR; RFC 4108 section 5).
 *
 * Returns: (transfer full) (nullable): the identity; %NULL with %TB_CRYPTO_ERROR_REFUSED or %TB_CRYPTO_ERROR_FAILED
 */
TbIdentity *
tb_authority_issue_factory_identity (TbAuthority *authority, TbKeyAlgorithm algorithm, const char *hardware_type, const char *serial_number,
                                     const TbIssueTerms *terms, TbStream *stream, GError **error)
{
  g_autoptr (TbKey) key = tb_key_generate (authority->crypto, algorithm, stream, error);
  g_autofree char *name = g_strdup_printf ("HW:%s:%s", hardware_type, serial_number);
  GENERAL_NAMES *names = key != NULL ? tb_alternative_names_parse (name, error) : NULL;
  g_autoptr (TbCertificate) certificate = NULL;
  g_auto (TbRequest) request = { 0 };

  if (names == NULL)
    return NULL;
  EVP_PKEY_up_ref (tb_key_get_pkey (key)); /* the request lets go of it */
  request = (TbRequest) { X509_REQ_new (), tb_key_get_pkey (key), g_strdup (serial_number), names };
  if (request.x509 != NULL && tb_request_put_name (X509_REQ_get_subject_name (request.x509), serial_number))
    certificate = tb_authority_issue_for (authority, &request, terms, stream, error);
  return certificate != NULL ? tb_identity_new (key, certificate, authority->intermediates) : NULL;
}

/* --- from a certificate --- */

/* A certificate for the names in @old. */
static TbCertificate *
reissue (TbAuthority *authority, TbCertificate *old, TbIssueOrder *order, const TbIssueTerms *terms, TbStream *stream, GError **error)
{
  X509 *x509 = tb_certificate_get_x509 (old);
  TbCertificate *certificate = NULL;

  order->profile = tb_issue_terms_get_profile (terms);
  order->subject = X509_get_subject_name (x509);
  order->alternative_names = X509_get_ext_d2i (x509, NID_subject_alt_name, NULL, NULL);
  order->not_before_us = terms->not_before_us;
  order->not_after_us = terms->not_after_us;
  ERR_clear_error ();
  if (tb_issue_profile_check_key (order->profile, order->public_key, error)
      && tb_issue_profile_check_names (order->profile, order->alternative_names, error))
    certificate = tb_authority_fill (authority->crypto, authority->issuer, order, authority->certificate, stream, error);
  GENERAL_NAMES_free (order->alternative_names);
  return certificate;
}

/**
 * tb_authority_renew:
 * @authority: an authority
 * @old: a certificate
 * @new_key: (nullable): the key to certify instead (rekey); %NULL: the same key (renew)
 * @terms: what to grant
 * @stream: (nullable): what serial and signature draw from; not used by the live context
 * @error: return location
 *
 * Issues again to whom @old names. The old certificate stays as valid as it was.
 *
 * Returns: (transfer full) (nullable): the certificate; %NULL with %TB_CRYPTO_ERROR_REFUSED or %TB_CRYPTO_ERROR_FAILED
 */
TbCertificate *
tb_authority_renew (TbAuthority *authority, TbCertificate *old, TbKey *new_key, const TbIssueTerms *terms, TbStream *stream, GError **error)
{
  TbIssueOrder order = { .public_key = new_key != NULL ? tb_key_get_pkey (new_key) : X509_get0_pubkey (tb_certificate_get_x509 (old)) };

  return reissue (authority, old, &order, terms, stream, error);
}

/**
 * tb_authority_cross_certify:
 * @authority: an authority
 * @other: the certificate of another authority, perhaps of another root
 * @terms: with the profile of an authority
 * @stream: (nullable): what serial and signature draw from; not used by the live context
 * @error: return location
 *
 * Vouches for another authority under the name, key and key identifier that it has, so that whoever trusts @authority can build a path to what
 * the other one issued (RFC 5280 section 3.2).
 *
 * Returns: (transfer full) (nullable): the cross-certificate; %NULL with %TB_CRYPTO_ERROR_REFUSED or %TB_CRYPTO_ERROR_FAILED
 */
TbCertificate *
tb_authority_cross_certify (TbAuthority *authority, TbCertificate *other, const TbIssueTerms *terms, TbStream *stream, GError **error)
{
  X509 *x509 = tb_certificate_get_x509 (other);
  TbIssueOrder order = { .public_key = X509_get0_pubkey (x509), .key_identifier = X509_get0_subject_key_id (x509) };

  if (tb_issue_terms_get_profile (terms)->is_authority && X509_check_ca (x509) == 1)
    return reissue (authority, other, &order, terms, stream, error);
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "A cross-certificate is for an authority, under a profile for authorities; %s is certified for something else",
                       tb_certificate_get_subject (other));
  return NULL;
}
