/* tb-trial-policy: what terms make of the two endpoints: the version and the groups they speak, and what one of them is to be wrong in. */
#include "tb-trial-parties.h"

#include "tb-trial-downgrade.h"

/* Which version @side speaks, as in the record layer. */
guint16
tb_trial_get_spoken (const TbTrialTerms *terms, TbSide side)
{
  const TbTrialVersion *version = tb_trial_version_of (terms);

  return tb_trial_flaw_of (terms, side) == TB_FLAW_VERSION ? version->other : version->wire;
}

static const char *
groups_of (const TbTrialTerms *terms, TbSide side)
{
  const TbTrialExchange *exchange = tb_trial_exchange_of (terms);

  if (tb_trial_get_spoken (terms, side) != TB_TRIAL_TLS_1_3)
    return exchange->groups_12;
  return terms->retried && side == TB_SIDE_CLIENT ? exchange->groups_retried : exchange->group;
}

/* Rows of the tables below: TLS 1.3, and older versions with an ephemeral exchange or with RSA key transport. */
static guint
find_suites (const TbTrialTerms *terms)
{
  if (tb_trial_version_of (terms)->wire == TB_TRIAL_TLS_1_3)
    return 0;
  return tb_trial_exchange_of (terms)->group != NULL ? 1 : 2;
}

/* Who knows AES-256 only, and who knows AES-128 only, in the words of OpenSSL. */
static const char *
suites_of (const TbTrialTerms *terms, TbSide side)
{
  static const char *const suites[][2] = {
    { "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384" },
    { "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384" },
    { "AES128-GCM-SHA256", "AES256-GCM-SHA384" },
  };
  guint row = find_suites (terms);

  if (tb_trial_flaw_of (terms, TB_SIDE_CLIENT) != TB_FLAW_CIPHER && tb_trial_flaw_of (terms, TB_SIDE_SERVER) != TB_FLAW_CIPHER)
    return NULL;
  return suites[row][tb_trial_flaw_of (terms, side) == TB_FLAW_CIPHER];
}

/* What @side knows where it is to have none in common with the other, in the words of IANA. */
const char *
tb_trial_get_suites (const TbTrialTerms *terms, TbSide side)
{
  static const char *const names[][2] = {
    { "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384" },
    { "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 or TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
      "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 or TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384" },
    { "TLS_RSA_WITH_AES_128_GCM_SHA256", "TLS_RSA_WITH_AES_256_GCM_SHA384" },
  };
  guint row = find_suites (terms);

  return names[row][tb_trial_flaw_of (terms, side) == TB_FLAW_CIPHER];
}

/* What @side speaks; its texts are static. */
void
tb_trial_make_policy (const TbTrialTerms *terms, TbSide side, TbEndpointPolicy *policy)
{
  guint16 wire = tb_trial_get_spoken (terms, side);

  *policy = (TbEndpointPolicy) {
    .min_version = wire, .max_version = wire, .groups = groups_of (terms, side), .ciphers = suites_of (terms, side),
    .accepts_weak = tb_trial_flaw_of (terms, side) == TB_FLAW_WEAK,
    .exchange = tb_trial_exchange_of (terms)->group == NULL ? TB_EXCHANGE_RSA : TB_EXCHANGE_ECDHE,
  };
  tb_trial_widen_policy (terms, side, policy);
}
