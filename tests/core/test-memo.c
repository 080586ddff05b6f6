/* What is remembered is what was told, within the budget; its bytes are believed whole or not at all. */
#include "tb-memo.h"

#include <string.h>

#define N_RESULTS 100

static void
make_key (guint number, guint8 key[TB_MEMO_KEY_BYTES])
{
  memset (key, 0, TB_MEMO_KEY_BYTES);
  memcpy (key, &number, sizeof number);
}

static GBytes *
make_result (guint number)
{
  g_autofree char *text = g_strnfill (number, 'x');

  return g_bytes_new (text, number);
}

static TbMemo *
make_memo (void)
{
  TbMemo *memo = tb_memo_new (0);

  for (guint i = 0; i < N_RESULTS; i++)
    {
      g_autoptr (GBytes) result = make_result (i);
      guint8 key[TB_MEMO_KEY_BYTES];

      make_key (i, key);
      tb_memo_add (memo, key, result);
    }
  return memo;
}

static void
assert_knows_all (TbMemo *memo)
{
  g_assert_cmpuint (tb_memo_get_n_results (memo), ==, N_RESULTS);
  for (guint i = 0; i < N_RESULTS; i++)
    {
      g_autoptr (GBytes) expected = make_result (i), found = NULL;
      guint8 key[TB_MEMO_KEY_BYTES];

      make_key (i, key);
      found = tb_memo_find (memo, key);
      g_assert_nonnull (found);
      g_assert_true (g_bytes_equal (found, expected));
    }
}

static void
finds_what_it_was_told (void)
{
  g_autoptr (TbMemo) memo = make_memo ();
  guint8 key[TB_MEMO_KEY_BYTES];

  assert_knows_all (memo);
  make_key (N_RESULTS, key);
  g_assert_null (tb_memo_find (memo, key));
}

static void
the_first_result_stays (void)
{
  g_autoptr (TbMemo) memo = make_memo ();
  g_autoptr (GBytes) other = g_bytes_new_static ("other", 5);
  guint8 key[TB_MEMO_KEY_BYTES];

  make_key (3, key);
  tb_memo_add (memo, key, other);
  assert_knows_all (memo);
}

static void
keeps_within_its_budget (void)
{
  g_autoptr (TbMemo) memo = tb_memo_new (1000);
  g_autoptr (GBytes) result = make_result (64);

  for (guint i = 0; i < N_RESULTS; i++)
    {
      guint8 key[TB_MEMO_KEY_BYTES];

      make_key (i, key);
      tb_memo_add (memo, key, result);
    }
  g_assert_cmpuint (tb_memo_get_n_results (memo), ==, 10);      /* 64 bytes, 32 of the key, 4 of the length */
}

static void
bytes_hold_everything (void)
{
  g_autoptr (TbMemo) memo = make_memo (), other = tb_memo_new (0), none = tb_memo_new (0);
  g_autoptr (GBytes) bytes = tb_memo_to_bytes (memo), empty = tb_memo_to_bytes (none);

  g_assert_true (tb_memo_add_bytes (other, empty));
  g_assert_true (tb_memo_add_bytes (other, bytes));
  assert_knows_all (other);
}

static void
damaged_bytes_are_not_believed (void)
{
  g_autoptr (TbMemo) memo = make_memo (), other = tb_memo_new (0);
  g_autoptr (GBytes) bytes = tb_memo_to_bytes (memo);
  gsize n;
  const guint8 *data = g_bytes_get_data (bytes, &n);

  for (gsize at = 0; at < n; at += 61)
    {
      g_autofree guint8 *copy = g_memdup2 (data, n);
      g_autoptr (GBytes) flipped = NULL, cut = g_bytes_new (data, at);

      copy[at] ^= (guint8) (1 << at % 8);
      flipped = g_bytes_new (copy, n);
      g_assert_false (tb_memo_add_bytes (other, flipped));
      g_assert_false (tb_memo_add_bytes (other, cut));
    }
  g_assert_cmpuint (tb_memo_get_n_results (other), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/memo/finds-what-it-was-told", finds_what_it_was_told);
  g_test_add_func ("/memo/the-first-result-stays", the_first_result_stays);
  g_test_add_func ("/memo/keeps-within-its-budget", keeps_within_its_budget);
  g_test_add_func ("/memo/bytes-hold-everything", bytes_hold_everything);
  g_test_add_func ("/memo/damaged-bytes-are-not-believed", damaged_bytes_are_not_believed);
  return g_test_run ();
}
