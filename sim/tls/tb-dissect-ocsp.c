/* tb-dissect-ocsp: where each field of a stapled OCSP response lies (RFC 6960 section 4.2.1).
 *
 * The same tables and the same reader of elements as for certificates; what an element says is left to OpenSSL. Fetches no algorithm. */
#include "tb-dissect-asn1.h"

#include <openssl/err.h>
#include <openssl/ocsp.h>

#define RFC(section) "RFC 6960 section " section
#define ROWS(rows) rows, G_N_ELEMENTS (rows)

/* --- values --- */

static char *
read_enumerated (const guint8 *der, gsize n_bytes, const char *(*name) (long code))
{
  ASN1_ENUMERATED *value = d2i_ASN1_ENUMERATED (NULL, &der, (long) n_bytes);
  gint64 code = -1;
  char *text;

  if (value != NULL && ASN1_ENUMERATED_get_int64 (&code, value) == 1 && code >= 0 && code <= G_MAXUINT8)
    text = g_strdup_printf ("%s (%d)", name ((long) code), (int) code);
  else
    text = g_strdup ("");
  ASN1_ENUMERATED_free (value);
  return text;
}

static char *
response_status_text (const guint8 *der, gsize n_bytes)
{
  return read_enumerated (der, n_bytes, OCSP_response_status_str);
}

static char *
reason_text (const guint8 *der, gsize n_bytes)
{
  TbCursor cursor;
  TbAsn1Element outer;

  tb_cursor_init (&cursor, der, n_bytes);
  if (!tb_asn1_next (&cursor, &outer))
    return g_strdup ("");
  return read_enumerated (der + outer.content.at, outer.content.end - outer.content.at, OCSP_crl_reason_str);
}

static char *good_text (const guint8 *der, gsize n_bytes) { return g_strdup ("good"); }
static char *revoked_text (const guint8 *der, gsize n_bytes) { return g_strdup ("revoked"); }
static char *unknown_text (const guint8 *der, gsize n_bytes) { return g_strdup ("unknown"); }

/* --- what is inside --- */

static void
read_certificate_id (TbField *field, TbCursor *content)
{
  static const TbAsn1Row rows[] = {
    { "hashAlgorithm", V_ASN1_SEQUENCE, NULL, tb_dissect_algorithm,
      N_("How the issuer is abbreviated; SHA-1 does no harm here, for nothing is protected by it."), RFC ("4.1.1") },
    { "issuerNameHash", V_ASN1_OCTET_STRING, tb_asn1_content_hex, NULL, N_("The hash of the issuer's name."), RFC ("4.1.1") },
    { "issuerKeyHash", V_ASN1_OCTET_STRING, tb_asn1_content_hex, NULL, N_("The hash of the issuer's public key."), RFC ("4.1.1") },
    { "serialNumber", V_ASN1_INTEGER, tb_asn1_integer_text, NULL, N_("Which of the issuer's certificates is meant."), RFC ("4.1.1") },
  };

  tb_asn1_read_rows (field, content, ROWS (rows));
}

static void
read_revoked (TbField *field, TbCursor *content)
{
  static const TbAsn1Row rows[] = {
    { "revocationTime", V_ASN1_GENERALIZEDTIME, tb_asn1_time_text, NULL, N_("Since when it is revoked."), RFC ("4.2.1") },
    { "revocationReason", TB_ASN1_CONTEXT (0), reason_text, NULL, N_("Why the authority took it back."), RFC ("4.2.1"), .optional = TRUE },
  };

  tb_asn1_read_rows (field, content, ROWS (rows));
}

static void
read_single (TbField *field, TbCursor *content)
{
  static const TbAsn1Row rows[] = {
    { "certID", V_ASN1_SEQUENCE, NULL, read_certificate_id, N_("About which certificate this is."), RFC ("4.1.1") },
    { "certStatus", TB_ASN1_CONTEXT (0), good_text, NULL, N_("The authority has not revoked it."), RFC ("2.2"), .optional = TRUE },
    { "certStatus", TB_ASN1_CONTEXT (1), revoked_text, read_revoked, N_("The authority has taken it back."), RFC ("2.2"), .optional = TRUE },
    { "certStatus", TB_ASN1_CONTEXT (2), unknown_text, NULL, N_("The responder does not know it."), RFC ("2.2"), .optional = TRUE },
    { "thisUpdate", V_ASN1_GENERALIZEDTIME, tb_asn1_time_text, NULL, N_("As of when that is known to be right."), RFC ("4.2.2.1") },
    { "nextUpdate", TB_ASN1_CONTEXT (0), tb_asn1_tagged_time_text, NULL,
      N_("Until when the answer may be used: a server that cannot get a new one by then has nothing left to staple."), RFC ("4.2.2.1"), .optional = TRUE },
    { "singleExtensions", TB_ASN1_CONTEXT (1), NULL, tb_dissect_extension_list, N_("What else is said about this certificate."), RFC ("4.4"),
      .optional = TRUE },
  };

  tb_asn1_read_rows (field, content, ROWS (rows));
}

