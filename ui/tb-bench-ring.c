/* tb-bench-ring: keys that were made for the bench, so that turning a bit over does not wait for a key of RSA again. Used by threads that work. */
#include "tb-bench-ring.h"

#define MOST_KEYS 32

struct _TbBenchRing
{
  gatomicrefcount count;
  GMutex lock;
  GHashTable *keys;      /* name to TbKey */
};

/**
 * tb_bench_ring_new:
 *
 * Returns: (transfer full): no keys yet
 */
TbBenchRing *
tb_bench_ring_new (void)
{
  TbBenchRing *ring = g_new0 (TbBenchRing, 1);

  g_atomic_ref_count_init (&ring->count);
  g_mutex_init (&ring->lock);
  ring->keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) tb_key_unref);
  return ring;
}

TbBenchRing *
tb_bench_ring_ref (TbBenchRing *ring)
{
  g_atomic_ref_count_inc (&ring->count);
  return ring;
}

void
tb_bench_ring_unref (TbBenchRing *ring)
{
  if (!g_atomic_ref_count_dec (&ring->count))
    return;
  g_hash_table_unref (ring->keys);
  g_mutex_clear (&ring->lock);
  g_free (ring);
}

TbKey *
tb_bench_ring_find (TbBenchRing *ring, const char *name)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&ring->lock);
  TbKey *key = g_hash_table_lookup (ring->keys, name);

  return key ? tb_key_ref (key) : NULL;
}

void
tb_bench_ring_add (TbBenchRing *ring, const char *name, TbKey *key)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&ring->lock);

  if (g_hash_table_size (ring->keys) >= MOST_KEYS)
    g_hash_table_remove_all (ring->keys);
  g_hash_table_insert (ring->keys, g_strdup (name), tb_key_ref (key));
}
