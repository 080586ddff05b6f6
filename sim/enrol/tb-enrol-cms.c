/* tb-enrol-cms: see the header. OpenSSL writes, parses and verifies; the signing time is that of the caller, by the clock seam. */
#include "tb-enrol-cms.h"

#include <openssl/err.h>

#include "tb-crypto-private.h"
#include "tb-key-private.h"
#include "tb-scep-private.h"

#define FLAGS (CMS_BINARY | CMS_PARTIAL | CMS_NOSMIMECAP)
#define MAX_CERTIFICATES 16

static gboolean
put_certificates (CMS_ContentInfo *cms, TbIdentity *signer, TbCertificate *root)
{
  GPtrArray *above = tb_identity_get_intermediates (signer);
  gboolean good = TRUE;

  for (guint i = 0; good && i < above->len; i++)
    good = CMS_add1_cert (cms, tb_certificate_get_x509 (g_ptr_array_index (above, i))) == 1;
  return good && (root == NULL || CMS_add1_cert (cms, tb_certificate_get_x509 (root)) == 1);
}

static gboolean
put_type (CMS_ContentInfo *cms, const char *type)
{
  g_autoptr (ASN1_OBJECT) object = OBJ_txt2obj (type, 1);

  return object != NULL && CMS_set1_eContentType (cms, object) == 1;
}

static GBytes *
sign (GBytes *content, const char *type, TbIdentity *signer, TbCertificate *root)
{
  TbKey *key = tb_identity_get_key (signer);
  OSSL_LIB_CTX *libctx = tb_crypto_get_libctx (tb_key_get_crypto (key));
  g_autoptr (EVP_PKEY) pkey = tb_key_dup_for_job (key);
  g_autoptr (EVP_MD) sha256 = EVP_MD_fetch (libctx, "SHA2-256", NULL);
  g_autoptr (CMS_ContentInfo) cms = CMS_sign_ex (NULL, NULL, NULL, NULL, FLAGS, libctx, NULL);
  g_autoptr (BIO) data = BIO_new_mem_buf (g_bytes_get_data (content, NULL), (int) g_bytes_get_size (content));

  if (pkey == NULL || sha256 == NULL || cms == NULL || data == NULL || !put_type (cms, type)
      || CMS_add1_signer (cms, tb_certificate_get_x509 (tb_identity_get_certificate (signer)), pkey, sha256, FLAGS) == NULL
      || !put_certificates (cms, signer, root) || CMS_final (cms, data, NULL, FLAGS) != 1)
    return NULL;
  return tb_scep_cms_encode (cms);
}

/**
 * tb_enrol_cms_sign:
 * @content: what to sign, at least a byte
 * @type: an object identifier, dotted
 * @signer: who signs; the intermediates go along
 * @root: (nullable): another certificate that goes along
 * @stream: (nullable): what the signature draws from; not used by the live context
 * @now_us: the signing time, unix time in microseconds
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the message, DER, signed with SHA-256; %NULL with %TB_CRYPTO_ERROR_FAILED
 */
GBytes *
tb_enrol_cms_sign (GBytes *content, const char *type, TbIdentity *signer, TbCertificate *root, TbStream *stream, gint64 now_us, GError **error)
{
  GBytes *message;
  TbJob job;

  ERR_clear_error ();
  tb_job_enter (&job, stream, now_us);
  message = sign (content, type, signer, root);
  tb_job_leave (&job);
  ERR_clear_error ();
  if (message == NULL)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot sign with the key of %s", tb_certificate_get_subject (tb_identity_get_certificate (signer)));
  return message;
}

/* --- reading --- */

static gboolean
complain (GError **error, const char *what)
{
  ERR_clear_error ();
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "This is not a signed message as is expected here: %s", what);
  return FALSE;
}

static gboolean
is_of_type (CMS_ContentInfo *cms, const char *type)
{
  g_autoptr (ASN1_OBJECT) object = OBJ_txt2obj (type, 1);

  return object != NULL && OBJ_cmp (object, CMS_get0_eContentType (cms)) == 0;
}

