/* tb-record-open: see the header. Nonces and what is authenticated besides: RFC 9846 sections 5.2 and 5.3; RFC 5246 section 6.2.3.3, RFC 5288 and
 * RFC 7905 for TLS 1.2. */
#include "tb-record-open.h"

#include <string.h>

#define TAG_BYTES    16
#define NONCE_BYTES  12
#define TLS_1_3      0x0304
#define MAX_AAD      13

typedef struct
{
  const guint8 *sealed;
  gsize n_sealed;               /* without the tag */
  guint8 nonce[NONCE_BYTES];
  guint8 aad[MAX_AAD];
  int n_aad;
} Parts;

static void
put_be (guint8 *out, guint64 value, guint n_bytes)
{
  for (guint i = 0; i < n_bytes; i++)
    out[i] = value >> (8 * (n_bytes - 1 - i)) & 0xff;
}

/* The number of the record is mixed into the end of the iv; GCM in TLS 1.2 sends its half of the nonce along instead. */
static void
make_nonce (Parts *parts, const TbSuite *suite, GBytes *iv, guint64 sequence, const guint8 *body)
{
  memcpy (parts->nonce, g_bytes_get_data (iv, NULL), suite->n_iv);
  memcpy (parts->nonce + suite->n_iv, body, suite->n_explicit);
  for (guint i = 0; suite->n_explicit == 0 && i < 8; i++)
    parts->nonce[NONCE_BYTES - 1 - i] ^= sequence >> (8 * i) & 0xff;
}

static void
make_aad (Parts *parts, const TbSuite *suite, guint64 sequence, const guint8 *record)
{
  if (suite->version == TLS_1_3)
    {
      parts->n_aad = TB_RECORD_HEADER_BYTES;
      memcpy (parts->aad, record, TB_RECORD_HEADER_BYTES);
      return;
    }
  parts->n_aad = MAX_AAD;
  put_be (parts->aad, sequence, 8);
  memcpy (parts->aad + 8, record, 3);
  put_be (parts->aad + 11, parts->n_sealed, 2);
}

static gboolean
take_apart (Parts *parts, const TbSuite *suite, GBytes *iv, guint64 sequence, const guint8 *record, gsize n_bytes)
{
  gsize n_around = TB_RECORD_HEADER_BYTES + suite->n_explicit + TAG_BYTES;

  if (suite->aead == NULL || n_bytes < n_around || g_bytes_get_size (iv) != suite->n_iv)
    return FALSE;
  parts->sealed = record + TB_RECORD_HEADER_BYTES + suite->n_explicit;
  parts->n_sealed = n_bytes - n_around;
  make_nonce (parts, suite, iv, sequence, record + TB_RECORD_HEADER_BYTES);
  make_aad (parts, suite, sequence, record);
  return TRUE;
}

static GBytes *
decrypt (TbCrypto *crypto, const TbSuite *suite, GBytes *key, const Parts *parts)
{
  EVP_CIPHER *cipher = EVP_CIPHER_fetch (tb_crypto_get_libctx (crypto), suite->aead, NULL);
  g_autoptr (EVP_CIPHER_CTX) context = EVP_CIPHER_CTX_new ();
  g_autofree guint8 *plain = g_malloc (parts->n_sealed + 1);
  int n = 0, n_last = 0;
  gboolean opened = cipher != NULL && context != NULL
                    && EVP_DecryptInit_ex2 (context, cipher, g_bytes_get_data (key, NULL), parts->nonce, NULL) == 1
                    && EVP_DecryptUpdate (context, NULL, &n, parts->aad, parts->n_aad) == 1
                    && EVP_DecryptUpdate (context, plain, &n, parts->sealed, (int) parts->n_sealed) == 1
                    && EVP_CIPHER_CTX_ctrl (context, EVP_CTRL_AEAD_SET_TAG, TAG_BYTES, (void *) (parts->sealed + parts->n_sealed)) == 1
                    && EVP_DecryptFinal_ex (context, plain + n, &n_last) == 1;

  EVP_CIPHER_free (cipher);
  return opened ? g_bytes_new_take (g_steal_pointer (&plain), parts->n_sealed) : NULL;
}

/* In TLS 1.3 the true content type is the last byte inside that is not zero. */
static GBytes *
strip_inner (GBytes *inner, guint8 *content_type)
{
  gsize n;
  const guint8 *bytes = g_bytes_get_data (inner, &n);

  while (n > 0 && bytes[n - 1] == 0)
    n--;
  if (n == 0)
    return NULL;
  *content_type = bytes[n - 1];
  return g_bytes_new_from_bytes (inner, 0, n - 1);
}

/**
 * tb_record_open:
 * @crypto: the context
 * @suite: what it was sealed with
 * @key: the key, as long as @suite wants
 * @iv: likewise
 * @sequence: which record under that key, from 0
 * @record: (array length=n_bytes): one whole record as it is on the wire
 * @n_bytes: its length
 * @content_type: (out): what it carries
 *
 * Returns: (transfer full) (nullable): what was in it; %NULL when it is under another key, was changed, or is none
 */
GBytes *
tb_record_open (TbCrypto *crypto, const TbSuite *suite, GBytes *key, GBytes *iv, guint64 sequence, const guint8 *record, gsize n_bytes,
                guint8 *content_type)
{
  Parts parts = { .sealed = NULL };
  g_autoptr (GBytes) inner = NULL;

  if (key == NULL || iv == NULL || g_bytes_get_size (key) != suite->n_key || !take_apart (&parts, suite, iv, sequence, record, n_bytes))
    return NULL;
  inner = decrypt (crypto, suite, key, &parts);
  *content_type = record[0];
  if (inner == NULL)
    return NULL;
  return suite->version == TLS_1_3 ? strip_inner (inner, content_type) : g_steal_pointer (&inner);
}
