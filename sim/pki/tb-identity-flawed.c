/* tb-identity-flawed: identities that are wrong on purpose, for trials of what others make of them: one whose key is too short, and what a thief has who copied a
 * certificate but not its key. The latter has the certificate's public half and another's private half: OpenSSL signs with it, and nobody believes the signatures. */
#include "tb-authority-private.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#define WEAK_RSA_BITS 1024

static EVP_PKEY *
generate_weak (TbCrypto *crypto)
{
  g_autoptr (EVP_PKEY_CTX) context = EVP_PKEY_CTX_new_from_name (crypto->libctx, "RSA", NULL);
  EVP_PKEY *pkey = NULL;

  if (context == NULL || EVP_PKEY_keygen_init (context) != 1 || EVP_PKEY_CTX_set_rsa_keygen_bits (context, WEAK_RSA_BITS) != 1
      || EVP_PKEY_generate (context, &pkey) != 1)
    return NULL;
  return pkey;
}

/* Its algorithm says RSA-2048, the smallest that has a name. */
static TbKey *
make_weak_key (TbCrypto *crypto, TbStream *stream, GError **error)
{
  g_autoptr (EVP_PKEY) pkey = NULL;
  TbKey *key;
  TbJob job;

  ERR_clear_error ();
  tb_job_enter_stream (&job, stream);
  pkey = generate_weak (crypto);
  tb_job_leave (&job);
  key = pkey != NULL ? tb_key_take (crypto, TB_KEY_RSA2048, pkey) : NULL;
  if (key == NULL)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot make a weak key");
  return key;
}

static TbCertificate *
certify_weak (TbAuthority *authority, TbKey *key, TbCertificate *like, const TbIssueTerms *terms, TbStream *stream, GError **error)
{
  X509 *x509 = tb_certificate_get_x509 (like);
  GENERAL_NAMES *names = X509_get_ext_d2i (x509, NID_subject_alt_name, NULL, NULL);
  TbIssueOrder order = { .profile = tb_issue_terms_get_profile (terms), .subject = X509_get_subject_name (x509), .public_key = tb_key_get_pkey (key),
                         .alternative_names = names, .not_before_us = terms->not_before_us, .not_after_us = terms->not_after_us };
  TbCertificate *certificate = tb_authority_fill (authority->crypto, authority->issuer, &order, authority->certificate, stream, error);

  GENERAL_NAMES_free (names);
  return certificate;
}

/**
 * tb_authority_issue_weak_identity:
 * @authority: an authority that forgets its policy for once
 * @like: a certificate whose names it takes
 * @terms: what to grant
 * @stream: (nullable): what key, serial and signature draw from; not used by the live context
 * @error: return location
 *
 * Makes a certificate over an RSA key of 1024 bits, 80-bit strength, which nobody of sound mind accepts any more (NIST SP 800-131A).
 *
 * Returns: (transfer full) (nullable): the identity; %NULL with %TB_CRYPTO_ERROR_REFUSED or %TB_CRYPTO_ERROR_FAILED
 */
TbIdentity *
tb_authority_issue_weak_identity (TbAuthority *authority, TbCertificate *like, const TbIssueTerms *terms, TbStream *stream, GError **error)
{
  g_autoptr (TbKey) key = make_weak_key (authority->crypto, stream, error);
  g_autoptr (TbCertificate) certificate = key != NULL ? certify_weak (authority, key, like, terms, stream, error) : NULL;

  return certificate != NULL ? tb_identity_new (key, certificate, authority->intermediates) : NULL;
}

/* What each kind calls its private half. */
static const char *
private_name (EVP_PKEY *pkey)
{
  return EVP_PKEY_is_a (pkey, "RSA") ? OSSL_PKEY_PARAM_RSA_D : OSSL_PKEY_PARAM_PRIV_KEY;
}

static OSSL_PARAM *
take_number (OSSL_PARAM_BLD *builder, EVP_PKEY *other)
{
  BIGNUM *secret = NULL;
  OSSL_PARAM *params = NULL;

  if (EVP_PKEY_get_bn_param (other, private_name (other), &secret) == 1 && OSSL_PARAM_BLD_push_BN (builder, private_name (other), secret) == 1)
    params = OSSL_PARAM_BLD_to_param (builder);
  BN_clear_free (secret);
  return params;
}

