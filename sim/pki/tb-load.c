/* tb-load: see the header. Files, certificates, requests and public keys; private keys are in tb-load-key. */
#include "tb-load.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>

#include "tb-pem.h"

/* --- files --- */

static gboolean
set_file_error (GError **error, const char *name, int number)
{
  g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (number), "%s: %s", name, g_strerror (number));
  return FALSE;
}

/* To the end, or one byte beyond @max_bytes. */
static gboolean
read_all (int file, GByteArray *into, gsize max_bytes)
{
  guint8 some[65536];
  gssize n = 1;

  while (n != 0 && into->len <= max_bytes)
    {
      n = read (file, some, MIN (sizeof some, max_bytes + 1 - into->len));
      if (n < 0 && errno != EINTR)
        return FALSE;
      g_byte_array_append (into, some, (guint) MAX (n, 0));
    }
  return TRUE;
}

static GBytes *
read_file (int file, const char *name, gsize max_bytes, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  struct stat about;

  if (fstat (file, &about) == 0 && S_ISDIR (about.st_mode))
    set_file_error (error, name, EISDIR);
  else if (!read_all (file, bytes, max_bytes))
    set_file_error (error, name, errno);
  else if (bytes->len > max_bytes)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "%s: larger than %" G_GSIZE_FORMAT " bytes, the most that is read", name, max_bytes);
  else
    return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
  return NULL;
}

/**
 * tb_load_bytes:
 * @path: a file
 * @max_bytes: the most that is read
 * @error: return location
 *
 * Reads a file of limited size, be it a pipe or a device without end.
 *
 * Returns: (transfer full) (nullable): what is in it; %NULL with an error of #GFileError, or %TB_CRYPTO_ERROR_REFUSED for more than @max_bytes
 */
GBytes *
tb_load_bytes (const char *path, gsize max_bytes, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  int file = open (path, O_RDONLY | O_CLOEXEC);
  GBytes *bytes;

  if (file < 0)
    {
      set_file_error (error, name, errno);
      return NULL;
    }
  bytes = read_file (file, name, max_bytes, error);
  close (file);
  return bytes;
}

static gboolean
check_size (GBytes *bytes, const char *name, GError **error)
{
  if (g_bytes_get_size (bytes) <= TB_LOAD_MAX_BYTES)
    return TRUE;
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "%s: larger than %d bytes, the most that is read", name, TB_LOAD_MAX_BYTES);
  return FALSE;
}

/* --- certificates --- */

static const char *const certificate_labels[] = {
  PEM_STRING_X509, PEM_STRING_X509_OLD, PEM_STRING_X509_TRUSTED, PEM_STRING_PKCS7, "PKCS #7 SIGNED DATA", "CMS", NULL,
};

static gboolean
set_bad_certificate (GError **error, const char *name, guint number, const GError *why)
{
  if (number > 0)
    tb_crypto_set_error (error, (TbCryptoError) why->code, "%s: certificate %u: %s", name, number, why->message);
  else
    tb_crypto_set_error (error, (TbCryptoError) why->code, "%s: %s", name, why->message);
  return FALSE;
}

/* @number: which it is in the file, from 1, or 0 for the only one */
static gboolean
add_certificate (GPtrArray *into, TbCrypto *crypto, GBytes *der, const char *name, guint number, GError **error)
{
  g_autoptr (GError) why = NULL;
  TbCertificate *certificate = tb_certificate_new_from_der (crypto, der, &why);

  if (certificate == NULL)
    return set_bad_certificate (error, name, number, why);
  g_ptr_array_add (into, certificate);
  return TRUE;
}

static GBytes *
x509_to_der (X509 *x509)
{
  unsigned char *der = NULL;
  int n = i2d_X509 (x509, &der);
  GBytes *bytes = g_bytes_new (der, (gsize) MAX (n, 0));

  OPENSSL_free (der);
  return bytes;
}

/* What OpenSSL calls trusted is a certificate with opinions about it, which nobody here shares. */
static GBytes *
without_opinions (GBytes *data)
{
  gsize n_bytes;
  const guint8 *bytes = g_bytes_get_data (data, &n_bytes), *at = bytes;
  g_autoptr (X509) x509 = d2i_X509 (NULL, &at, (long) n_bytes);

  return x509 != NULL ? g_bytes_new_from_bytes (data, 0, (gsize) (at - bytes)) : g_bytes_ref (data);
}

static STACK_OF (X509) *
certificates_of (PKCS7 *pkcs7)
{
  if (PKCS7_type_is_signed (pkcs7) && pkcs7->d.sign != NULL)
    return pkcs7->d.sign->cert;
  if (PKCS7_type_is_signedAndEnveloped (pkcs7) && pkcs7->d.signed_and_enveloped != NULL)
    return pkcs7->d.signed_and_enveloped->cert;
  return NULL;
}

