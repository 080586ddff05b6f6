/* tb-attempts: see the header. Attempts that bounce off and those that succeed are two streams with a limit and a share each, so that the few that
 * matter are not lost among the many that do not. */
#include "tb-attempts.h"

#include "tb-units.h"

#define JUST_NOW_US (200 * TB_US_PER_MS)    /* after a leap, what was so recent is shown too */
#define MAX_SEEN 20000                      /* records looked at after a leap */
#define SHOWN_US (TB_ATTEMPTS_FLIGHT_US + TB_ATTEMPTS_AFTER_US)
#define ROOM 0.7                            /* of the limit is used, since they do not come evenly */

/* How many of one sort there are, and which share of them is shown. */
typedef struct
{
  guint n_new;       /* since time last passed */
  guint n_moving;
  double seen;       /* per showing, smoothed */
  guint share;
} Channel;

struct _TbAttempts
{
  GArray *moving;         /* of TbMovingAttempt */
  Channel channels[2];    /* refused, taken */
  TbJournal *journal;     /* borrowed, only to notice another one */
  guint64 position;       /* records seen */
  gint64 time_us;
};

static void
reset_channels (TbAttempts *attempts)
{
  for (guint i = 0; i < G_N_ELEMENTS (attempts->channels); i++)
    attempts->channels[i] = (Channel) { .share = 1 };
}

/**
 * tb_attempts_new:
 *
 * Returns: (transfer full): no attempts
 */
TbAttempts *
tb_attempts_new (void)
{
  TbAttempts *attempts = g_new0 (TbAttempts, 1);

  attempts->moving = g_array_new (FALSE, FALSE, sizeof (TbMovingAttempt));
  reset_channels (attempts);
  return attempts;
}

/**
 * tb_attempts_free:
 * @attempts: (transfer full): attempts
 */
void
tb_attempts_free (TbAttempts *attempts)
{
  g_array_unref (attempts->moving);
  g_free (attempts);
}

/**
 * tb_attempts_clear:
 * @attempts: attempts
 *
 * Forgets them all.
 */
void
tb_attempts_clear (TbAttempts *attempts)
{
  g_array_set_size (attempts->moving, 0);
  reset_channels (attempts);
  attempts->journal = NULL;
  attempts->position = 0;
}

static guint32
scatter (guint64 position)
{
  return (guint32) ((position + 1) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) >> 33);
}

static Channel *
channel_of (TbAttempts *attempts, guint outcome)
{
  return &attempts->channels[outcome == TB_REFUSAL_N];
}

/* Whoever is shown as being taken stays as he was until then. */
static void
admit (TbAttempts *attempts, TbScene *scene, const TbRecord *record, guint64 position)
{
  TbMovingAttempt moving = { record->object, record->subject, record->kind == TB_RECORD_INFECTED ? TB_REFUSAL_N : record->detail, 0 };
  Channel *channel = channel_of (attempts, moving.outcome);

  channel->n_new++;
  if (channel->n_moving >= TB_ATTEMPTS_MAX || scatter (position) % channel->share != 0)
    return;
  channel->n_moving++;
  g_array_append_val (attempts->moving, moving);
  if (moving.outcome == TB_REFUSAL_N)
    tb_scene_hold (scene, moving.to);
}

static void
take_record (TbAttempts *attempts, TbScene *scene, TbFold *fold, guint64 position)
{
  const TbRecord *record = tb_journal_get (tb_fold_get_journal (fold), position);
  guint32 n = tb_fleet_get_n_objects (tb_scene_get_fleet (scene));

  if (record->kind != TB_RECORD_INFECTED && record->kind != TB_RECORD_ATTEMPT_REFUSED)
    return;
  if (record->object == TB_NOBODY || record->object > n || record->subject == TB_NOBODY || record->subject > n || record->detail >= TB_REFUSAL_N)
    return;
  admit (attempts, scene, record, position);
}

/* Where to begin after a leap: with what happened just now. */
static guint64
find_recent (TbFold *fold)
{
  guint64 end = tb_fold_get_position (fold), begin = end;
  gint64 since_us = tb_fold_get_time (fold) - JUST_NOW_US;

  while (begin > 0 && end - begin < MAX_SEEN && tb_journal_get (tb_fold_get_journal (fold), begin - 1)->time_us >= since_us)
    begin--;
  return begin;
}

