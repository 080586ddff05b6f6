/* Where digits and bits stand in the bit view, and what is copied from it. */
#include "tb-bit-layout.h"

static void
digit_is_found_where_it_stands (void)
{
  for (guint per_row = 4; per_row <= 32; per_row *= 2)
    for (gsize bit = 0; bit < 40 * 8; bit++)
      {
        gsize row = bit / 8 / per_row, found;

        g_assert_true (tb_bit_find_digit (per_row, 40, row, tb_bit_digit_column (per_row, bit), &found));
        g_assert_cmpuint (found / 4, ==, bit / 4);
        g_assert_cmpuint (found % 4, ==, 3);
        g_assert_cmpuint (tb_bit_digit_column (per_row, bit), <, tb_bit_get_n_columns (per_row));
      }
}

static void
between_digits_and_beyond_the_last_is_nothing (void)
{
  gsize bit;

  g_assert_false (tb_bit_find_digit (8, 16, 0, 2, &bit));
  g_assert_false (tb_bit_find_digit (8, 12, 1, tb_bit_digit_column (8, 4 * 8), &bit));
  g_assert_false (tb_bit_find_digit (8, 0, 0, 0, &bit));
}

static void
rows_show_every_digit_in_its_column (void)
{
  guint8 bytes[20];

  for (guint i = 0; i < sizeof bytes; i++)
    bytes[i] = (guint8) (i * 13);
  for (gsize bit = 0; bit < sizeof bytes * 8; bit += 4)
    {
      g_autofree char *row = tb_bit_format_row (bytes, sizeof bytes, 8, bit / 64);
      char digit = "0123456789abcdef"[bytes[bit / 8] >> (bit % 8 == 0 ? 4 : 0) & 15];

      g_assert_cmpint (row[tb_bit_digit_column (8, bit)], ==, digit);
    }
}

static void
bits_below_are_found_and_moved_over (void)
{
  guint bit;

  for (guint i = 0; i < 8; i++)
    {
      g_assert_true (tb_bit_find (tb_bit_column (i), &bit));
      g_assert_cmpuint (bit, ==, i);
    }
  g_assert_false (tb_bit_find (0, &bit));
  g_assert_false (tb_bit_find (tb_bit_column (7) + 2, &bit));
  g_assert_cmpuint (tb_bit_move (0, 16, -1), ==, 0);
  g_assert_cmpuint (tb_bit_move (15, 16, 8), ==, 15);
  g_assert_cmpuint (tb_bit_move (99, 16, -8), ==, 7);
}

static void
rows_are_as_wide_as_there_is_room (void)
{
  g_assert_cmpuint (tb_bit_choose_per_row (0), ==, 4);
  g_assert_cmpuint (tb_bit_choose_per_row (47), ==, 8);
  g_assert_cmpuint (tb_bit_choose_per_row (48), ==, 16);
  g_assert_cmpuint (tb_bit_choose_per_row (500), ==, 32);
  g_assert_cmpuint (tb_bit_get_n_rows (0, 16), ==, 0);
  g_assert_cmpuint (tb_bit_get_n_rows (17, 16), ==, 2);
}

static void
all_digits_are_copied (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("\x00\x9f\xff", 3);
  g_autoptr (GBytes) none = g_bytes_new (NULL, 0);
  g_autofree char *text = tb_bit_format_all (bytes);
  g_autofree char *nothing = tb_bit_format_all (none);

  g_assert_cmpstr (text, ==, "009fff");
  g_assert_cmpstr (nothing, ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bit-layout/digit", digit_is_found_where_it_stands);
  g_test_add_func ("/bit-layout/nothing", between_digits_and_beyond_the_last_is_nothing);
  g_test_add_func ("/bit-layout/rows", rows_show_every_digit_in_its_column);
  g_test_add_func ("/bit-layout/below", bits_below_are_found_and_moved_over);
  g_test_add_func ("/bit-layout/wide", rows_are_as_wide_as_there_is_room);
  g_test_add_func ("/bit-layout/copy", all_digits_are_copied);
  return g_test_run ();
}
