/* A campaign as pools: who is in which, and who reaches whom. */
#include "tb-campaign.h"

static TbFleet *
new_fleet (void)
{
  TbFleet *fleet = tb_fleet_new ();
  TbGroup *cameras, *locks, *attacker;

  g_assert_true (tb_fleet_add_network (fleet, "walled", 0.25, 0.5));
  g_assert_true (tb_fleet_add_network (fleet, "open", 1, 1));
  cameras = tb_fleet_add_group (fleet, "camera", TB_ROLE_DEVICE, 30);
  cameras->surface = (TbSurface) { 1, TRUE, TB_CREDENTIAL_FACTORY, TB_MANAGEMENT_OFF, TRUE, FALSE };
  locks = tb_fleet_add_group (fleet, "lock", TB_ROLE_DEVICE, 12);
  locks->surface = (TbSurface) { 2, FALSE, TB_CREDENTIAL_UNIQUE, TB_MANAGEMENT_MUTUAL_TLS, TRUE, FALSE };
  attacker = tb_fleet_add_group (fleet, "attacker", TB_ROLE_ATTACKER, 1);
  tb_campaign_init (&attacker->campaign);
  return fleet;
}

static const TbCampaign *
campaign_of (TbFleet *fleet)
{
  return &tb_fleet_group_of (fleet, tb_fleet_get_attacker (fleet))->campaign;
}

static double
reach (const TbCampaignModel *model, guint from, guint to)
{
  return model->reach[from * model->model.n_pools + to];
}

/* Every surface there can be has a pool that says what is thought of it. */
static void
each_verdict_has_its_pool (void)
{
  g_autoptr (TbFleet) fleet = new_fleet ();
  g_autofree TbCampaignModel *model = g_new (TbCampaignModel, 1);
  TbCampaign campaign = *campaign_of (fleet);

  for (guint vector = 0; vector < TB_N_VECTORS; vector++)
    for (guint bits = 0; bits < 3 * 2 * 3 * 3 * 2 * 2; bits++)
      {
        TbSurface surface = { (guint8) (bits % 3), bits / 3 % 2, (guint8) (bits / 6 % 3), (guint8) (bits / 18 % 3), bits / 54 % 2, bits / 108 % 2 };
        TbOutbreakRefusal verdict = tb_surface_judge (&surface, (TbVector) vector);
        const TbOutbreakPool *pool;

        campaign.vector = (TbVector) vector;
        tb_campaign_model_init (model, &campaign, fleet);
        g_assert_cmpuint (tb_campaign_find_pool (&campaign, &surface), <, model->model.n_pools);
        pool = &model->model.pools[tb_campaign_find_pool (&campaign, &surface)];
        g_assert_cmpfloat (pool->weakness, ==, verdict == TB_REFUSAL_N ? 1 : 0);
        if (verdict != TB_REFUSAL_N)
          g_assert_cmpint (pool->refusal, ==, verdict);
      }
}

static void
walls_are_between_networks (void)
{
  g_autoptr (TbFleet) fleet = new_fleet ();
  g_autofree TbCampaignModel *model = g_new (TbCampaignModel, 1);
  TbSurface walled = { 1, TRUE }, open = { 2, TRUE }, filtered = { 2, TRUE, 0, 0, FALSE, TRUE };
  guint a, b, c;

  tb_campaign_model_init (model, campaign_of (fleet), fleet);
  a = tb_campaign_find_pool (campaign_of (fleet), &walled);
  b = tb_campaign_find_pool (campaign_of (fleet), &open);
  c = tb_campaign_find_pool (campaign_of (fleet), &filtered);
  g_assert_cmpfloat (reach (model, a, a), ==, 1);
  g_assert_cmpfloat (reach (model, a, b), ==, 0.5);
  g_assert_cmpfloat (reach (model, b, a), ==, 0.25);
  g_assert_cmpfloat (reach (model, TB_CAMPAIGN_POOL_ATTACKER, a), ==, 0.25);
  g_assert_cmpfloat (reach (model, c, a), ==, 0);
  g_assert_cmpfloat (reach (model, c, b), ==, 1);
  g_assert_cmpfloat (reach (model, b, c), ==, 1);
  for (guint i = 0; i < model->model.n_pools; i++)
    {
      g_assert_cmpfloat (reach (model, TB_CAMPAIGN_POOL_AWAY, i), ==, 0);
      g_assert_cmpfloat (reach (model, i, TB_CAMPAIGN_POOL_AWAY), ==, 0);
      g_assert_cmpfloat (reach (model, i, TB_CAMPAIGN_POOL_ATTACKER), ==, 0);
    }
}

