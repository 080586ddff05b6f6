/* tb-der: see the header. X.690 section 10: lengths in the definite form with as few octets as can be. */
#include "tb-der.h"

#include <string.h>

/* Reads the length octets; at most four, which is far beyond anything read here. */
static gboolean
read_length (TbDer *in, gsize *length)
{
  guint n_octets;

  if (in->left == 0)
    return FALSE;
  *length = *in->at++;
  in->left--;
  if (*length < 0x80)
    return *length <= in->left;
  n_octets = *length & 0x7f;
  if (n_octets == 0 || n_octets > 4 || n_octets > in->left || in->at[0] == 0)
    return FALSE;
  *length = 0;
  for (guint i = 0; i < n_octets; i++)
    *length = *length << 8 | in->at[i];
  in->at += n_octets;
  in->left -= n_octets;
  return *length >= 0x80 && *length <= in->left;
}

/**
 * tb_der_read:
 * @in: where to read; moved past the value
 * @tag: the tag expected
 * @content: (out caller-allocates): the value's content
 *
 * Returns: %FALSE when what comes next is no whole value of that tag; @in is then to be given up
 */
gboolean
tb_der_read (TbDer *in, guint8 tag, TbDer *content)
{
  gsize length;

  if (!tb_der_peek (in, tag))
    return FALSE;
  in->at++;
  in->left--;
  if (!read_length (in, &length))
    return FALSE;
  content->at = in->at;
  content->left = length;
  in->at += length;
  in->left -= length;
  return TRUE;
}

/**
 * tb_der_read_whole:
 * @in: where to read; moved past the value
 * @tag: the tag expected
 * @whole: (out caller-allocates): the value with its tag and length
 *
 * Returns: %FALSE when what comes next is no whole value of that tag; @in is then to be given up
 */
gboolean
tb_der_read_whole (TbDer *in, guint8 tag, TbDer *whole)
{
  const guint8 *begin = in->at;
  TbDer content;

  if (!tb_der_read (in, tag, &content))
    return FALSE;
  whole->at = begin;
  whole->left = (gsize) (in->at - begin);
  return TRUE;
}

/**
 * tb_der_peek:
 * @in: where to look
 * @tag: a tag
 *
 * Returns: whether a value of that tag comes next
 */
gboolean
tb_der_peek (const TbDer *in, guint8 tag)
{
  return in->left > 0 && in->at[0] == tag;
}

/**
 * tb_der_equals:
 * @der: some content
 * @bytes: (array length=n_bytes): what to compare it with
 * @n_bytes: how many bytes
 *
 * Returns: whether they are the same
 */
gboolean
tb_der_equals (const TbDer *der, gconstpointer bytes, gsize n_bytes)
{
  return der->left == n_bytes && memcmp (der->at, bytes, n_bytes) == 0;
}

/**
 * tb_der_read_bits:
 * @in: where to read; moved past the value
 * @bytes: (out caller-allocates): the bits
 *
 * Reads a BIT STRING of whole octets, as keys and signatures are.
 *
 * Returns: %FALSE when what comes next is none; @in is then to be given up
 */
gboolean
tb_der_read_bits (TbDer *in, TbDer *bytes)
{
  if (!tb_der_read (in, TB_DER_BIT_STRING, bytes) || bytes->left == 0 || bytes->at[0] != 0)
    return FALSE;
  bytes->at++;
  bytes->left--;
  return TRUE;
}

/**
 * tb_der_open:
 * @out: where to write
 * @tag: the tag of a value whose content follows
 *
 * Returns: a mark to hand to [func@der_close] when the content is written
 */
gsize
tb_der_open (GByteArray *out, guint8 tag)
{
  guint8 head[2] = { tag, 0 };

  g_byte_array_append (out, head, sizeof head);
  return out->len;
}

/**
 * tb_der_close:
 * @out: where to write
 * @mark: what [func@der_open] returned
 *
 * Ends a value: its length, known now, is put where it belongs.
 */
void
tb_der_close (GByteArray *out, gsize mark)
{
  gsize length = out->len - mark;
  guint n_octets = length < 0x80 ? 0 : length < 0x100 ? 1 : length < 0x10000 ? 2 : 3;

  g_assert (length < 0x1000000);
  if (n_octets == 0)
    {
      out->data[mark - 1] = (guint8) length;
      return;
    }
  g_byte_array_set_size (out, out->len + n_octets);
  memmove (out->data + mark + n_octets, out->data + mark, length);
  out->data[mark - 1] = (guint8) (0x80 | n_octets);
  for (guint i = 0; i < n_octets; i++)
    out->data[mark + i] = (guint8) (length >> 8 * (n_octets - 1 - i));
}

/**
 * tb_der_put:
 * @out: where to write
 * @tag: a tag
 * @content: (array length=n_bytes): the value's content
 * @n_bytes: how many bytes
 *
 * Writes a whole value.
 */
void
tb_der_put (GByteArray *out, guint8 tag, gconstpointer content, gsize n_bytes)
{
  gsize mark = tb_der_open (out, tag);

  g_byte_array_append (out, content, (guint) n_bytes);
  tb_der_close (out, mark);
}

/**
 * tb_der_put_bits:
 * @out: where to write
 * @bytes: (array length=n_bytes): whole octets
 * @n_bytes: how many
 *
 * Writes a BIT STRING without unused bits.
 */
void
tb_der_put_bits (GByteArray *out, gconstpointer bytes, gsize n_bytes)
{
  gsize mark = tb_der_open (out, TB_DER_BIT_STRING);

  g_byte_array_append (out, (const guint8 *) "", 1);
  g_byte_array_append (out, bytes, (guint) n_bytes);
  tb_der_close (out, mark);
}
