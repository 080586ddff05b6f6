/* tb-dissect-name: distinguished names (RFC 5280 section 4.1.2.4), each attribute a field, the whole name as one line (RFC 4514).
 *
 * Certificates say four names in a chain of two, so the common ones, which need no escaping, are put together here; all others are left to OpenSSL. */
#include "tb-dissect-asn1.h"

#include <string.h>

#include <openssl/err.h>

#define RFC(section) "RFC 5280 section " section

/* The line so far, from the last attribute to the first; %NULL once OpenSSL has to say it. */
typedef struct
{
  TbField *field;
  GString *line;
} Name;

static gboolean
needs_no_escape (const char *text)
{
  gsize n_bytes = strlen (text);

  if (n_bytes == 0 || text[0] == ' ' || text[n_bytes - 1] == ' ')
    return FALSE;
  for (gsize i = 0; i < n_bytes; i++)
    if (!g_ascii_isalnum (text[i]) && strchr (" .-_@:/()'*", text[i]) == NULL)
      return FALSE;
  return TRUE;
}

static void
give_up (Name *name)
{
  if (name->line != NULL)
    g_string_free (g_steal_pointer (&name->line), TRUE);
}

static void
extend_line (Name *name, int nid, const char *text)
{
  if (name->line == NULL)
    return;
  if (nid == NID_undef || !needs_no_escape (text))
    {
      give_up (name);
      return;
    }
  g_string_prepend (name->line, name->line->len > 0 ? "," : "");
  g_string_prepend (name->line, text);
  g_string_prepend_c (name->line, '=');
  g_string_prepend (name->line, OBJ_nid2sn (nid));
}

static void
add_attribute (Name *name, gsize offset, gsize length, X509_NAME_ENTRY *entry)
{
  int nid = OBJ_obj2nid (X509_NAME_ENTRY_get_object (entry));
  char *text = tb_asn1_string_text (X509_NAME_ENTRY_get_data (entry));

  extend_line (name, nid, text);
  tb_field_add (name->field, nid != NID_undef ? OBJ_nid2ln (nid) : "attribute", offset, length, text, N_("One attribute of the name."), RFC ("4.1.2.4"));
}

/* @place: what the field covers: the attribute, or the set around it */
static void
read_attribute (Name *name, const TbAsn1Element *attribute, const TbAsn1Element *place)
{
  const guint8 *der = attribute->content.bytes + attribute->offset;
  X509_NAME_ENTRY *entry = d2i_X509_NAME_ENTRY (NULL, &der, attribute->length);
  TbCursor all = { .at = place->offset, .end = place->offset + place->length };

  if (entry != NULL)
    add_attribute (name, place->offset, place->length, entry);
  else
    tb_field_malformed (name->field, &all, "no attribute of a name");
  X509_NAME_ENTRY_free (entry);
}

/* A set holds one attribute and is shown as that; where it holds more, its header gets a field of its own. */
static void
read_set (Name *name, TbAsn1Element *set)
{
  TbCursor content = set->content;
  TbAsn1Element attribute;
  gboolean single = tb_asn1_next (&content, &attribute) && tb_cursor_left (&content) == 0;

  if (single)
    {
      read_attribute (name, &attribute, set);
      return;
    }
  give_up (name);
  tb_asn1_add_header (name->field, set);
  while (tb_cursor_left (&set->content) > 0 && tb_asn1_next (&set->content, &attribute))
    read_attribute (name, &attribute, &attribute);
  tb_field_finish (name->field, &set->content);
}

static void
let_openssl_say_it (TbField *field, const guint8 *bytes)
{
  const guint8 *der = bytes + field->offset;
  X509_NAME *name = d2i_X509_NAME (NULL, &der, field->length);

  if (name != NULL)
    tb_field_set_value (field, tb_asn1_name_text (name));
  X509_NAME_free (name);
}

/* The value of the field becomes the whole name. */
void
tb_dissect_name (TbField *field, TbCursor *content)
{
  Name name = { field, g_string_sized_new (128) };
  TbAsn1Element set;

  while (tb_cursor_left (content) > 0 && tb_asn1_next (content, &set))
    read_set (&name, &set);
  tb_field_finish (field, content);
  if (name.line != NULL)
    tb_field_set_text (field, name.line->str, name.line->len);
  else
    let_openssl_say_it (field, content->bytes);
  give_up (&name);
}

static void
read_whole_name (TbField *field, TbCursor *slice)
{
  static const TbAsn1Row row = { "Name", V_ASN1_SEQUENCE, NULL, tb_dissect_name, N_("Who is meant, as in that authority's own certificate."),
    RFC ("4.1.2.4") };

  tb_asn1_read_rows (field, slice, &row, 1);
  tb_field_finish (field, slice);
  if (field->children->len > 1)
    tb_field_set_same (field, g_ptr_array_index (field->children, 1));
}

void
tb_dissect_name_list (TbField *field, TbCursor *slice)
{
  static const TbFieldRow row = { "authority", TB_SHAPE_INNER, 2, TB_NAMES_N, N_("The name of an authority that is trusted, in DER."),
    "RFC 9846 section 4.3.4", .inner = read_whole_name };

  ERR_set_mark ();
  tb_field_read_repeatedly (field, slice, &row, 1);
  ERR_pop_to_mark ();
}
