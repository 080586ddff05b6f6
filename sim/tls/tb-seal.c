/* tb-seal: see the header. Keys come from the traffic secrets by HKDF-Expand-Label (RFC 9846 section 7.3) and are kept in the transcript; the implementations
 * are fetched once for each context. */
#include "tb-seal.h"

#include <string.h>

#include <openssl/core_names.h>
#include <openssl/kdf.h>

#include "tb-transcript-private.h"

#define HEADER_BYTES    5
#define TAG_BYTES       16
#define IV_BYTES        12
#define MAX_RECORD_BYTES (TB_SEAL_MAX_PLAIN_BYTES + 256)
#define OUTER_TYPE      TB_SEAL_CONTENT_APPLICATION

static const struct
{
  guint16 cipher;
  const char *name;
  const char *digest;
  gsize n_key;
} suites[] = {
  { 0x1301, "AES-128-GCM", "SHA2-256", 16 },
  { 0x1302, "AES-256-GCM", "SHA2-384", 32 },
  { 0x1303, "ChaCha20-Poly1305", "SHA2-256", 32 },
};
#define N_SUITES G_N_ELEMENTS (suites)

/* --- implementations: fetched once, never freed, like the contexts they come from --- */

typedef struct _Implementations Implementations;
struct _Implementations
{
  Implementations *next;
  TbCrypto *crypto;
  EVP_KDF *kdf;
  EVP_CIPHER *ciphers[N_SUITES];
};

static Implementations *
fetch_implementations (TbCrypto *crypto)
{
  Implementations *fetched = g_new0 (Implementations, 1);
  OSSL_LIB_CTX *libctx = tb_crypto_get_libctx (crypto);

  fetched->crypto = crypto;
  fetched->kdf = EVP_KDF_fetch (libctx, OSSL_KDF_NAME_TLS1_3_KDF, NULL);
  for (guint i = 0; i < N_SUITES; i++)
    fetched->ciphers[i] = EVP_CIPHER_fetch (libctx, suites[i].name, NULL);
  return fetched;
}

static Implementations *
find_implementations (Implementations *first, TbCrypto *crypto)
{
  while (first != NULL && first->crypto != crypto)
    first = first->next;
  return first;
}

/* There are only ever the seeded and the live context, so the list has two entries at most. */
static const Implementations *
get_implementations (TbCrypto *crypto)
{
  static Implementations *all;
  static GMutex lock;
  Implementations *found = find_implementations (g_atomic_pointer_get (&all), crypto);

  if (found != NULL)
    return found;
  g_mutex_lock (&lock);
  found = find_implementations (all, crypto);
  if (found == NULL)
    {
      found = fetch_implementations (crypto);
      found->next = all;
      g_atomic_pointer_set (&all, found);
    }
  g_mutex_unlock (&lock);
  return found;
}

/* --- keys --- */

static int
find_suite (TbTranscript *transcript)
{
  for (guint i = 0; i < N_SUITES; i++)
    if (suites[i].cipher == transcript->cipher)
      return i;
  return -1;
}

static gboolean
expand_label (EVP_KDF_CTX *context, int suite, const TbSecret *secret, const char *label, guint8 *out, gsize n_bytes)
{
  int mode = EVP_KDF_HKDF_MODE_EXPAND_ONLY;
  OSSL_PARAM terms[] = {
    OSSL_PARAM_construct_int (OSSL_KDF_PARAM_MODE, &mode),
    OSSL_PARAM_construct_utf8_string (OSSL_KDF_PARAM_DIGEST, (char *) suites[suite].digest, 0),
    OSSL_PARAM_construct_octet_string (OSSL_KDF_PARAM_KEY, (void *) secret->bytes, secret->n_bytes),
    OSSL_PARAM_construct_octet_string (OSSL_KDF_PARAM_PREFIX, (void *) "tls13 ", strlen ("tls13 ")),
    OSSL_PARAM_construct_octet_string (OSSL_KDF_PARAM_LABEL, (void *) label, strlen (label)),
    OSSL_PARAM_construct_end (),
  };

  return EVP_KDF_derive (context, out, n_bytes, terms) == 1;
}

