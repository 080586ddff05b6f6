/* tb-record-fields: see the header. RFC 9846 section 5: type, version, length, then the fragment. */
#include "tb-record-fields.h"

#include <glib/gi18n-lib.h>

#define HEADER_BYTES 5
#define CONTENT_APPLICATION_DATA 23
#define CLAUSE "RFC 9846 section 5.1"
#define CLAUSE_PROTECTED "RFC 9846 section 5.2"

static const struct
{
  guint8 code;
  const char *name;
} types[] = { { 20, "change_cipher_spec" }, { 21, "alert" }, { 22, "handshake" }, { CONTENT_APPLICATION_DATA, "application_data" } };

static const char *
type_name (guint8 code)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (types[i].code == code)
      return types[i].name;
  return "?";
}

static void
add (TbFieldItem *parent, const char *name, char *value, gsize offset, gsize length, const char *note, const char *clause)
{
  g_autofree char *owned = value;
  TbFieldItem *field = tb_field_item_new (name, owned, offset, length);

  tb_field_item_set_note (field, note, clause);
  tb_field_item_take_child (parent, field);
}

static void
add_fragment (TbFieldItem *record, gboolean is_protected, gsize offset, gsize length)
{
  if (length == 0)
    return;
  if (is_protected)
    add (record, "encrypted_record", g_strdup_printf (ngettext ("%u byte", "%u bytes", length), (guint) length), offset, length,
         N_("Ciphertext with its authentication tag: without the keys of this session it cannot be told from chance, and no bit of it can be changed unnoticed."),
         CLAUSE_PROTECTED);
  else
    add (record, "fragment", g_strdup_printf (ngettext ("%u byte", "%u bytes", length), (guint) length), offset, length,
         N_("Readable by anyone on the way: no keys are agreed on yet."), CLAUSE);
}

static gsize
add_record (TbFieldItem *root, const guint8 *bytes, gsize offset, gsize n_bytes)
{
  gsize left = n_bytes - offset;
  const guint8 *header = bytes + offset;
  gsize length = left >= HEADER_BYTES ? MIN ((gsize) (header[3] << 8 | header[4]), left - HEADER_BYTES) : 0;
  gboolean is_protected = header[0] == CONTENT_APPLICATION_DATA;
  TbFieldItem *record;

  if (left < HEADER_BYTES)
    {
      add (root, "malformed", g_strdup (_("the record ends too early")), offset, left, NULL, NULL);
      return n_bytes;
    }
  record = tb_field_item_new (is_protected ? "TLSCiphertext" : "TLSPlaintext", type_name (header[0]), offset, HEADER_BYTES + length);
  tb_field_item_set_note (record, N_("One record, the envelope of TLS; several messages may travel in one."), CLAUSE);
  add (record, is_protected ? "opaque_type" : "type", g_strdup_printf ("%s (%u)", type_name (header[0]), header[0]), offset, 1,
       is_protected ? N_("Every protected record claims to be application data; what it really is stands encrypted at its end.")
                    : N_("What the record carries."),
       is_protected ? CLAUSE_PROTECTED : CLAUSE);
  add (record, "legacy_record_version", g_strdup_printf ("0x%02x%02x", header[1], header[2]), offset + 1, 2,
       N_("Always an old version, so that old boxes on the path do not stumble."), CLAUSE);
  add (record, "length", g_strdup_printf ("%u", (guint) (header[3] << 8 | header[4])), offset + 3, 2,
       N_("How long the rest is. This stays visible: sizes and times leak even from a protected session."), CLAUSE);
  add_fragment (record, is_protected, offset + HEADER_BYTES, length);
  tb_field_item_take_child (root, record);
  return offset + HEADER_BYTES + length;
}

/**
 * tb_record_fields_new:
 * @bytes: (array length=n_bytes): one or more TLS records, as they are on the link
 * @n_bytes: how many
 *
 * Returns: (transfer full): the fields that can be read without any key
 */
TbFieldItem *
tb_record_fields_new (const guint8 *bytes, gsize n_bytes)
{
  g_autofree char *value = g_strdup_printf (ngettext ("%u byte", "%u bytes", n_bytes), (guint) n_bytes);
  TbFieldItem *root = tb_field_item_new (_("On the wire"), value, 0, n_bytes);
  gsize offset = 0;

  tb_field_item_set_note (root, N_("These bytes are what an eavesdropper on the link sees."), CLAUSE);
  while (offset < n_bytes)
    offset = add_record (root, bytes, offset, n_bytes);
  return root;
}
