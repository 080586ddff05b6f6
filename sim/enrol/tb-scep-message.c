/* tb-scep-message: messages are read here; see the header. */
#include "tb-scep-message.h"

#include <string.h>
#include <time.h>

#include <openssl/err.h>

#include "tb-scep-private.h"

#define MAX_TRANSACTION_BYTES 255
#define MAX_TEXT_BYTES 1024
#define MIN_RSA_BITS 2048
#define MAX_RSA_BITS 8192       /* what a stranger's signature may cost */

TbScepMessage *
tb_scep_message_new (TbScepType type, const char *transaction_id)
{
  TbScepMessage *message = g_new0 (TbScepMessage, 1);

  message->type = type;
  message->transaction_id = g_strdup (transaction_id);
  message->fail_info = TB_SCEP_NO_FAILURE;
  message->problem = TB_SCEP_NO_FAILURE;
  message->signed_us = G_MININT64;
  return message;
}

void
tb_scep_message_free (TbScepMessage *message)
{
  g_free (message->transaction_id);
  g_free (message->fail_text);
  g_clear_pointer (&message->sender_nonce, g_bytes_unref);
  g_clear_pointer (&message->recipient_nonce, g_bytes_unref);
  g_clear_pointer (&message->envelope, g_bytes_unref);
  g_clear_pointer (&message->signer, tb_certificate_unref);
  g_free (message);
}

/* --- what all files about SCEP need of CMS --- */

/* Returns: (transfer full) (nullable): a CMS object of @kind (an NID) and nothing after it */
CMS_ContentInfo *
tb_scep_cms_parse (TbCrypto *crypto, GBytes *der, int kind)
{
  gsize n;
  const guchar *bytes = g_bytes_get_data (der, &n), *at = bytes;
  CMS_ContentInfo *cms;

  if (n == 0 || n > TB_SCEP_MAX_BYTES)
    return NULL;
  cms = CMS_ContentInfo_new_ex (tb_crypto_get_libctx (crypto), NULL);
  if (cms == NULL || d2i_CMS_ContentInfo (&cms, &at, (long) n) == NULL)
    return NULL;                /* d2i has freed it */
  if (at == bytes + n && OBJ_obj2nid (CMS_get0_type (cms)) == kind)
    return cms;
  CMS_ContentInfo_free (cms);
  return NULL;
}

GBytes *
tb_scep_cms_encode (CMS_ContentInfo *cms)
{
  guchar *der = NULL;
  int n = i2d_CMS_ContentInfo (cms, &der);
  GBytes *bytes = n > 0 ? g_bytes_new (der, (gsize) n) : NULL;

  OPENSSL_free (der);
  return bytes;
}

TbCertificate *
tb_scep_take_x509 (TbCrypto *crypto, X509 *x509)
{
  guchar *der = NULL;
  int n = i2d_X509 (x509, &der);
  g_autoptr (GBytes) bytes = n > 0 ? g_bytes_new (der, (gsize) n) : NULL;

  OPENSSL_free (der);
  return bytes != NULL ? tb_certificate_new_from_der (crypto, bytes, NULL) : NULL;
}

GBytes *
tb_scep_take_output (BIO *out)
{
  char *bytes = NULL;
  long n = BIO_get_mem_data (out, &bytes);

  return n > 0 ? g_bytes_new (bytes, (gsize) n) : NULL;
}

/* --- attributes --- */

/* Returns: (transfer none) (nullable): the only value of the only attribute of this kind, when it is of @type */
static const ASN1_STRING *
find (CMS_SignerInfo *info, const char *oid, int type)
{
  g_autoptr (ASN1_OBJECT) object = OBJ_txt2obj (oid, 1);

  return object != NULL ? CMS_signed_get0_data_by_OBJ (info, object, -3, type) : NULL;
}

static char *
find_text (CMS_SignerInfo *info, const char *oid, int type, int most)
{
  const ASN1_STRING *value = find (info, oid, type);
  int n = value != NULL ? ASN1_STRING_length (value) : 0;
  const guchar *bytes = n > 0 ? ASN1_STRING_get0_data (value) : NULL;

  if (n < 1 || n > most || memchr (bytes, '\0', (gsize) n) != NULL || !g_utf8_validate ((const char *) bytes, n, NULL))
    return NULL;
  if (type == V_ASN1_PRINTABLESTRING && ASN1_PRINTABLE_type (bytes, n) != V_ASN1_PRINTABLESTRING)
    return NULL;
  return g_strndup ((const char *) bytes, (gsize) n);
}

