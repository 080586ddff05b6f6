/* tb-fold: see the header.
 *
 * Keyframes are copies of the state, evenly spaced in records. The larger the state, the further apart, so that making them costs less than
 * folding what lies between. When there are as many as memory allows, every second one is dropped and the spacing doubles, so any place is at
 * most two spacings away from one before it. */
#include "tb-fold.h"

#define FIRST_SPACING  ((guint64) 4096)
/* Copying so many bytes takes a fraction of the time of folding one record. */
#define BYTES_A_RECORD 16
#define PREPARE_AHEAD  12
#define MAX_KEYFRAMES  64u
#define KEYFRAME_BYTES ((gsize) 128 << 20)

typedef struct
{
  guint64 position;
  TbState *state;
} Keyframe;

struct _TbFold
{
  TbFleet *fleet;
  TbJournal *journal;
  TbState *state;
  guint64 position;     /* records folded into state */
  gint64 time_us;
  GArray *keyframes;    /* by position */
  guint64 spacing;
  guint max_keyframes;
  TbFoldWatch watch;    /* NULL for none */
  gpointer user_data;
  gint64 happened_us;   /* time of the last record folded, -1 before the first */
};

static void
keyframe_clear (gpointer data)
{
  tb_state_free (((Keyframe *) data)->state);
}

/**
 * tb_fold_new:
 * @fleet: who is there
 * @journal: what happens
 *
 * Returns: (transfer full): a fold before the first record
 */
TbFold *
tb_fold_new (TbFleet *fleet, TbJournal *journal)
{
  TbFold *fold = g_new0 (TbFold, 1);

  fold->fleet = tb_fleet_ref (fleet);
  fold->journal = tb_journal_ref (journal);
  fold->state = tb_state_new (fleet);
  fold->time_us = -1;
  fold->happened_us = -1;
  fold->keyframes = g_array_new (FALSE, FALSE, sizeof (Keyframe));
  g_array_set_clear_func (fold->keyframes, keyframe_clear);
  fold->spacing = MAX (FIRST_SPACING, tb_state_get_size (fold->state) / BYTES_A_RECORD);
  fold->max_keyframes = CLAMP ((guint) (KEYFRAME_BYTES / tb_state_get_size (fold->state)), 2, MAX_KEYFRAMES);
  return fold;
}

/**
 * tb_fold_free:
 * @fold: (transfer full): a fold
 *
 * Frees it.
 */
void
tb_fold_free (TbFold *fold)
{
  g_array_unref (fold->keyframes);
  tb_state_free (fold->state);
  tb_journal_unref (fold->journal);
  tb_fleet_unref (fold->fleet);
  g_free (fold);
}

static guint64
last_keyframe (TbFold *fold)
{
  return fold->keyframes->len ? g_array_index (fold->keyframes, Keyframe, fold->keyframes->len - 1).position : 0;
}

static void
thin_out (TbFold *fold)
{
  for (guint i = 0; i < fold->keyframes->len; i++)
    g_array_remove_index (fold->keyframes, i);
  fold->spacing *= 2;
}

static void
add_keyframe (TbFold *fold)
{
  Keyframe keyframe = { fold->position, tb_state_dup (fold->state) };

  g_array_append_val (fold->keyframes, keyframe);
  if (fold->keyframes->len >= fold->max_keyframes)
    thin_out (fold);
}

static void
complain (guint64 index, const TbRecord *record)
{
  const TbRecordInfo *info = tb_record_info (record->kind);

  g_critical ("Record %" G_GUINT64_FORMAT " (%s) makes no sense", index, info ? info->code : "of no kind");
}

static void
tell_watch (TbFold *fold, gint64 next_us)
{
  if (fold->happened_us >= 0)
    fold->watch (fold->state, fold->happened_us, fold->user_data);
  fold->happened_us = next_us;
}

