/* tb-alert-digest: which alerts are shown at a time, and how they are summed by rule. No widget is known here. */
#pragma once

#include "tb-alert-log.h"

G_BEGIN_DECLS

/**
 * TbAlertFilter:
 * @time_us: what was known then; nothing that was raised later
 * @least: of this severity or worse
 * @is_standing: only what stands at that time
 * @search: (nullable): part of the name of whom it is about, or of the title of its rule
 */
typedef struct
{
  gint64 time_us;
  TbAlertSeverity least;
  gboolean is_standing;
  const char *search;
} TbAlertFilter;

/**
 * TbAlertGroup:
 * @rule: (transfer none): what its alerts are about
 * @n: how many there are
 * @n_standing: how many of them stand
 * @since_us: when the first of them was raised that stands; where none does, when the last one was
 */
typedef struct
{
  const TbAlertRule *rule;
  guint n;
  guint n_standing;
  gint64 since_us;
} TbAlertGroup;

GArray    *tb_alert_digest_group (GPtrArray *alerts, const TbAlertFilter *filter);                           /* of TbAlertGroup, the worst first; then what stands, then by rule */
GPtrArray *tb_alert_digest_list  (GPtrArray *alerts, const TbAlertRule *rule, const TbAlertFilter *filter);  /* of TbAlert, newest first */
guint      tb_alert_digest_count (GPtrArray *alerts, gint64 time_us, TbAlertSeverity least);                 /* that stand */

G_END_DECLS
