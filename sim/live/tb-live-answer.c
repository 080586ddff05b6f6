/* tb-live-answer: what a live server answers: finds out by the path which protocol it is, and by TLS who asks. */
#include "tb-live-server-private.h"

#include <string.h>

#include "tb-acme-problem.h"
#include "tb-crl.h"
#include "tb-scep-message.h"

#define OCSP_REQUEST  "application/ocsp-request"
#define OCSP_RESPONSE "application/ocsp-response"
#define CRL_TYPE      "application/pkix-crl"
#define MAX_OCSP_PATH 4096
#define MAX_REASON_BYTES 512

typedef struct
{
  TbLiveServer *server;
  const TbHttpRequest *request;
  const TbHttpPeer *peer;
  const char *rest;             /* of the path */
  gint64 now_us;
} Asked;

/* --- EST, SCEP, ACME --- */

static TbHttpResponse *
answer_enrol (const Asked *asked)
{
  return tb_enrol_server_handle (asked->server->enrol, asked->request, asked->peer, asked->now_us);
}

static TbHttpResponse *
answer_acme (const Asked *asked)
{
  TbHttpResponse *response = answer_enrol (asked);

  tb_live_acme_run (asked->server->acme);
  return response;
}

/* --- OCSP: RFC 6960 appendix A --- */

static GBytes *
read_ocsp_path (const char *path)
{
  g_autofree char *text = *path == '/' && strlen (path) <= MAX_OCSP_PATH ? g_uri_unescape_string (path + 1, NULL) : NULL;
  gsize n = 0;
  guchar *der = text != NULL && *text != '\0' ? g_base64_decode (text, &n) : NULL;

  return der != NULL ? g_bytes_new_take (der, n) : NULL;
}

static TbHttpResponse *
answer_ocsp (const Asked *asked)
{
  const TbHttpRequest *request = asked->request;
  gboolean is_post = strcmp (request->method, "POST") == 0, is_get = strcmp (request->method, "GET") == 0;
  g_autoptr (GBytes) question = is_post ? g_bytes_ref (request->body) : is_get ? read_ocsp_path (asked->rest) : NULL;
  g_autoptr (GBytes) answer = NULL;

  if (!is_post && !is_get)
    return tb_http_response_new_text (405, "OCSP is asked with POST or GET.");
  if (is_post && !tb_http_media_type_is (tb_http_fields_get (request->fields, "Content-Type"), OCSP_REQUEST))
    return tb_http_response_new_text (415, "A request is of type " OCSP_REQUEST ".");
  if (question == NULL || g_bytes_get_size (question) == 0)
    return tb_http_response_new_text (400, "There is no OCSP request in that.");
  answer = tb_live_authority_answer_ocsp (asked->server->authority, question, NULL);
  return answer != NULL ? tb_http_response_new (200, OCSP_RESPONSE, answer) : tb_http_response_new_text (500, "The server cannot answer.");
}

/* --- revocation list --- */

static TbHttpResponse *
answer_crl (const Asked *asked)
{
  const char *method = asked->request->method;
  g_autoptr (TbCrl) crl = NULL;

  if (strcmp (method, "GET") != 0 && strcmp (method, "HEAD") != 0)
    return tb_http_response_new_text (405, "A revocation list is fetched with GET.");
  crl = tb_live_authority_make_crl (asked->now_us, asked->server->authority, NULL);
  return crl != NULL ? tb_http_response_new (200, CRL_TYPE, tb_crl_get_der (crl)) : tb_http_response_new_text (500, "The server cannot answer.");
}

/* --- which --- */

static const struct
{
  TbLiveEndpoint endpoint;
  gboolean is_secure;
  const char *path;
  TbHttpResponse *(*answer) (const Asked *asked);
} routes[] = {
  { TB_LIVE_EST, TRUE, TB_LIVE_EST_PATH, answer_enrol },
  { TB_LIVE_ACME, TRUE, TB_LIVE_ACME_PATH, answer_acme },
  { TB_LIVE_SCEP, FALSE, TB_LIVE_SCEP_PATH, answer_enrol },
  { TB_LIVE_OCSP, FALSE, TB_LIVE_OCSP_PATH, answer_ocsp },
  { TB_LIVE_CRL, FALSE, TB_LIVE_CRL_PATH, answer_crl },
};