/* Folds up to @end, or until a record is later than @time_us; stops at each keyframe's place on new ground. */
static void
fold_forward (TbFold *fold, guint64 end, gint64 time_us)
{
  gsize n;
  const TbRecord *span;

  while ((span = tb_journal_get_span (fold->journal, fold->position, end, &n)) != NULL)
    {
      guint64 next = last_keyframe (fold) + fold->spacing;
      gsize stop = fold->position < next ? (gsize) MIN ((guint64) n, next - fold->position) : n;
      gsize i = 0;

      for (; i < stop && span[i].time_us <= time_us; i++)
        {
          if (G_UNLIKELY (span[i].time_us != fold->happened_us && fold->watch != NULL))
            tell_watch (fold, span[i].time_us);
          tb_state_prepare (fold->state, &span[MIN (i + PREPARE_AHEAD, stop - 1)]);
          if (G_UNLIKELY (!tb_state_apply (fold->state, &span[i])))
            complain (fold->position + i, &span[i]);
        }
      fold->position += i;
      if (fold->position == next)
        add_keyframe (fold);
      if (i < stop)
        return;
    }
}

/* Where it stands now, so that the watch is told of that time when it goes on. */
static void
note_time (TbFold *fold)
{
  fold->happened_us = fold->position > 0 ? tb_journal_get (fold->journal, fold->position - 1)->time_us : -1;
}

static void
restart (TbFold *fold, gint64 time_us)
{
  guint i = fold->keyframes->len;

  while (i > 0)
    {
      Keyframe *keyframe = &g_array_index (fold->keyframes, Keyframe, i - 1);

      if (tb_journal_get (fold->journal, keyframe->position - 1)->time_us <= time_us)
        {
          tb_state_copy (fold->state, keyframe->state);
          fold->position = keyframe->position;
          return;
        }
      i--;
    }
  tb_state_free (fold->state);
  fold->state = tb_state_new (fold->fleet);
  fold->position = 0;
}

/**
 * tb_fold_set_watch:
 * @fold: a fold
 * @watch: (nullable): told of what the fold comes by from now on, also when it comes by again; %NULL for nobody
 * @user_data: for @watch
 *
 * One at a time.
 */
void
tb_fold_set_watch (TbFold *fold, TbFoldWatch watch, gpointer user_data)
{
  fold->watch = watch;
  fold->user_data = user_data;
  note_time (fold);
}

/**
 * tb_fold_seek:
 * @fold: a fold
 * @time_us: simulated time; beyond the end of the journal it waits there for what is still to come
 *
 * Makes the state what it was when everything up to and at @time_us had happened.
 */
void
tb_fold_seek (TbFold *fold, gint64 time_us)
{
  if (time_us < fold->time_us)
    {
      restart (fold, time_us);
      note_time (fold);
    }
  fold_forward (fold, tb_journal_get_length (fold->journal), time_us);
  fold->time_us = time_us;
}

/**
 * tb_fold_get_time:
 * @fold: a fold
 *
 * Returns: the time last sought, -1 before the first
 */
gint64
tb_fold_get_time (TbFold *fold)
{
  return fold->time_us;
}

/**
 * tb_fold_get_position:
 * @fold: a fold
 *
 * Returns: how many records are folded in
 */
guint64
tb_fold_get_position (TbFold *fold)
{
  return fold->position;
}

/**
 * tb_fold_get:
 * @fold: a fold
 * @object: an object
 *
 * Returns: (transfer none): its state, good until the next seek
 */
const TbObjectState *
tb_fold_get (TbFold *fold, guint32 object)
{
  return tb_state_get (fold->state, object);
}

/**
 * tb_fold_get_totals:
 * @fold: a fold
 *
 * Returns: (transfer none): the sums, good until the next seek
 */
const TbTotals *
tb_fold_get_totals (TbFold *fold)
{
  return tb_state_get_totals (fold->state);
}

/**
 * tb_fold_get_state:
 * @fold: a fold
 *
 * Returns: (transfer none): the whole state, good until the next seek
 */
const TbState *
tb_fold_get_state (TbFold *fold)
{
  return fold->state;
}

/**
 * tb_fold_get_fleet:
 * @fold: a fold
 *
 * Returns: (transfer none): who is there
 */
TbFleet *
tb_fold_get_fleet (TbFold *fold)
{
  return fold->fleet;
}

/**
 * tb_fold_get_journal:
 * @fold: a fold
 *
 * Returns: (transfer none): the journal it reads
 */
TbJournal *
tb_fold_get_journal (TbFold *fold)
{
  return fold->journal;
}
