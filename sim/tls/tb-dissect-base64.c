/* tb-dissect-base64: what is inside base64 and PEM, each field at the characters that stand for it. GLib decodes.
 *
 * A character carries six bits. It belongs to the byte in which its first bit lies, so that every byte has one or two characters of its own, and the
 * order is kept: fields that cover the bytes cover the characters too. Line breaks and padding belong to what is before them. */
#include "tb-dissect-enrol.h"

#include <string.h>

#define BEGIN "-----BEGIN CERTIFICATE-----"
#define END   "-----END CERTIFICATE-----"

/* Decoded bytes, and where in the text each begins; one place more than bytes, for the end. */
typedef struct
{
  guint8 *bytes;
  gsize n_bytes;
  gsize *places;
} Unwrapped;

static void
unwrapped_clear (Unwrapped *unwrapped)
{
  g_free (unwrapped->bytes);
  g_free (unwrapped->places);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Unwrapped, unwrapped_clear)

/* The character of the common alphabet, 0 for one that carries nothing, -1 for one that must not be there. */
static int
normalize (char c, TbBase64 alphabet)
{
  if (g_ascii_isalnum (c))
    return c;
  if (alphabet == TB_BASE64_URL)
    return c == '-' ? '+' : c == '_' ? '/' : -1;
  return c == '+' || c == '/' ? c : g_ascii_isspace (c) || c == '=' ? 0 : -1;
}

/* The characters that carry something, and in @places where they are. */
static char *
collect (const TbCursor *text, TbBase64 alphabet, gsize *places, gsize *n_chars)
{
  char *chars = g_malloc (tb_cursor_left (text) + 4);

  *n_chars = 0;
  for (gsize i = text->at; i < text->end; i++)
    {
      int c = normalize (text->bytes[i], alphabet);

      if (c < 0)
        {
          g_free (chars);
          return NULL;
        }
      if (c == 0)
        continue;
      places[*n_chars] = i;
      chars[(*n_chars)++] = c;
    }
  return chars;
}

/* From the places of characters to those of bytes; as a byte has at least one of its own, that can be done in place. */
static void
move_places (Unwrapped *unwrapped, const TbCursor *text)
{
  for (gsize i = 0; i < unwrapped->n_bytes; i++)
    unwrapped->places[i] = unwrapped->places[(4 * i + 2) / 3];
  unwrapped->places[0] = text->at;
  unwrapped->places[unwrapped->n_bytes] = text->end;
}

static gboolean
unwrap (const TbCursor *text, TbBase64 alphabet, Unwrapped *unwrapped)
{
  gsize n_chars;
  g_autofree char *chars = NULL;

  unwrapped->places = g_new0 (gsize, tb_cursor_left (text) + 1);
  chars = collect (text, alphabet, unwrapped->places, &n_chars);
  if (chars == NULL || n_chars == 0 || n_chars % 4 == 1)
    return FALSE;
  for (; n_chars % 4 != 0; n_chars++)
    chars[n_chars] = '=';
  chars[n_chars] = '\0';
  unwrapped->bytes = g_base64_decode (chars, &unwrapped->n_bytes);
  move_places (unwrapped, text);
  return TRUE;
}

static void
move_fields (const TbFieldList *fields, guint first, const gsize *places)
{
  for (guint i = first; fields != NULL && i < fields->len; i++)
    {
      TbField *field = g_ptr_array_index (fields, i);
      gsize end = places[field->offset + field->length];

      field->offset = places[field->offset];
      field->length = end - field->offset;
      move_fields (field->children, 0, places);
    }
}

/**
 * tb_dissect_base64:
 * @field: the field it is in
 * @text: the text, and nothing else; left at its end
 * @alphabet: which of the two
 * @inner: reads what is inside
 *
 * Reads what is inside of base64 into children of @field. Does nothing where the text is not base64.
 *
 * Returns: whether it was
 */
gboolean
tb_dissect_base64 (TbField *field, TbCursor *text, TbBase64 alphabet, TbFieldInner inner)
{
  g_auto (Unwrapped) unwrapped = { 0 };
  guint n_before = field->children != NULL ? field->children->len : 0;
  TbCursor inside;

  if (!unwrap (text, alphabet, &unwrapped))
    return FALSE;
  tb_cursor_init (&inside, unwrapped.bytes, unwrapped.n_bytes);
  inner (field, &inside);
  tb_field_finish (field, &inside);
  move_fields (field->children, n_before, unwrapped.places);
  text->at = text->end;
  return TRUE;
}

/* --- lines --- */

/**
 * tb_dissect_take_line:
 * @cursor: where a line begins; left behind its end, or where it was
 * @n_text: (out): how long it is without its end
 *
 * Returns: whether there is a whole line
 */
gboolean
tb_dissect_take_line (TbCursor *cursor, gsize *n_text)
{
  gsize left = tb_cursor_left (cursor);
  const guint8 *start = left > 0 ? cursor->bytes + cursor->at : NULL;
  const guint8 *end = start != NULL ? memchr (start, '\n', left) : NULL;

  if (end == NULL)
    return FALSE;
  *n_text = end - start - (end > start && end[-1] == '\r');
  tb_cursor_take (cursor, end - start + 1);
  return TRUE;
}

static gboolean
is_line (const TbCursor *cursor, const char *line)
{
  return tb_cursor_left (cursor) >= strlen (line) && memcmp (cursor->bytes + cursor->at, line, strlen (line)) == 0;
}

static void
add_boundary (TbField *field, TbCursor *cursor)
{
  gsize offset = cursor->at, n_text;

  if (!tb_dissect_take_line (cursor, &n_text))
    tb_cursor_take (cursor, n_text = tb_cursor_left (cursor));
  tb_field_add (field, "boundary", offset, cursor->at - offset, tb_field_text (cursor->bytes + offset, n_text),
                N_("Where the text of one certificate begins or ends, and what is between."), "RFC 7468 section 2");
}

/* Up to the line that ends it. */
static TbCursor
take_encoded (TbCursor *cursor)
{
  TbCursor text = *cursor;
  gsize n_text;

  while (tb_cursor_left (cursor) > 0 && !is_line (cursor, END))
    if (!tb_dissect_take_line (cursor, &n_text))
      tb_cursor_take (cursor, tb_cursor_left (cursor));
  text.end = cursor->at;
  return text;
}

static void
add_certificate (TbField *field, TbCursor *text)
{
  TbField *certificate = tb_field_add (field, "Certificate", text->at, tb_cursor_left (text), NULL,
    N_("One certificate of the chain, the device's first, then who issued it."), "RFC 8555 section 7.4.2");

  if (!tb_dissect_base64 (certificate, text, TB_BASE64, tb_dissect_certificate_into))
    tb_field_malformed (certificate, text, "base64 expected");
}

/**
 * tb_dissect_pem_certificates:
 * @field: the field they are in
 * @slice: certificates in PEM
 *
 * Reads one after the other.
 */
void
tb_dissect_pem_certificates (TbField *field, TbCursor *slice)
{
  while (tb_cursor_left (slice) > 0 && is_line (slice, BEGIN))
    {
      TbCursor text;

      add_boundary (field, slice);
      text = take_encoded (slice);
      if (tb_cursor_left (&text) > 0)
        add_certificate (field, &text);
      if (tb_cursor_left (slice) > 0)
        add_boundary (field, slice);
    }
  tb_field_finish (field, slice);
}
