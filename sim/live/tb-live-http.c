/* tb-live-http: see the header. */
#include "tb-live-http.h"

#include <libsoup/soup.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tb-http-private.h"
#include "tb-live-listener.h"

#define HEAD_BYTES (32 * 1024)

struct _TbLiveHttp
{
  TbLiveHttpTerms terms;
  SoupServer *server;
  int other_end;                /* of the pair that libsoup listens to */
};

/* A request that is on its way. */
typedef struct
{
  TbLiveHttp *http;
  TbLiveReport report;
  gint64 begun_us;
  guint64 n_read_before;
  guint64 n_written_before;
  gsize n_body;
} Exchange;

static G_DEFINE_QUARK (tb-live-exchange, exchange)

static void
exchange_free (gpointer data)
{
  Exchange *exchange = data;

  g_free (exchange->report.method);
  g_free (exchange->report.path);
  g_free (exchange->report.who);
  g_free (exchange->report.serial);
  g_free (exchange->report.said);
  g_free (exchange);
}

static TbLiveStream *
stream_of (SoupServerMessage *message)
{
  return tb_live_stream_find (soup_server_message_get_remote_address (message));
}

static Exchange *
exchange_of (SoupServerMessage *message)
{
  return g_object_get_qdata (G_OBJECT (message), exchange_quark ());
}

/* --- refusing --- */

static GBytes *
write_refusal (guint status)
{
  g_autoptr (TbHttpResponse) response = tb_http_response_new_text (status, "%s.", tb_http_status_to_phrase (status));

  tb_http_fields_set (response->fields, "Connection", "close");
  return tb_http_response_write (response, "POST");
}

static void
refuse (TbLiveStream *stream, guint status)
{
  g_autoptr (GBytes) words = write_refusal (status);

  tb_live_stream_end_with (stream, words);
}

static void
refuse_message (SoupServerMessage *message, guint status)
{
  Exchange *exchange = exchange_of (message);
  TbLiveStream *stream = stream_of (message);

  exchange->report.status = status;
  if (stream != NULL)
    refuse (stream, status);
}

static void
on_long_head (TbLiveStream *stream, gpointer http)
{
  refuse (stream, 431);
}

static void
on_long_body (TbLiveStream *stream, gpointer http)
{
  refuse (stream, 413);
}

/**
 * tb_live_http_let_go:
 * @stream: a stream whose deadline has passed
 * @http: (type TbLiveHttp): whoever serves it
 *
 * Tells a client that has begun and not finished that it is late (RFC 9110 section 15.5.9); who has said nothing is told nothing.
 */
void
tb_live_http_let_go (TbLiveStream *stream, gpointer http)
{
  if (tb_live_stream_get_n_read (stream) > 0)
    refuse (stream, 408);
}

/* --- data --- */

/* libsoup lets through what our own reader of HTTP would not. */
static gboolean
is_in_order (SoupServerMessage *message)
{
  GUri *uri = soup_server_message_get_uri (message);
  const char *path = g_uri_get_path (uri), *query = g_uri_get_query (uri), *name, *value;
  SoupMessageHeadersIter iter;

  if (!tb_http_is_token (soup_server_message_get_method (message)) || (*path != '\0' && *path != '/') || strpbrk (path, " \t\r\n#?") != NULL
      || (query != NULL && strpbrk (query, " \t\r\n#") != NULL))
    return FALSE;
  soup_message_headers_iter_init (&iter, soup_server_message_get_request_headers (message));
  while (soup_message_headers_iter_next (&iter, &name, &value))
    if (!tb_http_is_token (name) || !tb_http_is_field_value (value))
      return FALSE;
  return TRUE;
}

static TbHttpRequest *
read_request (SoupServerMessage *message)
{
  GUri *uri = soup_server_message_get_uri (message);
  const char *path = g_uri_get_path (uri), *query = g_uri_get_query (uri);
  g_autofree char *target = g_strconcat (*path != '\0' ? path : "/", query != NULL ? "?" : "", query, NULL);
  g_autoptr (GBytes) body = soup_message_body_flatten (soup_server_message_get_request_body (message));
  TbHttpRequest *request = tb_http_request_new (soup_server_message_get_method (message), target, NULL, body);
  SoupMessageHeadersIter iter;
  const char *name, *value;

  request->minor = soup_server_message_get_http_version (message) == SOUP_HTTP_1_0 ? 0 : 1;
  g_ptr_array_set_size (request->fields, 0);
  soup_message_headers_iter_init (&iter, soup_server_message_get_request_headers (message));
  while (soup_message_headers_iter_next (&iter, &name, &value))
    tb_http_fields_add (request->fields, name, value);
  return request;
}

/* Lengths and connections are libsoup's. */
static void
write_response (SoupServerMessage *message, const TbHttpResponse *response)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  soup_server_message_set_status (message, response->status, tb_http_status_to_phrase (response->status));
  for (guint i = 0; i < response->fields->len; i++)
    {
      const TbHttpField *field = g_ptr_array_index (response->fields, i);

      if (g_ascii_strcasecmp (field->name, "Content-Length") != 0)
        soup_message_headers_append (headers, field->name, field->value);
    }
  if (g_bytes_get_size (response->body) > 0)
    soup_message_body_append_bytes (soup_server_message_get_response_body (message), response->body);
}

/* --- a request on its way --- */

