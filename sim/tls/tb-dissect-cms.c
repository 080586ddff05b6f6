/* tb-dissect-cms: where each field of a signed or encrypted message lies (CMS, RFC 5652): the answers of EST, which are only a bag of certificates, and
 * the messages of SCEP, which are signed around an encrypted content. The same tables and the same reader of elements as for certificates. */
#include "tb-dissect-enrol.h"

#include <openssl/err.h>

#define RFC(section) "RFC 5652 section " section
#define ROWS(rows) rows, G_N_ELEMENTS (rows)

/* --- who --- */

static void
read_issuer_and_serial (TbField *field, TbCursor *content)
{
  static const TbAsn1Row rows[] = {
    { "issuer", V_ASN1_SEQUENCE, NULL, tb_dissect_name, N_("Who issued that certificate."), RFC ("10.2.4") },
    { "serialNumber", V_ASN1_INTEGER, tb_asn1_integer_text, NULL, N_("Which of the issuer's certificates is meant."), RFC ("10.2.4") },
  };

  tb_asn1_read_rows (field, content, ROWS (rows));
  if (tb_field_find_child (field, "issuer") != NULL)
    tb_field_set_same (field, tb_field_find_child (field, "issuer"));
}

/* Reads the version, and whose key is meant: by issuer and number, or by the key's own identifier. */
static void
read_whose (TbField *field, TbCursor *content)
{
  static const TbAsn1Row version = { "version", V_ASN1_INTEGER, tb_asn1_integer_text, NULL, N_("Follows from how the key is named below."), RFC ("10.2.5") };
  static const TbAsn1Row ways[] = {
    { "issuerAndSerialNumber", V_ASN1_SEQUENCE, NULL, read_issuer_and_serial, N_("Whose key it is, by the certificate that holds it."), RFC ("10.2.4") },
    { "subjectKeyIdentifier", TB_ASN1_CONTEXT (0), tb_asn1_content_hex, NULL, N_("Whose key it is, by its identifier."), RFC ("5.3") },
  };
  TbCursor ahead;
  TbAsn1Element element;

  tb_asn1_read_rows (field, content, &version, 1);
  ahead = *content;
  if (tb_cursor_left (content) > 0)
    tb_asn1_read_rows (field, content, &ways[tb_asn1_next (&ahead, &element) && element.tag == TB_ASN1_CONTEXT (0)], 1);
}

/* --- SignedData --- */

static void
read_signer (TbField *field, TbCursor *content)
{
  static const TbAsn1Row rows[] = {
    { "digestAlgorithm", V_ASN1_SEQUENCE, NULL, tb_dissect_algorithm, N_("How the content was hashed."), RFC ("5.3") },
    { "signedAttrs", TB_ASN1_CONTEXT (0), NULL, tb_dissect_attributes, N_("What is signed besides the content; all that SCEP has to say is here."), RFC ("5.3"),
      .optional = TRUE },
    { "signatureAlgorithm", V_ASN1_SEQUENCE, NULL, tb_dissect_algorithm, N_("How it was signed."), RFC ("5.3") },
    { "signature", V_ASN1_OCTET_STRING, tb_asn1_content_hex, NULL, N_("Made over the attributes, and through their hash over the content."), RFC ("5.4") },
    { "unsignedAttrs", TB_ASN1_CONTEXT (1), NULL, tb_dissect_attributes, N_("What anyone on the way could have added."), RFC ("5.3"), .optional = TRUE },
  };

  read_whose (field, content);
  tb_asn1_read_rows (field, content, ROWS (rows));
}

static void
read_signers (TbField *field, TbCursor *content)
{
  static const TbAsn1Row row = { "SignerInfo", V_ASN1_SEQUENCE, NULL, read_signer, N_("Who signed, what and how."), RFC ("5.3") };

  tb_asn1_read_list (field, content, &row);
}

static void
read_digests (TbField *field, TbCursor *content)
{
  static const TbAsn1Row row = { "digestAlgorithm", V_ASN1_SEQUENCE, NULL, tb_dissect_algorithm, N_("A hash that one of the signers uses."), RFC ("10.1.1") };

  tb_asn1_read_list (field, content, &row);
}

static void
read_certificates (TbField *field, TbCursor *content)
{
  static const TbAsn1Row row = { "Certificate", V_ASN1_SEQUENCE, NULL, tb_dissect_certificate_content,
    N_("A certificate in the bag; what it is worth is for the receiver to check."), RFC ("10.2.3") };

  tb_asn1_read_list (field, content, &row);
}

