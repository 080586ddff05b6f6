/* tb-readable: see the header. Knows the two MQTT packets that carry something to read, and falls back to the printable runs. */
#include "tb-readable.h"

#include <string.h>

#define MQTT_CONNECT 1
#define MQTT_PUBLISH 3

typedef struct
{
  const guint8 *at;
  gsize left;
} Cursor;

static gboolean
skip (Cursor *cursor, gsize n)
{
  if (n > cursor->left)
    return FALSE;
  cursor->at += n;
  cursor->left -= n;
  return TRUE;
}

/* A string of MQTT: two bytes of length, then the text. */
static char *
take_string (Cursor *cursor)
{
  const guint8 *text;
  gsize n;

  if (cursor->left < 2)
    return NULL;
  n = (gsize) cursor->at[0] << 8 | cursor->at[1];
  text = cursor->at + 2;
  return skip (cursor, n + 2) ? g_utf8_make_valid ((const char *) text, (gssize) n) : NULL;
}

static gboolean
skip_fixed_header (Cursor *cursor)
{
  gboolean more = TRUE;

  if (!skip (cursor, 1))
    return FALSE;
  while (more && cursor->left > 0)
    {
      more = *cursor->at & 0x80;
      skip (cursor, 1);
    }
  return !more;
}

/* MQTT 3.1.1 section 3.1: name, level, flags, keep alive, client id, user and password. Nobody needs more than the last two. */
static char *
read_connect (Cursor *cursor)
{
  g_autofree char *protocol = take_string (cursor), *client = NULL, *user = NULL, *password = NULL;
  guint8 flags;

  if (protocol == NULL || cursor->left < 4)
    return NULL;
  flags = cursor->at[1];
  skip (cursor, 4);
  client = take_string (cursor);
  if (client == NULL || !(flags & 0x80))
    return g_steal_pointer (&client);
  user = take_string (cursor);
  password = flags & 0x40 ? take_string (cursor) : NULL;
  return user == NULL ? NULL : g_strdup_printf ("%s : %s", user, password ? password : "");
}

/* Section 3.3: topic, an identifier where quality of service asks for one, and what is said. */
static char *
read_publish (Cursor *cursor, guint8 first)
{
  g_autofree char *topic = take_string (cursor), *text = NULL;

  if (topic == NULL || !skip (cursor, first & 0x06 ? 2 : 0))
    return NULL;
  text = g_utf8_make_valid ((const char *) cursor->at, (gssize) cursor->left);
  return g_strdup (text);
}

static char *
read_runs (const guint8 *bytes, gsize n)
{
  GString *text = g_string_new (NULL);
  gsize start = 0;

  for (gsize i = 0; i <= n; i++)
    if (i == n || bytes[i] < 0x20 || bytes[i] > 0x7e)
      {
        if (i - start >= 3)
          g_string_append_printf (text, "%s%.*s", text->len > 0 ? " " : "", (int) (i - start), (const char *) bytes + start);
        start = i + 1;
      }
  return g_string_free (text, FALSE);
}

static char *
shorten (char *text, guint max_characters)
{
  glong length = g_utf8_strlen (text, -1);

  for (char *at = text; *at != '\0'; at++)
    if (g_ascii_iscntrl (*at))
      *at = ' ';
  if (length > (glong) max_characters)
    {
      g_autofree char *part = g_utf8_substring (text, 0, (glong) max_characters - 1);

      g_free (text);
      return g_strconcat (part, "…", NULL);
    }
  return text;
}

/**
 * tb_readable_from_bytes:
 * @plain: a message
 * @max_characters: longer text is shortened
 *
 * Of an MQTT CONNECT user name and password, of a PUBLISH what it says, else whatever is printable.
 *
 * Returns: (transfer full) (nullable): valid UTF-8 on one line, %NULL when there is nothing to read
 */
char *
tb_readable_from_bytes (GBytes *plain, guint max_characters)
{
  gsize n;
  const guint8 *bytes = g_bytes_get_data (plain, &n);
  Cursor cursor = { bytes, n };
  char *text = NULL;

  if (n >= 2 && bytes[0] >> 4 == MQTT_CONNECT && skip_fixed_header (&cursor))
    text = read_connect (&cursor);
  else if (n >= 2 && bytes[0] >> 4 == MQTT_PUBLISH && skip_fixed_header (&cursor))
    text = read_publish (&cursor, bytes[0]);
  if (text == NULL)
    text = read_runs (bytes, n);
  if (*text == '\0')
    g_clear_pointer (&text, g_free);
  return text != NULL ? shorten (text, max_characters) : NULL;
}
