/* tb-trial-policy: what terms make of the two endpoints: the version and the groups they speak, and what one of them is to be wrong in. */
#include "tb-trial-parties.h"

#include "tb-trial-downgrade.h"

static const char *
groups_of (const TbTrialTerms *terms, TbSide side)
{
  const TbTrialExchange *exchange = tb_trial_exchange_of (terms);

  if (tb_trial_version_of (terms)->wire != TB_TRIAL_TLS_1_3)
    return exchange->groups_12;
  return terms->retried && side == TB_SIDE_CLIENT ? exchange->groups_retried : exchange->group;
}

/* What @side speaks; its texts are static. */
void
tb_trial_make_policy (const TbTrialTerms *terms, TbSide side, TbEndpointPolicy *policy)
{
  guint16 wire = tb_trial_version_of (terms)->wire;

  *policy = (TbEndpointPolicy) {
    .min_version = wire, .max_version = wire, .groups = groups_of (terms, side),
    .exchange = tb_trial_exchange_of (terms)->group == NULL ? TB_EXCHANGE_RSA : TB_EXCHANGE_ECDHE,
  };
  tb_trial_widen_policy (terms, side, policy);
}
