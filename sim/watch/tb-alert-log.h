/* tb-alert-log: one alert: which rule, about whom, from when until when. */
#pragma once

#include "tb-alert-rules.h"

G_BEGIN_DECLS

/**
 * TbAlert:
 * @rule: what it is about
 * @name: about whom: an object of the fleet or a group of it
 * @subject: its number, %TB_NOBODY for a group
 * @raised_us: the moment at which it was noticed, simulated time
 * @cleared_us: the moment at which it was seen to be over, -1 while it stands
 * @values: (array zero-terminated=1): names and values of what was found when it was raised, in turn
 *
 * Immutable, counted, one piece of memory with all its texts, since an outbreak raises as many as there are devices; one that clears is replaced by another that says so.
 */
typedef struct
{
  TbAlertRule *rule;
  const char *name;
  guint32 subject;
  gint64 raised_us;
  gint64 cleared_us;
  const char *values[];
} TbAlert;

TbAlert  *tb_alert_ref         (TbAlert *alert);
void      tb_alert_unref       (TbAlert *alert);
gboolean  tb_alert_stands_at   (const TbAlert *alert, gint64 time_us);
char     *tb_alert_dup_message (const TbAlert *alert, const char *translated_message);
char     *tb_alert_dup_mend    (const TbAlert *alert);   /* (transfer full) (nullable): the command that mends it; NULL where no single one does */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbAlert, tb_alert_unref)

G_END_DECLS
