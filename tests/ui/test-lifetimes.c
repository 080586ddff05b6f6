/* Lifetimes are bars that do not lie on each other, on an axis that reaches over them. */
#include "tb-lifetimes-draw.h"
#include "ui-fixture.h"

typedef struct
{
  TbRun *run;
  TbFold *fold;
  TbCertificateTree *tree;
} Fixture;

/* Five minutes of the house, with one lock renewed and the other revoked. */
static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  f->run = start_house ();
  g_assert_true (tb_run_submit (f->run, "@2m renew device=lock-01", &error));
  g_assert_true (tb_run_submit (f->run, "@3m revoke device=lock-02 reason=keyCompromise", &error));
  g_assert_no_error (error);
  tb_run_set_target (f->run, 5 * TB_US_PER_MINUTE);
  tb_run_wait (f->run, 5 * TB_US_PER_MINUTE);
  f->fold = tb_run_new_fold (f->run);
  tb_fold_seek (f->fold, 5 * TB_US_PER_MINUTE);
  f->tree = tb_certificate_tree_new ();
  tb_certificate_tree_set_source (f->tree, f->fold);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_assert_finalize_object (f->tree);
  tb_fold_free (f->fold);
  tb_run_unref (f->run);
}

static TbLifetimes *
new_for (Fixture *f, const char *name)
{
  TbLifetimes *lifetimes = tb_lifetimes_new (f->tree, f->fold, 0);

  tb_lifetimes_add (lifetimes, f->tree, f->fold, tb_fleet_find (tb_run_get_fleet (f->run), name));
  return lifetimes;
}

static const TbLifeBar *
bar_at (const TbLifetimes *lifetimes, guint i)
{
  return &g_array_index (lifetimes->bars, TbLifeBar, i);
}

static void
renewal_is_a_second_bar_beside_the_first (Fixture *f, gconstpointer data)
{
  g_autoptr (TbLifetimes) lifetimes = new_for (f, "lock-01");

  g_assert_cmpuint (lifetimes->bars->len, ==, 2);
  g_assert_cmpuint (lifetimes->rows->len, ==, 1);
  g_assert_cmpuint (lifetimes->n_lanes, ==, 2);
  g_assert_cmpuint (bar_at (lifetimes, 0)->lane, !=, bar_at (lifetimes, 1)->lane);
  g_assert_true (bar_at (lifetimes, 0)->is_replaced);
  g_assert_false (bar_at (lifetimes, 0)->is_renewal);
  g_assert_true (bar_at (lifetimes, 1)->is_renewal);
  g_assert_cmpint (bar_at (lifetimes, 1)->from_us, >, 2 * TB_US_PER_MINUTE);
}

static void
revocation_is_where_it_happened (Fixture *f, gconstpointer data)
{
  g_autoptr (TbLifetimes) lifetimes = new_for (f, "lock-02");

  g_assert_cmpuint (lifetimes->bars->len, ==, 1);
  g_assert_cmpint (bar_at (lifetimes, 0)->revoked_us, ==, 3 * TB_US_PER_MINUTE);
  tb_fold_seek (f->fold, 2 * TB_US_PER_MINUTE);
  tb_certificate_tree_move (f->tree);
  g_clear_pointer (&lifetimes, tb_lifetimes_free);
  lifetimes = new_for (f, "lock-02");
  g_assert_cmpint (bar_at (lifetimes, 0)->revoked_us, ==, G_MAXINT64);
}

static void
authority_has_a_row_for_each_it_issued_to (Fixture *f, gconstpointer data)
{
  g_autoptr (TbLifetimes) lifetimes = tb_lifetimes_new (f->tree, f->fold, 0);
  guint32 authority = tb_fleet_find (tb_run_get_fleet (f->run), "authority");

  tb_lifetimes_add_own (lifetimes, f->tree, f->fold, authority);
  g_assert_cmpuint (lifetimes->rows->len, ==, 2);
  tb_lifetimes_add_issued (lifetimes, f->tree, f->fold, authority, NULL);
  g_assert_cmpuint (lifetimes->rows->len, ==, 2 + 2 + 1 + 2);
  g_assert_cmpuint (lifetimes->n_lanes, ==, 2 + 2 + 1 + 3);
  g_assert_cmpuint (lifetimes->n_more, ==, 0);
}

static void
axis_reaches_over_all_but_the_longest (Fixture *f, gconstpointer data)
{
  g_autoptr (TbLifetimes) lock = new_for (f, "lock-01");
  g_autoptr (TbLifetimes) broker = new_for (f, "broker");

  tb_lifetimes_set_axis (lock, 0, TB_US_PER_MINUTE, 30 * TB_US_PER_DAY);
  g_assert_cmpint (lock->from_us, <, 0);
  g_assert_cmpint (lock->to_us, >, bar_at (lock, 1)->to_us);
  tb_lifetimes_set_axis (broker, 0, TB_US_PER_MINUTE, 30 * TB_US_PER_DAY);
  g_assert_cmpint (broker->to_us, <, TB_US_PER_HOUR);
}

static void
bar_is_found_where_it_is_drawn (Fixture *f, gconstpointer data)
{
  g_autoptr (TbLifetimes) lifetimes = new_for (f, "lock-01");
  const int line = 16;
  const TbLifeBar *second = bar_at (lifetimes, 1);
  double x;

  tb_lifetimes_set_axis (lifetimes, 0, TB_US_PER_MINUTE, 30 * TB_US_PER_DAY);
  x = tb_lifetimes_get_x (lifetimes, 800, line, (second->from_us + second->to_us) / 2);
  g_assert_true (tb_lifetimes_pick (lifetimes, 800, line, x, line * 1.7 + second->lane * line * 1.25 + 3) == second);
  g_assert_null (tb_lifetimes_pick (lifetimes, 800, line, x, 1));
  g_assert_null (tb_lifetimes_pick (lifetimes, 800, line, 1, line * 2));
}

static void
same_bars_are_equal_until_something_happens (Fixture *f, gconstpointer data)
{
  g_autoptr (TbLifetimes) one = new_for (f, "lock-02");
  g_autoptr (TbLifetimes) other = new_for (f, "lock-02");

  g_assert_true (tb_lifetimes_equal (one, other));
  g_assert_false (tb_lifetimes_equal (one, NULL));
  g_array_index (other->bars, TbLifeBar, 0).revoked_us++;
  g_assert_false (tb_lifetimes_equal (one, other));
}

#define ADD(path, func) g_test_add ("/lifetimes/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("renewal", renewal_is_a_second_bar_beside_the_first);
  ADD ("revocation", revocation_is_where_it_happened);
  ADD ("authority", authority_has_a_row_for_each_it_issued_to);
  ADD ("axis", axis_reaches_over_all_but_the_longest);
  ADD ("pick", bar_is_found_where_it_is_drawn);
  ADD ("equal", same_bars_are_equal_until_something_happens);
  return g_test_run ();
}
