/* tb-lesson-panel-private: what the files of the panel share: its parts. tb-lesson-panel builds and shows, tb-lesson-panel-actions does. */
#pragma once

#include "tb-lesson-panel.h"

G_BEGIN_DECLS

struct _TbLessonPanel
{
  GtkWidget parent_instance;

  /* owned */
  TbTutor *tutor;           /* NULL for no lesson */
  GPtrArray *rows;          /* TbLessonStage: the steps, then the debrief; owned by the box */
  GActionMap *map;          /* borrowed, weak: where the actions are */

  /* template */
  GtkWidget *body;
  GtkLabel *number;
  GtkLabel *title;
  GtkWidget *menu;
  GtkProgressBar *progress;
  GtkLabel *checks;
  GtkLabel *points;
  GtkWidget *scroller;
  GtkBox *stages;
  GtkRevealer *news_revealer;
  GtkLabel *news;
  GtkImage *news_icon;
  GtkWidget *back;
  GtkWidget *next;
};

void tb_lesson_panel_enable_actions (TbLessonPanel *self);

G_END_DECLS