static void
defences_move_devices (void)
{
  static const TbDefence close[] = { TB_DEFENCE_CLOSE_TELNET }, certificates[] = { TB_DEFENCE_BROKER_TLS, TB_DEFENCE_MANAGE_OVER_TLS };
  g_autoptr (TbFleet) fleet = new_fleet ();
  g_autofree TbCampaignModel *plain = g_new (TbCampaignModel, 1), *closed = g_new (TbCampaignModel, 1), *certified = g_new (TbCampaignModel, 1);

  tb_campaign_model_count (plain, campaign_of (fleet), fleet, NULL, 0);
  tb_campaign_model_count (closed, campaign_of (fleet), fleet, close, 1);
  tb_campaign_model_count (certified, campaign_of (fleet), fleet, certificates, 2);
  g_assert_cmpuint (tb_outbreak_model_get_n (&plain->model), ==, 43);
  g_assert_cmpuint (tb_outbreak_model_get_n_open (&plain->model), ==, 31);
  g_assert_cmpuint (tb_outbreak_model_get_n_open (&closed->model), ==, 1);
  g_assert_cmpuint (tb_outbreak_model_get_n_open (&certified->model), ==, 31);
}

static void
what_will_not_do_gets_a_sentence (void)
{
  g_autoptr (TbFleet) fleet = new_fleet ();
  TbCampaign bad[6];

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    bad[i] = *campaign_of (fleet);
  bad[0].scan_rate = 0;
  bad[1].addresses = 5;
  bad[2].hit_probability = 1.01;
  bad[3].list = 1000;
  bad[4].list = 3;
  bad[4].list_rate = 0;
  bad[5].reboot_rate = -1;
  g_assert_true (tb_campaign_check (campaign_of (fleet), fleet, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (tb_campaign_check (&bad[i], fleet, &error));
      g_assert_error (error, TB_OUTBREAK_ERROR, TB_OUTBREAK_ERROR_RANGE);
    }
}

static void
networks_have_names_and_an_end (void)
{
  g_autoptr (TbFleet) fleet = new_fleet ();
  guint network;

  g_assert_false (tb_fleet_add_network (fleet, "walled", 1, 1));
  g_assert_true (tb_fleet_find_network (fleet, "open", &network));
  g_assert_cmpuint (network, ==, 2);
  g_assert_false (tb_fleet_find_network (fleet, "nowhere", &network));
  for (guint i = tb_fleet_get_n_networks (fleet); i < TB_SURFACE_MAX_SEGMENTS; i++)
    {
      g_autofree char *name = g_strdup_printf ("more-%u", i);

      g_assert_true (tb_fleet_add_network (fleet, name, 1, 1));
    }
  g_assert_false (tb_fleet_add_network (fleet, "one-too-many", 1, 1));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/campaign/pools", each_verdict_has_its_pool);
  g_test_add_func ("/campaign/walls", walls_are_between_networks);
  g_test_add_func ("/campaign/defences", defences_move_devices);
  g_test_add_func ("/campaign/bad", what_will_not_do_gets_a_sentence);
  g_test_add_func ("/campaign/networks", networks_have_names_and_an_end);
  return g_test_run ();
}
