/* tb-attempts: tries to get into devices, as they fly over the canvas: those that bounce off and those that succeed.
 *
 * In truth each is over at once, and in an outbreak there are many. Some, chosen evenly by their place in the journal, are shown long enough to be seen,
 * and it is known which share that is. A device is not shown as taken before what takes it has arrived. Knows real time, no widgets. */
#pragma once

#include "tb-scene.h"

G_BEGIN_DECLS

#define TB_ATTEMPTS_FLIGHT_US 700000   /* real microseconds to the device */
#define TB_ATTEMPTS_AFTER_US 900000    /* likewise from there on: bouncing off, or the flash of the device */
#define TB_ATTEMPTS_MAX 24             /* at once that bounce off, and as many that do not */

/**
 * TbMovingAttempt:
 * @from: the bot or the attacker
 * @to: the device
 * @outcome: a #TbOutbreakRefusal, or %TB_REFUSAL_N when the device was taken
 * @progress: 0 sets out, 1 arrives, 2 is over
 */
typedef struct
{
  guint32 from;
  guint32 to;
  guint outcome;
  double progress;
} TbMovingAttempt;

typedef struct _TbAttempts TbAttempts;

TbAttempts            *tb_attempts_new       (void);
void                   tb_attempts_free      (TbAttempts *attempts);
void                   tb_attempts_clear     (TbAttempts *attempts);
void                   tb_attempts_take      (TbAttempts *attempts, TbScene *scene, TbFold *fold, gboolean is_playing);
gboolean               tb_attempts_move      (TbAttempts *attempts, TbScene *scene, TbFold *fold, gint64 elapsed_us);
guint                  tb_attempts_get_n     (TbAttempts *attempts);
const TbMovingAttempt *tb_attempts_get       (TbAttempts *attempts, guint index);
guint                  tb_attempts_get_share (TbAttempts *attempts);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbAttempts, tb_attempts_free)

G_END_DECLS
