/* tb-canvas-private: what the widget (tb-canvas), its hands (tb-canvas-input) and what moves on it (tb-canvas-moving, tb-canvas-outbreak) share. */
#pragma once

#include "tb-attempts.h"
#include "tb-canvas.h"
#include "tb-packets.h"
#include "tb-render.h"

G_BEGIN_DECLS

#define TB_CANVAS_N_SURFACES 3

/* Somebody has just read what was not for him. */
typedef struct
{
  guint32 object;
  double strength;     /* 1 when it begins, 0 when over */
  char *text;
} TbAlarm;

/* What the cached picture was drawn for. */
typedef struct
{
  TbViewport viewport;
  guint version;
  guint selection;
  guint32 cursor;
  guint32 hover;
  int scale;
  gboolean is_dark;
  gboolean is_contrast;
} TbBaseKey;

struct _TbCanvas
{
  GtkWidget parent_instance;

  /* configured */
  TbPlayhead *playhead;
  TbInsets insets;

  /* owned */
  TbScene *scene;
  TbPackets *packets;
  TbAttempts *attempts;
  TbRender *render;
  GHashTable *selection;       /* of objects */
  GArray *alarms;              /* of TbAlarm */

  /* what is seen */
  TbViewport viewport;
  TbViewport glide_from;
  TbViewport glide_to;
  gint64 glide_start_us;
  gint64 glide_length_us;      /* 0 while standing still */
  gboolean is_own_view;        /* the person has chosen what to see */
  gpointer pace_step;          /* borrowed, only to notice another one */
  GArray *focus;               /* of guint32: whom the scenario wants to show; empty for all */

  /* what hands do */
  guint32 cursor;
  gboolean is_keyboard;
  guint32 hover;
  double pointer_x;
  double pointer_y;
  double drag_x;
  double drag_y;
  gboolean is_boxing;
  graphene_rect_t rubber;
  double pinch_zoom;

  /* time */
  guint tick;
  gint64 last_frame_us;
  double flood_phase;          /* how far what floods has got, 0 to 1 */
  char *note;

  /* cache of the still part */
  cairo_surface_t *surfaces[TB_CANVAS_N_SURFACES];
  guint next_surface;
  GskRenderNode *base;
  TbBaseKey base_key;
  guint selection_serial;
  TbPalette palette;
};

void     tb_canvas_init_input        (TbCanvas *self);
void     tb_canvas_stop_glide        (TbCanvas *self);
void     tb_canvas_take_view         (TbCanvas *self, const TbViewport *viewport);
double   tb_canvas_clamp_zoom        (TbCanvas *self, double zoom);
guint32  tb_canvas_pick              (TbCanvas *self, double x, double y);
void     tb_canvas_select_only       (TbCanvas *self, guint32 object);
void     tb_canvas_set_selection     (TbCanvas *self, GHashTable *selection);
void     tb_canvas_set_cursor        (TbCanvas *self, guint32 object);
void     tb_canvas_start_ticking     (TbCanvas *self);
gboolean tb_canvas_advance_glide     (TbCanvas *self, gint64 now_us);
TbViewport tb_canvas_fitted_view     (TbCanvas *self);
gboolean tb_canvas_has_motion        (TbCanvas *self);
TbBox    tb_canvas_box_around        (TbCanvas *self, const guint32 *objects, guint n_objects);
void     tb_canvas_snapshot          (GtkWidget *widget, GtkSnapshot *snapshot);
void     tb_canvas_snapshot_moving   (TbCanvas *self, GtkSnapshot *snapshot);
void     tb_canvas_paint_moving      (TbCanvas *self, cairo_t *cr);
gboolean tb_canvas_advance_moving    (TbCanvas *self, gint64 elapsed_us);
char    *tb_canvas_dup_note          (TbCanvas *self);
TbPoint  tb_canvas_point_on_way      (const TbPoint *way, guint n, double progress);
gboolean tb_canvas_is_in_sight       (TbCanvas *self, TbPoint at);
gboolean tb_canvas_follows_single    (TbCanvas *self);
void     tb_canvas_append_bar        (GtkSnapshot *snapshot, const GdkRGBA *color, TbPoint at, float width, float height);
void     tb_canvas_take_attempts     (TbCanvas *self, TbFold *fold);
gboolean tb_canvas_advance_attempts  (TbCanvas *self, TbFold *fold, gint64 elapsed_us);
void     tb_canvas_snapshot_attempts (TbCanvas *self, GtkSnapshot *snapshot);
void     tb_canvas_paint_attempts    (TbCanvas *self, cairo_t *cr);

G_END_DECLS
