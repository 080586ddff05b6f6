/* Fuzzes the reader of scenarios: whatever a file says, there is a scenario or one sentence that names the file. */
#include "fuzz.h"

#include <string.h>

#include "tb-scenario.h"

static void
look_at (TbScenario *scenario)
{
  TbFleet *fleet = tb_scenario_get_fleet (scenario);
  guint32 last = tb_fleet_get_n_objects (fleet);
  g_autofree char *name = tb_fleet_dup_name (fleet, last);

  g_assert_cmpuint (tb_fleet_find (fleet, name), ==, last);
  g_assert_cmpint (tb_scenario_get_duration_us (scenario), >, 0);
  g_assert_nonnull (tb_scenario_get_title (scenario));
  tb_scenario_find_pace (scenario, tb_scenario_get_duration_us (scenario));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n_bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbScenario) scenario = tb_scenario_new_from_data ((const char *) data, n_bytes, "fuzz.xml", &error);

  g_assert_true ((scenario == NULL) == (error != NULL));
  if (scenario != NULL)
    look_at (scenario);
  else
    {
      g_assert_true (g_str_has_prefix (error->message, "fuzz.xml"));
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
  return 0;
}

static const char small[] =
  "<scenario id=\"s\" seed=\"1\" start=\"2026-03-02T06:00:00Z\" duration=\"1d\"><title>T</title><description>D</description>"
  "<authority name=\"ca\"><label>CA</label></authority><broker name=\"b\" authority=\"ca\" clients=\"certificate\" topics=\"{name}/#\"><label>B</label></broker>"
  "<gateway name=\"gw\" link=\"wifi\" authority=\"ca\"><label>G</label></gateway>"
  "<devices name=\"d\" count=\"3\" profile=\"server\" link=\"mesh\" gateways=\"gw\" authority=\"ca\" key=\"rsa2048\" lifetime=\"3d\" service=\"b\" user=\"u\" password=\"p\""
  " topic=\"{name}/x\" interval=\"1m\" start=\"never\" spread=\"5s\"><label>D</label><report>{n}</report></devices>"
  "<eavesdropper name=\"e\" watches=\"gw\"><label>E</label></eavesdropper><story><command at=\"1h\">power device=d-01 state=on</command></story>"
  "<pace><step at=\"0s\" speed=\"2\" focus=\"d-01 gw\"><caption>C</caption></step></pace></scenario>";

GPtrArray *
fuzz_make_seeds (void)
{
  GPtrArray *seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  g_ptr_array_add (seeds, g_bytes_new_static (small, strlen (small)));
  return seeds;
}
