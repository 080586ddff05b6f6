/* tb-outbreak-preset: see the header. What was fitted says so: only scan rate times success probability can be told from how fast a curve grows. */
#include "tb-outbreak-preset.h"

#include <string.h>

#define INTERNET ((guint64) 1 << 32)
#define HOUR_S   3600.0
#define DAY_S    86400.0

/* Scan rate at which N of the Internet's addresses grow by K. */
#define SCAN_RATE(growth, n) ((growth) * 4294967296.0 / (n))

static const TbOutbreakPreset presets[] = {
  { "staniford", "10 scans a second, 300,000 vulnerable of 2^32",
    "Staniford, Paxson, Weaver: How to 0wn the Internet in Your Spare Time, 2002", NULL,
    { .address_space = INTERNET, .scan_rate = 10, .hit_probability = 1, .initial = 1, .reinfection = 1,
      .pools = { { 300000, 1, TB_REFUSAL_CLOSED } }, .n_pools = 1 } },
  { "code-red", "359,000 hosts, K = 1.8 an hour", "Moore et al. 2002 (hosts); Staniford et al. 2002 (K)",
    "scan rate, so that K is the published 1.8 an hour",
    { .address_space = INTERNET, .scan_rate = SCAN_RATE (1.8 / HOUR_S, 359000), .hit_probability = 1, .initial = 1, .reinfection = 1,
      .pools = { { 359000, 1, TB_REFUSAL_CLOSED } }, .n_pools = 1 } },
  { "slammer", "75,000 hosts, doubling every 8.5 s before the links were full", "Moore, Weaver et al. 2003",
    "scan rate, so that the doubling time is the published 8.5 s; full links are not modelled",
    { .address_space = INTERNET, .scan_rate = SCAN_RATE (0.69314718055994531 / 8.5, 75000), .hit_probability = 1, .initial = 1, .reinfection = 1,
      .pools = { { 75000, 1, TB_REFUSAL_CLOSED } }, .n_pools = 1 } },
  { "mirai-2016", "600,000 devices of 2^32; a bootstrap list, then random scanning; reboots clear and leave vulnerable",
    "Antonakakis et al., Understanding the Mirai Botnet, 2017; SANS ISC 2016 (scan rate)",
    "rate of the bootstrap list to 834 bots at 1 min, success of a probe to 64,500 at 20 h; that the list lasts ten minutes and that 250,000 "
    "(of 200,000 to 300,000) are infected in the long run is assumed",
    { .address_space = INTERNET, .scan_rate = 200, .hit_probability = 0.0027687, .initial = 0, .reboot_rate = 0.16245 / HOUR_S, .reinfection = 1,
      .bootstrap = 8331, .bootstrap_rate = 13.885, .until_s = 3 * DAY_S,
      .pools = { { 600000, 1, TB_REFUSAL_WRONG_PASSWORD } }, .n_pools = 1 } },
};

/**
 * tb_outbreak_preset_get:
 * @i: from 0
 *
 * Returns: (transfer none) (nullable): the preset, %NULL after the last
 */
const TbOutbreakPreset *
tb_outbreak_preset_get (guint i)
{
  return i < G_N_ELEMENTS (presets) ? &presets[i] : NULL;
}

/**
 * tb_outbreak_preset_find:
 * @code: a name
 *
 * Returns: (transfer none) (nullable): the preset of that name
 */
const TbOutbreakPreset *
tb_outbreak_preset_find (const char *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (presets); i++)
    if (strcmp (presets[i].code, code) == 0)
      return &presets[i];
  return NULL;
}
