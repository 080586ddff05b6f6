/* tb-est-server: answers what devices ask of an EST server: finds what is asked, who asks, and whether the request is in order.
 *
 * The order of the checks is the one of HTTP: address, method, authentication, form, content; whoever is not let in learns nothing of the rest. */
#include "tb-est-server-private.h"

#include <string.h>

#define DAY_S 86400

/**
 * tb_est_server_new:
 * @crypto: the context that everything belongs to
 * @terms: how it is set up
 *
 * Returns: (transfer full): a server
 */
TbEstServer *
tb_est_server_new (TbCrypto *crypto, const TbEstTerms *terms)
{
  g_return_val_if_fail (terms->authorities->len > 0 && terms->issue, NULL);
  TbEstServer *server = g_new0 (TbEstServer, 1);
  server->crypto = crypto;
  server->terms = *terms;
  server->terms.authorities = g_ptr_array_ref (terms->authorities);
  server->label = g_strdup (terms->label);
  server->secrets = terms->secrets ? tb_secret_book_ref (terms->secrets) : tb_secret_book_new ();
  return server;
}

void
tb_est_server_free (TbEstServer *server)
{
  g_ptr_array_unref (server->terms.authorities);
  g_free (server->label);
  tb_secret_book_unref (server->secrets);
  g_free (server);
}

/**
 * tb_est_server_add_secret:
 * @server: a server
 * @user: whom the secret is for, such as a serial number
 * @secret: what to know; long and random, since nobody counts guesses
 * @not_after_us: unix time in microseconds from which on it is worth nothing
 *
 * Lets somebody enrol once by HTTP basic authentication (RFC 7030 section 3.2.3). It is used up by a certificate, not by a try.
 */
void
tb_est_server_add_secret (TbEstServer *server, const char *user, const char *secret, gint64 not_after_us)
{
  tb_secret_book_add (server->secrets, user, secret, not_after_us);
}

/* --- who asks --- */

static gboolean
is_current (TbCertificate *certificate, gint64 now_us)
{
  return tb_certificate_get_not_before_us (certificate) <= now_us && now_us <= tb_certificate_get_not_after_us (certificate);
}

static TbHttpResponse *
ask_for_credentials (void)
{
  TbHttpResponse *response = tb_http_response_new_text (401, "A client certificate or a one-time secret is needed.");
  tb_http_fields_set (response->fields, "WWW-Authenticate", "Basic realm=\"est\", charset=\"UTF-8\"");
  return response;
}

/* Finds who asks, or what to answer. */
static TbHttpResponse *
authenticate (TbEstServer *server, const TbHttpRequest *request, const TbHttpPeer *peer, TbEstCaller *caller, gint64 now_us)
{
  g_autofree char *user = NULL, *secret = NULL;
  if (peer && peer->certificate && is_current (peer->certificate, now_us))
    caller->client = peer->certificate;
  caller->knew_secret = tb_http_read_basic (request, &user, &secret) && tb_secret_book_matches (server->secrets, user, secret, now_us);
  if (caller->knew_secret)
    caller->user = g_steal_pointer (&user);
  else if (peer && peer->user)
    caller->user = g_strdup (peer->user);
  return caller->client || caller->user ? NULL : ask_for_credentials ();
}

/* --- whether the request is in order --- */

static TbHttpResponse *
check_body (const TbHttpRequest *request)
{
  gboolean is_framed = tb_http_fields_get (request->fields, "Content-Length") || tb_http_fields_get (request->fields, "Transfer-Encoding");
  gsize length = g_bytes_get_size (request->body);
  if (length == 0 && !is_framed)
    return tb_http_response_new_text (411, "A request has a length.");
  if (length > TB_EST_MAX_BODY_BYTES)
    return tb_http_response_new_text (413, "A request has %d bytes at most.", TB_EST_MAX_BODY_BYTES);
  if (!tb_http_media_type_is (tb_http_fields_get (request->fields, "Content-Type"), TB_EST_TYPE_REQUEST))
    return tb_http_response_new_text (415, "A request is of type " TB_EST_TYPE_REQUEST ".");
  return NULL;
}

