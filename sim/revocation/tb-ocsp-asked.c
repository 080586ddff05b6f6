/* tb-ocsp-asked: see the header. */
#include "tb-ocsp-asked.h"

#include <string.h>

#include "tb-der.h"
#include "tb-revocation-text.h"

/* --- about whom --- */

static gboolean
is_hash (const ASN1_OCTET_STRING *said, const guint8 *hash, guint n_bytes)
{
  return (guint) ASN1_STRING_length (said) == n_bytes && memcmp (ASN1_STRING_get0_data (said), hash, n_bytes) == 0;
}

static gboolean
names_issuer (const TbOcspResponder *responder, OCSP_CERTID *id)
{
  ASN1_OCTET_STRING *name, *key;
  ASN1_OBJECT *algorithm;
  int nid;

  OCSP_id_get0_info (&name, &algorithm, &key, NULL, id);
  nid = OBJ_obj2nid (algorithm);
  for (guint i = 0; i < G_N_ELEMENTS (responder->hashes); i++)
    {
      const TbIssuerHashes *row = &responder->hashes[i];

      if (row->nid == nid)
        return is_hash (name, row->name, row->n_bytes) && is_hash (key, row->key, row->n_bytes);
    }
  return FALSE;
}

/* CertID ::= SEQUENCE { hashAlgorithm, issuerNameHash, issuerKeyHash, serialNumber }: the last of four. */
static gboolean
find_serial (TbOcspQuestion *question)
{
  const guint8 *at = question->id.content;

  for (guint i = 0; i < 4; i++)
    {
      if (!tb_element_read (&question->serial, at, question->id.end))
        return FALSE;
      at = question->serial.end;
    }
  return tb_element_is (&question->serial, V_ASN1_INTEGER) && at == question->id.end;
}

/* In OpenSSL's reading. FALSE when it is no CertID in DER: it is to be repeated as it is. */
static gboolean
read_id (TbOcspQuestion *question, const TbOcspResponder *responder)
{
  const guint8 *at = question->id.start;
  gsize n_bytes = (gsize) (question->id.end - at);
  OCSP_CERTID *id = d2i_OCSP_CERTID (NULL, &at, (long) n_bytes);
  unsigned char *der = NULL;
  int n = id != NULL ? i2d_OCSP_CERTID (id, &der) : 0;
  gboolean is_der = n > 0 && (gsize) n == n_bytes && memcmp (der, question->id.start, n_bytes) == 0 && find_serial (question);

  question->is_known = is_der && names_issuer (responder, id);
  OPENSSL_free (der);
  OCSP_CERTID_free (id);
  return is_der;
}

/* All before the serial number, as those write it who follow RFC 6960: nothing else to read then but the number. */
static gboolean
recognise_id (TbOcspQuestion *question, const TbOcspResponder *responder)
{
  gsize n_id = (gsize) (question->id.end - question->id.content);

  for (guint i = 0; i < G_N_ELEMENTS (responder->beginnings); i++)
    {
      gsize n;
      const guint8 *beginning = g_bytes_get_data (responder->beginnings[i], &n);

      if (n_id <= n || memcmp (question->id.content, beginning, n) != 0)
        continue;
      question->is_known = TRUE;
      return tb_element_read (&question->serial, question->id.content + n, question->id.end)
             && tb_element_is_integer (&question->serial) && question->serial.end == question->id.end;
    }
  return FALSE;
}

/* --- extensions (RFC 6960 section 4.4) --- */

/* RFC 9654 section 2.1: an OCTET STRING in the extension's OCTET STRING, of 1 to 128 octets. */
static gboolean
is_nonce (X509_EXTENSION *extension)
{
  const ASN1_OCTET_STRING *value = X509_EXTENSION_get_data (extension);
  const guint8 *bytes = ASN1_STRING_get0_data (value), *end = bytes + ASN1_STRING_length (value);
  TbElement nonce;

  return tb_element_read (&nonce, bytes, end) && tb_element_is (&nonce, V_ASN1_OCTET_STRING) && nonce.end == end
         && end - nonce.content >= 1 && end - nonce.content <= TB_OCSP_MAX_NONCE_BYTES;
}

/* The extensions in [n] EXPLICIT; NULL when they are malformed. */
static X509_EXTENSIONS *
open_extensions (const TbElement *tagged)
{
  const guint8 *at = tagged->content;
  X509_EXTENSIONS *extensions = d2i_X509_EXTENSIONS (NULL, &at, tagged->end - at);

  if (extensions != NULL && at == tagged->end)
    return extensions;
  sk_X509_EXTENSION_pop_free (extensions, X509_EXTENSION_free);
  return NULL;
}

/* Finds the nonce. FALSE when there are two, a malformed one, or a critical extension that nobody here knows. */
static gboolean
read_extensions (TbOcspAsked *asked, const TbElement *tagged)
{
  asked->extensions = open_extensions (tagged);
  for (int i = 0; i < sk_X509_EXTENSION_num (asked->extensions); i++)
    {
      X509_EXTENSION *extension = sk_X509_EXTENSION_value (asked->extensions, i);

      if (OBJ_obj2nid (X509_EXTENSION_get_object (extension)) == NID_id_pkix_OCSP_Nonce)
        {
          if (asked->nonce != NULL || !is_nonce (extension))
            return FALSE;
          asked->nonce = extension;
        }
      else if (X509_EXTENSION_get_critical (extension))
        return FALSE;
    }
  return asked->extensions != NULL;
}

