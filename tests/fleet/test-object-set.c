/* A set of objects holds whom it was given, at the ends of words too, and goes through them in order. */
#include "tb-object-set.h"

static const guint32 members[] = { 0, 1, 63, 64, 65, 127, 128, 199, 200 };

static TbObjectSet *
make_set (void)
{
  TbObjectSet *set = tb_object_set_new (200);

  for (guint i = G_N_ELEMENTS (members); i > 0; i--)
    tb_object_set_add (set, members[i - 1]);
  return set;
}

static void
who_was_added_is_in_it (void)
{
  g_autoptr (TbObjectSet) set = make_set ();
  guint n = 0;

  for (guint32 i = 0; i <= 200; i++)
    n += tb_object_set_has (set, i);
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    g_assert_true (tb_object_set_has (set, members[i]));
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (members));
}

static void
it_is_gone_through_in_order (void)
{
  g_autoptr (TbObjectSet) set = make_set ();
  guint32 at = 0;

  for (guint i = 1; i < G_N_ELEMENTS (members); i++)
    {
      at = tb_object_set_next (set, at);
      g_assert_cmpuint (at, ==, members[i]);
    }
  g_assert_cmpuint (tb_object_set_next (set, at), ==, G_MAXUINT32);
}

static void
whoever_is_no_object_is_not_in_it (void)
{
  g_autoptr (TbObjectSet) set = tb_object_set_new (63);

  tb_object_set_add (set, 64);
  tb_object_set_add (set, G_MAXUINT32);
  g_assert_false (tb_object_set_has (set, 64) || tb_object_set_has (set, G_MAXUINT32));
  g_assert_cmpuint (tb_object_set_next (set, 0), ==, G_MAXUINT32);
  g_assert_cmpuint (tb_object_set_next (set, G_MAXUINT32), ==, G_MAXUINT32);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/object-set/added", who_was_added_is_in_it);
  g_test_add_func ("/object-set/order", it_is_gone_through_in_order);
  g_test_add_func ("/object-set/strangers", whoever_is_no_object_is_not_in_it);
  return g_test_run ();
}
