/* tb-est-multipart: bodies of several parts (RFC 2046 section 5.1), in which EST delivers a key with its certificate. Strict: lines end in CR LF. */
#include "tb-est-private.h"

#include <string.h>

#include "tb-http-private.h"

/* Base64 has no hyphen, so no part can hold it. */
#define BOUNDARY    "trustbed-part-of-est"
#define MAX_PARTS   8
#define MAX_BOUNDARY 70   /* RFC 2046 section 5.1.1 */

void
tb_est_part_free (TbEstPart *part)
{
  g_free (part->media_type);
  g_clear_pointer (&part->body, g_bytes_unref);
  g_free (part);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbEstPart, tb_est_part_free)

/**
 * tb_est_parts_write:
 * @parts: (array length=n): media types, and bodies in base64
 * @n: how many
 * @media_type: (out) (transfer full): of the whole
 *
 * Returns: (transfer full): the body that holds them
 */
GBytes *
tb_est_parts_write (const TbEstPart *parts, guint n, char **media_type)
{
  GString *out = g_string_new (NULL);
  for (guint i = 0; i < n; i++)
    {
      gsize length;
      const char *body = g_bytes_get_data (parts[i].body, &length);
      g_string_append_printf (out, "--" BOUNDARY "\r\nContent-Type: %s\r\nContent-Transfer-Encoding: base64\r\n\r\n", parts[i].media_type);
      g_string_append_len (out, body, length);
      g_string_append (out, "\r\n");
    }
  g_string_append (out, "--" BOUNDARY "--\r\n");
  *media_type = g_strdup (TB_EST_TYPE_MIXED "; boundary=" BOUNDARY);
  return g_string_free_to_bytes (out);
}

static gboolean
read_fields (GPtrArray *fields, char *head)
{
  g_auto (GStrv) lines = g_strsplit (head, "\r\n", TB_HTTP_MAX_FIELDS + 1);
  for (guint i = 0; lines[i]; i++)
    if (*lines[i] && !tb_http_read_field (fields, lines[i], NULL))
      return FALSE;
  return TRUE;
}

/* @text: what is between two delimiters, beginning with the end of the first one's line */
static TbEstPart *
read_part (const char *text)
{
  g_autoptr (GPtrArray) fields = tb_http_fields_new ();
  const char *end = strstr (text, "\r\n\r\n");
  g_autofree char *head = end ? g_strndup (text, end - text) : NULL;
  if (!g_str_has_prefix (text, "\r\n") || head == NULL || !read_fields (fields, head))
    return NULL;
  TbEstPart *part = g_new0 (TbEstPart, 1);
  const char *type = tb_http_fields_get (fields, "Content-Type");
  part->media_type = g_strdup (type ? type : "text/plain");
  part->body = g_bytes_new (end + 4, strlen (end + 4));
  return part;
}

static gboolean
is_boundary (const char *boundary)
{
  gsize length = boundary ? strlen (boundary) : 0;
  return length > 0 && length <= MAX_BOUNDARY && boundary[length - 1] != ' ' && tb_http_is_field_value (boundary);
}

/* What is before the first delimiter and after the last is for readers of other times. */
static GPtrArray *
read_between (char **pieces, guint n)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_est_part_free);
  if (n < 3 || n > MAX_PARTS + 2 || !g_str_has_prefix (pieces[n - 1], "--"))
    return NULL;
  for (guint i = 1; i + 1 < n; i++)
    {
      TbEstPart *part = read_part (pieces[i]);
      if (part == NULL)
        return NULL;
      g_ptr_array_add (parts, part);
    }
  return g_steal_pointer (&parts);
}

/**
 * tb_est_parts_read:
 * @body: what may be several parts
 * @media_type: (nullable): of the whole
 *
 * Returns: (transfer full) (nullable) (element-type TbEstPart): 1 to 8 parts
 */
GPtrArray *
tb_est_parts_read (GBytes *body, const char *media_type)
{
  gsize length;
  const char *data = g_bytes_get_data (body, &length);
  g_autofree char *boundary = tb_http_media_type_get_parameter (media_type, "boundary");
  if (!tb_http_media_type_is (media_type, TB_EST_TYPE_MIXED) || !is_boundary (boundary) || length == 0 || memchr (data, '\0', length))
    return NULL;
  g_autofree char *text = g_strndup (data, length);
  g_autofree char *framed = g_strconcat ("\r\n", text, NULL);
  g_autofree char *delimiter = g_strconcat ("\r\n--", boundary, NULL);
  g_auto (GStrv) pieces = g_strsplit (framed, delimiter, MAX_PARTS + 3);
  return read_between (pieces, g_strv_length (pieces));
}
