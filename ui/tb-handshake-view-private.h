/* What the files of the handshakes view share: its widgets and what it shows. */
#pragma once

#include <adwaita.h>

#include "tb-check-pane.h"
#include "tb-compare-bar.h"
#include "tb-cost-pane.h"
#include "tb-key-pane.h"
#include "tb-handshake-view.h"
#include "tb-ladder.h"
#include "tb-ladder-layout.h"
#include "tb-ladder-step.h"
#include "tb-message-view.h"
#include "tb-openssl-card.h"
#include "tb-session-chooser.h"
#include "tb-session-list.h"
#include "tb-session-study.h"

struct _TbHandshakeView
{
  GtkWidget parent_instance;

  /* template */
  GtkSearchEntry *search;
  GtkDropDown *kind;
  GtkToggleButton *only;
  GtkStack *list_stack;
  GtkListView *list;
  GtkLabel *count;
  GtkWidget *list_pane;
  GtkLabel *sums;
  GtkMenuButton *compare_button;
  GtkPopover *compare_popover;
  TbSessionChooser *chooser;
  TbCompareBar *compare_bar;
  GtkStack *ladder_stack;
  AdwStatusPage *nothing;
  GtkScrolledWindow *ladder_window;
  TbLadder *ladder;
  TbLadder *other_ladder;
  GtkLabel *position;
  GtkStack *detail_stack;
  GtkStack *panes;
  TbMessageView *message_view;
  TbKeyPane *key_pane;
  TbCheckPane *check_pane;
  TbCostPane *cost_pane;
  TbOpensslCard *openssl_card;
  AdwToastOverlay *toasts;

  /* owned */
  TbPlayhead *playhead;
  TbSessionList *sessions;
  GtkSingleSelection *selection;
  TbSessionItem *session;       /* the one in the ladder, or NULL */
  TbSessionItem *other;         /* the one beside it, or NULL */
  TbSessionItem *studied;       /* the one whose secrets, checks and costs are shown or looked for, or NULL */
  GCancellable *studying;       /* while they are looked for */
  TbSessionStudy *study;        /* once they are known */
  GArray *pairs;                /* TbLadderPair: how the two compare, or NULL */

  guint32 device;               /* the one that was last selected, or nobody */
  int messages[2];              /* selected in each ladder, -1 for none */
  guint detail_which;           /* of which ladder the details are */
  TbLadderUnit unit;            /* how far a step goes */
  guint32 byte;                 /* the one that was gone to, counted from 1, 0 for none */
  guint64 position_shown[2];    /* records before the playhead when each ladder was last made */
  gint64 time_shown[2];
  guint64 awaited;              /* place in the journal from which on a handshake made on purpose is looked for, counted from 1; 0 for none */
  int details_more;             /* pixels the details were given beyond their least width, -1 before they have a width */
  gboolean is_veiled;           /* as somebody on the path sees it, without keys */
  gboolean is_picked;           /* a person chose the message that is shown, not the view */
  gboolean is_searching;        /* the search asked for the keyboard before the view was there */
  gboolean is_following;        /* the list changes by itself: what becomes selected in it was chosen by nobody */
};

void   tb_handshake_view_install_actions (GtkWidgetClass *widget_class);
void   tb_handshake_view_update_actions  (TbHandshakeView *self);
gint64 tb_handshake_view_get_start       (TbHandshakeView *self);   /* unix time of simulated time 0 */
void   tb_handshake_view_bind_list       (GtkWidgetClass *widget_class);
void   tb_handshake_view_show_count      (TbHandshakeView *self);
void   tb_handshake_view_mark_row        (TbHandshakeView *self);
void   tb_handshake_view_set_device      (TbHandshakeView *self, guint32 device);
void   tb_handshake_view_show_message    (TbHandshakeView *self, guint which, int message);
void   tb_handshake_view_pick            (TbHandshakeView *self, guint which, int message);
void   tb_handshake_view_choose          (TbHandshakeView *self);
void   tb_handshake_view_bind_compare    (GtkWidgetClass *widget_class);
void   tb_handshake_view_compare         (TbHandshakeView *self, gboolean anew);
int    tb_handshake_view_find_counterpart (TbHandshakeView *self, guint which, int message);
TbSessionItem       *tb_handshake_view_get_session (TbHandshakeView *self, guint which);
const TbLadderStory *tb_handshake_view_get_story   (TbHandshakeView *self, guint which);
gboolean tb_handshake_view_looks_the_same (TbHandshakeView *self, guint which);
void   tb_handshake_view_note_shown      (TbHandshakeView *self, guint which);
void   tb_handshake_view_make            (TbHandshakeView *self);
void   tb_handshake_view_await_made      (TbHandshakeView *self);
void   tb_handshake_view_look_for_made   (TbHandshakeView *self);
gboolean tb_handshake_view_can_step      (TbHandshakeView *self, int by);
void   tb_handshake_view_step            (TbHandshakeView *self, int by);
void   tb_handshake_view_show_position   (TbHandshakeView *self);
TbLadderStory *tb_handshake_view_tell    (TbHandshakeView *self, TbSessionItem *session);
int    tb_handshake_view_first_message   (TbHandshakeView *self);
void   tb_handshake_view_veil            (TbHandshakeView *self, gboolean is_veiled);
void   tb_handshake_view_tell_anew       (TbHandshakeView *self);
void   tb_handshake_view_bind_panes      (GtkWidgetClass *widget_class);
void   tb_handshake_view_study           (TbHandshakeView *self);
void   tb_handshake_view_light           (TbHandshakeView *self);
void   tb_handshake_view_clear_study     (TbHandshakeView *self);
void   tb_handshake_view_show_lines      (TbHandshakeView *self);