/* Status for an error of the engine: what is unreadable, what policy forbids, and what went wrong here. */
static guint
error_to_status (const GError *error)
{
  if (g_error_matches (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_MALFORMED))
    return 400;
  return g_error_matches (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_REFUSED) ? 403 : 500;
}

/* What went wrong inside is nobody's business outside. */
TbHttpResponse *
tb_est_answer_error (const GError *error)
{
  guint status = error_to_status (error);
  return status == 500 ? tb_http_response_new_text (500, "The server cannot answer.") : tb_http_response_new_text (status, "%s", error->message);
}

static TbHttpResponse *
read_request (TbEstServer *server, GBytes *der, TbRequest *out)
{
  g_autoptr (GError) error = NULL;
  if (der == NULL)
    return tb_http_response_new_text (400, "The request is not base64.");
  return tb_request_read (out, server->crypto, der, &error) ? NULL : tb_http_response_new_text (400, "%s", error->message);
}

static gboolean
was_issued_here (TbEstServer *server, TbCertificate *certificate)
{
  X509 *x509 = tb_certificate_get_x509 (certificate);
  for (guint i = 0; i < server->terms.authorities->len; i++)
    {
      X509 *issuer = tb_certificate_get_x509 (g_ptr_array_index (server->terms.authorities, i));
      if (X509_check_issued (issuer, x509) == X509_V_OK && X509_verify (x509, X509_get0_pubkey (issuer)) == 1)
        return TRUE;
    }
  return FALSE;
}

/* RFC 7030 section 4.2.2: who re-enrols proves to hold the certificate that is followed, and asks for the names in it. */
static TbHttpResponse *
check_renewal (TbEstServer *server, const TbRequest *request, const TbEstCaller *caller)
{
  if (caller->client == NULL)
    return tb_http_response_new_text (403, "To re-enrol, the client shows the certificate that is to be followed.");
  if (!was_issued_here (server, caller->client))
    return tb_http_response_new_text (403, "The client's certificate is from another authority; it can enrol.");
  if (!tb_est_same_names (request, caller->client))
    return tb_http_response_new_text (403, "The request asks for other names than the client's certificate has.");
  return NULL;
}

/* --- what is answered --- */

TbHttpResponse *
tb_est_answer_der (guint status, const char *media_type, GBytes *der)
{
  if (der == NULL)
    return tb_http_response_new_text (500, "The server cannot answer.");
  g_autoptr (GBytes) text = tb_est_encode (der);
  TbHttpResponse *response = tb_http_response_new (status, media_type, text);
  tb_http_fields_set (response->fields, "Content-Transfer-Encoding", "base64");
  return response;
}

static TbHttpResponse *
answer_cacerts (TbEstServer *server)
{
  const GPtrArray *authorities = server->terms.authorities;
  g_autoptr (GBytes) der = tb_est_certs_write (server->crypto, (TbCertificate *const *) authorities->pdata, authorities->len);
  return tb_est_answer_der (200, TB_EST_TYPE_CERTS, der);
}

static TbHttpResponse *
answer_csrattrs (TbEstServer *server)
{
  g_autoptr (GBytes) der = tb_est_attributes_write (server->terms.key_algorithm);
  return tb_est_answer_der (200, TB_EST_TYPE_ATTRS, der);
}

static TbHttpResponse *
answer_later (guint seconds)
{
  TbHttpResponse *response = tb_http_response_new_text (202, "Nothing is decided yet; ask the same again in %u s.", seconds);
  g_autofree char *text = g_strdup_printf ("%u", MIN (seconds, 365 * DAY_S));
  tb_http_fields_set (response->fields, "Retry-After", text);
  return response;
}

/* Asks whoever issues. */
TbHttpResponse *
tb_est_issue (TbEstServer *server, const TbEstAsk *ask, TbCertificate **certificate)
{
  g_autoptr (GError) error = NULL;
  guint retry_after_s = 0;
  *certificate = server->terms.issue (server->terms.data, ask, &retry_after_s, &error);
  if (*certificate != NULL)
    return NULL;
  return retry_after_s > 0 ? answer_later (retry_after_s) : tb_est_answer_error (error);
}

