/* What would come of it, without a window: curves follow numbers and seed alone, and whoever changes his mind is not kept waiting. */
#include "tb-what-if.h"

#include <math.h>
#include <string.h>

#include "tb-command.h"
#include "tb-what-if-words.h"

#define PATIENCE_S 60

typedef struct
{
  TbWhatIf *what_if;
  guint n_changed;
} Asking;

/* Cameras with a factory password behind walls or not, and an attacker. */
static TbFleet *
new_fleet (guint32 n_cameras)
{
  TbFleet *fleet = tb_fleet_new ();
  TbGroup *cameras = tb_fleet_add_group (fleet, "camera", TB_ROLE_DEVICE, n_cameras);
  TbGroup *attacker = tb_fleet_add_group (fleet, "attacker", TB_ROLE_ATTACKER, 1);

  cameras->surface = (TbSurface) { 0, TRUE, TB_CREDENTIAL_FACTORY, TB_MANAGEMENT_OPEN, FALSE, FALSE };
  tb_campaign_init (&attacker->campaign);
  attacker->campaign.addresses = 100000;
  return fleet;
}

static void
count (TbWhatIf *what_if, Asking *asking)
{
  asking->n_changed++;
}

static void
open_asking (Asking *asking, gconstpointer data)
{
  g_autoptr (TbFleet) fleet = new_fleet (500);

  asking->what_if = tb_what_if_new ();
  asking->n_changed = 0;
  tb_what_if_set_n_runs (asking->what_if, 20);
  tb_what_if_set_fleet (asking->what_if, fleet, 42);
  g_signal_connect (asking->what_if, "changed", G_CALLBACK (count), asking);
}

static void
close_asking (Asking *asking, gconstpointer data)
{
  g_assert_finalize_object (asking->what_if);
}

static gboolean
give_up (gpointer data)
{
  g_error ("no curve for a minute");
  return G_SOURCE_REMOVE;
}

static void
wait (Asking *asking)
{
  guint timeout = g_timeout_add_seconds (PATIENCE_S, give_up, NULL);

  while (tb_what_if_is_busy (asking->what_if))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timeout);
}

static TbArmCurve *
dup_curve (Asking *asking, TbArm arm)
{
  g_assert_nonnull (tb_what_if_get_curve (asking->what_if, arm));
  return tb_arm_curve_copy (tb_what_if_get_curve (asking->what_if, arm));
}

