/* tb-merkle: see the header. Section numbers are those of RFC 9162. */
#include "tb-merkle.h"

#include <string.h>

#define LEAF_PREFIX 0x00
#define NODE_PREFIX 0x01

static void
finish (GChecksum *checksum, TbHash *hash)
{
  gsize n = sizeof hash->bytes;

  g_checksum_get_digest (checksum, hash->bytes, &n);
  g_checksum_free (checksum);
}

/**
 * tb_merkle_hash_leaf:
 * @data: (array length=n_bytes): an entry
 * @n_bytes: how long it is
 * @hash: (out caller-allocates): its hash
 *
 * MTH ({d}) = SHA-256 (0x00 || d), section 2.1.1.
 */
void
tb_merkle_hash_leaf (const void *data, gsize n_bytes, TbHash *hash)
{
  GChecksum *checksum = g_checksum_new (G_CHECKSUM_SHA256);
  const guint8 prefix = LEAF_PREFIX;

  g_checksum_update (checksum, &prefix, 1);
  g_checksum_update (checksum, data, (gssize) n_bytes);
  finish (checksum, hash);
}

/**
 * tb_merkle_hash_node:
 * @left: the hash of what comes first
 * @right: the hash of what follows
 * @hash: (out caller-allocates): the hash of both; may be one of them
 *
 * SHA-256 (0x01 || left || right), section 2.1.1.
 */
void
tb_merkle_hash_node (const TbHash *left, const TbHash *right, TbHash *hash)
{
  GChecksum *checksum = g_checksum_new (G_CHECKSUM_SHA256);
  const guint8 prefix = NODE_PREFIX;

  g_checksum_update (checksum, &prefix, 1);
  g_checksum_update (checksum, left->bytes, TB_HASH_BYTES);
  g_checksum_update (checksum, right->bytes, TB_HASH_BYTES);
  finish (checksum, hash);
}

/**
 * tb_merkle_split_at:
 * @n: how many leaves a tree has, 2 or more
 *
 * Returns: how many of them are in its left half: the largest power of two smaller than @n, section 2.1.1
 */
gsize
tb_merkle_split_at (gsize n)
{
  gsize k = 1;

  while (k < n - k)
    k *= 2;
  return k;
}

/**
 * tb_merkle_hash_tree:
 * @leaves: (array length=n): the hashes of the entries
 * @n: how many there are; may be 0
 * @hash: (out caller-allocates): the Merkle tree hash
 *
 * Section 2.1.1. Recursion is as deep as @n has bits.
 */
void
tb_merkle_hash_tree (const TbHash *leaves, gsize n, TbHash *hash)
{
  TbHash left, right;
  gsize k;

  if (n == 0)
    {
      finish (g_checksum_new (G_CHECKSUM_SHA256), hash);
      return;
    }
  if (n == 1)
    {
      *hash = leaves[0];
      return;
    }
  k = tb_merkle_split_at (n);
  tb_merkle_hash_tree (leaves, k, &left);
  tb_merkle_hash_tree (leaves + k, n - k, &right);
  tb_merkle_hash_node (&left, &right, hash);
}

/* --- inclusion --- */

static void
append_tree (GArray *proof, const TbHash *leaves, gsize n)
{
  TbHash hash;

  tb_merkle_hash_tree (leaves, n, &hash);
  g_array_append_val (proof, hash);
}

static void
prove_inclusion (GArray *proof, const TbHash *leaves, gsize n, gsize index)
{
  gsize k;

  if (n <= 1)
    return;
  k = tb_merkle_split_at (n);
  if (index < k)
    {
      prove_inclusion (proof, leaves, k, index);
      append_tree (proof, leaves + k, n - k);
    }
  else
    {
      prove_inclusion (proof, leaves + k, n - k, index - k);
      append_tree (proof, leaves, k);
    }
}

/**
 * tb_merkle_prove_inclusion:
 * @leaves: (array length=n): the hashes of the entries
 * @n: how many there are, at least 1
 * @index: which of them, from 0
 *
 * Returns: (transfer full) (element-type TbHash): the proof, section 2.1.3.1
 */
GArray *
tb_merkle_prove_inclusion (const TbHash *leaves, gsize n, gsize index)
{
  GArray *proof = g_array_new (FALSE, FALSE, sizeof (TbHash));

  g_return_val_if_fail (index < n, proof);
  prove_inclusion (proof, leaves, n, index);
  return proof;
}

/**
 * tb_merkle_check_inclusion:
 * @leaf: the hash of an entry
 * @index: which entry it is said to be
 * @n: how many entries the tree has
 * @proof: (array length=n_proof): the proof
 * @n_proof: how many hashes it has
 * @tree: the hash of the tree
 *
 * Returns: whether the proof holds, section 2.1.3.2
 */
gboolean
tb_merkle_check_inclusion (const TbHash *leaf, guint64 index, guint64 n, const TbHash *proof, gsize n_proof, const TbHash *tree)
{
  guint64 fn = index, sn;
  TbHash r = *leaf;

  if (index >= n)
    return FALSE;
  sn = n - 1;
  for (gsize i = 0; i < n_proof; i++)
    {
      if (sn == 0)
        return FALSE;
      if ((fn & 1) == 1 || fn == sn)
        {
          tb_merkle_hash_node (&proof[i], &r, &r);
          while ((fn & 1) == 0 && fn != 0)
            fn >>= 1, sn >>= 1;
        }
      else
        tb_merkle_hash_node (&r, &proof[i], &r);
      fn >>= 1;
      sn >>= 1;
    }
  return sn == 0 && memcmp (&r, tree, sizeof r) == 0;
}

