/* tb-playhead: what all views share: which run, which moment of it, how fast it moves, and what is selected.
 *
 * It owns the views' fold. Looking back moves only this; the run is told merely how far it may go. No widget is known here. */
#pragma once

#include "tb-run.h"

G_BEGIN_DECLS

#define TB_TYPE_PLAYHEAD (tb_playhead_get_type ())
G_DECLARE_FINAL_TYPE (TbPlayhead, tb_playhead, TB, PLAYHEAD, GObject)

/**
 * TbSelectionKind:
 * @TB_SELECTION_NONE: nothing
 * @TB_SELECTION_OBJECT: a device, gateway, service or eavesdropper
 * @TB_SELECTION_HANDSHAKE: one handshake, perhaps one message of it
 * @TB_SELECTION_SIGNATURE: one signature that was made on the bench
 */
typedef enum
{
  TB_SELECTION_NONE,
  TB_SELECTION_OBJECT,
  TB_SELECTION_HANDSHAKE,
  TB_SELECTION_SIGNATURE,
} TbSelectionKind;

/**
 * TbSelection:
 * @kind: what is selected
 * @object: the object, the client of the handshake, or who signed
 * @session: number of the handshake (value of its records) or of the signature, 0 for none
 * @message: which message of its transcript, -1 for none
 * @byte: which byte of that message, counted from 1; 0 for none
 */
typedef struct
{
  TbSelectionKind kind;
  guint32 object;
  guint32 session;
  int message;
  guint32 byte;
} TbSelection;

/**
 * TB_PLAYHEAD_MIN_SPEED:
 *
 * The slowest and the fastest speed a person can choose: a microsecond a second, thirty years a second.
 */
#define TB_PLAYHEAD_MIN_SPEED 1e-6
#define TB_PLAYHEAD_MAX_SPEED 1e9

/* Properties: playing (b), time (x, us), speed (d, effective), own-speed (b, the person chose it), caption (s), selection-name (s).
 * Signals: "moved" (the time or what is known at it changed: redraw), "run-changed" (another run: start over), "selection-changed",
 * "said" (s, what a person did, in the words of the command line: show it there). */
TbPlayhead        *tb_playhead_new            (void);
void               tb_playhead_set_run        (TbPlayhead *self, TbRun *run);
TbRun             *tb_playhead_get_run        (TbPlayhead *self);          /* NULL before the first */
TbFold            *tb_playhead_get_fold       (TbPlayhead *self);          /* at the playhead's time; NULL without a run */
gint64             tb_playhead_get_time       (TbPlayhead *self);
gint64             tb_playhead_get_edge       (TbPlayhead *self);
gint64             tb_playhead_get_end        (TbPlayhead *self);
void               tb_playhead_seek           (TbPlayhead *self, gint64 time_us);
void               tb_playhead_set_stops      (TbPlayhead *self, GArray *stops_us, gint64 passed_us);   /* gint64, ascending: until the next run it goes past none that it has not stood at */
gint64             tb_playhead_get_passed     (TbPlayhead *self);          /* how far it has been */
void               tb_playhead_go_on          (TbPlayhead *self, gint64 duration_us);   /* beyond the live edge, without a word */
gboolean           tb_playhead_is_playing     (TbPlayhead *self);
void               tb_playhead_set_playing    (TbPlayhead *self, gboolean playing);
double             tb_playhead_get_speed      (TbPlayhead *self);          /* simulated time per real time */
void               tb_playhead_set_speed      (TbPlayhead *self, double speed);   /* 0 gives it back to the scenario's pace */
gboolean           tb_playhead_has_own_speed  (TbPlayhead *self);          /* the person chose one */
gboolean           tb_playhead_is_waiting     (TbPlayhead *self);          /* a seek or a step waits for the run: frames are needed */
const TbPaceStep  *tb_playhead_get_pace       (TbPlayhead *self);          /* caption and focus now; NULL where the person took over */
void               tb_playhead_step_forward   (TbPlayhead *self);          /* to the next event */
void               tb_playhead_step_back      (TbPlayhead *self);
void               tb_playhead_advance        (TbPlayhead *self, gint64 elapsed_us);   /* one frame of real time has passed */
const TbSelection *tb_playhead_get_selection  (TbPlayhead *self);
void               tb_playhead_select         (TbPlayhead *self, const TbSelection *selection);
void               tb_playhead_select_object  (TbPlayhead *self, guint32 object);
guint32            tb_playhead_get_compared   (TbPlayhead *self);          /* number of the handshake beside the shown one, 0 for none */
void               tb_playhead_compare        (TbPlayhead *self, const TbSelection *first, guint32 second);   /* NULL: no more */
gboolean           tb_playhead_select_name    (TbPlayhead *self, const char *name, GError **error);   /* "lock-03", "handshake 12", "handshake 12 message 3", "signature 2", "" */
char              *tb_playhead_dup_selection_name (TbPlayhead *self);
gboolean           tb_playhead_submit         (TbPlayhead *self, const char *line, GError **error);
guint64            tb_playhead_get_submitted  (TbPlayhead *self);          /* from which record on the run may answer the last command */
gboolean           tb_playhead_line_acts      (const char *line);          /* whether it is a command to the run, not one to look */
char             **tb_playhead_complete       (TbPlayhead *self, const char *line);   /* (transfer full): whole lines that @line could become */

G_END_DECLS
