/* comply-fixture: see the header. */
#include "comply-fixture.h"

#include <string.h>

TbRun *
fixture_play (const char *const *lines, gint64 until_us, guint n_threads)
{
  g_autoptr (GPtrArray) commands = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_command_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (TbScenario) scenario = tb_scenario_load (g_getenv ("COMPLY_SCENARIO"), &error);
  const TbRunOptions options = { .until_us = until_us, .n_threads = n_threads };
  TbRun *run;

  g_assert_no_error (error);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_ptr_array_add (commands, tb_command_parse (lines[i], &error));
      g_assert_no_error (error);
    }
  run = tb_run_new (scenario, &options, commands, &error);
  g_assert_no_error (error);
  tb_run_set_target (run, until_us);
  tb_run_wait (run, until_us);
  return run;
}

TbReview *
fixture_review (TbRun *run, gint64 time_us)
{
  g_autoptr (TbCompliance) compliance = tb_compliance_new (run);
  g_autoptr (GError) error = NULL;
  TbReview *review = tb_compliance_review (compliance, time_us, NULL, &error);

  g_assert_no_error (error);
  return review;
}

const TbReviewFinding *
fixture_find (const TbReview *review, TbProvision provision, const char *name)
{
  GPtrArray *findings = review->rows[provision].findings;

  for (guint i = 0; i < findings->len; i++)
    if (strcmp (((TbReviewFinding *) g_ptr_array_index (findings, i))->name, name) == 0)
      return g_ptr_array_index (findings, i);
  return NULL;
}
