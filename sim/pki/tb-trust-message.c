/* tb-trust-message: see the header. OpenSSL signs, parses and verifies; what is asked besides is who signed, and what was signed. */
#include "tb-trust-message.h"

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "tb-crypto-private.h"
#include "tb-key-private.h"

/* 112 bits: RSA from 2048 bits on, no SHA-1. */
#define AUTH_LEVEL 2

/* No attributes: a signing time would be the machine's. */
#define SIGN_FLAGS (CMS_BINARY | CMS_NOATTR | CMS_NOSMIMECAP)

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CMS_ContentInfo, CMS_ContentInfo_free)

typedef STACK_OF (X509) X509Stack;

static GBytes *
encode (CMS_ContentInfo *cms)
{
  guchar *der = NULL;
  int n = i2d_CMS_ContentInfo (cms, &der);
  GBytes *bytes = n > 0 ? g_bytes_new (der, (gsize) n) : NULL;

  OPENSSL_free (der);
  return bytes;
}

static GBytes *
sign (TbAuthority *signer, GBytes *content)
{
  g_autoptr (EVP_PKEY) key = tb_key_dup_for_job (tb_authority_get_key (signer));
  g_autoptr (BIO) data = BIO_new_mem_buf (g_bytes_get_data (content, NULL), (int) g_bytes_get_size (content));
  OSSL_LIB_CTX *libctx = tb_crypto_get_libctx (tb_key_get_crypto (tb_authority_get_key (signer)));
  X509 *certificate = tb_certificate_get_x509 (tb_authority_get_certificate (signer));
  g_autoptr (CMS_ContentInfo) cms = NULL;

  if (key == NULL || data == NULL)
    return NULL;
  cms = CMS_sign_ex (certificate, key, NULL, data, SIGN_FLAGS, libctx, NULL);
  return cms != NULL ? encode (cms) : NULL;
}

/**
 * tb_trust_message_sign:
 * @signer: the root that is trusted so far
 * @anchor: the root that is to be trusted as well
 * @stream: (nullable): what the signature draws from; not used by the live context
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the message, DER; %NULL with %TB_CRYPTO_ERROR_FAILED
 */
GBytes *
tb_trust_message_sign (TbAuthority *signer, TbCertificate *anchor, TbStream *stream, GError **error)
{
  GBytes *message;
  TbJob job;

  ERR_clear_error ();
  tb_job_enter_stream (&job, stream);
  message = sign (signer, tb_certificate_get_der (anchor));
  tb_job_leave (&job);
  if (message == NULL)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot sign the root %s", tb_certificate_get_common_name (anchor));
  return message;
}

/* Returns: (transfer full) (nullable): a SignedData and nothing after it */
static CMS_ContentInfo *
parse (TbCrypto *crypto, GBytes *message)
{
  gsize n;
  const guchar *bytes = g_bytes_get_data (message, &n), *at = bytes;
  g_autoptr (CMS_ContentInfo) cms = NULL;

  if (n == 0 || n > TB_TRUST_MESSAGE_MAX_BYTES)
    return NULL;
  cms = CMS_ContentInfo_new_ex (crypto->libctx, NULL);
  if (cms == NULL || d2i_CMS_ContentInfo (&cms, &at, (long) n) == NULL || at != bytes + n || OBJ_obj2nid (CMS_get0_type (cms)) != NID_pkcs7_signed)
    return NULL;
  return g_steal_pointer (&cms);
}

static X509_STORE *
make_store (GPtrArray *anchors, gint64 unix_us)
{
  X509_STORE *store = X509_STORE_new ();
  X509_VERIFY_PARAM *terms = store != NULL ? X509_STORE_get0_param (store) : NULL;
  gboolean made = terms != NULL && X509_VERIFY_PARAM_set_purpose (terms, X509_PURPOSE_ANY) == 1;

  for (guint i = 0; made && i < anchors->len; i++)
    made = X509_STORE_add_cert (store, tb_certificate_get_x509 (g_ptr_array_index (anchors, i))) == 1;
  if (!made)
    {
      X509_STORE_free (store);
      return NULL;
    }
  X509_VERIFY_PARAM_set_time (terms, (time_t) tb_floor_seconds (unix_us));
  X509_VERIFY_PARAM_set_auth_level (terms, AUTH_LEVEL);
  return store;
}

/* One signer, and that is an anchor: whoever is certified below one has no say in who is trusted. */
static gboolean
is_signed_by_anchor (CMS_ContentInfo *cms, GPtrArray *anchors)
{
  X509Stack *signers = CMS_get0_signers (cms);
  gboolean found = FALSE;

  for (guint i = 0; signers != NULL && sk_X509_num (signers) == 1 && i < anchors->len; i++)
    found |= X509_cmp (sk_X509_value (signers, 0), tb_certificate_get_x509 (g_ptr_array_index (anchors, i))) == 0;
  sk_X509_free (signers);
  return found;
}

/* Returns: (transfer full) (nullable): what was signed, when the signature is good and an anchor's */
static GBytes *
verify (CMS_ContentInfo *cms, GPtrArray *anchors, gint64 unix_us)
{
  X509_STORE *store = make_store (anchors, unix_us);
  g_autoptr (BIO) out = BIO_new (BIO_s_mem ());
  gboolean good = store != NULL && out != NULL && CMS_verify (cms, NULL, store, NULL, out, CMS_BINARY) == 1 && is_signed_by_anchor (cms, anchors);
  char *bytes = NULL;
  long n = good ? BIO_get_mem_data (out, &bytes) : 0;

  X509_STORE_free (store);
  return n > 0 ? g_bytes_new (bytes, (gsize) n) : NULL;
}

static gboolean
is_root (TbCertificate *certificate, gint64 unix_us)
{
  X509 *x509 = tb_certificate_get_x509 (certificate);

  return X509_check_ca (x509) == 1 && X509_self_signed (x509, 1) == 1 && tb_certificate_get_not_before_us (certificate) <= unix_us
         && tb_certificate_get_not_after_us (certificate) >= unix_us;
}

/**
 * tb_trust_message_open:
 * @crypto: the context to work in
 * @message: what arrived
 * @anchors: (element-type TbCertificate): whom the reader trusts so far
 * @unix_us: what time it is for the reader
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the root that one of @anchors vouches for; %NULL with %TB_CRYPTO_ERROR_REFUSED when the message is none, is
 *   not signed by one of @anchors that is in force, or holds something else than a root
 */
TbCertificate *
tb_trust_message_open (TbCrypto *crypto, GBytes *message, GPtrArray *anchors, gint64 unix_us, GError **error)
{
  g_autoptr (CMS_ContentInfo) cms = NULL;
  g_autoptr (GBytes) content = NULL;
  g_autoptr (TbCertificate) anchor = NULL;

  ERR_clear_error ();
  cms = parse (crypto, message);
  content = cms != NULL ? verify (cms, anchors, unix_us) : NULL;
  anchor = content != NULL ? tb_certificate_new_from_der (crypto, content, NULL) : NULL;
  if (anchor != NULL && is_root (anchor, unix_us))
    return g_steal_pointer (&anchor);
  ERR_clear_error ();
  g_set_error_literal (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED,
                       cms == NULL ? "This is no signed message about a root" : content == NULL ? "No root that is trusted has signed this message" : "What was signed is not a root in force");
  return NULL;
}
