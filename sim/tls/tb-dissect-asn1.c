/* tb-dissect-asn1: see the header. */
#include "tb-dissect-asn1.h"

#include <string.h>

#define HEADER_TEXT_BYTES 96

/**
 * tb_asn1_next:
 * @cursor: where an element should begin; left behind it, or broken
 * @element: (out caller-allocates): the element
 *
 * Returns: whether there is a whole element of definite length
 */
gboolean
tb_asn1_next (TbCursor *cursor, TbAsn1Element *element)
{
  gsize left = tb_cursor_left (cursor);
  const guint8 *start = left > 0 ? cursor->bytes + cursor->at : NULL;
  const guint8 *at = start;
  long length = 0;
  int tag = 0, class = 0;
  int result = left > 0 ? ASN1_get_object (&at, &length, &tag, &class, MIN (left, (gsize) G_MAXINT)) : 0x80;

  if ((result & 0x80) != 0 || (result & 1) != 0 || length < 0 || (gsize) (at - start) + length > left)
    {
      cursor->broken = TRUE;
      return FALSE;
    }
  element->tag = class == V_ASN1_UNIVERSAL ? tag : TB_ASN1_CONTEXT (tag & 0xfff);
  element->offset = cursor->at;
  tb_cursor_take (cursor, at - start);
  element->content = tb_cursor_slice (cursor, length);
  element->length = cursor->at - element->offset;
  return TRUE;
}

/* A tag as people write it, and the length. */
static gsize
write_header (char *out, const TbAsn1Element *element)
{
  gboolean own = element->tag >= TB_ASN1_CONTEXT (0);
  const char *name = own ? "[" : ASN1_tag2str (element->tag);
  gsize n = MIN (strlen (name), (gsize) HEADER_TEXT_BYTES - 2 * TB_FIELD_NUMBER_BYTES - 3);

  memcpy (out, name, n);
  if (own)
    {
      n += tb_field_write_number (out + n, element->tag & 0xfff);
      out[n++] = ']';
    }
  out[n++] = ',';
  out[n++] = ' ';
  return n + tb_field_write_number (out + n, element->content.end - element->content.at);
}

/**
 * tb_asn1_add_header:
 * @parent: the field it is in
 * @element: an element of which the content gets fields of its own
 *
 * Adds a field for the tag and the length.
 */
void
tb_asn1_add_header (TbField *parent, const TbAsn1Element *element)
{
  TbField *header = tb_field_add (parent, "header", element->offset, element->content.at - element->offset, NULL,
                                  N_("Tag and length in DER: what kind of element this is, and how many bytes its content has."), "X.690 section 8.1");
  char text[HEADER_TEXT_BYTES];

  tb_field_set_text (header, text, write_header (text, element));
}

/**
 * tb_asn1_matches:
 * @element: an element
 * @row: what is expected
 *
 * Returns: whether it can be that
 */
gboolean
tb_asn1_matches (const TbAsn1Element *element, const TbAsn1Row *row)
{
  return row->tag == TB_ASN1_ANY || row->tag == element->tag;
}

/* --- rows --- */

static void
read_element (TbField *parent, const TbAsn1Row *row, TbAsn1Element *element)
{
  const guint8 *der = element->content.bytes + element->offset;
  TbField *field = tb_field_add (parent, row->name, element->offset, element->length, NULL, row->note, row->clause);

  if (row->value != NULL)
    tb_field_set_value (field, row->value (der, element->length));
  if (row->inner == NULL)
    return;
  tb_asn1_add_header (field, element);
  row->inner (field, &element->content);
}

/**
 * tb_asn1_read_rows:
 * @parent: the field they are in
 * @content: what @parent contains
 * @rows: (array length=n_rows): its elements in their order
 * @n_rows: how many; 1: one element of a list, of which the caller reads the rest
 *
 * Reads elements into fields; what breaks and what is too much are said in fields of their own.
 */
void
tb_asn1_read_rows (TbField *parent, TbCursor *content, const TbAsn1Row *rows, guint n_rows)
{
  gboolean list = n_rows == 1;

  for (guint i = 0; i < n_rows; i++)
    {
      TbCursor before = *content;
      TbAsn1Element element;
      gboolean read = tb_cursor_left (content) > 0 && tb_asn1_next (content, &element) && tb_asn1_matches (&element, &rows[i]);

      if (read)
        read_element (parent, &rows[i], &element);
      else
        *content = before;
      if (!read && !rows[i].optional)
        {
          g_autofree char *why = g_strdup_printf ("%s expected", rows[i].name);

          tb_field_malformed (parent, content, why);
          return;
        }
    }
  if (!list)
    tb_field_finish (parent, content);
}

/**
 * tb_asn1_read_sequence:
 * @field: the field it is in
 * @content: where a SEQUENCE should be, and nothing else
 * @rows: (array length=n_rows): its elements in their order
 * @n_rows: how many, at least 2
 *
 * Reads a SEQUENCE that fills the field.
 */
void
tb_asn1_read_sequence (TbField *field, TbCursor *content, const TbAsn1Row *rows, guint n_rows)
{
  TbCursor before = *content;
  TbAsn1Element sequence;

  if (tb_cursor_left (content) > 0 && tb_asn1_next (content, &sequence) && sequence.tag == V_ASN1_SEQUENCE)
    {
      tb_asn1_add_header (field, &sequence);
      tb_asn1_read_rows (field, &sequence.content, rows, n_rows);
    }
  else
    {
      *content = before;
      tb_field_malformed (field, content, "SEQUENCE expected");
    }
  tb_field_finish (field, content);
}

/**
 * tb_asn1_read_list:
 * @field: the field they are in
 * @content: what @field contains
 * @row: what each element is
 *
 * Reads elements of one kind up to the end; the value of @field becomes their number.
 */
void
tb_asn1_read_list (TbField *field, TbCursor *content, const TbAsn1Row *row)
{
  guint n = 0;

  for (; tb_cursor_left (content) > 0; n++)
    tb_asn1_read_rows (field, content, row, 1);
  tb_field_set_count (field, n);
}
