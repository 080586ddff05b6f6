/* tb-field-text: bytes and numbers as people read them. Written by hand where it is done hundreds of times for one handshake. */
#include "tb-dissect-private.h"

#include <string.h>

#define SHOWN_HEX_BYTES  32
#define SHOWN_TEXT_BYTES 1024

/**
 * tb_field_write_hex:
 * @out: (out caller-allocates): room for %TB_FIELD_HEX_BYTES
 * @bytes: (array length=n_bytes): some bytes
 * @n_bytes: how many
 *
 * Writes their hexadecimal digits, those of the first 32 bytes when they are more. Without a zero at the end.
 *
 * Returns: how many characters
 */
gsize
tb_field_write_hex (char *out, const guint8 *bytes, gsize n_bytes)
{
  static const char digits[] = "0123456789abcdef", more[] = "\xe2\x80\xa6";
  gsize n_shown = MIN (n_bytes, (gsize) SHOWN_HEX_BYTES);

  G_STATIC_ASSERT (2 * SHOWN_HEX_BYTES + sizeof more <= TB_FIELD_HEX_BYTES);
  for (gsize i = 0; i < n_shown; i++)
    {
      out[2 * i] = digits[bytes[i] >> 4];
      out[2 * i + 1] = digits[bytes[i] & 15];
    }
  if (n_bytes == n_shown)
    return 2 * n_shown;
  memcpy (out + 2 * n_shown, more, sizeof more - 1);
  return 2 * n_shown + sizeof more - 1;
}

/**
 * tb_field_hex:
 * @bytes: (array length=n_bytes): some bytes
 * @n_bytes: how many
 *
 * Returns: (transfer full): their hexadecimal digits; the first 32 bytes when they are more
 */
char *
tb_field_hex (const guint8 *bytes, gsize n_bytes)
{
  char text[TB_FIELD_HEX_BYTES];

  return g_strndup (text, tb_field_write_hex (text, bytes, n_bytes));
}

/**
 * tb_field_write_number:
 * @out: (out caller-allocates): room for %TB_FIELD_NUMBER_BYTES
 * @number: a number
 *
 * Writes its decimal digits, without a zero at the end.
 *
 * Returns: how many
 */
gsize
tb_field_write_number (char *out, guint64 number)
{
  char digits[TB_FIELD_NUMBER_BYTES];
  gsize at = sizeof digits;

  do
    digits[--at] = '0' + number % 10;
  while ((number /= 10) > 0);
  memcpy (out, digits + at, sizeof digits - at);
  return sizeof digits - at;
}

/* What nearly all texts are: nothing but printable ASCII. */
static gboolean
is_plain (const guint8 *bytes, gsize n_bytes)
{
  for (gsize i = 0; i < n_bytes; i++)
    if (bytes[i] < ' ' || bytes[i] > '~')
      return FALSE;
  return TRUE;
}

/**
 * tb_field_text:
 * @bytes: (array length=n_bytes): UTF-8, or what claims to be
 * @n_bytes: how many
 *
 * Returns: (transfer full): text that can be shown on one line: what is no UTF-8 and control characters replaced, cut after 1024 bytes
 */
char *
tb_field_text (const guint8 *bytes, gsize n_bytes)
{
  g_autofree char *valid = NULL;
  GString *text;

  if (is_plain (bytes, MIN (n_bytes, (gsize) SHOWN_TEXT_BYTES)))
    return g_strndup ((const char *) bytes, MIN (n_bytes, (gsize) SHOWN_TEXT_BYTES));
  valid = g_utf8_make_valid ((const char *) bytes, MIN (n_bytes, (gsize) SHOWN_TEXT_BYTES));
  text = g_string_new (NULL);
  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (g_unichar_iscntrl (c))
        g_string_append_printf (text, "\\x%02x", c);
      else
        g_string_append_unichar (text, c);
    }
  return g_string_free (text, FALSE);
}

