/* Attempts fly, bounce off or take; they are few at once, chosen the same way every time; and nobody is shown as taken before it is so on the screen. */
#include "outbreak-fixture.h"
#include "tb-attempts.h"

#define FRAME_US 16667

static void
see (Outbreak *outbreak, TbAttempts *attempts, gint64 time_us, gboolean is_playing)
{
  tb_fold_seek (outbreak->fold, time_us);
  tb_attempts_take (attempts, outbreak->scene, outbreak->fold, is_playing);
  tb_scene_follow (outbreak->scene, outbreak->fold);
}

static void
begin (Outbreak *outbreak, TbAttempts *attempts)
{
  outbreak_set_up (outbreak, 40);
  see (outbreak, attempts, TB_US_PER_SECOND, TRUE);
  g_assert_cmpuint (tb_attempts_get_n (attempts), ==, 0);
}

static TbHealth
health_shown (Outbreak *outbreak, guint32 object)
{
  return TB_MARK_HEALTH (tb_scene_get_mark (outbreak->scene, object));
}

static guint
count_frames (Outbreak *outbreak, TbAttempts *attempts)
{
  guint n = 0;

  while (tb_attempts_get_n (attempts) > 0 && n < 1000)
    {
      tb_attempts_move (attempts, outbreak->scene, outbreak->fold, FRAME_US);
      n++;
    }
  return n;
}

static void
refused_attempt_bounces_with_its_reason (void)
{
  g_autoptr (TbAttempts) attempts = tb_attempts_new ();
  const TbMovingAttempt *moving;
  Outbreak outbreak;
  guint n;

  begin (&outbreak, attempts);
  outbreak_append (&outbreak, 2 * TB_US_PER_SECOND, TB_RECORD_ATTEMPT_REFUSED, outbreak.lock, outbreak.attacker, TB_REFUSAL_NO_CERTIFICATE, 0);
  see (&outbreak, attempts, 2 * TB_US_PER_SECOND, TRUE);
  g_assert_cmpuint (tb_attempts_get_n (attempts), ==, 1);
  moving = tb_attempts_get (attempts, 0);
  g_assert_cmpuint (moving->from, ==, outbreak.attacker);
  g_assert_cmpuint (moving->to, ==, outbreak.lock);
  g_assert_cmpuint (moving->outcome, ==, TB_REFUSAL_NO_CERTIFICATE);
  n = count_frames (&outbreak, attempts);
  g_assert_cmpuint (n, >=, (TB_ATTEMPTS_FLIGHT_US + TB_ATTEMPTS_AFTER_US) / FRAME_US);
  g_assert_cmpuint (n, <=, (TB_ATTEMPTS_FLIGHT_US + TB_ATTEMPTS_AFTER_US) / FRAME_US + 3);
  g_assert_cmpint (health_shown (&outbreak, outbreak.lock), ==, TB_HEALTH_HEALTHY);
  outbreak_tear_down (&outbreak);
}

static void
device_turns_when_it_is_hit (void)
{
  g_autoptr (TbAttempts) attempts = tb_attempts_new ();
  Outbreak outbreak;

  begin (&outbreak, attempts);
  outbreak_append (&outbreak, 2 * TB_US_PER_SECOND, TB_RECORD_INFECTED, outbreak.camera, outbreak.attacker, 1, 0);
  see (&outbreak, attempts, 2 * TB_US_PER_SECOND, TRUE);
  g_assert_cmpint (tb_fold_get (outbreak.fold, outbreak.camera)->health, ==, TB_HEALTH_INFECTED);
  g_assert_cmpint (health_shown (&outbreak, outbreak.camera), ==, TB_HEALTH_HEALTHY);
  tb_attempts_move (attempts, outbreak.scene, outbreak.fold, TB_ATTEMPTS_FLIGHT_US - 1);
  g_assert_cmpint (health_shown (&outbreak, outbreak.camera), ==, TB_HEALTH_HEALTHY);
  tb_attempts_move (attempts, outbreak.scene, outbreak.fold, 1);
  g_assert_cmpint (health_shown (&outbreak, outbreak.camera), ==, TB_HEALTH_INFECTED);
  g_assert_cmpfloat (tb_attempts_get (attempts, 0)->progress, ==, 1);
  outbreak_tear_down (&outbreak);
}