static void
makes_curves_then_bands (Asking *asking, gconstpointer data)
{
  g_assert_true (tb_what_if_is_busy (asking->what_if));
  g_assert_null (tb_what_if_get_curve (asking->what_if, TB_ARM_AS_SHIPPED));
  while (tb_what_if_get_curve (asking->what_if, TB_ARM_AS_SHIPPED) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (tb_what_if_get_curve (asking->what_if, TB_ARM_AS_SHIPPED)->n_runs, ==, 0);
  wait (asking);
  for (guint i = 0; i < TB_N_ARMS; i++)
    g_assert_cmpuint (tb_what_if_get_curve (asking->what_if, (TbArm) i)->n_runs, ==, 20);
  g_assert_cmpfloat (tb_what_if_get_progress (asking->what_if), ==, 1);
  g_assert_cmpuint (asking->n_changed, ==, 1 + TB_N_ARMS);
}

static void
the_second_arm_lies_on_the_first (Asking *asking, gconstpointer data)
{
  const TbArmCurve *one, *other;

  wait (asking);
  one = tb_what_if_get_curve (asking->what_if, TB_ARM_AS_SHIPPED);
  other = tb_what_if_get_curve (asking->what_if, TB_ARM_BROKER_TLS);
  g_assert_cmpmem (one->values, sizeof one->values, other->values, sizeof other->values);
  g_assert_cmpmem (one->high, sizeof one->high, other->high, sizeof other->high);
  g_assert_cmpuint (one->final, ==, 500);
  g_assert_cmpuint (tb_what_if_get_curve (asking->what_if, TB_ARM_BOTH)->final, ==, 0);
}

/* Whatever came before, and on however many threads. */
static void
curves_follow_from_numbers_and_seed (Asking *asking, gconstpointer data)
{
  g_autofree TbArmCurve *first = NULL;
  g_autofree TbArmCurve *again = NULL;

  tb_what_if_set_term (asking->what_if, TB_TERM_SCAN_RATE, 100);
  wait (asking);
  first = dup_curve (asking, TB_ARM_AS_SHIPPED);
  tb_what_if_set_n_threads (asking->what_if, 5);
  tb_what_if_set_term (asking->what_if, TB_TERM_SCAN_RATE, 400);
  wait (asking);
  again = dup_curve (asking, TB_ARM_AS_SHIPPED);
  g_assert_true (memcmp (first->values, again->values, sizeof first->values) != 0);
  g_clear_pointer (&again, g_free);
  tb_what_if_set_term (asking->what_if, TB_TERM_SCAN_RATE, 100);
  wait (asking);
  again = dup_curve (asking, TB_ARM_AS_SHIPPED);
  g_assert_cmpmem (first, sizeof *first, again, sizeof *again);
}

/* A slider that is dragged: only where it stops counts. */
static void
a_change_supersedes_what_is_under_way (Asking *asking, gconstpointer data)
{
  g_autofree TbArmCurve *direct = NULL;

  tb_what_if_set_term (asking->what_if, TB_TERM_HIT, 0.5);
  wait (asking);
  direct = dup_curve (asking, TB_ARM_AS_SHIPPED);
  for (guint i = 1; i <= 100; i++)
    {
      tb_what_if_set_term (asking->what_if, TB_TERM_HIT, 0.005 * i);
      for (guint k = 0; k < i % 7; k++)
        g_main_context_iteration (NULL, FALSE);
    }
  asking->n_changed = 0;
  wait (asking);
  g_assert_cmpuint (asking->n_changed, ==, 1 + TB_N_ARMS);
  g_assert_cmpmem (direct, sizeof *direct, tb_what_if_get_curve (asking->what_if, TB_ARM_AS_SHIPPED), sizeof *direct);
}

/* Half-way through the bands of an outbreak that takes long. */
static void
cancel_keeps_what_there_is (Asking *asking, gconstpointer data)
{
  g_assert_true (tb_what_if_set_preset (asking->what_if, "staniford"));
  tb_what_if_set_n_runs (asking->what_if, 1000);
  while (tb_what_if_get_curve (asking->what_if, TB_ARM_AS_SHIPPED) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (tb_what_if_is_busy (asking->what_if));
  tb_what_if_cancel (asking->what_if);
  g_assert_false (tb_what_if_is_busy (asking->what_if));
  g_assert_nonnull (tb_what_if_get_curve (asking->what_if, TB_ARM_AS_SHIPPED));
  g_assert_cmpuint (tb_what_if_get_curve (asking->what_if, TB_ARM_AS_SHIPPED)->n_runs, ==, 0);
}

/* Where telnet is closed only the first of Staniford's is left: that does not stretch the axis of those where it spreads. */
static void
an_arm_that_does_not_grow_does_not_stretch_the_axis (Asking *asking, gconstpointer data)
{
  const TbArmCurve *closed;
  g_autofree char *result = NULL;

  tb_what_if_set_n_runs (asking->what_if, 0);
  g_assert_true (tb_what_if_set_preset (asking->what_if, "staniford"));
  wait (asking);
  closed = tb_what_if_get_curve (asking->what_if, TB_ARM_TELNET_CLOSED);
  g_assert_cmpfloat (closed->span_s, ==, 12 * 3600);
  g_assert_cmpuint (closed->final, ==, 1);
  g_assert_cmpuint (tb_what_if_get_curve (asking->what_if, TB_ARM_AS_SHIPPED)->final, ==, 300000);
  result = tb_what_if_dup_result (closed);
  g_assert_true (g_str_has_prefix (result, "nobody but the first"));
}

static void
cancelled_before_the_first_there_is_nothing (Asking *asking, gconstpointer data)
{
  wait (asking);
  tb_what_if_set_term (asking->what_if, TB_TERM_SCAN_RATE, 50);
  tb_what_if_cancel (asking->what_if);
  g_assert_null (tb_what_if_get_curve (asking->what_if, TB_ARM_AS_SHIPPED));
}

/* The object goes away in the middle of its work; what is under way ends by itself. */
static void
goes_away_in_the_middle (Asking *asking, gconstpointer data)
{
  tb_what_if_set_preset (asking->what_if, "mirai-2016");
  for (guint i = 0; i < 3; i++)
    g_main_context_iteration (NULL, TRUE);
}

static void
nothing_is_made_while_nobody_looks (Asking *asking, gconstpointer data)
{
  tb_what_if_set_active (asking->what_if, FALSE);
  tb_what_if_set_term (asking->what_if, TB_TERM_SCAN_RATE, 50);
  g_assert_false (tb_what_if_is_busy (asking->what_if));
  tb_what_if_set_active (asking->what_if, TRUE);
  g_assert_true (tb_what_if_is_busy (asking->what_if));
  wait (asking);
  tb_what_if_set_active (asking->what_if, FALSE);
  tb_what_if_set_active (asking->what_if, TRUE);
  g_assert_false (tb_what_if_is_busy (asking->what_if));
}

static void
absurd_numbers_get_a_sentence (Asking *asking, gconstpointer data)
{
  static const double values[] = { NAN, INFINITY, -INFINITY, -1, 1e300, 1e-300 };

  for (guint term = 0; term < TB_N_TERMS; term++)
    for (guint i = 0; i < G_N_ELEMENTS (values); i++)
      {
        tb_what_if_reset (asking->what_if);
        tb_what_if_set_term (asking->what_if, (TbTerm) term, values[i]);
        if (term != TB_TERM_FLOOD_KBPS && i < 5)
          g_assert_nonnull (tb_what_if_get_complaint (asking->what_if));
        if (tb_what_if_get_complaint (asking->what_if) != NULL)
          {
            g_assert_false (tb_what_if_is_busy (asking->what_if));
            g_assert_null (tb_what_if_get_curve (asking->what_if, TB_ARM_AS_SHIPPED));
            g_assert_null (tb_what_if_dup_command (asking->what_if));
          }
      }
  tb_what_if_reset (asking->what_if);
  g_assert_null (tb_what_if_get_complaint (asking->what_if));
}

static void
without_an_attacker_there_is_nothing_to_ask (Asking *asking, gconstpointer data)
{
  g_autoptr (TbFleet) fleet = tb_fleet_new ();

  tb_fleet_add_group (fleet, "camera", TB_ROLE_DEVICE, 10);
  tb_what_if_set_fleet (asking->what_if, fleet, 1);
  g_assert_false (tb_what_if_has_fleet (asking->what_if));
  g_assert_false (tb_what_if_is_busy (asking->what_if));
  g_assert_true (tb_what_if_set_preset (asking->what_if, "code-red"));
  g_assert_true (tb_what_if_is_busy (asking->what_if));
  g_assert_false (tb_what_if_set_preset (asking->what_if, "nothing-of-that-name"));
}

/* The run would take it. */
static void
check_command (const char *line)
{
  g_autoptr (TbFleet) fleet = new_fleet (10);
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCommand) command = tb_command_parse (line, &error);

  g_assert_no_error (error);
  g_assert_true (tb_command_check (command, fleet, &error));
  g_assert_no_error (error);
}

static void
the_command_says_what_is_changed (Asking *asking, gconstpointer data)
{
  static const struct { TbTerm term; double value; const char *command; } rows[] = {
    { TB_TERM_SCAN_RATE, 150, "tune scan-rate=150" },
    { TB_TERM_HIT, 0.25, "tune scan-rate=150 hit-probability=0.25" },
    { TB_TERM_REBOOT_S, 3600, "tune scan-rate=150 hit-probability=0.25 reboot-every=3600s" },
    { TB_TERM_CLEAN_S, 0.5, "tune scan-rate=150 hit-probability=0.25 reboot-every=3600s clean-every=500ms" },
    { TB_TERM_FLOOD_KBPS, 500, "tune scan-rate=150 hit-probability=0.25 reboot-every=3600s clean-every=500ms flood-kbps=500" },
    { TB_TERM_CLOSED_SHARE, 0.5, "tune scan-rate=150 hit-probability=0.25 reboot-every=3600s clean-every=500ms flood-kbps=500" },
  };

  g_assert_null (tb_what_if_dup_command (asking->what_if));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *command = NULL;

      tb_what_if_set_term (asking->what_if, rows[i].term, rows[i].value);
      command = tb_what_if_dup_command (asking->what_if);
      g_assert_cmpstr (command, ==, rows[i].command);
      check_command (command);
    }
  tb_what_if_set_preset (asking->what_if, "slammer");
  g_assert_null (tb_what_if_dup_command (asking->what_if));
}

