/* story: see the header. */
#include "story.h"

#include <string.h>

#include "tb-units.h"

TbRun *run;
TbFleet *fleet;
TbJournal *journal;

/* Takes over @scenario, or fails with the @error for which there is none. */
void
story_play (TbScenario *scenario, GError *error)
{
  g_autoptr (TbScenario) owned = scenario;
  g_autofree char *failure = NULL;

  g_assert_no_error (error);
  run = tb_run_new (owned, NULL, NULL, &error);
  g_assert_no_error (error);
  tb_run_set_target (run, tb_run_get_end (run));
  tb_run_wait (run, tb_run_get_end (run));
  failure = tb_run_dup_failure (run);
  g_assert_cmpstr (failure, ==, NULL);
  fleet = tb_run_get_fleet (run);
  journal = tb_run_get_journal (run);
}

/* How many records of @kind there are about @name from @from_us on and before @to_us, and which is the first. */
guint
story_count (TbRecordKind kind, const char *name, gint64 from_us, gint64 to_us, const TbRecord **first)
{
  guint32 subject = tb_fleet_find (fleet, name);
  guint n = 0;

  g_assert_cmpuint (subject, !=, TB_NOBODY);
  for (guint64 i = 0; i < tb_journal_get_length (journal); i++)
    {
      const TbRecord *record = tb_journal_get (journal, i);

      if (record->kind != kind || record->subject != subject || record->time_us < from_us || record->time_us >= to_us)
        continue;
      if (n++ == 0 && first != NULL)
        *first = record;
    }
  return n;
}

const TbRecord *
story_find (TbRecordKind kind, const char *name, gint64 from_us, gint64 to_us)
{
  const TbRecord *first = NULL;

  story_count (kind, name, from_us, to_us, &first);
  return first;
}

/* How the handshake ended that @name began within a minute after @at_us. */
TbTranscript *
story_handshake_at (const char *name, gint64 at_us, gboolean accepted)
{
  TbRecordKind wanted = accepted ? TB_RECORD_HANDSHAKE_COMPLETED : TB_RECORD_HANDSHAKE_REFUSED;
  TbRecordKind other = accepted ? TB_RECORD_HANDSHAKE_REFUSED : TB_RECORD_HANDSHAKE_COMPLETED;
  const TbRecord *end = story_find (wanted, name, at_us, at_us + TB_US_PER_MINUTE);
  g_autoptr (GError) error = NULL;
  TbTranscript *transcript;

  g_assert_nonnull (end);
  g_assert_null (story_find (other, name, at_us, at_us + TB_US_PER_MINUTE));
  transcript = tb_transcript_new_from_bytes (tb_journal_get_payload (journal, end->payload), &error);
  g_assert_no_error (error);
  g_assert_true (tb_transcript_is_accepted (transcript) == accepted);
  return transcript;
}

void
story_no_command_is_refused (void)
{
  g_autoptr (TbFold) fold = tb_run_new_fold (run);

  tb_fold_seek (fold, tb_run_get_end (run));
  g_assert_cmpuint (tb_fold_get_totals (fold)->n_refused_commands, ==, 0);
}

void
story_assert_wrong (const char *text, const char *from, const char *to, const char *complaint)
{
  g_autoptr (GString) changed = g_string_new (text);
  g_autoptr (GError) error = NULL;
  g_autoptr (TbScenario) scenario = NULL;

  g_assert_cmpuint (g_string_replace (changed, from, to, 1), ==, 1);
  scenario = tb_scenario_new_from_data (changed->str, changed->len, "story.xml", &error);
  g_assert_null (scenario);
  g_assert_nonnull (strstr (error->message, complaint));
}
