/* Streams are what their name and seed say, on every machine, and fair. */
#include "tb-stream.h"

#include <string.h>

/* Computed with another implementation of SHA-256 and xoshiro256**. */
static const struct
{
  guint64 seed;
  const char *name;
  guint64 draws[3];
} golden[] = {
  { 42, "key/lock-03/1", { G_GUINT64_CONSTANT (0xdf16609aa2c27e78), G_GUINT64_CONSTANT (0x36c03f823c588748), G_GUINT64_CONSTANT (0x117824685ead793c) } },
  { 0, "", { G_GUINT64_CONSTANT (0x77f28426ede3b6d6), G_GUINT64_CONSTANT (0xe2186c36fa6578f5), G_GUINT64_CONSTANT (0xc255ab95b25404f9) } },
  { G_MAXUINT64, "link/gateway-01/broker",
    { G_GUINT64_CONSTANT (0x949f54eb27b510ba), G_GUINT64_CONSTANT (0xcacbc7c9e23d358e), G_GUINT64_CONSTANT (0x2a05d77d40b25c61) } },
};

static void
golden_values (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (golden); i++)
    {
      TbStream stream;

      tb_stream_init (&stream, golden[i].seed, golden[i].name);
      for (guint j = 0; j < 3; j++)
        g_assert_cmphex (tb_stream_next (&stream), ==, golden[i].draws[j]);
    }
}

/* The generator by itself, from the state that its authors' reference code is commonly checked with. */
static void
generator_is_the_published_one (void)
{
  TbStream stream = { { 1, 2, 3, 4 } };

  g_assert_cmpuint (tb_stream_next (&stream), ==, 11520);
  g_assert_cmpuint (tb_stream_next (&stream), ==, 0);
  g_assert_cmpuint (tb_stream_next (&stream), ==, 1509978240);
  g_assert_cmpuint (tb_stream_next (&stream), ==, G_GUINT64_CONSTANT (1215971899390074240));
}

static void
bytes_are_little_endian_words (void)
{
  static const guint8 expected[20] = {
    0x78, 0x7e, 0xc2, 0xa2, 0x9a, 0x60, 0x16, 0xdf, 0x48, 0x87, 0x58, 0x3c, 0x82, 0x3f, 0xc0, 0x36, 0x3c, 0x79, 0xad, 0x5e,
  };
  guint8 bytes[21] = { 0 };
  TbStream stream;

  tb_stream_init (&stream, 42, "key/lock-03/1");
  tb_stream_fill (&stream, bytes, 20);
  g_assert_cmpmem (bytes, 20, expected, 20);
  g_assert_cmpint (bytes[20], ==, 0);
}

static void
filling_nothing_draws_nothing (void)
{
  TbStream stream, copy;

  tb_stream_init (&stream, 1, "x");
  copy = stream;
  tb_stream_fill (&stream, NULL, 0);
  g_assert_cmpmem (&stream, sizeof stream, &copy, sizeof copy);
}

static void
formatted_names_are_the_names (void)
{
  g_autofree char *dots = g_strnfill (400, '.');
  TbStream a, b;

  tb_stream_init (&a, 42, "key/lock-03/1");
  tb_stream_initf (&b, 42, "key/%s/%d", "lock-03", 1);
  g_assert_cmpmem (&a, sizeof a, &b, sizeof b);
  tb_stream_initf (&a, 42, "%s1", dots);
  tb_stream_initf (&b, 42, "%s2", dots);
  g_assert_cmpint (memcmp (&a, &b, sizeof a), !=, 0);
}

static guint
count_common_bits (guint64 a, guint64 b)
{
  return 64 - (guint) __builtin_popcountll (a ^ b);
}

/* Neighbours in seed or name have nothing in common: half of the bits agree, as luck has it. */
static void
streams_are_independent (void)
{
  static const struct { guint64 seed; const char *name; } others[] = { { 43, "a" }, { 42, "b" }, { 42, "a " }, { 42, "" }, { 42 << 8, "a" } };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      TbStream a, b;
      guint common = 0;

      tb_stream_init (&a, 42, "a");
      tb_stream_init (&b, others[i].seed, others[i].name);
      for (guint j = 0; j < 1000; j++)
        common += count_common_bits (tb_stream_next (&a), tb_stream_next (&b));
      g_assert_cmpuint (common, >, 31500);      /* 32000 expected, standard deviation 126 */
      g_assert_cmpuint (common, <, 32500);
    }
}

static void
copies_fork (void)
{
  TbStream stream, copy;
  guint64 first;

  tb_stream_init (&stream, 42, "fork");
  copy = stream;
  first = tb_stream_next (&stream);
  tb_stream_next (&stream);
  g_assert_cmphex (tb_stream_next (&copy), ==, first);
}

static void
below_stays_below (void)
{
  static const guint64 bounds[] = { 1, 2, 3, 7, 1000, G_GUINT64_CONSTANT (1) << 63, (G_GUINT64_CONSTANT (1) << 63) + 1, G_MAXUINT64 };

  for (guint i = 0; i < G_N_ELEMENTS (bounds); i++)
    {
      TbStream stream;

      tb_stream_init (&stream, 42, "below");
      for (guint j = 0; j < 10000; j++)
        g_assert_cmpuint (tb_stream_below (&stream, bounds[i]), <, bounds[i]);
    }
}

/* Chi-squared over seven bins and 70,000 draws: 6 degrees of freedom, 22.5 is passed by one fair stream in a thousand. */
static void
below_is_fair (void)
{
  guint counts[7] = { 0 };
  guint64 deviation = 0;
  TbStream stream;

  tb_stream_init (&stream, 42, "fair");
  for (guint i = 0; i < 70000; i++)
    counts[tb_stream_below (&stream, 7)]++;
  for (guint i = 0; i < 7; i++)
    {
      gint64 off = (gint64) counts[i] - 10000;

      deviation += (guint64) (off * off);
    }
  g_assert_cmpuint (deviation, <, 225000);
}

/* Three quarters of the range: taking a remainder without rejecting would make the lower third twice as likely. */
static void
below_is_fair_where_a_remainder_is_not (void)
{
  guint64 bound = G_GUINT64_CONSTANT (3) << 62;
  guint counts[3] = { 0 };
  TbStream stream;

  tb_stream_init (&stream, 42, "unbiased");
  for (guint i = 0; i < 30000; i++)
    counts[tb_stream_below (&stream, bound) >> 62]++;
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpuint (counts[i], >, 9700);    /* 10000 expected, standard deviation 82 */
      g_assert_cmpuint (counts[i], <, 10300);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stream/golden", golden_values);
  g_test_add_func ("/stream/generator", generator_is_the_published_one);
  g_test_add_func ("/stream/bytes", bytes_are_little_endian_words);
  g_test_add_func ("/stream/bytes/none", filling_nothing_draws_nothing);
  g_test_add_func ("/stream/formatted", formatted_names_are_the_names);
  g_test_add_func ("/stream/independent", streams_are_independent);
  g_test_add_func ("/stream/fork", copies_fork);
  g_test_add_func ("/stream/below", below_stays_below);
  g_test_add_func ("/stream/below/fair", below_is_fair);
  g_test_add_func ("/stream/below/unbiased", below_is_fair_where_a_remainder_is_not);
  return g_test_run ();
}
