/* Scenarios that come with the program are read; each broken one is refused in one sentence with file and line. */
#include "tb-scenario.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "tb-units.h"

/* Line numbers count from here. */
static const char good[] =
  "<scenario id=\"house\" seed=\"7\" start=\"2026-03-02T06:00:00Z\" duration=\"2d\">\n"                                     /* 1 */
  "<title>House</title><description>A house</description>\n"                                                                /* 2 */
  "<authority name=\"ca\"><label>CA</label></authority>\n"                                                                  /* 3 */
  "<broker name=\"broker\" authority=\"ca\" clients=\"certificate\" topics=\"home/{name}/#\"><label>Broker</label></broker>\n"   /* 4 */
  "<gateway name=\"gw\" link=\"broadband\" authority=\"ca\"><label>Gateway</label></gateway>\n"                               /* 5 */
  "<devices name=\"lock\" count=\"6\" profile=\"server\" link=\"wifi\" gateways=\"gw\" authority=\"ca\" service=\"broker\" interval=\"60s\" lifetime=\"3d\" key=\"p256\"><label>Lock</label></devices>\n" /* 6 */
  "<eavesdropper name=\"ear\" watches=\"gw\"><label>Ear</label></eavesdropper>\n"                                            /* 7 */
  "<story>\n<command at=\"1h\">power device=lock-01 state=off</command>\n</story>\n"                                         /* 8-10 */
  "<pace>\n<step at=\"0s\" speed=\"0.5\" focus=\"lock-01 gw\"/>\n</pace>\n</scenario>\n";                                    /* 11-14 */

typedef struct
{
  const char *from;
  const char *to;
  const char *place;      /* file and line */
  const char *complaint;
} Breakage;

