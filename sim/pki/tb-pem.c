/* tb-pem: see the header. */
#include "tb-pem.h"

#include <string.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>

#include "tb-key-private.h"
#include "tb-pbe.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/**
 * tb_pem_block_free:
 * @block: (transfer full): a block
 *
 * Frees @block and what it owns.
 */
void
tb_pem_block_free (TbPemBlock *block)
{
  g_free (block->label);
  g_free (block->header);
  g_bytes_unref (block->data);
  g_free (block);
}

/**
 * tb_pem_is_text:
 * @bytes: a file
 *
 * Tells PEM from DER, whatever else the file says.
 *
 * Returns: whether there is a line that begins a block; %FALSE for what begins like something of 128 bytes or more in DER
 */
gboolean
tb_pem_is_text (GBytes *bytes)
{
  gsize n_bytes;
  const guint8 *data = g_bytes_get_data (bytes, &n_bytes);

  if (n_bytes < 2 || (data[0] == (V_ASN1_SEQUENCE | V_ASN1_CONSTRUCTED) && data[1] >= 0x80))
    return FALSE;
  return g_strstr_len ((const char *) data, (gssize) n_bytes, "-----BEGIN ") != NULL;
}

/* OpenSSL looks for blocks at the beginning of lines, and an invisible mark before the first hides it. */
static BIO *
open_text (GBytes *text)
{
  gsize n_bytes;
  const char *data = g_bytes_get_data (text, &n_bytes);

  if (n_bytes >= strlen (BYTE_ORDER_MARK) && memcmp (data, BYTE_ORDER_MARK, strlen (BYTE_ORDER_MARK)) == 0)
    {
      data += strlen (BYTE_ORDER_MARK);
      n_bytes -= strlen (BYTE_ORDER_MARK);
    }
  return BIO_new_mem_buf (data, (int) n_bytes);
}

/* NULL at the end of the text, and when a block is broken. */
static TbPemBlock *
read_block (BIO *in)
{
  char *label = NULL, *header = NULL;
  unsigned char *data = NULL;
  TbPemBlock *block;
  long n_bytes;

  if (PEM_read_bio (in, &label, &header, &data, &n_bytes) != 1)
    return NULL;
  block = g_new0 (TbPemBlock, 1);
  block->label = g_strdup (label);
  block->header = g_strdup (header);
  block->data = g_bytes_new (data, (gsize) n_bytes);
  OPENSSL_free (label);
  OPENSSL_free (header);
  OPENSSL_clear_free (data, (gsize) n_bytes);
  return block;
}

static gboolean
is_at_end (void)
{
  unsigned long last = ERR_peek_last_error ();

  return ERR_GET_LIB (last) == ERR_LIB_PEM && ERR_GET_REASON (last) == PEM_R_NO_START_LINE;
}

/**
 * tb_pem_read_blocks:
 * @text: a text with blocks of PEM, and anything around them
 * @name: what to call the text in messages
 * @labels: (array zero-terminated=1): the labels of the blocks that are wanted; others are passed over
 * @error: return location
 *
 * Takes PEM apart.
 *
 * Returns: (transfer full) (nullable) (element-type TbPemBlock): the blocks in order, may be empty; %NULL with %TB_CRYPTO_ERROR_MALFORMED when
 *   a block, wanted or not, is broken, or %TB_CRYPTO_ERROR_REFUSED when there are more than %TB_PEM_MAX_BLOCKS
 */
GPtrArray *
tb_pem_read_blocks (GBytes *text, const char *name, const char *const *labels, GError **error)
{
  g_autoptr (BIO) in = open_text (text);
  g_autoptr (GPtrArray) blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_pem_block_free);
  TbPemBlock *block;
  guint n = 0;

  ERR_clear_error ();
  for (; (block = read_block (in)) != NULL && n < TB_PEM_MAX_BLOCKS; n++)
    if (g_strv_contains (labels, block->label))
      g_ptr_array_add (blocks, block);
    else
      tb_pem_block_free (block);
  if (block != NULL)
    {
      tb_pem_block_free (block);
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "%s: has more than %d blocks of PEM", name, TB_PEM_MAX_BLOCKS);
      return NULL;
    }
  if (!is_at_end ())
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "%s: block %u of PEM is broken", name, n + 1);
      return NULL;
    }
  ERR_clear_error ();
  return g_steal_pointer (&blocks);
}

/* --- writing --- */

static GBytes *
take_text (BIO *out)
{
  char *text;
  long n = BIO_get_mem_data (out, &text);

  return g_bytes_new (text, (gsize) n);
}

