/* tb-ocsp-responder: see the header. */
#include "tb-ocsp-responder.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/provider.h>

#include "tb-der.h"
#include "tb-revocation-sign.h"

static gboolean
may_sign (TbIdentity *signer, TbCertificate *issuer)
{
  X509 *delegate = tb_certificate_get_x509 (tb_identity_get_certificate (signer)), *authority = tb_certificate_get_x509 (issuer);

  if (g_bytes_equal (tb_certificate_get_der (tb_identity_get_certificate (signer)), tb_certificate_get_der (issuer)))
    return TRUE;
  /* RFC 6960 section 4.2.2.2: issued by the same authority, with id-kp-OCSPSigning. */
  return (X509_get_extension_flags (delegate) & EXFLAG_XKUSAGE) != 0
         && (X509_get_extended_key_usage (delegate) & XKU_OCSP_SIGN) != 0
         && X509_check_issued (authority, delegate) == X509_V_OK
         && X509_verify (delegate, X509_get0_pubkey (authority)) == 1;
}

/* RSA keys are taken afresh for each job (see tb_key_dup_for_job ()), and a token's may not bear copying. */
static gboolean
is_copied (TbKey *key)
{
  EVP_PKEY *pkey = tb_key_get_pkey (key);
  const OSSL_PROVIDER *provider = EVP_PKEY_get0_provider (pkey);

  return !tb_key_changes_with_use (key) && EVP_PKEY_is_a (pkey, "EC") == 1
         && provider != NULL && g_str_has_suffix (OSSL_PROVIDER_get0_name (provider), "default");
}

/* From a provider's own mouth; else, for a key of an engine, from OpenSSL's table. */
static GBytes *
ask_algorithm (EVP_MD_CTX *signing)
{
  guint8 der[256];
  OSSL_PARAM asked[] = {
    OSSL_PARAM_octet_string (OSSL_SIGNATURE_PARAM_ALGORITHM_ID, der, sizeof der),
    OSSL_PARAM_END,
  };

  if (EVP_PKEY_CTX_get_params (EVP_MD_CTX_get_pkey_ctx (signing), asked) == 1 && OSSL_PARAM_modified (asked) && asked[0].return_size > 0)
    return g_bytes_new (der, asked[0].return_size);
  return NULL;
}

static GBytes *
look_up_algorithm (EVP_MD_CTX *signing, EVP_PKEY *key)
{
  X509_ALGOR *algorithm = X509_ALGOR_new ();
  const EVP_MD *digest = EVP_MD_CTX_get0_md (signing);
  unsigned char *der = NULL;
  int nid, n = 0, parameters = EVP_PKEY_get_base_id (key) == EVP_PKEY_RSA ? V_ASN1_NULL : V_ASN1_UNDEF;
  GBytes *bytes = NULL;

  if (algorithm != NULL && digest != NULL
      && OBJ_find_sigid_by_algs (&nid, EVP_MD_get_type (digest), EVP_PKEY_get_base_id (key)) == 1
      && X509_ALGOR_set0 (algorithm, OBJ_nid2obj (nid), parameters, NULL) == 1)
    n = i2d_X509_ALGOR (algorithm, &der);
  if (n > 0)
    bytes = g_bytes_new (der, (gsize) n);
  OPENSSL_free (der);
  X509_ALGOR_free (algorithm);
  return bytes;
}

static gboolean
set_up_signing (TbOcspResponder *responder)
{
  EVP_MD_CTX *signing = tb_key_begin_signing (responder->key);

  if (signing == NULL)
    return FALSE;
  responder->algorithm = ask_algorithm (signing);
  if (responder->algorithm == NULL)
    responder->algorithm = look_up_algorithm (signing, tb_key_get_pkey (responder->key));
  if (is_copied (responder->key))
    responder->signing = g_steal_pointer (&signing);
  EVP_MD_CTX_free (signing);
  return responder->algorithm != NULL;
}

/* ResponderID ::= CHOICE { byName [1] Name, byKey [2] KeyHash } */
static gboolean
set_up_names (TbOcspResponder *responder, TbCrypto *crypto, TbCertificate *certificate)
{
  g_auto (TbDer) by_name = { 0 };
  g_auto (TbDer) by_key = { 0 };
  const unsigned char *name;
  guint8 digest[EVP_MAX_MD_SIZE];
  guint n_digest;
  gsize n_name;

  if (X509_NAME_get0_der (X509_get_subject_name (tb_certificate_get_x509 (certificate)), &name, &n_name) != 1
      || !tb_revocation_hash_key (crypto, "SHA1", certificate, digest, &n_digest))
    return FALSE;
  tb_der_put (&by_name, TB_DER_CONTEXT (1), name, n_name);
  tb_der_put (&by_key, TB_DER_OCTET_STRING, digest, n_digest);
  tb_der_wrap (&by_key, TB_DER_CONTEXT (2), 0);
  responder->by_name = tb_der_to_bytes (&by_name);
  responder->by_key = tb_der_to_bytes (&by_key);
  return TRUE;
}

static void
set_up_certificates (TbOcspResponder *responder, TbCertificate *certificate, TbCertificate *issuer)
{
  g_auto (TbDer) der = { 0 };

  if (!g_bytes_equal (tb_certificate_get_der (certificate), tb_certificate_get_der (issuer)))
    {
      tb_der_prepend_bytes (&der, tb_certificate_get_der (certificate));
      tb_der_wrap (&der, TB_DER_SEQUENCE, 0);
      tb_der_wrap (&der, TB_DER_CONTEXT (0), 0);
    }
  responder->certificates = tb_der_to_bytes (&der);
}

