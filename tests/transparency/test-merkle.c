/* The tree of RFC 9162 section 2.1: published hashes, every proof of every small tree, and no proof of anything else. */
#include <string.h>

#include "tb-merkle.h"

#define N_MAX 33

/* The leaves that the reference implementations of certificate transparency are tested with. */
static const struct
{
  const char *bytes;
  gsize n_bytes;
  const char *tree;             /* over the leaves up to here */
} known[] = {
  { "", 0, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d" },
  { "\x00", 1, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125" },
  { "\x10", 1, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77" },
  { "\x20\x21", 2, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7" },
  { "\x30\x31", 2, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4" },
  { "\x40\x41\x42\x43", 4, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef" },
  { "\x50\x51\x52\x53\x54\x55\x56\x57", 8, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c" },
  { "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f", 16, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328" },
};

static void
published_trees_are_made (void)
{
  TbHash leaves[G_N_ELEMENTS (known)], tree;
  g_autofree char *empty = NULL;

  tb_merkle_hash_tree (NULL, 0, &tree);
  empty = tb_hash_to_hex (&tree);
  g_assert_cmpstr (empty, ==, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      g_autofree char *hex = NULL;

      tb_merkle_hash_leaf (known[i].bytes, known[i].n_bytes, &leaves[i]);
      tb_merkle_hash_tree (leaves, i + 1, &tree);
      hex = tb_hash_to_hex (&tree);
      g_assert_cmpstr (hex, ==, known[i].tree);
    }
}

/* Published with the same leaves: entry 5 of 8 (counted from 0), and 6 entries grown to 8. */
static void
published_proofs_are_made (void)
{
  static const char *const inclusion[] = {
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b", "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  };
  static const char *const consistency[] = {
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a", "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  };
  TbHash leaves[G_N_ELEMENTS (known)];
  g_autoptr (GArray) included = NULL, grown = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    tb_merkle_hash_leaf (known[i].bytes, known[i].n_bytes, &leaves[i]);
  included = tb_merkle_prove_inclusion (leaves, 8, 5);
  grown = tb_merkle_prove_consistency (leaves, 6, 8);
  g_assert_cmpuint (included->len, ==, G_N_ELEMENTS (inclusion));
  g_assert_cmpuint (grown->len, ==, G_N_ELEMENTS (consistency));
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *one = tb_hash_to_hex (&g_array_index (included, TbHash, i)), *other = tb_hash_to_hex (&g_array_index (grown, TbHash, i));

      g_assert_cmpstr (one, ==, inclusion[i]);
      g_assert_cmpstr (other, ==, consistency[i]);
    }
}

static void
fill (TbHash *leaves)
{
  for (guint i = 0; i < N_MAX; i++)
    tb_merkle_hash_leaf (&i, sizeof i, &leaves[i]);
}

static void
every_entry_is_proved_and_no_other (void)
{
  TbHash leaves[N_MAX], tree;

  fill (leaves);
  for (gsize n = 1; n <= N_MAX; n++)
    for (gsize i = 0; i < n; i++)
      {
        g_autoptr (GArray) proof = tb_merkle_prove_inclusion (leaves, n, i);
        const TbHash *hashes = (const TbHash *) (void *) proof->data;

        tb_merkle_hash_tree (leaves, n, &tree);
        g_assert_true (tb_merkle_check_inclusion (&leaves[i], i, n, hashes, proof->len, &tree));
        g_assert_false (tb_merkle_check_inclusion (&leaves[(i + 1) % N_MAX], i, n, hashes, proof->len, &tree));
        g_assert_false (tb_merkle_check_inclusion (&leaves[i], n, n, hashes, proof->len, &tree));
        g_assert_false (tb_merkle_check_inclusion (&leaves[i], i ^ 1, n, hashes, proof->len, &tree) && n > 1);
        if (proof->len > 0)
          {
            g_assert_false (tb_merkle_check_inclusion (&leaves[i], i, n, hashes, proof->len - 1, &tree));
            g_array_index (proof, TbHash, 0).bytes[3] ^= 1;
            g_assert_false (tb_merkle_check_inclusion (&leaves[i], i, n, hashes, proof->len, &tree));
          }
      }
}

static void
every_growth_is_proved_and_no_change (void)
{
  TbHash leaves[N_MAX], before, tree, other;

  fill (leaves);
  for (gsize n = 1; n <= N_MAX; n++)
    for (gsize m = 1; m <= n; m++)
      {
        g_autoptr (GArray) proof = tb_merkle_prove_consistency (leaves, m, n);
        const TbHash *hashes = (const TbHash *) (void *) proof->data;

        tb_merkle_hash_tree (leaves, m, &before);
        tb_merkle_hash_tree (leaves, n, &tree);
        other = before;
        other.bytes[0] ^= 1;
        g_assert_true (tb_merkle_check_consistency (m, &before, n, &tree, hashes, proof->len));
        g_assert_false (tb_merkle_check_consistency (m, &other, n, &tree, hashes, proof->len));
        g_assert_false (tb_merkle_check_consistency (m, &before, n, &other, hashes, proof->len) && m < n);
        g_assert_false (tb_merkle_check_consistency (n + 1, &before, n, &tree, hashes, proof->len));
        if (proof->len > 0)
          {
            g_assert_false (tb_merkle_check_consistency (m, &before, n, &tree, hashes, proof->len - 1));
            g_array_index (proof, TbHash, proof->len - 1).bytes[9] ^= 1;
            g_assert_false (tb_merkle_check_consistency (m, &before, n, &tree, hashes, proof->len));
          }
      }
}

static void
nothing_grows_into_anything (void)
{
  TbHash leaves[N_MAX], nothing, tree;

  fill (leaves);
  tb_merkle_hash_tree (NULL, 0, &nothing);
  tb_merkle_hash_tree (leaves, 5, &tree);
  g_assert_true (tb_merkle_check_consistency (0, &nothing, 5, &tree, NULL, 0));
  g_assert_false (tb_merkle_check_consistency (0, &tree, 5, &tree, NULL, 0));
  g_assert_false (tb_merkle_check_consistency (3, &nothing, 5, &tree, NULL, 0));
}

static void
hashes_are_written_and_read (void)
{
  TbHash hash, back;
  g_autofree char *hex = NULL;

  tb_merkle_hash_leaf ("x", 1, &hash);
  hex = tb_hash_to_hex (&hash);
  g_assert_true (tb_hash_from_hex (hex, &back));
  g_assert_cmpmem (&hash, sizeof hash, &back, sizeof back);
  for (gsize n = 0; n < strlen (hex); n++)
    {
      g_autofree char *shorter = g_strndup (hex, n);

      g_assert_false (tb_hash_from_hex (shorter, &back));
    }
  g_assert_false (tb_hash_from_hex ("zz", &back));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/merkle/trees", published_trees_are_made);
  g_test_add_func ("/merkle/proofs", published_proofs_are_made);
  g_test_add_func ("/merkle/inclusion", every_entry_is_proved_and_no_other);
  g_test_add_func ("/merkle/consistency", every_growth_is_proved_and_no_change);
  g_test_add_func ("/merkle/empty", nothing_grows_into_anything);
  g_test_add_func ("/merkle/hex", hashes_are_written_and_read);
  return g_test_run ();
}
