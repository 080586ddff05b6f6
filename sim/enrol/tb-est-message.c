/* tb-est-message: what is inside the messages of EST: base64, bags of certificates, and the attributes that a server wishes for.
 *
 * OpenSSL writes and reads all of it but base64, which is GLib's. */
#include "tb-est-private.h"

#include <string.h>

#include <openssl/err.h>

#include "tb-outline.h"

static const char *const codes[TB_EST_N_OPERATIONS] = {
  [TB_EST_CACERTS] = "cacerts",
  [TB_EST_CSRATTRS] = "csrattrs",
  [TB_EST_SIMPLE_ENROLL] = "simpleenroll",
  [TB_EST_SIMPLE_REENROLL] = "simplereenroll",
  [TB_EST_SERVER_KEYGEN] = "serverkeygen",
  [TB_EST_FULL_CMC] = "fullcmc",
};

/**
 * tb_est_operation_to_code:
 * @operation: an operation
 *
 * Returns: its segment of the path (RFC 7030 section 3.2.2)
 */
const char *
tb_est_operation_to_code (TbEstOperation operation)
{
  g_return_val_if_fail (operation < TB_EST_N_OPERATIONS, NULL);
  return codes[operation];
}

/**
 * tb_est_operation_from_code:
 * @code: a segment of a path
 * @operation: (out): the operation
 *
 * Returns: whether it is one
 */
gboolean
tb_est_operation_from_code (const char *code, TbEstOperation *operation)
{
  for (guint i = 0; i < TB_EST_N_OPERATIONS; i++)
    if (strcmp (code, codes[i]) == 0)
      {
        *operation = i;
        return TRUE;
      }
  return FALSE;
}

/* --- base64 --- */

/* RFC 8951 section 3.1: nobody has to put white space into base64, and there are readers that take none. */
GBytes *
tb_est_encode (GBytes *der)
{
  char *text = g_base64_encode (g_bytes_get_data (der, NULL), g_bytes_get_size (der));
  return g_bytes_new_take (text, strlen (text));
}

/* RFC 8951 section 3.1: white space is passed over. There is one way to write a thing in base64, so what is right is written back as it came. */
GBytes *
tb_est_decode (GBytes *text)
{
  gsize length, n_decoded;
  const char *at = g_bytes_get_data (text, &length);
  g_autoptr (GString) dense = g_string_sized_new (length);
  for (gsize i = 0; i < length; i++)
    if (at[i] == '\0' || !strchr (" \t\r\n", at[i]))
      g_string_append_c (dense, at[i]);
  if (dense->len == 0 || strlen (dense->str) != dense->len)
    return NULL;
  guchar *decoded = g_base64_decode (dense->str, &n_decoded);
  g_autofree char *again = g_base64_encode (decoded, n_decoded);
  g_autoptr (GBytes) bytes = g_bytes_new_take (decoded, n_decoded);
  return strcmp (again, dense->str) == 0 ? g_steal_pointer (&bytes) : NULL;
}

/* --- certs-only PKCS #7 (RFC 5272 section 4.1; RFC 8551 section 3.8) --- */

static GBytes *
cms_to_bytes (CMS_ContentInfo *cms)
{
  unsigned char *der = NULL;
  int n = i2d_CMS_ContentInfo (cms, &der);
  GBytes *bytes = n > 0 ? g_bytes_new (der, (gsize) n) : NULL;
  OPENSSL_free (der);
  return bytes;
}

/* SignedData in which nothing is signed, version 1. */
static CMS_ContentInfo *
new_bag (TbCrypto *crypto)
{
  return CMS_sign_ex (NULL, NULL, NULL, NULL, CMS_DETACHED | CMS_BINARY | CMS_PARTIAL, tb_crypto_get_libctx (crypto), NULL);
}

static gboolean
put_certificate (CMS_ContentInfo *cms, TbCertificate *certificate)
{
  g_autoptr (X509) outline = tb_outline_read_certificate (tb_certificate_get_der (certificate));

  return outline != NULL && CMS_add1_cert (cms, outline) == 1;
}

/**
 * tb_est_certs_write:
 * @crypto: a context
 * @certificates: (array length=n): what to put in
 * @n: how many
 *
 * Returns: (transfer full) (nullable): a certs-only PKCS #7, DER; %NULL when OpenSSL fails
 */
GBytes *
tb_est_certs_write (TbCrypto *crypto, TbCertificate *const *certificates, guint n)
{
  ERR_clear_error ();
  g_autoptr (CMS_ContentInfo) cms = new_bag (crypto);
  if (cms == NULL)
    return NULL;
  for (guint i = 0; i < n; i++)
    if (!put_certificate (cms, certificates[i]))
      return NULL;
  return cms_to_bytes (cms);
}

typedef STACK_OF (X509) Bag;

static void
bag_free (Bag *bag)
{
  sk_X509_pop_free (bag, X509_free);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Bag, bag_free)

