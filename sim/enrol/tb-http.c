/* tb-http: HTTP messages as data, their fields, and writing them. Reading is in tb-http-reader.c. */
#include "tb-http-private.h"

#include <string.h>

G_DEFINE_QUARK (tb-http-error, tb_http_error)

gboolean
tb_http_fail (GError **error, TbHttpError code, const char *text)
{
  g_set_error_literal (error, TB_HTTP_ERROR, code, text);
  return FALSE;
}

void
tb_http_field_free (TbHttpField *field)
{
  g_free (field->name);
  g_free (field->value);
  g_free (field);
}

GPtrArray *
tb_http_fields_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) tb_http_field_free);
}

gboolean
tb_http_is_token (const char *text)
{
  if (*text == '\0')
    return FALSE;
  for (; *text; text++)
    if (!g_ascii_isalnum (*text) && !strchr ("!#$%&'*+-.^_`|~", *text))
      return FALSE;
  return TRUE;
}

/* RFC 9110 section 5.5: visible characters, those above 127, space and tab. */
gboolean
tb_http_is_field_value (const char *text)
{
  for (; *text; text++)
    if (g_ascii_iscntrl (*text) && *text != '\t')
      return FALSE;
  return TRUE;
}

/**
 * tb_http_fields_get:
 * @fields: of a request or response
 * @name: compared without regard to case
 *
 * Returns: (nullable) (transfer none): the value of the first field of that name
 */
const char *
tb_http_fields_get (GPtrArray *fields, const char *name)
{
  for (guint i = 0; i < fields->len; i++)
    {
      const TbHttpField *field = g_ptr_array_index (fields, i);
      if (g_ascii_strcasecmp (field->name, name) == 0)
        return field->value;
    }
  return NULL;
}

/**
 * tb_http_fields_add:
 * @fields: of a request or response
 * @name: a token
 * @value: without control characters
 *
 * Adds a field besides those of the same name. What would break the message is not added: that is the caller's mistake.
 */
void
tb_http_fields_add (GPtrArray *fields, const char *name, const char *value)
{
  g_return_if_fail (tb_http_is_token (name) && tb_http_is_field_value (value));
  TbHttpField *field = g_new0 (TbHttpField, 1);
  field->name = g_strdup (name);
  field->value = g_strdup (value);
  g_ptr_array_add (fields, field);
}

/**
 * tb_http_fields_set:
 * @fields: of a request or response
 * @name: a token
 * @value: without control characters
 *
 * Puts a field in the place of all of the same name.
 */
void
tb_http_fields_set (GPtrArray *fields, const char *name, const char *value)
{
  for (guint i = fields->len; i > 0; i--)
    {
      const TbHttpField *field = g_ptr_array_index (fields, i - 1);
      if (g_ascii_strcasecmp (field->name, name) == 0)
        g_ptr_array_remove_index (fields, i - 1);
    }
  tb_http_fields_add (fields, name, value);
}

static gboolean
list_has_token (const char *list, const char *token)
{
  g_auto (GStrv) parts = g_strsplit (list, ",", -1);
  for (guint i = 0; parts[i]; i++)
    if (g_ascii_strcasecmp (g_strstrip (parts[i]), token) == 0)
      return TRUE;
  return FALSE;
}

/**
 * tb_http_fields_have_token:
 * @fields: of a request or response
 * @name: of fields that hold lists of tokens, such as Connection
 * @token: compared without regard to case
 *
 * Returns: whether any field of that name lists the token
 */
gboolean
tb_http_fields_have_token (GPtrArray *fields, const char *name, const char *token)
{
  for (guint i = 0; i < fields->len; i++)
    {
      const TbHttpField *field = g_ptr_array_index (fields, i);
      if (g_ascii_strcasecmp (field->name, name) == 0 && list_has_token (field->value, token))
        return TRUE;
    }
  return FALSE;
}

static GPtrArray *
fields_new_for_body (const char *media_type)
{
  GPtrArray *fields = tb_http_fields_new ();
  if (media_type)
    tb_http_fields_add (fields, "Content-Type", media_type);
  return fields;
}

/**
 * tb_http_request_new:
 * @method: a token, such as `GET`
 * @target: path, beginning with a slash, and query if any, percent-encoded
 * @media_type: (nullable): of @body
 * @body: (nullable): %NULL for none
 *
 * Returns: (transfer full): a request of HTTP/1.1
 */
TbHttpRequest *
tb_http_request_new (const char *method, const char *target, const char *media_type, GBytes *body)
{
  g_return_val_if_fail (tb_http_is_token (method) && target[0] == '/' && !strpbrk (target, " \t\r\n#"), NULL);
  const char *question = strchr (target, '?');
  TbHttpRequest *request = g_new0 (TbHttpRequest, 1);
  request->method = g_strdup (method);
  request->path = question ? g_strndup (target, question - target) : g_strdup (target);
  request->query = question ? g_strdup (question + 1) : NULL;
  request->minor = 1;
  request->fields = fields_new_for_body (media_type);
  request->body = body ? g_bytes_ref (body) : g_bytes_new (NULL, 0);
  return request;
}

void
tb_http_request_free (TbHttpRequest *request)
{
  g_free (request->method);
  g_free (request->path);
  g_free (request->query);
  g_ptr_array_unref (request->fields);
  g_bytes_unref (request->body);
  g_free (request);
}

/**
 * tb_http_response_new:
 * @status: 100 to 599
 * @media_type: (nullable): of @body
 * @body: (nullable): %NULL for none
 *
 * Returns: (transfer full): a response
 */