static TbHttpResponse *
route (Asked *asked, gboolean is_secure, TbLiveReport *report)
{
  const char *path = asked->request->path;

  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    {
      gsize n = strlen (routes[i].path);

      if ((asked->server->endpoints & (1u << routes[i].endpoint)) == 0 || routes[i].is_secure != is_secure || strncmp (path, routes[i].path, n) != 0
          || (path[n] != '\0' && path[n] != '/'))
        continue;
      asked->rest = path + n;
      report->protocol = tb_live_endpoint_to_code (routes[i].endpoint);
      return routes[i].answer (asked);
    }
  return tb_http_response_new_text (404, "There is nothing at this address.");
}

/* SCEP refuses within an answer that is a success of HTTP. */
static char *
dup_scep_reason (TbLiveServer *server, const TbHttpResponse *response)
{
  const char *type = tb_http_fields_get (response->fields, "Content-Type");
  g_autoptr (TbScepMessage) message = NULL;

  if (server->on_report == NULL || type == NULL || !tb_http_media_type_is (type, "application/x-pki-message"))
    return NULL;
  message = tb_scep_message_read (tb_ca_get_crypto (tb_live_authority_get_ca (server->authority)), response->body, NULL);
  if (message == NULL || message->status != TB_SCEP_FAILURE)
    return NULL;
  return g_strdup (message->fail_text != NULL ? message->fail_text : tb_scep_fail_info_to_code (message->fail_info));
}

/* Why it was refused, as the client reads it. */
static char *
dup_reason (TbLiveServer *server, const TbHttpResponse *response)
{
  g_autofree char *type = NULL, *detail = NULL, *text = NULL;

  if (response->status < 400)
    return dup_scep_reason (server, response);
  if (tb_acme_problem_read (response, &type, &detail))
    return g_steal_pointer (&detail);
  if (!tb_http_media_type_is (tb_http_fields_get (response->fields, "Content-Type"), "text/plain"))
    return NULL;
  text = g_utf8_make_valid (g_bytes_get_data (response->body, NULL), (gssize) MIN (g_bytes_get_size (response->body), MAX_REASON_BYTES));
  return g_strdup (g_strstrip (text));
}

/* What is asked by SCEP is not in the path; a message in the query is of no interest. */
static void
note_operation (TbLiveReport *report, const TbHttpRequest *request)
{
  g_autoptr (GHashTable) asked = g_uri_parse_params (request->query, -1, "&", G_URI_PARAMS_NONE, NULL);
  const char *operation = asked != NULL ? g_hash_table_lookup (asked, "operation") : NULL;

  if (operation == NULL)
    return;
  g_free (report->path);
  report->path = g_strdup_printf ("%s?operation=%.40s", request->path, operation);
}

/* Who it was and what it got. */
static void
note (TbLiveReport *report, const Asked *asked)
{
  const char *user = tb_live_authority_get_user (asked->server->authority), *serial = tb_live_authority_get_serial (asked->server->authority);
  TbCertificate *certificate = asked->peer->certificate;

  g_free (report->who);
  report->who = g_strdup (certificate != NULL ? tb_certificate_get_subject (certificate) : user);
  g_free (report->serial);
  report->serial = g_strdup (serial);
  if (*serial != '\0')
    tb_live_server_add_secrets (asked->server);
}

/* Gives out secrets again that a certificate has used up. */
void
tb_live_server_add_secrets (TbLiveServer *server)
{
  for (guint i = 0; i < G_N_ELEMENTS (server->secrets); i++)
    for (guint j = 0; server->secrets[i] != NULL && j < server->secrets[i]->len; j++)
      {
        const TbLiveSecret *secret = &g_array_index (server->secrets[i], TbLiveSecret, j);

        tb_enrol_server_add_secret (server->enrol, secret->name, secret->secret, G_MAXINT64);
      }
}

/* Answers a request; see TbLiveHandle. */
TbHttpResponse *
tb_live_server_answer (const TbHttpRequest *request, TbLiveStream *stream, TbLiveReport *report, gpointer data)
{
  TbLiveServer *server = data;
  GPtrArray *chain = tb_live_stream_get_chain (stream);
  const TbHttpPeer peer = { .certificate = chain != NULL ? g_ptr_array_index (chain, 0) : NULL, .chain = chain };
  Asked asked = { server, request, &peer, NULL, g_get_real_time () };
  TbHttpResponse *response;

  tb_live_authority_begin (server->authority);
  response = route (&asked, tb_live_stream_is_tls (stream), report);
  note (report, &asked);
  if (strcmp (report->protocol, tb_live_endpoint_to_code (TB_LIVE_SCEP)) == 0 && request->query != NULL)
    note_operation (report, request);
  g_free (report->said);
  report->said = dup_reason (server, response);
  return response;
}
