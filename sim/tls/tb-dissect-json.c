/* tb-dissect-json: the objects of ACME (RFC 8555), member by member, and what is inside of those that are base64url.
 *
 * tb_jose_parse () says whether it is JSON that this lab reads, and json-glib what each value means; here is only where in the text each of them is.
 * What stands around the values, names and braces, belongs to the field of its member or to a field of its own. */
#include "tb-dissect-enrol.h"

#include <string.h>

#include "tb-jose.h"

#define SHOWN_KEY_BYTES 64
#define MAX_DEPTH 16

/* The place of a value: where its member begins, the value proper, and all up to the next member. */
typedef struct
{
  gsize start;
  gsize value;
  gsize value_end;
  gsize end;
  char *key;            /* owned; NULL for an item of an array */
} Place;

static void read_members (TbField *field, TbCursor *cursor, guint depth);

/* --- where things are --- */

static char
peek (const TbCursor *cursor)
{
  return tb_cursor_left (cursor) > 0 ? (char) cursor->bytes[cursor->at] : '\0';
}

static void
skip_space (TbCursor *cursor)
{
  while (peek (cursor) != '\0' && g_ascii_isspace (peek (cursor)))
    cursor->at++;
}

static void
skip_string (TbCursor *cursor)
{
  for (cursor->at++; tb_cursor_left (cursor) > 0 && peek (cursor) != '"'; cursor->at++)
    if (peek (cursor) == '\\' && tb_cursor_left (cursor) > 1)
      cursor->at++;
  if (tb_cursor_take (cursor, 1) == NULL)
    cursor->broken = TRUE;
}

/* Behind one value, whatever is in it. The text is known to be JSON, so brackets need only be counted. */
static void
skip_value (TbCursor *cursor)
{
  guint depth = 0;

  do
    {
      char c = peek (cursor);

      if (c == '"')
        {
          skip_string (cursor);
          continue;
        }
      if (depth == 0 && strchr (",]}", c) != NULL)
        return;
      depth += c == '{' || c == '[';
      depth -= c == '}' || c == ']';
      cursor->at++;
      if (depth == 0 && (c == '}' || c == ']'))
        return;
    }
  while (tb_cursor_left (cursor) > 0 && (depth > 0 || strchr (",]} \t\r\n", peek (cursor)) == NULL) && !cursor->broken);
}

/* What a value says: text without its quotes and escapes, anything else as it is written. */
static char *
value_text (const TbCursor *cursor, gsize from, gsize to)
{
  const char *text = (const char *) cursor->bytes + from;
  g_autofree char *one = g_strdup_printf ("[%.*s]", (int) (to - from), text);
  g_autoptr (JsonNode) node = to > from && *text == '"' ? json_from_string (one, NULL) : NULL;
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (array == NULL || json_array_get_length (array) != 1 || json_array_get_string_element (array, 0) == NULL)
    return tb_field_text (cursor->bytes + from, to - from);
  text = json_array_get_string_element (array, 0);
  return tb_field_text ((const guint8 *) text, strlen (text));
}

static void
take_key (TbCursor *cursor, Place *place)
{
  gsize start = cursor->at;

  skip_string (cursor);
  if (cursor->broken)
    return;
  place->key = value_text (cursor, start, cursor->at);
  skip_space (cursor);
  if (peek (cursor) != ':')
    cursor->broken = TRUE;
  else
    cursor->at++;
  skip_space (cursor);
}

/* Finds the next member or item, without what separates it from what comes after it. */
static gboolean
take_place (TbCursor *cursor, gboolean in_object, Place *place)
{
  *place = (Place) { .start = cursor->at };
  skip_space (cursor);
  if (in_object && peek (cursor) == '"')
    take_key (cursor, place);
  else if (in_object)
    cursor->broken = TRUE;
  place->value = cursor->at;
  skip_value (cursor);
  place->value_end = cursor->at;
  skip_space (cursor);
  if (peek (cursor) == ',')
    cursor->at++;
  place->end = cursor->at;
  return !cursor->broken && place->value_end > place->value;
}

/* --- fields --- */

static void
add_around (TbField *field, const char *name, const TbCursor *cursor, gsize from, gsize to)
{
  if (to > from)
    tb_field_add (field, name, from, to - from, tb_field_text (cursor->bytes + from, to - from),
                  N_("The name of the member and the signs around its value."), "RFC 8259 section 2");
}

/* An object or an array: what opens it, what is in it, what closes it. */
static void
read_inside (TbField *field, const TbCursor *cursor, const Place *place, guint depth)
{
  TbCursor inside = { cursor->bytes, place->value + 1, place->value_end - 1, FALSE };

  add_around (field, "opening", cursor, place->start, inside.at);
  read_members (field, &inside, depth + 1);
  add_around (field, "closing", cursor, inside.end, place->end);
}

