/* tb-dissect-request: where each field of a request for a certificate lies (PKCS #10, RFC 2986), what an authority would like to find in one
 * (RFC 7030 section 4.5.2), and keys that a server makes (PKCS #8). OpenSSL says what an element means. */
#include "tb-dissect-enrol.h"

#include <openssl/err.h>

#define INFO  "RFC 2986 section 4.1"
#define OUTER "RFC 2986 section 4.2"
#define ROWS(rows) rows, G_N_ELEMENTS (rows)

/* --- PKCS #10 --- */

static void
read_info (TbField *field, TbCursor *content)
{
  static const TbAsn1Row rows[] = {
    { "version", V_ASN1_INTEGER, tb_asn1_integer_text, NULL, N_("Always 0; nobody has needed another."), INFO },
    { "subject", V_ASN1_SEQUENCE, NULL, tb_dissect_name, N_("The name that is asked for; the authority decides whether it grants it."), INFO },
    { "subjectPKInfo", V_ASN1_SEQUENCE, tb_asn1_key_text, tb_dissect_key_info,
      N_("The public key the certificate shall be for. The private key never leaves the device."), INFO },
    { "attributes", TB_ASN1_CONTEXT (0), NULL, tb_dissect_attributes, N_("Extensions the device would like, such as its DNS name."), INFO,
      .optional = TRUE },
  };

  tb_asn1_read_rows (field, content, ROWS (rows));
}

/**
 * tb_dissect_request_into:
 * @field: the field it is in
 * @slice: where a request in DER should be, and nothing else
 *
 * Reads a request; the value of @field becomes the name that is asked for.
 */
void
tb_dissect_request_into (TbField *field, TbCursor *slice)
{
  static const TbAsn1Row rows[] = {
    { "certificationRequestInfo", V_ASN1_SEQUENCE, NULL, read_info, N_("What is asked for; the signature below covers exactly these bytes."), OUTER },
    { "signatureAlgorithm", V_ASN1_SEQUENCE, NULL, tb_dissect_algorithm, N_("How it was signed."), OUTER },
    { "signature", V_ASN1_BIT_STRING, tb_asn1_bits_text, NULL,
      N_("Made with the private key that belongs to the public key above: whoever asks proves that the key is its own."), OUTER },
  };
  const TbField *info, *subject;

  ERR_set_mark ();
  tb_asn1_read_sequence (field, slice, ROWS (rows));
  info = tb_field_find_child (field, "certificationRequestInfo");
  subject = info != NULL ? tb_field_find_child (info, "subject") : NULL;
  if (subject != NULL)
    tb_field_set_same (field, subject);
  ERR_pop_to_mark ();
}

/**
 * tb_dissect_request:
 * @der: (array length=n_bytes): a request in DER
 * @n_bytes: its length
 *
 * Takes a PKCS #10 request apart. What cannot be read is in a field called `malformed`.
 *
 * Returns: (transfer full): its fields; the value of the whole is the name that is asked for
 */
TbField *
tb_dissect_request (const guint8 *der, gsize n_bytes)
{
  TbField *root = tb_field_new ("CertificationRequest", 0, n_bytes,
    N_("A device asks for a certificate: a name and a public key, signed with the private one."), OUTER);
  TbCursor slice;

  tb_cursor_init (&slice, der, n_bytes);
  tb_dissect_request_into (root, &slice);
  return root;
}

/* --- CsrAttrs --- */

/* SEQUENCE OF either an OBJECT IDENTIFIER or an Attribute. */
static void
read_wishes (TbField *field, TbCursor *content)
{
  static const TbAsn1Row wish = { "oid", V_ASN1_OBJECT, tb_asn1_object_text, NULL,
    N_("The request shall have this, whatever its value: an algorithm, or an attribute."), "RFC 7030 section 4.5.2" };

  while (tb_cursor_left (content) > 0)
    {
      TbCursor ahead = *content;
      TbAsn1Element element;

      if (tb_asn1_next (&ahead, &element) && element.tag == V_ASN1_OBJECT)
        {
          tb_asn1_read_rows (field, content, &wish, 1);
          continue;
        }
      ahead = *content;
      ahead.end = tb_asn1_next (&ahead, &element) ? element.offset + element.length : content->end;
      ahead.at = content->at;
      ahead.broken = FALSE;
      tb_dissect_attributes (field, &ahead);
      content->at = ahead.end;
    }
}

/**
 * tb_dissect_wanted:
 * @field: the field it is in
 * @slice: where CsrAttrs in DER should be, and nothing else
 *
 * Reads what an authority would like to find in a request.
 */
void
tb_dissect_wanted (TbField *field, TbCursor *slice)
{
  static const TbAsn1Row row = { "CsrAttrs", V_ASN1_SEQUENCE, NULL, read_wishes,
    N_("What the authority would like to find in a request; the device does not have to follow."), "RFC 7030 section 4.5.2" };

  ERR_set_mark ();
  tb_asn1_read_rows (field, slice, &row, 1);
  tb_field_finish (field, slice);
  ERR_pop_to_mark ();
}

/* --- PKCS #8 --- */

/**
 * tb_dissect_private_key:
 * @field: the field it is in
 * @slice: where a PrivateKeyInfo in DER should be, and nothing else
 *
 * Reads what kind of key it is.
 */
void
tb_dissect_private_key (TbField *field, TbCursor *slice)
{
  static const TbAsn1Row rows[] = {
    { "version", V_ASN1_INTEGER, tb_asn1_integer_text, NULL, N_("Which edition of the format."), "RFC 5958 section 2" },
    { "privateKeyAlgorithm", V_ASN1_SEQUENCE, NULL, tb_dissect_algorithm, N_("What kind of key it is."), "RFC 5958 section 2" },
    { "privateKey", V_ASN1_OCTET_STRING, tb_asn1_content_hex, NULL,
      N_("The private key: only TLS protects it on its way, and the server has known it. A device that can make its own key should."), "RFC 5958 section 2" },
    { "attributes", TB_ASN1_CONTEXT (0), NULL, tb_dissect_attributes, N_("What else is said about the key."), "RFC 5958 section 2", .optional = TRUE },
    { "publicKey", TB_ASN1_CONTEXT (1), tb_asn1_content_hex, NULL, N_("Its public half."), "RFC 5958 section 2", .optional = TRUE },
  };

  ERR_set_mark ();
  tb_asn1_read_sequence (field, slice, ROWS (rows));
  ERR_pop_to_mark ();
}
