/* tb-hello-change: see the header. Works on a flight that is one record with one ClientHello in it; anything else is left alone. */
#include "tb-hello-change.h"

#include "tb-hello-view.h"
#include "tb-names.h"

#define RECORD_LENGTH_AT  3
#define MESSAGE_AT        5
#define MESSAGE_LENGTH_AT 6
#define SESSION_AT        43    /* after headers, version and random number */
#define SUITE_BYTES       2
#define EXTENSION_HEADER_BYTES 4
#define CONTENT_HANDSHAKE 22

/**
 * Place:
 * @list_at: where a list begins, with its length of two bytes
 * @begin, @end: what is in it
 *
 * A list in a flight.
 */
typedef struct
{
  gsize list_at;
  gsize begin;
  gsize end;
} Place;

static Place
place_of (TbCursor *cursor)
{
  Place place = { .list_at = cursor->at };
  TbCursor list = tb_cursor_slice (cursor, tb_cursor_be (cursor, 2));

  place.begin = list.at;
  place.end = list.end;
  return place;
}

/* Returns: whether it is a ClientHello, whole and alone, with extensions */
static gboolean
find_lists (const guint8 *flight, gsize n_bytes, Place *suites, Place *extensions)
{
  TbCursor cursor;

  tb_cursor_init (&cursor, flight, n_bytes);
  if (tb_cursor_be (&cursor, 1) != CONTENT_HANDSHAKE || tb_cursor_be (&cursor, 2) == 0 || tb_cursor_be (&cursor, 2) != n_bytes - MESSAGE_AT
      || tb_cursor_be (&cursor, 1) != TB_HELLO_CLIENT || tb_cursor_be (&cursor, 3) != n_bytes - MESSAGE_AT - 4)
    return FALSE;
  tb_cursor_take (&cursor, SESSION_AT - cursor.at);
  tb_cursor_take (&cursor, tb_cursor_be (&cursor, 1));
  *suites = place_of (&cursor);
  tb_cursor_take (&cursor, tb_cursor_be (&cursor, 1));
  *extensions = place_of (&cursor);
  return !cursor.broken && tb_cursor_left (&cursor) == 0;
}

static guint
be (const guint8 *bytes, guint n_bytes)
{
  guint number = 0;

  for (guint i = 0; i < n_bytes; i++)
    number = number << 8 | bytes[i];
  return number;
}

static void
shorten (guint8 *length, guint n_bytes, guint by)
{
  guint left = be (length, n_bytes) - by;

  for (guint i = n_bytes; i > 0; i--, left >>= 8)
    length[i - 1] = (guint8) left;
}

/* Takes bytes out of a list; every length around them says so. */
static void
cut (GByteArray *flight, Place *list, gsize at, guint n_bytes)
{
  g_byte_array_remove_range (flight, (guint) at, n_bytes);
  list->end -= n_bytes;
  shorten (flight->data + list->list_at, 2, n_bytes);
  shorten (flight->data + MESSAGE_LENGTH_AT, 3, n_bytes);
  shorten (flight->data + RECORD_LENGTH_AT, 2, n_bytes);
}

static GByteArray *
copy (const guint8 *flight, gsize n_bytes)
{
  return g_byte_array_append (g_byte_array_new (), flight, (guint) n_bytes);
}

/* Returns: (transfer full) (nullable): what is left, %NULL when nothing was taken away; @changed is freed */
static GBytes *
finish (GByteArray *changed, gsize n_before)
{
  if (changed->len < n_before)
    return g_byte_array_free_to_bytes (changed);
  g_byte_array_unref (changed);
  return NULL;
}

/**
 * tb_hello_drop_extension:
 * @flight: (array length=n_bytes): what a client says first
 * @n_bytes: its length
 * @extension: type of an extension
 *
 * Takes an extension out of a ClientHello.
 *
 * Returns: (transfer full) (nullable): the flight without it; %NULL when it is not there
 */
GBytes *
tb_hello_drop_extension (const guint8 *flight, gsize n_bytes, guint16 extension)
{
  Place suites, extensions;
  GByteArray *changed;

  if (!find_lists (flight, n_bytes, &suites, &extensions))
    return NULL;
  changed = copy (flight, n_bytes);
  for (gsize at = extensions.begin; at + EXTENSION_HEADER_BYTES <= extensions.end;)
    {
      guint n_extension = EXTENSION_HEADER_BYTES + be (changed->data + at + 2, 2);

      if (be (changed->data + at, 2) == extension && at + n_extension <= extensions.end)
        cut (changed, &extensions, at, n_extension);
      else
        at += n_extension;
    }
  return finish (changed, n_bytes);
}

static gboolean
is_kept (guint suite, const guint16 *suites, guint n_suites)
{
  for (guint i = 0; i < n_suites; i++)
    if (suites[i] == suite)
      return TRUE;
  return FALSE;
}

/**
 * tb_hello_keep_suites:
 * @flight: (array length=n_bytes): what a client says first
 * @n_bytes: its length
 * @suites: (array length=n_suites): cipher suites
 * @n_suites: how many
 *
 * Takes all other cipher suites out of a ClientHello.
 *
 * Returns: (transfer full) (nullable): the flight without them; %NULL when there are no others
 */
GBytes *
tb_hello_keep_suites (const guint8 *flight, gsize n_bytes, const guint16 *suites, guint n_suites)
{
  Place offered, extensions;
  GByteArray *changed;

  if (!find_lists (flight, n_bytes, &offered, &extensions))
    return NULL;
  changed = copy (flight, n_bytes);
  for (gsize at = offered.begin; at + SUITE_BYTES <= offered.end;)
    {
      if (is_kept (be (changed->data + at, SUITE_BYTES), suites, n_suites))
        at += SUITE_BYTES;
      else
        cut (changed, &offered, at, SUITE_BYTES);
    }
  return finish (changed, n_bytes);
}

/* --- what it says --- */

static guint
find_newest_version (const guint8 *flight, gsize n_bytes)
{
  TbHelloView hello;
  TbCursor versions;
  guint newest = be (flight + SESSION_AT - TB_HELLO_RANDOM_BYTES - 2, 2);

  if (!tb_hello_view_read (&hello, flight + MESSAGE_AT, n_bytes - MESSAGE_AT, FALSE) || !tb_hello_view_find (&hello, TB_HELLO_VERSIONS, &versions))
    return newest;
  tb_cursor_take (&versions, 1);
  while (tb_cursor_left (&versions) > 1)
    {
      guint version = (guint) tb_cursor_be (&versions, 2);

      newest = MAX (newest, version);
    }
  return newest;
}

/**
 * tb_hello_describe:
 * @flight: (array length=n_bytes): what a client says first
 * @n_bytes: its length
 *
 * Returns: (transfer full): how much it offers: `up to TLS 1.3 (0x0304), 11 cipher suites, TLS_AES_128_GCM_SHA256 first`
 */
char *
tb_hello_describe (const guint8 *flight, gsize n_bytes)
{
  Place suites, extensions;
  g_autofree char *version = NULL, *first = NULL;

  if (!find_lists (flight, n_bytes, &suites, &extensions) || suites.end - suites.begin < SUITE_BYTES)
    return g_strdup ("no ClientHello");
  version = tb_names_describe (TB_NAMES_VERSION, find_newest_version (flight, n_bytes));
  first = tb_names_describe (TB_NAMES_CIPHER, be (flight + suites.begin, SUITE_BYTES));
  return g_strdup_printf ("up to %s, %u cipher suites, %s first", version, (guint) ((suites.end - suites.begin) / SUITE_BYTES), first);
}
