/* tb-dissect-certificate: where each field of an X.509 certificate lies (RFC 5280 section 4.1).
 *
 * A table walks the DER, element by element, with OpenSSL's own reader of tags and lengths; what an element says is left to OpenSSL as well, which is
 * handed exactly that element (tb-dissect-asn1.c). Nothing here fetches an algorithm, so that it may run on any thread at any time. */
#include "tb-dissect-asn1.h"

#include <string.h>

#include <openssl/err.h>

#define RFC(section) "RFC 5280 section " section
#define ROWS(rows) rows, G_N_ELEMENTS (rows)

/* --- subjectPublicKeyInfo --- */

/* The value of the field becomes the name of the algorithm. */
void
tb_dissect_algorithm (TbField *field, TbCursor *content)
{
  static const TbAsn1Row rows[] = {
    { "algorithm", V_ASN1_OBJECT, tb_asn1_object_text, NULL, N_("Which algorithm, as an object identifier."), RFC ("4.1.1.2") },
    { "parameters", TB_ASN1_ANY, tb_asn1_parameter_text, NULL, N_("What the algorithm needs to know besides, such as the curve."), RFC ("4.1.1.2"),
      .optional = TRUE },
  };

  const TbField *name;
  const char *end;

  tb_asn1_read_rows (field, content, ROWS (rows));
  name = tb_field_find_child (field, "algorithm");
  end = name != NULL ? strstr (name->value, " (") : NULL;
  if (name != NULL)
    tb_field_set_text (field, name->value, end != NULL ? (gsize) (end - name->value) : strlen (name->value));
}

/**
 * tb_dissect_key_info:
 * @field: the field it is in
 * @content: the content of a SubjectPublicKeyInfo
 *
 * Reads a public key.
 */
void
tb_dissect_key_info (TbField *field, TbCursor *content)
{
  static const TbAsn1Row rows[] = {
    { "algorithm", V_ASN1_SEQUENCE, NULL, tb_dissect_algorithm, N_("What kind of key it is."), RFC ("4.1.2.7") },
    { "subjectPublicKey", V_ASN1_BIT_STRING, tb_asn1_bits_text, NULL,
      N_("The public key itself: everyone may know it; its private half stays with the subject."), RFC ("4.1.2.7") },
  };

  tb_asn1_read_rows (field, content, ROWS (rows));
}

/* --- extensions --- */

static const struct
{
  int nid;
  const char *note;
  const char *clause;
} extension_notes[] = {
  { NID_basic_constraints, N_("Whether the subject may issue certificates, and how long a chain may grow below it."), RFC ("4.2.1.9") },
  { NID_key_usage, N_("What the key may be used for: signing, agreeing on keys, issuing."), RFC ("4.2.1.3") },
  { NID_ext_key_usage, N_("In which role the key may be used: as a TLS client, as a TLS server."), RFC ("4.2.1.12") },
  { NID_subject_alt_name, N_("The names that count: a client compares the host it wanted with these."), RFC ("4.2.1.6") },
  { NID_authority_key_identifier, N_("Which key of the issuer signed this; helps to find the next link of the chain."), RFC ("4.2.1.1") },
  { NID_subject_key_identifier, N_("A short name for the subject's own key, for those it issues to."), RFC ("4.2.1.2") },
  { NID_crl_distribution_points, N_("Where the list of revoked certificates is found."), RFC ("4.2.1.13") },
  { NID_info_access, N_("Where to ask whether it is revoked, and where the issuer's certificate is."), RFC ("4.2.2.1") },
  { NID_certificate_policies, N_("Under which rules it was issued."), RFC ("4.2.1.4") },
  { NID_name_constraints, N_("For which names the authority may issue."), RFC ("4.2.1.10") },
  { NID_id_pkix_OCSP_Nonce, N_("The number of the question that this answers, so that an old answer does not do."), "RFC 9654 section 2.1" },
  { NID_tlsfeature, N_("What a server with this certificate must do, such as staple an OCSP response."), "RFC 7633 section 4" },
};

