/* tb-http-value: what the values of a few HTTP fields say: media types with parameters, and basic authentication (RFC 7617). */
#include "tb-http-private.h"

#include <string.h>

/**
 * tb_http_media_type_is:
 * @value: (nullable): of a Content-Type field
 * @media_type: type and subtype
 *
 * Returns: whether @value is of that type, whatever its parameters
 */
gboolean
tb_http_media_type_is (const char *value, const char *media_type)
{
  if (value == NULL)
    return FALSE;
  g_autofree char *type = g_strndup (value, strcspn (value, ";"));
  return g_ascii_strcasecmp (g_strstrip (type), media_type) == 0;
}

static char *
unquote (const char *at)
{
  GString *out = g_string_new (NULL);
  for (; *at && *at != '"'; at++)
    {
      if (*at == '\\' && at[1])
        at++;
      g_string_append_c (out, *at);
    }
  return g_string_free (out, *at != '"');
}

/* The end of a parameter's value: the next semicolon outside quotes. */
static const char *
skip_value (const char *at)
{
  for (gboolean quoted = FALSE; *at && (quoted || *at != ';'); at++)
    {
      if (*at == '\\' && quoted && at[1])
        at++;
      else if (*at == '"')
        quoted = !quoted;
    }
  return at;
}

/**
 * tb_http_media_type_get_parameter:
 * @value: (nullable): of a Content-Type field
 * @name: of a parameter, compared without regard to case
 *
 * Reads a parameter (RFC 9110 section 5.6.6), quoted or not.
 *
 * Returns: (transfer full) (nullable): its value
 */
char *
tb_http_media_type_get_parameter (const char *value, const char *name)
{
  for (const char *at = value ? skip_value (value) : ""; *at == ';'; at = skip_value (at))
    {
      at += 1 + strspn (at + 1, " \t");
      gsize length = strcspn (at, "=;");
      if (at[length] != '=' || length != strlen (name) || g_ascii_strncasecmp (at, name, length) != 0)
        continue;
      at += length + 1;
      return *at == '"' ? unquote (at + 1) : g_strchomp (g_strndup (at, strcspn (at, ";")));
    }
  return NULL;
}

/**
 * tb_http_read_basic:
 * @request: a request
 * @user: (out) (transfer full): the user named
 * @secret: (out) (transfer full): what the user shall know
 *
 * Reads the credentials of basic authentication (RFC 7617 section 2). Nothing is verified.
 *
 * Returns: whether there are any, well formed
 */
gboolean
tb_http_read_basic (const TbHttpRequest *request, char **user, char **secret)
{
  const char *value = tb_http_fields_get (request->fields, "Authorization");
  if (value == NULL || g_ascii_strncasecmp (value, "Basic ", 6) != 0)
    return FALSE;
  gsize length = 0;
  g_autofree guchar *decoded = g_base64_decode (value + 6 + strspn (value + 6, " "), &length);
  g_autofree char *text = g_strndup ((const char *) decoded, length);
  char *colon = strchr (text, ':');
  if (strlen (text) != length || colon == NULL || !g_utf8_validate (text, -1, NULL))
    return FALSE;
  *user = g_strndup (text, colon - text);
  *secret = g_strdup (colon + 1);
  return TRUE;
}

/**
 * tb_http_set_basic:
 * @request: a request
 * @user: without a colon
 * @secret: what the server knows that user by
 *
 * Adds the credentials of basic authentication. Only for connections that hide them.
 */
void
tb_http_set_basic (TbHttpRequest *request, const char *user, const char *secret)
{
  g_return_if_fail (strchr (user, ':') == NULL);
  g_autofree char *text = g_strconcat (user, ":", secret, NULL);
  g_autofree char *encoded = g_base64_encode ((const guchar *) text, strlen (text));
  g_autofree char *value = g_strconcat ("Basic ", encoded, NULL);
  tb_http_fields_set (request->fields, "Authorization", value);
}