static gboolean
find_number (CMS_SignerInfo *info, const char *oid, int *number)
{
  g_autofree char *text = find_text (info, oid, V_ASN1_PRINTABLESTRING, 3);
  guint64 value = 0;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, 255, &value, NULL))
    return FALSE;
  *number = (int) value;
  return TRUE;
}

static GBytes *
find_nonce (CMS_SignerInfo *info, const char *oid)
{
  const ASN1_STRING *value = find (info, oid, V_ASN1_OCTET_STRING);

  if (value == NULL || ASN1_STRING_length (value) != TB_SCEP_NONCE_BYTES)
    return NULL;
  return g_bytes_new (ASN1_STRING_get0_data (value), TB_SCEP_NONCE_BYTES);
}

/* Either kind of time; CMS has both (RFC 5652 section 11.3). */
static void
read_time (TbScepMessage *message, CMS_SignerInfo *info)
{
  int at = CMS_signed_get_attr_by_NID (info, NID_pkcs9_signingTime, -1);
  X509_ATTRIBUTE *attribute = at >= 0 ? CMS_signed_get_attr (info, at) : NULL;
  const ASN1_TYPE *value = attribute != NULL ? X509_ATTRIBUTE_get0_type (attribute, 0) : NULL;
  struct tm parts;

  if (value != NULL && (value->type == V_ASN1_UTCTIME || value->type == V_ASN1_GENERALIZEDTIME)
      && ASN1_TIME_to_tm ((const ASN1_TIME *) value->value.asn1_string, &parts) == 1)
    message->signed_us = (gint64) timegm (&parts) * G_USEC_PER_SEC;
}

/* --- judging; the first thing that is wrong counts --- */

static void
blame (TbScepMessage *message, TbScepFailInfo problem, const char *reason)
{
  if (message->problem != TB_SCEP_NO_FAILURE)
    return;
  message->problem = problem;
  message->reason = reason;
}

static gboolean
is_digest_good (int nid)
{
  return nid == NID_sha256 || nid == NID_sha384 || nid == NID_sha512;
}

/* RSA with SHA-2: as rsaEncryption, or as the pair that names both. */
static gboolean
is_signature_good (int nid, int digest)
{
  int with = NID_undef, key = NID_undef;

  return nid == NID_rsaEncryption || (OBJ_find_sigid_algs (nid, &with, &key) == 1 && with == digest && key == NID_rsaEncryption);
}

static void
judge_algorithms (TbScepMessage *message, CMS_SignerInfo *info)
{
  X509_ALGOR *digest = NULL, *signature = NULL;
  const ASN1_OBJECT *digest_object = NULL, *signature_object = NULL;

  CMS_SignerInfo_get0_algs (info, NULL, NULL, &digest, &signature);
  X509_ALGOR_get0 (&digest_object, NULL, NULL, digest);
  X509_ALGOR_get0 (&signature_object, NULL, NULL, signature);
  if (!is_digest_good (OBJ_obj2nid (digest_object)) || !is_signature_good (OBJ_obj2nid (signature_object), OBJ_obj2nid (digest_object)))
    blame (message, TB_SCEP_BAD_ALG, "The message is not signed with RSA and SHA-256");
}

static void
judge_key (TbScepMessage *message)
{
  if (message->signer == NULL)
    blame (message, TB_SCEP_BAD_MESSAGE_CHECK, "The signer's certificate is not in the message");
  else if (!tb_scep_can_encrypt_to (message->signer))
    blame (message, TB_SCEP_BAD_ALG, "The signer's key is not RSA of 2048 to 8192 bits");
}

/**
 * tb_scep_can_encrypt_to:
 * @certificate: somebody's
 *
 * Returns: whether its key is one that SCEP can encrypt to, and is strong enough
 */
gboolean
tb_scep_can_encrypt_to (TbCertificate *certificate)
{
  EVP_PKEY *key = X509_get0_pubkey (tb_certificate_get_x509 (certificate));

  return key != NULL && EVP_PKEY_is_a (key, "RSA") == 1 && EVP_PKEY_get_bits (key) >= MIN_RSA_BITS && EVP_PKEY_get_bits (key) <= MAX_RSA_BITS;
}

/* Returns: (transfer full) (nullable): the certificate in the message that the signature names */
static TbCertificate *
find_signer (TbCrypto *crypto, CMS_ContentInfo *cms, CMS_SignerInfo *info)
{
  TbX509Stack *all = CMS_get1_certs (cms);
  TbCertificate *found = NULL;

  for (int i = 0; found == NULL && i < sk_X509_num (all); i++)
    if (CMS_SignerInfo_cert_cmp (info, sk_X509_value (all, i)) == 0)
      found = tb_scep_take_x509 (crypto, sk_X509_value (all, i));
  sk_X509_pop_free (all, X509_free);
  return found;
}

