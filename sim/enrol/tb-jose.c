/* tb-jose: see the header. Bytes and JSON; keys are in tb-jwk, signed objects in tb-jws. */
#include "tb-jose.h"

#include <string.h>

/* No message of ACME nests deeper than six; json-glib calls itself for each level. */
#define MAX_DEPTH 16

G_DEFINE_QUARK (tb-jose-error-quark, tb_jose_error)

/* --- base64url (RFC 4648 section 5, without padding) --- */

/**
 * tb_base64url_encode:
 * @bytes: (array length=n_bytes): what to write
 * @n_bytes: how many
 *
 * Returns: (transfer full): the text, without padding
 */
char *
tb_base64url_encode (const void *bytes, gsize n_bytes)
{
  char *text = n_bytes > 0 ? g_base64_encode (bytes, n_bytes) : g_strdup ("");

  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';
  return text;
}

/**
 * tb_base64url_encode_bytes:
 * @bytes: what to write
 *
 * Returns: (transfer full): the text, without padding
 */
char *
tb_base64url_encode_bytes (GBytes *bytes)
{
  gsize n;
  const void *data = g_bytes_get_data (bytes, &n);

  return tb_base64url_encode (data, n);
}

static GBytes *
decode_padded (const char *text)
{
  g_autofree char *padded = g_strconcat (text, &"===="[strlen (text) % 4 > 0 ? strlen (text) % 4 : 4], NULL);
  gsize n;
  guchar *bytes;

  g_strdelimit (padded, "-", '+');
  g_strdelimit (padded, "_", '/');
  bytes = g_base64_decode (padded, &n);
  return g_bytes_new_take (bytes, n);
}

/**
 * tb_base64url_decode:
 * @text: what was written
 * @error: return location
 *
 * Accepts the one encoding that there is of some bytes: no padding, no other characters, no bits left over (RFC 7515 section 2).
 *
 * Returns: (transfer full) (nullable): the bytes; %NULL with %TB_JOSE_ERROR_MALFORMED
 */
GBytes *
tb_base64url_decode (const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = decode_padded (text);
  g_autofree char *again = tb_base64url_encode_bytes (bytes);

  if (strcmp (text, again) == 0)
    return g_steal_pointer (&bytes);
  g_set_error_literal (error, TB_JOSE_ERROR, TB_JOSE_ERROR_MALFORMED, "A value is not base64url without padding (RFC 7515 section 2)");
  return NULL;
}

/* --- JSON --- */

static gboolean
is_shallow (const char *text, gsize n)
{
  guint depth = 0;

  for (gsize i = 0; i < n; i++)
    if (text[i] == '[' || text[i] == '{')
      {
        if (++depth > MAX_DEPTH)
          return FALSE;
      }
    else if ((text[i] == ']' || text[i] == '}') && depth > 0)
      depth--;
  return TRUE;
}

static JsonObject *
parse_object (const char *text, gsize n)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonNode *root;

  if (!g_utf8_validate (text, (gssize) n, NULL) || !is_shallow (text, n) || !json_parser_load_from_data (parser, text, (gssize) n, NULL))
    return NULL;
  root = json_parser_get_root (parser);
  return root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_object_ref (json_node_get_object (root)) : NULL;
}

/**
 * tb_jose_parse:
 * @text: JSON in UTF-8
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the object; %NULL with %TB_JOSE_ERROR_MALFORMED when it is none, or nests too deep
 */
JsonObject *
tb_jose_parse (GBytes *text, GError **error)
{
  gsize n;
  const char *data = g_bytes_get_data (text, &n);
  JsonObject *object = n > 0 ? parse_object (data, n) : NULL;

  if (object == NULL)
    g_set_error (error, TB_JOSE_ERROR, TB_JOSE_ERROR_MALFORMED, "This is not a JSON object of at most %d levels", MAX_DEPTH);
  return object;
}

/**
 * tb_jose_print:
 * @object: an object
 *
 * Returns: (transfer full): its text, without blanks
 */
char *
tb_jose_print (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);

  return json_to_string (node, FALSE);
}

/**
 * tb_jose_get_text:
 * @object: an object
 * @member: a name
 *
 * Returns: (transfer none) (nullable): the text of that name; %NULL when there is none or it is no text
 */
const char *
tb_jose_get_text (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}