TbHttpResponse *
tb_http_response_new (guint status, const char *media_type, GBytes *body)
{
  TbHttpResponse *response = g_new0 (TbHttpResponse, 1);
  response->status = status;
  response->fields = fields_new_for_body (media_type);
  response->body = body ? g_bytes_ref (body) : g_bytes_new (NULL, 0);
  return response;
}

/**
 * tb_http_response_new_text:
 * @status: 100 to 599
 * @format: as for printf, one line for a person to read
 *
 * Returns: (transfer full): a response of type text/plain
 */
TbHttpResponse *
tb_http_response_new_text (guint status, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_autofree char *line = g_strconcat (text, "\n", NULL);
  g_autoptr (GBytes) body = g_bytes_new (line, strlen (line));
  return tb_http_response_new (status, "text/plain; charset=utf-8", body);
}

void
tb_http_response_free (TbHttpResponse *response)
{
  g_ptr_array_unref (response->fields);
  g_bytes_unref (response->body);
  g_free (response);
}

static const struct
{
  guint status;
  const char *phrase;
} phrases[] = {
  { 100, "Continue" }, { 200, "OK" }, { 201, "Created" }, { 202, "Accepted" }, { 204, "No Content" }, { 301, "Moved Permanently" },
  { 302, "Found" }, { 303, "See Other" }, { 304, "Not Modified" }, { 307, "Temporary Redirect" }, { 400, "Bad Request" },
  { 401, "Unauthorized" }, { 403, "Forbidden" }, { 404, "Not Found" }, { 405, "Method Not Allowed" }, { 406, "Not Acceptable" },
  { 408, "Request Timeout" }, { 409, "Conflict" }, { 411, "Length Required" }, { 413, "Content Too Large" }, { 414, "URI Too Long" },
  { 415, "Unsupported Media Type" }, { 417, "Expectation Failed" }, { 429, "Too Many Requests" }, { 431, "Request Header Fields Too Large" },
  { 500, "Internal Server Error" }, { 501, "Not Implemented" }, { 503, "Service Unavailable" }, { 505, "HTTP Version Not Supported" },
};

/**
 * tb_http_status_to_phrase:
 * @status: any
 *
 * Returns: the words that go with a status; "Unknown" for one that nobody here sends
 */
const char *
tb_http_status_to_phrase (guint status)
{
  for (guint i = 0; i < G_N_ELEMENTS (phrases); i++)
    if (phrases[i].status == status)
      return phrases[i].phrase;
  return "Unknown";
}

/* Framing is the writer's own: fields of that name which somebody set are left out. */
static gboolean
is_framing (const char *name)
{
  return g_ascii_strcasecmp (name, "Content-Length") == 0 || g_ascii_strcasecmp (name, "Transfer-Encoding") == 0;
}

static void
write_fields (GByteArray *out, GPtrArray *fields)
{
  for (guint i = 0; i < fields->len; i++)
    {
      const TbHttpField *field = g_ptr_array_index (fields, i);
      g_autofree char *line = is_framing (field->name) ? NULL : g_strconcat (field->name, ": ", field->value, "\r\n", NULL);
      if (line)
        g_byte_array_append (out, (const guint8 *) line, strlen (line));
    }
}

static GBytes *
finish (GByteArray *out, GBytes *body, gboolean with_length, gboolean with_body)
{
  g_autofree char *length = g_strdup_printf ("Content-Length: %zu\r\n", g_bytes_get_size (body));
  if (with_length)
    g_byte_array_append (out, (const guint8 *) length, strlen (length));
  g_byte_array_append (out, (const guint8 *) "\r\n", 2);
  if (with_body && g_bytes_get_size (body) > 0)
    g_byte_array_append (out, g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  return g_byte_array_free_to_bytes (out);
}

/**
 * tb_http_request_write:
 * @request: what to send
 * @host: name, and port if not the usual one, of the server
 *
 * Returns: (transfer full): the bytes of the request, with its Host and, where it has a body or could have, its Content-Length
 */
GBytes *
tb_http_request_write (const TbHttpRequest *request, const char *host)
{
  GByteArray *out = g_byte_array_new ();
  g_autofree char *start = g_strdup_printf ("%s %s%s%s HTTP/1.%u\r\n%s%s%s", request->method, request->path, request->query ? "?" : "",
                                            request->query ? request->query : "", request->minor, host ? "Host: " : "", host ? host : "",
                                            host ? "\r\n" : "");
  g_byte_array_append (out, (const guint8 *) start, strlen (start));
  write_fields (out, request->fields);
  gboolean bodiless = g_bytes_get_size (request->body) == 0 && (strcmp (request->method, "GET") == 0 || strcmp (request->method, "HEAD") == 0);
  return finish (out, request->body, !bodiless, TRUE);
}

/**
 * tb_http_response_write:
 * @response: what to send
 * @method: (nullable): of the request it answers; the body is left out after `HEAD`
 *
 * Returns: (transfer full): the bytes of the response, of HTTP/1.1, with its Content-Length
 */
GBytes *
tb_http_response_write (const TbHttpResponse *response, const char *method)
{
  gboolean bodiless = response->status < 200 || response->status == 204 || response->status == 304;
  GByteArray *out = g_byte_array_new ();
  g_autofree char *start = g_strdup_printf ("HTTP/1.1 %u %s\r\n", response->status, tb_http_status_to_phrase (response->status));
  g_byte_array_append (out, (const guint8 *) start, strlen (start));
  write_fields (out, response->fields);
  return finish (out, response->body, !bodiless, !bodiless && g_strcmp0 (method, "HEAD") != 0);
}