static void
note_extension (TbField *field, int nid)
{
  for (guint i = 0; i < G_N_ELEMENTS (extension_notes); i++)
    if (extension_notes[i].nid == nid)
      {
        field->note = extension_notes[i].note;
        field->clause = extension_notes[i].clause;
      }
}

static void
say_extension (TbField *field, X509_EXTENSION *extension)
{
  ASN1_OBJECT *object = X509_EXTENSION_get_object (extension);
  int nid = OBJ_obj2nid (object);
  TbField *type = tb_field_find_child (field, "extnID");

  if (nid != NID_undef)
    field->name = OBJ_nid2sn (nid);
  if (type != NULL)
    tb_field_set_value (type, tb_asn1_describe_object (object));
  tb_field_set_value (field, tb_asn1_extension_text (extension));
  note_extension (field, nid);
}

static void
read_extension (TbField *field, TbCursor *content)
{
  static const TbAsn1Row rows[] = {
    { "extnID", V_ASN1_OBJECT, NULL, NULL, N_("Which extension this is."), RFC ("4.2") },
    { "critical", V_ASN1_BOOLEAN, tb_asn1_boolean_text, NULL,
      N_("Whoever does not understand a critical extension must refuse the certificate."), RFC ("4.2"), .optional = TRUE },
    { "extnValue", V_ASN1_OCTET_STRING, tb_asn1_content_hex, NULL, N_("Its content, again DER."), RFC ("4.2") },
  };
  const guint8 *der = content->bytes + field->offset;
  X509_EXTENSION *extension = d2i_X509_EXTENSION (NULL, &der, field->length);

  tb_asn1_read_rows (field, content, ROWS (rows));
  if (extension != NULL)
    say_extension (field, extension);
  X509_EXTENSION_free (extension);
}

/* [3] holds one SEQUENCE OF Extension. */
void
tb_dissect_extension_list (TbField *field, TbCursor *content)
{
  static const TbAsn1Row row = { "extension", V_ASN1_SEQUENCE, NULL, read_extension,
    N_("A statement that this lab does not explain."), RFC ("4.2") };
  TbAsn1Element list;
  guint n_extensions = 0;

  if (tb_asn1_next (content, &list))
    {
      tb_asn1_add_header (field, &list);
      for (; tb_cursor_left (&list.content) > 0; n_extensions++)
        tb_asn1_read_rows (field, &list.content, &row, 1);
    }
  tb_field_finish (field, content);
  tb_field_set_count (field, n_extensions);
}

/* --- the certificate --- */

static void
read_validity (TbField *field, TbCursor *content)
{
  static const TbAsn1Row rows[] = {
    { "notBefore", TB_ASN1_ANY, tb_asn1_time_text, NULL, N_("From when on it is valid."), RFC ("4.1.2.5") },
    { "notAfter", TB_ASN1_ANY, tb_asn1_time_text, NULL,
      N_("The last moment at which it is valid; a device without a clock cannot check this."), RFC ("4.1.2.5") },
  };

  tb_asn1_read_rows (field, content, ROWS (rows));
}

