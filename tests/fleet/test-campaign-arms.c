/* Four arms, one outbreak: what closes no door changes no curve, what closes it does, and closed forms agree where there are any. */
#include "tb-arm-curve.h"

#include <math.h>
#include <string.h>

#include "tb-outbreak-forms.h"

static const TbSurface factory = { 0, TRUE, TB_CREDENTIAL_FACTORY, TB_MANAGEMENT_OPEN, FALSE, FALSE };

typedef struct
{
  TbFleet *fleet;
  TbPopulation population;
  TbWhatIfTerms terms;
} Setting;

static void
add_devices (TbFleet *fleet, const char *name, guint32 n, TbSurface surface)
{
  tb_fleet_add_group (fleet, name, TB_ROLE_DEVICE, n)->surface = surface;
}

/* So many cameras with a factory password, twenty locks whose telnet is closed, and an attacker; spread over networks that do not let everything in. */
static void
set_up (Setting *setting, guint32 n_cameras, guint n_networks)
{
  static const char *const names[] = { "a", "b", "c", "d", "e" };
  TbCampaign *campaign;

  setting->fleet = tb_fleet_new ();
  for (guint i = 1; i < n_networks; i++)
    g_assert_true (tb_fleet_add_network (setting->fleet, names[i - 1], 0.5, 1));
  for (guint i = 0; i < n_networks; i++)
    {
      g_autofree char *name = g_strdup_printf ("camera-%u", i);
      TbSurface surface = factory;

      surface.segment = (guint8) i;
      add_devices (setting->fleet, name, n_cameras / n_networks, surface);
    }
  add_devices (setting->fleet, "lock", 20, (TbSurface) { 0, FALSE, TB_CREDENTIAL_UNIQUE, TB_MANAGEMENT_MUTUAL_TLS, TRUE, FALSE });
  campaign = &tb_fleet_add_group (setting->fleet, "attacker", TB_ROLE_ATTACKER, 1)->campaign;
  tb_campaign_init (campaign);
  campaign->addresses = 100000;
  campaign->hit_probability = 1;
  campaign->scan_rate = 10;
  setting->population = (TbPopulation) { .fleet = setting->fleet };
  tb_population_get_terms (&setting->population, &setting->terms);
}

static void
tear_down (Setting *setting)
{
  tb_fleet_unref (setting->fleet);
}

static TbArmModel *
make_model (const Setting *setting, TbArm arm)
{
  g_autoptr (GError) error = NULL;
  TbArmModel *model = g_new (TbArmModel, 1);

  g_assert_true (tb_arm_model_init (model, &setting->population, arm, &setting->terms, &error));
  g_assert_no_error (error);
  return model;
}

static TbArmCurve *
make_curve (const Setting *setting, TbArm arm, guint64 seed)
{
  g_autofree TbArmModel *model = make_model (setting, arm);
  TbArmCurve *curve = tb_arm_curve_new (model, arm, model->model.until_s, seed, NULL);

  g_assert_nonnull (curve);
  return curve;
}

static void
check_pair (const Setting *setting, guint64 seed, TbArm one, TbArm other)
{
  g_autofree TbArmCurve *a = make_curve (setting, one, seed);
  g_autofree TbArmCurve *b = make_curve (setting, other, seed);

  g_assert_cmpfloat (a->span_s, ==, b->span_s);
  g_assert_cmpmem (a->values, sizeof a->values, b->values, sizeof b->values);
  g_assert_cmpmem (a->form, sizeof a->form, b->form, sizeof b->form);
  g_assert_cmpuint (a->n_infections, ==, b->n_infections);
}

static void
certificates_at_the_broker_change_no_curve (void)
{
  for (guint n_networks = 1; n_networks <= TB_SURFACE_MAX_SEGMENTS; n_networks++)
    {
      Setting setting;

      set_up (&setting, 300, n_networks);
      for (guint64 seed = 1; seed <= 20; seed++)
        {
          setting.terms.values[TB_TERM_VULNERABLE] = 1 - (double) (seed % 4) / 5;
          setting.terms.values[TB_TERM_REBOOT_S] = seed % 3 == 0 ? 900 : 0;
          setting.terms.values[TB_TERM_LIST] = (double) (seed % 2) * 5;
          check_pair (&setting, seed, TB_ARM_AS_SHIPPED, TB_ARM_BROKER_TLS);
          check_pair (&setting, seed, TB_ARM_TELNET_CLOSED, TB_ARM_BOTH);
        }
      tear_down (&setting);
    }
}

