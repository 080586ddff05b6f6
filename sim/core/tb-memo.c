/* tb-memo: see the header. As bytes it is one result after the other, each with its key and its length, and a digest over them all at the end: what was damaged
 * on the way is found, and nothing of it is believed. */
#include "tb-memo.h"

#include <string.h>

#define LENGTH_BYTES 4
#define HEAD_BYTES   (TB_MEMO_KEY_BYTES + LENGTH_BYTES)
#define DIGEST_BYTES 32

struct _TbMemo
{
  gatomicrefcount refs;
  gsize budget_bytes;
  GMutex lock;
  GHashTable *results;     /* key to GBytes */
  gsize n_bytes;
};

static guint
hash_key (gconstpointer key)
{
  guint hash;

  memcpy (&hash, key, sizeof hash);
  return hash;
}

static gboolean
equal_keys (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, TB_MEMO_KEY_BYTES) == 0;
}

/**
 * tb_memo_new:
 * @budget_bytes: how much it may keep, 0 for %TB_MEMO_DEFAULT_BUDGET
 *
 * Returns: (transfer full): an empty memo
 */
TbMemo *
tb_memo_new (gsize budget_bytes)
{
  TbMemo *memo = g_new0 (TbMemo, 1);

  g_atomic_ref_count_init (&memo->refs);
  memo->budget_bytes = budget_bytes != 0 ? budget_bytes : TB_MEMO_DEFAULT_BUDGET;
  g_mutex_init (&memo->lock);
  memo->results = g_hash_table_new_full (hash_key, equal_keys, g_free, (GDestroyNotify) g_bytes_unref);
  return memo;
}

/**
 * tb_memo_ref:
 * @memo: a memo
 *
 * Returns: (transfer full): @memo
 */
TbMemo *
tb_memo_ref (TbMemo *memo)
{
  g_atomic_ref_count_inc (&memo->refs);
  return memo;
}

/**
 * tb_memo_unref:
 * @memo: (transfer full): a memo
 *
 * Drops a reference; the last one forgets everything.
 */
void
tb_memo_unref (TbMemo *memo)
{
  if (!g_atomic_ref_count_dec (&memo->refs))
    return;
  g_hash_table_unref (memo->results);
  g_mutex_clear (&memo->lock);
  g_free (memo);
}

/**
 * tb_memo_find:
 * @memo: a memo
 * @key: of the work
 *
 * Returns: (transfer full) (nullable): what came of it, %NULL when that is not known
 */
GBytes *
tb_memo_find (TbMemo *memo, const guint8 key[TB_MEMO_KEY_BYTES])
{
  GBytes *result;

  g_mutex_lock (&memo->lock);
  result = g_hash_table_lookup (memo->results, key);
  if (result != NULL)
    g_bytes_ref (result);
  g_mutex_unlock (&memo->lock);
  return result;
}

/* Lock held. */
static void
add (TbMemo *memo, const guint8 *key, GBytes *result)
{
  gsize n = HEAD_BYTES + g_bytes_get_size (result);

  if (memo->n_bytes + n > memo->budget_bytes || g_bytes_get_size (result) > G_MAXINT32 || g_hash_table_contains (memo->results, key))
    return;
  memo->n_bytes += n;
  g_hash_table_insert (memo->results, g_memdup2 (key, TB_MEMO_KEY_BYTES), g_bytes_ref (result));
}

/**
 * tb_memo_add:
 * @memo: a memo
 * @key: of the work
 * @result: what came of it
 *
 * Remembers it, as long as there is room.
 */
void
tb_memo_add (TbMemo *memo, const guint8 key[TB_MEMO_KEY_BYTES], GBytes *result)
{
  g_mutex_lock (&memo->lock);
  add (memo, key, result);
  g_mutex_unlock (&memo->lock);
}

/**
 * tb_memo_get_n_results:
 * @memo: a memo
 *
 * Returns: how much it remembers
 */
guint
tb_memo_get_n_results (TbMemo *memo)
{
  guint n;

  g_mutex_lock (&memo->lock);
  n = g_hash_table_size (memo->results);
  g_mutex_unlock (&memo->lock);
  return n;
}

static void
write_result (GByteArray *all, const guint8 *key, GBytes *result)
{
  gsize n;
  const guint8 *bytes = g_bytes_get_data (result, &n);
  guint32 length = GUINT32_TO_LE ((guint32) n);

  g_byte_array_append (all, key, TB_MEMO_KEY_BYTES);
  g_byte_array_append (all, (const guint8 *) &length, sizeof length);
  if (n > 0)
    g_byte_array_append (all, bytes, (guint) n);
}

static void
digest_of (const guint8 *bytes, gsize n, guint8 digest[DIGEST_BYTES])
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize length = DIGEST_BYTES;

  g_checksum_update (sum, bytes, (gssize) n);
  g_checksum_get_digest (sum, digest, &length);
}

/**
 * tb_memo_to_bytes:
 * @memo: a memo
 *
 * Returns: (transfer full): all it remembers, for [func@memo_add_bytes]
 */
GBytes *
tb_memo_to_bytes (TbMemo *memo)
{
  GByteArray *all = g_byte_array_new ();
  guint8 digest[DIGEST_BYTES];
  GHashTableIter iter;
  gpointer key, result;

  g_mutex_lock (&memo->lock);
  g_hash_table_iter_init (&iter, memo->results);
  while (g_hash_table_iter_next (&iter, &key, &result))
    write_result (all, key, result);
  g_mutex_unlock (&memo->lock);
  digest_of (all->data != NULL ? all->data : (const guint8 *) "", all->len, digest);
  g_byte_array_append (all, digest, sizeof digest);
  return g_byte_array_free_to_bytes (all);
}

static gboolean
is_whole (const guint8 *bytes, gsize n)
{
  guint8 digest[DIGEST_BYTES];

  if (n < DIGEST_BYTES)
    return FALSE;
  digest_of (bytes, n - DIGEST_BYTES, digest);
  return memcmp (bytes + n - DIGEST_BYTES, digest, DIGEST_BYTES) == 0;
}

static gsize
read_length (const guint8 *bytes)
{
  guint32 length;

  memcpy (&length, bytes, sizeof length);
  return GUINT32_FROM_LE (length);
}

/**
 * tb_memo_add_bytes:
 * @memo: a memo
 * @bytes: from [func@memo_to_bytes]
 *
 * Remembers what is in @bytes too.
 *
 * Returns: whether @bytes are whole; if not, nothing of them is remembered
 */
gboolean
tb_memo_add_bytes (TbMemo *memo, GBytes *bytes)
{
  gsize n, at = 0;
  const guint8 *data = g_bytes_get_data (bytes, &n);

  if (!is_whole (data, n))
    return FALSE;
  n -= DIGEST_BYTES;
  g_mutex_lock (&memo->lock);
  while (n - at >= HEAD_BYTES && read_length (data + at + TB_MEMO_KEY_BYTES) <= n - at - HEAD_BYTES)
    {
      gsize length = read_length (data + at + TB_MEMO_KEY_BYTES);
      g_autoptr (GBytes) result = g_bytes_new_from_bytes (bytes, at + HEAD_BYTES, length);

      add (memo, data + at, result);
      at += HEAD_BYTES + length;
    }
  g_mutex_unlock (&memo->lock);
  return TRUE;
}