/* The secret that a side sends under after a key update (RFC 9846 section 7.2). Returns: FALSE when there is no such suite */
gboolean
tb_seal_next_secret (TbCrypto *crypto, TbTranscript *transcript, const TbSecret *secret, guint8 *out)
{
  int suite = find_suite (transcript);
  EVP_KDF_CTX *context = EVP_KDF_CTX_new (get_implementations (crypto)->kdf);
  gboolean expanded = suite >= 0 && context != NULL && expand_label (context, suite, secret, "traffic upd", out, secret->n_bytes);

  EVP_KDF_CTX_free (context);
  return expanded;
}

/* What a side sends under when the transcript is at its end: each of its key updates has made another. */
static const TbSecret *
find_last_secret (TbTranscript *transcript, TbSide from)
{
  g_autofree char *label = g_strdup_printf ("%s_TRAFFIC_SECRET_%u", from == TB_SIDE_CLIENT ? "CLIENT" : "SERVER",
                                            tb_transcript_get_generation (transcript, from, tb_transcript_get_n_messages (transcript)));

  return tb_transcript_find_secret (transcript, label);
}

static TbTrafficKey *
derive_key (TbCrypto *crypto, TbTranscript *transcript, TbSide from, int suite)
{
  const TbSecret *secret = find_last_secret (transcript, from);
  EVP_KDF_CTX *context = EVP_KDF_CTX_new (get_implementations (crypto)->kdf);
  g_autofree TbTrafficKey *key = g_new0 (TbTrafficKey, 1);
  gboolean derived = secret != NULL && context != NULL
                     && expand_label (context, suite, secret, "key", key->key, suites[suite].n_key)
                     && expand_label (context, suite, secret, "iv", key->iv, IV_BYTES);

  EVP_KDF_CTX_free (context);
  return derived ? g_steal_pointer (&key) : NULL;
}

/* Two threads may derive the same key at once; one of the two is kept. */
static const TbTrafficKey *
get_key (TbCrypto *crypto, TbTranscript *transcript, TbSide from, int suite)
{
  gpointer *place = &transcript->traffic_keys[from];
  TbTrafficKey *key = g_atomic_pointer_get (place);

  if (key == NULL)
    {
      key = derive_key (crypto, transcript, from, suite);
      if (key != NULL && !g_atomic_pointer_compare_and_exchange (place, NULL, key))
        {
          g_free (key);
          key = g_atomic_pointer_get (place);
        }
    }
  return key;
}

/* --- records --- */

static void
make_nonce (const TbTrafficKey *key, guint64 sequence, guint8 nonce[IV_BYTES])
{
  memcpy (nonce, key->iv, IV_BYTES);
  for (guint i = 0; i < 8; i++)
    nonce[IV_BYTES - 1 - i] ^= sequence >> (8 * i) & 0xff;
}

static EVP_CIPHER_CTX *
begin_record (TbCrypto *crypto, TbTranscript *transcript, TbSide from, guint64 sequence, const guint8 *header, gboolean seals)
{
  int suite = find_suite (transcript);
  const TbTrafficKey *key = suite >= 0 ? get_key (crypto, transcript, from, suite) : NULL;
  g_autoptr (EVP_CIPHER_CTX) context = EVP_CIPHER_CTX_new ();
  guint8 nonce[IV_BYTES];
  int n;

  if (key == NULL || context == NULL)
    return NULL;
  make_nonce (key, sequence, nonce);
  if (EVP_CipherInit_ex2 (context, get_implementations (crypto)->ciphers[suite], key->key, nonce, seals, NULL) != 1
      || EVP_CipherUpdate (context, NULL, &n, header, HEADER_BYTES) != 1)
    return NULL;
  return g_steal_pointer (&context);
}

