#include "tb-speed.h"

static void
assert_written (double speed, const char *expected)
{
  g_autofree char *text = tb_speed_format (speed);

  g_assert_cmpstr (text, ==, expected);
}

static void
speeds_are_written_in_the_largest_unit (void)
{
  assert_written (0.05, "×0.05");
  assert_written (1, "×1");
  assert_written (59, "×59");
  assert_written (60, "1 min/s");
  assert_written (9000, "2.5 h/s");
  assert_written (86400, "1 d/s");
}

static void
next_goes_along_the_table_and_stops_at_its_ends (void)
{
  g_assert_cmpfloat (tb_speed_next (1, 1), ==, 10);
  g_assert_cmpfloat (tb_speed_next (1, -1), ==, 0.1);
  g_assert_cmpfloat (tb_speed_next (2.5, 1), ==, 10);
  g_assert_cmpfloat (tb_speed_next (2.5, -1), ==, 1);
  g_assert_cmpfloat (tb_speed_next (1e9, 1), ==, 604800);
  g_assert_cmpfloat (tb_speed_next (1e-6, -1), ==, 0.001);
}

static void
menu_begins_with_the_pace (void)
{
  g_autoptr (GMenuModel) menu = tb_speed_make_menu ("win.set-speed");
  g_autoptr (GMenuModel) pace = g_menu_model_get_item_link (menu, 0, G_MENU_LINK_SECTION);
  g_autoptr (GVariant) target = g_menu_model_get_item_attribute_value (pace, 0, G_MENU_ATTRIBUTE_TARGET, G_VARIANT_TYPE_DOUBLE);

  g_assert_cmpint (g_menu_model_get_n_items (pace), ==, 1);
  g_assert_nonnull (target);
  g_assert_cmpfloat (g_variant_get_double (target), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/speed/format", speeds_are_written_in_the_largest_unit);
  g_test_add_func ("/ui/speed/next", next_goes_along_the_table_and_stops_at_its_ends);
  g_test_add_func ("/ui/speed/menu", menu_begins_with_the_pace);
  return g_test_run ();
}