static void
read_responses (TbField *field, TbCursor *content)
{
  static const TbAsn1Row row = { "SingleResponse", V_ASN1_SEQUENCE, NULL, read_single, N_("The answer about one certificate."), RFC ("4.2.1") };

  tb_asn1_read_list (field, content, &row);
}

static void
read_to_be_signed (TbField *field, TbCursor *content)
{
  static const TbAsn1Row rows[] = {
    { "version", TB_ASN1_CONTEXT (0), tb_asn1_version_text, NULL, N_("There is only version 1, and it is left out."), RFC ("4.2.1"), .optional = TRUE },
    { "byName", TB_ASN1_CONTEXT (1), tb_asn1_tagged_name_text, NULL, N_("Who signs: the authority or its delegate."), RFC ("4.2.2.3"), .optional = TRUE },
    { "byKey", TB_ASN1_CONTEXT (2), tb_asn1_tagged_hex, NULL, N_("Who signs, by the hash of its key: the authority or its delegate."), RFC ("4.2.2.3"),
      .optional = TRUE },
    { "producedAt", V_ASN1_GENERALIZEDTIME, tb_asn1_time_text, NULL, N_("When it was signed."), RFC ("4.2.2.1") },
    { "responses", V_ASN1_SEQUENCE, NULL, read_responses, N_("One answer for each certificate that was asked about."), RFC ("4.2.1") },
    { "responseExtensions", TB_ASN1_CONTEXT (1), NULL, tb_dissect_extension_list, N_("What is said about the response as a whole, such as the nonce."),
      RFC ("4.4"), .optional = TRUE },
  };

  tb_asn1_read_rows (field, content, ROWS (rows));
}

/* [0] EXPLICIT SEQUENCE OF Certificate */
static void
read_certificates (TbField *field, TbCursor *content)
{
  static const TbAsn1Row row = { "Certificate", V_ASN1_SEQUENCE, NULL, tb_dissect_certificate_content,
    N_("The certificate of a delegate, issued by the authority for this purpose."), RFC ("4.2.2.2") };
  TbAsn1Element list;

  if (tb_cursor_left (content) > 0 && tb_asn1_next (content, &list))
    {
      tb_asn1_add_header (field, &list);
      tb_asn1_read_list (field, &list.content, &row);
    }
  tb_field_finish (field, content);
}

static void
read_basic (TbField *field, TbCursor *content)
{
  static const TbAsn1Row rows[] = {
    { "tbsResponseData", V_ASN1_SEQUENCE, NULL, read_to_be_signed, N_("Everything that is signed."), RFC ("4.2.1") },
    { "signatureAlgorithm", V_ASN1_SEQUENCE, NULL, tb_dissect_algorithm, N_("How it was signed."), RFC ("4.2.1") },
    { "signature", V_ASN1_BIT_STRING, tb_asn1_bits_text, NULL,
      N_("Made with the key of the authority or its delegate: the server only passes it on and cannot change it."), RFC ("4.2.1") },
    { "certs", TB_ASN1_CONTEXT (0), NULL, read_certificates, N_("What is needed to check a delegate's signature."), RFC ("4.2.1"), .optional = TRUE },
  };

  tb_asn1_read_sequence (field, content, ROWS (rows));
}

static void
read_bytes (TbField *field, TbCursor *content)
{
  static const TbAsn1Row rows[] = {
    { "responseType", V_ASN1_OBJECT, tb_asn1_object_text, NULL, N_("Which kind of response; all use the basic one."), RFC ("4.2.1") },
    { "BasicOCSPResponse", V_ASN1_OCTET_STRING, NULL, read_basic, N_("The response proper, again DER."), RFC ("4.2.1") },
  };

  tb_asn1_read_sequence (field, content, ROWS (rows));
}

/* --- the response --- */

/* The first field of that name anywhere inside. */
static const TbField *
find (const TbField *field, const char *name)
{
  const TbField *found = g_str_equal (field->name, name) ? field : NULL;

  for (guint i = 0; found == NULL && field->children != NULL && i < field->children->len; i++)
    found = find (g_ptr_array_index (field->children, i), name);
  return found;
}

/**
 * tb_dissect_ocsp:
 * @field: the field it is in
 * @slice: where an OCSP response in DER should be, and nothing else
 *
 * Reads a response; the value of @field is what it says about the first certificate.
 */
void
tb_dissect_ocsp (TbField *field, TbCursor *slice)
{
  static const TbAsn1Row rows[] = {
    { "responseStatus", V_ASN1_ENUMERATED, response_status_text, NULL, N_("Whether the responder answered at all; a refusal is not signed."), RFC ("4.2.1") },
    { "responseBytes", TB_ASN1_CONTEXT (0), NULL, read_bytes, N_("The answer, of one kind or another."), RFC ("4.2.1"), .optional = TRUE },
  };
  const TbField *status;

  ERR_set_mark ();
  tb_asn1_read_sequence (field, slice, ROWS (rows));
  status = find (field, "certStatus");
  if (status == NULL)
    status = find (field, "responseStatus");
  if (status != NULL)
    tb_field_set_same (field, status);
  ERR_pop_to_mark ();
}