/* Base64url with something in it; FALSE where it is not that. */
static gboolean
read_wrapped (TbField *field, const TbCursor *cursor, const Place *place, TbFieldInner inner)
{
  TbCursor text = { cursor->bytes, place->value + 1, place->value_end - 1, FALSE };

  if (text.at >= text.end)
    return FALSE;
  add_around (field, "opening", cursor, place->start, text.at);
  if (!tb_dissect_base64 (field, &text, TB_BASE64_URL, inner))
    tb_field_malformed (field, &text, "base64url expected");
  add_around (field, "closing", cursor, place->value_end - 1, place->end);
  return TRUE;
}

static TbField *
add_field (TbField *parent, const TbCursor *cursor, const Place *place, const TbJsonMember *member)
{
  g_autofree char *text = NULL;
  TbField *field;

  if (member != NULL)
    return tb_field_add (parent, member->name, place->start, place->end - place->start, NULL, member->note, member->clause);
  field = tb_field_add (parent, place->key != NULL ? "member" : "item", place->start, place->end - place->start, NULL,
                        place->key != NULL ? N_("A member that this lab does not explain.") : N_("One item of the list."), "RFC 8259 section 4");
  text = place->key != NULL ? g_strndup (place->key, SHOWN_KEY_BYTES) : NULL;
  tb_field_set_value (field, g_steal_pointer (&text));
  return field;
}

static void
say_value (TbField *field, const TbCursor *cursor, const Place *place, const TbJsonMember *member)
{
  char *text = value_text (cursor, place->value, place->value_end);

  if (member == NULL && place->key != NULL)
    {
      tb_field_set_value (field, g_strdup_printf ("%s: %s", field->value, text));
      g_free (text);
    }
  else
    tb_field_set_value (field, text);
}

static void
read_value (TbField *parent, const TbCursor *cursor, const Place *place, guint depth)
{
  const TbJsonMember *member = place->key != NULL ? tb_json_member_find (place->key) : NULL;
  TbField *field = add_field (parent, cursor, place, member);
  char first = (char) cursor->bytes[place->value];

  if ((first == '{' || first == '[') && place->value_end - place->value > 2 && depth < MAX_DEPTH)
    read_inside (field, cursor, place, depth);
  else if (first != '"' || member == NULL || member->inner == NULL || !read_wrapped (field, cursor, place, member->inner))
    say_value (field, cursor, place, member);
}

static gboolean
is_blank (TbCursor ahead)
{
  skip_space (&ahead);
  return tb_cursor_left (&ahead) == 0;
}

/* Members of an object, or items of an array: which, the sign before them tells. */
static void
read_members (TbField *field, TbCursor *cursor, guint depth)
{
  gboolean in_object = cursor->bytes[cursor->at - 1] == '{';
  Place place;

  if (is_blank (*cursor))
    {
      add_around (field, "opening", cursor, cursor->at, cursor->end);
      return;
    }
  while (tb_cursor_left (cursor) > 0)
    {
      TbCursor before = *cursor;

      if (take_place (cursor, in_object, &place))
        read_value (field, cursor, &place, depth);
      else
        {
          *cursor = before;
          tb_field_malformed (field, cursor, "a value expected");
        }
      g_free (place.key);
    }
}

/* What an object as a whole says: the member that tells most. */
static void
say_most_telling (TbField *field)
{
  static const char *const telling[] = { "alg", "status", "type", "kty", "url" };

  for (guint i = 0; *field->value == '\0' && i < G_N_ELEMENTS (telling); i++)
    if (tb_field_find_child (field, telling[i]) != NULL)
      tb_field_set_same (field, tb_field_find_child (field, telling[i]));
}

static Place
find_whole (const TbCursor *slice)
{
  Place place = { .start = slice->at, .end = slice->end };
  TbCursor ahead = *slice;

  skip_space (&ahead);
  place.value = ahead.at;
  skip_value (&ahead);
  place.value_end = ahead.at;
  return place;
}

/**
 * tb_dissect_json:
 * @field: the field it is in
 * @slice: where an object should be, and nothing else
 *
 * Reads it; its value becomes what its most telling member says.
 */
void
tb_dissect_json (TbField *field, TbCursor *slice)
{
  gsize n_bytes = tb_cursor_left (slice);
  g_autoptr (GBytes) text = g_bytes_new_static (n_bytes > 0 ? slice->bytes + slice->at : NULL, n_bytes);
  g_autoptr (JsonObject) object = n_bytes > 0 ? tb_jose_parse (text, NULL) : NULL;
  Place place = find_whole (slice);

  if (object == NULL || place.value_end < place.value + 2 || slice->bytes[place.value] != '{')
    {
      tb_field_malformed (field, slice, "a JSON object expected");
      return;
    }
  read_inside (field, slice, &place, 0);
  say_most_telling (field);
  slice->at = slice->end;
}