static const Breakage breakages[] = {
  { "count=\"6\"", "count=\"-3\"", "house.xml:6:", "count must be 1 to 1000000, got -3" },
  { "count=\"6\"", "count=\"0\"", "house.xml:6:", "count must be 1 to 1000000, got 0" },
  { "count=\"6\"", "count=\"1000000000000\"", "house.xml:6:", "count must be 1 to 1000000, got 1000000000000" },
  { "count=\"6\"", "count=\"six\"", "house.xml:6:", "got six" },
  { "count=\"6\"", "count=\"\"", "house.xml:6:", "count must be" },
  { "count=\"6\"", "counts=\"6\"", "house.xml:6:", "counts" },
  { "profile=\"server\"", "profile=\"abacus\"", "house.xml:6:", "profile \"abacus\" cannot be read" },
  { "profile=\"server\"", "profile=\"../../../etc/passwd\"", "house.xml:6:", "cannot be read" },
  { "link=\"wifi\"", "link=\"string\"", "house.xml:6:", "link \"string\" cannot be read" },
  { "link=\"wifi\"", "", "house.xml:6:", "" },
  { "gateways=\"gw\"", "gateways=\"gx\"", "house.xml:6:", "gateways must name gateways declared before, got \"gx\"" },
  { "gateways=\"gw\"", "gateways=\"broker\"", "house.xml:6:", "gateways must name gateways declared before" },
  { "gateways=\"gw\"", "gateways=\"gw gw\"", "house.xml:6:", "out of line" },
  { "count=\"6\" profile=\"server\" link=\"wifi\" gateways=\"gw\" authority=\"ca\"", "count=\"6\" link=\"wifi\" authority=\"cb\"", "house.xml:6:", "authority must name the authority declared before, got \"cb\"" },
  { "service=\"broker\"", "service=\"gw\"", "house.xml:6:", "service must name the broker declared before, got \"gw\"" },
  { " service=\"broker\"", "", "house.xml:6:", "interval needs a service to report to" },
  { "watches=\"gw\"", "watches=\"lock-01\"", "house.xml:7:", "watches must name the gateway declared before" },
  { "name=\"lock\"", "name=\"gw\"", "house.xml:6:", "the name \"gw\" is taken" },
  { "name=\"ear\"", "name=\"lock-03\"", "house.xml:7:", "the name \"lock-03\" is taken" },
  { "name=\"lock\"", "name=\"Lock\"", "house.xml:", "" },
  { " name=\"lock\"", "", "house.xml:6:", "a name is expected" },
  { "lifetime=\"3d\"", "lifetime=\"3x\"", "house.xml:6:", "lifetime" },
  { "lifetime=\"3d\"", "lifetime=\"-3d\"", "house.xml:6:", "lifetime" },
  { "lifetime=\"3d\"", "lifetime=\"59s\"", "house.xml:6:", "lifetime: 1m to 36525d is expected" },
  { "lifetime=\"3d\"", "lifetime=\"999999999999d\"", "house.xml:6:", "lifetime" },
  { "interval=\"60s\"", "interval=\"99ms\"", "house.xml:6:", "interval must be at least 100ms" },
  { "interval=\"60s\"", "interval=\"\"", "house.xml:6:", "interval" },
  { "key=\"p256\"", "key=\"rsa512\"", "house.xml:6:", "key must be p256 or rsa2048, got \"rsa512\"" },
  { "key=\"p256\"", "keystore=\"pkcs11\"", "house.xml:6:", "keystore must be flash, secure-element or tpm, got \"pkcs11\"" },
  { "key=\"p256\"", "keystore=\"safe\"", "house.xml:6:", "keystore must be" },
  { "key=\"p256\"", "key=\"rsa2048\" keystore=\"secure-element\"", "house.xml:6:", "a secure-element holds keys of the kind p256 only" },
  { "clients=\"certificate\"", "clients=\"certificate\" revocation=\"crl\"", "house.xml:4:", "needs an authority that publishes; add crl=" },
  { "clients=\"certificate\"", "clients=\"certificate\" revocation=\"delta\"", "house.xml:4:", "needs an authority that publishes what has changed; add delta-interval=" },
  { "<authority name=\"ca\"", "<authority delta-interval=\"10m\" name=\"ca\"", "house.xml:3:", "delta-interval must be at least a minute and shorter than crl" },
  { "<authority name=\"ca\"", "<authority crl=\"1h\" delta-interval=\"30s\" name=\"ca\"", "house.xml:3:", "delta-interval must be at least a minute" },
  { "<authority name=\"ca\"", "<authority crl=\"1h\" delta-interval=\"1h\" name=\"ca\"", "house.xml:3:", "shorter than crl" },
  { "clients=\"certificate\"", "clients=\"certificate\" revocation=\"ocsp\"", "house.xml:4:", "needs an authority with a responder; add ocsp=" },
  { "clients=\"certificate\"", "clients=\"anyone\" revocation=\"none\" on-unknown=\"guess\"", "house.xml:4:", "on-unknown must be one of refuse, accept" },
  { "clients=\"certificate\"", "clients=\"certificate\" on-revocation=\"shrug\"", "house.xml:4:", "must be one of nothing, disconnect, drop-tickets, both" },
  { "clients=\"certificate\"", "clients=\"everyone\"", "house.xml:4:", "clients must be certificate or anyone, got \"everyone\"" },
  { " authority=\"ca\" clients", " clients", "house.xml:4:", "needs an authority to trust" },
  { "duration=\"2d\"", "duration=\"0s\"", "house.xml:1:", "duration must be at least one second" },
  { "duration=\"2d\"", "duration=\"soon\"", "house.xml:1:", "duration" },
  { "seed=\"7\"", "seed=\"-7\"", "house.xml:1:", "seed must be 0 to 9223372036854775807, got -7" },
  { "seed=\"7\"", "seed=\"9223372036854775808\"", "house.xml:1:", "seed must be" },
  { "start=\"2026-03-02T06:00:00Z\"", "start=\"yesterday\"", "house.xml:1:", "start" },
  { "start=\"2026-03-02T06:00:00Z\"", "start=\"1969-12-31T23:59:59Z\"", "house.xml:1:", "start must be between the years 1970 and 8900" },
  { "start=\"2026-03-02T06:00:00Z\"", "start=\"9999-03-02T06:00:00Z\"", "house.xml:1:", "start must be between the years 1970 and 8900" },
  { " id=\"house\"", "", "house.xml:1:", "" },
  { "device=lock-01 state", "device=lock-07 state", "house.xml:9:", "story: there is no \"lock-07\" in this scenario" },
  { "device=lock-01 state", "device=lock state", "house.xml:9:", "are several; say which one, lock-01 to lock-06" },
  { "power device", "powder device", "house.xml:9:", "\"powder\" is no command" },
  { ">power device", ">@5s power device", "house.xml:9:", "write the time as at=" },
  { "at=\"1h\"", "at=\"1 fortnight\"", "house.xml:9:", "at" },
  { "focus=\"lock-01 gw\"", "focus=\"lock-01 lock-09\"", "house.xml:12:", "focus names \"lock-09\", which is not in this scenario" },
  { "speed=\"0.5\"", "speed=\"0\"", "house.xml:12:", "speed must be 0.0001 to 10000000, got 0" },
  { "speed=\"0.5\"", "speed=\"NaN\"", "house.xml:12:", "speed must be" },
  { "speed=\"0.5\"", "speed=\"-1\"", "house.xml:12:", "speed must be" },
  { "<eavesdropper name", "<spy name", "house.xml:7:", "spy" },
  { "<scenario id", "<szenario id", "house.xml:1:", "" },
  { "<label>CA</label>", "<label>A label with far more than forty-eight characters in it, alas</label>", "house.xml:3:", "a label may have 48 characters" },
  { "<label>CA</label>", "<label>C&#127;A</label>", "house.xml:3:", "none of them control characters" },
  { "<title>House</title>", "", "house.xml:", "" },
};

