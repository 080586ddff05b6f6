/* tb-timeline-marks: where on the timeline what happened, summed so that millions of records stay a few thousand buckets.
 *
 * The axis is watching time (see tb-pace), so that slow motion gets room. Reads each record of the journal once. */
#pragma once

#include "tb-event.h"
#include "tb-scenario.h"

G_BEGIN_DECLS

/**
 * TbTimelineBucket:
 * @count: how many events of each class
 * @first: the first of each, as an index of the journal
 */
typedef struct
{
  guint32 count[TB_EVENT_N_CLASSES];
  guint64 first[TB_EVENT_N_CLASSES];
} TbTimelineBucket;

typedef struct _TbTimelineMarks TbTimelineMarks;

TbTimelineMarks        *tb_timeline_marks_new         (TbScenario *scenario, TbJournal *journal);
void                    tb_timeline_marks_free        (TbTimelineMarks *self);
gboolean                tb_timeline_marks_update      (TbTimelineMarks *self);
guint                   tb_timeline_marks_get_n       (TbTimelineMarks *self);
const TbTimelineBucket *tb_timeline_marks_get         (TbTimelineMarks *self, guint bucket);
double                  tb_timeline_marks_get_width   (TbTimelineMarks *self);
gboolean                tb_timeline_marks_find        (TbTimelineMarks *self, double watch_us, double reach_us, guint64 *index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbTimelineMarks, tb_timeline_marks_free)

G_END_DECLS
