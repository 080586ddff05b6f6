/* tb-verify: see the header. */
#include "tb-verify.h"

#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "tb-crypto-private.h"

/* 112 bits: RSA from 2048 bits on, no SHA-1 (X509_VERIFY_PARAM_set_auth_level). */
#define AUTH_LEVEL 2

static const struct
{
  int code;
  const char *reason;
} reasons[] = {
  { X509_V_OK, "" },
  { X509_V_ERR_CERT_HAS_EXPIRED, "expired" },
  { X509_V_ERR_CERT_NOT_YET_VALID, "not-yet-valid" },
  { X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, "unknown-authority" },
  { X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, "unknown-authority" },
  { X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, "unknown-authority" },
  { X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, "unknown-authority" },
  { X509_V_ERR_CERT_UNTRUSTED, "unknown-authority" },
  { X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, "self-signed" },
  { X509_V_ERR_HOSTNAME_MISMATCH, "wrong-host" },
  { X509_V_ERR_INVALID_PURPOSE, "wrong-purpose" },
  { X509_V_ERR_CERT_SIGNATURE_FAILURE, "bad-signature" },
  { X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE, "bad-signature" },
  { X509_V_ERR_INVALID_CA, "not-an-authority" },
  { X509_V_ERR_KEYUSAGE_NO_CERTSIGN, "not-an-authority" },
  { X509_V_ERR_PATH_LENGTH_EXCEEDED, "not-an-authority" },
  { X509_V_ERR_EE_KEY_TOO_SMALL, "weak-key" },
  { X509_V_ERR_CA_KEY_TOO_SMALL, "weak-key" },
  { X509_V_ERR_CA_MD_TOO_WEAK, "weak-signature" },
  { X509_V_ERR_PERMITTED_VIOLATION, "name-constraint" },
  { X509_V_ERR_EXCLUDED_VIOLATION, "name-constraint" },
  { X509_V_ERR_CERT_REVOKED, "revoked" },
  { X509_V_ERR_DANE_NO_MATCH, "pin-mismatch" },
  { X509_V_ERR_UNABLE_TO_GET_CRL, "status-unknown" },
  { X509_V_ERR_OCSP_VERIFY_NEEDED, "status-unknown" },
};

/**
 * tb_verdict_reason_from_code:
 * @x509_error: an X509_V_ERR number
 *
 * Returns: (transfer none): a stable code for it, "" for %X509_V_OK, `other` for a number that is not known here
 */
const char *
tb_verdict_reason_from_code (int x509_error)
{
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (reasons[i].code == x509_error)
      return reasons[i].reason;
  return "other";
}

typedef STACK_OF (X509) X509Stack;

static void
stack_free (X509Stack *stack)
{
  sk_X509_free (stack);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509Stack, stack_free)

/* A stack that borrows the certificates of @certificates, which may be NULL. */
static X509Stack *
borrow_stack (GPtrArray *certificates)
{
  X509Stack *stack = sk_X509_new_null ();

  for (guint i = 0; certificates != NULL && i < certificates->len; i++)
    sk_X509_push (stack, tb_certificate_get_x509 (g_ptr_array_index (certificates, i)));
  return stack;
}

static gboolean
set_terms (X509_STORE_CTX *context, TbPurpose purpose, const char *host, gint64 unix_us)
{
  static const int purposes[] = {
    [TB_PURPOSE_ANY] = X509_PURPOSE_ANY,
    [TB_PURPOSE_TLS_CLIENT] = X509_PURPOSE_SSL_CLIENT,
    [TB_PURPOSE_TLS_SERVER] = X509_PURPOSE_SSL_SERVER,
    [TB_PURPOSE_CODE_SIGNING] = X509_PURPOSE_ANY,   /* OpenSSL before 3.2 knows no such purpose, and later it asks for more than RFC 5280 does */
  };
  X509_VERIFY_PARAM *terms = X509_STORE_CTX_get0_param (context);

  X509_VERIFY_PARAM_set_time (terms, (time_t) tb_floor_seconds (unix_us));
  X509_VERIFY_PARAM_set_auth_level (terms, AUTH_LEVEL);
  /* RFC 9525: names are subjectAltNames, never the common name. */
  X509_VERIFY_PARAM_set_hostflags (terms, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  return X509_VERIFY_PARAM_set_purpose (terms, purposes[purpose]) == 1
         && (host == NULL || X509_VERIFY_PARAM_set1_host (terms, host, 0) == 1);
}

/* X509_verify_cert () answers 1 good, 0 bad, less when it could not tell; what made it stop is in the context. */
static gboolean
reach_verdict (X509_STORE_CTX *context, TbVerdict *verdict)
{
  int answer = X509_verify_cert (context);
  int code = X509_STORE_CTX_get_error (context);

  if (answer < 0 || (answer != 1 && code == X509_V_OK))
    return FALSE;
  verdict->valid = answer == 1;
  verdict->code = verdict->valid ? X509_V_OK : code;
  verdict->depth = verdict->valid ? 0 : X509_STORE_CTX_get_error_depth (context);
  verdict->reason = tb_verdict_reason_from_code (verdict->code);
  return TRUE;
}

/**
 * tb_verify_name:
 * @certificate: a certificate
 * @dns_name: a name
 *
 * Returns: whether it is for that name: one of its subjectAltNames; the common name counts where it has none of that kind
 */
gboolean
tb_verify_name (TbCertificate *certificate, const char *dns_name)
{
  return X509_check_host (tb_certificate_get_x509 (certificate), dns_name, 0, X509_CHECK_FLAG_NO_WILDCARDS, NULL) == 1;
}

/**
 * tb_verify_chain:
 * @crypto: the context to verify in
 * @leaf: the certificate in question
 * @intermediates: (nullable) (element-type TbCertificate): what came along with it, trusted for nothing
 * @anchors: (nullable) (element-type TbCertificate): the trust anchors
 * @purpose: what @leaf is to be used for
 * @host: (nullable): the DNS name it must be for
 * @unix_us: at what time, in microseconds since 1970-01-01T00:00:00Z
 * @verdict: (out caller-allocates): the answer
 * @error: return location
 *
 * Validates a certification path (RFC 5280 section 6) without looking at any clock.
 *
 * Returns: %TRUE when there is a verdict, be it good or bad; %FALSE with %TB_CRYPTO_ERROR_FAILED when none could be reached
 */
gboolean
tb_verify_chain (TbCrypto *crypto, TbCertificate *leaf, GPtrArray *intermediates, GPtrArray *anchors, TbPurpose purpose, const char *host,
                 gint64 unix_us, TbVerdict *verdict, GError **error)
{
  g_autoptr (X509Stack) untrusted = borrow_stack (intermediates);
  g_autoptr (X509Stack) trusted = borrow_stack (anchors);
  g_autoptr (X509_STORE_CTX) context = X509_STORE_CTX_new_ex (crypto->libctx, NULL);

  ERR_clear_error ();
  if (context != NULL && X509_STORE_CTX_init (context, NULL, tb_certificate_get_x509 (leaf), untrusted) == 1)
    {
      X509_STORE_CTX_set0_trusted_stack (context, trusted);
      if (set_terms (context, purpose, host, unix_us) && reach_verdict (context, verdict))
        {
          ERR_clear_error ();   /* a bad verdict is no error */
          return TRUE;
        }
    }
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot verify the certificate of %s", tb_certificate_get_common_name (leaf));
  return FALSE;
}