static gboolean
set_up_hashes (TbOcspResponder *responder, TbCrypto *crypto, TbCertificate *issuer)
{
  static const int nids[] = { NID_sha1, NID_sha256, NID_sha384, NID_sha512 };

  G_STATIC_ASSERT (G_N_ELEMENTS (nids) == G_N_ELEMENTS (responder->hashes));
  for (guint i = 0; i < G_N_ELEMENTS (nids); i++)
    {
      TbIssuerHashes *row = &responder->hashes[i];

      row->nid = nids[i];
      if (!tb_revocation_hash_name (crypto, tb_ocsp_hash_name (row->nid), issuer, row->name, &row->n_bytes)
          || !tb_revocation_hash_key (crypto, tb_ocsp_hash_name (row->nid), issuer, row->key, &row->n_bytes))
        return FALSE;
    }
  return TRUE;
}

/* hashAlgorithm, issuerNameHash, issuerKeyHash. The parameters of a hash are NULL or absent (RFC 5754 section 2). */
static GBytes *
make_beginning (const TbIssuerHashes *hashes, gboolean with_parameters)
{
  g_auto (TbDer) der = { 0 };
  const ASN1_OBJECT *algorithm = OBJ_nid2obj (hashes->nid);
  gsize mark;

  tb_der_put (&der, TB_DER_OCTET_STRING, hashes->key, hashes->n_bytes);
  tb_der_put (&der, TB_DER_OCTET_STRING, hashes->name, hashes->n_bytes);
  mark = der.length;
  if (with_parameters)
    tb_der_put (&der, TB_DER_NULL, NULL, 0);
  tb_der_put (&der, TB_DER_OID, OBJ_get0_data (algorithm), OBJ_length (algorithm));
  tb_der_wrap (&der, TB_DER_SEQUENCE, mark);
  return tb_der_to_bytes (&der);
}

static void
set_up_beginnings (TbOcspResponder *responder)
{
  G_STATIC_ASSERT (G_N_ELEMENTS (responder->beginnings) == 2 * G_N_ELEMENTS (responder->hashes));
  for (guint i = 0; i < G_N_ELEMENTS (responder->beginnings); i++)
    responder->beginnings[i] = make_beginning (&responder->hashes[i / 2], i % 2 == 0);
}

static gboolean
check_signer (TbIdentity *signer, TbCertificate *issuer, GError **error)
{
  if (!tb_revocation_is_key_of (tb_identity_get_key (signer), tb_identity_get_certificate (signer)))
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "The responder's key is not that of its certificate");
  else if (!may_sign (signer, issuer))
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED,
                         "%s may not answer for %s: it has no certificate from it with the extended key usage OCSPSigning",
                         tb_certificate_get_subject (tb_identity_get_certificate (signer)), tb_certificate_get_subject (issuer));
  else
    return TRUE;
  return FALSE;
}

/**
 * tb_ocsp_responder_new:
 * @signer: who signs: the authority itself, or one that it has issued a certificate with the extended key usage OCSPSigning
 * @issuer: the authority's certificate
 * @error: return location
 *
 * Sets up a responder for the certificates of one authority (RFC 6960 section 4.2.2.2). Immutable; any number of threads may ask it at once.
 *
 * Returns: (transfer full) (nullable): the responder; %NULL with %TB_CRYPTO_ERROR_REFUSED when @signer may not answer for @issuer, or
 *   %TB_CRYPTO_ERROR_FAILED
 */
TbOcspResponder *
tb_ocsp_responder_new (TbIdentity *signer, TbCertificate *issuer, GError **error)
{
  g_autoptr (TbOcspResponder) responder = g_new0 (TbOcspResponder, 1);
  TbCertificate *certificate = tb_identity_get_certificate (signer);
  TbCrypto *crypto = tb_key_get_crypto (tb_identity_get_key (signer));

  ERR_clear_error ();
  responder->key = tb_key_ref (tb_identity_get_key (signer));
  if (!check_signer (signer, issuer, error))
    return NULL;
  set_up_certificates (responder, certificate, issuer);
  if (set_up_signing (responder) && set_up_names (responder, crypto, certificate) && set_up_hashes (responder, crypto, issuer))
    {
      set_up_beginnings (responder);
      return g_steal_pointer (&responder);
    }
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot set up the OCSP responder of %s", tb_certificate_get_subject (issuer));
  return NULL;
}

/**
 * tb_ocsp_responder_free:
 * @responder: (transfer full): a responder
 */
void
tb_ocsp_responder_free (TbOcspResponder *responder)
{
  tb_key_unref (responder->key);
  EVP_MD_CTX_free (responder->signing);
  g_clear_pointer (&responder->algorithm, g_bytes_unref);
  g_clear_pointer (&responder->by_name, g_bytes_unref);
  g_clear_pointer (&responder->by_key, g_bytes_unref);
  g_clear_pointer (&responder->certificates, g_bytes_unref);
  for (guint i = 0; i < G_N_ELEMENTS (responder->beginnings); i++)
    g_clear_pointer (&responder->beginnings[i], g_bytes_unref);
  g_free (responder);
}

/* A context for one signature, made in the job that signs. */
EVP_MD_CTX *
tb_ocsp_responder_begin_signing (TbOcspResponder *responder)
{
  g_autoptr (EVP_MD_CTX) signing = NULL;

  if (responder->signing != NULL)
    {
      signing = EVP_MD_CTX_new ();
      if (signing != NULL && EVP_MD_CTX_copy_ex (signing, responder->signing) == 1)
        return g_steal_pointer (&signing);
    }
  return tb_key_begin_signing (responder->key);
}
