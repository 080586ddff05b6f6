/* The DER reader accepts what X.690 allows and nothing else; the writer writes what the reader reads. */
#include "tb-der.h"

typedef struct
{
  const char *what;
  guint8 bytes[8];
  gsize n_bytes;
} Case;

static TbDer
der_of (const Case *test)
{
  return (TbDer) { test->bytes, test->n_bytes };
}

static void
refuses (gconstpointer data)
{
  TbDer in = der_of (data), content;

  g_assert_false (tb_der_read (&in, TB_DER_OCTET_STRING, &content));
}

static const Case refused[] = {
  { "nothing", { 0 }, 0 },
  { "tag-only", { 0x04 }, 1 },
  { "other-tag", { 0x30, 0x00 }, 2 },
  { "content-missing", { 0x04, 0x01 }, 2 },
  { "content-short", { 0x04, 0x03, 1, 2 }, 4 },
  { "indefinite", { 0x04, 0x80, 0, 0 }, 4 },
  { "long-form-for-short", { 0x04, 0x81, 0x01, 7 }, 4 },
  { "length-missing", { 0x04, 0x82, 0x01 }, 3 },
  { "leading-zero", { 0x04, 0x82, 0x00, 0x80 }, 4 },
  { "five-octets", { 0x04, 0x85, 1, 0, 0, 0, 0 }, 7 },
  { "huge", { 0x04, 0x84, 0xff, 0xff, 0xff, 0xff }, 6 },
};

static void
reads_a_value_and_moves_on (void)
{
  static const guint8 bytes[] = { 0x04, 0x02, 7, 8, 0x30, 0x00 };
  TbDer in = { bytes, sizeof bytes }, content;

  g_assert_true (tb_der_read (&in, TB_DER_OCTET_STRING, &content));
  g_assert_true (tb_der_equals (&content, bytes + 2, 2));
  g_assert_true (tb_der_peek (&in, TB_DER_SEQUENCE));
  g_assert_true (tb_der_read (&in, TB_DER_SEQUENCE, &content));
  g_assert_cmpuint (content.left, ==, 0);
  g_assert_cmpuint (in.left, ==, 0);
  g_assert_false (tb_der_peek (&in, TB_DER_SEQUENCE));
}

static void
reads_a_value_with_its_head (void)
{
  static const guint8 bytes[] = { 0x30, 0x02, 0x05, 0x00, 0xff };
  TbDer in = { bytes, sizeof bytes }, whole;

  g_assert_true (tb_der_read_whole (&in, TB_DER_SEQUENCE, &whole));
  g_assert_cmpmem (whole.at, whole.left, bytes, 4);
  g_assert_cmpuint (in.left, ==, 1);
}

static void
bit_strings_are_whole_octets (void)
{
  static const guint8 good[] = { 0x03, 0x03, 0, 5, 6 }, odd[] = { 0x03, 0x02, 1, 6 }, empty[] = { 0x03, 0x00 };
  TbDer in = { good, sizeof good }, bits;

  g_assert_true (tb_der_read_bits (&in, &bits));
  g_assert_cmpmem (bits.at, bits.left, good + 3, 2);
  in = (TbDer) { odd, sizeof odd };
  g_assert_false (tb_der_read_bits (&in, &bits));
  in = (TbDer) { empty, sizeof empty };
  g_assert_false (tb_der_read_bits (&in, &bits));
}

/* Lengths on both sides of every change in how a length is written. */
static void
writer_and_reader_agree (void)
{
  static const gsize lengths[] = { 0, 1, 127, 128, 255, 256, 65535, 65536, 70000 };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autoptr (GByteArray) out = g_byte_array_new ();
      g_autofree guint8 *bytes = g_malloc0 (lengths[i] + 1);
      gsize sequence = tb_der_open (out, TB_DER_SEQUENCE);
      TbDer in, inner, content;

      bytes[lengths[i] / 2] = 9;
      tb_der_put (out, TB_DER_OCTET_STRING, bytes, lengths[i]);
      tb_der_put_bits (out, bytes, lengths[i]);
      tb_der_close (out, sequence);
      in = (TbDer) { out->data, out->len };
      g_assert_true (tb_der_read (&in, TB_DER_SEQUENCE, &inner));
      g_assert_cmpuint (in.left, ==, 0);
      g_assert_true (tb_der_read (&inner, TB_DER_OCTET_STRING, &content));
      g_assert_cmpmem (content.at, content.left, bytes, lengths[i]);
      g_assert_true (tb_der_read_bits (&inner, &content));
      g_assert_cmpmem (content.at, content.left, bytes, lengths[i]);
      g_assert_cmpuint (inner.left, ==, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *path = g_strconcat ("/der/refused/", refused[i].what, NULL);

      g_test_add_data_func (path, &refused[i], refuses);
    }
  g_test_add_func ("/der/read", reads_a_value_and_moves_on);
  g_test_add_func ("/der/read-whole", reads_a_value_with_its_head);
  g_test_add_func ("/der/bits", bit_strings_are_whole_octets);
  g_test_add_func ("/der/round-trip", writer_and_reader_agree);
  return g_test_run ();
}
