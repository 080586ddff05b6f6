/* tb-what-if-terms: see the header. The published values are those of docs/outbreak.md. */
#include "tb-what-if-terms.h"

#include <glib/gi18n-lib.h>

#define MINUTE_S 60.0
#define HOUR_S   3600.0
#define DAY_S    86400.0

static const TbTermInfo infos[TB_N_TERMS] = {
  [TB_TERM_VULNERABLE] = { "vulnerable", N_("Factory passwords"), TB_TERM_SHARE, 0, 1, 0, 1, FALSE, TB_TERM_NO_NEVER,
                           N_("Modelled: share still as it was made"), N_("Of the devices with an open door. Nobody has published how many there are.") },
  [TB_TERM_SCAN_RATE] = { "scan-rate", N_("Scan rate"), TB_TERM_PER_SECOND, 1e-6, TB_OUTBREAK_MAX_RATE, 1, 10000, TRUE, TB_TERM_NO_NEVER,
                          N_("Published: about 200/s (SANS ISC, 2016)"), N_("Measured in a laboratory. In the wild about 250 bytes a second, which is less.") },
  [TB_TERM_HIT] = { "hit-probability", N_("Success of a probe"), TB_TERM_CHANCE, 1e-9, 1, 1e-4, 1, TRUE, TB_TERM_NO_NEVER,
                    N_("Published: 10 of 62 a try (US-CERT, 2016)"),
                    N_("62 passwords on the list, ten of them at a try. From how fast a curve grows, only scan rate times success can be told.") },
  [TB_TERM_CLOSED_SHARE] = { "closed-share", N_("Telnet closed on"), TB_TERM_SHARE, 0, 1, 0, 1, FALSE, TB_TERM_NO_NEVER,
                             N_("Of the devices, in the two arms that close it"), N_("Mutual TLS on the broker does not do this.") },
  [TB_TERM_CLOSED_EFFECT] = { "closed-effect", N_("Closed how well"), TB_TERM_SHARE, 0, 1, 0, 1, FALSE, TB_TERM_NO_NEVER,
                              N_("Modelled: no way in at 100 %"), N_("Below that, the rest of the probes get past a closed door.") },
  [TB_TERM_REBOOT_S] = { "reboot-every", N_("Reboot"), TB_TERM_DURATION, 1 / TB_OUTBREAK_MAX_RATE, TB_OUTBREAK_MAX_S, MINUTE_S, 30 * DAY_S, TRUE,
                         TB_TERM_NEVER_LAST, N_("Published: clears infection, not password"),
                         N_("The device is as vulnerable as before. How often one reboots is modelled.") },
  [TB_TERM_CLEAN_S] = { "clean-every", N_("Clean-up"), TB_TERM_DURATION, 1 / TB_OUTBREAK_MAX_RATE, TB_OUTBREAK_MAX_S, 10 * MINUTE_S, 365 * DAY_S, TRUE,
                        TB_TERM_NEVER_LAST, N_("Published: 92 % in 14 days (Cetin, 2019)"),
                        N_("Behind a walled garden: one in 5.5 days on average. By itself 58 to 74 %; e-mail alone had no effect.") },
  [TB_TERM_LOAD_S] = { "time-to-infect", N_("Time to infect"), TB_TERM_DURATION, 0.1, DAY_S, 1, HOUR_S, TRUE, TB_TERM_NEVER_FIRST,
                       N_("Published: 10 s for a camera (McAfee)"), N_("First attempt after 49 s, taken after 59 s. Only then does the new bot probe.") },
  [TB_TERM_LIST] = { "list", N_("Known to begin with"), TB_TERM_COUNT, 1, TB_OUTBREAK_MAX_DEVICES, 1, 100000, TRUE, TB_TERM_NEVER_FIRST,
                     N_("Modelled: devices the attacker knows"), N_("He takes them one after the other. How long Mirai's list was, nobody has published.") },
  [TB_TERM_LIST_RATE] = { "list-rate", N_("Pace of that list"), TB_TERM_PER_SECOND, 1e-6, TB_OUTBREAK_MAX_RATE, 0.01, 1000, TRUE, TB_TERM_NO_NEVER,
                          N_("Calibrated: 13.9/s for Mirai"), N_("Fitted to the published 834 bots in the first minute.") },
  [TB_TERM_SCAN_LIMIT] = { "scan-limit", N_("Scan limit"), TB_TERM_COUNT, 1, TB_OUTBREAK_MAX_LIMIT, 1000, TB_OUTBREAK_MAX_LIMIT, TRUE, TB_TERM_NEVER_LAST,
                           N_("Modelled: Mirai had none"), N_("Probes after which a bot falls silent. With few enough of them an outbreak dies out.") },
  [TB_TERM_ADDRESSES] = { "addresses", N_("Addresses"), TB_TERM_COUNT, 1, TB_OUTBREAK_MAX_ADDRESSES, 256, 281474976710656.0, TRUE, TB_TERM_NO_NEVER,
                          N_("Published: the Internet has 2^32"), N_("Among so many a probe chooses. In a small space a small fleet falls as fast as a large one in a large space.") },
  [TB_TERM_FLOOD_KBPS] = { "flood-kbps", N_("Flood of one bot"), TB_TERM_KBPS, 1, 1e9, 10, 1e6, TRUE, TB_TERM_NO_NEVER,
                           N_("Derived: 4.3 Mbit/s (Akamai, OVH)"),
                           N_("623 Gbit/s at Krebs over the 145,607 devices seen at OVH, if both were the same. Changes the outage and no curve.") },
};