static void
fill_header (guint8 *header, gsize n_inner)
{
  header[0] = OUTER_TYPE;
  header[1] = 3;
  header[2] = 3;
  header[3] = (n_inner + TAG_BYTES) >> 8;
  header[4] = (n_inner + TAG_BYTES) & 0xff;
}

static gboolean
seal_into (EVP_CIPHER_CTX *context, guint8 *out, const guint8 *plain, gsize n_plain, guint8 content_type)
{
  int n;

  return (n_plain == 0 || EVP_EncryptUpdate (context, out, &n, plain, n_plain) == 1)
         && EVP_EncryptUpdate (context, out + n_plain, &n, &content_type, 1) == 1
         && EVP_EncryptFinal_ex (context, out + n_plain + 1, &n) == 1
         && EVP_CIPHER_CTX_ctrl (context, EVP_CTRL_AEAD_GET_TAG, TAG_BYTES, out + n_plain + 1) == 1;
}

/**
 * tb_seal_record:
 * @crypto: the context
 * @transcript: the handshake the session began with
 * @from: who sends
 * @sequence: which record of that side under these keys, from 0; after a key update in the transcript they are new ones, and it is from 0 again
 * @content_type: what it carries, such as %TB_SEAL_CONTENT_APPLICATION
 * @plain: at most 16384 bytes
 * @error: return location
 *
 * Protects a record with the application keys (RFC 9846 section 5.2), without padding.
 *
 * Returns: (transfer full) (nullable): the record as it is on the wire; %NULL with %TB_CRYPTO_ERROR_MALFORMED when @plain is too long, or
 *   %TB_CRYPTO_ERROR_FAILED when the handshake did not come to such keys
 */
GBytes *
tb_seal_record (TbCrypto *crypto, TbTranscript *transcript, TbSide from, guint64 sequence, guint8 content_type, GBytes *plain, GError **error)
{
  gsize n_plain;
  const guint8 *bytes = g_bytes_get_data (plain, &n_plain);
  gsize n_record = n_plain + HEADER_BYTES + 1 + TAG_BYTES;
  g_autoptr (EVP_CIPHER_CTX) context = NULL;
  g_autofree guint8 *record = NULL;

  if (n_plain > TB_SEAL_MAX_PLAIN_BYTES)
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "A record holds at most %d bytes, not %" G_GSIZE_FORMAT, TB_SEAL_MAX_PLAIN_BYTES, n_plain);
      return NULL;
    }
  record = g_malloc (n_record);
  fill_header (record, n_plain + 1);
  context = begin_record (crypto, transcript, from, sequence, record, TRUE);
  if (context == NULL || !seal_into (context, record + HEADER_BYTES, bytes, n_plain, content_type))
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_FAILED, "Cannot seal a record: the handshake with %s gave no such keys", transcript->host);
      return NULL;
    }
  return g_bytes_new_take (g_steal_pointer (&record), n_record);
}

/**
 * tb_seal_records:
 * @crypto: the context
 * @transcript: the handshake the session began with
 * @from: who sends
 * @sequence: which record of that side the first one is
 * @content_type: what it carries, such as %TB_SEAL_CONTENT_APPLICATION
 * @plain: any number of bytes
 * @error: return location
 *
 * Protects what may be too long for one record: each but the last is full. They are %TB_SEAL_COUNT_RECORDS (size of @plain).
 *
 * Returns: (transfer full) (nullable): the records one behind the other, as they are on the wire; %NULL as [func@seal_record]
 */
GBytes *
tb_seal_records (TbCrypto *crypto, TbTranscript *transcript, TbSide from, guint64 sequence, guint8 content_type, GBytes *plain, GError **error)
{
  g_autoptr (GByteArray) wire = g_byte_array_new ();
  gsize n_plain = g_bytes_get_size (plain);

  for (guint64 i = 0; i < TB_SEAL_COUNT_RECORDS (n_plain); i++)
    {
      gsize at = i * TB_SEAL_MAX_PLAIN_BYTES;
      g_autoptr (GBytes) piece = g_bytes_new_from_bytes (plain, at, MIN (n_plain - at, TB_SEAL_MAX_PLAIN_BYTES));
      g_autoptr (GBytes) record = tb_seal_record (crypto, transcript, from, sequence + i, content_type, piece, error);

      if (record == NULL)
        return NULL;
      g_byte_array_append (wire, g_bytes_get_data (record, NULL), (guint) g_bytes_get_size (record));
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&wire));
}

