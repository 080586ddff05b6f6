/* tb-alerts-page-private: what the files of the page of alerts share. */
#pragma once

#include <adwaita.h>

#include "tb-alert-digest.h"
#include "tb-alert-feed.h"
#include "tb-alert-list.h"
#include "tb-alerts-page.h"

G_BEGIN_DECLS

struct _TbAlertsPage
{
  GtkWidget parent_instance;

  /* owned */
  TbPlayhead *playhead;
  TbAlertList *alerts;          /* of the chosen rule */
  GtkSingleSelection *selection;
  TbAlert *chosen;              /* NULL for none */
  GArray *groups;               /* of TbAlertGroup, as they are listed */
  GHashTable *rows;             /* TbAlertRule to its GtkListBoxRow, which the list owns */

  TbAlertFeed *feed;            /* of @playhead */
  const TbAlertRule *rule;      /* the chosen one, NULL for none */
  gboolean is_filling;          /* the page itself moves selections */
  guint late;                   /* source: shows what is new */

  /* template */
  GtkEditable *search;
  GtkDropDown *severity;
  GtkToggleButton *standing;
  GtkLabel *status;
  GtkSpinner *spinner;
  GtkStack *lists;
  AdwStatusPage *empty;
  GtkListBox *rules;
  GtkStack *side;
  GtkImage *badge;
  GtkLabel *title;
  GtkLabel *word;
  GtkListView *list;
  GtkLabel *message;
  GtkWidget *go_device;
  GtkWidget *go_time;
  GtkLabel *why;
  GtkLabel *mend_text;
  GtkWidget *mend_box;
  GtkLabel *mend;
  GtkWidget *mend_button;
  GtkWidget *references_title;
  GtkLabel *references;
};

/* tb-alerts-page-look.c: what is listed */
void       tb_alerts_page_look        (TbAlertsPage *self);
void       tb_alerts_page_get_filter  (TbAlertsPage *self, TbAlertFilter *filter);

/* tb-alerts-page-row.c: a rule in the list */
GtkWidget *tb_alert_row_new           (const TbAlertRule *rule);
void       tb_alert_row_set           (GtkWidget *row, const TbAlertGroup *group);

/* tb-alerts-page-detail.c: the chosen rule and alert */
void       tb_alerts_page_show_rule   (TbAlertsPage *self);
void       tb_alerts_page_show_chosen (TbAlertsPage *self);

G_END_DECLS