/* NULL when @der is none, or too large to find out. */
static PKCS7 *
parse_pkcs7 (GBytes *der)
{
  gsize n_bytes;
  const guint8 *bytes = g_bytes_get_data (der, &n_bytes), *at = bytes;
  PKCS7 *pkcs7 = n_bytes <= TB_LOAD_MAX_PKCS7_BYTES ? d2i_PKCS7 (NULL, &at, (long) n_bytes) : NULL;

  if (pkcs7 != NULL && at == bytes + n_bytes)
    return pkcs7;
  PKCS7_free (pkcs7);
  return NULL;
}

static gboolean
add_from_pkcs7 (GPtrArray *into, TbCrypto *crypto, PKCS7 *pkcs7, const char *name, GError **error)
{
  STACK_OF (X509) *stack = certificates_of (pkcs7);

  for (int i = 0; i < sk_X509_num (stack); i++)
    {
      g_autoptr (GBytes) der = x509_to_der (sk_X509_value (stack, i));

      if (!add_certificate (into, crypto, der, name, (guint) i + 1, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_from_block (GPtrArray *into, TbCrypto *crypto, const TbPemBlock *block, const char *name, guint number, GError **error)
{
  g_autoptr (GBytes) plain = NULL;
  PKCS7 *pkcs7 = NULL;
  gboolean is_added;

  if (strstr (block->label, "CERTIFICATE") == NULL)
    pkcs7 = parse_pkcs7 (block->data);
  if (pkcs7 == NULL)
    {
      plain = strcmp (block->label, PEM_STRING_X509_TRUSTED) == 0 ? without_opinions (block->data) : g_bytes_ref (block->data);
      return add_certificate (into, crypto, plain, name, number, error);
    }
  is_added = add_from_pkcs7 (into, crypto, pkcs7, name, error);
  PKCS7_free (pkcs7);
  return is_added;
}

static gboolean
add_from_pem (GPtrArray *into, TbCrypto *crypto, GBytes *text, const char *name, GError **error)
{
  g_autoptr (GPtrArray) blocks = tb_pem_read_blocks (text, name, certificate_labels, error);

  if (blocks == NULL)
    return FALSE;
  for (guint i = 0; i < blocks->len; i++)
    if (!add_from_block (into, crypto, g_ptr_array_index (blocks, i), name, blocks->len > 1 ? i + 1 : 0, error))
      return FALSE;
  return TRUE;
}

static gboolean
is_pkcs12 (GBytes *der)
{
  gsize n_bytes;
  const guint8 *at = g_bytes_get_data (der, &n_bytes);
  PKCS12 *pkcs12 = d2i_PKCS12 (NULL, &at, (long) n_bytes);

  PKCS12_free (pkcs12);
  return pkcs12 != NULL;
}

static gboolean
looks_like_der (GBytes *bytes)
{
  gsize n_bytes;
  const guint8 *data = g_bytes_get_data (bytes, &n_bytes);

  return n_bytes >= 2 && data[0] == (V_ASN1_SEQUENCE | V_ASN1_CONSTRUCTED);
}

static gboolean
add_from_der (GPtrArray *into, TbCrypto *crypto, GBytes *der, const char *name, GError **error)
{
  PKCS7 *pkcs7 = parse_pkcs7 (der);
  gboolean is_added;

  if (pkcs7 == NULL)
    {
      if (!is_pkcs12 (der))
        return add_certificate (into, crypto, der, name, 0, error);
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "%s: is a PKCS #12 file; expected certificates in PEM, DER or PKCS #7", name);
      return FALSE;
    }
  is_added = add_from_pkcs7 (into, crypto, pkcs7, name, error);
  PKCS7_free (pkcs7);
  return is_added;
}

/**
 * tb_certificates_read:
 * @crypto: the context the certificates will belong to
 * @bytes: PEM, with anything around the certificates, or one certificate in DER, or PKCS #7 in either form
 * @name: what to call it in messages
 * @error: return location
 *
 * Reads certificates. Whether they are any good is not asked, except that each must be one and no larger than %TB_CERTIFICATE_MAX_BYTES.
 *
 * Returns: (transfer full) (nullable) (element-type TbCertificate): one or more, in order; %NULL with %TB_CRYPTO_ERROR_MALFORMED or
 *   %TB_CRYPTO_ERROR_REFUSED for what is too large
 */
GPtrArray *
tb_certificates_read (TbCrypto *crypto, GBytes *bytes, const char *name, GError **error)
{
  g_autoptr (GPtrArray) certificates = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_certificate_unref);
  gboolean is_read = TRUE;

  if (!check_size (bytes, name, error))
    return NULL;
  if (tb_pem_is_text (bytes))
    is_read = add_from_pem (certificates, crypto, bytes, name, error);
  else if (looks_like_der (bytes))
    is_read = add_from_der (certificates, crypto, bytes, name, error);
  ERR_clear_error ();
  if (is_read && certificates->len > 0)
    return g_steal_pointer (&certificates);
  if (is_read)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "%s: holds no certificate: expected PEM or DER", name);
  return NULL;
}

/**
 * tb_certificates_load:
 * @crypto: the context the certificates will belong to
 * @path: a file as for [func@certificates_read], of at most %TB_LOAD_MAX_BYTES
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type TbCertificate): one or more; %NULL with an error as from [func@certificates_read] or of
 *   #GFileError
 */
GPtrArray *
tb_certificates_load (TbCrypto *crypto, const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autoptr (GBytes) bytes = tb_load_bytes (path, TB_LOAD_MAX_BYTES, error);

  return bytes != NULL ? tb_certificates_read (crypto, bytes, name, error) : NULL;
}

/* --- the first of something --- */

/* The DER of the first block with one of @labels, or @bytes itself when they are no PEM. */
static GBytes *
find_der (GBytes *bytes, const char *name, const char *const *labels, const char *what, GError **error)
{
  g_autoptr (GPtrArray) blocks = NULL;

  if (!check_size (bytes, name, error))
    return NULL;
  if (!tb_pem_is_text (bytes) && looks_like_der (bytes))
    return g_bytes_ref (bytes);
  blocks = tb_pem_read_blocks (bytes, name, labels, error);
  if (blocks == NULL)
    return NULL;
  if (blocks->len > 0)
    return g_bytes_ref (((TbPemBlock *) g_ptr_array_index (blocks, 0))->data);
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "%s: holds no %s: expected PEM or DER", name, what);
  return NULL;
}