/* --- words and sliders --- */

static void
sliders_go_there_and_back (void)
{
  for (guint term = 0; term < TB_N_TERMS; term++)
    {
      const TbTermInfo *info = tb_term_info ((TbTerm) term);

      for (double position = 0; position <= 1; position += 1.0 / 64)
        {
          double value = tb_term_from_position ((TbTerm) term, position);

          g_assert_true ((value >= info->from && value <= info->to) || (value == 0 && info->never != TB_TERM_NO_NEVER));
          g_assert_cmpfloat (tb_term_from_position ((TbTerm) term, tb_term_to_position ((TbTerm) term, value)), ==, value);
        }
      g_assert_cmpfloat (tb_term_to_position ((TbTerm) term, 1e300), ==, info->never == TB_TERM_NEVER_LAST ? 0.98 : 1);
      g_assert_true (tb_term_to_position ((TbTerm) term, -1e300) >= 0);
    }
}

/* Each step of an arrow key, from one end to the other, leads further. */
static void
keys_reach_every_end (void)
{
  for (guint term = 0; term < TB_N_TERMS; term++)
    {
      double last = tb_term_from_position ((TbTerm) term, 0), step = tb_term_get_step ((TbTerm) term);
      guint n_different = 0;

      for (guint i = 1; i * step <= 1 + 1e-9; i++)
        {
          double value = tb_term_from_position ((TbTerm) term, MIN (i * step, 1));

          n_different += value != last;
          last = value;
        }
      g_assert_cmpuint (n_different, >=, 30);
    }
}

