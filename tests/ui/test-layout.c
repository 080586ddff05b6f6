/* Everybody has a place of his own, the same one every time, and is found there. */
#include <math.h>
#include <string.h>

#include "canvas-fixture.h"
#include "tb-viewport.h"

static double
distance (TbPoint a, TbPoint b)
{
  return hypot (a.x - b.x, a.y - b.y);
}

static void
test_same_every_time (void)
{
  g_autoptr (TbFleet) fleet = make_fleet (5000, 7);
  g_autoptr (TbLayout) one = tb_layout_new (fleet);
  g_autoptr (TbLayout) other = tb_layout_new (fleet);

  for (guint32 object = 1; object <= tb_fleet_get_n_objects (fleet); object++)
    {
      TbPoint a = tb_layout_get_point (one, object), b = tb_layout_get_point (other, object);

      g_assert_cmpmem (&a, sizeof a, &b, sizeof b);
    }
}

static void
assert_nobody_overlaps (TbFleet *fleet)
{
  g_autoptr (TbLayout) layout = tb_layout_new (fleet);
  guint32 n = tb_fleet_get_n_objects (fleet);

  for (guint32 a = 1; a <= n; a++)
    for (guint32 b = a + 1; b <= n; b++)
      g_assert_cmpfloat (distance (tb_layout_get_point (layout, a), tb_layout_get_point (layout, b)), >=,
                         tb_layout_get_radius (layout, a) + tb_layout_get_radius (layout, b) + 4);
}

