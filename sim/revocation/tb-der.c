/* tb-der: see the header. */
#include "tb-der.h"

#include <string.h>
#include <time.h>

#define FIRST_BYTES 1024

static void
make_room (TbDer *der, gsize n_bytes)
{
  gsize size = MAX (FIRST_BYTES, 2 * (der->length + n_bytes));
  guint8 *buffer;

  if (der->size - der->length >= n_bytes)
    return;
  buffer = g_malloc (size);
  if (der->length > 0)
    memcpy (buffer + size - der->length, tb_der_get (der), der->length);
  g_free (der->buffer);
  der->buffer = buffer;
  der->size = size;
}

/* Writes bytes before what is there. */
void
tb_der_prepend (TbDer *der, const void *bytes, gsize n_bytes)
{
  if (n_bytes == 0)
    return;
  make_room (der, n_bytes);
  der->length += n_bytes;
  memcpy (der->buffer + der->size - der->length, bytes, n_bytes);
}

void
tb_der_prepend_bytes (TbDer *der, GBytes *bytes)
{
  gsize n_bytes;
  const guint8 *data = g_bytes_get_data (bytes, &n_bytes);

  tb_der_prepend (der, data, n_bytes);
}

static void
prepend_byte (TbDer *der, guint8 byte)
{
  tb_der_prepend (der, &byte, 1);
}

/* Makes one value with the tag @tag of all that was written since the length was @mark. */
void
tb_der_wrap (TbDer *der, guint8 tag, gsize mark)
{
  gsize length = der->length - mark, n_octets = 0;

  if (length < 0x80)
    prepend_byte (der, (guint8) length);
  else
    {
      for (gsize left = length; left > 0; left >>= 8, n_octets++)
        prepend_byte (der, left & 0xff);
      prepend_byte (der, (guint8) (0x80 | n_octets));
    }
  prepend_byte (der, tag);
}

void
tb_der_put (TbDer *der, guint8 tag, const void *bytes, gsize n_bytes)
{
  gsize mark = der->length;

  tb_der_prepend (der, bytes, n_bytes);
  tb_der_wrap (der, tag, mark);
}

static void
put_digits (char *to, int n_digits, int value)
{
  for (int i = n_digits - 1; i >= 0; i--, value /= 10)
    to[i] = (char) ('0' + value % 10);
}

/* A GeneralizedTime; the years are 0 to 9999. */
void
tb_der_put_time (TbDer *der, gint64 unix_us)
{
  time_t seconds = (time_t) (unix_us / G_USEC_PER_SEC);
  struct tm parts;
  char text[15];

  gmtime_r (&seconds, &parts);
  put_digits (text, 4, parts.tm_year + 1900);
  put_digits (text + 4, 2, parts.tm_mon + 1);
  put_digits (text + 6, 2, parts.tm_mday);
  put_digits (text + 8, 2, parts.tm_hour);
  put_digits (text + 10, 2, parts.tm_min);
  put_digits (text + 12, 2, parts.tm_sec);
  text[14] = 'Z';
  tb_der_put (der, TB_DER_GENERALIZED_TIME, text, sizeof text);
}

/* What has been written, good until more is. */
const guint8 *
tb_der_get (const TbDer *der)
{
  return der->buffer != NULL ? der->buffer + der->size - der->length : NULL;
}

GBytes *
tb_der_to_bytes (const TbDer *der)
{
  return g_bytes_new (tb_der_get (der), der->length);
}

void
tb_der_clear (TbDer *der)
{
  g_clear_pointer (&der->buffer, g_free);
  der->size = der->length = 0;
}
