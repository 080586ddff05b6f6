/* alert-fixture: alerts that were never looked for, for tests of what shows alerts. */
#pragma once

#include "tb-alert-private.h"
#include "tb-units.h"

/* Under a shipped rule, about @name, from @raised_h to @cleared_h (hours; -1: it stands). */
static inline TbAlert *
make_alert (GPtrArray *rules, const char *rule, const char *name, guint32 subject, gint64 raised_h, gint64 cleared_h)
{
  const TbAlertRule *found = tb_alert_rules_find (rules, rule);
  const char *const values[] = { "name", name, NULL };
  TbAlert *alert, *cleared;

  g_assert_nonnull (found);
  alert = tb_alert_new ((TbAlertRule *) found, name, subject, values, raised_h * TB_US_PER_HOUR);
  if (cleared_h < 0)
    return alert;
  cleared = tb_alert_new_cleared (alert, cleared_h * TB_US_PER_HOUR);
  tb_alert_unref (alert);
  return cleared;
}

static inline GPtrArray *
load_rules (void)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *rules = tb_alert_rules_load (NULL, &error);

  g_assert_no_error (error);
  return rules;
}
