/* tb-lifetimes-page-private: what the files of the page of lifetimes share. */
#pragma once

#include <adwaita.h>

#include "tb-chart.h"
#include "tb-even-row.h"
#include "tb-life-chart.h"
#include "tb-life-list.h"
#include "tb-lifetimes-page.h"

G_BEGIN_DECLS

struct _TbLifetimesPage
{
  GtkWidget parent_instance;

  /* template */
  GtkStack *pages;
  AdwStatusPage *nothing;
  GtkLabel *state;
  GtkDropDown *groups;
  GtkStack *twins;
  TbLifeChart *chart;
  GtkListView *list;
  GtkLabel *about;
  TbChart *wave;
  TbChart *cliff;

  /* owned */
  TbPlayhead *playhead;
  TbLifeIndex *index;            /* NULL without a run, or where nobody gets certificates */
  TbLifeList *items;
  GtkSingleSelection *selection;

  const TbGroup *group;          /* borrowed: whose rows, NULL for everybody */
  gboolean is_list;
  gboolean is_following;         /* the list is being told what is selected */
  guint late;                    /* an update that waits for its turn, 0 for none */
  gint64 updated_us;             /* real time of the last one */
};

TbLifeScope tb_lifetimes_page_get_scope   (TbLifetimesPage *self);
void        tb_lifetimes_page_draw_curves (TbLifetimesPage *self);
void        tb_lifetimes_page_tell_state  (TbLifetimesPage *self);
void        tb_lifetimes_page_install_actions (GtkWidgetClass *widget_class);

G_END_DECLS
