/* tb-event: which records of a journal are events for a person, and under which heading.
 *
 * One table decides where stepping stops and what the timeline marks; colours and words of a heading are the business of whoever draws it. */
#pragma once

#include "tb-journal.h"

G_BEGIN_DECLS

/**
 * TbEventClass:
 * @TB_EVENT_PLAIN: worth a step, not worth a mark
 * @TB_EVENT_ISSUE: a certificate was issued
 * @TB_EVENT_EXPIRY: one ends soon, has ended or was revoked
 * @TB_EVENT_REFUSAL: somebody was refused something
 * @TB_EVENT_EXPOSURE: somebody else read a password
 * @TB_EVENT_COMMAND: a person or the story intervened
 */
typedef enum
{
  TB_EVENT_PLAIN,
  TB_EVENT_ISSUE,
  TB_EVENT_EXPIRY,
  TB_EVENT_REFUSAL,
  TB_EVENT_EXPOSURE,
  TB_EVENT_COMMAND,
  TB_EVENT_N_CLASSES
} TbEventClass;

gboolean tb_event_is_step    (guint kind);
gboolean tb_event_is_marked  (guint kind);
guint    tb_event_get_class  (guint kind);
gint64   tb_event_find_after  (TbJournal *journal, gint64 time_us, gint64 edge_us);   /* -1 where there is none */
gint64   tb_event_find_before (TbJournal *journal, gint64 time_us);                   /* likewise */

G_END_DECLS
