/* tb-request-fields: see the header. A malformed element ends the reading of what it is in; nothing is read beyond its parent. */
#include "tb-request-fields.h"

#include <glib/gi18n-lib.h>

#define MAX_DEPTH      12
#define SHOWN_BYTES    24
#define CONSTRUCTED    0x20
#define TAG_CONTEXT    0x80
#define CLAUSE         "RFC 2986 section 4.1"
#define CLAUSE_OUTER   "RFC 2986 section 4.2"

typedef struct _Named Named;
struct _Named
{
  const char *name;
  const char *note;
  const char *clause;
  const Named *inner;
  guint n_inner;
};

static const Named info[] = {
  { "version", N_("Always 0; nobody has needed another."), CLAUSE },
  { "subject", N_("The name that is asked for; the authority decides whether it grants it."), CLAUSE },
  { "subjectPKInfo", N_("The public key the certificate shall be for. The private key never leaves the device."), CLAUSE },
  { "attributes", N_("Extensions the device would like, such as its DNS name."), CLAUSE },
};

static const Named outer[] = {
  { "certificationRequestInfo", N_("What is asked for; the signature below covers exactly these bytes."), CLAUSE, info, G_N_ELEMENTS (info) },
  { "signatureAlgorithm", N_("How it was signed."), CLAUSE_OUTER },
  { "signature", N_("Made with the private key that belongs to the public key above: whoever asks proves that the key is its own."), CLAUSE_OUTER },
};

static const Named request = {
  "CertificationRequest", N_("A device asks for a certificate: a name and a public key, signed with the private one."), CLAUSE_OUTER, outer, G_N_ELEMENTS (outer)
};

static const struct
{
  guint8 tag;
  const char *name;
  gboolean is_text;
} tags[] = {
  { 1, "BOOLEAN", FALSE }, { 2, "INTEGER", FALSE }, { 3, "BIT STRING", FALSE }, { 4, "OCTET STRING", FALSE }, { 5, "NULL", FALSE },
  { 6, "OBJECT IDENTIFIER", FALSE }, { 12, "UTF8String", TRUE }, { 19, "PrintableString", TRUE }, { 22, "IA5String", TRUE },
  { 0x30, "SEQUENCE", FALSE }, { 0x31, "SET", FALSE },
};

typedef struct
{
  guint8 tag;
  gsize offset;     /* of the element */
  gsize content;    /* of its content */
  gsize end;
} Element;

/* Reads one header (X.690 section 8.1); lengths of at most three bytes, definite. */
static gboolean
read_element (const guint8 *bytes, gsize offset, gsize end, Element *element)
{
  gsize length, n_length;

  if (end - offset < 2)
    return FALSE;
  element->tag = bytes[offset];
  element->offset = offset;
  length = bytes[offset + 1];
  n_length = length & 0x80 ? length & 0x7f : 0;
  if (n_length > 3 || length == 0x80 || end - offset < 2 + n_length)
    return FALSE;
  for (gsize i = 0; i < n_length; i++)
    length = (i == 0 ? 0 : length << 8) | bytes[offset + 2 + i];
  element->content = offset + 2 + n_length;
  element->end = element->content + length;
  return length <= end - element->content;
}

static char *
describe (const guint8 *bytes, const Element *element)
{
  GString *text = g_string_new (NULL);
  gsize n = element->end - element->content;

  for (guint i = 0; i < G_N_ELEMENTS (tags); i++)
    if (tags[i].tag == element->tag && tags[i].is_text)
      {
        g_string_free (text, TRUE);
        return g_utf8_make_valid ((const char *) bytes + element->content, (gssize) n);
      }
  for (gsize i = 0; i < MIN (n, SHOWN_BYTES) && (element->tag & CONSTRUCTED) == 0; i++)
    g_string_append_printf (text, "%02x", bytes[element->content + i]);
  if ((element->tag & CONSTRUCTED) == 0 && n > SHOWN_BYTES)
    g_string_append (text, "…");
  return g_string_free (text, FALSE);
}

static const char *
name_of (guint8 tag)
{
  for (guint i = 0; i < G_N_ELEMENTS (tags); i++)
    if (tags[i].tag == tag)
      return tags[i].name;
  return tag & TAG_CONTEXT ? "[context]" : "?";
}

static TbFieldItem *read_one (const guint8 *bytes, const Element *element, const Named *named, guint depth);

static void
read_inside (TbFieldItem *parent, const guint8 *bytes, gsize offset, gsize end, const Named *named, guint depth)
{
  for (guint i = 0; offset < end && depth < MAX_DEPTH; i++)
    {
      const Named *its = named != NULL && i < named->n_inner ? &named->inner[i] : NULL;
      Element element;

      if (!read_element (bytes, offset, end, &element))
        {
          tb_field_item_take_child (parent, tb_field_item_new ("malformed", _("does not fit"), offset, end - offset));
          return;
        }
      tb_field_item_take_child (parent, read_one (bytes, &element, its, depth + 1));
      offset = element.end;
    }
}

static TbFieldItem *
read_one (const guint8 *bytes, const Element *element, const Named *named, guint depth)
{
  g_autofree char *value = describe (bytes, element);
  TbFieldItem *field = tb_field_item_new (named ? named->name : name_of (element->tag), value, element->offset, element->end - element->offset);

  if (named != NULL)
    tb_field_item_set_note (field, named->note, named->clause);
  if (element->tag & CONSTRUCTED)
    read_inside (field, bytes, element->content, element->end, named, depth);
  return field;
}

/**
 * tb_request_fields_new:
 * @bytes: (array length=n_bytes): a PKCS #10 request in DER, or what claims to be
 * @n_bytes: how many
 *
 * Returns: (transfer full): its fields
 */
TbFieldItem *
tb_request_fields_new (const guint8 *bytes, gsize n_bytes)
{
  TbFieldItem *broken;
  Element element;

  if (n_bytes > 0 && read_element (bytes, 0, n_bytes, &element) && element.end == n_bytes)
    return read_one (bytes, &element, &request, 0);
  broken = tb_field_item_new ("CertificationRequest", "", 0, n_bytes);
  tb_field_item_take_child (broken, tb_field_item_new ("malformed", _("does not fit"), 0, n_bytes));
  return broken;
}
