/* tb-outbreak-journal: events as records. A device is its number and one, since nobody has the number 0 in a journal. */
#include "tb-outbreak-run.h"

/**
 * tb_outbreak_write_event:
 * @journal: a journal
 * @event: what happened
 *
 * Appends @event; the caller publishes. Rounded down to the microsecond, the order stays.
 */
void
tb_outbreak_write_event (TbJournal *journal, const TbOutbreakEvent *event)
{
  static const guint16 kinds[] = {
    [TB_OUTBREAK_INFECTED] = TB_RECORD_INFECTED, [TB_OUTBREAK_LOADED] = TB_RECORD_BOT_READY, [TB_OUTBREAK_REFUSED] = TB_RECORD_ATTEMPT_REFUSED,
    [TB_OUTBREAK_CLEARED] = TB_RECORD_CLEARED, [TB_OUTBREAK_CLEANED] = TB_RECORD_CLEARED,
  };
  const TbRecord record = {
    .time_us = (gint64) (event->time_ns / 1000),
    .subject = event->device + 1,
    .object = event->by == TB_OUTBREAK_NOBODY ? TB_NOBODY : event->by + 1,
    .payload = TB_NO_PAYLOAD,
    .kind = kinds[event->kind],
    .detail = event->kind == TB_OUTBREAK_CLEANED ? 1 : (guint16) event->refusal,
  };

  tb_journal_append (journal, &record);
}
