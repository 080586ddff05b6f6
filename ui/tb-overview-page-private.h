/* tb-overview-page-private: what the files of the overview share. */
#pragma once

#include <adwaita.h>

#include "tb-alert-feed.h"
#include "tb-overview-page.h"
#include "tb-overview-plates.h"

G_BEGIN_DECLS

typedef enum { TB_OVERVIEW_EXPIRY, TB_OVERVIEW_USAGE, TB_OVERVIEW_ALERTS, TB_OVERVIEW_N } TbOverviewPlate;

/* What the worker keeps from one look to the next; only one looks at a time. */
typedef struct _TbOverviewEye TbOverviewEye;

struct _TbOverviewPage
{
  GtkWidget parent_instance;

  /* owned */
  TbPlayhead *playhead;
  TbOverviewEye *eye;          /* NULL without a run */
  GCancellable *looking;       /* NULL while nobody looks */
  GArray *groups;              /* guint: those that can be chosen, after the entry for all */
  GArray *opened;              /* TbUsageOptions: which devices were shown before a row was opened, the last one first to come back */
  TbUsageOptions present;      /* of them: whose group and devices are shown */

  TbAlertFeed *feed;           /* of @playhead */
  TbPlate *plates[TB_OVERVIEW_N];
  guint soon;                  /* source: looks */
  gint64 looked_us;            /* simulated time, -1 for not yet */
  guint n_wishes;              /* how often something else was wanted */
  gint64 begun_us;             /* real time */
  gint64 rests_until_us;       /* real time */

  /* template */
  GtkBox *boxes[TB_OVERVIEW_N];
  GtkStack *stacks[TB_OVERVIEW_N];
  GtkLabel *expiry_about;
  GtkLabel *usage_about;
  GtkWidget *back;
  GtkDropDown *what;
  GtkDropDown *over;
  GtkDropDown *who;
};

/* tb-overview-page-look.c */
void           tb_overview_page_follow (TbOverviewPage *self);
void           tb_overview_page_again  (TbOverviewPage *self);    /* something else is wanted */
void           tb_overview_page_forget (TbOverviewPage *self);    /* the run is another one */
void           tb_overview_page_fill_groups (TbOverviewPage *self);

/* tb-overview-page-open.c: from a group to its devices and back */
void           tb_overview_page_open        (TbOverviewPage *self, const TbUsageRow *row);
void           tb_overview_page_go_back     (TbOverviewPage *self);
void           tb_overview_page_close_all   (TbOverviewPage *self);    /* another group was chosen */
char          *tb_overview_page_dup_usage   (const TbUsageDrawing *drawing);    /* how many are in its rows */

/* tb-overview-page-save.c */
void           tb_overview_page_install_saves (GtkWidgetClass *widget_class);

G_END_DECLS