/**
 * tb_term_info:
 * @term: a term
 *
 * Returns: (transfer none): its row
 */
const TbTermInfo *
tb_term_info (TbTerm term)
{
  return &infos[term];
}

static double
interval_of (double rate)
{
  return rate > 0 ? 1 / rate : 0;
}

static void
set_beginning (TbWhatIfTerms *terms)
{
  *terms = (TbWhatIfTerms) { { 0 } };
  terms->values[TB_TERM_VULNERABLE] = terms->values[TB_TERM_CLOSED_SHARE] = terms->values[TB_TERM_CLOSED_EFFECT] = 1;
  terms->values[TB_TERM_LIST_RATE] = 1;
  terms->values[TB_TERM_FLOOD_KBPS] = 4300;
}

/**
 * tb_what_if_terms_from_campaign:
 * @terms: (out caller-allocates): terms
 * @campaign: what an attacker does
 *
 * Makes them what the campaign is, with telnet closed everywhere in the arms that close it.
 */
void
tb_what_if_terms_from_campaign (TbWhatIfTerms *terms, const TbCampaign *campaign)
{
  set_beginning (terms);
  terms->values[TB_TERM_SCAN_RATE] = campaign->scan_rate;
  terms->values[TB_TERM_HIT] = campaign->hit_probability;
  terms->values[TB_TERM_REBOOT_S] = interval_of (campaign->reboot_rate);
  terms->values[TB_TERM_CLEAN_S] = interval_of (campaign->cleanup_rate);
  terms->values[TB_TERM_LOAD_S] = campaign->load_s;
  terms->values[TB_TERM_LIST] = campaign->list;
  terms->values[TB_TERM_LIST_RATE] = campaign->list_rate;
  terms->values[TB_TERM_ADDRESSES] = (double) campaign->addresses;
  terms->values[TB_TERM_FLOOD_KBPS] = (double) campaign->uplink_bps / 1000;
}

/**
 * tb_what_if_terms_from_preset:
 * @terms: (out caller-allocates): terms
 * @preset: a published outbreak
 *
 * Makes them what was published.
 */
void
tb_what_if_terms_from_preset (TbWhatIfTerms *terms, const TbOutbreakPreset *preset)
{
  const TbOutbreakModel *model = &preset->model;

  set_beginning (terms);
  terms->values[TB_TERM_SCAN_RATE] = model->scan_rate;
  terms->values[TB_TERM_HIT] = model->hit_probability;
  terms->values[TB_TERM_REBOOT_S] = interval_of (model->reboot_rate);
  terms->values[TB_TERM_CLEAN_S] = interval_of (model->cleanup_rate);
  terms->values[TB_TERM_LOAD_S] = model->load_s;
  terms->values[TB_TERM_LIST] = model->bootstrap;
  if (model->bootstrap > 0)
    terms->values[TB_TERM_LIST_RATE] = model->bootstrap_rate;
  terms->values[TB_TERM_SCAN_LIMIT] = (double) model->scan_limit;
  terms->values[TB_TERM_ADDRESSES] = (double) model->address_space;
}

/* Written so that a NaN is out of range. */
static gboolean
is_within (const TbTermInfo *info, double value)
{
  return (value >= info->lowest && value <= info->highest) || (info->never != TB_TERM_NO_NEVER && value == 0);
}

/**
 * tb_what_if_terms_check:
 * @terms: terms
 * @error: return location: a sentence with the value that will not do
 *
 * Returns: whether each of them can be modelled; whether they can together, [func@arm_model_init] says
 */
gboolean
tb_what_if_terms_check (const TbWhatIfTerms *terms, GError **error)
{
  for (guint i = 0; i < TB_N_TERMS; i++)
    if (!is_within (&infos[i], terms->values[i]))
      {
        g_set_error (error, TB_OUTBREAK_ERROR, TB_OUTBREAK_ERROR_RANGE, "%s must be %g to %g%s, got %g", infos[i].code, infos[i].lowest, infos[i].highest,
                     infos[i].never != TB_TERM_NO_NEVER ? ", or 0 for never" : "", terms->values[i]);
        return FALSE;
      }
  return TRUE;
}

/**
 * tb_what_if_terms_equal:
 * @one: terms
 * @other: terms
 *
 * Returns: whether they say the same
 */
gboolean
tb_what_if_terms_equal (const TbWhatIfTerms *one, const TbWhatIfTerms *other)
{
  for (guint i = 0; i < TB_N_TERMS; i++)
    if (one->values[i] != other->values[i])
      return FALSE;
  return TRUE;
}