static void
test_nobody_overlaps (void)
{
  static const struct { guint32 devices, gateways; } sizes[] = { { 2, 1 }, { 64, 2 }, { 48, 1 }, { 49, 1 }, { 201, 1 }, { 900, 5 }, { 12, 13 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (TbFleet) fleet = make_fleet (sizes[i].devices, sizes[i].gateways);

      assert_nobody_overlaps (fleet);
    }
}

/* Sixty-four devices in the part of a window of 1280 by 800 that the canvas has are shown whole and no smaller than nine tenths. */
static void
test_home_fits (void)
{
  g_autoptr (TbFleet) fleet = make_fleet (64, 2);
  g_autoptr (TbLayout) layout = tb_layout_new (fleet);
  TbViewport window = { 0, 0, 1, 960, 680 };
  TbInsets insets = { 12, 12, 56, 88 };
  TbBox bounds = tb_layout_get_bounds (layout);
  TbViewport fitted = tb_viewport_fit (&window, &bounds, &insets, 2);

  g_assert_cmpfloat (fitted.zoom, >=, 0.9);
  for (guint32 object = 1; object <= tb_fleet_get_n_objects (fleet); object++)
    {
      TbPoint at = tb_viewport_to_screen (&fitted, tb_layout_get_point (layout, object));

      g_assert_cmpfloat (at.x, >, 12);
      g_assert_cmpfloat (at.x, <, 948);
      g_assert_cmpfloat (at.y, >, 56);
      g_assert_cmpfloat (at.y, <, 592);
    }
}

static void
test_found_where_it_is (void)
{
  g_autoptr (TbFleet) fleet = make_fleet (3000, 9);
  g_autoptr (TbLayout) layout = tb_layout_new (fleet);

  for (guint32 object = 1; object <= tb_fleet_get_n_objects (fleet); object++)
    {
      TbPoint at = tb_layout_get_point (layout, object);

      g_assert_cmpuint (tb_layout_find_near (layout, (TbPoint) { at.x + 3, at.y - 3 }, 10), ==, object);
    }
  g_assert_cmpuint (tb_layout_find_near (layout, (TbPoint) { 1e7f, 1e7f }, 10), ==, TB_NOBODY);
}

static void
test_rows_hold_everybody (void)
{
  g_autoptr (TbFleet) fleet = make_fleet (3000, 9);
  g_autoptr (TbLayout) layout = tb_layout_new (fleet);
  g_autofree guint *seen = g_new0 (guint, tb_fleet_get_n_objects (fleet) + 1);
  TbBox everything = { -1e6f, -1e6f, 1e6f, 1e6f };
  guint first, n_rows = tb_layout_get_rows (layout, &everything, &first), n;

  for (guint row = first; row < first + n_rows; row++)
    {
      const TbSpot *spots = tb_layout_get_row (layout, &everything, row, &n);

      for (guint i = 0; i < n; i++)
        seen[spots[i].object]++;
    }
  for (guint32 object = 1; object <= tb_fleet_get_n_objects (fleet); object++)
    g_assert_cmpuint (seen[object], ==, 1);
}

static void
test_arrows_go_where_they_point (void)
{
  g_autoptr (TbFleet) fleet = make_fleet (64, 2);
  g_autoptr (TbLayout) layout = tb_layout_new (fleet);
  guint32 from = tb_fleet_find (fleet, "camera-07"), to;

  to = tb_layout_find_towards (layout, from, 1, 0);
  g_assert_cmpuint (to, !=, from);
  g_assert_cmpfloat (tb_layout_get_point (layout, to).x, >, tb_layout_get_point (layout, from).x);
  to = tb_layout_find_towards (layout, from, 0, -1);
  g_assert_cmpfloat (tb_layout_get_point (layout, to).y, <, tb_layout_get_point (layout, from).y);
  for (guint i = 0; i < 200; i++)
    from = tb_layout_find_towards (layout, from, -1, 0);
  g_assert_cmpuint (tb_layout_find_towards (layout, from, -1, 0), ==, from);
}

static void
test_way_passes_the_eavesdropper (void)
{
  g_autoptr (TbFleet) fleet = make_fleet (64, 2);
  g_autoptr (TbLayout) layout = tb_layout_new (fleet);
  TbPoint ear = tb_layout_get_point (layout, tb_fleet_find (fleet, "eavesdropper")), way[TB_LAYOUT_MAX_WAY];
  guint n = tb_layout_get_way (layout, tb_fleet_find (fleet, "camera-01"), tb_fleet_find (fleet, "broker"), way);

  g_assert_cmpuint (n, ==, 4);
  g_assert_cmpfloat (distance (way[2], ear), <, 0.01);
  n = tb_layout_get_way (layout, tb_fleet_find (fleet, "broker"), tb_fleet_find (fleet, "camera-01"), way);
  g_assert_cmpuint (n, ==, 4);
  g_assert_cmpfloat (distance (way[1], ear), <, 0.01);
}

static void
test_trunks (void)
{
  g_autoptr (TbFleet) fleet = make_fleet (64, 2);
  g_autoptr (TbLayout) layout = tb_layout_new (fleet);
  guint n, n_rare = 0;
  const TbTrunk *trunks = tb_layout_get_trunks (layout, &n);

  g_assert_cmpuint (n, ==, 4);
  for (guint i = 0; i < n; i++)
    n_rare += trunks[i].is_rare;
  g_assert_cmpuint (n_rare, ==, 2);
}

static void
test_million (void)
{
  g_autoptr (TbFleet) fleet = make_fleet (1000000, 400);
  g_autoptr (TbLayout) layout = tb_layout_new (fleet);
  TbPoint at = tb_layout_get_point (layout, 765432);

  g_assert_cmpuint (tb_layout_get_size (layout), <, 32 * 1000 * 1000);
  g_assert_cmpuint (tb_layout_find_near (layout, at, 5), ==, 765432);
}

/* On the left whoever attacks, on the right whom bots could flood, and nobody of the house beside them. */
static void
test_outsiders_stand_apart (void)
{
  static const guint32 sizes[] = { 2, 64, 3000 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (TbFleet) fleet = make_fleet (sizes[i], 2);
      guint32 n_inside = tb_fleet_get_n_objects (fleet), attacker = tb_fleet_add_group (fleet, "attacker", TB_ROLE_ATTACKER, 1)->first;
      guint32 shop = tb_fleet_add_group (fleet, "shop", TB_ROLE_SERVICE, 2)->first;
      g_autoptr (TbLayout) layout = tb_layout_new (fleet);
      TbBox inside = tb_layout_get_inside (layout), all = tb_layout_get_bounds (layout);

      for (guint32 object = 1; object <= n_inside; object++)
        {
          g_assert_cmpfloat (tb_layout_get_point (layout, object).x, >=, inside.x0);
          g_assert_cmpfloat (tb_layout_get_point (layout, object).x, <=, inside.x1);
        }
      g_assert_cmpfloat (tb_layout_get_point (layout, attacker).x, <, inside.x0 - 24);
      g_assert_cmpfloat (tb_layout_get_point (layout, attacker).x, >, all.x0 + 24);
      g_assert_cmpfloat (tb_layout_get_point (layout, shop).x, >, inside.x1 + 26);
      g_assert_cmpfloat (tb_layout_get_point (layout, shop + 1).y, >, tb_layout_get_point (layout, shop).y + 60);
      if (sizes[i] <= 64)
        assert_nobody_overlaps (fleet);
    }
}

static void
test_without_gateways (void)
{
  g_autoptr (TbFleet) fleet = tb_fleet_new ();
  TbGroup *lonely = tb_fleet_add_group (fleet, "lonely", TB_ROLE_DEVICE, 3);
  g_autoptr (TbLayout) layout = NULL;

  lonely->service = TB_NOBODY;
  layout = tb_layout_new (fleet);
  g_assert_cmpfloat (distance (tb_layout_get_point (layout, 1), tb_layout_get_point (layout, 2)), >, 30);
}

static void
test_empty (void)
{
  g_autoptr (TbFleet) fleet = tb_fleet_new ();
  g_autoptr (TbLayout) layout = tb_layout_new (fleet);

  g_assert_cmpuint (tb_layout_find_near (layout, (TbPoint) { 0, 0 }, 100), ==, TB_NOBODY);
}

static void
test_viewport_inverts (void)
{
  TbViewport view = { 12, -34, 1.7, 960, 680 };
  TbPoint plane = tb_viewport_to_plane (&view, 100, 200), screen = tb_viewport_to_screen (&view, plane);

  g_assert_cmpfloat_with_epsilon (screen.x, 100, 0.01);
  g_assert_cmpfloat_with_epsilon (screen.y, 200, 0.01);
}

static void
test_zoom_keeps_what_is_under_the_pointer (void)
{
  TbViewport view = { 12, -34, 1.7, 960, 680 }, zoomed = tb_viewport_zoom_at (&view, 700, 100, 0.3);
  TbPoint before = tb_viewport_to_plane (&view, 700, 100), after = tb_viewport_to_plane (&zoomed, 700, 100);

  g_assert_cmpfloat (distance (before, after), <, 0.01);
  g_assert_cmpfloat_with_epsilon (zoomed.zoom, 0.3, 1e-9);
}

static void
test_glide_meets_both_ends (void)
{
  TbViewport from = { 0, 0, 0.2, 960, 680 }, to = { 500, -80, 2, 960, 680 };
  TbViewport start = tb_viewport_glide (&from, &to, 0), end = tb_viewport_glide (&from, &to, 1), middle = tb_viewport_glide (&from, &to, 0.5);

  g_assert_true (tb_viewport_equal (&start, &from));
  g_assert_true (tb_viewport_equal (&end, &to));
  g_assert_cmpfloat_with_epsilon (middle.zoom, sqrt (0.4), 1e-6);
  to.zoom = 0.2;
  middle = tb_viewport_glide (&from, &to, 0.5);
  g_assert_cmpfloat_with_epsilon (middle.x, 250, 0.01);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/layout/same-every-time", test_same_every_time);
  g_test_add_func ("/ui/layout/nobody-overlaps", test_nobody_overlaps);
  g_test_add_func ("/ui/layout/home-fits", test_home_fits);
  g_test_add_func ("/ui/layout/found-where-it-is", test_found_where_it_is);
  g_test_add_func ("/ui/layout/rows-hold-everybody", test_rows_hold_everybody);
  g_test_add_func ("/ui/layout/arrows", test_arrows_go_where_they_point);
  g_test_add_func ("/ui/layout/way-passes-the-eavesdropper", test_way_passes_the_eavesdropper);
  g_test_add_func ("/ui/layout/trunks", test_trunks);
  g_test_add_func ("/ui/layout/million", test_million);
  g_test_add_func ("/ui/layout/outsiders", test_outsiders_stand_apart);
  g_test_add_func ("/ui/layout/without-gateways", test_without_gateways);
  g_test_add_func ("/ui/layout/empty", test_empty);
  g_test_add_func ("/ui/viewport/inverts", test_viewport_inverts);
  g_test_add_func ("/ui/viewport/zoom-keeps-what-is-under-the-pointer", test_zoom_keeps_what_is_under_the_pointer);
  g_test_add_func ("/ui/viewport/glide-meets-both-ends", test_glide_meets_both_ends);
  return g_test_run ();
}