/**
 * tb_attempts_take:
 * @attempts: attempts
 * @scene: where they fly; it follows @fold after this
 * @fold: the state to show
 * @is_playing: whether time goes on by itself; if not, a change is a leap
 *
 * Takes in what is new in the journal.
 */
void
tb_attempts_take (TbAttempts *attempts, TbScene *scene, TbFold *fold, gboolean is_playing)
{
  TbJournal *journal = tb_fold_get_journal (fold);
  guint64 end = tb_fold_get_position (fold);
  gint64 time_us = tb_fold_get_time (fold);

  if (attempts->journal == journal && attempts->position == end && attempts->time_us == time_us)
    return;
  if (attempts->journal != journal || time_us < attempts->time_us || !is_playing)
    {
      tb_attempts_clear (attempts);
      tb_scene_release_all (scene, fold);
      attempts->position = find_recent (fold);
    }
  for (; attempts->position < end; attempts->position++)
    take_record (attempts, scene, fold, attempts->position);
  attempts->journal = journal;
  attempts->time_us = time_us;
}

/* How many would be on the screen at once if all were shown decides which share of them is. */
static void
update_share (Channel *channel, gint64 elapsed_us)
{
  double per_showing = channel->n_new * (double) SHOWN_US / (double) MAX (1000, elapsed_us);

  channel->seen += (per_showing - channel->seen) * 0.1;
  channel->share = (guint) MAX (1.0, channel->seen / (TB_ATTEMPTS_MAX * ROOM) + 0.5);
  channel->n_new = 0;
}

static gboolean
move_one (TbMovingAttempt *moving, TbScene *scene, TbFold *fold, gint64 elapsed_us)
{
  gboolean was_flying = moving->progress < 1;

  moving->progress += (double) elapsed_us / (was_flying ? TB_ATTEMPTS_FLIGHT_US : TB_ATTEMPTS_AFTER_US);
  if (was_flying && moving->progress >= 1)
    {
      moving->progress = 1;
      tb_scene_release (scene, moving->to, fold);
    }
  return moving->progress < 2;
}

/**
 * tb_attempts_move:
 * @attempts: attempts
 * @scene: where they fly
 * @fold: the state to show
 * @elapsed_us: real time since the last call
 *
 * Moves all on, also while simulated time stands still: in truth they are over.
 *
 * Returns: whether any moved
 */
gboolean
tb_attempts_move (TbAttempts *attempts, TbScene *scene, TbFold *fold, gint64 elapsed_us)
{
  gboolean any = attempts->moving->len > 0;

  for (guint i = attempts->moving->len; i-- > 0;)
    {
      TbMovingAttempt *moving = &g_array_index (attempts->moving, TbMovingAttempt, i);

      if (move_one (moving, scene, fold, elapsed_us))
        continue;
      channel_of (attempts, moving->outcome)->n_moving--;
      g_array_remove_index_fast (attempts->moving, i);
    }
  for (guint i = 0; elapsed_us > 0 && i < G_N_ELEMENTS (attempts->channels); i++)
    update_share (&attempts->channels[i], elapsed_us);
  return any;
}

/**
 * tb_attempts_get_n:
 * @attempts: attempts
 *
 * Returns: how many are moving
 */
guint
tb_attempts_get_n (TbAttempts *attempts)
{
  return attempts->moving->len;
}

/**
 * tb_attempts_get:
 * @attempts: attempts
 * @index: less than [func@attempts_get_n]
 *
 * Returns: (transfer none): one of them
 */
const TbMovingAttempt *
tb_attempts_get (TbAttempts *attempts, guint index)
{
  return &g_array_index (attempts->moving, TbMovingAttempt, index);
}

/**
 * tb_attempts_get_share:
 * @attempts: attempts
 *
 * Returns: one refused attempt in so many is shown
 */
guint
tb_attempts_get_share (TbAttempts *attempts)
{
  return attempts->channels[0].share;
}
