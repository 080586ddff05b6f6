/* tb-dissect-http: HTTP messages (RFC 9112), as devices and authorities exchange them: start line, fields, and a body by its media type.
 *
 * One whole message, and nothing after it: that is how messages are kept here. What enrolment needs to know of it, it reads itself (tb-http.h). */
#include "tb-dissect-enrol.h"

#include <string.h>

#include "tb-http.h"

#define MAX_PARTS 16
#define MAX_LINES 64

static void read_body (TbField *parent, TbCursor *cursor, const char *content_type);

/* --- start line --- */

typedef struct
{
  const char *name;
  const char *note;
  const char *clause;
} Word;

static const Word request_words[] = {
  { "method", N_("What is to be done: GET fetches, HEAD asks for the fields alone, POST hands something over."), "RFC 9110 section 9.3" },
  { "request-target", N_("What it is to be done with."), "RFC 9112 section 3.2" },
  { "HTTP-version", N_("Which HTTP the sender speaks."), "RFC 9112 section 2.3" },
};

static const Word status_words[] = {
  { "HTTP-version", N_("Which HTTP the sender speaks."), "RFC 9112 section 2.3" },
  { "status-code", N_("How it went: 2xx done or on its way, 4xx the request was not in order, 5xx the server could not."), "RFC 9110 section 15" },
  { "reason-phrase", N_("The same in words; programs ignore it."), "RFC 9112 section 4" },
};

static gboolean
is_response (const guint8 *bytes, gsize n_bytes)
{
  return n_bytes > 7 && memcmp (bytes, "HTTP/1.", 7) == 0;
}

/* Up to the next space, which belongs to it; the last word takes the end of the line. */
static void
add_word (TbField *line, const TbCursor *cursor, gsize *at, gsize text_end, gsize line_end, const Word *word, gboolean is_last)
{
  const guint8 *start = cursor->bytes + *at;
  const guint8 *space = is_last ? NULL : memchr (start, ' ', text_end - *at);
  gsize end = space != NULL ? (gsize) (space - cursor->bytes) + 1 : line_end;
  gsize n_text = (space != NULL ? end - 1 : text_end) - *at;

  if (end > *at)
    tb_field_add (line, word->name, *at, end - *at, tb_field_text (start, n_text), word->note, word->clause);
  *at = end;
}

/* What is asked for there is what the whole message is for. */
static void
note_target (TbField *root, TbField *line)
{
  TbField *target = tb_field_find_child (line, "request-target");
  const TbHttpWord *word = target != NULL ? tb_http_word_for_target (target->value) : NULL;

  if (word == NULL)
    return;
  root->note = target->note = word->note;
  root->clause = target->clause = word->clause;
}

static gboolean
read_start_line (TbField *root, TbCursor *cursor, gboolean response)
{
  const Word *words = response ? status_words : request_words;
  gsize offset = cursor->at, at = offset, n_text;
  TbField *line;

  if (!tb_dissect_take_line (cursor, &n_text))
    return FALSE;
  line = tb_field_add (root, response ? "status-line" : "request-line", offset, cursor->at - offset, tb_field_text (cursor->bytes + offset, n_text),
                       response ? N_("How it went, in one line.") : N_("What is asked for, in one line."),
                       response ? "RFC 9112 section 4" : "RFC 9112 section 3");
  for (guint i = 0; i < 3 && at < cursor->at; i++)
    add_word (line, cursor, &at, MAX (at, offset + n_text), cursor->at, &words[i], i == 2);
  note_target (root, line);
  return TRUE;
}

/* --- fields --- */

/* Returns the value of a field with that name. */
static void
add_field (TbField *parent, const TbCursor *cursor, gsize offset, gsize n_text, char **content_type)
{
  static const TbHttpWord unknown = { "field", N_("A field that this lab does not explain."), "RFC 9112 section 5" };
  g_autofree char *line = tb_field_text (cursor->bytes + offset, n_text);
  char *colon = strchr (line, ':');
  const TbHttpWord *word;

  if (colon != NULL)
    *colon = '\0';
  word = colon != NULL ? tb_http_word_for_field (line) : NULL;
  if (colon != NULL)
    *colon = ':';
  if (word == NULL)
    word = &unknown;
  else
    memmove (line, colon + 1, strlen (colon + 1) + 1);
  g_strstrip (line);
  tb_field_add (parent, word->name, offset, cursor->at - offset, g_strdup (line), word->note, word->clause);
  if (g_str_equal (word->name, "Content-Type") && *content_type == NULL)
    *content_type = g_steal_pointer (&line);
}

