/* tb-playhead-private: what the files of the playhead share: its parts, moving it, and the words for it. */
#pragma once

#include "tb-playhead.h"

G_BEGIN_DECLS

#define TB_PLAYHEAD_NOWHERE ((gint64) -1)

struct _TbPlayhead
{
  GObject parent_instance;

  /* owned */
  TbRun *run;
  TbFold *fold;

  /* where and how fast */
  gint64 time_us;
  double fraction_us;    /* of the next microsecond, so that slow motion does not lose any */
  double own_speed;      /* 0: the scenario's pace */
  gboolean playing;
  gint64 goal_us;        /* a seek that is still waiting for the run, or TB_PLAYHEAD_NOWHERE */
  GArray *stops_us;      /* owned, NULL: gint64, where playing ends by itself */
  gint64 passed_us;      /* how far it has been in this run */
  gint64 stride_us;      /* how far the run is sent ahead to find the next event, 0 when nobody waits for one */

  /* what was last told */
  guint64 told_position;
  double told_speed;
  const TbPaceStep *told_pace;

  guint64 submitted;     /* records there were when the run was last told to do something */

  TbSelection selection;
  guint32 compared;      /* the handshake beside it, 0 for none */
};

gint64 tb_playhead_get_limit      (TbPlayhead *self);
gint64 tb_playhead_get_bound      (TbPlayhead *self);
void  tb_playhead_forget_stops    (TbPlayhead *self);
void  tb_playhead_move_to            (TbPlayhead *self, gint64 time_us);
void  tb_playhead_change_playing     (TbPlayhead *self, gboolean playing);
void  tb_playhead_follow_goal        (TbPlayhead *self);
void  tb_playhead_follow_step        (TbPlayhead *self);
void  tb_playhead_say                (TbPlayhead *self, const char *line);
gboolean tb_playhead_find_handshake  (TbPlayhead *self, guint32 session, TbSelection *selection, GError **error);
gboolean tb_playhead_compare_verb    (TbPlayhead *self, const char *argument, GError **error);
char *tb_playhead_dup_selection_line (TbPlayhead *self);

G_END_DECLS