static void
closed_doors_let_nobody_in (void)
{
  Setting setting;

  set_up (&setting, 300, 2);
  for (TbArm arm = TB_ARM_AS_SHIPPED; arm < TB_N_ARMS; arm++)
    {
      g_autofree TbArmCurve *curve = make_curve (&setting, arm, 7);
      gboolean is_closed = arm == TB_ARM_TELNET_CLOSED || arm == TB_ARM_BOTH;

      g_assert_cmpuint (curve->n_devices, ==, 320);
      g_assert_cmpuint (curve->n_open, ==, is_closed ? 0 : 300);
      g_assert_cmpuint (curve->final, ==, is_closed ? 0 : 300);
      g_assert_cmpuint (curve->n_infections, ==, is_closed ? 0 : 300);
      g_assert_cmpfloat (curve->values[0], ==, 0);      /* the attacker is no device */
    }
  tear_down (&setting);
}

static void
doors_closed_on_a_share_slow_it (void)
{
  Setting setting;
  double whole;

  set_up (&setting, 1000, 1);
  {
    g_autofree TbArmModel *shipped = make_model (&setting, TB_ARM_AS_SHIPPED);

    whole = tb_arm_model_get_growth (shipped);
  }
  g_assert_cmpfloat_with_epsilon (whole, 10.0 * 1000 / 100000, 1e-12);
  setting.terms.values[TB_TERM_CLOSED_SHARE] = 0.75;
  {
    g_autofree TbArmModel *closed = make_model (&setting, TB_ARM_TELNET_CLOSED);

    g_assert_cmpfloat_with_epsilon (tb_arm_model_get_growth (closed), whole / 4, 1e-12);
    g_assert_null (tb_arm_model_why_no_form (closed));
  }
  setting.terms.values[TB_TERM_CLOSED_EFFECT] = 0.5;
  {
    g_autofree TbArmModel *leaky = make_model (&setting, TB_ARM_TELNET_CLOSED);

    g_assert_cmpfloat_with_epsilon (tb_arm_model_get_growth (leaky), whole * (1 - 0.75 * 0.5), 1e-12);
    g_assert_nonnull (tb_arm_model_why_no_form (leaky));
    g_assert_cmpuint (leaky->n_open, ==, 1000);
  }
  setting.terms.values[TB_TERM_CLOSED_EFFECT] = 1;
  setting.terms.values[TB_TERM_VULNERABLE] = 0.5;
  {
    g_autofree TbArmModel *half = make_model (&setting, TB_ARM_AS_SHIPPED);

    g_assert_cmpfloat_with_epsilon (tb_arm_model_get_growth (half), whole / 2, 1e-12);
  }
  tear_down (&setting);
}

static void
set_preset (Setting *setting, const char *code)
{
  setting->fleet = NULL;
  setting->population = (TbPopulation) { .preset = tb_outbreak_preset_find (code) };
  tb_population_get_terms (&setting->population, &setting->terms);
}

static void
published_outbreaks_are_what_they_were (void)
{
  const TbOutbreakPreset *preset;

  for (guint i = 0; (preset = tb_outbreak_preset_get (i)) != NULL; i++)
    {
      Setting setting;
      g_autofree TbArmModel *model = NULL;

      set_preset (&setting, preset->code);
      model = make_model (&setting, TB_ARM_AS_SHIPPED);
      g_assert_cmpuint (model->n_devices, ==, tb_outbreak_model_get_n (&preset->model));
      g_assert_cmpuint (model->n_open, ==, tb_outbreak_model_get_n_open (&preset->model));
      g_assert_cmpfloat_with_epsilon (tb_arm_model_get_growth (model) / tb_outbreak_model_get_growth (&preset->model), 1, 1e-9);
      g_assert_cmpuint (model->model.initial, ==, preset->model.initial);
      g_assert_cmpuint (model->model.bootstrap, ==, preset->model.bootstrap);
      g_assert_cmpuint (model->n_hidden, ==, 0);
    }
}

