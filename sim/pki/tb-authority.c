/* tb-authority: see the header. Policy is here: what is asked, what is granted; how a certificate is made is in tb-issue. */
#include "tb-authority.h"

#include <string.h>

#include "tb-certificate-private.h"
#include "tb-issue.h"

/* Smallest RSA modulus accepted: 112 bits of strength (NIST SP 800-57 part 1, table 2). */
#define MIN_RSA_BITS 2048

struct _TbAuthority
{
  gatomicrefcount refs;
  TbCrypto *crypto;             /* borrowed: contexts live as long as the process */
  TbIssuer *issuer;
  TbCertificate *certificate;
  TbCertificate *root;
  GPtrArray *intermediates;     /* empty for a root */
};

static gboolean
check_validity (gint64 not_before_us, gint64 not_after_us, GError **error)
{
  if (tb_issue_can_tell_time (not_before_us) && tb_issue_can_tell_time (not_after_us) && not_before_us < not_after_us)
    return TRUE;
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED,
                       "A certificate is valid from one whole second to a later one before the year 10000, not from %" G_GINT64_FORMAT
                       " us to %" G_GINT64_FORMAT " us", not_before_us, not_after_us);
  return FALSE;
}

/* The certificate that @issuer gives to the authority @subject; the two are one for a root. */
static TbCertificate *
certify_authority (TbCrypto *crypto, TbIssuer *issuer, TbIssuer *subject, gint64 not_before_us, gint64 not_after_us, TbStream *stream, GError **error)
{
  g_autoptr (X509) x509 = NULL;
  TbCertificate *certificate;
  TbJob job;

  tb_job_enter_stream (&job, stream);
  x509 = tb_issuer_certify_authority (issuer, subject, not_before_us, not_after_us);
  tb_job_leave (&job);
  certificate = x509 != NULL ? tb_certificate_new_issued (crypto, x509) : NULL;
  if (certificate == NULL)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot sign the authority's certificate");
  return certificate;
}

static TbAuthority *
authority_new (TbAuthority *parent, TbCrypto *crypto, const char *common_name, TbKeyAlgorithm algorithm, gint64 not_before_us, gint64 not_after_us,
               TbStream *stream, GError **error)
{
  g_autoptr (TbKey) key = NULL;
  g_autoptr (TbIssuer) issuer = NULL;
  g_autoptr (TbCertificate) certificate = NULL;
  TbAuthority *authority;

  if (!tb_request_check_common_name (common_name, error) || !check_validity (not_before_us, not_after_us, error))
    return NULL;
  key = tb_key_generate (crypto, algorithm, stream, error);
  if (key == NULL)
    return NULL;
  issuer = tb_issuer_new (key, common_name);
  if (issuer == NULL)
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot set up the authority %s", common_name);
      return NULL;
    }
  certificate = certify_authority (crypto, parent != NULL ? parent->issuer : issuer, issuer, not_before_us, not_after_us, stream, error);
  if (certificate == NULL)
    return NULL;
  authority = g_new0 (TbAuthority, 1);
  g_atomic_ref_count_init (&authority->refs);
  authority->crypto = crypto;
  authority->issuer = g_steal_pointer (&issuer);
  authority->root = tb_certificate_ref (parent != NULL ? parent->root : certificate);
  authority->certificate = g_steal_pointer (&certificate);
  authority->intermediates = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_certificate_unref);
  return authority;
}

/**
 * tb_authority_new_root:
 * @crypto: the context to work in
 * @common_name: its name, 1 to 64 characters
 * @algorithm: what kind of key it has
 * @not_before_us: unix time, whole seconds
 * @not_after_us: likewise
 * @stream: (nullable): what key, serial and signature draw from; not used by the live context
 * @error: return location
 *
 * Makes a root: a key and a certificate signed with it (CA:TRUE without a limit on the path, keyCertSign and cRLSign, subject key identifier).
 *
 * Returns: (transfer full) (nullable): the authority; %NULL with %TB_CRYPTO_ERROR_REFUSED or %TB_CRYPTO_ERROR_FAILED
 */
TbAuthority *
tb_authority_new_root (TbCrypto *crypto, const char *common_name, TbKeyAlgorithm algorithm, gint64 not_before_us, gint64 not_after_us,
                       TbStream *stream, GError **error)
{
  return authority_new (NULL, crypto, common_name, algorithm, not_before_us, not_after_us, stream, error);
}

/**
 * tb_authority_new_issuing:
 * @parent: who vouches for it
 * @common_name: its name, 1 to 64 characters
 * @algorithm: what kind of key it has
 * @not_before_us: unix time, whole seconds
 * @not_after_us: likewise
 * @stream: (nullable): what key, serial and signature draw from; not used by the live context
 * @error: return location
 *
 * Makes an authority below @parent that issues to end entities only (path length 0), with both key identifiers.
 *
 * Returns: (transfer full) (nullable): the authority; %NULL with %TB_CRYPTO_ERROR_REFUSED or %TB_CRYPTO_ERROR_FAILED
 */