static void
on_got_headers (SoupServerMessage *message, gpointer data)
{
  Exchange *exchange = data;
  TbLiveStream *stream = stream_of (message);
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  GUri *uri = soup_server_message_get_uri (message);
  gsize most = exchange->http->terms.max_body_bytes;

  exchange->begun_us = g_get_monotonic_time ();
  exchange->report.method = g_strdup (soup_server_message_get_method (message));
  exchange->report.path = g_strdup (uri != NULL ? g_uri_get_path (uri) : "");
  if (stream == NULL)
    return;
  tb_live_stream_allow (stream, 4 * most, on_long_body, exchange->http);        /* chunks have heads too */
  if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH && soup_message_headers_get_content_length (headers) > (goffset) most)
    refuse_message (message, 413);
}

static void
on_got_chunk (SoupServerMessage *message, GBytes *chunk, gpointer data)
{
  Exchange *exchange = data;

  exchange->n_body += g_bytes_get_size (chunk);
  if (exchange->n_body > exchange->http->terms.max_body_bytes && exchange->report.status == 0)
    refuse_message (message, 413);
}

static void
on_finished (SoupServerMessage *message, gpointer data)
{
  Exchange *exchange = data;
  TbLiveStream *stream = stream_of (message);
  TbLiveReport *report = &exchange->report;

  if (stream != NULL)
    {
      report->n_read = tb_live_stream_get_n_read (stream) - exchange->n_read_before;
      report->n_written = tb_live_stream_get_n_written (stream) - exchange->n_written_before;
      tb_live_stream_allow (stream, HEAD_BYTES, on_long_head, exchange->http);
      tb_live_listener_begin_anew (stream, 0);
    }
  if (report->method == NULL)
    return;
  if (report->status == 0 && report->n_written > 0)
    report->status = soup_server_message_get_status (message);
  report->took_us = g_get_monotonic_time () - exchange->begun_us;
  if (exchange->http->terms.on_report != NULL)
    exchange->http->terms.on_report (report, exchange->http->terms.data);
}

static void
on_request_started (SoupServer *server, SoupServerMessage *message, gpointer data)
{
  Exchange *exchange = g_new0 (Exchange, 1);
  TbLiveStream *stream = stream_of (message);

  exchange->http = data;
  exchange->report.protocol = "";
  exchange->report.who = g_strdup ("");
  exchange->report.serial = g_strdup ("");
  if (stream != NULL)
    {
      exchange->n_read_before = tb_live_stream_get_n_read (stream);
      exchange->n_written_before = tb_live_stream_get_n_written (stream);
    }
  g_object_set_qdata_full (G_OBJECT (message), exchange_quark (), exchange, exchange_free);
  g_signal_connect (message, "got-headers", G_CALLBACK (on_got_headers), exchange);
  g_signal_connect (message, "got-chunk", G_CALLBACK (on_got_chunk), exchange);
  g_signal_connect (message, "finished", G_CALLBACK (on_finished), exchange);
}

static void
on_request (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  TbLiveHttp *http = data;
  Exchange *exchange = exchange_of (message);
  TbLiveStream *stream = stream_of (message);
  g_autoptr (TbHttpRequest) request = NULL;
  g_autoptr (TbHttpResponse) response = NULL;

  if (exchange == NULL || stream == NULL || tb_live_stream_is_ended (stream))
    return;
  tb_live_listener_set_busy (stream, TRUE);
  tb_live_stream_hold (stream, TRUE);
  request = is_in_order (message) ? read_request (message) : NULL;
  response = request != NULL ? http->terms.handle (request, stream, &exchange->report, http->terms.data)
                             : tb_http_response_new_text (400, "This is no request of HTTP.");
  write_response (message, response);
}

/* --- the whole --- */

/* libsoup keeps a connection for another request only while it listens itself. It gets one end of a pair where nobody ever comes. */
static void
listen_to_nobody (TbLiveHttp *http)
{
  g_autoptr (GSocket) socket = NULL;
  int ends[2];

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    return;
  http->other_end = ends[1];
  socket = g_socket_new_from_fd (ends[0], NULL);
  if (socket != NULL)
    soup_server_listen_socket (http->server, socket, 0, NULL);
}

/**
 * tb_live_http_new:
 * @terms: what it does
 *
 * Returns: (transfer full): what serves HTTP, in the thread-default main context
 */
TbLiveHttp *
tb_live_http_new (const TbLiveHttpTerms *terms)
{
  TbLiveHttp *http = g_new0 (TbLiveHttp, 1);

  http->terms = *terms;
  http->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (http->server, NULL, on_request, http, NULL);
  g_signal_connect (http->server, "request-started", G_CALLBACK (on_request_started), http);
  http->other_end = -1;
  listen_to_nobody (http);
  return http;
}

/**
 * tb_live_http_free:
 * @http: (transfer full): what serves HTTP
 *
 * Lets all its connections go.
 */
void
tb_live_http_free (TbLiveHttp *http)
{
  soup_server_disconnect (http->server);
  g_object_unref (http->server);
  if (http->other_end >= 0)
    close (http->other_end);
  g_free (http);
}

/**
 * tb_live_http_serve:
 * @stream: a stream that was just accepted
 * @http: (type TbLiveHttp): whoever serves it
 *
 * Answers all requests that come by it.
 */
void
tb_live_http_serve (TbLiveStream *stream, gpointer http)
{
  GSocketAddress *remote = tb_live_stream_get_remote (stream);
  g_autoptr (GSocketAddress) local = g_socket_get_local_address (tb_live_stream_get_socket (stream), NULL);
  g_autoptr (GError) error = NULL;

  tb_live_stream_allow (stream, HEAD_BYTES, on_long_head, http);
  if (local == NULL || !soup_server_accept_iostream (((TbLiveHttp *) http)->server, G_IO_STREAM (stream), local, remote, &error))
    g_io_stream_close (G_IO_STREAM (stream), NULL, NULL);
}
