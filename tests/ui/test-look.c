/* Every state can be told from every other without colour, and every picture is in the program. */
#include <string.h>

#include "tb-icon.h"
#include "tb-lesson-words.h"
#include "tb-look.h"

static GPtrArray *
all_looks (void)
{
  GPtrArray *looks = g_ptr_array_new ();

  for (guint i = 0; i < TB_IDENTITY_N_STATES; i++)
    g_ptr_array_add (looks, (gpointer) tb_look_identity (i));
  for (guint i = 0; i < TB_HEALTH_N_STATES; i++)
    g_ptr_array_add (looks, (gpointer) tb_look_health (i));
  for (guint i = 0; i < TB_N_PACKET_LOOKS; i++)
    g_ptr_array_add (looks, (gpointer) tb_look_packet (i));
  for (guint i = 0; i < TB_ALERT_N_SEVERITIES; i++)
    g_ptr_array_add (looks, (gpointer) tb_look_severity (i));
  return looks;
}

static void
test_glyphs_differ (void)
{
  g_autoptr (GPtrArray) looks = all_looks ();
  g_autoptr (GHashTable) icons = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < looks->len; i++)
    {
      const TbLook *look = looks->pdata[i];

      g_assert_true (tb_icon_exists (look->icon));
      g_assert_true (g_hash_table_add (icons, (gpointer) look->icon));
      g_assert_cmpuint (strlen (tb_look_get_word (look)), >, 0);
    }
}

/* Every way an attempt can end has a glyph of its own; so has every way a service can fare. */
static void
test_outbreak_glyphs_differ (void)
{
  g_autoptr (GHashTable) icons = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i <= TB_REFUSAL_N; i++)
    {
      g_assert_true (tb_icon_exists (tb_look_attempt (i)->icon));
      g_assert_true (g_hash_table_add (icons, (gpointer) tb_look_attempt (i)->icon));
    }
  for (guint i = 0; i < TB_N_SIEGE_LOOKS; i++)
    {
      g_assert_true (tb_icon_exists (tb_look_siege (i)->icon));
      g_assert_true (g_hash_table_add (icons, (gpointer) tb_look_siege (i)->icon));
    }
  g_assert_cmpint (tb_look_judge_siege (TB_SIEGE_ALL), ==, TB_SIEGE_LOOK_WELL);
  g_assert_cmpint (tb_look_judge_siege (TB_SIEGE_ALL / 2), ==, TB_SIEGE_LOOK_STRAINED);
  g_assert_cmpint (tb_look_judge_siege (TB_SIEGE_ALL / 10), ==, TB_SIEGE_LOOK_STRAINED);
  g_assert_cmpint (tb_look_judge_siege (TB_SIEGE_ALL / 10 - 1), ==, TB_SIEGE_LOOK_DARK);
}

static void
test_identity_colours_differ (void)
{
  for (guint i = 0; i < TB_IDENTITY_N_STATES; i++)
    for (guint k = 0; k < i; k++)
      {
        g_assert_cmphex (tb_look_identity (i)->light, !=, tb_look_identity (k)->light);
        g_assert_cmphex (tb_look_identity (i)->dark, !=, tb_look_identity (k)->dark);
      }
}

static void
test_style_names_each (void)
{
  g_autoptr (GPtrArray) looks = all_looks ();
  g_autofree char *light = tb_look_make_css (FALSE), *dark = tb_look_make_css (TRUE);

  for (guint i = 0; i < looks->len; i++)
    {
      const TbLook *look = looks->pdata[i];
      g_autofree char *class = g_strdup_printf (".tb-%s {", look->code);

      g_assert_nonnull (strstr (light, class));
      g_assert_nonnull (strstr (dark, class));
    }
  g_assert_cmpstr (light, !=, dark);
  g_assert_nonnull (strstr (light, "@define-color tb_identity_valid #009e73;"));
}

static void
test_colour (void)
{
  GdkRGBA color;

  tb_look_get_color (tb_look_identity (TB_IDENTITY_VALID), FALSE, &color);
  g_assert_cmpfloat_with_epsilon (color.green, 0x9e / 255.0, 0.001);
  g_assert_cmpfloat_with_epsilon (color.red, 0, 0.001);
  g_assert_cmpfloat_with_epsilon (color.alpha, 1, 0.001);
}

static void
test_icon_of_group (void)
{
  TbGroup group = { .role = TB_ROLE_GATEWAY };
  g_autofree char *by_role = tb_look_dup_icon (&group), *by_name = NULL;

  group.icon = (char *) "camera";
  by_name = tb_look_dup_icon (&group);
  g_assert_cmpstr (by_role, ==, "tb-gateway-symbolic");
  g_assert_cmpstr (by_name, ==, "tb-camera-symbolic");
  g_assert_false (tb_icon_exists ("tb-nothing-symbolic"));
}

static void
test_path (const char *data, gboolean is_good, double x0, double y0, double x1, double y1)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, 1, 1);
  cairo_t *cr = cairo_create (surface);
  double left, top, right, bottom;

  g_assert_cmpint (tb_icon_add_path (cr, data), ==, is_good);
  cairo_path_extents (cr, &left, &top, &right, &bottom);
  g_assert_cmpfloat_with_epsilon (left, x0, 0.05);
  g_assert_cmpfloat_with_epsilon (top, y0, 0.05);
  g_assert_cmpfloat_with_epsilon (right, x1, 0.05);
  g_assert_cmpfloat_with_epsilon (bottom, y1, 0.05);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static void
test_paths (void)
{
  test_path ("M1 2L3 4h2v-1H0z", TRUE, 0, 2, 5, 4);
  test_path ("m1,1 2,2-1-1c0 0 1 1 2 2s1 1 2 2", TRUE, 1, 1, 6, 6);
  test_path ("M4 8a4 4 0 1 1 8 0a4 4 0 1 1-8 0z", TRUE, 4, 4, 12, 12);
  test_path ("M4 8a4 4 0 018 0", TRUE, 4, 4, 12, 8);
  test_path ("M1 1L2 2Lx", FALSE, 1, 1, 2, 2);
  test_path ("M1 1L2 2z9", FALSE, 1, 1, 2, 2);
  test_path ("M0 0L1 1q1 1 2 2", FALSE, 0, 0, 1, 1);
}

/* A sentence of a lesson calls a state as the inspector does. */
static void
test_lessons_have_the_same_words (void)
{
  for (guint i = 0; i < TB_IDENTITY_N_STATES; i++)
    g_assert_cmpstr (tb_lesson_find_word ("state", tb_identity_state_to_code (i)), ==, tb_look_identity (i)->word);
  for (guint i = 0; i < TB_HEALTH_N_STATES; i++)
    g_assert_cmpstr (tb_lesson_find_word ("health", tb_health_to_code (i)), ==, tb_look_health (i)->word);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/look/glyphs-differ", test_glyphs_differ);
  g_test_add_func ("/ui/look/outbreak-glyphs-differ", test_outbreak_glyphs_differ);
  g_test_add_func ("/ui/look/identity-colours-differ", test_identity_colours_differ);
  g_test_add_func ("/ui/look/style-names-each", test_style_names_each);
  g_test_add_func ("/ui/look/colour", test_colour);
  g_test_add_func ("/ui/look/icon-of-group", test_icon_of_group);
  g_test_add_func ("/ui/look/paths", test_paths);
  g_test_add_func ("/ui/look/lessons-have-the-same-words", test_lessons_have_the_same_words);
  return g_test_run ();
}
