/* tb-reach: one secret of a key schedule leaks: which others follow from it, and which messages can be read?
 *
 * Follows the key schedule downwards only, since nothing leads back up, and as far as somebody gets who recorded the bytes: where a hash of messages goes
 * into a secret, those messages have to be readable first. */
#pragma once

#include "tb-schedule.h"

G_BEGIN_DECLS

/**
 * TbReach:
 * @steps: (element-type gboolean): for each step of the schedule, whether its value is known now
 * @messages: (element-type gboolean): for each message of the transcript, whether it can be read: those in the clear, and those that were opened
 * @n_opened: messages that could not be read before
 * @n_sealed: messages that are under keys
 */
typedef struct
{
  GArray *steps;
  GArray *messages;
  guint n_opened;
  guint n_sealed;
} TbReach;

TbReach *tb_reach_new     (const TbSchedule *schedule, TbTranscript *transcript, int leaked);
void     tb_reach_free    (TbReach *reach);
gboolean tb_reach_knows   (const TbReach *reach, guint step);
gboolean tb_reach_reads   (const TbReach *reach, guint message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbReach, tb_reach_free)

G_END_DECLS
