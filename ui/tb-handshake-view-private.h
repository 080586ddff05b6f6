/* What the files of the handshakes view share: its widgets and what it shows. */
#pragma once

#include <adwaita.h>

#include "tb-handshake-view.h"
#include "tb-ladder.h"
#include "tb-message-view.h"
#include "tb-session-list.h"

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
  GtkStack *ladder_stack;
  AdwStatusPage *nothing;
  GtkScrolledWindow *ladder_window;
  TbLadder *ladder;
  GtkLabel *position;
  GtkStack *detail_stack;
  TbMessageView *message_view;
  GtkLabel *client_line;
  GtkLabel *server_line;
  AdwToastOverlay *toasts;

  /* owned */
  TbPlayhead *playhead;
  TbSessionList *sessions;
  GtkSingleSelection *selection;
  TbSessionItem *session;       /* the one in the ladder, or NULL */

  guint32 device;               /* the one that was last selected, or nobody */
  int message;                  /* the one in the details, -1 for none */
  guint64 position_shown;       /* records before the playhead when the ladder was last made */
  gint64 time_shown;
  int details_more;             /* pixels the details were given beyond their least width, -1 before they have a width */
  gboolean is_searching;        /* the search asked for the keyboard before the view was there */
  gboolean is_following;        /* the list changes by itself: what becomes selected in it was chosen by nobody */
};

void   tb_handshake_view_install_actions (GtkWidgetClass *widget_class);
void   tb_handshake_view_update_actions  (TbHandshakeView *self);
gint64 tb_handshake_view_get_start       (TbHandshakeView *self);   /* unix time of simulated time 0 */
void   tb_handshake_view_show_message    (TbHandshakeView *self, int message);
void   tb_handshake_view_show_lines      (TbHandshakeView *self);
