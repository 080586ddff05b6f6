/* tb-window-private: what the files of the window share: its parts. Made by tb-window; moved by tb-window-run. */
#pragma once

#include "tb-document-work.h"
#include "tb-lesson-kept.h"
#include "tb-live-host.h"
#include "tb-tutor.h"
#include "tb-window.h"

G_BEGIN_DECLS

/**
 * TbBook:
 * @keeper: (nullable): writes what is done; %NULL as long as nothing was
 * @autosave: (nullable): where that goes as long as it has no name
 * @path: (nullable): its name
 * @name: what the scenario's file is called
 * @memo: (nullable): what is remembered of the run, @n_remembered of which is on the disk since @remembered_us
 * @n_commands, @version, @view, @view_us: what the keeper was told last, and when
 * @ticket: number of the last change
 * @must_keep, @leaves_branch: of the next change
 * @is_beginning: somebody makes the document; @saving (nullable): where it is being saved
 * @has_failed: what was told last is not kept
 * @proof: (nullable): with what the run is still to be compared
 * @way_back: (nullable): what was left by going back last
 * @working: cancelled when there is another run
 *
 * What is kept of the run. All owned.
 */
typedef struct
{
  TbKeeper *keeper;
  TbAutosave *autosave;
  char *path;
  char *name;
  TbMemo *memo;
  guint n_remembered;
  gint64 remembered_us;
  guint n_commands;
  guint64 version;
  TbDocumentView view;
  gint64 view_us;
  guint64 ticket;
  gboolean must_keep;
  gboolean leaves_branch;
  gboolean is_beginning;
  char *saving;
  gboolean has_failed;
  TbDocumentProof *proof;
  TbDocumentBranch *way_back;
  GCancellable *working;
} TbBook;

struct _TbWindow
{
  AdwApplicationWindow parent_instance;

  /* owned */
  TbPlayhead *playhead;
  TbLiveHost *live;           /* beside the run, never in it */
  GCancellable *loading;      /* NULL when nothing loads */
  const char *branch_told;    /* static, translated: what to say when the branch is there */
  const char *branch_back;    /* likewise, on the button that leads back */
  guint n_undos;              /* asked for and not there yet; 0 while anything else loads */
  char *reselect;             /* what to select again in the branch that loads */

  TbBook book;                /* what is kept of the run */
  TbLeft *left;               /* owned, NULL: what an earlier session has left behind */

  gint64 seek_us;             /* where to go in the branch that loads */
  gboolean was_playing;

  /* the lesson */
  TbTutor *tutor;             /* owned, NULL where none is done */
  TbLessonKept *before;       /* owned, NULL: what was before the lesson was begun anew */
  char *lesson_path;          /* owned: of the lesson that is done, or was done last */
  char *learner;              /* owned */
  char *show_select;          /* owned, NULL: whom to select when the playhead is where "show me" sends it */
  char *sheet_of;             /* owned, NULL: of which exercise a sheet is being saved */
  guint keeping;              /* the timer that gathers what is to be kept */
  gboolean debriefs_alone;    /* the panel is out of the way of the debrief */
  gboolean holds;             /* time stands still for a prediction */
  gboolean held_playing;

  /* the frame clock */
  guint tick;
  guint idle;
  gint64 frame_us;
  gint64 told_time_us;

  guint64 result_from;        /* where in the journal to look for the answer to a command */
  gboolean awaits_result;
  char *answer;               /* owned, NULL: to be given when what it answers is on the disk */
  gboolean answer_is_refusal;
  gboolean told_end;

  gboolean presentation;
  gboolean inspector_on[2];   /* beside views without and with details of their own */

  /* template */
  GtkWidget *toasts;
  GtkWidget *header;
  GtkWidget *lessons_button;
  GtkWidget *open_button;
  GtkWidget *title_label;
  GtkWidget *subtitle_label;
  GtkWidget *search_button;
  GtkWidget *inspector_button;
  GtkWidget *menu_button;
  GtkWidget *problem;
  GtkWidget *problem_label;
  GtkWidget *problem_close;
  GtkWidget *left_bar;
  GtkWidget *left_label;
  GtkWidget *heads;
  GtkWidget *lesson_flap;
  GtkWidget *lesson_clamp;
  GtkWidget *lesson_panel;
  GtkWidget *lessons;
  GtkWidget *debrief_page;
  GtkWidget *flap;
  GtkWidget *search_bar;
  GtkWidget *search_entry;
  GtkWidget *body;
  GtkWidget *views;
  GtkWidget *inspector;
  GtkWidget *bottom;
  GtkWidget *caption_label;
  GtkWidget *transport;
  GtkWidget *command_line;
};

void tb_window_run_start  (TbWindow *self);
void tb_window_run_frames (TbWindow *self);
void tb_window_run_stop   (TbWindow *self);
void tb_window_take_run   (TbWindow *self, TbRun *run);
void tb_window_show_titles (TbWindow *self);
void tb_window_go_back    (TbWindow *self);                                   /* to the branch that was left last */
void tb_window_show_body  (TbWindow *self);                                   /* the view, or that nothing is open */
GCancellable *tb_window_begin_loading (TbWindow *self);
gboolean      tb_window_end_loading   (TbWindow *self, gpointer loaded, const GError *error);
void tb_window_fit_inspector (TbWindow *self);

void tb_window_keys_install (TbWindow *self);
void tb_window_menu_install (TbWindow *self, GtkMenuButton *button);

G_END_DECLS