/* Closing telnet is no answer to worms that come through holes in the software. */
static void
the_wrong_door_closed_changes_nothing (void)
{
  Setting setting;

  set_preset (&setting, "slammer");
  check_pair (&setting, 1, TB_ARM_AS_SHIPPED, TB_ARM_BOTH);
  for (TbArm arm = TB_ARM_AS_SHIPPED; arm < TB_N_ARMS; arm++)
    for (TbVector vector = TB_VECTOR_TELNET; vector < TB_N_VECTORS; vector++)
      g_assert_true (g_str_has_suffix (tb_arm_get_why (arm, vector), "."));
  g_assert_cmpstr (tb_arm_get_why (TB_ARM_BOTH, TB_VECTOR_FIRMWARE), !=, tb_arm_get_why (TB_ARM_BOTH, TB_VECTOR_TELNET));
}

static void
forms_are_the_textbooks (void)
{
  Setting setting;
  g_autofree TbArmModel *model = NULL;
  double k;

  set_preset (&setting, "staniford");
  model = make_model (&setting, TB_ARM_AS_SHIPPED);
  k = tb_arm_model_get_growth (model);
  for (double t = 0; t < 10 * 3600; t += 600)
    g_assert_cmpfloat_with_epsilon (tb_arm_model_get_form (model, t) / tb_form_logistic (300000, 1, k, t), 1, 1e-9);
  model->model.reboot_rate = k / 4;
  g_assert_cmpfloat_with_epsilon (tb_arm_model_get_form (model, 1e7), tb_form_plateau (300000, k, k / 4), 1e-3);
  model->model.reboot_rate = 2 * k;
  g_assert_cmpfloat_with_epsilon (tb_arm_model_get_form (model, 1e7), 0, 1e-6);
  model->model.reboot_rate = k;         /* neither grows nor falls fast: a hyperbola */
  g_assert_cmpfloat (tb_arm_model_get_form (model, 1e6), <, 1);
  g_assert_cmpfloat (tb_arm_model_get_form (model, 1e6), >, 0);
}

/* The attacker goes on, whatever reboots: his own scanning keeps a few infected. Held against small steps. */
static void
the_form_knows_of_the_attacker (void)
{
  Setting setting;
  g_autofree TbArmModel *model = NULL;
  double x = 0, k, d = 1.0 / 5, step = 1e-3;

  set_up (&setting, 1000, 1);
  setting.terms.values[TB_TERM_REBOOT_S] = 1 / d;
  model = make_model (&setting, TB_ARM_AS_SHIPPED);
  k = 10.0 / 100000;
  for (double t = 0; t < 60; t += step)
    x += step * (k * (x + 1) * (1000 - x) - d * x);
  g_assert_cmpfloat_with_epsilon (tb_arm_model_get_form (model, 60) / x, 1, 1e-3);
  tear_down (&setting);
}

