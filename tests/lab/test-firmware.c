/* Update night, fact by fact: a good image goes out in stages, four bad ones are refused for four reasons, and who asks nothing installs what it is sent. */
#include "tb-run.h"

#include "tb-firmware-judge.h"
#include "tb-units.h"

#define MINUTE TB_US_PER_MINUTE
#define HOUR   TB_US_PER_HOUR
#define END    (5 * HOUR)

static TbRun *
play (guint n_threads)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbScenario) scenario = tb_scenario_load ("firmware", &error);
  g_autofree char *failure = NULL;
  TbRunOptions options = { .n_threads = n_threads };
  TbRun *run;

  g_assert_no_error (error);
  run = tb_run_new (scenario, &options, NULL, &error);
  g_assert_no_error (error);
  tb_run_set_target (run, tb_run_get_end (run));
  tb_run_wait (run, tb_run_get_end (run));
  failure = tb_run_dup_failure (run);
  g_assert_cmpstr (failure, ==, NULL);
  return run;
}

static TbRun *night;

static TbFold *
fold_at (gint64 time_us)
{
  TbFold *fold = tb_run_new_fold (night);

  tb_fold_seek (fold, time_us);
  return fold;
}

static const TbObjectState *
get (TbFold *fold, const char *name)
{
  return tb_fold_get (fold, tb_fleet_find (tb_run_get_fleet (night), name));
}

static const TbFirmwareProgress *
progress_of (TbFold *fold, const char *group)
{
  return tb_firmware_updates_find (tb_state_get_firmware (tb_fold_get_state (fold)), tb_fleet_find_group (tb_run_get_fleet (night), group)->first);
}

/* Nobody attacks this house; a hole is one all the same. */
static void
mended_firmware_closes_the_hole (void)
{
  g_autoptr (TbFold) first = fold_at (21 * MINUTE), late = fold_at (HOUR + 5 * MINUTE);

  g_assert_true (get (first, "lock-02")->surface.is_patched);
  g_assert_false (get (first, "lock-03")->surface.is_patched);
  g_assert_true (get (late, "lock-03")->surface.is_patched);
}

static void
a_good_image_goes_out_in_stages (void)
{
  g_autoptr (TbFold) first = fold_at (21 * MINUTE), all = fold_at (41 * MINUTE), late = fold_at (HOUR + 5 * MINUTE);

  g_assert_cmpuint (get (first, "lock-02")->firmware_version, ==, 3);
  g_assert_cmpuint (get (first, "lock-03")->firmware_version, ==, 2);
  g_assert_cmpuint (progress_of (first, "lock")->n_installed, ==, 2);
  g_assert_cmpuint (get (all, "lock-09")->firmware_version, ==, 3);
  g_assert_cmpuint (tb_firmware_progress_get_pending (progress_of (all, "lock")), ==, 1);
  g_assert_cmpuint (get (late, "lock-10")->firmware_version, ==, 3);
  g_assert_cmpuint (tb_firmware_progress_get_pending (progress_of (late, "lock")), ==, 0);
}

static void
four_bad_images_are_refused (void)
{
  static const struct { gint64 at_us; const char *reason, *check; } cases[] = {
    { HOUR + 20 * MINUTE, "altered", "payload-digest" }, { HOUR + 40 * MINUTE, "unsigned", "signed" },
    { 2 * HOUR, "rolled-back", "firmware-version" }, { 2 * HOUR + 20 * MINUTE, "wrong-key", "trust-anchor" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TbFold) fold = fold_at (cases[i].at_us + MINUTE);
      g_autoptr (TbFirmwareRefusal) refusal = tb_firmware_refusal_unpack (tb_journal_get_payload (tb_run_get_journal (night), get (fold, "lock-01")->firmware_refusal));

      g_assert_cmpstr (refusal->reason, ==, cases[i].reason);
      g_assert_cmpstr (refusal->check, ==, cases[i].check);
      g_assert_cmpuint (get (fold, "lock-01")->firmware_version, ==, 3);
      g_assert_cmpuint (progress_of (fold, "lock")->n_refused, ==, 2);
    }
}

