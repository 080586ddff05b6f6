/* tb-http-reader: reads one HTTP message from bytes as they come, keeping no more of it than its limits say.
 *
 * A machine of one state and one line buffer. What is beyond the message is left to the caller: it is the next one, or an intrusion. */
#include "tb-http-private.h"

#include <string.h>

/* A chunk's size has at most eight digits; the rest of its line is extensions, which nobody here knows and all together are limited. */
#define MAX_CHUNK_DIGITS 8

typedef enum
{
  START_LINE,
  FIELD_LINE,
  PLAIN_BODY,
  OPEN_BODY,
  CHUNK_LINE,
  CHUNK_DATA,
  CHUNK_END,
  TRAILER_LINE,
  COMPLETE,
  BROKEN,
} State;

struct _TbHttpReader
{
  State state;
  TbHttpHead head;         /* owned parts */
  GString *line;           /* owned: the line that is coming in */
  GByteArray *body;        /* owned */
  GPtrArray *trailers;     /* owned: read for their form, then forgotten */
  gsize body_limit;
  gsize head_bytes;        /* of the head, the chunk extensions and the trailers */
  guint64 left;            /* of the body or chunk that is coming in */
  gboolean answers_head;
  gboolean had_empty_line;
};

static TbHttpReader *
reader_new (gboolean is_response, gsize body_limit_bytes)
{
  TbHttpReader *reader = g_new0 (TbHttpReader, 1);
  reader->head.is_response = is_response;
  reader->head.fields = tb_http_fields_new ();
  reader->line = g_string_new (NULL);
  reader->body = g_byte_array_new ();
  reader->trailers = tb_http_fields_new ();
  reader->body_limit = body_limit_bytes;
  return reader;
}

/**
 * tb_http_reader_new_request:
 * @body_limit_bytes: the most bytes of body that are accepted, chunked or not
 *
 * Returns: (transfer full): a reader of one request
 */
TbHttpReader *
tb_http_reader_new_request (gsize body_limit_bytes)
{
  return reader_new (FALSE, body_limit_bytes);
}

/**
 * tb_http_reader_new_response:
 * @body_limit_bytes: the most bytes of body that are accepted, chunked or not
 * @method: of the request, since the answer to `HEAD` has no body
 *
 * Interim responses (status 1xx) are passed over.
 *
 * Returns: (transfer full): a reader of one response
 */
TbHttpReader *
tb_http_reader_new_response (gsize body_limit_bytes, const char *method)
{
  TbHttpReader *reader = reader_new (TRUE, body_limit_bytes);
  reader->answers_head = g_strcmp0 (method, "HEAD") == 0;
  return reader;
}

void
tb_http_reader_free (TbHttpReader *reader)
{
  g_free (reader->head.method);
  g_free (reader->head.path);
  g_free (reader->head.query);
  g_clear_pointer (&reader->head.fields, g_ptr_array_unref);
  g_string_free (reader->line, TRUE);
  g_clear_pointer (&reader->body, g_byte_array_unref);
  g_ptr_array_unref (reader->trailers);
  g_free (reader);
}

static gboolean
begin_body (TbHttpReader *reader, GError **error)
{
  static const State states[] = { COMPLETE, PLAIN_BODY, CHUNK_LINE, OPEN_BODY };
  TbHttpBody body;
  if (!tb_http_head_find_body (&reader->head, reader->answers_head, &body, &reader->left, error))
    return FALSE;
  if (body == TB_HTTP_BODY_LENGTH && reader->left > reader->body_limit)
    return tb_http_fail (error, TB_HTTP_ERROR_BODY_TOO_LARGE, "The body is longer than is accepted");
  reader->state = states[body];
  return TRUE;
}

static gboolean
end_head (TbHttpReader *reader, GError **error)
{
  if (!reader->head.is_response || reader->head.status >= 200)
    return begin_body (reader, error);
  if (reader->head.status == 101)
    return tb_http_fail (error, TB_HTTP_ERROR_MALFORMED, "The server speaks another protocol from here on");
  g_ptr_array_set_size (reader->head.fields, 0);
  reader->state = START_LINE;
  return TRUE;
}

/* RFC 9112 section 2.2: one empty line before a request is what some clients send after the last body. */
static gboolean
take_start_line (TbHttpReader *reader, char *line, GError **error)
{
  if (*line == '\0' && !reader->head.is_response && !reader->had_empty_line)
    {
      reader->had_empty_line = TRUE;
      return TRUE;
    }
  reader->state = FIELD_LINE;
  return tb_http_head_read_start (&reader->head, line, error);
}