static void
nobody_is_held_after_a_leap (void)
{
  g_autoptr (TbAttempts) attempts = tb_attempts_new ();
  Outbreak outbreak;

  begin (&outbreak, attempts);
  outbreak_append (&outbreak, 2 * TB_US_PER_SECOND, TB_RECORD_INFECTED, outbreak.camera, outbreak.attacker, 1, 0);
  outbreak_append (&outbreak, 9 * TB_US_PER_SECOND, TB_RECORD_ATTEMPT_REFUSED, outbreak.lock, outbreak.camera, TB_REFUSAL_CLOSED, 0);
  see (&outbreak, attempts, 2 * TB_US_PER_SECOND, TRUE);
  see (&outbreak, attempts, 8 * TB_US_PER_SECOND, FALSE);
  g_assert_cmpuint (tb_attempts_get_n (attempts), ==, 0);
  g_assert_cmpint (health_shown (&outbreak, outbreak.camera), ==, TB_HEALTH_INFECTED);
  see (&outbreak, attempts, 9 * TB_US_PER_SECOND, FALSE);
  g_assert_cmpuint (tb_attempts_get_n (attempts), ==, 1);
  see (&outbreak, attempts, TB_US_PER_SECOND, TRUE);
  g_assert_cmpuint (tb_attempts_get_n (attempts), ==, 0);
  g_assert_cmpint (health_shown (&outbreak, outbreak.camera), ==, TB_HEALTH_HEALTHY);
  outbreak_tear_down (&outbreak);
}

/* A hundred tries a frame for some seconds. Returns a number that depends on which were shown. */
static guint64
play_storm (guint *most, guint *n_shown, guint *share)
{
  g_autoptr (TbAttempts) attempts = tb_attempts_new ();
  Outbreak outbreak;
  guint64 hash = 0;
  guint before = 0;

  begin (&outbreak, attempts);
  *most = *n_shown = 0;
  for (guint frame = 1; frame <= 300; frame++)
    {
      gint64 now_us = TB_US_PER_SECOND + frame * FRAME_US;

      for (guint i = 0; i < 100; i++)
        outbreak_append (&outbreak, now_us, TB_RECORD_ATTEMPT_REFUSED, outbreak.lock + i % 20, outbreak.attacker, i % TB_REFUSAL_N, 0);
      see (&outbreak, attempts, now_us, TRUE);
      *n_shown += tb_attempts_get_n (attempts) > before ? tb_attempts_get_n (attempts) - before : 0;
      *most = MAX (*most, tb_attempts_get_n (attempts));
      for (guint i = 0; i < tb_attempts_get_n (attempts); i++)
        hash = hash * 31 + tb_attempts_get (attempts, i)->to * 7 + tb_attempts_get (attempts, i)->outcome;
      tb_attempts_move (attempts, outbreak.scene, outbreak.fold, FRAME_US);
      before = tb_attempts_get_n (attempts);
    }
  *share = tb_attempts_get_share (attempts);
  outbreak_tear_down (&outbreak);
  return hash;
}

static void
storm_is_shown_in_part_and_the_same_every_time (void)
{
  guint most, n_shown, share, most_again, n_again, share_again;
  guint64 hash = play_storm (&most, &n_shown, &share);

  g_assert_cmpuint (most, <=, TB_ATTEMPTS_MAX);
  g_assert_cmpuint (n_shown, >, 40);
  g_assert_cmpuint (share, >, 100);
  g_assert_cmpuint (play_storm (&most_again, &n_again, &share_again), ==, hash);
  g_assert_cmpuint (share_again, ==, share);
}

/* The few that succeed have a place, however many fail. */
static void
success_is_seen_in_a_storm (void)
{
  g_autoptr (TbAttempts) attempts = tb_attempts_new ();
  Outbreak outbreak;
  guint n_taken = 0;

  begin (&outbreak, attempts);
  for (guint i = 0; i < 500; i++)
    outbreak_append (&outbreak, 2 * TB_US_PER_SECOND, TB_RECORD_ATTEMPT_REFUSED, outbreak.lock, outbreak.attacker, TB_REFUSAL_CLOSED, 0);
  outbreak_append (&outbreak, 2 * TB_US_PER_SECOND, TB_RECORD_INFECTED, outbreak.camera, outbreak.attacker, 1, 0);
  see (&outbreak, attempts, 2 * TB_US_PER_SECOND, TRUE);
  for (guint i = 0; i < tb_attempts_get_n (attempts); i++)
    n_taken += tb_attempts_get (attempts, i)->outcome == TB_REFUSAL_N;
  g_assert_cmpuint (n_taken, ==, 1);
  outbreak_tear_down (&outbreak);
}