/* --- consistency --- */

static void
prove_consistency (GArray *proof, const TbHash *leaves, gsize m, gsize n, gboolean is_known)
{
  gsize k;

  if (m == n)
    {
      if (!is_known)
        append_tree (proof, leaves, n);
      return;
    }
  k = tb_merkle_split_at (n);
  if (m <= k)
    {
      prove_consistency (proof, leaves, m, k, is_known);
      append_tree (proof, leaves + k, n - k);
    }
  else
    {
      prove_consistency (proof, leaves + k, m - k, n - k, FALSE);
      append_tree (proof, leaves, k);
    }
}

/**
 * tb_merkle_prove_consistency:
 * @leaves: (array length=n): the hashes of the entries
 * @n_before: how many there were, 1 to @n
 * @n: how many there are
 *
 * Returns: (transfer full) (element-type TbHash): the proof that the first @n_before entries are still what they were, section 2.1.4.1
 */
GArray *
tb_merkle_prove_consistency (const TbHash *leaves, gsize n_before, gsize n)
{
  GArray *proof = g_array_new (FALSE, FALSE, sizeof (TbHash));

  g_return_val_if_fail (n_before <= n, proof);
  if (n_before > 0)
    prove_consistency (proof, leaves, n_before, n, TRUE);
  return proof;
}

/* Section 2.1.4.2, steps 2 to 7. */
static gboolean
walk_consistency (guint64 n_before, const TbHash *before, guint64 n, const TbHash *tree, const TbHash *proof, gsize n_proof)
{
  guint64 fn = n_before - 1, sn = n - 1;
  TbHash fr, sr;
  gsize i = 0;

  while ((fn & 1) == 1)
    fn >>= 1, sn >>= 1;
  fr = sr = fn == 0 ? *before : proof[i++];     /* a power of two: the old tree itself comes first */
  for (; i < n_proof; i++)
    {
      if (sn == 0)
        return FALSE;
      if ((fn & 1) == 1 || fn == sn)
        {
          tb_merkle_hash_node (&proof[i], &fr, &fr);
          tb_merkle_hash_node (&proof[i], &sr, &sr);
          while ((fn & 1) == 0 && fn != 0)
            fn >>= 1, sn >>= 1;
        }
      else
        tb_merkle_hash_node (&sr, &proof[i], &sr);
      fn >>= 1;
      sn >>= 1;
    }
  return sn == 0 && memcmp (&fr, before, sizeof fr) == 0 && memcmp (&sr, tree, sizeof sr) == 0;
}

/**
 * tb_merkle_check_consistency:
 * @n_before: how many entries there were
 * @before: the hash of the tree then
 * @n: how many there are
 * @tree: the hash of the tree now
 * @proof: (array length=n_proof): the proof
 * @n_proof: how many hashes it has
 *
 * Returns: whether the tree of @n entries begins with the tree of @n_before, section 2.1.4.2
 */
gboolean
tb_merkle_check_consistency (guint64 n_before, const TbHash *before, guint64 n, const TbHash *tree, const TbHash *proof, gsize n_proof)
{
  TbHash nothing;

  if (n_before > n)
    return FALSE;
  if (n_before == n)
    return n_proof == 0 && memcmp (before, tree, sizeof *tree) == 0;
  if (n_before > 0)
    return n_proof > 0 && walk_consistency (n_before, before, n, tree, proof, n_proof);
  tb_merkle_hash_tree (NULL, 0, &nothing);
  return n_proof == 0 && memcmp (before, &nothing, sizeof nothing) == 0;
}

/* --- text --- */

/**
 * tb_hash_to_hex:
 * @hash: a hash
 *
 * Returns: (transfer full): 64 hexadecimal digits
 */
char *
tb_hash_to_hex (const TbHash *hash)
{
  GString *text = g_string_sized_new (2 * TB_HASH_BYTES + 1);

  for (guint i = 0; i < TB_HASH_BYTES; i++)
    g_string_append_printf (text, "%02x", hash->bytes[i]);
  return g_string_free (text, FALSE);
}

/**
 * tb_hash_from_hex:
 * @hex: a text
 * @hash: (out caller-allocates): the hash
 *
 * Returns: %FALSE when @hex is not 64 hexadecimal digits
 */
gboolean
tb_hash_from_hex (const char *hex, TbHash *hash)
{
  for (guint i = 0; i < 2 * TB_HASH_BYTES; i++)
    if (!g_ascii_isxdigit (hex[i]))
      return FALSE;
  for (guint i = 0; i < TB_HASH_BYTES; i++)
    hash->bytes[i] = (guint8) (g_ascii_xdigit_value (hex[2 * i]) << 4 | g_ascii_xdigit_value (hex[2 * i + 1]));
  return hex[2 * TB_HASH_BYTES] == '\0';
}