/* Of one question: none is known, so none may be critical. */
static gboolean
check_extensions (const TbElement *tagged)
{
  X509_EXTENSIONS *extensions = open_extensions (tagged);
  gboolean is_good = extensions != NULL && X509v3_get_ext_by_critical (extensions, 1, -1) < 0;

  sk_X509_EXTENSION_pop_free (extensions, X509_EXTENSION_free);
  return is_good;
}

/* --- the request --- */

/* Request ::= SEQUENCE { reqCert, singleRequestExtensions [0] EXPLICIT OPTIONAL } */
static gboolean
read_question (TbOcspQuestion *question, const TbOcspResponder *responder, const TbElement *whole)
{
  TbElement extensions;

  if (!tb_element_read (&question->id, whole->content, whole->end) || !tb_element_is (&question->id, V_ASN1_SEQUENCE)
      || (!recognise_id (question, responder) && !read_id (question, responder)))
    return FALSE;
  if (question->id.end == whole->end)
    return TRUE;
  return tb_element_read (&extensions, question->id.end, whole->end) && tb_element_is_tagged (&extensions, 0)
         && extensions.end == whole->end && check_extensions (&extensions);
}

static gboolean
read_questions (TbOcspAsked *asked, const TbOcspResponder *responder, const TbElement *list)
{
  for (const guint8 *at = list->content; at < list->end;)
    {
      TbOcspQuestion question = { .is_known = FALSE };
      TbElement whole;

      if (!tb_element_read (&whole, at, list->end) || !tb_element_is (&whole, V_ASN1_SEQUENCE) || !read_question (&question, responder, &whole))
        return FALSE;
      g_array_append_val (asked->questions, question);
      asked->n_known += question.is_known;
      at = whole.end;
    }
  return asked->questions->len > 0;
}

/* TBSRequest ::= SEQUENCE { version [0] DEFAULT v1, requestorName [1] OPTIONAL, requestList, requestExtensions [2] OPTIONAL } */
static gboolean
read_tbs (TbOcspAsked *asked, const TbOcspResponder *responder, const TbElement *tbs)
{
  const guint8 *at = tbs->content;
  TbElement next;

  for (int tag = 0; tag <= 1; tag++)
    if (tb_element_read (&next, at, tbs->end) && tb_element_is_tagged (&next, tag))
      at = next.end;
  if (!tb_element_read (&next, at, tbs->end) || !tb_element_is (&next, V_ASN1_SEQUENCE) || !read_questions (asked, responder, &next))
    return FALSE;
  if (next.end == tbs->end)
    return TRUE;
  return tb_element_read (&next, next.end, tbs->end) && tb_element_is_tagged (&next, 2) && next.end == tbs->end && read_extensions (asked, &next);
}

/* OCSPRequest ::= SEQUENCE { tbsRequest, optionalSignature [0] OPTIONAL }: who asks does not matter. FALSE when @request is malformed. To be
 * cleared in any case; what it points at are the bytes of @request. */
gboolean
tb_ocsp_asked_read (TbOcspAsked *asked, const TbOcspResponder *responder, GBytes *request)
{
  gsize n_bytes;
  const guint8 *bytes = g_bytes_get_data (request, &n_bytes);
  TbElement whole, tbs, signature;

  asked->questions = g_array_sized_new (FALSE, FALSE, sizeof (TbOcspQuestion), 1);
  if (n_bytes == 0 || n_bytes > TB_OCSP_MAX_BYTES
      || !tb_element_read (&whole, bytes, bytes + n_bytes) || !tb_element_is (&whole, V_ASN1_SEQUENCE) || whole.end != bytes + n_bytes
      || !tb_element_read (&tbs, whole.content, whole.end) || !tb_element_is (&tbs, V_ASN1_SEQUENCE))
    return FALSE;
  if (tbs.end != whole.end
      && (!tb_element_read (&signature, tbs.end, whole.end) || !tb_element_is_tagged (&signature, 0) || signature.end != whole.end))
    return FALSE;
  return read_tbs (asked, responder, &tbs);
}

void
tb_ocsp_asked_clear (TbOcspAsked *asked)
{
  g_clear_pointer (&asked->questions, g_array_unref);
  sk_X509_EXTENSION_pop_free (asked->extensions, X509_EXTENSION_free);
  asked->extensions = NULL;
}

/* Hexadecimal, as tb_certificate_get_serial () has it. */
char *
tb_ocsp_question_serial (const TbOcspQuestion *question)
{
  const guint8 *at = question->serial.start;
  ASN1_INTEGER *serial = d2i_ASN1_INTEGER (NULL, &at, question->serial.end - at);
  char *text = serial != NULL ? tb_revocation_integer_to_text (serial) : g_strdup ("");

  ASN1_INTEGER_free (serial);
  return text;
}
