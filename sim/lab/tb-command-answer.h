/* tb-command-answer: what became of a command that somebody has given: done or refused, as the journal has it. */
#pragma once

#include "tb-journal.h"

G_BEGIN_DECLS

const TbRecord *tb_command_answer_find (TbJournal *journal, guint64 *from);    /* (nullable) */

G_END_DECLS
