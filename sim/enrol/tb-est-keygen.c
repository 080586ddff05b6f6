/* tb-est-keygen: keys that the EST server makes for those who cannot (RFC 7030 section 4.4), and certificates by an authority as it is.
 *
 * The key goes out unencrypted but for TLS: whoever asks for more is told that it is not supported, instead of getting less. */
#include "tb-est-server-private.h"

#include "tb-pem.h"

/* RFC 7030 sections 4.4.1.1 and 4.4.1.2: under which key the new one shall be encrypted. */
static const char *const encryption_attributes[] = { "1.2.840.113549.1.9.16.2.37", "1.2.840.113549.1.9.16.2.54" };

static gboolean
wants_encryption (const TbRequest *request)
{
  for (guint i = 0; i < G_N_ELEMENTS (encryption_attributes); i++)
    {
      ASN1_OBJECT *type = OBJ_txt2obj (encryption_attributes[i], 1);
      int at = type ? X509_REQ_get_attr_by_OBJ (request->x509, type, -1) : 0;
      ASN1_OBJECT_free (type);
      if (at >= 0)
        return TRUE;
    }
  return FALSE;
}

static TbHttpResponse *
answer_parts (TbEstServer *server, TbKey *key, TbCertificate *certificate)
{
  g_autoptr (GBytes) pkcs8 = tb_key_to_der (key, NULL), bag = tb_est_certs_write (server->crypto, &certificate, 1);
  if (pkcs8 == NULL || bag == NULL)
    return tb_http_response_new_text (500, "The server cannot answer.");
  g_autoptr (GBytes) key_text = tb_est_encode (pkcs8), bag_text = tb_est_encode (bag);
  TbEstPart parts[] = { { (char *) TB_EST_TYPE_KEY, key_text }, { (char *) TB_EST_TYPE_ISSUED, bag_text } };
  g_autofree char *media_type = NULL;
  g_autoptr (GBytes) body = tb_est_parts_write (parts, G_N_ELEMENTS (parts), &media_type);
  TbHttpResponse *response = tb_http_response_new (200, media_type, body);
  tb_http_fields_set (response->fields, "Cache-Control", "no-store");
  return response;
}

/* The same names for a new key. The signature of the request that came proves nothing that is needed, and is checked all the same. */
TbHttpResponse *
tb_est_answer_keygen (TbEstServer *server, const TbEstAsk *ask, const TbRequest *request)
{
  g_autoptr (GError) error = NULL;
  if (wants_encryption (request))
    return tb_http_response_new_text (501, "Keys are not encrypted but by TLS.");
  g_autoptr (TbKey) key = tb_key_generate (server->crypto, server->terms.key_algorithm, server->terms.stream, &error);
  if (key == NULL)
    return tb_est_answer_error (error);
  g_autoptr (GBytes) again = tb_est_make_request (key, X509_REQ_get_subject_name (request->x509), request->alternative_names, server->terms.stream);
  if (again == NULL)
    return tb_http_response_new_text (500, "The server cannot answer.");
  g_auto (TbRequest) said = { 0 };
  if (!tb_request_read (&said, server->crypto, again, &error))
    return tb_est_answer_error (error);
  TbEstAsk inner = *ask;
  inner.request = again;
  inner.said = &said;
  g_autoptr (TbCertificate) certificate = NULL;
  TbHttpResponse *instead = tb_est_issue (server, &inner, &certificate);
  return instead ? instead : answer_parts (server, key, certificate);
}

/**
 * tb_est_issue_by_authority:
 * @data: a #TbEstAuthority
 * @ask: what is asked
 * @retry_after_s: (out): left alone
 * @error: return location
 *
 * Issues what the authority's profile grants, from now on for as long as the data say. A #TbEstIssue.
 *
 * Returns: (transfer full) (nullable): the certificate
 */
TbCertificate *
tb_est_issue_by_authority (gpointer data, const TbEstAsk *ask, guint *retry_after_s, GError **error)
{
  const TbEstAuthority *by = data;
  TbIssueTerms terms = by->terms;
  terms.not_before_us = ask->now_us - ask->now_us % G_USEC_PER_SEC;
  terms.not_after_us = terms.not_before_us + by->lifetime_us;
  return tb_authority_issue_for (by->authority, ask->said, &terms, by->stream, error);
}