static gboolean
take_chunk_line (TbHttpReader *reader, char *line, GError **error)
{
  g_autofree char *digits = g_strndup (line, strspn (line, "0123456789abcdefABCDEF"));
  const char *rest = line + strlen (digits) + strspn (line + strlen (digits), " \t");
  if (strlen (digits) > MAX_CHUNK_DIGITS || !g_ascii_string_to_unsigned (digits, 16, 0, G_MAXUINT32, &reader->left, NULL) ||
      (*rest != '\0' && *rest != ';') || !tb_http_is_field_value (rest) || (*rest == '\0' && rest != line + strlen (digits)))
    return tb_http_fail (error, TB_HTTP_ERROR_MALFORMED, "A chunk does not begin with its size");
  if (reader->left > reader->body_limit - reader->body->len)
    return tb_http_fail (error, TB_HTTP_ERROR_BODY_TOO_LARGE, "The body is longer than is accepted");
  reader->head_bytes -= strlen (digits) + 2;   /* a size is no extension */
  reader->state = reader->left > 0 ? CHUNK_DATA : TRAILER_LINE;
  return TRUE;
}

static gboolean
take_trailer_line (TbHttpReader *reader, char *line, GError **error)
{
  if (*line != '\0')
    return tb_http_read_field (reader->trailers, line, error);
  reader->state = COMPLETE;
  return TRUE;
}

static gboolean
take_line (TbHttpReader *reader, char *line, GError **error)
{
  switch (reader->state)
    {
    case START_LINE:
      return take_start_line (reader, line, error);
    case FIELD_LINE:
      return *line == '\0' ? end_head (reader, error) : tb_http_read_field (reader->head.fields, line, error);
    case CHUNK_LINE:
      return take_chunk_line (reader, line, error);
    case CHUNK_END:
      reader->state = CHUNK_LINE;
      reader->head_bytes -= 2;
      return *line == '\0' || tb_http_fail (error, TB_HTTP_ERROR_MALFORMED, "A chunk is longer than its size");
    default:
      return take_trailer_line (reader, line, error);
    }
}

static gboolean
too_much_head (TbHttpReader *reader, GError **error)
{
  gboolean target = reader->state == START_LINE && !reader->head.is_response;
  return tb_http_fail (error, target ? TB_HTTP_ERROR_TARGET_TOO_LONG : TB_HTTP_ERROR_HEAD_TOO_LARGE, "The head is longer than is accepted");
}

/* Lines end in CR LF and hold neither of the two, nor a NUL. */
static gboolean
take_line_byte (TbHttpReader *reader, guint8 byte, GError **error)
{
  GString *line = reader->line;
  gboolean after_cr = line->len > 0 && line->str[line->len - 1] == '\r';
  if (++reader->head_bytes > TB_HTTP_HEAD_MAX_BYTES)
    return too_much_head (reader, error);
  if (byte == '\0' || (byte == '\n') != after_cr)
    return tb_http_fail (error, TB_HTTP_ERROR_MALFORMED, "A line holds a NUL or does not end in CR LF");
  if (reader->state == CHUNK_END && line->len == 0 && byte != '\r')
    return tb_http_fail (error, TB_HTTP_ERROR_MALFORMED, "A chunk is longer than its size");
  if (byte != '\n')
    {
      g_string_append_c (line, byte);
      return TRUE;
    }
  g_string_truncate (line, line->len - 1);
  gboolean taken = take_line (reader, line->str, error);
  g_string_truncate (line, 0);
  return taken;
}

static gsize
take_known (TbHttpReader *reader, const guint8 *data, gsize length)
{
  gsize taken = MIN (length, reader->left);
  g_byte_array_append (reader->body, data, taken);
  reader->left -= taken;
  if (reader->left == 0)
    reader->state = reader->state == PLAIN_BODY ? COMPLETE : CHUNK_END;
  return taken;
}

static gboolean
take_open (TbHttpReader *reader, const guint8 *data, gsize length, GError **error)
{
  if (length > reader->body_limit - reader->body->len)
    return tb_http_fail (error, TB_HTTP_ERROR_BODY_TOO_LARGE, "The body is longer than is accepted");
  g_byte_array_append (reader->body, data, length);
  return TRUE;
}

/* Takes some bytes, at least one. */
static gboolean
take_some (TbHttpReader *reader, const guint8 *data, gsize length, gsize *taken, GError **error)
{
  *taken = length;
  if (reader->state == OPEN_BODY)
    return take_open (reader, data, length, error);
  if (reader->state == PLAIN_BODY || reader->state == CHUNK_DATA)
    {
      *taken = take_known (reader, data, length);
      return TRUE;
    }
  *taken = 1;
  return take_line_byte (reader, *data, error);
}

/**
 * tb_http_reader_feed:
 * @reader: a reader
 * @data: bytes that came in
 * @length: how many
 * @consumed: (out): how many of them belong to this message; the rest are left once it is complete
 * @error: return location; its code is the status to answer with
 *
 * Reads on. After an error nothing more can be read on this connection: nobody knows where the next message begins.
 *
 * Returns: whether the message is well formed so far
 */
