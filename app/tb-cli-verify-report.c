/* tb-cli-verify-report: a validation as one JSON document or as lines for people. Keys and codes are not translated. */
#include "tb-cli-verify.h"

#include "tb-cli-checks.h"

static char *
say_time (gint64 unix_us)
{
  g_autoptr (GDateTime) moment = g_date_time_new_from_unix_utc (unix_us / G_USEC_PER_SEC);

  return moment != NULL ? g_date_time_format (moment, "%Y-%m-%dT%H:%M:%SZ") : NULL;
}

static void
add_certificate (JsonBuilder *json, TbCertificate *certificate)
{
  g_autofree char *not_before = say_time (tb_certificate_get_not_before_us (certificate));
  g_autofree char *not_after = say_time (tb_certificate_get_not_after_us (certificate));

  json_builder_begin_object (json);
  tb_cli_add_foreign_text (json, "subject", tb_certificate_get_subject (certificate));
  tb_cli_add_foreign_text (json, "issuer", tb_certificate_get_issuer (certificate));
  tb_cli_add_text (json, "serial", tb_certificate_get_serial (certificate));
  tb_cli_add_text (json, "not_before", not_before);
  tb_cli_add_text (json, "not_after", not_after);
  json_builder_end_object (json);
}

static const char *
say_where (const TbValidation *validation, const TbCheck *check)
{
  GPtrArray *chain = tb_validation_get_chain (validation);

  return check->depth >= 0 && (guint) check->depth < chain->len ? tb_certificate_get_subject (g_ptr_array_index (chain, (guint) check->depth)) : "path";
}

static void
add_lists (JsonBuilder *json, const TbValidation *validation)
{
  GPtrArray *chain = tb_validation_get_chain (validation);
  const TbChecks *checks = tb_validation_get_checks (validation);

  json_builder_set_member_name (json, "chain");
  json_builder_begin_array (json);
  for (guint i = 0; i < chain->len; i++)
    add_certificate (json, g_ptr_array_index (chain, i));
  json_builder_end_array (json);
  json_builder_set_member_name (json, "checks");
  json_builder_begin_array (json);
  for (guint i = 0; i < tb_checks_get_n (checks); i++)
    {
      const TbCheck *check = tb_checks_get (checks, i);

      tb_cli_add_check (json, check, say_where (validation, check));
    }
  json_builder_end_array (json);
}

void
tb_verify_report_json (const TbValidation *validation)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  json_builder_begin_object (json);
  json_builder_set_member_name (json, "valid");
  json_builder_add_boolean_value (json, tb_validation_is_valid (validation));
  tb_cli_add_text (json, "reason", tb_validation_get_reason (validation));
  tb_cli_add_foreign_text (json, "explanation", tb_validation_get_explanation (validation));
  tb_cli_add_int (json, "paths", tb_validation_get_n_paths (validation));
  json_builder_set_member_name (json, "openssl_valid");
  json_builder_add_boolean_value (json, tb_validation_get_openssl_valid (validation));
  add_lists (json, validation);
  json_builder_end_object (json);
  tb_cli_print_json (json);
}

/* --- for people --- */

void
tb_verify_report_text (const TbValidation *validation, gboolean with_checks)
{
  GPtrArray *chain = tb_validation_get_chain (validation);
  const TbChecks *checks = tb_validation_get_checks (validation);
  g_autofree char *explanation = g_utf8_make_valid (tb_validation_get_explanation (validation), -1);

  if (tb_validation_is_valid (validation))
    g_print ("valid\n");
  else
    g_print ("invalid: %s\n", tb_validation_get_reason (validation));
  g_print ("%s\n", explanation);
  for (guint i = 0; i < chain->len; i++)
    {
      g_autofree char *subject = g_utf8_make_valid (tb_certificate_get_subject (g_ptr_array_index (chain, i)), -1);

      g_print ("%3u %s\n", i, subject);
    }
  for (guint i = 0; with_checks && i < tb_checks_get_n (checks); i++)
    tb_cli_print_check (tb_checks_get (checks, i), TRUE);
}