static int
find_type (const TbCursor *content)
{
  TbCursor ahead = *content;
  TbAsn1Element type;
  const guint8 *der = tb_cursor_left (content) > 0 ? content->bytes + content->at : NULL;
  ASN1_OBJECT *object = tb_asn1_next (&ahead, &type) ? d2i_ASN1_OBJECT (NULL, &der, type.length) : NULL;
  int nid = object != NULL ? OBJ_obj2nid (object) : NID_undef;

  ASN1_OBJECT_free (object);
  return nid;
}

/* Whether an OCTET STRING with a message that only its receiver can read comes next: no other is looked into, so that nothing nests without end. */
static gboolean
is_enveloped_next (TbCursor ahead)
{
  TbAsn1Element octets, inside;

  return tb_asn1_next (&ahead, &octets) && tb_cursor_left (&octets.content) > 0 && tb_asn1_next (&octets.content, &inside)
         && inside.tag == V_ASN1_SEQUENCE && find_type (&inside.content) == NID_pkcs7_enveloped;
}

static void
read_octets (TbField *field, TbCursor *content)
{
  static const TbAsn1Row rows[] = {
    { "eContent", V_ASN1_OCTET_STRING, tb_asn1_content_hex, NULL, N_("What is signed."), RFC ("5.2") },
    { "eContent", V_ASN1_OCTET_STRING, NULL, tb_dissect_cms,
      N_("What is signed. In SCEP that is encrypted before, so that only the authority reads the request."), RFC ("5.2") },
  };

  tb_asn1_read_rows (field, content, &rows[is_enveloped_next (*content)], 1);
  tb_field_finish (field, content);
}

static void
read_encapsulated (TbField *field, TbCursor *content)
{
  static const TbAsn1Row rows[] = {
    { "eContentType", V_ASN1_OBJECT, tb_asn1_object_text, NULL, N_("What kind of content is signed."), RFC ("5.2") },
    { "content", TB_ASN1_CONTEXT (0), NULL, read_octets, N_("The content; in a bag of certificates there is none."), RFC ("5.2"), .optional = TRUE },
  };

  tb_asn1_read_rows (field, content, ROWS (rows));
}

static void
read_signed (TbField *field, TbCursor *content)
{
  static const TbAsn1Row rows[] = {
    { "version", V_ASN1_INTEGER, tb_asn1_integer_text, NULL, N_("Follows from what is used below."), RFC ("5.1") },
    { "digestAlgorithms", V_ASN1_SET, NULL, read_digests, N_("The hashes that are used, so that one pass over the content is enough."), RFC ("5.1") },
    { "encapContentInfo", V_ASN1_SEQUENCE, NULL, read_encapsulated, N_("What is signed."), RFC ("5.2") },
    { "certificates", TB_ASN1_CONTEXT (0), NULL, read_certificates,
      N_("Certificates in no particular order: the one that was asked for, those above it, or the signer's."), RFC ("5.1"), .optional = TRUE },
    { "crls", TB_ASN1_CONTEXT (1), tb_asn1_content_hex, NULL, N_("Lists of revoked certificates."), RFC ("5.1"), .optional = TRUE },
    { "signerInfos", V_ASN1_SET, NULL, read_signers, N_("The signatures; where there is none, the message is only a bag of certificates."), RFC ("5.1") },
  };

  tb_asn1_read_sequence (field, content, ROWS (rows));
}

/* --- EnvelopedData --- */

static void
read_recipient (TbField *field, TbCursor *content)
{
  static const TbAsn1Row rows[] = {
    { "keyEncryptionAlgorithm", V_ASN1_SEQUENCE, NULL, tb_dissect_algorithm, N_("How the key of the content is encrypted."), RFC ("6.2.1") },
    { "encryptedKey", V_ASN1_OCTET_STRING, tb_asn1_content_hex, NULL,
      N_("The key of the content, encrypted to the receiver's public key: that is why both ends of SCEP need RSA keys."), RFC ("6.2.1") },
  };

  read_whose (field, content);
  tb_asn1_read_rows (field, content, ROWS (rows));
}

/* Only key transport is taken apart; SCEP has no other. */
static void
read_recipients (TbField *field, TbCursor *content)
{
  static const TbAsn1Row transport = { "KeyTransRecipientInfo", V_ASN1_SEQUENCE, NULL, read_recipient, N_("Who can decrypt it, and the key for that."), RFC ("6.2.1") };
  static const TbAsn1Row other = { "RecipientInfo", TB_ASN1_ANY, tb_asn1_content_hex, NULL, N_("Who can decrypt it, in another way."), RFC ("6.2") };

  while (tb_cursor_left (content) > 0)
    {
      TbCursor ahead = *content;
      TbAsn1Element element;
      gboolean is_transport = tb_asn1_next (&ahead, &element) && element.tag == V_ASN1_SEQUENCE;

      tb_asn1_read_rows (field, content, is_transport ? &transport : &other, 1);
    }
}