/* Up to and with the empty line. */
static gboolean
read_fields (TbField *parent, TbCursor *cursor, char **content_type)
{
  gsize offset = cursor->at, n_text;

  for (; tb_cursor_left (cursor) > 0 && tb_dissect_take_line (cursor, &n_text); offset = cursor->at)
    {
      if (n_text == 0)
        {
          tb_field_add (parent, "empty-line", offset, cursor->at - offset, NULL, N_("The fields end here; what follows is the content."), "RFC 9112 section 2.1");
          return TRUE;
        }
      add_field (parent, cursor, offset, n_text, content_type);
    }
  return FALSE;
}

/* --- parts --- */

static gboolean
is_multipart (const char *content_type)
{
  return content_type != NULL && g_ascii_strncasecmp (content_type, "multipart/", strlen ("multipart/")) == 0;
}

static gboolean
is_delimiter (const TbCursor *cursor, const char *delimiter)
{
  return tb_cursor_left (cursor) >= strlen (delimiter) && memcmp (cursor->bytes + cursor->at, delimiter, strlen (delimiter)) == 0;
}

static void
add_delimiter (TbField *parent, TbCursor *cursor)
{
  gsize offset = cursor->at, n_text;

  if (!tb_dissect_take_line (cursor, &n_text))
    tb_cursor_take (cursor, n_text = tb_cursor_left (cursor));
  tb_field_add (parent, "delimiter", offset, cursor->at - offset, tb_field_text (cursor->bytes + offset, n_text),
                N_("Where one part ends and the next begins; the last has two more dashes."), "RFC 2046 section 5.1.1");
}

static void
read_part (TbField *parent, TbCursor *cursor, const char *delimiter)
{
  g_autofree char *content_type = NULL;
  TbCursor part = *cursor;
  gsize offset = cursor->at, n_text;
  TbField *field;

  while (tb_cursor_left (cursor) > 0 && !is_delimiter (cursor, delimiter))
    if (!tb_dissect_take_line (cursor, &n_text))
      tb_cursor_take (cursor, tb_cursor_left (cursor));
  part.end = cursor->at;
  if (part.end == offset)
    return;
  field = tb_field_add (parent, "part", offset, part.end - offset, NULL, N_("One of several things that are sent together."), "RFC 2046 section 5.1");
  if (read_fields (field, &part, &content_type))
    read_body (field, &part, is_multipart (content_type) ? NULL : content_type);
  tb_field_finish (field, &part);
}

static void
read_parts (TbField *body, TbCursor *cursor, const char *boundary)
{
  g_autofree char *delimiter = g_strconcat ("--", boundary, NULL);

  for (guint i = 0; i < MAX_PARTS && tb_cursor_left (cursor) > 0; i++)
    {
      if (is_delimiter (cursor, delimiter))
        add_delimiter (body, cursor);
      read_part (body, cursor, delimiter);
    }
  tb_field_finish (body, cursor);
}

/* --- body --- */

static gboolean
is_text (const guint8 *bytes, gsize n_bytes)
{
  for (gsize i = 0; i < n_bytes; i++)
    if (g_ascii_iscntrl (bytes[i]) && !g_ascii_isspace (bytes[i]))
      return FALSE;
  return g_utf8_validate_len ((const char *) bytes, n_bytes, NULL);
}

/* Some send the DER itself where base64 is due; it is read all the same. */
static void
read_inner (TbField *body, TbCursor *cursor, const TbMediaFormat *format)
{
  if (!format->is_base64 || !tb_dissect_base64 (body, cursor, TB_BASE64, format->inner))
    format->inner (body, cursor);
  tb_field_finish (body, cursor);
}

/* Such as the capabilities that SCEP tells, one a line. */
static void
read_lines (TbField *body, TbCursor *cursor)
{
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; i < MAX_LINES && tb_cursor_left (cursor) > 0; i++)
    {
      gsize offset = cursor->at, n_text;
      TbField *line;

      if (!tb_dissect_take_line (cursor, &n_text))
        tb_cursor_take (cursor, n_text = tb_cursor_left (cursor));
      line = tb_field_add (body, "line", offset, cursor->at - offset, tb_field_text (cursor->bytes + offset, n_text), N_("One line of the text."),
                           "RFC 9110 section 8.3.1");
      g_string_append_printf (all, "%s%s", i > 0 ? ", " : "", line->value);
    }
  tb_field_set_text (body, all->str, all->len);
}

