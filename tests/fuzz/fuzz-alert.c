/* Fuzzes the reader of alert rules: whatever a file says, there is a rule or one sentence that names the file. */
#include "fuzz.h"

#include <string.h>

#include "tb-alert-rules.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n_bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbAlertRule) rule = tb_alert_rule_read ("fuzz.xml", (const char *) data, n_bytes, &error);
  g_autofree char *condition = rule != NULL ? tb_alert_rule_dup_condition (rule) : NULL;

  g_assert_true ((rule == NULL) == (error != NULL));
  if (rule != NULL)
    g_assert_true (*rule->title != '\0' && *rule->message != '\0' && *condition != '\0');
  else
    g_assert_true (g_str_has_prefix (error->message, "fuzz.xml") && g_utf8_validate (error->message, -1, NULL));
  return 0;
}

static const char question[] =
  "<alert id=\"a\" severity=\"critical\"><title>T</title><message>{name} {at_us}</message><why>W</why><mend command=\"renew device={name}\">M</mend>"
  "<sql sample=\"5m\" kinds=\"moved command\" after=\"moved\" keep=\"1d\" least=\"3\">SELECT name, not_after_us AS at_us, 1 AS value FROM device WHERE not_after_us &lt; :now_us</sql>"
  "<baseline warm-up=\"3\" times=\"2\"/><reference>R</reference></alert>";

static const char window[] =
  "<alert id=\"b\" severity=\"notice\"><title>T</title><message>{name} {sum} {usual} {over_us} {other}</message><why>W</why><mend>M</mend>"
  "<window kinds=\"handshake-refused\" details=\"1 48\" over=\"1h\" sample=\"5m\" per=\"group\" of=\"object\" sum=\"values\" least=\"3\"/></alert>";

GPtrArray *
fuzz_make_seeds (void)
{
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  g_ptr_array_add (seeds, g_bytes_new_static (question, strlen (question)));
  g_ptr_array_add (seeds, g_bytes_new_static (window, strlen (window)));
  return seeds;
}
