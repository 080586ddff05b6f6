/* tb-alert-condition: when a rule is so; see tb-alert-private.h. */
#include "tb-alert-private.h"

#include "tb-complaint.h"

const char *const tb_window_per_codes[TB_N_PER] = { [TB_PER_DEVICE] = "device", [TB_PER_GROUP] = "group", [TB_PER_ALL] = "all" };
const char *const tb_window_sum_codes[TB_N_SUMS] = { [TB_SUM_RECORDS] = "records", [TB_SUM_VALUES] = "values" };

void
tb_alert_condition_free (TbAlertCondition *condition)
{
  g_clear_pointer (&condition->details, g_array_unref);
  g_free (condition->sql);
  g_free (condition);
}

/* "file:line: sentence" */
void
tb_alert_complain (GError **error, const char *path, long line, const char *format, ...)
{
  g_autofree char *where = g_strdup_printf ("%s:%ld", path, line);
  va_list args;

  va_start (args, format);
  tb_complaint_set (error, TB_ALERT_ERROR, TB_ALERT_ERROR_INVALID, where, format, args);
  va_end (args);
}