static void
values_are_told_in_their_units (void)
{
  static const struct { TbTerm term; double value; const char *words; } rows[] = {
    { TB_TERM_VULNERABLE, 0.92, "92 %" },
    { TB_TERM_SCAN_RATE, 200, "200 / s" },
    { TB_TERM_HIT, 10.0 / 62, "10 of 62: 16.1 %" },
    { TB_TERM_HIT, 0.0027687, "0.28 %" },
    { TB_TERM_HIT, 1, "100 %" },
    { TB_TERM_REBOOT_S, 86400, "every 24 h" },
    { TB_TERM_REBOOT_S, 0, "never" },
    { TB_TERM_CLEAN_S, 5.5 * 86400, "after 5.5 d" },
    { TB_TERM_LOAD_S, 0, "at once" },
    { TB_TERM_LIST, 0, "nobody" },
    { TB_TERM_ADDRESSES, 4294967296.0, "2^32" },
    { TB_TERM_FLOOD_KBPS, 4300, "4.3 Mbit/s" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *words = tb_term_format (rows[i].term, rows[i].value);

      g_assert_cmpstr (words, ==, rows[i].words);
    }
  g_assert_cmpstr (tb_term_get_title (TB_TERM_VULNERABLE, TB_VECTOR_FIRMWARE), !=, tb_term_get_title (TB_TERM_VULNERABLE, TB_VECTOR_TELNET));
}

#define ADD(name, function) g_test_add ("/what-if/" name, Asking, NULL, open_asking, function, close_asking)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("curves-then-bands", makes_curves_then_bands);
  ADD ("second-arm", the_second_arm_lies_on_the_first);
  ADD ("repeatable", curves_follow_from_numbers_and_seed);
  ADD ("superseded", a_change_supersedes_what_is_under_way);
  ADD ("cancelled", cancel_keeps_what_there_is);
  ADD ("axis", an_arm_that_does_not_grow_does_not_stretch_the_axis);
  ADD ("cancelled-first", cancelled_before_the_first_there_is_nothing);
  ADD ("goes-away", goes_away_in_the_middle);
  ADD ("inactive", nothing_is_made_while_nobody_looks);
  ADD ("absurd", absurd_numbers_get_a_sentence);
  ADD ("no-attacker", without_an_attacker_there_is_nothing_to_ask);
  ADD ("command", the_command_says_what_is_changed);
  g_test_add_func ("/what-if/sliders", sliders_go_there_and_back);
  g_test_add_func ("/what-if/keys", keys_reach_every_end);
  g_test_add_func ("/what-if/words", values_are_told_in_their_units);
  return g_test_run ();
}