static gboolean
put (BIO *out, const char *label, GBytes *der)
{
  gsize n_bytes;
  const guint8 *bytes = g_bytes_get_data (der, &n_bytes);

  return PEM_write_bio (out, label, "", bytes, (long) n_bytes) > 0;
}

/**
 * tb_pem_write:
 * @label: what it is, such as `CERTIFICATE REQUEST`
 * @der: the thing
 *
 * Returns: (transfer full): one block of PEM
 */
GBytes *
tb_pem_write (const char *label, GBytes *der)
{
  g_autoptr (BIO) out = BIO_new (BIO_s_mem ());

  if (!put (out, label, der))
    g_error ("out of memory");
  return take_text (out);
}

/**
 * tb_certificates_to_pem:
 * @certificates: (element-type TbCertificate): certificates
 *
 * Returns: (transfer full): a block of PEM for each, in order
 */
GBytes *
tb_certificates_to_pem (GPtrArray *certificates)
{
  g_autoptr (BIO) out = BIO_new (BIO_s_mem ());

  for (guint i = 0; i < certificates->len; i++)
    if (!put (out, PEM_STRING_X509, tb_certificate_get_der (g_ptr_array_index (certificates, i))))
      g_error ("out of memory");
  return take_text (out);
}

static GBytes *
pkcs8_to_der (PKCS8_PRIV_KEY_INFO *pkcs8)
{
  unsigned char *der = NULL;
  int n = i2d_PKCS8_PRIV_KEY_INFO (pkcs8, &der);
  GBytes *bytes = n > 0 ? g_bytes_new (der, (gsize) n) : NULL;

  OPENSSL_clear_free (der, (gsize) MAX (n, 0));
  return bytes;
}

/* NULL with an error when the private half cannot be had. */
PKCS8_PRIV_KEY_INFO *
tb_key_to_pkcs8 (TbKey *key, GError **error)
{
  PKCS8_PRIV_KEY_INFO *pkcs8;

  ERR_clear_error ();
  pkcs8 = EVP_PKEY2PKCS8 (tb_key_get_pkey (key));
  if (pkcs8 == NULL)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "The private half of this key cannot leave the store it is in");
  return pkcs8;
}

/**
 * tb_key_to_der:
 * @key: a key
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the key as PKCS #8 (RFC 5958), not encrypted; %NULL with %TB_CRYPTO_ERROR_REFUSED when its private half
 *   is in a token that does not let it out
 */
GBytes *
tb_key_to_der (TbKey *key, GError **error)
{
  PKCS8_PRIV_KEY_INFO *pkcs8 = tb_key_to_pkcs8 (key, error);
  GBytes *der = pkcs8 != NULL ? pkcs8_to_der (pkcs8) : NULL;

  PKCS8_PRIV_KEY_INFO_free (pkcs8);
  return der;
}

static GBytes *
encrypt (PKCS8_PRIV_KEY_INFO *pkcs8, const char *passphrase)
{
  TbCrypto *live = tb_crypto_get_live (NULL);
  X509_SIG *sealed = NULL;
  unsigned char *der = NULL;
  GBytes *bytes;
  int n = 0;

  if (live != NULL)
    sealed = PKCS8_encrypt_ex (-1, EVP_aes_256_cbc (), passphrase, -1, NULL, 0, TB_PBE_ITERATIONS, pkcs8, live->libctx, NULL);
  if (sealed != NULL)
    n = i2d_X509_SIG (sealed, &der);
  bytes = n > 0 ? g_bytes_new (der, (gsize) n) : NULL;
  OPENSSL_free (der);
  X509_SIG_free (sealed);
  return bytes;
}

/**
 * tb_key_to_pem:
 * @key: a key
 * @passphrase: (nullable): what to encrypt it with (PBES2, AES-256, PBKDF2 with SHA-256)
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the key as PKCS #8 in PEM; %NULL with %TB_CRYPTO_ERROR_REFUSED when its private half is in a token that
 *   does not let it out
 */
GBytes *
tb_key_to_pem (TbKey *key, const char *passphrase, GError **error)
{
  PKCS8_PRIV_KEY_INFO *pkcs8 = tb_key_to_pkcs8 (key, error);
  g_autoptr (GBytes) der = NULL;

  if (pkcs8 == NULL)
    return NULL;
  der = passphrase != NULL ? encrypt (pkcs8, passphrase) : pkcs8_to_der (pkcs8);
  PKCS8_PRIV_KEY_INFO_free (pkcs8);
  if (der != NULL)
    return tb_pem_write (passphrase != NULL ? PEM_STRING_PKCS8 : PEM_STRING_PKCS8INF, der);
  tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot write this key");
  return NULL;
}