static TbScenario *
read_text (const char *text, gsize length, GError **error)
{
  return tb_scenario_new_from_data (text, length, "house.xml", error);
}

static void
every_mistake_is_told (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (breakages); i++)
    {
      g_autoptr (GString) text = g_string_new (good);
      g_autoptr (GError) error = NULL;
      g_autoptr (TbScenario) scenario = NULL;

      g_assert_cmpuint (g_string_replace (text, breakages[i].from, breakages[i].to, 1), ==, 1);
      if (g_str_has_prefix (breakages[i].from, "<scenario"))
        g_string_replace (text, "</scenario", "</szenario", 1);
      if (g_str_has_prefix (breakages[i].from, "<eaves"))
        g_string_replace (text, "</eavesdropper", "</spy", 1);
      scenario = read_text (text->str, text->len, &error);
      g_test_message ("%s: %s", breakages[i].to, error ? error->message : "accepted");
      g_assert_null (scenario);
      g_assert_true (g_str_has_prefix (error->message, breakages[i].place));
      g_assert_nonnull (strstr (error->message, breakages[i].complaint));
      g_assert_null (strchr (error->message, '\n'));
    }
}

static void
the_good_one_is_read (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbScenario) scenario = read_text (good, strlen (good), &error);
  TbFleet *fleet;
  const TbGroup *lock;

  g_assert_no_error (error);
  fleet = tb_scenario_get_fleet (scenario);
  lock = tb_fleet_find_group (fleet, "lock");
  g_assert_cmpstr (tb_scenario_get_id (scenario), ==, "house");
  g_assert_cmpstr (tb_scenario_get_title (scenario), ==, "House");
  g_assert_cmpuint (tb_scenario_get_seed (scenario), ==, 7);
  g_assert_cmpint (tb_scenario_get_duration_us (scenario), ==, 2 * TB_US_PER_DAY);
  g_assert_cmpint (tb_scenario_get_start_us (scenario), ==, G_GINT64_CONSTANT (1772431200) * TB_US_PER_SECOND);
  g_assert_cmpuint (tb_fleet_get_n_objects (fleet), ==, 10);
  g_assert_cmpuint (lock->count, ==, 6);
  g_assert_cmpint (lock->policy.lifetime_us, ==, 3 * TB_US_PER_DAY);
  g_assert_cmpint (lock->interval_us, ==, TB_US_PER_MINUTE);
  g_assert_cmpstr (lock->topic, ==, "{name}");
  g_assert_cmpuint (tb_fleet_get_gateway (fleet, lock->first), ==, tb_fleet_find (fleet, "gw"));
  g_assert_cmpuint (tb_scenario_get_story (scenario)->len, ==, 1);
  g_assert_null (tb_scenario_find_pace (scenario, -1));
  g_assert_cmpfloat (tb_scenario_find_pace (scenario, 5)->speed, ==, 0.5);
}

static void
those_of_the_program_are_read (void)
{
  g_auto (GStrv) paths = tb_scenario_list ();

  g_assert_cmpuint (g_strv_length (paths), >=, 4);
  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TbScenario) scenario = tb_scenario_load (paths[i], &error), by_name = NULL;
      g_autofree char *base = g_path_get_basename (paths[i]);

      g_assert_no_error (error);
      g_assert_true (g_str_has_prefix (base, tb_scenario_get_id (scenario)));
      by_name = tb_scenario_load (tb_scenario_get_id (scenario), &error);
      g_assert_no_error (error);
      g_assert_true (g_bytes_equal (tb_scenario_get_text (scenario), tb_scenario_get_text (by_name)));
    }
}

static void
cut_off_anywhere_it_is_refused (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("TRUSTBED_DATA_DIR"), "scenarios", "smart-home.xml", NULL);
  g_autofree char *text = NULL;
  gsize n;

  g_assert_true (g_file_get_contents (path, &text, &n, NULL));
  for (gsize cut = 0; cut < n - 12; cut += 37)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (read_text (text, cut, &error));
      g_assert_true (g_str_has_prefix (error->message, "house.xml:"));
    }
}

