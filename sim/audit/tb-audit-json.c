/* tb-audit-json: see the header. Section numbers are those of RFC 8785. */
#include "tb-audit-json.h"

#include <string.h>

/* The largest integer that every reader of JSON has exactly: 2^53 - 1. */
#define MAX_NUMBER ((gint64) 9007199254740991)
#define MAX_DIGITS 16

/* Section 3.2.2.2: these have an escape of two characters; other control characters have one of six. */
static const struct { char letter, byte; } escapes[] = {
  { 'b', '\b' }, { 't', '\t' }, { 'n', '\n' }, { 'f', '\f' }, { 'r', '\r' }, { '"', '"' }, { '\\', '\\' },
};

/* --- writing --- */

void
tb_audit_json_begin (GString *line)
{
  g_string_append_c (line, '{');
}

static void
write_character (GString *line, char byte)
{
  for (guint i = 0; i < G_N_ELEMENTS (escapes); i++)
    if (escapes[i].byte == byte)
      {
        g_string_append_c (line, '\\');
        g_string_append_c (line, escapes[i].letter);
        return;
      }
  if ((guchar) byte < 0x20)
    g_string_append_printf (line, "\\u%04x", (guchar) byte);
  else
    g_string_append_c (line, byte);
}

static void
write_text (GString *line, const char *text)
{
  g_string_append_c (line, '"');
  for (; *text != '\0'; text++)
    write_character (line, *text);
  g_string_append_c (line, '"');
}

static void
write_name (GString *line, const char *name)
{
  if (line->str[line->len - 1] != '{')
    g_string_append_c (line, ',');
  write_text (line, name);
  g_string_append_c (line, ':');
}

/**
 * tb_audit_json_add_text:
 * @line: an object that was begun
 * @name: behind those that are there
 * @text: (nullable): UTF-8; with %NULL nothing is written
 */
void
tb_audit_json_add_text (GString *line, const char *name, const char *text)
{
  if (text == NULL)
    return;
  write_name (line, name);
  write_text (line, text);
}

/**
 * tb_audit_json_add_number:
 * @line: an object that was begun
 * @name: behind those that are there
 * @number: of at most 53 bits
 */
void
tb_audit_json_add_number (GString *line, const char *name, gint64 number)
{
  write_name (line, name);
  g_string_append_printf (line, "%" G_GINT64_FORMAT, number);
}

void
tb_audit_json_end (GString *line)
{
  g_string_append_c (line, '}');
}

/* --- reading --- */

typedef struct
{
  const char *at;
  const char *end;
} Cursor;

static gboolean
skip (Cursor *cursor, char byte)
{
  if (cursor->at == cursor->end || *cursor->at != byte)
    return FALSE;
  cursor->at++;
  return TRUE;
}

/* Of a control character that has no short escape: `00` and two digits in small letters. */
static gboolean
read_code (Cursor *cursor, GString *text)
{
  const char *at = cursor->at;
  int code;

  if (cursor->end - at < 4 || at[0] != '0' || at[1] != '0' || (at[2] != '0' && at[2] != '1') || !g_ascii_isxdigit (at[3]) || g_ascii_isupper (at[3]))
    return FALSE;
  code = (at[2] - '0') << 4 | g_ascii_xdigit_value (at[3]);
  for (guint i = 0; i < G_N_ELEMENTS (escapes); i++)
    if (escapes[i].byte == code)
      return FALSE;
  cursor->at += 4;
  g_string_append_c (text, (char) code);
  return code != 0;
}

static gboolean
read_escape (Cursor *cursor, GString *text)
{
  if (skip (cursor, 'u'))
    return read_code (cursor, text);
  for (guint i = 0; i < G_N_ELEMENTS (escapes); i++)
    if (skip (cursor, escapes[i].letter))
      {
        g_string_append_c (text, escapes[i].byte);
        return TRUE;
      }
  return FALSE;
}