static CMS_ContentInfo *
read_bag (TbCrypto *crypto, GBytes *der)
{
  gsize length;
  const guint8 *start = g_bytes_get_data (der, &length), *at = start;
  CMS_ContentInfo *cms = CMS_ContentInfo_new_ex (tb_crypto_get_libctx (crypto), NULL);
  ERR_clear_error ();
  if (cms == NULL || d2i_CMS_ContentInfo (&cms, &at, (long) length) == NULL)
    return NULL;                /* d2i has freed it */
  if (at == start + length && OBJ_obj2nid (CMS_get0_type (cms)) == NID_pkcs7_signed && sk_CMS_SignerInfo_num (CMS_get0_SignerInfos (cms)) <= 0)
    return cms;
  CMS_ContentInfo_free (cms);
  return NULL;
}

static TbCertificate *
certificate_of (TbCrypto *crypto, X509 *x509, GError **error)
{
  unsigned char *der = NULL;
  int n = i2d_X509 (x509, &der);
  g_autoptr (GBytes) bytes = g_bytes_new (der, n > 0 ? (gsize) n : 0);
  OPENSSL_free (der);
  return tb_certificate_new_from_der (crypto, bytes, error);
}

/**
 * tb_est_certs_read:
 * @crypto: the context the certificates will belong to
 * @der: what may be a certs-only PKCS #7
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type TbCertificate): the certificates, at least one; %NULL with %TB_CRYPTO_ERROR_MALFORMED
 */
GPtrArray *
tb_est_certs_read (TbCrypto *crypto, GBytes *der, GError **error)
{
  g_autoptr (CMS_ContentInfo) cms = read_bag (crypto, der);
  g_autoptr (Bag) bag = cms ? CMS_get1_certs (cms) : NULL;
  int n = bag ? sk_X509_num (bag) : 0;
  g_autoptr (GPtrArray) certificates = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_certificate_unref);
  if (n < 1 || n > TB_EST_MAX_CERTIFICATES)
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "This is not a PKCS #7 with 1 to %d certificates and nothing else",
                           TB_EST_MAX_CERTIFICATES);
      return NULL;
    }
  for (int i = 0; i < n; i++)
    {
      TbCertificate *certificate = certificate_of (crypto, sk_X509_value (bag, i), error);
      if (certificate == NULL)
        return NULL;
      g_ptr_array_add (certificates, certificate);
    }
  return g_steal_pointer (&certificates);
}

/* --- CsrAttrs (RFC 8951 section 4) --- */

/* What a server says of the key it wishes for: an attribute of this type, whose value is a curve or a number of bits. */
static const struct
{
  int type;
  int curve;
  long bits;
} wishes[TB_KEY_N_ALGORITHMS] = {
  [TB_KEY_P256] = { NID_X9_62_id_ecPublicKey, NID_X9_62_prime256v1, 0 },
  [TB_KEY_P384] = { NID_X9_62_id_ecPublicKey, NID_secp384r1, 0 },
  [TB_KEY_P521] = { NID_X9_62_id_ecPublicKey, NID_secp521r1, 0 },
  [TB_KEY_RSA2048] = { NID_rsaEncryption, 0, 2048 },
  [TB_KEY_RSA3072] = { NID_rsaEncryption, 0, 3072 },
  [TB_KEY_RSA4096] = { NID_rsaEncryption, 0, 4096 },
  [TB_KEY_ED25519] = { NID_ED25519, 0, 0 },
};

G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_ATTRIBUTE, X509_ATTRIBUTE_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ASN1_INTEGER, ASN1_INTEGER_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ASN1_TYPE, ASN1_TYPE_free)

static void
sequence_free (ASN1_SEQUENCE_ANY *sequence)
{
  sk_ASN1_TYPE_pop_free (sequence, ASN1_TYPE_free);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ASN1_SEQUENCE_ANY, sequence_free)

static X509_ATTRIBUTE *
wish_to_attribute (TbKeyAlgorithm algorithm)
{
  g_autoptr (X509_ATTRIBUTE) attribute = X509_ATTRIBUTE_new ();
  g_autoptr (ASN1_INTEGER) bits = ASN1_INTEGER_new ();
  if (attribute == NULL || bits == NULL || X509_ATTRIBUTE_set1_object (attribute, OBJ_nid2obj (wishes[algorithm].type)) != 1
      || ASN1_INTEGER_set (bits, wishes[algorithm].bits) != 1)
    return NULL;
  gboolean is_set = wishes[algorithm].curve != 0
                      ? X509_ATTRIBUTE_set1_data (attribute, V_ASN1_OBJECT, OBJ_nid2obj (wishes[algorithm].curve), -1) == 1
                      : X509_ATTRIBUTE_set1_data (attribute, V_ASN1_INTEGER, ASN1_STRING_get0_data (bits), ASN1_STRING_length (bits)) == 1;
  return is_set ? g_steal_pointer (&attribute) : NULL;
}

