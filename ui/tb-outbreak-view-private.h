/* tb-outbreak-view-private: what the files of the outbreak view share: its parts, and who fills which. */
#pragma once

#include <adwaita.h>

#include "tb-census-curve.h"
#include "tb-chart.h"
#include "tb-even-row.h"
#include "tb-infection-tree.h"
#include "tb-outbreak-view.h"
#include "tb-what-if-panel.h"

G_BEGIN_DECLS

/**
 * TbOutbreakShow:
 *
 * What a person can switch on and off in the charts; each is a property and an action `outbreak.NAME`.
 */
typedef enum
{
  TB_SHOW_INFECTED = 1,
  TB_SHOW_VULNERABLE,
  TB_SHOW_CLEANED,
  TB_SHOW_PROTECTED,
  TB_SHOW_LOGARITHMIC,
  TB_SHOW_COMPARE,
  TB_N_SHOWS
} TbOutbreakShow;

/**
 * TbOutbreakSave:
 * @code: target of the action `outbreak.save`
 * @title: of the dialog, untranslated
 * @name: what the file may be called
 * @write: writes it, the whole file or none
 *
 * What of the view can be kept.
 */
typedef struct
{
  const char *code;
  const char *title;
  const char *name;
  gboolean (*write) (TbOutbreakView *self, const char *path, GError **error);
} TbOutbreakSave;

struct _TbOutbreakView
{
  GtkWidget parent_instance;

  /* owned */
  TbPlayhead *playhead;
  TbFold *watched;            /* borrowed: the playhead's, as long as it is that */
  TbCensusCurve *curve;       /* NULL where nobody could be taken */
  TbWhatIf *what_if;
  TbInfectionTree *tree;      /* borrowed: a child */
  GtkLabel *cost;
  GtkWidget *attempts[TB_REFUSAL_N + 2];   /* borrowed: labels with counts */

  gboolean shows[TB_N_SHOWS];
  guint late;                 /* an update that waits for its turn, 0 for none */
  gint64 updated_us;          /* real time of the last one */
  TbCensusSample furthest;    /* the latest moment that was ever looked at: how far the curves in the charts reach */
  guint drawn_samples;
  gint64 drawn_begun_us;      /* when the outbreak began, as drawn: arms begin there */

  /* template */
  AdwToastOverlay *toasts;
  GtkStack *pages;
  GtkBox *elsewhere;
  GtkLabel *state;
  GtkButton *campaign;
  GtkMenuButton *attack;
  GtkMenuButton *defend;
  TbChart *chart;
  TbChart *victim;
  GtkBox *tree_slot;
  GtkBox *panel_slot;
  GtkToggleButton *compare;
  GtkGrid *attempt_grid;
};

/* tb-outbreak-shown */
void tb_outbreak_view_show_state    (TbOutbreakView *self);
void tb_outbreak_view_show_nobody   (TbOutbreakView *self);
void tb_outbreak_view_make_attempts (TbOutbreakView *self);
void tb_outbreak_view_show_attempts (TbOutbreakView *self);

/* tb-outbreak-curves */
gboolean tb_outbreak_view_draw      (TbOutbreakView *self, gboolean all);
void tb_outbreak_view_tell_doubling (TbOutbreakView *self);

/* tb-outbreak-compare */
void   tb_outbreak_view_compare          (TbOutbreakView *self);
gint64 tb_outbreak_view_get_compared_end (TbOutbreakView *self);

/* tb-outbreak-victim */
void tb_outbreak_view_draw_victim   (TbOutbreakView *self);
void tb_outbreak_view_tell_victim   (TbOutbreakView *self);

/* tb-outbreak-actions */
void tb_outbreak_view_install_actions (GtkWidgetClass *widget_class);
void tb_outbreak_view_make_menus      (TbOutbreakView *self);
void tb_outbreak_view_submit          (TbOutbreakView *self, const char *line);

/* tb-outbreak-defend */
GtkWidget *tb_outbreak_view_make_defences (TbOutbreakView *self);

TbFleet       *tb_outbreak_view_get_fleet (TbOutbreakView *self);
const TbState *tb_outbreak_view_get_state (TbOutbreakView *self);
guint32        tb_outbreak_view_get_device (TbOutbreakView *self);   /* the selected device, TB_NOBODY for none */
char          *tb_outbreak_format_count   (guint64 n);

G_END_DECLS
