/* tb-complaint: see the header. Who quotes forty bytes of a text may have cut its last character in two, and names of files may be anything; what is said has to be UTF-8
 * all the same. Readers of files and of commands call it from their own function with a format. */
#include "tb-complaint.h"

/**
 * tb_complaint_set:
 * @error: (nullable): return location
 * @domain: of the error
 * @code: of the error
 * @where: (nullable): what it is about, such as "file:12", to stand before the sentence
 * @format: of the sentence, as printf() takes it
 * @args: what stands in it
 *
 * Sets an error that says "where: sentence" in valid UTF-8, whatever was quoted.
 */
void
tb_complaint_set (GError **error, GQuark domain, gint code, const char *where, const char *format, va_list args)
{
  g_autofree char *sentence = g_strdup_vprintf (format, args);
  g_autofree char *whole = where != NULL ? g_strconcat (where, ": ", sentence, NULL) : g_steal_pointer (&sentence);
  g_autofree char *valid = g_utf8_make_valid (whole, -1);

  g_set_error_literal (error, domain, code, valid);
}