/**
 * tb_public_key_read:
 * @crypto: the context the key will belong to; the seeded one knows fewer kinds
 * @bytes: a SubjectPublicKeyInfo in PEM or DER
 * @name: what to call it in messages
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the key, of whatever kind and strength, see [func@key_check_pkey]; %NULL with
 *   %TB_CRYPTO_ERROR_MALFORMED
 */
EVP_PKEY *
tb_public_key_read (TbCrypto *crypto, GBytes *bytes, const char *name, GError **error)
{
  static const char *const labels[] = { PEM_STRING_PUBLIC, NULL };
  g_autoptr (GBytes) der = find_der (bytes, name, labels, "public key", error);
  g_autoptr (EVP_PKEY) pkey = NULL;
  const guint8 *begin, *at;
  gsize n_bytes;

  if (der == NULL)
    return NULL;
  ERR_clear_error ();
  begin = at = g_bytes_get_data (der, &n_bytes);
  pkey = d2i_PUBKEY_ex (NULL, &at, (long) n_bytes, tb_crypto_get_libctx (crypto), NULL);
  if (pkey != NULL && at == begin + n_bytes)
    return g_steal_pointer (&pkey);
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "%s: holds no public key that can be read: expected a SubjectPublicKeyInfo", name);
  return NULL;
}

/**
 * tb_public_key_load:
 * @crypto: the context the key will belong to
 * @path: a file as for [func@public_key_read]
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the key; %NULL with an error as from [func@public_key_read] or of #GFileError
 */
EVP_PKEY *
tb_public_key_load (TbCrypto *crypto, const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autoptr (GBytes) bytes = tb_load_bytes (path, TB_LOAD_MAX_BYTES, error);

  return bytes != NULL ? tb_public_key_read (crypto, bytes, name, error) : NULL;
}

/**
 * tb_request_read_bytes:
 * @bytes: a PKCS #10 request in PEM or DER
 * @name: what to call it in messages
 * @error: return location
 *
 * Takes a request out of its file. What it says is not looked at.
 *
 * Returns: (transfer full) (nullable): what is there in DER; %NULL with %TB_CRYPTO_ERROR_MALFORMED
 */
GBytes *
tb_request_read_bytes (GBytes *bytes, const char *name, GError **error)
{
  static const char *const labels[] = { PEM_STRING_X509_REQ, PEM_STRING_X509_REQ_OLD, NULL };

  return find_der (bytes, name, labels, "certification request", error);
}

/**
 * tb_request_load:
 * @path: a file as for [func@request_read_bytes]
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the request, DER; %NULL with an error as from [func@request_read_bytes] or of #GFileError
 */
GBytes *
tb_request_load (const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autoptr (GBytes) bytes = tb_load_bytes (path, TB_LOAD_MAX_BYTES, error);

  return bytes != NULL ? tb_request_read_bytes (bytes, name, error) : NULL;
}
