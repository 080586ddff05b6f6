/* tb-timeline-marks: events summed along the watching-time axis. See the header. A fixed number of buckets; when the axis grows past them, each two
 * become one. */
#include "tb-timeline-marks.h"

#include "tb-pace.h"

#define N_BUCKETS 4096
#define FIRST_WIDTH_US 1000.0

struct _TbTimelineMarks
{
  TbScenario *scenario;
  TbJournal *journal;
  guint64 n_scanned;
  double width_us;      /* of one bucket */
  guint n_used;
  TbTimelineBucket buckets[N_BUCKETS];
};

/**
 * tb_timeline_marks_new:
 * @scenario: whose pace makes the axis
 * @journal: what happened
 *
 * Returns: (transfer full): marks without any record read yet
 */
TbTimelineMarks *
tb_timeline_marks_new (TbScenario *scenario, TbJournal *journal)
{
  TbTimelineMarks *self = g_new0 (TbTimelineMarks, 1);

  self->scenario = tb_scenario_ref (scenario);
  self->journal = tb_journal_ref (journal);
  self->width_us = FIRST_WIDTH_US;
  return self;
}

void
tb_timeline_marks_free (TbTimelineMarks *self)
{
  tb_scenario_unref (self->scenario);
  tb_journal_unref (self->journal);
  g_free (self);
}

static void
add_bucket (TbTimelineBucket *to, const TbTimelineBucket *from)
{
  for (guint i = 0; i < TB_EVENT_N_CLASSES; i++)
    {
      if (to->count[i] == 0)
        to->first[i] = from->first[i];
      to->count[i] += from->count[i];
    }
}

static void
halve (TbTimelineMarks *self)
{
  for (guint i = 0; i < N_BUCKETS / 2; i++)
    {
      TbTimelineBucket sum = self->buckets[2 * i];

      add_bucket (&sum, &self->buckets[2 * i + 1]);
      self->buckets[i] = sum;
    }
  memset (self->buckets + N_BUCKETS / 2, 0, sizeof self->buckets / 2);
  self->n_used = (self->n_used + 1) / 2;
  self->width_us *= 2;
}

static void
add_record (TbTimelineMarks *self, const TbRecord *record, guint64 index)
{
  double watch_us = tb_pace_watch_us (self->scenario, MAX (record->time_us, 0));
  guint event_class = tb_event_get_class (record->kind);
  TbTimelineBucket one = { 0 };
  guint bucket;

  while (watch_us >= self->width_us * N_BUCKETS)
    halve (self);
  bucket = (guint) (watch_us / self->width_us);
  one.count[event_class] = 1;
  one.first[event_class] = index;
  add_bucket (&self->buckets[bucket], &one);
  self->n_used = MAX (self->n_used, bucket + 1);
}

/**
 * tb_timeline_marks_update:
 * @self: the marks
 *
 * Reads what the journal has gained since the last time.
 *
 * Returns: whether that brought a new mark
 */
gboolean
tb_timeline_marks_update (TbTimelineMarks *self)
{
  guint64 length = tb_journal_get_length (self->journal);
  gboolean changed = FALSE;

  while (self->n_scanned < length)
    {
      gsize n_records;
      const TbRecord *records = tb_journal_get_span (self->journal, self->n_scanned, length, &n_records);

      for (gsize i = 0; i < n_records; i++)
        if (tb_event_is_marked (records[i].kind))
          {
            add_record (self, &records[i], self->n_scanned + i);
            changed = TRUE;
          }
      self->n_scanned += n_records;
    }
  return changed;
}

guint
tb_timeline_marks_get_n (TbTimelineMarks *self)
{
  return self->n_used;
}

const TbTimelineBucket *
tb_timeline_marks_get (TbTimelineMarks *self, guint bucket)
{
  return &self->buckets[bucket];
}

/**
 * tb_timeline_marks_get_width:
 * @self: the marks
 *
 * Returns: how much watching time one bucket covers, microseconds
 */
double
tb_timeline_marks_get_width (TbTimelineMarks *self)
{
  return self->width_us;
}

/**
 * tb_timeline_marks_find:
 * @self: the marks
 * @watch_us: a place on the axis
 * @reach_us: how far from it to look
 * @index: (out): the first record of the bucket found
 *
 * Among what is within reach the rarer classes win: a command or a refusal says more than one of many certificates.
 *
 * Returns: whether there is any
 */
gboolean
tb_timeline_marks_find (TbTimelineMarks *self, double watch_us, double reach_us, guint64 *index)
{
  int low = (int) CLAMP ((watch_us - reach_us) / self->width_us, 0, N_BUCKETS - 1);
  int high = (int) CLAMP ((watch_us + reach_us) / self->width_us, -1, (double) self->n_used - 1);

  for (guint c = TB_EVENT_N_CLASSES; c-- > 0;)
    for (int i = low; i <= high; i++)
      if (self->buckets[i].count[c] > 0)
        {
          *index = self->buckets[i].first[c];
          return TRUE;
        }
  return FALSE;
}
