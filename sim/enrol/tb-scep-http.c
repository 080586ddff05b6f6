/* tb-scep-http: SCEP over HTTP (RFC 8894 section 4): which operation a request means, and what its answer is called. */
#include "tb-scep-server-private.h"

#include <string.h>

#define TYPE_MESSAGE "application/x-pki-message"
#define ALPHABET "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="

/* RFC 8894 section 3.5.2. SHA-384 has no meaning there; strongSwan 5.9 finds the words after it by their places. */
static const char capabilities[] = "AES\nPOSTPKIOperation\nRenewal\nSHA-256\nSHA-384\nSHA-512\nSCEPStandard\n";

static TbHttpResponse *
tell_capabilities (TbScepServer *server, const TbHttpRequest *request, GHashTable *query, gint64 now_us)
{
  g_autoptr (GBytes) body = g_bytes_new_static (capabilities, sizeof capabilities - 1);

  return tb_http_response_new (200, "text/plain", body);
}

static void
add_once (GPtrArray *all, TbCertificate *certificate)
{
  for (guint i = 0; i < all->len; i++)
    if (g_bytes_equal (tb_certificate_get_der (g_ptr_array_index (all, i)), tb_certificate_get_der (certificate)))
      return;
  g_ptr_array_add (all, certificate);
}

/* One certificate as it is; several, with that of whoever answers among them, in a bundle (RFC 8894 section 4.2.1). */
static TbHttpResponse *
tell_certificates (TbScepServer *server, const TbHttpRequest *request, GHashTable *query, gint64 now_us)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  g_autoptr (GBytes) bundle = NULL;
  g_autoptr (GError) error = NULL;

  add_once (all, server->terms.certificate);
  add_once (all, server->terms.issuer);
  for (guint i = 0; i < server->terms.above->len; i++)
    add_once (all, g_ptr_array_index (server->terms.above, i));
  if (all->len == 1)
    return tb_http_response_new (200, "application/x-x509-ca-cert", tb_certificate_get_der (server->terms.certificate));
  bundle = tb_scep_bundle_write (server->crypto, all, NULL, &error);
  return bundle != NULL ? tb_http_response_new (200, "application/x-x509-ca-ra-cert", bundle) : tb_http_response_new_text (500, "%s", error->message);
}

/* Returns: (transfer full) (nullable): what the message parameter holds; line ends within it are passed over */
static GBytes *
decode (const char *text)
{
  g_autoptr (GString) packed = g_string_new (text);
  guchar *bytes;
  gsize n;

  g_string_replace (packed, "\n", "", 0);
  g_string_replace (packed, "\r", "", 0);
  if (packed->len == 0 || packed->len % 4 != 0 || strspn (packed->str, ALPHABET) != packed->len || packed->len > TB_SCEP_MAX_BYTES / 3 * 4)
    return NULL;
  bytes = g_base64_decode (packed->str, &n);
  return g_bytes_new_take (bytes, n);
}

static TbHttpResponse *
operate (TbScepServer *server, const TbHttpRequest *request, GHashTable *query, gint64 now_us)
{
  const char *text = g_hash_table_lookup (query, "message");
  gboolean is_post = strcmp (request->method, "POST") == 0;
  g_autoptr (GBytes) message = is_post ? g_bytes_ref (request->body) : text != NULL ? decode (text) : NULL;
  g_autoptr (GBytes) reply = NULL;
  g_autoptr (GError) error = NULL;

  if (message == NULL)
    return tb_http_response_new_text (400, "The parameter message is not base64");
  if (g_bytes_get_size (message) > TB_SCEP_MAX_BYTES)
    return tb_http_response_new_text (413, "A message has at most %d bytes", TB_SCEP_MAX_BYTES);
  reply = tb_scep_server_answer (server, message, now_us, &error);
  if (reply != NULL)
    return tb_http_response_new (200, TYPE_MESSAGE, reply);
  if (g_error_matches (error, TB_CRYPTO_ERROR, TB_CRYPTO_ERROR_MALFORMED))
    return tb_http_response_new_text (400, "%s", error->message);
  return tb_http_response_new_text (500, "The server cannot answer.");
}

static const struct
{
  const char *name;
  gboolean takes_post;
  TbHttpResponse *(*answer) (TbScepServer *server, const TbHttpRequest *request, GHashTable *query, gint64 now_us);
} operations[] = {
  { "GetCACaps", FALSE, tell_capabilities },
  { "GetCACert", FALSE, tell_certificates },
  { "PKIOperation", TRUE, operate },
};

static TbHttpResponse *
refuse_method (gboolean takes_post)
{
  TbHttpResponse *response = tb_http_response_new_text (405, "This is asked by GET%s", takes_post ? " or POST" : "");

  tb_http_fields_set (response->fields, "Allow", takes_post ? "GET, POST" : "GET");
  return response;
}

/* Bytes, whatever the client calls them, but not something that says it is text. */
static gboolean
is_type_accepted (const TbHttpRequest *request)
{
  const char *type = tb_http_fields_get (request->fields, "Content-Type");

  return type == NULL || tb_http_media_type_is (type, TYPE_MESSAGE) || tb_http_media_type_is (type, "application/octet-stream");
}

/**
 * tb_scep_server_handle:
 * @server: a server
 * @request: a request, whatever its path
 * @peer: (nullable): who asks; SCEP proves that in the message, so it does not count
 * @now_us: now, unix time in microseconds
 *
 * Returns: (transfer full): the answer; 200 for whatever a CertRep can say
 */
TbHttpResponse *
tb_scep_server_handle (TbScepServer *server, const TbHttpRequest *request, const TbHttpPeer *peer, gint64 now_us)
{
  g_autoptr (GHashTable) query = request->query != NULL ? g_uri_parse_params (request->query, -1, "&", G_URI_PARAMS_NONE, NULL) : NULL;
  const char *name = query != NULL ? g_hash_table_lookup (query, "operation") : NULL;
  gboolean is_post = strcmp (request->method, "POST") == 0;

  for (guint i = 0; i < G_N_ELEMENTS (operations); i++)
    if (g_strcmp0 (operations[i].name, name) == 0)
      {
        if (strcmp (request->method, "GET") != 0 && !(is_post && operations[i].takes_post))
          return refuse_method (operations[i].takes_post);
        if (is_post && !is_type_accepted (request))
          return tb_http_response_new_text (415, "A message is of type " TYPE_MESSAGE);
        return operations[i].answer (server, request, query, now_us);
      }
  return tb_http_response_new_text (name != NULL ? 501 : 400, "The operation is GetCACaps, GetCACert or PKIOperation");
}