static void
counted_attempts_and_those_of_nobody_do_not_fly (void)
{
  g_autoptr (TbAttempts) attempts = tb_attempts_new ();
  Outbreak outbreak;

  begin (&outbreak, attempts);
  outbreak_append (&outbreak, 2 * TB_US_PER_SECOND, TB_RECORD_ATTEMPTS, outbreak.attacker, TB_NOBODY, TB_REFUSAL_CLOSED, 500);
  outbreak_append (&outbreak, 2 * TB_US_PER_SECOND, TB_RECORD_ATTEMPT_REFUSED, outbreak.lock, TB_NOBODY, TB_REFUSAL_CLOSED, 0);
  see (&outbreak, attempts, 2 * TB_US_PER_SECOND, TRUE);
  g_assert_cmpuint (tb_attempts_get_n (attempts), ==, 0);
  outbreak_tear_down (&outbreak);
}

static void
flood (Outbreak *outbreak, gint64 time_us, guint64 bits_per_s, guint answered)
{
  outbreak_append (outbreak, time_us, TB_RECORD_FLOOD_CHANGED, outbreak->shop, TB_NOBODY, answered, (gint64) bits_per_s);
  tb_fold_seek (outbreak->fold, time_us);
}

static void
scene_knows_who_floods_and_how_the_service_fares (void)
{
  Outbreak outbreak;
  guint n_bots, version;
  const guint32 *bots;

  outbreak_set_up (&outbreak, 40);
  outbreak_append (&outbreak, 1, TB_RECORD_INFECTED, outbreak.camera, outbreak.attacker, 1, 0);
  outbreak_append (&outbreak, 1, TB_RECORD_INFECTED, outbreak.camera + 1, outbreak.camera, 0, 0);
  tb_fold_seek (outbreak.fold, 1);
  tb_scene_follow (outbreak.scene, outbreak.fold);
  tb_scene_get_bots (outbreak.scene, &n_bots);
  g_assert_cmpuint (n_bots, ==, 0);
  g_assert_null (tb_scene_get_siege (outbreak.scene, outbreak.shop));
  outbreak_append (&outbreak, 2, TB_RECORD_FLOOD_ORDERED, outbreak.attacker, outbreak.shop, 1, 0);
  flood (&outbreak, 2, 5000000, 4200);
  version = tb_scene_get_version (outbreak.scene);
  g_assert_true (tb_scene_follow (outbreak.scene, outbreak.fold));
  g_assert_cmpuint (tb_scene_get_version (outbreak.scene), >, version);
  g_assert_cmpuint (tb_scene_get_siege (outbreak.scene, outbreak.shop)->answered, ==, 4200);
  bots = tb_scene_get_bots (outbreak.scene, &n_bots);
  g_assert_cmpuint (n_bots, ==, 1);
  g_assert_cmpuint (bots[0], ==, outbreak.camera);
  outbreak_append (&outbreak, 3, TB_RECORD_QUARANTINED, outbreak.camera, TB_NOBODY, 1, 0);
  flood (&outbreak, 3, 0, TB_SIEGE_ALL);
  tb_scene_follow (outbreak.scene, outbreak.fold);
  tb_scene_get_bots (outbreak.scene, &n_bots);
  g_assert_cmpuint (n_bots, ==, 0);
  outbreak_tear_down (&outbreak);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/attempts/bounces", refused_attempt_bounces_with_its_reason);
  g_test_add_func ("/ui/attempts/hits", device_turns_when_it_is_hit);
  g_test_add_func ("/ui/attempts/leap", nobody_is_held_after_a_leap);
  g_test_add_func ("/ui/attempts/storm", storm_is_shown_in_part_and_the_same_every_time);
  g_test_add_func ("/ui/attempts/success", success_is_seen_in_a_storm);
  g_test_add_func ("/ui/attempts/counted", counted_attempts_and_those_of_nobody_do_not_fly);
  g_test_add_func ("/ui/scene/sieges", scene_knows_who_floods_and_how_the_service_fares);
  return g_test_run ();
}