static void
verify (TbScepMessage *message, CMS_ContentInfo *cms)
{
  ASN1_OCTET_STRING **content = CMS_get0_content (cms);
  gboolean is_empty = content == NULL || *content == NULL;
  g_autoptr (BIO) nothing = is_empty ? BIO_new_mem_buf ("", 0) : NULL;
  g_autoptr (BIO) out = BIO_new (BIO_s_mem ());

  if (out == NULL || CMS_verify (cms, NULL, NULL, nothing, out, CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY) != 1)
    blame (message, TB_SCEP_BAD_MESSAGE_CHECK, "The signature does not match the message");
  else
    message->envelope = tb_scep_take_output (out);
}

static void
read_attributes (TbScepMessage *message, CMS_SignerInfo *info)
{
  int type = 0, status = -1, fail_info = TB_SCEP_NO_FAILURE;

  if (!find_number (info, TB_SCEP_OID_MESSAGE_TYPE, &type))
    blame (message, TB_SCEP_BAD_REQUEST, "The message does not say what kind it is");
  message->type = (TbScepType) type;
  message->sender_nonce = find_nonce (info, TB_SCEP_OID_SENDER_NONCE);
  message->recipient_nonce = find_nonce (info, TB_SCEP_OID_RECIPIENT_NONCE);
  if (message->sender_nonce == NULL)
    blame (message, TB_SCEP_BAD_REQUEST, "The message has no nonce of 16 bytes");
  read_time (message, info);
  if (type != TB_SCEP_CERT_REP)
    return;
  if (!find_number (info, TB_SCEP_OID_PKI_STATUS, &status) || tb_scep_status_to_code ((TbScepStatus) status) == NULL)
    blame (message, TB_SCEP_BAD_REQUEST, "The answer does not say what came of the request");
  if (status == TB_SCEP_FAILURE && !find_number (info, TB_SCEP_OID_FAIL_INFO, &fail_info))
    blame (message, TB_SCEP_BAD_REQUEST, "The answer does not say why the request failed");
  message->status = (TbScepStatus) status;
  message->fail_info = (TbScepFailInfo) fail_info;
  message->fail_text = find_text (info, TB_SCEP_OID_FAIL_INFO_TEXT, V_ASN1_UTF8STRING, MAX_TEXT_BYTES);
}

static TbScepMessage *
read_message (TbCrypto *crypto, CMS_ContentInfo *cms)
{
  STACK_OF (CMS_SignerInfo) *infos = CMS_get0_SignerInfos (cms);
  CMS_SignerInfo *info = infos != NULL && sk_CMS_SignerInfo_num (infos) == 1 ? sk_CMS_SignerInfo_value (infos, 0) : NULL;
  g_autofree char *transaction = info != NULL ? find_text (info, TB_SCEP_OID_TRANSACTION_ID, V_ASN1_PRINTABLESTRING, MAX_TRANSACTION_BYTES) : NULL;
  g_autoptr (TbScepMessage) message = NULL;

  if (transaction == NULL)
    return NULL;
  message = tb_scep_message_new (0, transaction);
  message->signer = find_signer (crypto, cms, info);
  judge_algorithms (message, info);
  judge_key (message);
  if (OBJ_obj2nid (CMS_get0_eContentType (cms)) != NID_pkcs7_data)
    blame (message, TB_SCEP_BAD_REQUEST, "What was signed is not data");
  if (message->problem == TB_SCEP_NO_FAILURE)
    verify (message, cms);
  read_attributes (message, info);
  return g_steal_pointer (&message);
}

/**
 * tb_scep_message_read:
 * @crypto: the context to work in
 * @der: what arrived
 * @error: return location
 *
 * Reads a message and verifies its signature with the certificate that came along; who that is, is for the caller to say.
 *
 * Returns: (transfer full) (nullable): the message, with a problem in it when there is one; %NULL with %TB_CRYPTO_ERROR_MALFORMED for what is no CMS
 *   SignedData by one signer, or names no transaction
 */
TbScepMessage *
tb_scep_message_read (TbCrypto *crypto, GBytes *der, GError **error)
{
  g_autoptr (CMS_ContentInfo) cms = NULL;
  TbScepMessage *message;

  ERR_clear_error ();
  cms = tb_scep_cms_parse (crypto, der, NID_pkcs7_signed);
  message = cms != NULL ? read_message (crypto, cms) : NULL;
  if (message == NULL)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, cms == NULL ? "This is not a signed message (CMS, DER)" : "The message has not one signer and the number of a transaction");
  ERR_clear_error ();
  return message;
}
