/* tb-scep-write: messages are written here; see tb-scep-message.h. The signing time is that of the simulation, by the clock seam. */
#include "tb-scep-message.h"

#include <string.h>

#include <openssl/err.h>

#include "tb-crypto-private.h"
#include "tb-scep-private.h"

#define SIGN_FLAGS (CMS_BINARY | CMS_PARTIAL | CMS_NOSMIMECAP)

static gboolean
put (CMS_SignerInfo *info, const char *oid, int type, const void *bytes, gsize n)
{
  return CMS_signed_add1_attr_by_txt (info, oid, type, bytes, (int) n) == 1;
}

static gboolean
put_number (CMS_SignerInfo *info, const char *oid, int number)
{
  g_autofree char *text = g_strdup_printf ("%d", number);

  return put (info, oid, V_ASN1_PRINTABLESTRING, text, strlen (text));
}

static gboolean
put_nonce (CMS_SignerInfo *info, const char *oid, GBytes *nonce)
{
  return nonce == NULL || put (info, oid, V_ASN1_OCTET_STRING, g_bytes_get_data (nonce, NULL), g_bytes_get_size (nonce));
}

static gboolean
put_outcome (CMS_SignerInfo *info, const TbScepMessage *message)
{
  const char *text = message->fail_text;

  if (message->type != TB_SCEP_CERT_REP)
    return TRUE;
  if (!put_number (info, TB_SCEP_OID_PKI_STATUS, message->status))
    return FALSE;
  if (message->status != TB_SCEP_FAILURE)
    return TRUE;
  return put_number (info, TB_SCEP_OID_FAIL_INFO, message->fail_info)
         && (text == NULL || put (info, TB_SCEP_OID_FAIL_INFO_TEXT, V_ASN1_UTF8STRING, text, strlen (text)));
}

static gboolean
put_all (CMS_SignerInfo *info, const TbScepMessage *message)
{
  return put (info, TB_SCEP_OID_TRANSACTION_ID, V_ASN1_PRINTABLESTRING, message->transaction_id, strlen (message->transaction_id))
         && put_number (info, TB_SCEP_OID_MESSAGE_TYPE, message->type)
         && put_nonce (info, TB_SCEP_OID_SENDER_NONCE, message->sender_nonce)
         && put_nonce (info, TB_SCEP_OID_RECIPIENT_NONCE, message->recipient_nonce)
         && put_outcome (info, message);
}

static GBytes *
sign (const TbScepMessage *message, TbKey *key, TbCertificate *certificate)
{
  OSSL_LIB_CTX *libctx = tb_crypto_get_libctx (tb_key_get_crypto (key));
  guint flags = SIGN_FLAGS | (message->envelope == NULL ? CMS_DETACHED : 0);
  g_autoptr (EVP_PKEY) pkey = tb_key_dup_for_job (key);
  g_autoptr (EVP_MD) sha256 = EVP_MD_fetch (libctx, "SHA2-256", NULL);
  g_autoptr (CMS_ContentInfo) cms = CMS_sign_ex (NULL, NULL, NULL, NULL, flags, libctx, NULL);
  gsize n = 0;
  gconstpointer bytes = message->envelope != NULL ? g_bytes_get_data (message->envelope, &n) : "";
  g_autoptr (BIO) content = BIO_new_mem_buf (bytes, (int) n);
  CMS_SignerInfo *info;

  if (pkey == NULL || sha256 == NULL || cms == NULL || content == NULL)
    return NULL;
  info = CMS_add1_signer (cms, tb_certificate_get_x509 (certificate), pkey, sha256, flags);
  if (info == NULL || !put_all (info, message) || CMS_final (cms, content, NULL, flags) != 1)
    return NULL;
  return tb_scep_cms_encode (cms);
}

/**
 * tb_scep_message_write:
 * @message: what to say; its signer does not count
 * @key: (not nullable): an RSA key
 * @certificate: the certificate of @key, which goes along
 * @stream: (nullable): what the signature draws from; not used by the live context
 * @now_us: the signing time, unix time in microseconds
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the message, DER, signed with SHA-256; %NULL with %TB_CRYPTO_ERROR_FAILED
 */
GBytes *
tb_scep_message_write (const TbScepMessage *message, TbKey *key, TbCertificate *certificate, TbStream *stream, gint64 now_us, GError **error)
{
  GBytes *der;
  TbJob job;

  ERR_clear_error ();
  tb_job_enter (&job, stream, now_us);
  der = sign (message, key, certificate);
  tb_job_leave (&job);
  if (der == NULL)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot sign a message with the key of %s", tb_certificate_get_common_name (certificate));
  return der;
}
