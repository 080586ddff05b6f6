/* What the files of the certificates view share: its widgets and what it shows. */
#pragma once

#include <adwaita.h>

#include "tb-certificate-tree.h"
#include "tb-certificate-view.h"
#include "tb-certificate.h"
#include "tb-field-view.h"
#include "tb-lifetimes-chart.h"
#include "tb-lifetimes-page.h"
#include "tb-live-branch.h"
#include "tb-live-detail.h"
#include "tb-live-page.h"
#include "tb-path-view.h"
#include "tb-policies-page.h"

#define TB_AT_PLAYHEAD G_MININT64

struct _TbCertificateView
{
  GtkWidget parent_instance;

  /* template */
  AdwToastOverlay *toasts;
  GtkSearchEntry *search;
  GtkDropDown *filter;
  GtkStack *list_stack;
  GtkListView *list;
  GtkLabel *count;
  GtkStack *detail_stack;
  AdwStatusPage *nothing;
  GtkImage *portrait;
  GtkLabel *title;
  GtkLabel *subtitle;
  GtkBox *mark;
  GtkImage *mark_icon;
  GtkLabel *mark_word;
  GtkWidget *buttons;
  GtkWidget *hold;
  GtkWidget *release;
  GtkWidget *revoke;
  GtkWidget *export;
  GtkWidget *about;
  GtkBox *chain;
  GtkStack *pages;
  GtkGrid *summary;
  TbFieldView *field_view;
  GtkLabel *pem;
  GtkLabel *show_line;
  GtkLabel *verify_line;
  GtkWidget *times;
  GtkLabel *position;
  GtkWidget *stepper;
  GtkScrolledWindow *chart_window;
  TbLifetimesChart *chart;
  TbPathView *path_view;
  GtkImage *checked_icon;
  GtkLabel *checked;
  GtkSpinner *spinner;
  GtkWidget *reset;
  GtkScale *scale;
  GtkStack *sections;
  TbLifetimesPage *lifetimes;
  TbPoliciesPage *policies;
  TbLivePage *live;
  TbLiveDetail *live_detail;

  /* owned */
  TbPlayhead *playhead;
  TbCertificateTree *tree;
  GtkTreeListModel *rows;
  GtkSingleSelection *selection;
  TbCertificate *parsed;         /* what is shown, or NULL */
  TbCertificateNode *group;      /* the sort of holder that is shown instead, or NULL */
  TbLiveBranch *branch;          /* real clients, or NULL */
  TbLiveCertificate *live_shown; /* the real client's that is shown instead, or NULL */

  /* the path */
  TbPathAnswer *answer;          /* owned: the last, or NULL */
  GCancellable *asking;          /* owned: what is being asked, or NULL */
  gboolean asks_again;           /* once that is answered */
  guint slow;                    /* shows that it takes long */
  gint64 own_time_us;            /* at which a person wants the path checked, or TB_AT_PLAYHEAD */
  gint64 asked_us;               /* of the last question, simulated time */
  guint64 asked_position;
  guint asked_certificate;
  gboolean shows_revoked;        /* the checks are shown beside the fact that it is revoked */

  guint certificate;             /* the one that is shown, or TB_NO_CERTIFICATE */
  gboolean is_whole;             /* the axis shows the whole lifetime rather than the run */
  guint64 position_shown;
  gboolean is_scaling;           /* the slider is being told its place */
  gboolean is_searching;         /* the search asked for the keyboard before the view was there */
  gboolean is_following;         /* the list changes by itself: what becomes selected in it was chosen by nobody */
};

TbCertificateIndex       *tb_certificate_view_get_index  (TbCertificateView *self);
const TbCertificateEntry *tb_certificate_view_get_entry  (TbCertificateView *self);       /* NULL when none is shown */
gint64                    tb_certificate_view_get_start  (TbCertificateView *self);       /* unix time of simulated time 0 */
char                     *tb_certificate_view_dup_title  (TbCertificateView *self, guint certificate);
GArray                   *tb_certificate_view_get_path   (TbCertificateView *self);       /* guint certificates, the shown one first */
GBytes                   *tb_certificate_view_get_der    (TbCertificateView *self, guint certificate);
void                      tb_certificate_view_show       (TbCertificateView *self, guint certificate);
void                      tb_certificate_view_choose     (TbCertificateView *self, guint certificate);

gboolean tb_certificate_view_shows_other (TbCertificateView *self);
void tb_certificate_view_show_count    (TbCertificateView *self);
void tb_certificate_view_set_rows      (TbCertificateView *self, GListModel *roots);
void tb_certificate_view_open_live     (TbCertificateView *self);
void tb_certificate_view_show_live     (TbCertificateView *self, TbLiveCertificate *certificate);
void tb_certificate_view_set_whole     (TbCertificateView *self, gboolean is_whole);
void tb_certificate_view_open_rows     (TbCertificateView *self);
void tb_certificate_view_mark_row      (TbCertificateView *self);
void tb_certificate_view_scroll_to_selected (TbCertificateView *self);
void tb_certificate_view_fill_detail   (TbCertificateView *self);      /* another certificate is shown */
void tb_certificate_view_update_detail (TbCertificateView *self);      /* what is true of it has changed */
void tb_certificate_view_fill_lines    (TbCertificateView *self);
void tb_certificate_view_update_times  (TbCertificateView *self);
gint64 tb_certificate_view_get_check_time (TbCertificateView *self);
void tb_certificate_view_check         (TbCertificateView *self);
void tb_certificate_view_check_at      (TbCertificateView *self, gint64 time_us);
void tb_certificate_view_forget (TbCertificateView *self);
void tb_certificate_view_stop_checking (TbCertificateView *self);
void tb_certificate_view_step          (TbCertificateView *self, int direction);

void tb_certificate_view_bind_pages      (GtkWidgetClass *widget_class);
void tb_certificate_view_install_actions (GtkWidgetClass *widget_class);
void tb_certificate_view_update_actions  (TbCertificateView *self);