static void
read_encrypted (TbField *field, TbCursor *content)
{
  static const TbAsn1Row rows[] = {
    { "contentType", V_ASN1_OBJECT, tb_asn1_object_text, NULL, N_("What kind of content is encrypted."), RFC ("6.1") },
    { "contentEncryptionAlgorithm", V_ASN1_SEQUENCE, NULL, tb_dissect_algorithm, N_("The cipher, and where it begins."), RFC ("6.1") },
    { "encryptedContent", TB_ASN1_CONTEXT (0), tb_asn1_content_hex, NULL,
      N_("The content: a request, or the certificate. Its password would be readable without this, since SCEP needs no TLS."), RFC ("6.1"), .optional = TRUE },
  };

  tb_asn1_read_rows (field, content, ROWS (rows));
}

static void
read_enveloped (TbField *field, TbCursor *content)
{
  static const TbAsn1Row rows[] = {
    { "version", V_ASN1_INTEGER, tb_asn1_integer_text, NULL, N_("Follows from what is used below."), RFC ("6.1") },
    { "originatorInfo", TB_ASN1_CONTEXT (0), tb_asn1_content_hex, NULL, N_("Certificates of the sender, where agreeing on a key needs them."), RFC ("6.1"),
      .optional = TRUE },
    { "recipientInfos", V_ASN1_SET, NULL, read_recipients, N_("Who can decrypt it."), RFC ("6.1") },
    { "encryptedContentInfo", V_ASN1_SEQUENCE, NULL, read_encrypted, N_("What is encrypted, and how."), RFC ("6.1") },
    { "unprotectedAttrs", TB_ASN1_CONTEXT (1), NULL, tb_dissect_attributes, N_("What is said besides, readable by anyone."), RFC ("6.1"), .optional = TRUE },
  };

  tb_asn1_read_sequence (field, content, ROWS (rows));
}

/* --- ContentInfo --- */

static void
read_plain (TbField *field, TbCursor *content)
{
  gsize offset = content->at, n_bytes = tb_cursor_left (content);

  if (tb_cursor_take (content, n_bytes) != NULL && n_bytes > 0)
    tb_field_add_hex (field, "content", content->bytes, offset, 0, n_bytes, N_("A kind of content that this lab does not take apart."), RFC ("3"));
}

/* Which kind is said by the element before. */
static void
read_content (TbField *field, TbCursor *content)
{
  if (g_str_equal (field->name, "SignedData"))
    read_signed (field, content);
  else if (g_str_equal (field->name, "EnvelopedData"))
    read_enveloped (field, content);
  else
    read_plain (field, content);
}

static void
read_info (TbField *field, TbCursor *content)
{
  static const TbAsn1Row type = { "contentType", V_ASN1_OBJECT, tb_asn1_object_text, NULL, N_("What kind of message this is."), RFC ("3") };
  static const TbAsn1Row bodies[] = {
    { "content", TB_ASN1_CONTEXT (0), NULL, read_content, N_("The message."), RFC ("3") },
    { "SignedData", TB_ASN1_CONTEXT (0), NULL, read_content, N_("A content with signatures, or only a bag of certificates."), RFC ("5.1") },
    { "EnvelopedData", TB_ASN1_CONTEXT (0), NULL, read_content, N_("A content that only its receiver can read."), RFC ("6.1") },
  };
  int nid = find_type (content);

  tb_asn1_read_rows (field, content, &type, 1);
  if (tb_cursor_left (content) > 0)
    tb_asn1_read_rows (field, content, &bodies[nid == NID_pkcs7_signed ? 1 : nid == NID_pkcs7_enveloped ? 2 : 0], 1);
  tb_field_finish (field, content);
}

/**
 * tb_dissect_cms:
 * @field: the field it is in
 * @slice: where a ContentInfo in DER should be, and nothing else
 *
 * Reads a message.
 */
void
tb_dissect_cms (TbField *field, TbCursor *slice)
{
  static const TbAsn1Row row = { "ContentInfo", V_ASN1_SEQUENCE, NULL, read_info, N_("The outermost layer of any such message: its kind, then the message."),
    RFC ("3") };

  ERR_set_mark ();
  tb_asn1_read_rows (field, slice, &row, 1);
  tb_field_finish (field, slice);
  ERR_pop_to_mark ();
}