static void
where_there_is_no_form_a_sentence_says_why (void)
{
  static const struct { TbTerm term; double value; } rows[] = {
    { TB_TERM_LIST, 5 }, { TB_TERM_SCAN_LIMIT, 100000 }, { TB_TERM_LOAD_S, 10 }, { TB_TERM_CLEAN_S, 3600 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Setting setting;
      g_autofree TbArmModel *model = NULL;

      set_up (&setting, 100, 1);
      setting.terms.values[rows[i].term] = rows[i].value;
      model = make_model (&setting, TB_ARM_AS_SHIPPED);
      g_assert_true (g_str_has_suffix (tb_arm_model_why_no_form (model), "."));
      tear_down (&setting);
    }
}

static void
walls_have_no_form (void)
{
  Setting setting;
  g_autofree TbArmModel *model = NULL;

  set_up (&setting, 100, 2);
  model = make_model (&setting, TB_ARM_AS_SHIPPED);
  g_assert_nonnull (tb_arm_model_why_no_form (model));
  tear_down (&setting);
}

/* Each of 300 seeds, with walls and without, is done or nearly at the end of the axis, and not long before. */
static void
the_axis_ends_when_the_outbreak_does (void)
{
  for (guint n_networks = 1; n_networks <= 3; n_networks++)
    {
      Setting setting;
      g_autofree TbArmModel *model = NULL;
      g_autofree TbArmCurve *curve = NULL;

      set_up (&setting, 600, n_networks);
      model = make_model (&setting, TB_ARM_AS_SHIPPED);
      curve = tb_arm_curve_new (model, TB_ARM_AS_SHIPPED, model->model.until_s, 1, NULL);
      g_assert_true (tb_arm_curve_add_ensemble (curve, model, 1, 300, 2, NULL, NULL));
      g_assert_cmpuint (curve->n_runs, ==, 300);
      g_assert_cmpfloat (curve->low[TB_ARM_CURVE_SAMPLES - 1], >=, 0.97 * 600);
      g_assert_cmpfloat (curve->middle[TB_ARM_CURVE_SAMPLES / 6], <, 0.9 * 600);
      tear_down (&setting);
    }
}

static void
nothing_that_grows_is_shown_for_a_day (void)
{
  Setting setting;
  g_autofree TbArmModel *closed = NULL;
  g_autofree TbArmModel *dying = NULL;

  set_up (&setting, 600, 1);
  closed = make_model (&setting, TB_ARM_TELNET_CLOSED);
  g_assert_cmpfloat (closed->model.until_s, ==, 86400);
  setting.terms.values[TB_TERM_REBOOT_S] = 10;  /* K is 0.06 */
  dying = make_model (&setting, TB_ARM_AS_SHIPPED);
  g_assert_cmpfloat (dying->model.until_s, ==, 86400);
  tear_down (&setting);
}

static void
bands_are_the_same_on_any_number_of_threads (void)
{
  Setting setting;
  g_autofree TbArmModel *model = NULL;
  g_autofree TbArmCurve *one = NULL;
  g_autofree TbArmCurve *other = NULL;
  gint n_done = 0;

  set_up (&setting, 300, 2);
  model = make_model (&setting, TB_ARM_AS_SHIPPED);
  one = tb_arm_curve_new (model, TB_ARM_AS_SHIPPED, model->model.until_s, 5, NULL);
  other = tb_arm_curve_copy (one);
  g_assert_true (tb_arm_curve_add_ensemble (one, model, 5, 40, 1, &n_done, NULL));
  g_assert_cmpint (n_done, ==, 40);
  g_assert_true (tb_arm_curve_add_ensemble (other, model, 5, 40, 7, NULL, NULL));
  g_assert_cmpmem (one, sizeof *one, other, sizeof *other);
  for (guint i = 0; i < TB_ARM_CURVE_SAMPLES; i++)
    g_assert_true (one->low[i] <= one->middle[i] && one->middle[i] <= one->high[i]);
  tear_down (&setting);
}

static void
the_form_lies_in_the_band (void)
{
  Setting setting;
  g_autofree TbArmModel *model = NULL;
  g_autofree TbArmCurve *curve = NULL;

  set_up (&setting, 2000, 1);
  model = make_model (&setting, TB_ARM_AS_SHIPPED);
  curve = tb_arm_curve_new (model, TB_ARM_AS_SHIPPED, model->model.until_s, 1, NULL);
  g_assert_true (curve->has_form);
  g_assert_true (tb_arm_curve_add_ensemble (curve, model, 1, 200, 2, NULL, NULL));
  for (guint i = 0; i < TB_ARM_CURVE_SAMPLES; i++)
    g_assert_true (curve->form[i] >= curve->low[i] - 1 && curve->form[i] <= curve->high[i] + 1);
  tear_down (&setting);
}

static void
what_is_cancelled_ends (void)
{
  Setting setting;
  g_autofree TbArmModel *model = NULL;
  g_autofree TbArmCurve *curve = NULL;
  gint cancelled = TRUE;

  set_up (&setting, 600, 1);
  model = make_model (&setting, TB_ARM_AS_SHIPPED);
  g_assert_null (tb_arm_curve_new (model, TB_ARM_AS_SHIPPED, 100, 1, &cancelled));
  curve = make_curve (&setting, TB_ARM_AS_SHIPPED, 1);
  g_assert_false (tb_arm_curve_add_ensemble (curve, model, 1, 50, 2, NULL, &cancelled));
  g_assert_cmpuint (curve->n_runs, ==, 0);
  tear_down (&setting);
}

static void
long_runs_get_fewer_seeds (void)
{
  g_autofree TbArmCurve *curve = g_new0 (TbArmCurve, 1);
  TbArmCurve *curves[] = { curve };

  g_assert_cmpuint (tb_arm_curve_afford (curves, 1, 300), ==, 300);
  curve->n_infections = 600000;
  g_assert_cmpuint (tb_arm_curve_afford (curves, 1, 300), <, 100);
  curve->n_infections = G_MAXUINT32;
  g_assert_cmpuint (tb_arm_curve_afford (curves, 1, 300), >=, 10);
}

static void
absurd_numbers_get_a_sentence (void)
{
  static const double values[] = { NAN, INFINITY, -INFINITY, -1, -1e-300, 1e300, 0, 1e-300, 18446744073709551616.0 };
  Setting setting;
  guint n_refused = 0;

  set_up (&setting, 100, 2);
  for (guint i = 0; i < TB_N_TERMS * G_N_ELEMENTS (values); i++)
    for (TbArm arm = TB_ARM_AS_SHIPPED; arm < TB_N_ARMS; arm++)
      {
        Setting absurd = setting;
        TbArmModel model;
        g_autoptr (GError) error = NULL;

        absurd.terms.values[i % TB_N_TERMS] = values[i / TB_N_TERMS];
        if (!tb_arm_model_init (&model, &absurd.population, arm, &absurd.terms, &error))
          {
            g_assert_error (error, TB_OUTBREAK_ERROR, TB_OUTBREAK_ERROR_RANGE);
            g_assert_nonnull (strstr (error->message, "must be"));
            n_refused++;
          }
        else
          g_assert_true (model.model.until_s > 0 && model.model.until_s <= TB_OUTBREAK_MAX_S);
      }
  g_assert_cmpuint (n_refused, >=, 5 * TB_N_TERMS * TB_N_ARMS);
  tear_down (&setting);
}

/* On both ends of every slider there is a model, and it has an end. */
static void
sliders_stay_within_what_can_be_modelled (void)
{
  Setting setting;

  set_up (&setting, 100, 1);
  for (guint i = 0; i < TB_N_TERMS; i++)
    for (guint end = 0; end < 2; end++)
      {
        Setting extreme = setting;
        g_autofree TbArmModel *model = NULL;

        extreme.terms.values[i] = end == 0 ? tb_term_info ((TbTerm) i)->from : tb_term_info ((TbTerm) i)->to;
        extreme.terms.values[TB_TERM_ADDRESSES] = MAX (extreme.terms.values[TB_TERM_ADDRESSES], 256);
        model = make_model (&extreme, TB_ARM_AS_SHIPPED);
        g_assert_cmpfloat (model->model.until_s, <=, TB_OUTBREAK_MAX_S);
      }
  tear_down (&setting);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/arms/broker-tls", certificates_at_the_broker_change_no_curve);
  g_test_add_func ("/arms/closed", closed_doors_let_nobody_in);
  g_test_add_func ("/arms/share", doors_closed_on_a_share_slow_it);
  g_test_add_func ("/arms/published", published_outbreaks_are_what_they_were);
  g_test_add_func ("/arms/wrong-door", the_wrong_door_closed_changes_nothing);
  g_test_add_func ("/arms/forms", forms_are_the_textbooks);
  g_test_add_func ("/arms/attacker", the_form_knows_of_the_attacker);
  g_test_add_func ("/arms/no-form", where_there_is_no_form_a_sentence_says_why);
  g_test_add_func ("/arms/walls", walls_have_no_form);
  g_test_add_func ("/arms/axis", the_axis_ends_when_the_outbreak_does);
  g_test_add_func ("/arms/day", nothing_that_grows_is_shown_for_a_day);
  g_test_add_func ("/arms/threads", bands_are_the_same_on_any_number_of_threads);
  g_test_add_func ("/arms/band", the_form_lies_in_the_band);
  g_test_add_func ("/arms/cancelled", what_is_cancelled_ends);
  g_test_add_func ("/arms/afford", long_runs_get_fewer_seeds);
  g_test_add_func ("/arms/absurd", absurd_numbers_get_a_sentence);
  g_test_add_func ("/arms/sliders", sliders_stay_within_what_can_be_modelled);
  return g_test_run ();
}
