/* tb-certificate-text: see the header. Files are named after whom a certificate is for, so that the lines fit what was exported. */
#include "tb-certificate-text.h"

#include <string.h>

#include "tb-units.h"

#define PEM_COLUMNS 64

/**
 * tb_certificate_text_pem:
 * @der: a certificate
 *
 * Returns: (transfer full): the same in the textual encoding of RFC 7468
 */
char *
tb_certificate_text_pem (GBytes *der)
{
  GString *pem = g_string_new ("-----BEGIN CERTIFICATE-----\n");
  g_autofree char *text = g_base64_encode (g_bytes_get_data (der, NULL), g_bytes_get_size (der));

  for (const char *line = text; *line; line += MIN (strlen (line), PEM_COLUMNS))
    g_string_append_printf (pem, "%.*s\n", PEM_COLUMNS, line);
  g_string_append (pem, "-----END CERTIFICATE-----\n");
  return g_string_free (pem, FALSE);
}

/**
 * tb_certificate_text_file:
 * @title: whom it is for
 *
 * Returns: (transfer full): a file name without ending that no shell has to quote
 */
char *
tb_certificate_text_file (const char *title)
{
  GString *name = g_string_new (NULL);

  for (const char *at = title; *at != '\0'; at = g_utf8_next_char (at))
    if (g_ascii_isalnum (*at) || *at == '-' || *at == '.' || *at == '_')
      g_string_append_c (name, g_ascii_tolower (*at));
    else if (name->len > 0 && name->str[name->len - 1] != '-')
      g_string_append_c (name, '-');
  while (name->len > 0 && (name->str[name->len - 1] == '-' || name->str[name->len - 1] == '.'))
    g_string_truncate (name, name->len - 1);
  if (name->len == 0)
    g_string_append (name, "certificate");
  return g_string_free (name, FALSE);
}

/**
 * tb_certificate_text_show:
 * @title: whom a certificate is for
 *
 * Returns: (transfer full): the line that shows the certificate
 */
char *
tb_certificate_text_show (const char *title)
{
  g_autofree char *file = tb_certificate_text_file (title);

  return g_strdup_printf ("openssl x509 -in %s.pem -noout -text", file);
}

/**
 * tb_certificate_text_verify:
 * @titles: (element-type utf8): whom the certificates of a path are for, the end-entity first, the trust anchor last
 * @unix_us: at what time
 * @purpose: (nullable): as openssl calls it, such as `sslclient`
 *
 * Returns: (transfer full): the line that validates the path
 */
char *
tb_certificate_text_verify (GPtrArray *titles, gint64 unix_us, const char *purpose)
{
  GString *line = g_string_new ("openssl verify -x509_strict");
  g_autofree char *anchor = tb_certificate_text_file (g_ptr_array_index (titles, titles->len - 1));
  g_autofree char *leaf = tb_certificate_text_file (g_ptr_array_index (titles, 0));

  g_string_append_printf (line, " -attime %" G_GINT64_FORMAT, unix_us / TB_US_PER_SECOND);
  if (purpose != NULL)
    g_string_append_printf (line, " -purpose %s", purpose);
  g_string_append_printf (line, " -CAfile %s.pem", anchor);
  for (guint i = titles->len - 1; i-- > 1;)
    {
      g_autofree char *file = tb_certificate_text_file (g_ptr_array_index (titles, i));

      g_string_append_printf (line, " -untrusted %s.pem", file);
    }
  g_string_append_printf (line, " %s.pem", leaf);
  return g_string_free (line, FALSE);
}

/**
 * tb_certificate_text_split:
 * @text: what somebody searches for
 *
 * Returns: (transfer full) (nullable): its words, in which case does not matter, or %NULL when there are none
 */
char **
tb_certificate_text_split (const char *text)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);

  g_strstrip (folded);
  return *folded != '\0' ? g_strsplit_set (folded, " \t", -1) : NULL;
}
