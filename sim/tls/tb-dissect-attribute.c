/* tb-dissect-attribute: attributes of requests and of signed messages (RFC 2986, RFC 5652): a type and a SET of values.
 *
 * A row of the table is what one attribute means; SCEP's whole protocol is in those (RFC 8894 section 3.2.1). */
#include "tb-dissect-enrol.h"

#include "tb-scep.h"

#define MAX_OID_TEXT 128

typedef struct
{
  const char *oid;
  const char *name;
  const char *note;
  const char *clause;
  char *(*value) (const guint8 *der, gsize n_bytes);    /* of the SET; NULL: what the first value in it says */
  TbFieldInner inner;
} Kind;

/* --- values --- */

static char *
first_text (const guint8 *der, gsize n_bytes)
{
  TbCursor cursor;
  TbAsn1Element set, first;

  tb_cursor_init (&cursor, der, n_bytes);
  if (!tb_asn1_next (&cursor, &set) || !tb_asn1_next (&set.content, &first))
    return g_strdup ("");
  return tb_asn1_any_text (der + first.offset, first.length);
}

static char *
code_text (const guint8 *der, gsize n_bytes, const char *(*name) (gint64 code))
{
  g_autofree char *text = first_text (der, n_bytes);
  gint64 code;

  if (!g_ascii_string_to_signed (text, 10, 0, G_MAXUINT8, &code, NULL) || name (code) == NULL)
    return g_steal_pointer (&text);
  return g_strdup_printf ("%s (%d)", name (code), (int) code);
}

static const char *type_name (gint64 code) { return tb_scep_type_to_code (code); }
static const char *status_name (gint64 code) { return tb_scep_status_to_code (code); }
static const char *failure_name (gint64 code) { return tb_scep_fail_info_to_code (code); }

static char *type_text (const guint8 *der, gsize n_bytes) { return code_text (der, n_bytes, type_name); }
static char *status_text (const guint8 *der, gsize n_bytes) { return code_text (der, n_bytes, status_name); }
static char *failure_text (const guint8 *der, gsize n_bytes) { return code_text (der, n_bytes, failure_name); }

/* --- kinds --- */

#define VERISIGN "2.16.840.1.113733.1.9."
#define PKCS9    "1.2.840.113549.1.9."

static const Kind kinds[] = {
  { PKCS9 "14", "extensionRequest", N_("Extensions the device would like to see in its certificate; the authority need not grant them."), "RFC 2985 section 5.4.2",
    .inner = tb_dissect_extension_list },
  { PKCS9 "7", "challengePassword", N_("A secret that was agreed on beforehand: it tells the authority who asks before there is a certificate to tell it."),
    "RFC 2985 section 5.4.1" },
  { PKCS9 "3", "contentType", N_("What kind of content is signed, said inside the signed part."), "RFC 5652 section 11.1" },
  { PKCS9 "4", "messageDigest", N_("The hash of the content: signing it signs the content."), "RFC 5652 section 11.2" },
  { PKCS9 "5", "signingTime", N_("When the signer says that it signed."), "RFC 5652 section 11.3" },
  { VERISIGN "2", "messageType", N_("What is asked for or answered: 19 asks for a certificate, 17 renews, 20 asks again, 3 answers."), "RFC 8894 section 3.2.1.2",
    type_text },
  { VERISIGN "3", "pkiStatus", N_("What came of the request: granted, refused, or a person has to look at it first."), "RFC 8894 section 3.2.1.3", status_text },
  { VERISIGN "4", "failInfo", N_("Why it was refused, in one number."), "RFC 8894 section 3.2.1.4", failure_text },
  { VERISIGN "5", "senderNonce", N_("A random number of the sender, which the answer must repeat."), "RFC 8894 section 3.2.1.5" },
  { VERISIGN "6", "recipientNonce", N_("The number of the message that is answered: an old answer does not do."), "RFC 8894 section 3.2.1.5" },
  { VERISIGN "7", "transactionID", N_("Ties the messages of one request together, also when the device asks again days later."), "RFC 8894 section 3.2.1.1" },
  { "1.3.6.1.5.5.7.24.1", "failInfoText", N_("Why it was refused, in words for people."), "RFC 8894 section 3.2.1.4" },
};

static const Kind unknown = { "", "attribute", N_("An attribute that this lab does not explain."), "RFC 2986 section 4.1" };

static const Kind *
find_kind (const TbCursor *content, char *numbers, gsize n_numbers)
{
  TbCursor ahead = *content;
  TbAsn1Element type;
  const guint8 *der = tb_cursor_left (content) > 0 ? content->bytes + content->at : NULL;
  ASN1_OBJECT *object = tb_asn1_next (&ahead, &type) ? d2i_ASN1_OBJECT (NULL, &der, type.length) : NULL;

  numbers[0] = '\0';
  if (object != NULL)
    OBJ_obj2txt (numbers, n_numbers, object, 1);
  ASN1_OBJECT_free (object);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].oid, numbers))
      return &kinds[i];
  return &unknown;
}

static void
read_attribute (TbField *field, TbCursor *content)
{
  char numbers[MAX_OID_TEXT];
  const Kind *kind = find_kind (content, numbers, sizeof numbers);
  const TbAsn1Row rows[] = {
    { "attrType", V_ASN1_OBJECT, tb_asn1_object_text, NULL, N_("Which attribute this is."), "RFC 2986 section 4.1" },
    { "attrValues", V_ASN1_SET, kind->inner != NULL ? NULL : kind->value != NULL ? kind->value : first_text, kind->inner, N_("What it says."),
      "RFC 2986 section 4.1" },
  };
  TbField *type, *values;

  tb_asn1_read_rows (field, content, rows, G_N_ELEMENTS (rows));
  type = tb_field_find_child (field, "attrType");
  values = tb_field_find_child (field, "attrValues");
  if (type != NULL && kind != &unknown)
    tb_field_set_value (type, g_strdup_printf ("%s (%s)", kind->name, numbers));
  if (values != NULL)
    tb_field_set_same (field, values);
  field->name = kind->name;
  field->note = kind->note;
  field->clause = kind->clause;
}

/**
 * tb_dissect_attributes:
 * @field: the field they are in
 * @content: attributes, one after the other
 *
 * Reads them; each is called what it is.
 */
void
tb_dissect_attributes (TbField *field, TbCursor *content)
{
  static const TbAsn1Row row = { "attribute", V_ASN1_SEQUENCE, NULL, read_attribute, "", "" };

  while (tb_cursor_left (content) > 0)
    tb_asn1_read_rows (field, content, &row, 1);
}
