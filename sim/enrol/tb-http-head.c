/* tb-http-head: start lines and fields of HTTP messages, line by line, and what the fields say of the body.
 *
 * Strict where RFC 9112 lets a reader be lenient: no folding, no space before a colon, no second Content-Length even when it agrees, never both
 * Content-Length and Transfer-Encoding. Two readers of one connection that disagree about such things are how requests are smuggled. */
#include "tb-http-private.h"

#include <string.h>

/* Fields that may come once; a second could be the one that another reader believes. */
static const char *const single_fields[] = { "Content-Length", "Transfer-Encoding", "Host", "Content-Type", "Authorization",
                                              "Content-Transfer-Encoding" };

static gboolean
is_single (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (single_fields); i++)
    if (g_ascii_strcasecmp (single_fields[i], name) == 0)
      return TRUE;
  return FALSE;
}

/**
 * tb_http_read_field:
 * @fields: those read so far
 * @line: one line without its end; changed
 * @error: return location
 *
 * Reads one field (RFC 9112 section 5) and adds it to @fields.
 *
 * Returns: whether it was one and there is room for it
 */
gboolean
tb_http_read_field (GPtrArray *fields, char *line, GError **error)
{
  char *colon = strchr (line, ':');
  if (line[0] == ' ' || line[0] == '\t')
    return tb_http_fail (error, TB_HTTP_ERROR_MALFORMED, "A field is folded over two lines");
  if (colon == NULL)
    return tb_http_fail (error, TB_HTTP_ERROR_MALFORMED, "A line of the head has no colon");
  *colon = '\0';
  if (!tb_http_is_token (line))
    return tb_http_fail (error, TB_HTTP_ERROR_MALFORMED, "The name of a field is not a token");
  if (!tb_http_is_field_value (colon + 1))
    return tb_http_fail (error, TB_HTTP_ERROR_MALFORMED, "A field holds a control character");
  if (fields->len >= TB_HTTP_MAX_FIELDS)
    return tb_http_fail (error, TB_HTTP_ERROR_HEAD_TOO_LARGE, "There are too many fields");
  if (is_single (line) && tb_http_fields_get (fields, line))
    return tb_http_fail (error, TB_HTTP_ERROR_MALFORMED, "A field that may come once comes twice");
  tb_http_fields_add (fields, line, g_strstrip (colon + 1));
  return TRUE;
}

static gboolean
read_version (const char *text, guint *minor, GError **error)
{
  if (strcmp (text, "HTTP/1.1") == 0 || strcmp (text, "HTTP/1.0") == 0)
    {
      *minor = text[7] - '0';
      return TRUE;
    }
  gboolean other = strlen (text) == 8 && g_str_has_prefix (text, "HTTP/") && g_ascii_isdigit (text[5]) && text[6] == '.' && g_ascii_isdigit (text[7]);
  return tb_http_fail (error, other ? TB_HTTP_ERROR_VERSION : TB_HTTP_ERROR_MALFORMED, "The version is neither HTTP/1.0 nor HTTP/1.1");
}

/* Visible ASCII but for what a URI never holds bare; GLib says whether the percent signs are right. */
static gboolean
is_target (const char *text)
{
  for (const char *at = text; *at; at++)
    if (!g_ascii_isgraph (*at) || strchr ("\"<>\\^`{|}#", *at))
      return FALSE;
  g_autofree char *unescaped = g_uri_unescape_string (text, NULL);
  return unescaped != NULL;
}

static gboolean
read_absolute_target (TbHttpHead *head, const char *target, GError **error)
{
  g_autofree char *scheme = NULL, *host = NULL, *path = NULL;
  if (!g_uri_split (target, G_URI_FLAGS_ENCODED, &scheme, NULL, &host, NULL, &path, &head->query, NULL, NULL) || !host || !*host ||
      (g_strcmp0 (scheme, "http") != 0 && g_strcmp0 (scheme, "https") != 0))
    return tb_http_fail (error, TB_HTTP_ERROR_MALFORMED, "The target is neither a path nor an http address");
  head->path = *path ? g_steal_pointer (&path) : g_strdup ("/");
  return TRUE;
}

