/* tb-scep-content: bundles, and the names of what is meant; see the header. */
#include "tb-scep-content.h"

#include <openssl/asn1t.h>
#include <openssl/err.h>
#include <openssl/pkcs7.h>

#include "tb-scep-private.h"

/* --- bundles --- */

static gboolean
fill (CMS_ContentInfo *cms, GPtrArray *certificates, TbCrl *crl)
{
  gboolean good = TRUE;

  for (guint i = 0; good && certificates != NULL && i < certificates->len; i++)
    good = CMS_add1_cert (cms, tb_certificate_get_x509 (g_ptr_array_index (certificates, i))) == 1;
  return good && (crl == NULL || (tb_crl_get_x509_crl (crl) != NULL && CMS_add1_crl (cms, tb_crl_get_x509_crl (crl)) == 1));
}

/**
 * tb_scep_bundle_write:
 * @crypto: the context to work in
 * @certificates: (nullable) (element-type TbCertificate): what to put in
 * @crl: (nullable): likewise
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the bundle, DER; %NULL with %TB_CRYPTO_ERROR_FAILED
 */
GBytes *
tb_scep_bundle_write (TbCrypto *crypto, GPtrArray *certificates, TbCrl *crl, GError **error)
{
  g_autoptr (CMS_ContentInfo) cms = NULL;
  GBytes *der;

  ERR_clear_error ();
  cms = CMS_sign_ex (NULL, NULL, NULL, NULL, CMS_PARTIAL | CMS_DETACHED | CMS_BINARY, tb_crypto_get_libctx (crypto), NULL);
  der = cms != NULL && fill (cms, certificates, crl) ? tb_scep_cms_encode (cms) : NULL;
  if (der == NULL)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot put certificates into a bundle");
  return der;
}

static GPtrArray *
take_certificates (TbCrypto *crypto, CMS_ContentInfo *cms)
{
  g_autoptr (GPtrArray) taken = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_certificate_unref);
  TbX509Stack *all = CMS_get1_certs (cms);
  gboolean good = TRUE;

  for (int i = 0; good && i < sk_X509_num (all); i++)
    {
      TbCertificate *certificate = tb_scep_take_x509 (crypto, sk_X509_value (all, i));

      good = certificate != NULL;
      if (good)
        g_ptr_array_add (taken, certificate);
    }
  sk_X509_pop_free (all, X509_free);
  return good ? g_steal_pointer (&taken) : NULL;
}

static TbCrl *
take_crl (TbCrypto *crypto, X509_CRL *crl)
{
  guchar *der = NULL;
  int n = i2d_X509_CRL (crl, &der);
  g_autoptr (GBytes) bytes = n > 0 ? g_bytes_new (der, (gsize) n) : NULL;

  OPENSSL_free (der);
  return bytes != NULL ? tb_crl_new_from_bytes (crypto, bytes, NULL) : NULL;
}

static GPtrArray *
take_crls (TbCrypto *crypto, CMS_ContentInfo *cms)
{
  g_autoptr (GPtrArray) taken = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_crl_unref);
  STACK_OF (X509_CRL) *all = CMS_get1_crls (cms);
  gboolean good = TRUE;

  for (int i = 0; good && i < sk_X509_CRL_num (all); i++)
    {
      TbCrl *crl = take_crl (crypto, sk_X509_CRL_value (all, i));

      good = crl != NULL;
      if (good)
        g_ptr_array_add (taken, crl);
    }
  sk_X509_CRL_pop_free (all, X509_CRL_free);
  return good ? g_steal_pointer (&taken) : NULL;
}

/**
 * tb_scep_bundle_read:
 * @crypto: the context to work in
 * @der: what came
 * @certificates: (out) (element-type TbCertificate): in the order they came
 * @crls: (out) (element-type TbCrl): likewise
 *
 * Returns: %FALSE for what is not a bundle, or holds something that cannot be read
 */
gboolean
tb_scep_bundle_read (TbCrypto *crypto, GBytes *der, GPtrArray **certificates, GPtrArray **crls)
{
  g_autoptr (CMS_ContentInfo) cms = tb_scep_cms_parse (crypto, der, NID_pkcs7_signed);
  g_autoptr (GPtrArray) some = cms != NULL ? take_certificates (crypto, cms) : NULL;
  g_autoptr (GPtrArray) lists = cms != NULL ? take_crls (crypto, cms) : NULL;

  ERR_clear_error ();
  if (some == NULL || lists == NULL)
    return FALSE;
  *certificates = g_steal_pointer (&some);
  *crls = g_steal_pointer (&lists);
  return TRUE;
}