static ASN1_TYPE *
wish_to_element (TbKeyAlgorithm algorithm)
{
  g_autoptr (ASN1_TYPE) element = ASN1_TYPE_new ();
  if (element != NULL && wishes[algorithm].curve == 0 && wishes[algorithm].bits == 0)
    return ASN1_TYPE_set1 (element, V_ASN1_OBJECT, OBJ_nid2obj (wishes[algorithm].type)) == 1 ? g_steal_pointer (&element) : NULL;
  g_autoptr (X509_ATTRIBUTE) attribute = wish_to_attribute (algorithm);
  if (attribute == NULL)
    return NULL;
  return ASN1_TYPE_pack_sequence (ASN1_ITEM_rptr (X509_ATTRIBUTE), attribute, NULL);
}

static GBytes *
sequence_to_bytes (const ASN1_SEQUENCE_ANY *sequence)
{
  unsigned char *der = NULL;
  int n = i2d_ASN1_SEQUENCE_ANY (sequence, &der);
  GBytes *bytes = n > 0 ? g_bytes_new (der, (gsize) n) : NULL;
  OPENSSL_free (der);
  return bytes;
}

/**
 * tb_est_attributes_write:
 * @algorithm: of the keys that the server wishes for
 *
 * Returns: (transfer full) (nullable): CsrAttrs, DER; %NULL when OpenSSL fails
 */
GBytes *
tb_est_attributes_write (TbKeyAlgorithm algorithm)
{
  ERR_clear_error ();
  g_autoptr (ASN1_SEQUENCE_ANY) sequence = sk_ASN1_TYPE_new_null ();
  g_autoptr (ASN1_TYPE) element = wish_to_element (algorithm);
  if (sequence == NULL || element == NULL || sk_ASN1_TYPE_push (sequence, element) <= 0)
    return NULL;
  element = NULL;
  return sequence_to_bytes (sequence);
}

static gboolean
value_fits (const X509_ATTRIBUTE *attribute, TbKeyAlgorithm algorithm)
{
  const ASN1_OBJECT *curve = X509_ATTRIBUTE_get0_data ((X509_ATTRIBUTE *) attribute, 0, V_ASN1_OBJECT, NULL);
  const ASN1_INTEGER *bits = X509_ATTRIBUTE_get0_data ((X509_ATTRIBUTE *) attribute, 0, V_ASN1_INTEGER, NULL);
  if (wishes[algorithm].curve != 0)
    return curve != NULL && OBJ_obj2nid (curve) == wishes[algorithm].curve;
  return wishes[algorithm].bits != 0 && bits != NULL && ASN1_INTEGER_get (bits) == wishes[algorithm].bits;
}

/* Whether one AttrOrOID wishes for keys of that algorithm. */
static gboolean
element_fits (const ASN1_TYPE *element, const X509_ATTRIBUTE *attribute, TbKeyAlgorithm algorithm)
{
  if (attribute == NULL)
    return wishes[algorithm].curve == 0 && wishes[algorithm].bits == 0 && OBJ_obj2nid (element->value.object) == wishes[algorithm].type;
  return OBJ_obj2nid (X509_ATTRIBUTE_get0_object ((X509_ATTRIBUTE *) attribute)) == wishes[algorithm].type && value_fits (attribute, algorithm);
}

static gboolean
read_element (const ASN1_TYPE *element, TbKeyAlgorithm *algorithm, gboolean *is_told)
{
  g_autoptr (X509_ATTRIBUTE) attribute = NULL;
  if (element->type == V_ASN1_SEQUENCE)
    attribute = ASN1_TYPE_unpack_sequence (ASN1_ITEM_rptr (X509_ATTRIBUTE), element);
  if (attribute == NULL && element->type != V_ASN1_OBJECT)
    return FALSE;
  for (guint i = 0; i < TB_KEY_N_ALGORITHMS && !*is_told; i++)
    if (element_fits (element, attribute, i))
      {
        *algorithm = i;
        *is_told = TRUE;
      }
  return TRUE;
}

/**
 * tb_est_attributes_read:
 * @der: what may be CsrAttrs
 * @algorithm: (out): of the keys the server wishes for, when @is_told
 * @is_told: (out): whether it wishes for an algorithm that is known here; what else it wishes for is passed over (RFC 7030 section 4.5.2)
 *
 * Returns: whether it is CsrAttrs
 */
gboolean
tb_est_attributes_read (GBytes *der, TbKeyAlgorithm *algorithm, gboolean *is_told)
{
  gsize length;
  const guint8 *start = g_bytes_get_data (der, &length), *at = start;
  ERR_clear_error ();
  g_autoptr (ASN1_SEQUENCE_ANY) sequence = d2i_ASN1_SEQUENCE_ANY (NULL, &at, (long) length);
  *is_told = FALSE;
  if (sequence == NULL || at != start + length)
    return FALSE;
  for (int i = 0; i < sk_ASN1_TYPE_num (sequence); i++)
    if (!read_element (sk_ASN1_TYPE_value (sequence, i), algorithm, is_told))
      return FALSE;
  return TRUE;
}