static gboolean
read_target (TbHttpHead *head, const char *target, GError **error)
{
  if (!is_target (target))
    return tb_http_fail (error, TB_HTTP_ERROR_MALFORMED, "The target holds characters that no address may");
  if (target[0] != '/')
    return read_absolute_target (head, target, error);
  const char *question = strchr (target, '?');
  head->path = question ? g_strndup (target, question - target) : g_strdup (target);
  head->query = question ? g_strdup (question + 1) : NULL;
  return TRUE;
}

static gboolean
read_request_line (TbHttpHead *head, char *line, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (line, " ", 4);
  if (g_strv_length (parts) != 3 || !tb_http_is_token (parts[0]))
    return tb_http_fail (error, TB_HTTP_ERROR_MALFORMED, "The first line is not method, target and version");
  head->method = g_strdup (parts[0]);
  return read_version (parts[2], &head->minor, error) && read_target (head, parts[1], error);
}

static gboolean
read_status_line (TbHttpHead *head, char *line, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (line, " ", 3);
  guint64 status = 0;
  if (g_strv_length (parts) < 2 || strlen (parts[1]) != 3 || !g_ascii_string_to_unsigned (parts[1], 10, 100, 599, &status, NULL) ||
      (parts[2] && !tb_http_is_field_value (parts[2])))
    return tb_http_fail (error, TB_HTTP_ERROR_MALFORMED, "The first line is not version and status");
  head->status = (guint) status;
  return read_version (parts[0], &head->minor, error);
}

/**
 * tb_http_head_read_start:
 * @head: where to keep what is found
 * @line: the first line of a message, without its end
 * @error: return location
 *
 * Reads a request line or a status line (RFC 9112 sections 3 and 4).
 *
 * Returns: whether it is one
 */
gboolean
tb_http_head_read_start (TbHttpHead *head, char *line, GError **error)
{
  return head->is_response ? read_status_line (head, line, error) : read_request_line (head, line, error);
}

static gboolean
find_chunked (const TbHttpHead *head, const char *coding, const char *length, TbHttpBody *body, GError **error)
{
  if (length)
    return tb_http_fail (error, TB_HTTP_ERROR_MALFORMED, "There are both a Content-Length and a Transfer-Encoding");
  if (head->minor == 0)
    return tb_http_fail (error, TB_HTTP_ERROR_MALFORMED, "HTTP/1.0 knows no Transfer-Encoding");
  if (g_ascii_strcasecmp (coding, "chunked") != 0)
    return tb_http_fail (error, TB_HTTP_ERROR_CODING, "The transfer coding is not chunked");
  *body = TB_HTTP_BODY_CHUNKED;
  return TRUE;
}

static gboolean
has_no_body (const TbHttpHead *head, gboolean answers_head)
{
  return head->is_response && (answers_head || head->status < 200 || head->status == 204 || head->status == 304);
}

/**
 * tb_http_head_find_body:
 * @head: a whole one
 * @answers_head: for a response: whether the request was `HEAD`
 * @body: (out): how the body ends
 * @length: (out): its length in bytes, where it was told
 * @error: return location
 *
 * Finds where the message ends (RFC 9112 section 6.3), and that a request of HTTP/1.1 names one host (RFC 9112 section 3.2).
 *
 * Returns: whether every reader would agree
 */
gboolean
tb_http_head_find_body (const TbHttpHead *head, gboolean answers_head, TbHttpBody *body, guint64 *length, GError **error)
{
  const char *told = tb_http_fields_get (head->fields, "Content-Length");
  const char *coding = tb_http_fields_get (head->fields, "Transfer-Encoding");
  *body = head->is_response ? TB_HTTP_BODY_UNTIL_END : TB_HTTP_BODY_NONE;
  *length = 0;
  if (!head->is_response && head->minor == 1 && !tb_http_fields_get (head->fields, "Host"))
    return tb_http_fail (error, TB_HTTP_ERROR_MALFORMED, "The request names no host");
  if (coding && !find_chunked (head, coding, told, body, error))
    return FALSE;
  if (told && !g_ascii_string_to_unsigned (told, 10, 0, G_MAXINT64, length, NULL))
    return tb_http_fail (error, TB_HTTP_ERROR_MALFORMED, "The Content-Length is not a number");
  if (told)
    *body = *length > 0 ? TB_HTTP_BODY_LENGTH : TB_HTTP_BODY_NONE;
  if (has_no_body (head, answers_head))
    *body = TB_HTTP_BODY_NONE;
  return TRUE;
}