/* Every certificate is as valid as before: identity is one thing, health another. */
static void
who_asks_nothing_is_tampered_with (void)
{
  g_autoptr (TbFold) bad = fold_at (3 * HOUR + MINUTE), mended = fold_at (END);

  for (guint i = 1; i <= 4; i++)
    {
      g_autofree char *name = g_strdup_printf ("bulb-%02u", i);

      g_assert_cmpuint (get (bad, name)->health, ==, TB_HEALTH_TAMPERED);
      g_assert_cmpuint (get (bad, name)->identity, ==, TB_IDENTITY_VALID);
      g_assert_cmpuint (get (bad, name)->firmware_version, ==, 9);
      g_assert_cmpuint (get (mended, name)->health, ==, TB_HEALTH_HEALTHY);
      g_assert_cmpuint (get (mended, name)->firmware_version, ==, 3);
    }
  g_assert_cmpuint (tb_fold_get_totals (bad)->by_health[TB_HEALTH_TAMPERED], ==, 4);
}

static void
the_night_ends_as_it_should (void)
{
  g_autoptr (TbFold) fold = fold_at (END);
  const TbTotals *totals = tb_fold_get_totals (fold);

  g_assert_cmpuint (progress_of (fold, "lock")->n_installed, ==, 10);
  g_assert_cmpuint (get (fold, "lock-10")->firmware_version, ==, 4);
  g_assert_cmpuint (totals->n_refused_firmware, ==, 8);
  g_assert_cmpuint (totals->by_health[TB_HEALTH_HEALTHY], ==, 14);
  g_assert_cmpuint (totals->n_refused_commands, ==, 0);
}

/* What the journal holds is what was judged: whoever has it can judge again. */
static void
images_in_the_journal_can_be_judged_again (void)
{
  g_autoptr (TbFold) fold = fold_at (END);
  TbJournal *journal = tb_run_get_journal (night);
  g_autoptr (GBytes) envelope = NULL, payload = NULL;
  g_autoptr (GPtrArray) anchors = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_certificate_unref);
  TbFirmwareTerms terms = { anchors, tb_scenario_get_start_us (tb_run_get_scenario (night)) + END, FALSE, "House", "lock", 3 };
  g_autoptr (TbFirmwareVerdict) verdict = NULL;
  guint32 root = tb_state_get_anchors (tb_fold_get_state (fold))->anchors[0].payload;

  g_ptr_array_add (anchors, tb_certificate_new_from_der (tb_crypto_get_seeded (NULL), tb_journal_get_payload (journal, root), NULL));
  g_assert_true (tb_firmware_image_unpack (tb_journal_get_payload (journal, progress_of (fold, "lock")->image), &envelope, &payload));
  verdict = tb_firmware_judge (tb_crypto_get_seeded (NULL), envelope, payload, &terms, NULL);
  g_assert_true (verdict->accepted);
  g_assert_cmpstr (tb_certificate_get_common_name (verdict->signer), ==, "House Firmware");
  g_assert_cmpuint (g_bytes_get_size (payload), ==, 96 * 1024);
}

static void
the_number_of_threads_changes_nothing (void)
{
  g_autofree char *one = tb_journal_hash (tb_run_get_journal (night));

  for (guint n = 2; n <= 4; n += 2)
    {
      g_autoptr (TbRun) run = play (n);
      g_autofree char *other = tb_journal_hash (tb_run_get_journal (run));

      g_assert_cmpstr (one, ==, other);
    }
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  night = play (1);
  g_test_add_func ("/update-night/staged", a_good_image_goes_out_in_stages);
  g_test_add_func ("/update-night/hole", mended_firmware_closes_the_hole);
  g_test_add_func ("/update-night/refused", four_bad_images_are_refused);
  g_test_add_func ("/update-night/tampered", who_asks_nothing_is_tampered_with);
  g_test_add_func ("/update-night/end", the_night_ends_as_it_should);
  g_test_add_func ("/update-night/again", images_in_the_journal_can_be_judged_again);
  g_test_add_func ("/update-night/threads", the_number_of_threads_changes_nothing);
  result = g_test_run ();
  tb_run_unref (night);
  return result;
}