TbAuthority *
tb_authority_new_issuing (TbAuthority *parent, const char *common_name, TbKeyAlgorithm algorithm, gint64 not_before_us, gint64 not_after_us,
                          TbStream *stream, GError **error)
{
  TbAuthority *authority = authority_new (parent, parent->crypto, common_name, algorithm, not_before_us, not_after_us, stream, error);

  if (authority == NULL)
    return NULL;
  g_ptr_array_add (authority->intermediates, tb_certificate_ref (authority->certificate));
  for (guint i = 0; i < parent->intermediates->len; i++)
    g_ptr_array_add (authority->intermediates, tb_certificate_ref (g_ptr_array_index (parent->intermediates, i)));
  return authority;
}

/**
 * tb_authority_ref:
 * @authority: an authority
 *
 * Returns: (transfer full): @authority
 */
TbAuthority *
tb_authority_ref (TbAuthority *authority)
{
  g_atomic_ref_count_inc (&authority->refs);
  return authority;
}

/**
 * tb_authority_unref:
 * @authority: (transfer full): an authority
 *
 * Drops a reference; the last one frees the authority.
 */
void
tb_authority_unref (TbAuthority *authority)
{
  if (!g_atomic_ref_count_dec (&authority->refs))
    return;
  tb_issuer_free (authority->issuer);
  tb_certificate_unref (authority->certificate);
  tb_certificate_unref (authority->root);
  g_ptr_array_unref (authority->intermediates);
  g_free (authority);
}

/**
 * tb_authority_get_certificate:
 * @authority: an authority
 *
 * Returns: (transfer none): its own certificate
 */
TbCertificate *
tb_authority_get_certificate (TbAuthority *authority)
{
  return authority->certificate;
}

/**
 * tb_authority_get_intermediates:
 * @authority: an authority
 *
 * Returns: (transfer none) (element-type TbCertificate): what its subjects send along: its own certificate and those above it, nearest
 *   first, without the root; empty for a root
 */
GPtrArray *
tb_authority_get_intermediates (TbAuthority *authority)
{
  return authority->intermediates;
}

/**
 * tb_authority_get_root:
 * @authority: an authority
 *
 * Returns: (transfer none): the certificate at the top, which relying parties take as trust anchor
 */
TbCertificate *
tb_authority_get_root (TbAuthority *authority)
{
  return authority->root;
}

/* --- issuing --- */

static gboolean
check_ec_key (EVP_PKEY *pkey, GError **error)
{
  char curve[64] = "unnamed";

  if (EVP_PKEY_get_group_name (pkey, curve, sizeof curve, NULL) == 1 && strcmp (curve, "prime256v1") == 0)
    return TRUE;
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "Keys on the curve %s are not certified; P-256 is", curve);
  return FALSE;
}

static gboolean
check_rsa_key (EVP_PKEY *pkey, GError **error)
{
  if (EVP_PKEY_get_bits (pkey) >= MIN_RSA_BITS)
    return TRUE;
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "RSA keys of %d bits are not certified; %d bits or more are", EVP_PKEY_get_bits (pkey), MIN_RSA_BITS);
  return FALSE;
}

static gboolean
check_key (EVP_PKEY *pkey, GError **error)
{
  switch (EVP_PKEY_get_id (pkey))
    {
    case EVP_PKEY_EC:
      return check_ec_key (pkey, error);
    case EVP_PKEY_RSA:
      return check_rsa_key (pkey, error);
    default:
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "Keys of the kind %s are not certified; P-256 and RSA are", EVP_PKEY_get0_type_name (pkey));
      return FALSE;
    }
}

static gboolean
check_subject (const TbRequest *request, GError **error)
{
  if (request->common_name != NULL)
    return tb_request_check_common_name (request->common_name, error);
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "The request names nobody: its subject has no common name");
  return FALSE;
}

static TbCertificate *
grant (TbAuthority *authority, const TbRequest *request, const TbIssueTerms *terms, TbStream *stream, GError **error)
{
  g_autoptr (X509) x509 = NULL;
  TbCertificate *certificate;
  TbJob job;

  tb_job_enter_stream (&job, stream);
  x509 = tb_issuer_certify (authority->issuer, request, terms);
  tb_job_leave (&job);
  certificate = x509 != NULL ? tb_certificate_new_issued (authority->crypto, x509) : NULL;
  if (certificate == NULL)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot sign the certificate of %s", request->common_name);
  return certificate;
}

/**
 * tb_authority_issue:
 * @authority: an authority
 * @request: a PKCS #10 request, DER
 * @terms: what to grant
 * @stream: (nullable): what serial and signature draw from; not used by the live context
 * @error: return location
 *
 * Checks a request and answers it with a certificate for its key, its common name and its DNS names; nothing else it asks for is granted.
 * Any number of threads may call this on one authority at once.
 *
 * Returns: (transfer full) (nullable): the certificate; %NULL with %TB_CRYPTO_ERROR_MALFORMED for what is no request,
 *   %TB_CRYPTO_ERROR_REFUSED for what policy forbids: no proof of possession, RSA under 2048 bits, another curve, no common name, names that
 *   cannot be, validity that cannot be
 */
TbCertificate *
tb_authority_issue (TbAuthority *authority, GBytes *request, const TbIssueTerms *terms, TbStream *stream, GError **error)
{
  g_auto (TbRequest) said = { 0 };

  g_return_val_if_fail (terms->profile < TB_PROFILE_N, NULL);
  if (!check_validity (terms->not_before_us, terms->not_after_us, error)
      || !tb_request_read (&said, authority->crypto, request, error)
      || !check_key (said.public_key, error) || !check_subject (&said, error))
    return NULL;
  return grant (authority, &said, terms, stream, error);
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
