/* Each door is closed by what closes it, and by nothing else. */
#include "tb-surface.h"

#include <string.h>

static const TbSurface camera = { 0, TRUE, TB_CREDENTIAL_FACTORY, TB_MANAGEMENT_OPEN, FALSE, FALSE };

static void
doors_are_judged_one_by_one (void)
{
  static const struct { TbSurface surface; TbOutbreakRefusal telnet; TbOutbreakRefusal firmware; TbOutbreakRefusal any; } rows[] = {
    { { 0, TRUE, TB_CREDENTIAL_FACTORY, TB_MANAGEMENT_OPEN, FALSE, FALSE }, TB_REFUSAL_N, TB_REFUSAL_N, TB_REFUSAL_N },
    { { 0, TRUE, TB_CREDENTIAL_UNIQUE, TB_MANAGEMENT_OPEN, TRUE, FALSE }, TB_REFUSAL_WRONG_PASSWORD, TB_REFUSAL_PATCHED, TB_REFUSAL_PATCHED },
    { { 0, TRUE, TB_CREDENTIAL_NONE, TB_MANAGEMENT_OFF, FALSE, FALSE }, TB_REFUSAL_WRONG_PASSWORD, TB_REFUSAL_CLOSED, TB_REFUSAL_WRONG_PASSWORD },
    { { 0, FALSE, TB_CREDENTIAL_FACTORY, TB_MANAGEMENT_MUTUAL_TLS, FALSE, FALSE }, TB_REFUSAL_CLOSED, TB_REFUSAL_NO_CERTIFICATE, TB_REFUSAL_NO_CERTIFICATE },
    { { 0, TRUE, TB_CREDENTIAL_FACTORY, TB_MANAGEMENT_MUTUAL_TLS, TRUE, TRUE }, TB_REFUSAL_N, TB_REFUSAL_NO_CERTIFICATE, TB_REFUSAL_N },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_assert_cmpint (tb_surface_judge (&rows[i].surface, TB_VECTOR_TELNET), ==, rows[i].telnet);
      g_assert_cmpint (tb_surface_judge (&rows[i].surface, TB_VECTOR_FIRMWARE), ==, rows[i].firmware);
      g_assert_cmpint (tb_surface_judge (&rows[i].surface, TB_VECTOR_ANY), ==, rows[i].any);
    }
}

/* What the table of defences says is what they do; segments are a matter of who reaches whom. */
static void
defences_close_what_they_say (void)
{
  for (guint i = 0; i < TB_DEFENCE_N; i++)
    for (guint vector = TB_VECTOR_TELNET; vector <= TB_VECTOR_FIRMWARE; vector++)
      {
        TbSurface surface = camera;
        gboolean closes = (tb_defence_info ((TbDefence) i)->closes & (1u << vector)) != 0;

        tb_surface_defend (&surface, (TbDefence) i, 3);
        if (i == TB_DEFENCE_SEGMENT)
          g_assert_cmpuint (surface.segment, ==, 3);
        else if (i != TB_DEFENCE_QUARANTINE) /* nobody gets as far as its doors */
          g_assert_cmpint (tb_surface_judge (&surface, (TbVector) vector) != TB_REFUSAL_N, ==, closes);
      }
}

static void
certificates_do_not_close_telnet (void)
{
  TbSurface surface = camera;

  g_assert_true (tb_surface_defend (&surface, TB_DEFENCE_MANAGE_OVER_TLS, 0));
  g_assert_cmpint (tb_surface_judge (&surface, TB_VECTOR_TELNET), ==, TB_REFUSAL_N);
  g_assert_false (tb_surface_defend (&surface, TB_DEFENCE_REFUSE, 0));
  g_assert_cmpint (tb_surface_judge (&surface, TB_VECTOR_TELNET), ==, TB_REFUSAL_N);
}

static void
surfaces_go_through_records (void)
{
  TbSurface surface = { TB_SURFACE_MAX_SEGMENTS - 1, TRUE, TB_CREDENTIAL_NONE, TB_MANAGEMENT_OFF, TRUE, TRUE }, back;
  gint64 value = tb_surface_pack (&surface);

  g_assert_true (tb_surface_unpack (value, &back));
  g_assert_cmpmem (&surface, sizeof surface, &back, sizeof back);
  g_assert_false (tb_surface_unpack (-1, &back));
  g_assert_false (tb_surface_unpack (value + 1, &back));
  for (guint i = 1; i < 8; i++)
    g_assert_false (tb_surface_unpack (value | (gint64) 0x40 << (8 * i), &back));
}

static void
every_defence_has_a_verb_and_a_price (void)
{
  for (guint i = 0; i < TB_DEFENCE_N; i++)
    {
      const TbDefenceInfo *info = tb_defence_info ((TbDefence) i);

      g_assert_cmpstr (info->verb, !=, "");
      g_assert_true (g_str_has_suffix (info->price, "."));
      g_assert_cmpint (info->away_us, >=, 0);
      g_assert_cmpint (info->work_us, >=, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/surface/judge", doors_are_judged_one_by_one);
  g_test_add_func ("/surface/defences", defences_close_what_they_say);
  g_test_add_func ("/surface/certificates", certificates_do_not_close_telnet);
  g_test_add_func ("/surface/records", surfaces_go_through_records);
  g_test_add_func ("/surface/prices", every_defence_has_a_verb_and_a_price);
  return g_test_run ();
}