gboolean
tb_http_reader_feed (TbHttpReader *reader, const guint8 *data, gsize length, gsize *consumed, GError **error)
{
  *consumed = 0;
  if (reader->state == BROKEN)
    return tb_http_fail (error, TB_HTTP_ERROR_MALFORMED, "The message was broken before");
  while (*consumed < length && reader->state != COMPLETE)
    {
      gsize taken = 0;
      if (!take_some (reader, data + *consumed, length - *consumed, &taken, error))
        {
          reader->state = BROKEN;
          return FALSE;
        }
      *consumed += taken;
    }
  return TRUE;
}

/**
 * tb_http_reader_end:
 * @reader: a reader
 * @error: return location
 *
 * Says that the connection ended. A response of unknown length is complete by that.
 *
 * Returns: whether the message is complete
 */
gboolean
tb_http_reader_end (TbHttpReader *reader, GError **error)
{
  if (reader->state == OPEN_BODY)
    reader->state = COMPLETE;
  return reader->state == COMPLETE || tb_http_fail (error, TB_HTTP_ERROR_MALFORMED, "The message breaks off");
}

/**
 * tb_http_reader_is_idle:
 * @reader: a reader
 *
 * Returns: whether nothing has come yet, so that the connection may be closed without loss
 */
gboolean
tb_http_reader_is_idle (TbHttpReader *reader)
{
  return reader->state == START_LINE && reader->line->len == 0;
}

/**
 * tb_http_reader_is_complete:
 * @reader: a reader
 *
 * Returns: whether the whole message is there to be taken
 */
gboolean
tb_http_reader_is_complete (TbHttpReader *reader)
{
  return reader->state == COMPLETE;
}

/**
 * tb_http_reader_take_request:
 * @reader: a complete reader of requests, which afterwards can only be freed
 *
 * Returns: (transfer full): the request
 */
TbHttpRequest *
tb_http_reader_take_request (TbHttpReader *reader)
{
  g_return_val_if_fail (reader->state == COMPLETE && !reader->head.is_response && reader->body, NULL);
  TbHttpRequest *request = g_new0 (TbHttpRequest, 1);
  request->method = g_steal_pointer (&reader->head.method);
  request->path = g_steal_pointer (&reader->head.path);
  request->query = g_steal_pointer (&reader->head.query);
  request->minor = reader->head.minor;
  request->fields = g_steal_pointer (&reader->head.fields);
  request->body = g_byte_array_free_to_bytes (g_steal_pointer (&reader->body));
  return request;
}

/**
 * tb_http_reader_take_response:
 * @reader: a complete reader of responses, which afterwards can only be freed
 *
 * Returns: (transfer full): the response
 */
TbHttpResponse *
tb_http_reader_take_response (TbHttpReader *reader)
{
  g_return_val_if_fail (reader->state == COMPLETE && reader->head.is_response && reader->body, NULL);
  TbHttpResponse *response = g_new0 (TbHttpResponse, 1);
  response->status = reader->head.status;
  response->fields = g_steal_pointer (&reader->head.fields);
  response->body = g_byte_array_free_to_bytes (g_steal_pointer (&reader->body));
  return response;
}

static gboolean
read_whole (TbHttpReader *reader, GBytes *bytes, GError **error)
{
  gsize length, consumed;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  if (!tb_http_reader_feed (reader, data, length, &consumed, error) || !tb_http_reader_end (reader, error))
    return FALSE;
  return consumed == length || tb_http_fail (error, TB_HTTP_ERROR_MALFORMED, "Something follows the message");
}

/**
 * tb_http_request_read:
 * @bytes: one whole request
 * @body_limit_bytes: the most bytes of body that are accepted
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the request, %NULL when @bytes is anything else, or more
 */
TbHttpRequest *
tb_http_request_read (GBytes *bytes, gsize body_limit_bytes, GError **error)
{
  g_autoptr (TbHttpReader) reader = tb_http_reader_new_request (body_limit_bytes);
  return read_whole (reader, bytes, error) ? tb_http_reader_take_request (reader) : NULL;
}

/**
 * tb_http_response_read:
 * @bytes: one whole response
 * @body_limit_bytes: the most bytes of body that are accepted
 * @method: of the request that it answers
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the response, %NULL when @bytes is anything else, or more
 */
TbHttpResponse *
tb_http_response_read (GBytes *bytes, gsize body_limit_bytes, const char *method, GError **error)
{
  g_autoptr (TbHttpReader) reader = tb_http_reader_new_response (body_limit_bytes, method);
  return read_whole (reader, bytes, error) ? tb_http_reader_take_response (reader) : NULL;
}
