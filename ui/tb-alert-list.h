/* tb-alert-list: alerts of one rule as a list model, told of by the smallest change when they change. */
#pragma once

#include "tb-alert-log.h"

G_BEGIN_DECLS

#define TB_TYPE_ALERT_ITEM (tb_alert_item_get_type ())
G_DECLARE_FINAL_TYPE (TbAlertItem, tb_alert_item, TB, ALERT_ITEM, GObject)

/* Properties: name (s), when (s). */
TbAlert     *tb_alert_item_get  (TbAlertItem *self);                                            /* (transfer none) */

#define TB_TYPE_ALERT_LIST (tb_alert_list_get_type ())
G_DECLARE_FINAL_TYPE (TbAlertList, tb_alert_list, TB, ALERT_LIST, GObject)

TbAlertList *tb_alert_list_new  (void);
void         tb_alert_list_take (TbAlertList *self, GPtrArray *alerts, gint64 time_us);         /* (transfer full): of TbAlert, as they are at that time */
guint        tb_alert_list_find (TbAlertList *self, const TbAlert *alert);                      /* the row of that one, cleared meanwhile or not; G_MAXUINT for none */
guint        tb_alert_list_find_subject (TbAlertList *self, guint32 subject);                   /* likewise the first about that object */

G_END_DECLS