/* --- IssuerAndSerialNumber --- */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PKCS7_ISSUER_AND_SERIAL, PKCS7_ISSUER_AND_SERIAL_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIGNUM, BN_free)

static gboolean
put_serial (PKCS7_ISSUER_AND_SERIAL *pair, const char *serial)
{
  BIGNUM *made = NULL;
  int n = serial[0] != '\0' ? BN_hex2bn (&made, serial) : 0;
  g_autoptr (BIGNUM) number = made;

  return number != NULL && serial[n] == '\0' && BN_to_ASN1_INTEGER (number, pair->serial) != NULL;
}

/**
 * tb_scep_issuer_serial_write:
 * @issuer: the authority
 * @serial: hex
 * @error: return location
 *
 * Returns: (transfer full) (nullable): DER; %NULL with %TB_CRYPTO_ERROR_MALFORMED when @serial is no number
 */
GBytes *
tb_scep_issuer_serial_write (TbCertificate *issuer, const char *serial, GError **error)
{
  g_autoptr (PKCS7_ISSUER_AND_SERIAL) pair = NULL;
  guchar *der = NULL;
  GBytes *bytes;
  int n = 0;

  ERR_clear_error ();
  pair = PKCS7_ISSUER_AND_SERIAL_new ();
  if (pair != NULL && put_serial (pair, serial)
      && X509_NAME_set (&pair->issuer, X509_get_subject_name (tb_certificate_get_x509 (issuer))) == 1)
    n = i2d_PKCS7_ISSUER_AND_SERIAL (pair, &der);
  bytes = n > 0 ? g_bytes_new (der, (gsize) n) : NULL;
  OPENSSL_free (der);
  if (bytes == NULL)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "%s is not a serial number in hexadecimal", serial);
  return bytes;
}

static char *
serial_to_text (const ASN1_INTEGER *serial)
{
  GString *text = g_string_new (ASN1_STRING_type (serial) == V_ASN1_NEG_INTEGER ? "-" : NULL);
  const guchar *bytes = ASN1_STRING_get0_data (serial);

  for (int i = 0; i < ASN1_STRING_length (serial); i++)
    g_string_append_printf (text, "%02x", bytes[i]);
  return g_string_free (text, FALSE);
}

gboolean
tb_scep_issuer_serial_read (GBytes *der, X509_NAME **issuer, char **serial)
{
  gsize n;
  const guchar *bytes = g_bytes_get_data (der, &n), *at = bytes;
  g_autoptr (PKCS7_ISSUER_AND_SERIAL) pair = d2i_PKCS7_ISSUER_AND_SERIAL (NULL, &at, (long) n);

  ERR_clear_error ();
  if (pair == NULL || at != bytes + n)
    return FALSE;
  *issuer = g_steal_pointer (&pair->issuer);
  *serial = serial_to_text (pair->serial);
  return TRUE;
}

/* --- IssuerAndSubject: OpenSSL has the parts, not the whole --- */

typedef struct
{
  X509_NAME *issuer;
  X509_NAME *subject;
} Names;

ASN1_SEQUENCE (Names) = {
  ASN1_SIMPLE (Names, issuer, X509_NAME),
  ASN1_SIMPLE (Names, subject, X509_NAME),
} static_ASN1_SEQUENCE_END (Names)

GBytes *
tb_scep_issuer_subject_write (const X509_NAME *issuer, const X509_NAME *subject)
{
  Names names = { (X509_NAME *) issuer, (X509_NAME *) subject };
  guchar *der = NULL;
  int n = ASN1_item_i2d ((const ASN1_VALUE *) &names, &der, ASN1_ITEM_rptr (Names));
  GBytes *bytes = n > 0 ? g_bytes_new (der, (gsize) n) : NULL;

  OPENSSL_free (der);
  return bytes;
}

gboolean
tb_scep_issuer_subject_read (GBytes *der, X509_NAME **issuer, X509_NAME **subject)
{
  gsize n;
  const guchar *bytes = g_bytes_get_data (der, &n), *at = bytes;
  Names *names = (Names *) ASN1_item_d2i (NULL, &at, (long) n, ASN1_ITEM_rptr (Names));
  gboolean good = names != NULL && at == bytes + n;

  ERR_clear_error ();
  if (good)
    {
      *issuer = g_steal_pointer (&names->issuer);
      *subject = g_steal_pointer (&names->subject);
    }
  ASN1_item_free ((ASN1_VALUE *) names, ASN1_ITEM_rptr (Names));
  return good;
}