static gboolean
is_in_lines (const TbCursor *cursor)
{
  guint n_lines = 0;

  for (gsize i = cursor->at; i < cursor->end; i++)
    n_lines += cursor->bytes[i] == '\n';
  return n_lines > 0 && n_lines < MAX_LINES && is_text (cursor->bytes + cursor->at, tb_cursor_left (cursor));
}

static void
read_plain (TbField *body, TbCursor *cursor)
{
  gsize n_bytes = tb_cursor_left (cursor);
  const guint8 *bytes = cursor->bytes + cursor->at;

  if (is_in_lines (cursor))
    {
      read_lines (body, cursor);
      return;
    }
  tb_cursor_take (cursor, n_bytes);
  tb_field_set_value (body, is_text (bytes, n_bytes) ? tb_field_text (bytes, n_bytes) : tb_field_hex (bytes, n_bytes));
}

static void
read_body (TbField *parent, TbCursor *cursor, const char *content_type)
{
  static const TbMediaFormat unknown = { "", "content", .note = N_("The content, as the fields above describe it."), .clause = "RFC 9112 section 6" };
  const TbMediaFormat *format = content_type != NULL ? tb_media_format_find (content_type) : NULL;
  g_autofree char *boundary = content_type != NULL ? tb_http_media_type_get_parameter (content_type, "boundary") : NULL;
  TbField *body;

  if (format == NULL)
    format = &unknown;
  if (tb_cursor_left (cursor) == 0)
    return;
  body = tb_field_add (parent, format->name, cursor->at, tb_cursor_left (cursor), NULL, format->note, format->clause);
  if (boundary != NULL && *boundary != '\0' && is_multipart (content_type))
    read_parts (body, cursor, boundary);
  else if (format->inner != NULL)
    read_inner (body, cursor, format);
  else
    read_plain (body, cursor);
}

/* --- the message --- */

/**
 * tb_dissect_is_http:
 * @bytes: (array length=n_bytes): what somebody said
 * @n_bytes: how many bytes
 *
 * Returns: whether it begins as a message of HTTP/1.x does
 */
gboolean
tb_dissect_is_http (const guint8 *bytes, gsize n_bytes)
{
  TbCursor cursor;
  gsize n_text;

  tb_cursor_init (&cursor, bytes, n_bytes);
  if (is_response (bytes, n_bytes))
    return TRUE;
  return tb_dissect_take_line (&cursor, &n_text) && n_text > 11 && g_ascii_isupper (bytes[0]) && memcmp (bytes + n_text - 9, " HTTP/1.", 8) == 0;
}

/* What the whole says: what is asked for, or how it went. */
static void
say_start (TbField *root)
{
  const TbField *line = g_ptr_array_index (root->children, 0);
  const TbField *method = tb_field_find_child (line, "method"), *target = tb_field_find_child (line, "request-target");
  const TbField *code = tb_field_find_child (line, "status-code"), *phrase = tb_field_find_child (line, "reason-phrase");

  if (method != NULL && target != NULL)
    tb_field_set_value (root, g_strdup_printf ("%s %s", method->value, target->value));
  else if (code != NULL)
    tb_field_set_value (root, g_strdup_printf ("%s %s", code->value, phrase != NULL ? phrase->value : ""));
}

/**
 * tb_dissect_http:
 * @bytes: (array length=n_bytes): one whole message
 * @n_bytes: how many bytes
 *
 * Takes a message apart: its lines, and of its body what enrolment has to say: certificates, requests for them, signed objects. What cannot be read is
 * in a field called `malformed`.
 *
 * Returns: (transfer full): its fields; the value of the whole is what is asked for, or how it went
 */
TbField *
tb_dissect_http (const guint8 *bytes, gsize n_bytes)
{
  gboolean response = is_response (bytes, n_bytes);
  TbField *root = tb_field_new ("HTTP", 0, n_bytes,
    response ? N_("The answer of a server.") : N_("What a client wants of a server."), response ? "RFC 9112 section 4" : "RFC 9112 section 3");
  g_autofree char *content_type = NULL;
  TbCursor cursor;

  tb_cursor_init (&cursor, bytes, n_bytes);
  if (!read_start_line (root, &cursor, response))
    {
      tb_field_malformed (root, &cursor, "a start line expected");
      return root;
    }
  say_start (root);
  if (read_fields (root, &cursor, &content_type))
    read_body (root, &cursor, content_type);
  tb_field_finish (root, &cursor);
  return root;
}