static TbHttpResponse *
answer_enrol (TbEstServer *server, const TbEstAsk *ask)
{
  g_autoptr (TbCertificate) certificate = NULL;
  TbHttpResponse *instead = tb_est_issue (server, ask, &certificate);
  if (instead)
    return instead;
  g_autoptr (GBytes) der = tb_est_certs_write (server->crypto, &certificate, 1);
  return tb_est_answer_der (200, TB_EST_TYPE_ISSUED, der);
}

static TbHttpResponse *
answer_request (TbEstServer *server, TbEstOperation operation, GBytes *body, const TbEstCaller *caller, gint64 now_us)
{
  g_auto (TbRequest) said = { 0 };
  g_autoptr (GBytes) der = tb_est_decode (body);
  const TbEstAsk ask = { operation, der, &said, caller->client, caller->user, now_us };
  TbHttpResponse *refusal = read_request (server, der, &said);
  if (refusal == NULL && operation == TB_EST_SIMPLE_REENROLL)
    refusal = check_renewal (server, &said, caller);
  if (refusal)
    return refusal;
  return operation == TB_EST_SERVER_KEYGEN ? tb_est_answer_keygen (server, &ask, &said) : answer_enrol (server, &ask);
}

static TbHttpResponse *
answer_post (TbEstServer *server, TbEstOperation operation, const TbHttpRequest *request, const TbHttpPeer *peer, gint64 now_us)
{
  TbEstCaller caller = { 0 };
  TbHttpResponse *response = authenticate (server, request, peer, &caller, now_us);
  if (response == NULL)
    response = check_body (request);
  if (response == NULL)
    response = answer_request (server, operation, request->body, &caller, now_us);
  if (caller.knew_secret && response->status == 200)
    tb_secret_book_burn (server->secrets, caller.user, NULL);
  g_free (caller.user);
  return response;
}

/* --- what is asked --- */

/* The operation is the last segment; before it may be the label. */
static gboolean
find_operation (TbEstServer *server, const char *path, TbEstOperation *operation)
{
  if (!g_str_has_prefix (path, TB_EST_PATH))
    return FALSE;
  path += strlen (TB_EST_PATH);
  const char *slash = strchr (path, '/');
  if (slash == NULL)
    return tb_est_operation_from_code (path, operation);
  g_autofree char *label = g_strndup (path, slash - path);
  return g_strcmp0 (label, server->label) == 0 && tb_est_operation_from_code (slash + 1, operation);
}

static gboolean
is_get (const char *method)
{
  return strcmp (method, "GET") == 0 || strcmp (method, "HEAD") == 0;
}

static TbHttpResponse *
refuse_method (const char *allowed)
{
  TbHttpResponse *response = tb_http_response_new_text (405, "This address is asked with %s.", allowed);
  tb_http_fields_set (response->fields, "Allow", allowed);
  return response;
}

/**
 * tb_est_server_handle:
 * @server: a server
 * @request: what came in
 * @peer: (nullable): who asks, as TLS tells; %NULL when it tells nothing
 * @now_us: unix time in microseconds
 *
 * Answers a request of EST (RFC 7030 section 4).
 *
 * Returns: (transfer full): the answer
 */
TbHttpResponse *
tb_est_server_handle (TbEstServer *server, const TbHttpRequest *request, const TbHttpPeer *peer, gint64 now_us)
{
  TbEstOperation operation;
  if (!find_operation (server, request->path, &operation))
    return tb_http_response_new_text (404, "There is nothing at this address.");
  gboolean reads = operation == TB_EST_CACERTS || operation == TB_EST_CSRATTRS;
  if (reads && !is_get (request->method))
    return refuse_method ("GET, HEAD");
  if (reads)
    return operation == TB_EST_CACERTS ? answer_cacerts (server) : answer_csrattrs (server);
  if (strcmp (request->method, "POST") != 0)
    return refuse_method ("POST");
  if (operation == TB_EST_FULL_CMC)
    return tb_http_response_new_text (501, "Full CMC is not supported.");
  return answer_post (server, operation, request, peer, now_us);
}