/* Returns: (transfer full) (nullable): a text */
static char *
read_text (Cursor *cursor)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (!skip (cursor, '"'))
    return NULL;
  while (cursor->at < cursor->end && *cursor->at != '"')
    if (skip (cursor, '\\'))
      {
        if (!read_escape (cursor, text))
          return NULL;
      }
    else if ((guchar) *cursor->at < 0x20)
      return NULL;
    else
      g_string_append_c (text, *cursor->at++);
  if (!skip (cursor, '"') || !g_utf8_validate (text->str, (gssize) text->len, NULL))
    return NULL;
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Without leading zeros, and no minus before nothing (section 3.2.2.3). */
static gboolean
read_number (Cursor *cursor, gint64 *number)
{
  gboolean is_negative = skip (cursor, '-');
  const char *first = cursor->at;
  gint64 read = 0;

  while (cursor->at < cursor->end && g_ascii_isdigit (*cursor->at) && cursor->at - first < MAX_DIGITS)
    read = read * 10 + (*cursor->at++ - '0');
  *number = is_negative ? -read : read;
  if (cursor->at == first || read > MAX_NUMBER)
    return FALSE;
  return *first != '0' || (cursor->at - first == 1 && !is_negative);
}

static gboolean
is_name (const char *name)
{
  for (const char *at = name; *at != '\0'; at++)
    if (!g_ascii_islower (*at) && !g_ascii_isdigit (*at) && *at != '_')
      return FALSE;
  return *name != '\0';
}

/* Section 3.2.3: each behind the one before; so no name is there twice. */
static gboolean
read_member (Cursor *cursor, TbAuditObject *object)
{
  TbAuditMember *member = &object->members[object->n];

  if (object->n == TB_AUDIT_MAX_MEMBERS || (member->name = read_text (cursor)) == NULL)
    return FALSE;
  object->n++;
  if (!is_name (member->name) || (object->n > 1 && strcmp (member[-1].name, member->name) >= 0) || !skip (cursor, ':'))
    return FALSE;
  if (cursor->at < cursor->end && *cursor->at == '"')
    return (member->text = read_text (cursor)) != NULL;
  return read_number (cursor, &member->number);
}

static gboolean
read_members (Cursor *cursor, TbAuditObject *object)
{
  do
    if (!read_member (cursor, object))
      return FALSE;
  while (skip (cursor, ','));
  return TRUE;
}

/**
 * tb_audit_json_read:
 * @line: (array length=n_bytes): a line without its end
 * @n_bytes: how long it is
 * @object: (out caller-allocates): what it says; clear it in any case
 * @problem: (out) (transfer none): why it is not read
 *
 * Returns: whether it is one object in the form that is allowed, and nothing else
 */
gboolean
tb_audit_json_read (const char *line, gsize n_bytes, TbAuditObject *object, const char **problem)
{
  Cursor cursor = { line, line + n_bytes };

  memset (object, 0, sizeof *object);
  *problem = "it is not JSON in canonical form";
  if (!skip (&cursor, '{') || !read_members (&cursor, object) || !skip (&cursor, '}'))
    return FALSE;
  *problem = "something follows the JSON";
  return cursor.at == cursor.end;
}

static const TbAuditMember *
find (const TbAuditObject *object, const char *name)
{
  for (guint i = 0; i < object->n; i++)
    if (strcmp (object->members[i].name, name) == 0)
      return &object->members[i];
  return NULL;
}

/**
 * tb_audit_object_get_text:
 * @object: what a line says
 * @name: of a member
 *
 * Returns: (nullable): its text; %NULL where it is not there or is a number
 */
const char *
tb_audit_object_get_text (const TbAuditObject *object, const char *name)
{
  const TbAuditMember *member = find (object, name);

  return member != NULL ? member->text : NULL;
}

/**
 * tb_audit_object_get_number:
 * @object: what a line says
 * @name: of a member
 * @number: (out caller-allocates): its value
 *
 * Returns: whether it is there and is a number
 */
gboolean
tb_audit_object_get_number (const TbAuditObject *object, const char *name, gint64 *number)
{
  const TbAuditMember *member = find (object, name);

  if (member == NULL || member->text != NULL)
    return FALSE;
  *number = member->number;
  return TRUE;
}

/**
 * tb_audit_object_clear:
 * @object: what a line says
 *
 * Frees what it owns.
 */
void
tb_audit_object_clear (TbAuditObject *object)
{
  for (guint i = 0; i < object->n; i++)
    {
      g_free (object->members[i].name);
      g_free (object->members[i].text);
    }
  object->n = 0;
}