static void
read_to_be_signed (TbField *field, TbCursor *content)
{
  static const TbAsn1Row rows[] = {
    { "version", TB_ASN1_CONTEXT (0), tb_asn1_version_text, NULL, N_("Version 3 is what allows extensions."), RFC ("4.1.2.1"), .optional = TRUE },
    { "serialNumber", V_ASN1_INTEGER, tb_asn1_integer_text, NULL,
      N_("Unique for its issuer and unpredictable; a revocation list names certificates by it."), RFC ("4.1.2.2") },
    { "signature", V_ASN1_SEQUENCE, NULL, tb_dissect_algorithm,
      N_("How it is signed, said inside the signed part so that nobody can swap it."), RFC ("4.1.2.3") },
    { "issuer", V_ASN1_SEQUENCE, NULL, tb_dissect_name, N_("Who vouches for it."), RFC ("4.1.2.4") },
    { "validity", V_ASN1_SEQUENCE, NULL, read_validity, N_("How long the issuer stands by it."), RFC ("4.1.2.5") },
    { "subject", V_ASN1_SEQUENCE, NULL, tb_dissect_name, N_("Whose certificate it is."), RFC ("4.1.2.6") },
    { "subjectPublicKeyInfo", V_ASN1_SEQUENCE, tb_asn1_key_text, tb_dissect_key_info,
      N_("The public key that the issuer says belongs to the subject: the heart of a certificate."), RFC ("4.1.2.7") },
    { "issuerUniqueID", TB_ASN1_CONTEXT (1), tb_asn1_content_hex, NULL, N_("Must not be used any more."), RFC ("4.1.2.8"), .optional = TRUE },
    { "subjectUniqueID", TB_ASN1_CONTEXT (2), tb_asn1_content_hex, NULL, N_("Must not be used any more."), RFC ("4.1.2.8"), .optional = TRUE },
    { "extensions", TB_ASN1_CONTEXT (3), NULL, tb_dissect_extension_list,
      N_("What the subject may do, what else it is called, where to ask about it."), RFC ("4.1.2.9"), .optional = TRUE },
  };

  tb_asn1_read_rows (field, content, ROWS (rows));
}

static void
say_subject (TbField *certificate)
{
  const TbField *signed_part = tb_field_find_child (certificate, "tbsCertificate");
  const TbField *subject = signed_part != NULL ? tb_field_find_child (signed_part, "subject") : NULL;

  if (subject != NULL)
    tb_field_set_same (certificate, subject);
}

void
tb_dissect_certificate_content (TbField *field, TbCursor *content)
{
  static const TbAsn1Row rows[] = {
    { "tbsCertificate", V_ASN1_SEQUENCE, NULL, read_to_be_signed,
      N_("Everything that is signed; change one bit and the signature no longer fits."), RFC ("4.1.1.1") },
    { "signatureAlgorithm", V_ASN1_SEQUENCE, NULL, tb_dissect_algorithm, N_("How it was signed."), RFC ("4.1.1.2") },
    { "signatureValue", V_ASN1_BIT_STRING, tb_asn1_bits_text, NULL,
      N_("Made with the issuer's private key, checked with the issuer's public key."), RFC ("4.1.1.3") },
  };

  tb_asn1_read_rows (field, content, ROWS (rows));
  say_subject (field);
}

/**
 * tb_dissect_certificate_into:
 * @field: the field it is in
 * @slice: where a certificate in DER should be, and nothing else
 *
 * Reads a certificate; the value of @field becomes its subject.
 */
void
tb_dissect_certificate_into (TbField *field, TbCursor *slice)
{
  TbCursor before = *slice;
  TbAsn1Element element;

  ERR_set_mark ();
  if (tb_asn1_next (slice, &element) && element.tag == V_ASN1_SEQUENCE)
    {
      tb_asn1_add_header (field, &element);
      tb_dissect_certificate_content (field, &element.content);
    }
  else
    *slice = before;
  if (slice->at == before.at)
    tb_field_malformed (field, slice, "SEQUENCE expected");
  tb_field_finish (field, slice);
  ERR_pop_to_mark ();
}

/**
 * tb_dissect_certificate:
 * @der: (array length=n_bytes): a certificate in DER
 * @n_bytes: its length
 *
 * Takes a certificate apart. What cannot be read is in a field called `malformed`.
 *
 * Returns: (transfer full): its fields; the value of the whole is its subject
 */
TbField *
tb_dissect_certificate (const guint8 *der, gsize n_bytes)
{
  TbField *root = tb_field_new ("Certificate", 0, n_bytes,
    N_("A public key with a name on it, and the signature of somebody who vouches that they belong together."), RFC ("4.1"));
  TbCursor slice;

  tb_cursor_init (&slice, der, n_bytes);
  tb_dissect_certificate_into (root, &slice);
  return root;
}
