/* tb-live-look-http: http-01 (RFC 8555 section 8.3): asks the one web server for the file, with the name in Host. A redirection only changes host and path that
 * are asked for, never whom: what is not plain HTTP on its own port is refused. */
#include "tb-live-validator-private.h"

#include <string.h>

#include "tb-request.h"

#define BODY_LIMIT_BYTES 4096
#define PIECE_BYTES 4096
#define MAX_REDIRECTIONS 5

typedef struct
{
  GSocketConnection *connection;
  GBytes *request;
  TbHttpReader *reader;
  guint n_redirections;
  guint8 piece[PIECE_BYTES];
} Fetch;

static void
hang_up (Fetch *fetch)
{
  g_clear_object (&fetch->connection);
  g_clear_pointer (&fetch->request, g_bytes_unref);
  g_clear_pointer (&fetch->reader, tb_http_reader_free);
}

static void
fetch_free (gpointer data)
{
  hang_up (data);
  g_free (data);
}

static void ask (GTask *task);

/* --- what was answered --- */

static gboolean
is_redirection (guint status)
{
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

static gboolean
is_plain (const char *location)
{
  while (*location > ' ' && *location < 0x7f)
    location++;
  return *location == '\0';
}

static gboolean
is_host (const char *host)
{
  return host != NULL && (g_hostname_is_ip_address (host) || tb_request_check_dns_name (host, NULL));
}

/* The address that is to be asked for next; NULL when that may not be. */
static char *
follow (const char *where, const char *location)
{
  g_autoptr (GUri) base = g_uri_parse (where, G_URI_FLAGS_ENCODED, NULL);
  g_autoptr (GUri) next = location != NULL && is_plain (location) ? g_uri_parse_relative (base, location, G_URI_FLAGS_ENCODED, NULL) : NULL;
  int port = next != NULL ? g_uri_get_port (next) : 0;

  if (next == NULL || g_ascii_strcasecmp (g_uri_get_scheme (next), "http") != 0 || g_uri_get_userinfo (next) != NULL || !is_host (g_uri_get_host (next))
      || (port != -1 && port != 80))
    return NULL;
  return g_uri_to_string_partial (next, G_URI_HIDE_FRAGMENT);
}

static void
redirect (GTask *task, const TbHttpResponse *response)
{
  TbLiveLook *look = tb_live_look_get (task);
  Fetch *fetch = look->state;
  char *where = follow (look->where, tb_http_fields_get (response->fields, "Location"));

  if (where == NULL)
    tb_live_look_fail (task, TB_ACME_PROBLEM_CONNECTION, "it redirects to what is not asked here: only http:// on its own port is");
  else if (++fetch->n_redirections > MAX_REDIRECTIONS)
    tb_live_look_fail (task, TB_ACME_PROBLEM_CONNECTION, "it redirects more than %d times", MAX_REDIRECTIONS);
  else
    {
      g_free (look->where);
      look->where = g_steal_pointer (&where);
      hang_up (fetch);
      ask (task);
    }
  g_free (where);
}

static void
take (GTask *task)
{
  Fetch *fetch = tb_live_look_get (task)->state;
  g_autoptr (TbHttpResponse) response = tb_http_reader_take_response (fetch->reader);
  GPtrArray *contents;

  if (is_redirection (response->status))
    redirect (task, response);
  else if (response->status != 200)
    tb_live_look_fail (task, TB_ACME_PROBLEM_INCORRECT_RESPONSE, "it answers %u", response->status);
  else
    {
      contents = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
      g_ptr_array_add (contents, g_bytes_ref (response->body));
      tb_live_look_found (task, contents);
    }
}

/* --- the conversation --- */

static void read_more (GTask *task);

static void
on_read (GObject *stream, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Fetch *fetch = tb_live_look_get (task)->state;
  g_autoptr (GError) error = NULL;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (stream), result, &error);
  gsize consumed;

  if (n < 0)
    tb_live_look_fail (task, TB_ACME_PROBLEM_CONNECTION, "%s", error->message);
  else if (n == 0 && tb_http_reader_is_idle (fetch->reader))
    tb_live_look_fail (task, TB_ACME_PROBLEM_CONNECTION, "it hangs up without an answer");
  else if (!(n > 0 ? tb_http_reader_feed (fetch->reader, fetch->piece, (gsize) n, &consumed, &error) : tb_http_reader_end (fetch->reader, &error)))
    tb_live_look_fail (task, TB_ACME_PROBLEM_INCORRECT_RESPONSE, "%s", error->message);
  else if (tb_http_reader_is_complete (fetch->reader))
    take (task);
  else
    read_more (task);
}

static void
read_more (GTask *task)
{
  TbLiveLook *look = tb_live_look_get (task);
  Fetch *fetch = look->state;
  GInputStream *stream = g_io_stream_get_input_stream (G_IO_STREAM (fetch->connection));

  g_input_stream_read_async (stream, fetch->piece, sizeof fetch->piece, G_PRIORITY_DEFAULT, look->cancellable, on_read, task);
}

static void
on_written (GObject *stream, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (stream), result, NULL, &error))
    read_more (user_data);
  else
    tb_live_look_fail (user_data, TB_ACME_PROBLEM_CONNECTION, "%s", error->message);
}

static void
on_connected (GObject *client, GAsyncResult *result, gpointer user_data)
{
  GSocketConnection *connection = tb_live_look_connected (user_data, client, result);
  TbLiveLook *look;
  Fetch *fetch;
  GOutputStream *stream;

  if (connection == NULL)
    return;
  look = tb_live_look_get (user_data);
  fetch = look->state;
  fetch->connection = connection;
  stream = g_io_stream_get_output_stream (G_IO_STREAM (fetch->connection));
  g_output_stream_write_all_async (stream, g_bytes_get_data (fetch->request, NULL), g_bytes_get_size (fetch->request), G_PRIORITY_DEFAULT, look->cancellable,
                                   on_written, user_data);
}

static GBytes *
write_request (const char *where)
{
  g_autoptr (GUri) uri = g_uri_parse (where, G_URI_FLAGS_ENCODED, NULL);
  const char *path = g_uri_get_path (uri), *query = g_uri_get_query (uri), *host = g_uri_get_host (uri);
  g_autofree char *target = g_strconcat (*path != '\0' ? path : "/", query != NULL ? "?" : NULL, query, NULL);
  g_autofree char *bracketed = strchr (host, ':') != NULL ? g_strdup_printf ("[%s]", host) : g_strdup (host);
  g_autoptr (TbHttpRequest) request = tb_http_request_new ("GET", target, NULL, NULL);

  tb_http_fields_set (request->fields, "Connection", "close");
  tb_http_fields_set (request->fields, "User-Agent", "trustbed");
  return tb_http_request_write (request, bracketed);
}

static void
ask (GTask *task)
{
  TbLiveLook *look = tb_live_look_get (task);
  Fetch *fetch = look->state;

  fetch->request = write_request (look->where);
  fetch->reader = tb_http_reader_new_response (BODY_LIMIT_BYTES, "GET");
  tb_live_look_connect (task, on_connected);
}

void
tb_live_look_http (GTask *task)
{
  TbLiveLook *look = tb_live_look_get (task);

  look->state = g_new0 (Fetch, 1);
  look->free_state = fetch_free;
  ask (task);
}
