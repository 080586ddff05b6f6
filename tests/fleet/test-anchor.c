/* Trust stores as state: which roots there are, who trusts which, and what makes no sense. */
#include "fleet-fixture.h"

#define AUTHORITY 1
#define VENDOR    2
#define LOCK      9

static gboolean
apply (TbState *state, TbRecordKind kind, guint32 subject, gint64 value, guint16 detail, guint32 payload)
{
  TbRecord record = { 1000, value, subject, TB_NOBODY, payload, (guint16) kind, detail };

  return tb_state_apply (state, &record);
}

static TbState *
with_two_roots (TbFleet *fleet)
{
  TbState *state = tb_state_new (fleet);

  g_assert_true (apply (state, TB_RECORD_AUTHORITY_MADE, AUTHORITY, 0, TB_DEPTH_ROOT, 10));
  g_assert_true (apply (state, TB_RECORD_AUTHORITY_MADE, AUTHORITY, 0, TB_DEPTH_ISSUING, 11));
  g_assert_true (apply (state, TB_RECORD_AUTHORITY_MADE, VENDOR, 0, TB_DEPTH_ROOT, 12));
  return state;
}

static void
everybody_has_the_first_roots (void)
{
  g_autoptr (TbFleet) fleet = house_new_fleet ();
  g_autoptr (TbState) state = with_two_roots (fleet);
  const TbAnchors *anchors = tb_state_get_anchors (state);

  g_assert_cmpuint (anchors->n, ==, 2);
  g_assert_cmpuint (anchors->anchors[0].authority, ==, AUTHORITY);
  g_assert_cmpuint (anchors->anchors[0].payload, ==, 10);
  g_assert_cmpuint (anchors->anchors[0].generation, ==, 1);
  g_assert_cmpuint (anchors->anchors[1].payload, ==, 12);
  for (guint32 object = 1; object <= tb_fleet_get_n_objects (fleet); object++)
    {
      g_assert_cmpuint (tb_state_get_trusted (state, object), ==, 3);
      g_assert_cmpuint (tb_state_get (state, object)->anchors_changed, ==, 0);
    }
}

static void
one_may_differ (void)
{
  g_autoptr (TbFleet) fleet = house_new_fleet ();
  g_autoptr (TbState) state = with_two_roots (fleet), copy = tb_state_new (fleet);

  g_assert_true (apply (state, TB_RECORD_ANCHOR_REMOVED, LOCK, 0, 0, 10));
  g_assert_cmpuint (tb_state_get_trusted (state, LOCK), ==, 2);
  g_assert_cmpuint (tb_state_get_trusted (state, LOCK + 1), ==, 3);
  tb_state_copy (copy, state);
  g_assert_cmpuint (tb_state_get_trusted (copy, LOCK), ==, 2);
  g_assert_true (apply (state, TB_RECORD_ANCHOR_ADDED, LOCK, 0, 0, 10));
  g_assert_cmpuint (tb_state_get_trusted (state, LOCK), ==, 3);
  g_assert_cmpuint (tb_state_get (state, LOCK)->anchors_changed, ==, 0);
  g_assert_cmpuint (tb_state_get_trusted (copy, LOCK), ==, 2);
}

static void
what_makes_no_sense_is_refused (void)
{
  g_autoptr (TbFleet) fleet = house_new_fleet ();
  g_autoptr (TbState) state = with_two_roots (fleet);
  static const gint64 strangers[] = { -1, 2, 64, 1000, G_MAXINT64, G_MININT64 };

  g_assert_false (apply (state, TB_RECORD_ANCHOR_ADDED, LOCK, 0, 0, 10));
  g_assert_true (apply (state, TB_RECORD_ANCHOR_REMOVED, LOCK, 1, 0, 12));
  g_assert_false (apply (state, TB_RECORD_ANCHOR_REMOVED, LOCK, 1, 0, 12));
  for (guint i = 0; i < G_N_ELEMENTS (strangers); i++)
    {
      g_assert_false (apply (state, TB_RECORD_ANCHOR_ADDED, LOCK, strangers[i], 0, 10));
      g_assert_false (apply (state, TB_RECORD_ANCHOR_REMOVED, LOCK, strangers[i], 0, 10));
    }
  g_assert_cmpuint (tb_state_get_trusted (state, LOCK), ==, 1);
}

static void
the_newest_root_counts_and_numbers_end (void)
{
  TbAnchors anchors = { .n = 0 };

  g_assert_cmpuint (tb_anchors_find (&anchors, AUTHORITY), ==, TB_NO_ANCHOR);
  tb_anchors_make (&anchors, AUTHORITY, 1, TRUE);
  tb_anchors_make (&anchors, VENDOR, 2, TRUE);
  tb_anchors_make (&anchors, AUTHORITY, 3, FALSE);
  g_assert_cmpuint (tb_anchors_find (&anchors, AUTHORITY), ==, 2);
  g_assert_cmpuint (anchors.anchors[2].generation, ==, 2);
  g_assert_cmpuint (tb_anchors_of (&anchors, AUTHORITY), ==, 5);
  g_assert_cmpuint (tb_anchors_get_trusted (&anchors, 0), ==, 3);
  anchors.anchors[2].retired = TRUE;
  g_assert_cmpuint (tb_anchors_find (&anchors, AUTHORITY), ==, 0);
  for (guint i = 3; i < TB_MAX_ANCHORS + 9; i++)
    tb_anchors_make (&anchors, VENDOR, i, TRUE);
  g_assert_cmpuint (anchors.n, ==, TB_MAX_ANCHORS);
  g_assert_cmpuint (anchors.anchors[TB_MAX_ANCHORS - 1].payload, ==, TB_MAX_ANCHORS - 1);
  g_assert_cmpuint (tb_anchors_get_trusted (&anchors, 0), ==, G_MAXUINT64 - 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/anchor/first", everybody_has_the_first_roots);
  g_test_add_func ("/anchor/one", one_may_differ);
  g_test_add_func ("/anchor/nonsense", what_makes_no_sense_is_refused);
  g_test_add_func ("/anchor/newest", the_newest_root_counts_and_numbers_end);
  return g_test_run ();
}