static OSSL_PARAM *
take_octets (OSSL_PARAM_BLD *builder, EVP_PKEY *other)
{
  guint8 secret[64];
  gsize n_bytes = 0;

  if (EVP_PKEY_get_octet_string_param (other, OSSL_PKEY_PARAM_PRIV_KEY, secret, sizeof secret, &n_bytes) != 1
      || OSSL_PARAM_BLD_push_octet_string (builder, OSSL_PKEY_PARAM_PRIV_KEY, secret, n_bytes) != 1)
    return NULL;
  return OSSL_PARAM_BLD_to_param (builder);
}

static OSSL_PARAM *
take_private (EVP_PKEY *other)
{
  OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new ();
  gboolean is_octets = EVP_PKEY_is_a (other, "ED25519") == 1;
  OSSL_PARAM *params = builder == NULL ? NULL : is_octets ? take_octets (builder, other) : take_number (builder, other);

  OSSL_PARAM_BLD_free (builder);
  return params;
}

static EVP_PKEY *
build (TbCrypto *crypto, const char *type, OSSL_PARAM *params)
{
  g_autoptr (EVP_PKEY_CTX) context = EVP_PKEY_CTX_new_from_name (crypto->libctx, type, NULL);
  EVP_PKEY *pkey = NULL;

  if (context == NULL || EVP_PKEY_fromdata_init (context) != 1 || EVP_PKEY_fromdata (context, &pkey, EVP_PKEY_KEYPAIR, params) != 1)
    return NULL;
  return pkey;
}

static EVP_PKEY *
join (TbCrypto *crypto, EVP_PKEY *shown, EVP_PKEY *other)
{
  OSSL_PARAM *public_half = NULL, *private_half = take_private (other), *both = NULL;
  EVP_PKEY *joined = NULL;

  if (private_half != NULL && EVP_PKEY_todata (shown, EVP_PKEY_PUBLIC_KEY, &public_half) == 1)
    both = OSSL_PARAM_merge (public_half, private_half);
  if (both != NULL)
    joined = build (crypto, EVP_PKEY_get0_type_name (shown), both);
  OSSL_PARAM_free (public_half);
  OSSL_PARAM_free (private_half);
  OPENSSL_free (both);
  return joined;
}

/**
 * tb_identity_new_stolen:
 * @crypto: the context
 * @certificate: a certificate that everybody can see
 * @intermediates: (nullable) (element-type TbCertificate): what is sent along
 * @stream: what the thief's own key is drawn from
 * @error: return location
 *
 * Makes what a thief shows who has the certificate but not its key. A peer that asks for a proof of possession refuses it with decrypt_error.
 *
 * Returns: (transfer full) (nullable): the identity; %NULL with %TB_CRYPTO_ERROR_REFUSED for a kind of key that is not known, or %TB_CRYPTO_ERROR_FAILED
 */
TbIdentity *
tb_identity_new_stolen (TbCrypto *crypto, TbCertificate *certificate, GPtrArray *intermediates, TbStream *stream, GError **error)
{
  EVP_PKEY *shown = X509_get0_pubkey (tb_certificate_get_x509 (certificate));
  TbKeyAlgorithm algorithm;
  g_autoptr (TbKey) other = NULL, key = NULL;
  g_autoptr (EVP_PKEY) joined = NULL;

  ERR_clear_error ();
  if (!tb_key_check_pkey (shown, &algorithm, error))
    return NULL;
  other = tb_key_generate (crypto, algorithm, stream, error);
  if (other == NULL)
    return NULL;
  joined = join (crypto, shown, tb_key_get_pkey (other));
  if (joined == NULL)
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot make a key that looks like that of %s", tb_certificate_get_common_name (certificate));
      return NULL;
    }
  key = tb_key_new_for_pkey (crypto, joined, error);
  return key != NULL ? tb_identity_new (key, certificate, intermediates) : NULL;
}
