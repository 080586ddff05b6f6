/* tb-scep-envelope: what is inside a message is for one reader only (RFC 8894 section 3.1): AES in CBC mode under a key that RSA transports.
 *
 * Neither says whether what comes out is what went in; the signature around it does. To whoever made a message up, one answer tells nothing about the
 * padding: whatever does not come out as one DER value is the same failure. */
#include "tb-scep-message.h"

#include <openssl/err.h>
#include <openssl/pkcs7.h>

#include "tb-crypto-private.h"
#include "tb-scep-private.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_CIPHER, EVP_CIPHER_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PKCS7, PKCS7_free)

static const struct
{
  int nid;
  const char *name;
} ciphers[] = {
  [TB_SCEP_AES_128_CBC] = { NID_aes_128_cbc, "AES-128-CBC" },
  [TB_SCEP_AES_256_CBC] = { NID_aes_256_cbc, "AES-256-CBC" },
};

static GBytes *
encrypt (GBytes *content, TbCertificate *recipient, TbScepCipher which, OSSL_LIB_CTX *libctx)
{
  g_autoptr (EVP_CIPHER) cipher = EVP_CIPHER_fetch (libctx, ciphers[which].name, NULL);
  g_autoptr (BIO) in = BIO_new_mem_buf (g_bytes_get_data (content, NULL), (int) g_bytes_get_size (content));
  TbX509Stack *recipients = sk_X509_new_null ();
  g_autoptr (CMS_ContentInfo) cms = NULL;

  if (cipher != NULL && in != NULL && recipients != NULL && sk_X509_push (recipients, tb_certificate_get_x509 (recipient)) > 0)
    cms = CMS_encrypt_ex (recipients, in, cipher, CMS_BINARY, libctx, NULL);
  sk_X509_free (recipients);
  return cms != NULL ? tb_scep_cms_encode (cms) : NULL;
}

/**
 * tb_scep_encrypt:
 * @content: what only @recipient is to read
 * @recipient: a certificate with an RSA key
 * @cipher: what to encrypt with
 * @crypto: the context to work in
 * @stream: (nullable): what keys are drawn from; not used by the live context
 * @error: return location
 *
 * Returns: (transfer full) (nullable): an EnvelopedData, DER; %NULL with %TB_CRYPTO_ERROR_REFUSED for a recipient without RSA, or
 *   %TB_CRYPTO_ERROR_FAILED
 */
GBytes *
tb_scep_encrypt (GBytes *content, TbCertificate *recipient, TbScepCipher cipher, TbCrypto *crypto, TbStream *stream, GError **error)
{
  GBytes *envelope;
  TbJob job;

  ERR_clear_error ();
  if (!tb_scep_can_encrypt_to (recipient))
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "SCEP cannot encrypt to %s: an RSA key of 2048 to 8192 bits is needed",
                           tb_certificate_get_common_name (recipient));
      return NULL;
    }
  tb_job_enter_stream (&job, stream);
  envelope = encrypt (content, recipient, cipher, tb_crypto_get_libctx (crypto));
  tb_job_leave (&job);
  if (envelope == NULL)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot encrypt to %s", tb_certificate_get_common_name (recipient));
  return envelope;
}

/* CMS does not tell what it is about to decrypt with; PKCS #7, the older name of the same bytes, does. */
static int
find_cipher (GBytes *envelope)
{
  gsize n;
  const guchar *at = g_bytes_get_data (envelope, &n);
  g_autoptr (PKCS7) outline = d2i_PKCS7 (NULL, &at, (long) n);
  const ASN1_OBJECT *algorithm = NULL;

  if (outline == NULL || !PKCS7_type_is_enveloped (outline) || outline->d.enveloped == NULL || outline->d.enveloped->enc_data == NULL)
    return NID_undef;
  X509_ALGOR_get0 (&algorithm, NULL, NULL, outline->d.enveloped->enc_data->algorithm);
  return OBJ_obj2nid (algorithm);
}

static GBytes *
decrypt (CMS_ContentInfo *cms, TbKey *key, TbCertificate *recipient)
{
  g_autoptr (EVP_PKEY) pkey = tb_key_dup_for_job (key);
  g_autoptr (BIO) out = BIO_new (BIO_s_mem ());

  if (pkey == NULL || out == NULL || CMS_decrypt (cms, pkey, tb_certificate_get_x509 (recipient), NULL, out, CMS_BINARY) != 1)
    return NULL;
  return tb_scep_take_output (out);
}

static gboolean
is_one_value (GBytes *content)
{
  gsize n;
  const guchar *bytes = g_bytes_get_data (content, &n), *at = bytes;
  long length = 0;
  int tag = 0, kind = 0, outline = ASN1_get_object (&at, &length, &tag, &kind, (long) n);

  return (outline & 0x80) == 0 && tag == V_ASN1_SEQUENCE && at + length == bytes + n;
}

/**
 * tb_scep_decrypt:
 * @envelope: an EnvelopedData
 * @key: the reader's
 * @recipient: the reader's certificate
 * @stream: (nullable): for what decryption draws, if it does; not used by the live context
 * @cipher: (out) (optional): what it was encrypted with
 * @problem: (out): what is wrong with it, when something is
 *
 * Returns: (transfer full) (nullable): a DER value; %NULL with %TB_SCEP_BAD_ALG for what is not AES in CBC mode, or %TB_SCEP_BAD_MESSAGE_CHECK for what
 *   cannot be opened with @key
 */
GBytes *
tb_scep_decrypt (GBytes *envelope, TbKey *key, TbCertificate *recipient, TbStream *stream, TbScepCipher *cipher, TbScepFailInfo *problem)
{
  g_autoptr (CMS_ContentInfo) cms = tb_scep_cms_parse (tb_key_get_crypto (key), envelope, NID_pkcs7_enveloped);
  int nid = cms != NULL ? find_cipher (envelope) : NID_undef;
  g_autoptr (GBytes) content = NULL;
  TbJob job;

  *problem = nid == NID_undef ? TB_SCEP_BAD_MESSAGE_CHECK : TB_SCEP_BAD_ALG;
  if (nid == NID_aes_128_cbc || nid == NID_aes_256_cbc)
    {
      *problem = TB_SCEP_BAD_MESSAGE_CHECK;
      if (cipher != NULL)
        *cipher = nid == NID_aes_256_cbc ? TB_SCEP_AES_256_CBC : TB_SCEP_AES_128_CBC;
      tb_job_enter_stream (&job, stream);
      content = decrypt (cms, key, recipient);
      tb_job_leave (&job);
    }
  ERR_clear_error ();
  if (content == NULL || !is_one_value (content))
    return NULL;
  *problem = TB_SCEP_NO_FAILURE;
  return g_steal_pointer (&content);
}
