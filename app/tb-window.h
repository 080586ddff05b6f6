/* tb-window: the lab: header, views, inspector, time, command line. One window looks at one run through one playhead. */
#pragma once

#include <adwaita.h>

#include "tb-live-service.h"
#include "tb-playhead.h"

G_BEGIN_DECLS

#define TB_TYPE_WINDOW (tb_window_get_type ())
G_DECLARE_FINAL_TYPE (TbWindow, tb_window, TB, WINDOW, AdwApplicationWindow)

TbWindow   *tb_window_new              (GtkApplication *application);
void        tb_window_open             (TbWindow *self, const char *name);
void        tb_window_branch           (TbWindow *self, gint64 time_us, gint64 seek_us, const char *told);
gboolean    tb_window_undo             (TbWindow *self);                                /* FALSE where nothing was done */
TbPlayhead *tb_window_get_playhead     (TbWindow *self);
TbLiveService *tb_window_get_live      (TbWindow *self);
void        tb_window_show_live        (TbWindow *self);

void        tb_window_say              (TbWindow *self, const char *line);
void        tb_window_answer           (TbWindow *self, const char *sentence, gboolean is_error);
void        tb_window_await_result     (TbWindow *self);
void        tb_window_accept           (TbWindow *self, const char *line);
void        tb_window_show_problem     (TbWindow *self, const char *sentence);
void        tb_window_show_error       (TbWindow *self, const GError *error);       /* of the engine */
char       *tb_window_dup_words        (const GError *error);
void        tb_window_show_toast       (TbWindow *self, const char *sentence);
void        tb_window_offer            (TbWindow *self, const char *sentence, const char *label, const char *action, const char *target);

gboolean    tb_window_show_view        (TbWindow *self, const char *name);
const char *tb_window_get_view         (TbWindow *self);
void        tb_window_show_page        (TbWindow *self, const char *page);
gboolean    tb_window_export           (TbWindow *self, const char *file, GError **error);
void        tb_window_set_inspector    (TbWindow *self, gboolean shown);
gboolean    tb_window_get_inspector    (TbWindow *self);
void        tb_window_set_presentation (TbWindow *self, gboolean on);
gboolean    tb_window_get_presentation (TbWindow *self);
void        tb_window_compose          (TbWindow *self, const char *line);
void        tb_window_focus_command    (TbWindow *self);
void        tb_window_focus_view       (TbWindow *self);
void        tb_window_focus_lesson     (TbWindow *self);
void        tb_window_toggle_search    (TbWindow *self);

G_END_DECLS
