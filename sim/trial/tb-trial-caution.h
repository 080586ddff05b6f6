/* tb-trial-caution: how careful the client of a trial is beyond what TLS asks: it pins a key (RFC 7469), or it looks at no certificate at all. Private to
 * sim/trial. */
#pragma once

#include "tb-trial-parties.h"

G_BEGIN_DECLS

char     *tb_trial_find_caution_fault (const TbTrialTerms *terms);
gboolean  tb_trial_make_client        (TbTrialParties *parties, const TbEndpointPolicy *spoken, TbStream *stream, GError **error);
gboolean  tb_trial_check_pin          (const TbTrialParties *parties, GPtrArray *path, TbChecks *checks);
gboolean  tb_trial_add_carelessness   (const TbChecks *unmade, TbChecks *checks);

G_END_DECLS