/* The content type is the last byte that is not zero; zeros after it are padding. */
static GBytes *
strip_inner (const guint8 *inner, gsize n_inner, guint8 *content_type)
{
  while (n_inner > 0 && inner[n_inner - 1] == 0)
    n_inner--;
  if (n_inner == 0)
    return NULL;
  *content_type = inner[n_inner - 1];
  return g_bytes_new (inner, n_inner - 1);
}

static GBytes *
unseal (EVP_CIPHER_CTX *context, const guint8 *record, gsize n_record, guint8 *content_type)
{
  gsize n_inner = n_record - HEADER_BYTES - TAG_BYTES;
  g_autofree guint8 *inner = g_malloc (n_inner);
  const guint8 *tag = record + n_record - TAG_BYTES;
  int n;

  if (EVP_DecryptUpdate (context, inner, &n, record + HEADER_BYTES, n_inner) != 1
      || EVP_CIPHER_CTX_ctrl (context, EVP_CTRL_AEAD_SET_TAG, TAG_BYTES, (void *) tag) != 1
      || EVP_DecryptFinal_ex (context, inner + n, &n) != 1)
    return NULL;
  return strip_inner (inner, n_inner, content_type);
}

static gboolean
is_record (const guint8 *record, gsize n_bytes)
{
  return n_bytes > HEADER_BYTES + TAG_BYTES && n_bytes <= HEADER_BYTES + MAX_RECORD_BYTES && record[0] == OUTER_TYPE
         && (gsize) (record[3] << 8 | record[4]) == n_bytes - HEADER_BYTES;
}

/**
 * tb_seal_unseal:
 * @crypto: the context
 * @transcript: the handshake the session began with
 * @from: who sent it
 * @sequence: which record of that side under these keys, from 0; after a key update in the transcript they are new ones, and it is from 0 again
 * @record: one whole record as it is on the wire
 * @content_type: (out): what it carries
 * @error: return location
 *
 * Opens a record, if it is genuine and in its place.
 *
 * Returns: (transfer full) (nullable): what was in it; %NULL with %TB_CRYPTO_ERROR_MALFORMED when @record is none, or %TB_CRYPTO_ERROR_REFUSED
 *   when it was changed, is another one, or the handshake did not come to such keys
 */
GBytes *
tb_seal_unseal (TbCrypto *crypto, TbTranscript *transcript, TbSide from, guint64 sequence, GBytes *record, guint8 *content_type, GError **error)
{
  gsize n_bytes;
  const guint8 *bytes = g_bytes_get_data (record, &n_bytes);
  g_autoptr (EVP_CIPHER_CTX) context = NULL;
  GBytes *plain = NULL;

  if (!is_record (bytes, n_bytes))
    {
      tb_crypto_set_error (error, TB_CRYPTO_ERROR_MALFORMED, "These %" G_GSIZE_FORMAT " bytes are not one protected record", n_bytes);
      return NULL;
    }
  context = begin_record (crypto, transcript, from, sequence, bytes, FALSE);
  if (context != NULL)
    plain = unseal (context, bytes, n_bytes, content_type);
  if (plain == NULL)
    tb_crypto_set_error (error, TB_CRYPTO_ERROR_REFUSED, "Record %" G_GUINT64_FORMAT " cannot be opened: its tag does not fit", sequence);
  return plain;
}

/**
 * tb_seal_overhead:
 * @transcript: a handshake
 *
 * Returns: how many bytes a record is longer than what it carries: header, content type and tag
 */
gsize
tb_seal_overhead (TbTranscript *transcript)
{
  return HEADER_BYTES + 1 + TAG_BYTES;
}