/* One signer; SHA-2 and a key that is neither too weak nor so large that a stranger could keep us busy. */
static gboolean
is_signature_acceptable (CMS_ContentInfo *cms)
{
  STACK_OF (CMS_SignerInfo) *infos = CMS_get0_SignerInfos (cms);
  X509_ALGOR *digest = NULL;
  const ASN1_OBJECT *name = NULL;
  int nid;

  if (infos == NULL || sk_CMS_SignerInfo_num (infos) != 1)
    return FALSE;
  CMS_SignerInfo_get0_algs (sk_CMS_SignerInfo_value (infos, 0), NULL, NULL, &digest, NULL);
  X509_ALGOR_get0 (&name, NULL, NULL, digest);
  nid = OBJ_obj2nid (name);
  return nid == NID_sha256 || nid == NID_sha384 || nid == NID_sha512;
}

static gboolean
take_certificates (TbCrypto *crypto, CMS_ContentInfo *cms, X509 *signer, TbEnrolSigned *said)
{
  TbX509Stack *all = CMS_get1_certs (cms);
  gboolean good = all != NULL && sk_X509_num (all) <= MAX_CERTIFICATES;

  for (int i = 0; good && i < sk_X509_num (all); i++)
    {
      TbCertificate *certificate = tb_scep_take_x509 (crypto, sk_X509_value (all, i));

      good = certificate != NULL;
      if (certificate != NULL && said->signer == NULL && X509_cmp (sk_X509_value (all, i), signer) == 0)
        said->signer = certificate;
      else if (certificate != NULL)
        g_ptr_array_add (said->others, certificate);
    }
  sk_X509_pop_free (all, X509_free);
  return good && said->signer != NULL;
}

/* Which of the certificates is the signer's OpenSSL finds out when it verifies; its key is looked at before. */
static gboolean
find_signer (TbCrypto *crypto, CMS_ContentInfo *cms, TbEnrolSigned *said)
{
  CMS_SignerInfo *info = sk_CMS_SignerInfo_value (CMS_get0_SignerInfos (cms), 0);
  TbX509Stack *all = CMS_get1_certs (cms);
  TbKeyAlgorithm algorithm;
  gboolean good = FALSE;

  for (int i = 0; all != NULL && !good && i < sk_X509_num (all); i++)
    {
      X509 *each = sk_X509_value (all, i);

      good = CMS_SignerInfo_cert_cmp (info, each) == 0 && X509_get0_pubkey (each) != NULL && tb_key_check_pkey (X509_get0_pubkey (each), &algorithm, NULL)
             && take_certificates (crypto, cms, each, said);
    }
  sk_X509_pop_free (all, X509_free);
  return good;
}

static GBytes *
verify (CMS_ContentInfo *cms)
{
  g_autoptr (BIO) out = BIO_new (BIO_s_mem ());

  if (out == NULL || CMS_verify (cms, NULL, NULL, NULL, out, CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY) != 1)
    return NULL;
  return tb_scep_take_output (out);
}

/**
 * tb_enrol_cms_open:
 * @crypto: the context to work in
 * @message: what arrived
 * @type: the object identifier that its content has to have
 * @said: (out caller-allocates): what was said; clear it in any case
 * @error: return location
 *
 * Returns: %FALSE with %TB_CRYPTO_ERROR_MALFORMED when it is no such message, or its signature is not good
 */
gboolean
tb_enrol_cms_open (TbCrypto *crypto, GBytes *message, const char *type, TbEnrolSigned *said, GError **error)
{
  g_autoptr (CMS_ContentInfo) cms = NULL;

  *said = (TbEnrolSigned) { .others = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_certificate_unref) };
  ERR_clear_error ();
  cms = g_bytes_get_size (message) <= TB_ENROL_CMS_MAX_BYTES ? tb_scep_cms_parse (crypto, message, NID_pkcs7_signed) : NULL;
  if (cms == NULL)
    return complain (error, "the outline is broken");
  if (!is_of_type (cms, type))
    return complain (error, "its content is of another type");
  if (!is_signature_acceptable (cms))
    return complain (error, "it has one signature, with SHA-2");
  if (!find_signer (crypto, cms, said))
    return complain (error, "the signer's certificate is missing, broken or weak");
  said->content = verify (cms);
  return said->content != NULL || complain (error, "the signature does not match");
}

/**
 * tb_enrol_signed_clear:
 * @said: what was said
 *
 * Frees what it owns.
 */
void
tb_enrol_signed_clear (TbEnrolSigned *said)
{
  g_clear_pointer (&said->content, g_bytes_unref);
  g_clear_pointer (&said->signer, tb_certificate_unref);
  g_clear_pointer (&said->others, g_ptr_array_unref);
}
