/* tb-command-answer: see the header. A command is written down when it applies, and right behind it, if so, that it was refused. */
#include "tb-command-answer.h"

/* Of a command, and of its being refused: the story of a scenario has given it. */
#define BY_STORY 1

static const TbRecord *
find_kind (TbJournal *journal, TbRecordKind kind, guint64 *from, guint64 to)
{
  for (; *from < to; (*from)++)
    {
      const TbRecord *record = tb_journal_get (journal, *from);

      if (record->kind == kind && record->detail != BY_STORY)
        return record;
    }
  return NULL;
}

/**
 * tb_command_answer_find:
 * @journal: a journal
 * @from: (inout): where to begin; afterwards how far was looked
 *
 * Commands of a scenario's story are left out: nobody waits for an answer to them.
 *
 * Returns: (nullable): the record of the first command there, or of its being refused; %NULL when none has applied yet
 */
const TbRecord *
tb_command_answer_find (TbJournal *journal, guint64 *from)
{
  guint64 length = tb_journal_get_length (journal), next;
  const TbRecord *command = find_kind (journal, TB_RECORD_COMMAND, from, length), *refusal;

  if (command == NULL)
    return NULL;
  next = *from + 1;
  find_kind (journal, TB_RECORD_COMMAND, &next, length);
  length = next;
  next = *from + 1;
  refusal = find_kind (journal, TB_RECORD_COMMAND_REFUSED, &next, length);
  return refusal != NULL ? refusal : command;
}