static void
wrong_files_are_refused (void)
{
  g_autofree char *folder = g_dir_make_tmp ("trustbed-scenario-XXXXXX", NULL);
  g_autofree char *large = g_build_filename (folder, "large.xml", NULL), *closed = g_build_filename (folder, "closed.xml", NULL);
  const char *paths[] = { "no-such-scenario", "/nowhere/at/all.xml", folder, large, "/dev/null", "", NULL };
  const char *complaints[] = { "there is no such scenario", "there is no such scenario", "this is not a file", "more than the 16 MB", "this is not a file", "" };

  g_assert_true (g_file_set_contents (large, "x", 1, NULL));
  g_assert_cmpint (truncate (large, 17 << 20), ==, 0);
  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (tb_scenario_load (paths[i], &error));
      g_assert_nonnull (error);
      g_assert_nonnull (strstr (error->message, complaints[i]));
    }
  g_assert_true (g_file_set_contents (closed, good, -1, NULL));
  g_chmod (closed, 0);
  if (g_access (closed, R_OK) != 0) /* root may read everything */
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (tb_scenario_load (closed, &error));
      g_assert_nonnull (strstr (error->message, closed));
    }
  g_unlink (large);
  g_unlink (closed);
  g_rmdir (folder);
}

static void
without_schema_nothing_is_read (void)
{
  g_autofree char *data_dir = g_strdup (g_getenv ("TRUSTBED_DATA_DIR"));
  g_autoptr (GString) text = g_string_new (good);
  g_autoptr (GError) error = NULL;

  g_string_replace (text, " profile=\"server\"", "", 0);
  g_setenv ("TRUSTBED_DATA_DIR", "/nowhere", TRUE);
  g_assert_null (read_text (text->str, text->len, &error));
  g_setenv ("TRUSTBED_DATA_DIR", data_dir, TRUE);
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "/nowhere"));
}

static void
settings_change_attributes (void)
{
  const char *settings[] = { "lock.count=3", "duration=5d", "lock.key=rsa2048", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (TbScenario) scenario = tb_scenario_new_with (good, strlen (good), "house.xml", settings, &error), again = NULL;
  GBytes *text;

  g_assert_no_error (error);
  g_assert_cmpuint (tb_fleet_find_group (tb_scenario_get_fleet (scenario), "lock")->count, ==, 3);
  g_assert_cmpint (tb_fleet_find_group (tb_scenario_get_fleet (scenario), "lock")->key_algorithm, ==, TB_KEY_RSA2048);
  g_assert_cmpint (tb_scenario_get_duration_us (scenario), ==, 5 * TB_US_PER_DAY);
  text = tb_scenario_get_text (scenario);
  again = read_text (g_bytes_get_data (text, NULL), g_bytes_get_size (text), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (tb_fleet_get_n_objects (tb_scenario_get_fleet (again)), ==, 7);
}

static void
wrong_settings_are_refused (void)
{
  static const char *const wrong[] = { "", "=", "=5", "lock", "lock.count", "lamp.count=3", "lock.count=0", "lock.colour=red", ".count=3", "lock.=3", "lock.a b=3", "lock.<=3",
                                       "count=3", "lock.count=\"><x", "scenario.seed=4", "\xc3\xa9.x=3" };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      const char *settings[] = { wrong[i], NULL };
      g_autoptr (GError) error = NULL;

      g_assert_null (tb_scenario_new_with (good, strlen (good), "house.xml", settings, &error));
      g_assert_nonnull (error);
    }
}

/* A hundred thousand groups are too many, and that is said at once. */
static void
many_groups_are_refused_quickly (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_string_append (text, "<scenario id=\"x\" seed=\"1\" start=\"2026-03-02T06:00:00Z\" duration=\"1d\"><title>T</title><description>D</description>");
  for (guint i = 0; i < 100000; i++)
    g_string_append_printf (text, "<devices name=\"d%u\" link=\"wifi\"><label>D</label></devices>\n", i);
  g_string_append (text, "</scenario>");
  g_assert_null (read_text (text->str, text->len, &error));
  g_assert_true (g_str_has_prefix (error->message, "house.xml:1001: devices \"d1000\": there may be 4000000 objects in 1000 groups"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scenario/good", the_good_one_is_read);
  g_test_add_func ("/scenario/shipped", those_of_the_program_are_read);
  g_test_add_func ("/scenario/mistakes", every_mistake_is_told);
  g_test_add_func ("/scenario/truncated", cut_off_anywhere_it_is_refused);
  g_test_add_func ("/scenario/files", wrong_files_are_refused);
  g_test_add_func ("/scenario/schema", without_schema_nothing_is_read);
  g_test_add_func ("/scenario/settings", settings_change_attributes);
  g_test_add_func ("/scenario/wrong-settings", wrong_settings_are_refused);
  g_test_add_func ("/scenario/many-groups", many_groups_are_refused_quickly);
  return g_test_run ();
}
